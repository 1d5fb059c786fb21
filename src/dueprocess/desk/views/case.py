"""One case: its timeline and its tabs. Every view asks the wall, which writes the read journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dueprocess.cases import extracts
from dueprocess.cases.extracts import CasePage
from dueprocess.desk import chart
from dueprocess.desk.access import before, held, me, staff
from dueprocess.desk.views.notes import NOTES
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.actions import annulling
from dueprocess.docket.extracts import (
    DeadlineLine,
    DocketPage,
    NoticeLine,
    ReadLine,
    StepLine,
    TimelineRow,
    retention,
)
from dueprocess.docket.extracts.authority import Authority, plain
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden
from dueprocess.ledger import proofs
from dueprocess.people.models import Power


def _open(request: HttpRequest, number: str, what: str) -> tuple[Docket, CasePage]:
    docket = wall.open(number, me(request), _("at the desk"), what=what)
    return docket, extracts.case_page(
        docket, viewer=Actor(person=me(request)), at=_as_at(request), fresh=True
    )


def _as_at(request: HttpRequest) -> datetime | None:
    """The moment that the reader asks for, or the end of the day; None for now and for what is neither."""
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


ELSEWHERE = "wrong_stage"
"""The engine's word for a step that belongs to another stage."""
READ = {
    "case": gettext_lazy("timeline"),
    "readers": gettext_lazy("who has read it"),
    "sitting": gettext_lazy("who sits"),
    "authority": gettext_lazy("who had the power"),
    "act": gettext_lazy("an entry"),
    "proof": gettext_lazy("a proof file"),
    "rules": gettext_lazy("its place in the rules"),
    "note": gettext_lazy("a note"),
    "assign": gettext_lazy("assignment"),
    "table": gettext_lazy("allegations in a table"),
    "alike": gettext_lazy("which complaints read alike"),
    "batch": gettext_lazy("a letter to several cases"),
    "annul": gettext_lazy("an entry, to annul it"),
    "access": gettext_lazy("for whom it was opened or shut"),
}
"""What the read journal calls a page, where its code does not say it already."""
FIRST = datetime(1900, 1, 1, tzinfo=UTC)
SHOWN = 12
"""Entries of the timeline before the reader asks for all."""
MANY = 10
"""More allegations than these are folded, each under its heading."""
SOON = timedelta(days=7)
KINDS = (
    ("", gettext_lazy("Everything")),
    ("decision", gettext_lazy("Decisions")),
    ("letter", gettext_lazy("Letters")),
    ("evidence", gettext_lazy("Evidence")),
)


def _show(request: HttpRequest, tab: str, page: CasePage, **more: Any) -> HttpResponse:
    docket = page.docket
    parties = {party.key for party in docket.parties}
    able = [each for each in docket.steps if each.allowed]
    others = [each for each in able if not each.mine]
    following, as_at = _following(docket, able), _as_at(request)
    if following and following.step in {each.step for each in more.get("proposals", ())}:
        following = None  # what is proposed stands in its place
    context = {
        "case": page,
        "docket": docket,
        "tab": tab,
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
        "notes": [(name, title) for name, (title, *_rest) in NOTES.items()],
        "in_force": [each for each in (*docket.measures, *docket.sanctions) if each.applies],
        "may_assign": not as_at and docket.is_open and page.may_assign,
        "may_read_journal": _keeps(request, page),
        "may_set_access": Power.SET_ACCESS in held(request),
    } | more
    return render(request, f"desk/case/{tab}.html", context)


def _once(steps: list[StepLine]) -> list[StepLine]:
    """Each step and reason once, in however many strands it stands."""
    return list({(each.step, each.reason): each for each in steps}.values())


def _keeps(request: HttpRequest, page: CasePage) -> bool:
    """Tell whether this is the owner's page or oversight's."""
    owner = page.docket.owner
    return bool(owner and owner.key == page.docket.me) or Power.OVERSEE in held(request)


