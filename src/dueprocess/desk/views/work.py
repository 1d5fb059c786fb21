"""My work, the queue and the search: lists of cases, narrowed by the wall first."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases import extracts
from dueprocess.cases.batches import actions as batches
from dueprocess.cases.mailbox import extracts as mailbox
from dueprocess.cases.plan import extracts as plan
from dueprocess.desk import awaited, forms, narrowing
from dueprocess.desk.access import held, me, staff
from dueprocess.docket import extracts as dockets
from dueprocess.docket import search as listing
from dueprocess.docket import wall
from dueprocess.docket.search import Filters, Sort
from dueprocess.kit import clock
from dueprocess.kit.components import last_moment
from dueprocess.people import extracts as people
from dueprocess.people import holdings
from dueprocess.people.models import Person, Power
from dueprocess.rules import extracts as rules

SEEN = "desk_seen"
AWAY = timedelta(minutes=30)
SOON = timedelta(days=7)
MOST_EXPORTED = 50_000
FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"  # also in the full width of East Asian scripts
SORTS = (
    (Sort.DUE, gettext_lazy("Next")),
    (Sort.OLDEST, gettext_lazy("Received")),
    (Sort.CHANGED, gettext_lazy("Changed")),
)
WIDTH, HEIGHT = 1000, 40
DUE = (
    ("late_long", gettext_lazy("late by more than 3 months"), "late=on", "late"),
    ("late_months", gettext_lazy("late by 1 to 3 months"), "late=on", "late"),
    ("late_weeks", gettext_lazy("late by up to a month"), "late=on", "late"),
    ("week", gettext_lazy("due within a week"), "", "soon"),
    ("month", gettext_lazy("due in 1 to 4 weeks"), "", ""),
    ("later", gettext_lazy("due later"), "", ""),
)
VIEWS: tuple[tuple[str, Any, dict[str, str]], ...] = (
    ("open", gettext_lazy("Open"), {}),
    ("mine", gettext_lazy("Mine"), {"mine": "on"}),
    ("overdue", gettext_lazy("Late"), {"late": "on"}),
    ("unowned", gettext_lazy("Owned by nobody"), {"unowned": "on"}),
    ("", gettext_lazy("Closed"), {"state": "closed"}),
    ("", gettext_lazy("Open and closed"), {"state": "all"}),
)
"""What is looked at most: the name of its count, its words, and the query."""


@require_safe
@staff
def mine(request: HttpRequest) -> HttpResponse:
    """What is late, what is due this week, what waits for others; and what is new since the last visit."""
    person, now = me(request), clock.now()
    every = wall.visible_to(person)
    visible, (unassigned, planned, put, notes) = listing.nearest_with(
        every, mailbox.late(person, every), plan.running_deadlines(), mailbox.put_to(person),
        extracts.may_wait(person),
    )  # fmt: skip
    since = _last_here(request, now)
    work = extracts.my_work(person, at=now, since=since, visible=visible)
    to_sign, proposed = dockets.signatures(person, visible=every)
    counts = extracts.counts(person, at=now, visible=visible)
    context = {
        "work": work,
        "first": _first(work),
        "late": _by_case(work.late),
        "week": _by_case(work.week),
        "counts": counts,
        "due": _bars(counts),
        "opens_any": wall.opens_any(person),
        "since": since,
        "signatures": to_sign,
        "unassigned": unassigned,
        "placed": mailbox.count_to_confirm(person) if put else 0,
        "proposed": proposed,
        "logins": holdings.logins_asked(person) if Power.KEEP_REGISTER in held(request) else (),
        "letters": extracts.to_send(person, visible=visible),
        "duties": rules.due_duties(now, by=(now + SOON).date(), person=person),
        "measures": extracts.to_decide(person, visible=visible),
        "unanswered": extracts.unanswered(person, every=every) if notes else (),
        "planned": plan.owed(person, now) if planned else (),
        "awaited": awaited.lines(person, held(request)),
    }
    return render(request, "desk/work.html", context)


def _first(work: extracts.MyWork) -> extracts.WorkLine | None:
    """The one thing to do next: what is late in a case of one's own, else what is late, else what is due.
    What only others may do, or nobody before a day to come, comes last: of that, one can but look."""
    owned = (each for each in work.late if each.why == "owner" and each.begins)
    able = (each for each in (*work.late, *work.week) if each.begins)
    return next(owned, None) or next(able, None) or next(iter((*work.late, *work.week)), None)


def _by_case(
    lines: tuple[extracts.WorkLine, ...],
) -> list[tuple[extracts.WorkLine, list[extracts.WorkLine]]]:
    """What is due first in each case, with what else is due there."""
    cases: dict[str, list[extracts.WorkLine]] = {}
    for line in lines:
        cases.setdefault(line.number, []).append(line)
    return [(first, others) for first, *others in cases.values()]


@dataclass(frozen=True, slots=True)
class Count:
    """One row of a chart of counts: `share` is its length in thousandths of the longest."""

    label: str
    number: int
    share: int
    query: str
    state: str


def _bars(counts: dict[str, int]) -> list[Count]:
    """When the next thing is due in the cases one may see."""
    longest = max((counts[name] for name, _label, _query, _state in DUE), default=0) or 1
    return [
        Count(str(label), counts[name], round(WIDTH * counts[name] / longest), query, state)
        for name, label, query, state in DUE
    ]


def _ages(counts: dict[str, int], chosen: str) -> list[Count]:
    """How old the open cases are that one may see."""
    longest = max(counts[f"age_{n}"] for n in range(len(forms.AGES))) or 1
    return [
        Count(
            str(label), counts[f"age_{n}"], round(HEIGHT * counts[f"age_{n}"] / longest), query,
            "here" if query == chosen else "",
        )
        for n, (query, label) in enumerate(forms.AGES)
    ]  # fmt: skip


def _last_here(request: HttpRequest, now: datetime) -> datetime:
    """The end of the visit before this one. A visit goes on as long as no more than half an hour passes, so
    that looking again does not make what is new old."""
    kept = request.session.get(SEEN)
    if kept is None:
        before, latest = now - timedelta(days=1), now - AWAY
    else:
        before, latest = (min(now, datetime.fromisoformat(each)) for each in kept)
    if now - latest >= AWAY:
        before = latest if kept else before
        request.session[SEEN] = [before.isoformat(), now.isoformat()]
    elif now - latest >= AWAY / 10:
        request.session[SEEN] = [before.isoformat(), now.isoformat()]
    return before


@require_safe
@staff
def letters(request: HttpRequest) -> HttpResponse:
    """Every letter that this person has to send, or those of one letter to one reader (`letter`, `to`)."""
    name, key = request.GET.get("letter", ""), request.GET.get("to", "")
    found, more = extracts.every_letter(me(request), name=name, key=key)
    context = {"letters": found, "more": more, "narrowed": bool(name or key)}
    return render(request, "desk/letters.html", context)


@require_safe
@staff
def queue(request: HttpRequest) -> HttpResponse:
    """All cases one may see, narrowed and sorted, page by page."""
    person, form, now = me(request), narrowing.form_of(request.GET), clock.now()
    asked = narrowing.asked(form, request.GET.get("sort"), person)
    visible = wall.visible_to(person)
    found = asked.queue(person, cursor=request.GET.get("after", ""), at=now, visible=visible)
    counts = extracts.counts(person, at=now, visible=listing.nearest(visible), by_age=True)
    query = narrowing.narrowing(request.GET.dict())
    saved = [_saved(each, form, query | {"sort": str(asked.sort)}) for each in extracts.saved_views(person)]
    here = next((each for each in saved if each.here), None)
    context = {
        "form": form,
        "views": [(label, counts.get(name), urlencode(each), query == each) for name, label, each in VIEWS],
        "saved": saved,
        "here": here,
        "may_change": here is not None
        and (not here.line.by or extracts.may_change_view(here.line.code, person)),
        "to_save": urlencode({name: each for name, each in query.items() if name != "number"}),
        "works": bool(wall.roles_of(person, now.date())),
        "most_at_once": batches.MOST,
        "most": counts["most"],
        "ages": _ages(counts, request.GET.get("age", "")),
        "any_open": counts["open"] > 0,
        "opens_any": wall.opens_any(person),
        "queue": found,
        "sort": str(asked.sort),
        "sorts": [(str(value), label) for value, label in SORTS],
        "order": dict(narrowing.ORDERS)[asked.sort],
        "said": narrowing.sentence(form),
        "cursor": request.GET.get("after", ""),
        "narrowed": bool(query),
        "folded": not set(query) & {"number", "stage", "unit", "age"} and len(query) < 2,
    }
    return render(request, "desk/queue.html", context)


@dataclass(frozen=True, slots=True)
class Saved:
    """A view as the list shows it: its sentence and where it leads; `here`: it is what the list shows now."""

    line: extracts.ViewLine
    said: str
    query: str
    here: bool


def _saved(line: extracts.ViewLine, form: forms.QueueFilter, now: dict[str, str]) -> Saved:
    query = dict(line.query)
    said = narrowing.as_one(narrowing.sentence(form, query))
    order = str(narrowing.sorted_by(query.get("sort")))
    return Saved(line, said, urlencode(query), narrowing.narrowing(query) | {"sort": order} == now)


@require_safe
@staff
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The same list as CSV, with codes and dates only: no names of parties. The read journal keeps who took
    it."""
    person, form = me(request), narrowing.form_of(request.GET)
    asked = narrowing.asked(form, request.GET.get("sort"), person)
    first, said = asked.queue(person, size=1), "; ".join(narrowing.sentence(form))
    wall.take_out(person, "cases.csv", said, min(first.count, MOST_EXPORTED), more=first.bounded)
    rows = _rows(person, asked)
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="cases.csv"'
    return response


