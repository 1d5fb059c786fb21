"""Working days and local days: which days count, where a day begins, and how to add days quickly.

Knows a calendar's time zone, working week, holidays and closures as values. Must not know deadlines,
rulebooks or where the holidays come from.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate, compress
from zoneinfo import ZoneInfo

MONDAY_TO_FRIDAY = frozenset(range(5))
_ONE = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 2015, 2040
_END_OF_TIME = date(9000, 1, 1)


class Workdays:
    """The working days of one calendar, with their ordinals counted beforehand.

    `week` holds the weekdays worked (Monday is 0); `closed` holds every holiday and closed day.
    """

    __slots__ = ("_counts", "_days", "_first", "_last", "closed", "week")

    def __init__(self, week: frozenset[int], closed: frozenset[date]) -> None:
        self.week = week
        self.closed = closed
        self._fill(_FIRST_YEAR, _LAST_YEAR)

    def _fill(self, first: int, last: int) -> None:
        self._first = date(first, 1, 1).toordinal()
        self._last = date(last, 12, 31).toordinal()
        shut = {day.toordinal() for day in self.closed}
        length = self._last - self._first + 1
        one_week = [(self._first + offset - 1) % 7 in self.week for offset in range(7)]
        works = (one_week * (length // 7 + 1))[:length]
        for ordinal in shut:
            if self._first <= ordinal <= self._last:
                works[ordinal - self._first] = False
        self._days = list(compress(range(self._first, self._last + 1), works))
        self._counts = list(accumulate(works))

    def _reach(self, day: date) -> int:
        ordinal = day.toordinal()
        if not self._first <= ordinal <= self._last:
            years = date.fromordinal(self._first).year, date.fromordinal(self._last).year
            self._fill(max(1, min(years[0], day.year - 50)), min(9998, max(years[1], day.year + 50)))
        return ordinal

    def is_working(self, day: date) -> bool:
        """Whether `day` is worked: in the working week, no holiday, not closed."""
        return day.weekday() in self.week and day not in self.closed

    def add(self, day: date, days: int) -> date:
        """The `days`-th working day after `day`; with a negative number, before it."""
        if days == 0:
            return day
        ordinal = self._reach(day)
        if days > 0:
            index = bisect_right(self._days, ordinal) + days - 1
            while index >= len(self._days):
                self._reach(_later(date.fromordinal(self._last), 50))
                index = bisect_right(self._days, ordinal) + days - 1
        else:
            index = bisect_left(self._days, ordinal) + days
            while index < 0:
                self._reach(date(max(1, date.fromordinal(self._first).year - 50), 1, 1))
                index = bisect_left(self._days, ordinal) + days
        return date.fromordinal(self._days[index])

    def on_or_after(self, day: date) -> date:
        """`day` itself when it is worked, else the next working day."""
        return day if self.is_working(day) else self.add(day, 1)

    def between(self, after: date, until: date) -> int:
        """How many working days lie after `after`, up to and with `until` (0 when `until` is not later)."""
        if until <= after:
            return 0
        low, high = self._reach(after), self._reach(until)
        low = self._reach(after)
        return self._counts[high - self._first] - self._counts[low - self._first]


def _later(day: date, years: int) -> date:
    return date(min(9998, day.year + years), 12, 31)


@lru_cache(maxsize=256)
def _workdays(week: frozenset[int], closed: frozenset[date]) -> Workdays:
    return Workdays(week, closed)


def workdays(week: Iterable[int], closed: Iterable[date]) -> Workdays:
    """The table of working days for this week and these closed days; made once for equal arguments."""
    return _workdays(frozenset(week), frozenset(closed))


def add_months(day: date, months: int) -> date:
    """The same day number `months` later (or earlier), or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=16384)
def day_begins(zone: ZoneInfo, day: date) -> datetime:
    """The first instant (UTC) of a local day: midnight, or what follows it where midnight is skipped."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def day_ends(zone: ZoneInfo, day: date) -> datetime:
    """The instant (UTC) at which a local day is over."""
    return day_begins(zone, day + _ONE)


def at_time(zone: ZoneInfo, day: date, clock: time) -> datetime:
    """The instant (UTC) of a clock time on a local day; of a time that comes twice, the later one.

    A clock time that is skipped (clocks go forward) is read with the offset before the change.
    """
    both = [datetime.combine(day, clock, tzinfo=zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    return max(both)


def local_day(zone: ZoneInfo, moment: datetime) -> date:
    """The local date of an aware moment."""
    return moment.astimezone(zone).date()
