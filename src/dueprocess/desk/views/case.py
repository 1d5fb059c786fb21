"""One case: its timeline and its tabs. Every view asks the wall, which writes the read journal."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dueprocess.cases import extracts
from dueprocess.cases.extracts import CasePage
from dueprocess.desk import chart
from dueprocess.desk.access import held, me, staff
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden
from dueprocess.ledger import proofs
from dueprocess.people.models import Power

KINDS = ("decision", "letter", "evidence", "step", "note", "time")


def _open(request: HttpRequest, number: str, what: str) -> tuple[Docket, CasePage]:
    docket = wall.open(number, me(request), _("at the desk"), what=what)
    return docket, extracts.case_page(docket, viewer=Actor(person=me(request)), at=_as_at(request))


def _as_at(request: HttpRequest) -> datetime | None:
    """The end of the day that the reader asks for; None for now and for what is no day."""
    day = parse_date(request.GET.get("at", "")) if request.GET.get("at") else None
    if day is None:
        return None
    moment = timezone.make_aware(datetime.combine(day, time.max))
    return moment if moment < clock.now() else None


def _show(request: HttpRequest, tab: str, page: CasePage, **more: Any) -> HttpResponse:
    docket = page.docket
    running = [each for each in docket.deadlines if each.met_at is None and each.kind in ("duty", "target")]
    context = {
        "case": page,
        "docket": docket,
        "tab": tab,
        "as_at": _as_at(request),
        "late": [each for each in running if each.late_days or each.state in ("overdue", "missed")],
        "mine": [each for each in docket.steps if each.allowed and each.mine],
        "others": [each for each in docket.steps if each.allowed and not each.mine],
        "not_now": [each for each in docket.steps if not each.allowed],
        "in_force": [each for each in (*docket.measures, *docket.sanctions) if each.applies],
        "may_assign": Power.OVERSEE not in held(request),
    } | more
    return render(request, f"desk/case/{tab}.html", context)


@require_safe
@staff
def timeline(request: HttpRequest, number: str) -> HttpResponse:
    """What happened, newest first; what can be done now; every deadline with its reasons."""
    _docket, page = _open(request, number, "case")
    kind = request.GET.get("show", "")
    rows = [row for row in page.docket.timeline if not kind or row.kind == kind]
    return _show(
        request, "timeline", page, rows=list(reversed(rows)), kind=kind,
        bars=chart.bars(page.docket.deadlines, page.docket.as_at),
    )  # fmt: skip


@require_safe
@staff
def parties(request: HttpRequest, number: str) -> HttpResponse:
    """Who the case concerns."""
    return _show(request, "parties", _open(request, number, "parties")[1])


@require_safe
@staff
def allegations(request: HttpRequest, number: str) -> HttpResponse:
    """What is alleged under which clause, and what was found."""
    return _show(request, "allegations", _open(request, number, "allegations")[1])


@require_safe
@staff
def files(request: HttpRequest, number: str) -> HttpResponse:
    """Every file with its fingerprint."""
    return _show(request, "files", _open(request, number, "files")[1])


@require_safe
@staff
def letters(request: HttpRequest, number: str) -> HttpResponse:
    """Every letter that is owed, sent or received."""
    return _show(request, "letters", _open(request, number, "letters")[1])


@require_safe
@staff
def sitting(request: HttpRequest, number: str) -> HttpResponse:
    """Who may sit in which body, and why somebody may not."""
    return _show(request, "sitting", _open(request, number, "sitting")[1])


@require_safe
@staff
def readers(request: HttpRequest, number: str) -> HttpResponse:
    """Who has read the case. For its owner and for oversight."""
    docket, page = _open(request, number, "readers")
    owner = page.docket.owner
    if not ((owner and owner.key == page.docket.me) or Power.OVERSEE in held(request)):
        raise Hidden("the read journal is for the owner and for oversight")
    return _show(request, "readers", page, reads=dockets.reads(docket))


@require_safe
@staff
def act(request: HttpRequest, number: str, n: int) -> HttpResponse:
    """One act with its entry in the record and how far its proof has come."""
    _docket, page = _open(request, number, "act")
    row = next((each for each in page.docket.timeline if each.n == n), None)
    if row is None:
        raise Hidden("no such act")
    return _show(request, "act", page, row=row, standing=proofs.standing(row.entry))


@require_safe
@staff
def proof(request: HttpRequest, number: str, n: int) -> HttpResponse:
    """The proof file of one act."""
    _docket, page = _open(request, number, "proof")
    row = next((each for each in page.docket.timeline if each.n == n), None)
    content = proofs.proof_of(row.entry) if row else None
    if content is None:
        raise Hidden("no proof yet")
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{page.docket.number}-{n}.tlog-proof"'
    return response


@require_safe
@staff
def file(request: HttpRequest, number: str, n: int, file: int) -> StreamingHttpResponse:
    """One file, opened. Always as a download: nothing that people send is shown as a page of ours."""
    docket = wall.open(number, me(request), _("at the desk"), what=f"file {n}/{file}")
    line, content = dockets.file_bytes(docket, n, file)
    response = StreamingHttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, line.name) or "attachment"
    response["Content-Length"] = str(line.size)
    return response
