"""What everyone may see: how to complain, the rules, the record and how to check it.

Knows extracts only. Must not know any model, any case or who is asking.
"""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dueprocess.kit import clock
from dueprocess.ledger import extracts as ledger
from dueprocess.public.verifier import text as verifier_text
from dueprocess.rules import extracts as rules

FINAL = re.compile(r"tile/(?:entries/|\d+/)(?:x\d{3}/)*\d{3}")  # a full tile never changes again
FOR_EVER = "public, max-age=31536000, immutable"
FOR_NOW = "public, max-age=5"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """How to complain, what then happens, and the way back in."""
    return render(request, "public/home.html", {"rules": rules.in_force(clock.now())})


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """The rulebook in words and as a diagram: who does what, by when."""
    page = rules.in_force(clock.now())
    return render(
        request, "public/how.html", {"rules": page, "tables": _tables(page), "codes": rules.codes()}
    )


def _tables(page: rules.RulesPage | None) -> list[tuple[str, tuple[str, ...], list[list[tuple[str, str]]]]]:
    """Each table of the rulebook with the name of its column beside each cell, for narrow screens."""
    return [
        (each.title, each.head, [list(zip(each.head, row, strict=True)) for row in each.rows])
        for each in (page.sections if page else ())
    ]


@require_safe
def rulebook_text(request: HttpRequest) -> HttpResponse:
    """The rulebook as it was adopted, byte for byte, so that its hash can be checked."""
    page = rules.in_force(clock.now())
    if page is None:
        raise Http404
    response = HttpResponse(page.text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="rulebook.toml"'
    return response


@require_safe
def code(request: HttpRequest, code: str) -> HttpResponse:
    """A code of conduct with all its versions: the one in force on the day of the conduct counts."""
    page = rules.code(code, clock.now().date())
    if page is None:
        raise Http404
    return render(request, "public/code.html", {"code": page})


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """The record: how far it reaches, who watches it, and how to check it."""
    found = ledger.record()
    address = request.build_absolute_uri("/record/log")
    return render(request, "public/record.html", {"record": found, "address": address})


@require_safe
def log_file(request: HttpRequest, path: str) -> HttpResponse:
    """One published file of the log, as it lies on the disk."""
    content = ledger.published(path)
    if content is None:
        raise Http404
    kind = "application/octet-stream" if path.startswith("tile/") else "text/plain; charset=utf-8"
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = FOR_EVER if FINAL.fullmatch(path) else FOR_NOW
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """The one-file verifier. Whoever doubts us takes it from somebody else."""
    response = HttpResponse(verifier_text(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify.py"'
    return response