class _Line:
    """A file that hands each line back."""

    def write(self, line: str) -> str:
        return line


def _rows(person: Person, asked: narrowing.Asked) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(
        [
            "number",
            "code name",
            "stage",
            "unit",
            "owner",
            "received",
            "days",
            "next step",
            "due",
            "late",
            "complaints",
            "refused",
        ]
    )
    cursor, written = "", 0
    while written < MOST_EXPORTED:
        page = asked.queue(person, cursor=cursor, size=500)
        for line in page.lines:
            written += 1
            yield writer.writerow(
                [
                    line.number, _safe(line.code_name), _safe(line.stage_title), _safe(line.unit),
                    _safe(line.owner), _day(line.received_at), line.age_days, _safe(line.due_title),
                    _day(last_moment(line.due_at)),
                    "late" if line.overdue else "", line.complaints, _safe(line.refused),
                ]
            )  # fmt: skip
        cursor = page.more
        if not cursor:
            return


def _safe(text: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{text}" if text and text[0] in FORMULA else text


def _day(moment: Any) -> str:
    return timezone.localtime(moment).date().isoformat() if moment else ""


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def search(request: HttpRequest) -> HttpResponse:
    """Cases in whose content all these words occur."""
    form = forms.Search(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        filters = Filters(text=form.cleaned_data["text"], is_open=None)
        with people.steady():  # posted so that no word stands in an address; it changes nothing
            found = extracts.queue(me(request), filters, sort=Sort.CHANGED, size=50)
    return render(request, "desk/search.html", {"form": form, "found": found})
