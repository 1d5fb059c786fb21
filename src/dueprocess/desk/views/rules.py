"""The rulebook in words and as a diagram, for those who work by it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dueprocess.cases import extracts
from dueprocess.desk.access import me, staff
from dueprocess.docket import wall
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.rules import extracts as rules

NARROW = 4
"""Columns that fit as a table; more are shown entry by entry."""


@require_safe
@staff
def page(request: HttpRequest) -> HttpResponse:
    """The version in force, as everybody can read it, and the codes.

    With `?case=NUMBER` the version that this case runs under, with the stages at which it stands marked in
    the diagram and in the same way in words.
    """
    number = request.GET.get("case", "")
    case, standing, here = "", [], frozenset[str]()
    if number:
        docket = wall.open(number, me(request), _("to see where it stands in the rules"), what="rules")
        about = extracts.case_page(docket, viewer=Actor(person=me(request)))
        case = about.code_name or number
        strands = [each for each in about.docket.strands if not each.ended or each.parent is None]
        standing = [each.title for each in strands]
        here = frozenset(each.stage for each in strands)
        found: rules.RulesPage | None = rules.version(about.docket.rulebook, here, stacked=False)
    else:
        found = rules.in_force(clock.now(), stacked=False)
    every = found.sections if found else ()
    part = request.GET.get("part", "")
    shown = next((each for each in every if each.id == part), None)
    context = {
        "rules": found,
        "parts": [(each.id, each.title) for each in every],
        "part": shown.id if shown else "",
        "title": shown.title if shown else "",
        "head": shown.head if shown else (),
        "narrow": shown is not None and len(shown.head) <= NARROW,
        "rows": [list(zip(shown.head, row, strict=True)) for row in shown.rows] if shown else (),
        "here": here,
        "standing": standing,
        "codes": rules.codes(),
        "case": case,
        "number": number,
    }
    return render(request, "desk/rules.html", context)
