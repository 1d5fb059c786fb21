"""The hearings of a case, one of them, which hours suit, and one's own appointments."""

from __future__ import annotations

from datetime import time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dueprocess.cases.hearings import extracts, mine
from dueprocess.cases.hearings.people import Invitee
from dueprocess.desk.access import me, staff
from dueprocess.desk.hearing_forms import Look
from dueprocess.desk.views.case.frame import show
from dueprocess.desk.views.hearings.frame import context, one, opened
from dueprocess.docket import wall
from dueprocess.docket.needs import Actor
from dueprocess.kit import calendars, clock
from dueprocess.kit.http import Hidden
from dueprocess.rules import rulebooks

AHEAD, WITHIN = 14, 28
"""Where nobody says otherwise, hours are looked for from so many days on, over so many days."""


@require_safe
@staff
def every(request: HttpRequest, number: str) -> HttpResponse:
    """All hearings of a case: the tab."""
    _docket, page, found = opened(request, number)
    return show(request, "hearings", page, found=found, zone=found.zone)


@require_safe
@staff
def single(request: HttpRequest, number: str, hearing: str) -> HttpResponse:
    """One hearing: when and where, who comes, what speaks against it, what was settled and written down."""
    _docket, page, found, line = one(request, number, hearing)
    return render(request, "desk/hearings/one.html", context(request, page, found, line=line))


@require_safe
@staff
def slots(request: HttpRequest, number: str) -> HttpResponse:
    """Which hours suit: for whom, between which days; each with what speaks against it."""
    docket, page, found = opened(request, number)
    today = rulebooks.clock(docket.rulebook_id).local_day(clock.now())
    moved = found.line(request.GET.get("hearing", ""))
    day = found.fixed.day if found.fixed and not moved else None
    day = day if day and day >= today else None
    usual = {
        "first": day or today + timedelta(days=AHEAD), "last": day or today + timedelta(days=AHEAD + WITHIN),
        "starts": ["10:00", "14:00", "18:00"], "lasts": "120",
        "who": [each.key for each in moved.invited] if moved else [each.key for each in preset(found)],
    }  # fmt: skip
    looked = "lasts" in request.GET
    form = Look(found, request.GET if looked else None, initial=usual)
    offers: tuple[extracts.OfferLine, ...] = ()
    sound = looked and form.is_valid()
    if sound:
        typed = form.cleaned_data
        offers = extracts.offers(
            docket, viewer=Actor(person=me(request)), first=typed["first"], last=typed["last"],
            starts=[time.fromisoformat(each) for each in typed["starts"]],
            lasts=timedelta(minutes=int(typed["lasts"])), keys=typed["who"],
            hearing=moved.key if moved else "",
        )  # fmt: skip
    step = next((each for each in found.fixed.steps if each[3]), None) if found.fixed else None
    more = {
        "form": form, "offers": offers, "looked": sound, "moved": moved, "step": step,
        "who": form.cleaned_data["who"] if sound else [],
        "lasts": form.cleaned_data["lasts"] if sound else "",
    }  # fmt: skip
    return render(request, "desk/hearings/slots.html", context(request, page, found, **more))


def preset(found: extracts.HearingsPage) -> list[Invitee]:
    """Who is ticked before anybody ticks: the sides who know of the case, and whoever is appointed in it."""
    return [
        each for each in found.able
        if not each.untold and (each.sits or each.kind in ("respondent", "complainant"))
    ]  # fmt: skip


@require_safe
@staff
def calendar(request: HttpRequest, number: str, hearing: str) -> HttpResponse:
    """One's own invitation, as a file for a calendar."""
    docket = wall.open(
        number, me(request), _("to take an appointment into a calendar"), what=f"calendar {hearing[:10]}"
    )
    data = mine.calendar_of_officer(docket, me(request), hearing)
    if data is None:
        raise Hidden("not invited")
    return calendars.handed(data)


@require_safe
@staff
def own(request: HttpRequest) -> HttpResponse:
    """My own appointments to come, in all cases."""
    return render(request, "desk/hearings/own.html", {"coming": mine.coming(me(request))})
