"""What pages of the training register share: how a form is asked there, and how a paper is handed out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse

from dueprocess.desk import asking
from dueprocess.kit import clock, files, keys
from dueprocess.kit.downloads import download
from dueprocess.rules import extracts as rules
from dueprocess.training.actions.ground import PLACE
from dueprocess.training.models import Paper

FORM = "desk/training/form.html"


def asked(
    request: HttpRequest, form: Any, act: Any, said: str, to: Any, *, back: tuple[Any, ...], **context: Any
) -> HttpResponse:
    """Show a form, or act on what was typed in it; `back` is where *Cancel* leads, as `reverse` takes it."""
    name, *args = back
    context["back"] = reverse(name, args=args)
    return asking.answer(request, form, act, said, to, page=FORM, **context)


def trainings() -> list[str]:
    """Return the names of trainings that the rulebook in force asks for."""
    found = [each for each, _title in rules.qualifications(clock.now()) if each.startswith("training|")]
    return [each.partition("|")[2] for each in found]


def handed(paper: Paper) -> StreamingHttpResponse:
    """Return a paper as it was given, to be saved; nothing of it is shown here."""
    content = files.read(keys.unwrap(paper.key), paper.stored, PLACE)
    return download(content, paper.name, paper.size)
