"""The page on which one note is written, whatever its kind."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases import extracts
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk.access import me, staff
from dueprocess.desk.views.notes import letters, parties, said
from dueprocess.desk.views.notes.asking import ask
from dueprocess.desk.views.notes.forms import Note, NoteKind, Writing
from dueprocess.docket import wall
from dueprocess.docket.needs import Actor
from dueprocess.kit.components import faults, refused
from dueprocess.kit.http import Hidden, once

NOTES: dict[str, NoteKind] = said.NOTES | letters.NOTES | parties.NOTES
"""Every note that can be written at the desk, in the order in which a case offers them."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def write(request: HttpRequest, number: str, note: str) -> HttpResponse:
    """Write one note."""
    if note not in NOTES:
        raise Hidden("no such note")
    docket = wall.open(number, me(request), _("to write a note"), what="note")
    page = extracts.case_page(docket, viewer=Actor(person=me(request)))
    kind, writing = NOTES[note], Writing(docket, page, me(request))
    form = Note(request.POST or None, request.FILES or None, initial=_asked_for(request))
    kind.build(form, writing)
    if request.method == "POST":
        return _write(request, writing, form, kind, note)
    return ask(request, page, form, str(kind.title), note, says=kind.says)


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    """What the link that led here has chosen already."""
    asked = request.GET
    chosen = {"to": asked.get("step") or asked.getlist("to"), "letter": asked.get("letter")}
    return chosen | {name: asked[name] for name in ("who", "kind") if name in asked}


def _write(request: HttpRequest, writing: Writing, form: Note, kind: NoteKind, note: str) -> HttpResponse:
    if form.is_valid():
        try:
            kind.write(writing, form.cleaned_data)
        except Refused as error:
            form.add_error(None, refused(error))
        except Malformed as error:
            form.add_error(None, faults(error))
        else:
            if not wall.sees(writing.docket, me(request)):
                messages.success(request, _("Written down. This case is shut to you from now on."))
                return redirect("desk:work")
            waits = form.cleaned_data.get("signer")
            done = _("Sent.") if note == "message" else _("Written down.")
            waiting = _("Written down. It takes effect when the other has signed.")
            messages.success(request, waiting if waits else done)
            return redirect("desk:case", number=writing.docket.number)
    return ask(request, writing.page, form, str(kind.title), note, says=kind.says)
