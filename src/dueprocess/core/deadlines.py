"""The arithmetic of time limits: from an event's day, a period and the days that do not count, to an end.

Knows days, periods and pauses as values. Must not know steps, strands, acts or who owes what: that is
`engine.deadlines`. The rules are those of docs/reference/rulebook.md, "Days" and "Pauses".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dueprocess.core.rulebook.model import Calendar, FirstDay, LastDay, Period, Unit
from dueprocess.core.workdays import (
    Workdays,
    add_months,
    at_time,
    day_begins,
    day_ends,
    local_day,
    workdays,
)

_ONE = timedelta(days=1)

Span = tuple[date, date | None]
"""Days that do not count: from the first, to before the second (None: nobody knows yet until when)."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How one organisation counts time: zone, working days, which day is the first and which the last."""

    zone: ZoneInfo
    work: Workdays
    first_day: FirstDay = FirstDay.NEXT_DAY
    last_day: LastDay = LastDay.AS_COUNTED
    day_ends: time | None = None

    @classmethod
    def of(cls, calendar: Calendar, holidays: Iterable[date] = ()) -> Clock:
        """The clock of a rulebook's calendar with the holidays stored for it."""
        closed = set(holidays)
        for closure in calendar.closed:
            for offset in range((closure.last - closure.first).days + 1):
                closed.add(closure.first + timedelta(days=offset))
        return cls(
            ZoneInfo(calendar.timezone),
            workdays(calendar.working_week, closed),
            calendar.first_day,
            calendar.last_day,
            calendar.day_ends,
        )

    def day_of(self, moment: datetime) -> date:
        """Day 0 of something that happened at `moment`: its local day, or the next one after `day_ends`."""
        local = moment.astimezone(self.zone)
        if self.day_ends is not None and local.time() >= self.day_ends:
            return local.date() + _ONE
        return local.date()

    def local_day(self, moment: datetime) -> date:
        return local_day(self.zone, moment)

    def begins(self, day: date) -> datetime:
        """The first instant of a local day, in UTC."""
        return day_begins(self.zone, day)

    def ends(self, day: date, by: time | None = None) -> datetime:
        """The instant (UTC) from which something due on `day` is late."""
        return day_ends(self.zone, day) if by is None else at_time(self.zone, day, by)

    def day_one(self, day: date) -> date:
        """The day counted first after an event of `day`."""
        if self.first_day is FirstDay.SAME_DAY:
            return day
        if self.first_day is FirstDay.NEXT_WORKING_DAY:
            return self.work.add(day, 1)
        return day + _ONE


class Ending(NamedTuple):
    """Where a period ends: its last day and the instant from which it is over. None: it stands still."""

    last_day: date | None
    at: datetime | None


STANDS_STILL = Ending(None, None)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days as disjoint spans in order; empty ones left out."""
    found: list[Span] = []
    for first, until in sorted(spans, key=lambda span: (span[0], span[1] or date.max)):
        if until is not None and until <= first:
            continue
        if found and (found[-1][1] is None or found[-1][1] >= first):
            last_first, last_until = found[-1]
            if last_until is not None and (until is None or until > last_until):
                found[-1] = (last_first, until)
            continue
        found.append((first, until))
    return tuple(found)


def moved_on(clock: Clock, unit: Unit, first: date, last: date, spans: Sequence[Span]) -> date | None:
    """`last` moved on by the days paused between `first` and it (None: it stands still).

    `spans` are disjoint and in order. Working days move by the working days paused, all others by days.
    """
    for begins, until in spans:
        start = max(begins, first)
        if start > last:
            break
        if until is None:
            return None
        if until <= start:
            continue
        if unit is Unit.WORKING_DAYS:
            last = clock.work.add(last, clock.work.between(start - _ONE, until - _ONE))
        else:
            last += until - start
    return last


def period_ends(
    clock: Clock,
    period: Period,
    *,
    day: date,
    at: datetime,
    spans: Sequence[Span] = (),
    by_time: time | None = None,
    as_counted: bool = False,
) -> Ending:
    """The end of `period` from an event of local day `day` (day 0) and instant `at`.

    Hours are exact and run through pauses. `spans` are disjoint and in order (see `merged`).
    `as_counted`: a closed last day is not moved on, whatever the calendar says (measures and sanctions).
    """
    if period.unit is Unit.HOURS:
        end = (at + timedelta(hours=period.count)).astimezone(UTC)
        return Ending(local_day(clock.zone, end), end)
    counted = _last_counted(clock, period, day, spans)
    if counted is None:
        return STANDS_STILL
    if clock.last_day is LastDay.NEXT_WORKING_DAY and period.unit is not Unit.WORKING_DAYS and not as_counted:
        counted = _rolled(clock, counted, spans)
        if counted is None:
            return STANDS_STILL
    return Ending(counted, clock.ends(counted, by_time))


def _last_counted(clock: Clock, period: Period, day: date, spans: Sequence[Span]) -> date | None:
    if period.count == 0:
        last = clock.work.on_or_after(day) if period.unit is Unit.WORKING_DAYS else day
        return moved_on(clock, period.unit, day, last, spans)
    first = clock.day_one(day)
    before = first - _ONE
    if period.unit is Unit.WORKING_DAYS:
        last = clock.work.add(before, period.count)
    elif period.unit is Unit.DAYS:
        last = before + timedelta(days=period.count)
    elif period.unit is Unit.WEEKS:
        last = before + timedelta(weeks=period.count)
    else:
        last = add_months(before, period.count * (12 if period.unit is Unit.YEARS else 1))
    return moved_on(clock, period.unit, first, last, spans) if spans else last


def _rolled(clock: Clock, last: date, spans: Sequence[Span]) -> date | None:
    """A closed last day moved on to a working day that is not paused."""
    while not clock.work.is_working(last):
        last = clock.work.on_or_after(last)
        for begins, until in spans:
            if begins <= last and (until is None or last < until):
                if until is None:
                    return None
                last = until
    return last


def counted_back(clock: Clock, period: Period, day: date) -> date:
    """The last day on which something is still `period` ahead of `day`, which itself is left out."""
    if period.unit is Unit.WORKING_DAYS:
        return clock.work.add(day, -period.count)
    if period.unit is Unit.DAYS:
        return day - timedelta(days=period.count)
    if period.unit is Unit.WEEKS:
        return day - timedelta(weeks=period.count)
    if period.unit is Unit.HOURS:
        return local_day(clock.zone, clock.begins(day) - timedelta(hours=period.count))
    return add_months(day, -period.count * (12 if period.unit is Unit.YEARS else 1))


def back_ends(clock: Clock, period: Period, day: date, by_time: time | None = None) -> Ending:
    """The end of the time to act `at_least` `period` before `day`."""
    if period.unit is Unit.HOURS:
        end = clock.begins(day) - timedelta(hours=period.count)
        return Ending(local_day(clock.zone, end), end)
    last = counted_back(clock, period, day)
    return Ending(last, clock.ends(last, by_time))


def not_working(clock: Clock, first: date, last: date) -> list[date]:
    """The holidays and closed days after `first`, up to and with `last`, that fall in the working week."""
    return sorted(
        day for day in clock.work.closed if first < day <= last and day.weekday() in clock.work.week
    )
