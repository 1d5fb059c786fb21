"""Tabs of a case that show one part of it whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dueprocess.cases.extracts.page import page_of
from dueprocess.cases.letters.extracts import lacking
from dueprocess.cases.lots import extracts as lots
from dueprocess.cases.service import extracts as served
from dueprocess.desk import chart
from dueprocess.desk.access import me, staff
from dueprocess.desk.views.case.frame import as_at_of, opened, show
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock

MANY = 10
"""More allegations than these are folded, each under its heading."""


@require_safe
@staff
def deadlines(request: HttpRequest, number: str) -> HttpResponse:
    """Every deadline with its explanation: what is late and runs, then what parties may still do, then what
    was kept or has gone by."""
    page = opened(request, number, "deadlines")[1]
    drawn = chart.bars(page.docket.deadlines, page.docket.as_at)
    return show(request, "deadlines", page, groups=chart.grouped(drawn), bars=drawn)


@require_safe
@staff
def parties(request: HttpRequest, number: str) -> HttpResponse:
    """Who the case concerns."""
    return show(request, "parties", opened(request, number, "parties")[1])


@require_safe
@staff
def allegations(request: HttpRequest, number: str) -> HttpResponse:
    """What is alleged under which clause, and what was found."""
    page = opened(request, number, "allegations")[1]
    return show(request, "allegations", page, many=len(page.allegations) > MANY)


@require_safe
@staff
def letters(request: HttpRequest, number: str) -> HttpResponse:
    """Every letter that is owed, sent or received."""
    docket = wall.open(number, me(request), _("at the desk"), what="letters")
    view = dockets.opened(docket, viewer=Actor(person=me(request)), at=as_at_of(request), fresh=True)
    page = page_of(view)
    notices = served.lines(view, page.docket.notices)
    waits = [each for each in notices if each.n and each.state in ("owed", "late")]
    found = lacking(docket, {(each.n or 0, each.to_key) for each in waits if not each.by_hand})
    done = [each for each in notices if each.received_at is not None]
    return show(
        request, "letters", page, lacking=[each for each in waits if (each.n, each.to_key) in found],
        open_letters=[each for each in notices if each.received_at is None],
        done_letters=sorted(done, key=lambda each: each.received_at or clock.now(), reverse=True),
        shown_letters="" if "all" in request.GET else ":10",
    )  # fmt: skip


@require_safe
@staff
def sitting(request: HttpRequest, number: str) -> HttpResponse:
    """Who may sit in which body, and why somebody may not."""
    docket, page = opened(request, number, "sitting")
    return show(request, "sitting", page, by_lot=lots.chooses(docket))
