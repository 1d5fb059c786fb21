"""What is in force on any day, past or still to come: each measure and sanction, and what it means.

The engine computes it; this page asks for the day. A day to come is told as far as it is known today.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from dueprocess.cases import extracts
from dueprocess.desk.access import me, staff
from dueprocess.docket import wall
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock

YEARS = range(1900, 2200)


@require_safe
@staff
def on_day(request: HttpRequest, number: str) -> HttpResponse:
    """Show what applies to each party on the day that is asked for; today unless one is."""
    docket = wall.open(number, me(request), "at the desk", what="effect")
    today = timezone.localtime(clock.now()).date()
    day = _day(request.GET.get("on", "")) or today
    at = clock.now() if day == today else timezone.make_aware(datetime.combine(day, time.max))
    page = extracts.case_page(docket, viewer=Actor(person=me(request)), at=at)
    imposed = [*page.docket.sanctions, *page.docket.measures]
    people = [
        (party, [each for each in imposed if each.on_key == party.key])
        for party in page.docket.parties
        if party.kind == "respondent" or any(each.on_key == party.key for each in imposed)
    ]
    context = {
        "case": page, "docket": page.docket, "day": day, "today": today, "people": people,
        "ahead": day > today,
    }  # fmt: skip
    return render(request, "desk/case/effect.html", context)


def _day(asked: str) -> date | None:
    try:
        day = parse_date(asked)
    except ValueError:
        return None
    return day if day is not None and day.year in YEARS else None