@require_safe
@staff
def timeline(request: HttpRequest, number: str) -> HttpResponse:
    """What happened, newest first; what can be done now; every deadline with its reasons. Of a case that was
    erased, that it was."""
    gone = wall.erased(number, me(request))
    if gone is not None:
        return render(request, "desk/case/erased.html", {"case": extracts.erased_case(gone, me(request))})
    found, page = _open(request, number, "case")
    docket, kind = page.docket, request.GET.get("show", "")
    if kind not in dict(KINDS):
        kind = ""
    as_at = _as_at(request)
    every = [row for row in docket.timeline if not kind or row.kind == kind]
    rows = every if "all" in request.GET or len(every) <= SHOWN + 3 else every[:SHOWN]
    return _show(
        request, "timeline", page,
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
        alike=None if as_at else extracts.proposal(page, found, me(request)),
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


@require_safe
@staff
def deadlines(request: HttpRequest, number: str) -> HttpResponse:
    """Every deadline with its explanation: what is late and runs, then what parties may still do, then what
    was kept or has gone by."""
    page = _open(request, number, "deadlines")[1]
    drawn = chart.bars(page.docket.deadlines, page.docket.as_at)
    return _show(request, "deadlines", page, groups=chart.grouped(drawn), bars=drawn)


@require_safe
@staff
def parties(request: HttpRequest, number: str) -> HttpResponse:
    """Who the case concerns."""
    return _show(request, "parties", _open(request, number, "parties")[1])


@require_safe
@staff
def allegations(request: HttpRequest, number: str) -> HttpResponse:
    """What is alleged under which clause, and what was found."""
    page = _open(request, number, "allegations")[1]
    return _show(request, "allegations", page, many=len(page.allegations) > MANY)


@require_safe
@staff
def files(request: HttpRequest, number: str) -> HttpResponse:
    """Every file with its fingerprint."""
    return _show(request, "files", _open(request, number, "files")[1])


@require_safe
@staff
def letters(request: HttpRequest, number: str) -> HttpResponse:
    """Every letter that is owed, sent or received."""
    page = _open(request, number, "letters")[1]
    done = [each for each in page.docket.notices if each.received_at is not None]
    return _show(
        request, "letters", page,
        open_letters=[each for each in page.docket.notices if each.received_at is None],
        done_letters=sorted(done, key=lambda each: each.received_at or clock.now(), reverse=True),
        shown_letters="" if "all" in request.GET else ":10",
    )  # fmt: skip


@require_safe
@staff
def sitting(request: HttpRequest, number: str) -> HttpResponse:
    """Who may sit in which body, and why somebody may not."""
    return _show(request, "sitting", _open(request, number, "sitting")[1])


@require_safe
@staff
def authority(request: HttpRequest, number: str) -> HttpResponse:
    """Who had the power for each decision, those with a gap first; with `gaps` only these."""
    page, power = _authority(request, number)
    lacking = tuple(each for each in power.decisions if each.gaps)
    only = "gaps" in request.GET
    whole = () if only else tuple(each for each in power.decisions if not each.gaps)
    return _show(
        request, "authority", page,
        power=power, lacking=lacking, only_gaps=only, decisions=(*lacking, *whole),
    )  # fmt: skip


@require_safe
@staff
def authority_json(request: HttpRequest, number: str) -> JsonResponse:
    """The same as JSON, to be kept or read by a program."""
    power = _authority(request, number)[1]
    response = JsonResponse(plain(power), json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{power.number}-authority.json"'
    return response


def _authority(request: HttpRequest, number: str) -> tuple[CasePage, Authority]:
    docket = wall.open(number, me(request), _("at the desk"), what="authority")
    return extracts.authority_page(docket, viewer=Actor(person=me(request)), at=_as_at(request))


@require_safe
@staff
def readers(request: HttpRequest, number: str) -> HttpResponse:
    """Who has read the case. For its owner and for oversight."""
    docket, page = _open(request, number, "readers")
    if not _keeps(request, page):
        raise Hidden("the read journal is for the owner and for oversight")
    reads = dockets.reads(docket, before=before(request, "before"))
    earlier = reads[-1].pk if len(reads) == wall.READS else None
    return _show(request, "readers", page, reads=_sittings(reads), earlier=earlier)


@dataclass(frozen=True, slots=True)
class Sitting:
    """What somebody read in one day for one purpose, one page after the other."""

    name: str
    first: datetime
    last: datetime
    what: tuple[str, ...]
    purpose: str
    times: int


def _sittings(reads: tuple[ReadLine, ...]) -> list[Sitting]:
    """Lines of the journal that follow each other, newest first, told together."""
    found = []
    for (name, purpose, _day), group in groupby(
        reads, key=lambda each: (each.name, each.purpose, timezone.localtime(each.at).date())
    ):
        lines = list(group)
        what = dict.fromkeys(str(READ.get(each.what, each.what)) for each in reversed(lines))
        found.append(Sitting(name, lines[-1].at, lines[0].at, tuple(what), purpose, len(lines)))
    return found


@require_safe
@staff
def act(request: HttpRequest, number: str, n: int) -> HttpResponse:
    """One act with its entry in the record and how far its proof has come."""
    _docket, page = _open(request, number, "act")
    row = next((each for each in page.docket.timeline if each.n == n), None)
    if row is None:
        raise Hidden("no such act")
    every = page.docket.timeline
    return _show(
        request, "act", page,
        row=row,
        annul=row.annulled is None and not (row.kind in ("note", "time") and row.step in annulling.KEPT),
        astray=_astray(page.docket, row),
        standing=proofs.standing(row.entry),
        later=next((each for each in every if each.n == n + 1), None),
        earlier=next((each for each in every if each.n == n - 1), None),
    )  # fmt: skip


def _astray(docket: DocketPage, row: TimelineRow) -> list[NoticeLine]:
    """The letters that went out about an annulled entry; on the entry that annuls, also about what time did
    because of it."""
    annuls = [each.n for each in docket.timeline if each.annulled and each.annulled.n == row.n]
    undone = [each.n for each in docket.timeline if each.undone] if annuls or row.undone else []
    return [each for each in docket.astray if each.n in (row.n, *annuls) or (annuls and each.n in undone)]


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
    line, content = dockets.file_bytes(docket, n, file, viewer=me(request))
    response = StreamingHttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, line.name) or "attachment"
    response["Content-Length"] = str(line.size)
    return response
