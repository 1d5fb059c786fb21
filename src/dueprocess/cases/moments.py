"""Moments of very many rows, read to the minute: as text out of the database and each minute understood once.

Django makes a value of each moment, and calls back into Python for each difference of two on SQLite; over
some hundred thousand rows that takes longer than everything else. Must not be used where seconds matter.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, F
from django.db.models.functions import Cast, Substr

MINUTE = len("2026-03-23 10:00")


class Minute(Substr):
    """A column of moments as text, in UTC and to the minute: `2026-03-23 10:00`; None where it is empty."""

    def __init__(self, column: str, *more: Any, **options: Any) -> None:
        if more:  # Django copies expressions with all their arguments
            super().__init__(column, *more, **options)
        else:
            super().__init__(Cast(F(column), CharField()), 1, MINUTE, **options)


def text(at: datetime) -> str:
    """Write a moment as such a column has it."""
    return at.astimezone(UTC).isoformat(" ")[:MINUTE]


@lru_cache(maxsize=2**18)
def at(minute: str) -> datetime:
    """Read such a text."""
    return datetime.fromisoformat(minute).replace(tzinfo=UTC)


@lru_cache(maxsize=2**18)
def day(minute: str, zone: ZoneInfo) -> date:
    """Return the day in which it lies, in that zone."""
    return at(minute).astimezone(zone).date()
