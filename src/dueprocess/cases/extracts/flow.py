"""What came in and what was closed, month by month, and what follows from it if months go on as they went.

Counts all cases of the organisation but those that are hidden from whoever looks: nobody learns from a number
that there is a file about them. Must not count anew: `actions.counting` does.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from dueprocess.cases import figures
from dueprocess.cases.models import FlowCount
from dueprocess.core import forecast
from dueprocess.core.statistics import Flow, Unit, periods
from dueprocess.docket import circles
from dueprocess.docket.models import Act
from dueprocess.people.models import Person

SHOWN = 12
"""So many full periods are shown, and the one that runs."""


@dataclass(frozen=True, slots=True)
class FlowPage:
    """The flow of the last full periods and of the one that runs (last), as counted at `counted_at`; the
    stock at the end of each of the last months (`stock`); what is open now and what follows (`ahead`, None:
    there is too little to say), and what the same method would have said before (`trial`)."""

    counted_at: datetime
    unit: Unit
    flows: tuple[Flow, ...]
    stock: tuple[tuple[date, int], ...]
    today: date
    open: int
    ahead: forecast.Forecast | None
    trial: forecast.Trial | None


def flow(person: Person, *, unit: Unit, at: datetime) -> FlowPage | None:
    """Return the flow for somebody; None where nothing was counted yet. Two queries."""
    row = FlowCount.objects.filter(id=1).first()
    if row is None:
        return None
    zone = ZoneInfo(row.zone)
    today = at.astimezone(zone).date()
    counts = Counter(
        {(month, place): number for month, each in row.months.items() for place, number in enumerate(each)}
    )
    counts.subtract(_shut(person, row.upto, zone))
    months = _months(counts, today)
    full = months[:-1]
    open_now = months[-1].carried_out if months else 0
    return FlowPage(
        row.counted_at,
        unit,
        tuple(_grouped(months, unit, today)[-SHOWN - 1 :]),
        tuple((each.last, each.carried_out) for each in full[-SHOWN:]),
        today,
        open_now,
        forecast.forecast(full, open_now),
        forecast.trial(full),
    )


def _shut(person: Person, upto: int, zone: ZoneInfo) -> Counter[tuple[str, int]]:
    """Return what was counted of the cases that are hidden from somebody."""
    shut = circles.hidden(person).values("pk")
    acts = Act.objects.filter(
        docket_id__in=shut, docket__kind="case", entry_type__in=figures.COUNTED, entry__seq__idx__lt=upto
    )
    found: Counter[tuple[str, int]] = Counter()
    rows = acts.order_by("docket_id", "n").values_list("docket_id", "entry_type", figures.MOMENT, "facts")
    for _docket, group in groupby(rows, key=itemgetter(0)):
        found.update(figures.moves(list(group), zone))
    return found


def _months(counts: Counter[tuple[str, int]], today: date) -> list[Flow]:
    """Return the flow of every month up to the one that runs, from the first in which something happened."""
    named = [month for (month, _place), number in counts.items() if number]
    first = min((date.fromisoformat(f"{month}-01") for month in named), default=today)
    found, open_ = [], 0
    for name, start, last in periods("month", min(first, today), today):
        received, reopened, closed, split = (counts[name, place] for place in range(len(figures.KINDS)))
        out = open_ + received + split + reopened - closed
        found.append(Flow(name, start, last, open_, received, reopened, closed, out, split))
        open_ = out
    return found


def _grouped(months: list[Flow], unit: Unit, today: date) -> list[Flow]:
    """Return the months put together to these periods."""
    if unit == "month" or not months:
        return months
    found = []
    for name, start, last in periods(unit, months[0].first, today):
        inside = [each for each in months if start <= each.first <= last]
        received, reopened, closed, split = (
            sum(getattr(each, kind) for each in inside) for kind in figures.KINDS
        )
        first_in, last_out = inside[0].carried_in, inside[-1].carried_out
        found.append(Flow(name, start, last, first_in, received, reopened, closed, last_out, split))
    return found
