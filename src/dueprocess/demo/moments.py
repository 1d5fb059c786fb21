"""When things happen in the demonstration: offsets from today, moved to working days and hours.

Knows the federation's calendar. One code and one place in a story give the same hour on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from dueprocess.core.workdays import Workdays, workdays

ZONE = ZoneInfo("Europe/London")
OPENS, SHUTS = 9 * 60 + 10, 16 * 60 + 40  # minutes of a working day
EVENING = 21 * 60 + 30


def calendar(holidays: Iterable[str], closed: Iterable[date]) -> Workdays:
    """Return the working days of the federation: Monday to Friday, but for holidays and closures."""
    return workdays(range(5), {date.fromisoformat(day) for day in holidays} | set(closed))


def chance(*parts: object) -> int:
    """Return a number that looks random and is the same for the same words everywhere."""
    return int.from_bytes(sha256("/".join(map(str, parts)).encode()).digest()[:6])


def local(at: datetime) -> datetime:
    """Return a moment as the federation's clocks show it."""
    return at.astimezone(ZONE)


def on_clock(day: date, minutes: int) -> datetime:
    """Return the moment at which the federation's clocks show that many minutes after midnight."""
    return datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=ZONE).astimezone(UTC)


def morning(now: datetime, days: int) -> datetime:
    """Return a moment of the morning so many days ago, another one for each number of them; on a Friday
    instead of a weekend."""
    day = local(now).date() - timedelta(days=days)
    return on_clock(day - timedelta(days=max(0, day.weekday() - 4)), 10 * 60 + days % 50)


def received(days: Workdays, today: date, ago: int, code: str, *, needed: int = 0) -> datetime:
    """Return when a complaint of so many days ago came in: a working day, before four in the afternoon.

    Earlier where holidays would leave fewer than `needed` working days since.
    """
    day = min(today - timedelta(days=ago), days.add(today, -needed))
    if not days.is_working(day):
        day = days.add(day, -1)
    return on_clock(day, OPENS - 60 + chance(code, "received") % 400)


def later(days: Workdays, before: datetime, working: int, *, late_hours: bool, code: object) -> datetime:
    """Return the moment `working` working days after `before`: within the hour for 0, else at any hour of
    the day (`late_hours`: until the evening). An officer's act never falls outside working hours."""
    shown = local(before)
    if working == 0:
        at = before + timedelta(minutes=12 + chance(code) % 45)
        shown = local(at)
        if late_hours or (days.is_working(shown.date()) and shown.hour * 60 + shown.minute <= SHUTS + 50):
            return at
        working = 1
    day = days.add(shown.date(), working)
    return on_clock(day, OPENS + chance(code) % ((EVENING if late_hours else SHUTS) - OPENS))


def first_working(days: Workdays, at: datetime, code: object) -> datetime:
    """Return `at`, or where that is no working hour, an hour of the next working day."""
    shown = local(at)
    minutes = shown.hour * 60 + shown.minute
    if days.is_working(shown.date()) and OPENS <= minutes <= SHUTS + 60:
        return at
    day = shown.date() if days.is_working(shown.date()) and minutes < OPENS else days.add(shown.date(), 1)
    return on_clock(day, OPENS + chance(code) % (SHUTS - OPENS))
