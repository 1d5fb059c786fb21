"""Figures of an organisation's cases: what came in, what was closed, what is open and for how long.

Knows dates and codes only; not who, and not where they are stored. They count on the day on which something
happened, for those who work on cases; what is published counts in the period in which it was recorded, so
that outsiders recompute it (`tlog.figures`). The rules:

- *Stock and flow*: carried in + received + split off + reopened = closed + carried out, for every period.
  What was split off a case is no complaint more: it comes into the stock on the day of the splitting, and is
  as old as the complaint.
- *Time to close*: calendar days from receipt to each closing (a case that was reopened and closed again
  gives two). Median and percentiles are nearest ranks: whole days that really occurred.
- A *partial date* (`2001-05`, `2001`) counts at the end of what it names, or on the day of the event that
  follows it if that is earlier. A *contradictory* one (closed before it was received) counts on the day of
  the event before it. Cases with either are in the stock and the flow and in no time to close, and their
  number is stated.
"""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dueprocess.core.errors import Malformed, Problem

Quality = Literal["exact", "partial", "contradictory"]
Unit = Literal["year", "quarter", "month"]

AGE_BANDS = (30, 90, 180, 365, 730)  # upper bounds in days, each included; the last band has none
MONTHS_OF: Mapping[Unit, int] = {"year": 12, "quarter": 3, "month": 1}


def first_day(value: str) -> date:
    """First day of an ISO date or partial date; ValueError where it is neither."""
    if len(value) not in (4, 7, 10):
        raise ValueError(f"{value!r} is no date")
    return date.fromisoformat(f"{value}-01-01"[:10])


def last_day(value: str) -> date:
    """Last day of an ISO date or partial date; ValueError where it is neither."""
    if len(value) == 10:
        return date.fromisoformat(value)
    day = first_day(value)
    if len(value) == 4:
        day = day.replace(month=12)
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


@dataclass(frozen=True, slots=True)
class Course:
    """The dates of one case: when it was received, then by turns closed, reopened, closed …, in order.

    `split_on`: the day on which it came out of another case; before that it was part of that one.
    """

    received: date
    turns: tuple[date, ...] = ()
    quality: Quality = "exact"
    split_on: date | None = None

    @classmethod
    def of(cls, received: str, turns: Sequence[str] = (), *, split_on: date | None = None) -> Course:
        """Place ISO or partial dates in time by the rules at the head of this module.

        Raises Malformed where a text is no date.
        """
        texts = [received, *turns]
        try:
            days = [last_day(text) for text in texts]
            firsts = [first_day(text) if len(text) < 10 else None for text in texts]
        except ValueError:
            problem = Problem(
                "dates", None, f"{texts} are not all dates.", "Write YYYY-MM-DD, YYYY-MM or YYYY."
            )
            raise Malformed([problem]) from None
        quality: Quality = "partial" if any(firsts) else "exact"
        for place in range(len(days) - 2, -1, -1):
            first, following = firsts[place], days[place + 1]
            if first is not None and first <= following < days[place]:
                days[place] = following
        for place in range(1, len(days)):
            if days[place] < days[place - 1]:
                days[place] = days[place - 1]
                quality = "contradictory"
        return cls(days[0], tuple(days[1:]), quality, split_on)

    def open_at(self, day: date) -> bool:
        """Whether it was open at the end of `day`."""
        return (self.split_on or self.received) <= day and sum(turn <= day for turn in self.turns) % 2 == 0


@dataclass(frozen=True, slots=True)
class Flow:
    """What happened in one period, first and last day included; it reconciles."""

    name: str
    first: date
    last: date
    carried_in: int
    received: int
    reopened: int
    closed: int
    carried_out: int
    split: int = 0


@dataclass(frozen=True, slots=True)
class Times:
    """Time to close in calendar days; None where nothing was closed."""

    closings: int
    median: int | None
    p90: int | None
    longest: int | None


@dataclass(frozen=True, slots=True)
class Band:
    """How many of the open cases are `first` to `last` days old; `last` None means and older."""

    first: int
    last: int | None
    cases: int


@dataclass(frozen=True, slots=True)
class Ages:
    """How old the cases open at the end of `day` are, counted in days since receipt."""

    day: date
    open: int
    bands: tuple[Band, ...]
    oldest: int | None


@dataclass(frozen=True, slots=True)
class Care:
    """How many complaints were refused in a period, by reason, how many acts were written down in it more
    than a day after they had happened, and how many cases were joined into another: each brought one
    complaint more about the same incident. `handed_over`: how many of the cases closed in it were handed
    over, to another unit or to somebody outside the organisation."""

    refused: Mapping[str, int]
    entered_late: int
    joined: int
    handed_over: int


