"""My work, the queue and the search: lists of cases, narrowed by the wall first."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases import extracts
from dueprocess.desk import forms
from dueprocess.desk.access import me, staff
from dueprocess.docket import extracts as dockets
from dueprocess.docket import search as listing
from dueprocess.docket import wall
from dueprocess.docket.search import UNOWNED, Filters, Sort
from dueprocess.kit import clock
from dueprocess.people import extracts as people

SEEN = "desk_seen"
AWAY = timedelta(minutes=30)
MOST_EXPORTED = 50_000
FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"  # also in the full width of East Asian scripts
SORTS = (
    (Sort.DUE, gettext_lazy("Next")),
    (Sort.OLDEST, gettext_lazy("Received")),
    (Sort.CHANGED, gettext_lazy("Changed")),
)
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
    work = extracts.my_work(person, at=now, visible=visible)
    to_sign, proposed = dockets.signatures(person, visible=visible)
    context = {
        "work": work,
        "first": next(iter((*work.late, *work.week)), None),
        "counts": extracts.counts(person, at=now, visible=visible),
        "recent": extracts.recent(person, since=since, visible=visible),
        "since": since,
        "signatures": to_sign,
        "proposed": proposed,
    }
    return render(request, "desk/work.html", context)


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
    units = forms.units(people.units())
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
        is_open={"closed": False, "all": None}.get(typed.get("state") or "open", True),
        stage=typed.get("stage") or "",
        unit=int(typed["unit"]) if typed.get("unit") else None,
        owner=owner,
        overdue=bool(typed.get("late")),
        older_than=int(low) if low else None,
        younger_than=int(high) if high else None,
    )


def _sort(request: HttpRequest) -> Sort:
    try:
        return Sort(request.GET.get("sort", Sort.DUE))
    except ValueError:
        return Sort.DUE


@require_safe
@staff
def queue(request: HttpRequest) -> HttpResponse:
    """All cases one may see, narrowed and sorted, page by page."""
    person, form = me(request), _form(request)
    filters = _filters(form, person)
    found = extracts.queue(
        person,
        filters,
        sort=_sort(request),
        cursor=request.GET.get("after", ""),
        number=str(form.cleaned_data.get("number") or ""),
    )
    sort = _sort(request)
    context = {
        "form": form,
        "queue": found,
        "sort": str(sort),
        "sorts": [(str(value), label) for value, label in SORTS],
        "order": dict(ORDERS)[sort],
        "said": _sentence(form),
        "cursor": request.GET.get("after", ""),
        "narrowed": bool(set(request.GET) - {"sort", "after"}),
        "folded": "1" if not set(request.GET) - {"sort", "after"} else "",
    }
    return render(request, "desk/queue.html", context)


def _sentence(form: forms.QueueFilter) -> list[str]:
    """The filters in words, as they stand above the list."""
    typed = form.cleaned_data
    found = [dict(form.fields["state"].choices).get(typed.get("state") or "open", "")]  # type: ignore[attr-defined]
    found += [str(form.fields[name].label).lower() for name in ("mine", "late", "unowned") if typed.get(name)]
    for name in ("stage", "unit", "age"):
        if typed.get(name):
            label = dict(form.fields[name].choices).get(typed[name], "")  # type: ignore[attr-defined]
            found.append(f"{str(form.fields[name].label).lower()} {str(label).strip()}")
    return [str(each) for each in found if each]


@require_safe
@staff
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The same list as CSV, with codes and dates only: no names of parties."""
    person, form = me(request), _form(request)
    filters, sort = _filters(form, person), _sort(request)
    response = StreamingHttpResponse(_rows(person, filters, sort), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="cases.csv"'
    return response


class _Line:
    """A file that hands each line back."""

    def write(self, line: str) -> str:
        return line


def _rows(person: Any, filters: Filters, sort: Sort) -> Iterator[str]:
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
        ]
    )
    cursor, written = "", 0
    while written < MOST_EXPORTED:
        page = extracts.queue(person, filters, sort=sort, cursor=cursor, size=500)
        for line in page.lines:
            written += 1
            yield writer.writerow(
                [
                    line.number, line.code_name, line.stage_title, _safe(line.unit), _safe(line.owner),
                    _day(line.received_at), line.age_days, line.due_title, _day(line.due_at),
                    "late" if line.overdue else "", line.complaints,
                ]
            )  # fmt: skip
        cursor = page.more
        if not cursor:
            return


def _safe(text: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{text}" if text and text[0] in FORMULA else text


def _day(moment: Any) -> str:
    return moment.date().isoformat() if moment else ""


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def search(request: HttpRequest) -> HttpResponse:
    """Cases in whose content all these words occur."""
    form = forms.Search(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        filters = Filters(text=form.cleaned_data["text"], is_open=None)
        found = extracts.queue(me(request), filters, sort=Sort.CHANGED, size=50)
    return render(request, "desk/search.html", {"form": form, "found": found})
