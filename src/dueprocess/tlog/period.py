"""Public periods: the day, week or month in which something was recorded or received.

Knows the three spellings and the calendar. Must not know a clock or which spelling an organisation chose.

    day    2026-11-21    ISO 8601 calendar date
    week   2026-W47      ISO 8601 week, Monday to Sunday
    month  2026-11
"""

import re
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from dueprocess.tlog.errors import BadBytes

# Lexical form only: that 30 February or a 53rd week exists is asked of the calendar in `bounds`.
PATTERN = rb"[0-9]{4}-(?:W(?:0[1-9]|[1-4][0-9]|5[0-3])|(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)"
_TEXT = re.compile(PATTERN.decode())


class Granularity(StrEnum):
    """How finely the public record tells time."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def of(on: date, granularity: Granularity) -> str:
    """The period of that granularity in which the local date `on` falls."""
    if granularity is Granularity.DAY:
        return on.isoformat()
    if granularity is Granularity.WEEK:
        year, week, _ = on.isocalendar()
        return f"{year:04d}-W{week:02d}"
    return f"{on.year:04d}-{on.month:02d}"


def granularity(text: str) -> Granularity:
    """Which of the three spellings `text` uses. Raises BadBytes when it is none of them."""
    bounds(text)
    if "W" in text:
        return Granularity.WEEK
    return Granularity.DAY if len(text) == 10 else Granularity.MONTH


@lru_cache(maxsize=65536)
def bounds(text: str) -> tuple[date, date]:
    """First and last local date of a period, both included. Raises BadBytes when there is no such period."""
    if not _TEXT.fullmatch(text):
        raise BadBytes(f"{text!r} is not a period: write 2026-11-21, 2026-W47 or 2026-11")
    try:
        if "W" in text:
            first = date.fromisocalendar(int(text[:4]), int(text[6:]), 1)
            return first, first + timedelta(days=6)
        if len(text) == 10:
            day = date.fromisoformat(text)
            return day, day
        first = date(int(text[:4]), int(text[5:]), 1)
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return first, following - timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise BadBytes(f"{text!r} is not in the calendar") from error
