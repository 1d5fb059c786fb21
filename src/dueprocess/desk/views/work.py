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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases import extracts
from dueprocess.cases.mailbox import extracts as mailbox
from dueprocess.desk import forms
from dueprocess.desk.access import held, me, staff
from dueprocess.docket import extracts as dockets
from dueprocess.docket import search as listing
from dueprocess.docket import wall
from dueprocess.docket.search import UNOWNED, Filters, Sort
from dueprocess.kit import clock
from dueprocess.kit.components import last_moment
from dueprocess.people import extracts as people
from dueprocess.people import holdings
from dueprocess.people.models import Power
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
ONLY = ("mine", "late", "unowned", "refused")
"""The boxes to tick."""
ORDERS = (
    (Sort.DUE, gettext_lazy("those due first on top")),
    (Sort.OLDEST, gettext_lazy("the oldest on top")),
    (Sort.NEWEST, gettext_lazy("the newest on top")),
    (Sort.CHANGED, gettext_lazy("those changed last on top")),
)


@require_safe
@staff
def mine(request: HttpRequest) -> HttpResponse:
    """What is late, what is due this week, what waits for others; and what is new since the last visit."""
    person, now = me(request), clock.now()
    visible = listing.nearest(wall.visible_to(person))
    since = _last_here(request, now)
    work = extracts.my_work(person, at=now, since=since, visible=visible)
    to_sign, proposed = dockets.signatures(person, visible=visible)
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
        "unassigned": mailbox.late_count(person, visible),
        "proposed": proposed,
        "logins": holdings.logins_asked(person) if Power.KEEP_REGISTER in held(request) else (),
        "letters": extracts.to_send(person, visible=visible),
        "duties": rules.due_duties(now, by=(now + SOON).date(), person=person),
        "measures": extracts.to_decide(person, visible=visible),
    }
    return render(request, "desk/work.html", context)


def _first(work: extracts.MyWork) -> extracts.WorkLine | None:
    """The one thing to do next: what is late in a case of one's own, else what is late, else what is due.
    What only others may do comes last: of that, the owner can but ask."""
    owned = (each for each in work.late if each.why == "owner" and not each.whose)
    able = (each for each in (*work.late, *work.week) if not each.whose)
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


def _form(request: HttpRequest) -> forms.QueueFilter:
    units = forms.units(people.units(closed=True))
    data = request.GET.copy()
    data.setdefault("state", "open")
    return forms.QueueFilter(extracts.stages(), units, data)


def _filters(form: forms.QueueFilter, person: Any) -> Filters:
    """The filters that the query asks for; a value that makes no sense narrows nothing."""
    form.is_valid()
    typed = form.cleaned_data
    low, _, high = (typed.get("age") or "").partition("-")
    owner = UNOWNED if typed.get("unowned") else person.pk if typed.get("mine") else None
    return Filters(
        is_open=None
        if typed.get("number")  # whoever has a number need not know how the case stands
        else {"closed": False, "all": None}.get(typed.get("state") or "open", True),
        stage=typed.get("stage") or "",
        unit=int(typed["unit"]) if typed.get("unit") else None,
        owner=owner,
        overdue=bool(typed.get("late")),
        older_than=int(low or 0) or None,
        younger_than=int(high) if high else None,
    )


def _sort(request: HttpRequest) -> Sort:
    try:
        return Sort(request.GET.get("sort", Sort.DUE))
    except ValueError:
        return Sort.DUE


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
    person, form, now = me(request), _form(request), clock.now()
    filters, sort = _filters(form, person), _sort(request)
    visible = wall.visible_to(person)
    found = extracts.queue(
        person,
        filters,
        sort=sort,
        cursor=request.GET.get("after", ""),
        number=str(form.cleaned_data.get("number") or ""),
        refused=bool(form.cleaned_data.get("refused")),
        at=now,
        visible=visible,
    )
    counts = extracts.counts(person, at=now, visible=listing.nearest(visible), by_age=True)
    asked = {name: value for name, value in request.GET.items() if value and name not in ("sort", "after")}
    if asked.get("state") == "open":
        del asked["state"]
    context = {
        "form": form,
        "views": [
            (label, counts.get(name), urlencode(query), asked == query) for name, label, query in VIEWS
        ],
        "most": counts["most"],
        "ages": _ages(counts, request.GET.get("age", "")),
        "any_open": counts["open"] > 0,
        "opens_any": wall.opens_any(person),
        "queue": found,
        "sort": str(sort),
        "sorts": [(str(value), label) for value, label in SORTS],
        "order": dict(ORDERS)[sort],
        "said": _sentence(form),
        "cursor": request.GET.get("after", ""),
        "narrowed": bool(asked),
        "folded": not set(asked) & {"number", "stage", "unit", "age"} and len(asked) < 2,
    }
    return render(request, "desk/queue.html", context)


def _sentence(form: forms.QueueFilter) -> list[str]:
    """The filters in words, as they stand above the list."""
    typed = form.cleaned_data
    found = [dict(form.fields["state"].choices).get(typed.get("state") or "open", "")]  # type: ignore[attr-defined]
    if typed.get("number"):
        found = [_("number or code name “{number}”").format(number=typed["number"])]
    found += [str(form.fields[name].label).lower() for name in ONLY if typed.get(name)]
    for name in ("stage", "unit", "age"):
        if typed.get(name):
            label = dict(form.fields[name].choices).get(typed[name], "")  # type: ignore[attr-defined]
            found.append(f"{str(form.fields[name].label).lower()} {str(label).strip()}")
    return [str(each) for each in found if each]


@require_safe
@staff
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The same list as CSV, with codes and dates only: no names of parties. The read journal keeps who took
    it."""
    person, form = me(request), _form(request)
    filters, sort = _filters(form, person), _sort(request)
    number = str(form.cleaned_data.get("number") or "")
    refused = bool(form.cleaned_data.get("refused"))
    first = extracts.queue(person, filters, sort=sort, size=1, number=number, refused=refused)
    wall.take_out(
        person, "cases.csv", "; ".join(_sentence(form)), min(first.count, MOST_EXPORTED), more=first.bounded
    )
    rows = _rows(person, filters, sort, number, refused)
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="cases.csv"'
    return response


class _Line:
    """A file that hands each line back."""

    def write(self, line: str) -> str:
        return line


def _rows(person: Any, filters: Filters, sort: Sort, number: str, refused: bool) -> Iterator[str]:
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
        page = extracts.queue(
            person, filters, sort=sort, cursor=cursor, size=500, number=number, refused=refused
        )
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
