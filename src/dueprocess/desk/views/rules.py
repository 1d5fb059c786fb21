"""The rulebook in words and as a diagram, for those who work by it."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dueprocess.cases import extracts
from dueprocess.desk.access import held, me, staff
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.people.models import Power
from dueprocess.rules import extracts as rules
from dueprocess.rules.actions import MAY_SETTLE

NARROW = 4
"""Columns that fit as a table; more are shown entry by entry."""


@require_safe
@staff
def page(request: HttpRequest) -> HttpResponse:
    """The version in force, as everybody can read it, and the codes.

    With `?version=HASH` another version that was adopted; with `?case=NUMBER` the version that this case runs
    under, with the stages at which it stands marked in the diagram and in the same way in words. With
    `?stage=ID` what can be done at that stage.
    """
    number, asked = request.GET.get("case", ""), request.GET.get("version", "")
    case, standing, here = "", [], frozenset[str]()
    if number:
        docket = wall.open(number, me(request), _("to see where it stands in the rules"), what="rules")
        about = extracts.case_page(docket, viewer=Actor(person=me(request)))
        case = about.code_name or number
        strands = [each for each in about.docket.strands if not each.ended or each.parent is None]
        standing = [each.title for each in strands]
        here = frozenset(each.stage for each in strands)
        found: rules.RulesPage | None = rules.version(
            about.docket.rulebook, here, stacked=False, link=partial(_to_stage, "case", number)
        )
    elif asked:
        found = rules.version(asked, stacked=False, link=partial(_to_stage, "version", asked))
    else:
        found = rules.in_force(clock.now(), stacked=False, link=partial(_to_stage, "", ""))
    if found and (stage := request.GET.get("stage", "")):
        return _stage(request, found, stage, {"case": case, "number": number, "here": here})
    versions = rules.versions(clock.now())
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
        "guidance": rules.guidance(clock.now().date()) is not None,
        "requirements": rules.requirements(clock.now().date()) is not None,
        "to_come": dockets.still_to_come(clock.now().date()),
        "case": case,
        "number": number,
        "versions": versions,
        "state": next((each.state for each in versions if found and each.hash == found.hash), ""),
        "coming": [each for each in versions if each.state == "comes" and not (asked or number)],
        "may_adopt": Power.ADOPT_RULES in held(request),
        "adoptions": () if asked or number else rules.adoptions(),
        "may_settle": bool(held(request) & set(MAY_SETTLE)),
    }
    return render(request, "desk/rules.html", context)


def _to_stage(name: str, value: str, stage: str) -> str:
    asked = {name: value, "stage": stage} if name else {"stage": stage}
    return f"{reverse('desk:rules')}?{urlencode(asked)}"


def _stage(request: HttpRequest, found: rules.RulesPage, stage: str, about: dict[str, Any]) -> HttpResponse:
    """What can be done at one stage: by whom, by when, with what, and what follows."""
    way = rules.way_of(found.hash)
    place = next((n for n, each in enumerate(way) if each.id == stage), None)
    if place is None:
        raise Http404
    context = about | {
        "rules": found,
        "stage": way[place],
        "before": way[place - 1] if place else None,
        "after": way[place + 1] if place + 1 < len(way) else None,
    }
    return render(request, "desk/rules_stage.html", context)
