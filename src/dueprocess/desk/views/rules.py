"""The rulebook in words and as a diagram."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dueprocess.desk.access import staff
from dueprocess.kit import clock
from dueprocess.rules import extracts as rules


@require_safe
@staff
def page(request: HttpRequest) -> HttpResponse:
    """The version in force, as everybody can read it, and the codes."""
    found = rules.in_force(clock.now())
    tables = [
        (each.title, each.head, [list(zip(each.head, row, strict=True)) for row in each.rows])
        for each in (found.sections if found else ())
    ]
    return render(request, "desk/rules.html", {"rules": found, "tables": tables, "codes": rules.codes()})