class Tally:
    """Adds up courses one by one, in any order; keeps counts by day, not cases, so that it stays small."""

    def __init__(self, *, ages_at: Iterable[date] = (), bands: Sequence[int] = AGE_BANDS) -> None:
        self.quality: Counter[Quality] = Counter()
        self._received: Counter[date] = Counter()
        self._closed: Counter[date] = Counter()
        self._reopened: Counter[date] = Counter()
        self._refused: Counter[tuple[date, str]] = Counter()
        self._late: Counter[date] = Counter()
        self._joined: Counter[date] = Counter()
        self._split: Counter[date] = Counter()
        self._handed_over: Counter[date] = Counter()
        self._days: defaultdict[date, list[int]] = defaultdict(list)
        self._ages: dict[date, Counter[int]] = {day: Counter() for day in ages_at}
        self._bands = tuple(sorted(bands))

    @property
    def cases(self) -> int:
        """How many courses were added."""
        return self.quality.total()

    @property
    def split(self) -> int:
        """How many of them came out of other cases: as many fewer complaints than cases."""
        return self._split.total()

    @property
    def span(self) -> tuple[date, date] | None:
        """First and last day on which anything happened."""
        days = [*self._received, *self._split, *self._closed, *self._reopened]
        return (min(days), max(days)) if days else None

    def add(self, course: Course) -> None:
        """Count one case."""
        self.quality[course.quality] += 1
        if course.split_on is None:
            self._received[course.received] += 1
        else:
            self._split[course.split_on] += 1
        for place, day in enumerate(course.turns):
            if place % 2:
                self._reopened[day] += 1
                continue
            self._closed[day] += 1
            if course.quality == "exact":
                self._days[day].append((day - course.received).days)
        for day, ages in self._ages.items():
            if course.open_at(day):
                ages[(day - course.received).days] += 1

    def refuse(self, day: date, reason: str) -> None:
        """Count one refusal, by its reason, on the day on which it was decided."""
        self._refused[day, reason] += 1

    def enter_late(self, day: date) -> None:
        """Count one act that was written down on that day, more than a day after it had happened."""
        self._late[day] += 1

    def join(self, day: date) -> None:
        """Count one case that was joined into another on that day."""
        self._joined[day] += 1

    def hand_over(self, day: date) -> None:
        """Count one case that was handed over on that day, to somebody outside or to another unit, and so
        closed."""
        self._handed_over[day] += 1

    @property
    def joined(self) -> int:
        """How many cases were joined into others: as many fewer incidents than complaints."""
        return self._joined.total()

    def care(self, first: date = date.min, last: date = date.max) -> Care:
        """Refusals, late entries, joinings and handings over from `first` to `last`, both included."""
        refused: Counter[str] = Counter()
        for (day, reason), number in self._refused.items():
            if first <= day <= last:
                refused[reason] += number
        late, joined = _within(self._late, first, last), _within(self._joined, first, last)
        return Care(dict(sorted(refused.items())), late, joined, _within(self._handed_over, first, last))

    def open_at(self, day: date) -> int:
        """How many were open at the end of `day`."""
        came = _up_to(self._received, day) + _up_to(self._split, day) + _up_to(self._reopened, day)
        return came - _up_to(self._closed, day)

    def flows(self, periods: Iterable[tuple[str, date, date]]) -> list[Flow]:
        """Stock and flow of each period; see `periods`."""
        return [
            Flow(
                name,
                first,
                last,
                carried_in=self.open_at(first - timedelta(days=1)),
                received=_within(self._received, first, last),
                split=_within(self._split, first, last),
                reopened=_within(self._reopened, first, last),
                closed=_within(self._closed, first, last),
                carried_out=self.open_at(last),
            )
            for name, first, last in periods
        ]

    def times(self, first: date = date.min, last: date = date.max) -> Times:
        """Time to close of what was closed from `first` to `last`, both included."""
        days = sorted(age for day, ages in self._days.items() if first <= day <= last for age in ages)
        if not days:
            return Times(0, None, None, None)
        return Times(len(days), percentile(days, 50), percentile(days, 90), days[-1])

    def ages(self, day: date) -> Ages:
        """Ages of the open at `day`, one of the days that were asked for when the tally was made."""
        counts = self._ages[day]
        bands, first = [], 0
        for bound in [*self._bands, None]:
            cases = sum(
                number for age, number in counts.items() if first <= age and (bound is None or age <= bound)
            )
            bands.append(Band(first, bound, cases))
            first = 0 if bound is None else bound + 1
        return Ages(day, counts.total(), tuple(bands), max(counts, default=None))


def percentile(ordered: Sequence[int], percent: int) -> int:
    """Nearest rank (Hyndman and Fan 1996, definition 1) of a sorted, non-empty sequence."""
    return ordered[-(-percent * len(ordered) // 100) - 1]


def periods(unit: Unit, first: date, last: date) -> Iterator[tuple[str, date, date]]:
    """Every year, quarter or month that holds a day from `first` to `last`: its name, first and last day."""
    length = MONTHS_OF[unit]
    month = first.year * 12 + (first.month - 1) // length * length
    while (start := date(month // 12, month % 12 + 1, 1)) <= last:
        month += length
        name = {"year": start.isoformat()[:4], "month": start.isoformat()[:7]}.get(
            unit, f"{start.year:04}-Q{start.month // 3 + 1}"
        )
        yield name, start, date(month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _up_to(counts: Mapping[date, int], last: date) -> int:
    return sum(number for day, number in counts.items() if day <= last)


def _within(counts: Mapping[date, int], first: date, last: date) -> int:
    return sum(number for day, number in counts.items() if first <= day <= last)
