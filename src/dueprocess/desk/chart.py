"""Deadlines as a small picture: a bar from the event to the last day, on one scale with today.

Knows deadline lines and thousandths of the picture's width. The list beside it says the same in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from dueprocess.docket.extracts import DeadlineLine

WIDTH = 1000
MOST = 10
NARROWEST = 8


@dataclass(frozen=True, slots=True)
class Span:
    """Some days of a bar, in thousandths of the width."""

    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One deadline. `state`: running, late, paused, met or kept late; `stopped` are its paused days, `met`
    the place of the act that met it."""

    line: DeadlineLine
    left: int
    width: int
    stopped: tuple[Span, ...]
    met: int | None
    state: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Some bars on one scale; `today` is the place of now."""

    bars: tuple[Bar, ...]
    today: int
    first: datetime
    last: datetime


def bars(lines: Iterable[DeadlineLine], now: datetime) -> Picture | None:
    """Draw the deadlines that run and those met last, ten at most; None where there is nothing to draw.

    Chances that parties may take or leave (to appeal, to reply) are drawn while they run.
    """
    drawn = [each for each in lines if each.event_at is not None and (each.due_at or each.met_at)]
    far = now + timedelta(days=36_500)
    running = sorted((each for each in drawn if _runs(each, now)), key=lambda each: each.due_at or far)
    met = sorted((each for each in drawn if each.met_at), key=lambda each: each.met_at or now)
    room = max(0, MOST - len(running))
    shown = [*running[:MOST], *reversed(met[-room:] if room else ())]
    if not shown:
        return None
    first = min(each.event_at for each in shown if each.event_at)
    ends = [moment for each in shown for moment in (each.due_at, each.met_at) if moment]
    last = max(now, *ends) + timedelta(days=1)
    span = (last - first).total_seconds() or 1.0

    def place(moment: datetime) -> int:
        return max(0, min(WIDTH, round(WIDTH * (moment - first).total_seconds() / span)))

    def bar(each: DeadlineLine) -> Bar:
        assert each.event_at is not None
        left, end = place(each.event_at), place(each.due_at or each.met_at or now)
        if each.met_at:
            state = "kept-late" if each.late_days or each.state == "met late" else "met"
        else:
            state = "paused" if each.due_at is None else "late" if each.due_at <= now else "running"
        stopped = tuple(_span(each, place, since, until, now) for since, until in each.paused)
        met_at = place(each.met_at) if each.met_at else None
        return Bar(each, left, max(end - left, NARROWEST), stopped, met_at, state)

    return Picture(tuple(bar(each) for each in shown), place(now), first, last)


def _runs(line: DeadlineLine, now: datetime) -> bool:
    if line.met_at is not None:
        return False
    return line.kind in ("duty", "target") or line.due_at is None or line.due_at > now


def _span(line: DeadlineLine, place: object, since: date, until: date | None, now: datetime) -> Span:
    assert callable(place)
    left = place(_moment(since))
    right = place(_moment(until + timedelta(days=1)) if until else line.due_at or now)
    return Span(left, max(right - left, 2))


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
