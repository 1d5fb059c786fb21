"""What happened in a case, newest first, and what can be done now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dueprocess.cases import extracts
from dueprocess.cases.approaches import extracts as approaches
from dueprocess.desk import chart
from dueprocess.desk.access import me, staff
from dueprocess.desk.views.case.frame import as_at_of, opened, show
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.extracts import DocketPage, retention
from dueprocess.kit import clock
from dueprocess.ledger import proofs

SHOWN = 12
"""Entries of the timeline before the reader asks for all."""
KINDS = (
    ("", gettext_lazy("Everything")),
    ("decision", gettext_lazy("Decisions")),
    ("letter", gettext_lazy("Letters")),
    ("evidence", gettext_lazy("Evidence")),
)


@require_safe
@staff
def page(request: HttpRequest, number: str) -> HttpResponse:
    """What happened, newest first; what can be done now; every deadline with its reasons. Of a case that was
    erased, that it was."""
    gone = wall.erased(number, me(request))
    if gone is not None:
        return render(request, "desk/case/erased.html", {"case": extracts.erased_case(gone, me(request))})
    found, case = opened(request, number, "case", judged=True)
    docket, kind = case.docket, request.GET.get("show", "")
    if kind not in dict(KINDS):
        kind = ""
    as_at = as_at_of(request)
    every = [row for row in docket.timeline if not kind or row.kind == kind]
    rows = every if "all" in request.GET or len(every) <= SHOWN + 3 else every[:SHOWN]
    return show(
        request, "timeline", case,
        rows=rows,
        left=len(every) - len(rows),
        standings=proofs.standings([row.entry for row in rows]),
        kind=kind,
        kinds=[
            (value, label, sum(1 for row in docket.timeline if not value or row.kind == value))
            for value, label in KINDS
        ],
        at_said=timezone.localtime(as_at or clock.now()).date().isoformat(),
        bars=chart.bars(docket.deadlines, docket.as_at, most=chart.MOST),
        bodies=[body for body in docket.bodies if any(seat.place != "out" for seat in body.members)],
        proposals=dockets.waiting(found),
        alike=None if as_at else extracts.proposal(case, found, me(request)),
        approaches=None if as_at else approaches.count_about(found, me(request)),
        relates=as_at is None and extracts.may_relate(case),
        term=None if as_at else retention.term_beside(found, docket),
        unassigned=None
        if as_at or _goes_on(docket)
        else dockets.unassigned_case(found, on=clock.now().date()),
    )  # fmt: skip


def _goes_on(docket: DocketPage) -> bool:
    """Tell whether its owner may take a step in it now: then nobody has to be asked whether it is theirs."""
    owner = docket.owner
    return owner is not None and any(
        each.allowed and any(who.key == owner.key for who in each.who) for each in docket.steps
    )
