"""What every tab of a case has: who opens it, as of which moment, what can be done now and by whom."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from dueprocess.cases import extracts
from dueprocess.cases.extracts import CasePage
from dueprocess.desk.access import held, me
from dueprocess.desk.views.notes.writing import NOTES
from dueprocess.docket import house, wall
from dueprocess.docket.extracts import DeadlineLine, DocketPage, StepLine
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.people.models import Power

ELSEWHERE = "wrong_stage"
"""The engine's word for a step that belongs to another stage."""
FIRST = datetime(1900, 1, 1, tzinfo=UTC)
SOON = timedelta(days=7)


def opened(request: HttpRequest, number: str, what: str, *, judged: bool = False) -> tuple[Docket, CasePage]:
    """Return a case as its reader may see it, with its page as of the moment that they ask for; `what` is
    what the read journal calls it, `judged` as for `extracts.page_of`. Raises Hidden."""
    docket = wall.open(number, me(request), _("at the desk"), what=what)
    return docket, extracts.case_page(
        docket, viewer=Actor(person=me(request)), at=as_at_of(request), fresh=True, judged=judged
    )


def as_at_of(request: HttpRequest) -> datetime | None:
    """Return the moment that the reader asks for, or the end of the day; None for now and for what is
    neither."""
    asked = request.GET.get("at", "")
    try:
        moment, day = parse_datetime(asked), parse_date(asked)
    except ValueError:  # written like a day, and there is none such: 30 February
        return None
    if day is not None:
        moment = datetime.combine(day, time.max)
    if moment is None:
        return None
    try:
        aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
        return aware if FIRST < aware < clock.now() else None
    except OverflowError:  # a year that no zone reaches
        return None


def show(request: HttpRequest, tab: str, page: CasePage, **more: Any) -> HttpResponse:
    """Show one tab of a case, beside what can be done in it; `more` is what only this tab has."""
    docket = page.docket
    parties = {party.key for party in docket.parties}
    able = [each for each in docket.steps if each.allowed]
    others = [each for each in able if not each.mine]
    following, as_at = _following(docket, able), as_at_of(request)
    if following and following.step in {each.step for each in more.get("proposals", ())}:
        following = None  # what is proposed stands in its place
    context = {
        "case": page,
        "docket": docket,
        "tab": tab,
        "evidence_files": _evidence(docket),
        "hearings_set": sum(row.step == house.HEARING_SET for row in docket.timeline),
        "as_at": as_at,
        "whole_day": as_at is not None and timezone.localtime(as_at).time() == time.max,
        "late": [
            each for each in docket.deadlines if each.met_at is None and each.state in ("overdue", "missed")
        ],
        "next": following,
        "next_due": _first_due(following) if following else None,
        "mine": [each for each in able if each.mine],
        "for_parties": [
            (each, [who for who in each.who if who.key in parties])
            for each in others
            if parties & {who.key for who in each.who}
        ],
        "others": [each for each in others if not parties & {who.key for who in each.who}],
        "not_now": _once([each for each in docket.steps if not each.allowed and each.code != ELSEWHERE]),
        "elsewhere": _once([each for each in docket.steps if not each.allowed and each.code == ELSEWHERE]),
        "going_out": sorted(
            (each for each in docket.notices if each.n and each.state in ("owed", "late")),
            key=lambda each: not each.by_hand,
        ),
        "notes": [(name, kind.title) for name, kind in NOTES.items()],
        "in_force": [each for each in (*docket.measures, *docket.sanctions) if each.applies],
        "may_assign": not as_at and docket.is_open and page.may_assign,
        "may_read_journal": keeps(request, page),
        "deliberates": not as_at and page.deliberates,
        "may_set_access": Power.SET_ACCESS in held(request),
    } | more
    return render(request, f"desk/case/{tab}.html", context)


def _once(steps: list[StepLine]) -> list[StepLine]:
    """Each step and reason once, in however many strands it stands."""
    return list({(each.step, each.reason): each for each in steps}.values())


def _evidence(docket: DocketPage) -> int:
    """Return how many files there are but for letters and bundles as they went out, which have pages of their
    own."""
    letters = {row.n for row in docket.timeline if row.step in ("sent", house.BUNDLE_SERVED)}
    return sum(1 for each in docket.files if each.n not in letters)


def keeps(request: HttpRequest, page: CasePage) -> bool:
    """Tell whether this is the owner's page or oversight's."""
    owner = page.docket.owner
    return bool(owner and owner.key == page.docket.me) or Power.OVERSEE in held(request)


def _first_due(step: StepLine) -> DeadlineLine | None:
    owed = [due for due in step.due if due.met_at is None and due.due_at]
    binding = [due for due in owed if due.kind != "chance"] or owed
    return min(binding, key=lambda due: due.due_at or clock.now(), default=None)


def _following(docket: DocketPage, able: list[StepLine]) -> StepLine | None:
    """Choose the one thing to do next: what is mine and due within a week, else what anybody owes first, else
    what leads on."""
    far = "9999"

    def when(step: StepLine) -> str:
        due = _first_due(step)
        return due.due_at.isoformat() if due and due.due_at else far

    owed = [step for step in able if (due := _first_due(step)) and due.kind != "chance"]
    mine = [step for step in owed if step.mine and when(step) < (docket.as_at + SOON).isoformat()]
    for choice in (mine, owed, [step for step in able if step.due]):
        if choice:
            return min(choice, key=when)
    return None
