"""Deadlines as a small picture: a bar from the event to the last day, on one scale with today.

Knows deadline lines and percentages. The table beside it says the same in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dueprocess.docket.extracts import DeadlineLine

WIDTH = 1000
MOST = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One deadline, in thousandths of the picture's width. `state`: running, late, paused, met."""

    line: DeadlineLine
    left: int
    width: int
    extended: int
    met: int | None
    state: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Some bars on one scale."""

    bars: tuple[Bar, ...]
    today: int
    first: datetime
    last: datetime


def bars(lines: Iterable[DeadlineLine], now: datetime) -> Picture | None:
    """The deadlines that run and those met last, at most a dozen; None where there is nothing to draw."""
    drawn = [each for each in lines if each.event_at is not None and (each.due_at or each.met_at)]
    running = sorted((each for each in drawn if each.met_at is None), key=lambda each: each.due_at or now)
    met = sorted((each for each in drawn if each.met_at is not None), key=lambda each: each.met_at or now)
    shown = [*met[-max(0, MOST - len(running)) :], *running][:MOST] if len(running) < MOST else running[:MOST]
    if not shown:
        return None
    first = min(each.event_at for each in shown if each.event_at)
    last = max(now, *(moment for each in shown for moment in (each.due_at, each.met_at) if moment))
    last += timedelta(days=1)
    span = (last - first).total_seconds() or 1.0

    def place(moment: datetime) -> int:
        return round(WIDTH * (moment - first).total_seconds() / span)

    found = []
    for each in shown:
        assert each.event_at is not None
        left = place(each.event_at)
        end = place(each.due_at or each.met_at or now)
        late = each.met_at is None and each.due_at is not None and each.due_at <= now
        state = "met" if each.met_at else "late" if late else "paused" if each.due_at is None else "running"
        met_at = place(each.met_at) if each.met_at else None
        found.append(Bar(each, left, max(end - left, 6), 0, met_at, state))
    return Picture(tuple(found), place(now), first, last)
