"""Deadlines as a small picture: a bar from the event to the last day, on one scale with today.

Knows deadline lines and thousandths of the picture's width. The list beside it says the same in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from dueprocess.docket.extracts import DeadlineLine

WIDTH = 1000
MOST = 8
NARROWEST = 8
FAR = timedelta(days=400)
"""How far ahead the picture goes: what is due later runs out of it."""


@dataclass(frozen=True, slots=True)
class Span:
    """Some days of a bar, in thousandths of the width."""

    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One deadline. `state`: running, late, paused, met, kept-late or gone; `stopped` are its paused days,
    `over` the days by which it is late, `met` the place of the act that met it."""

    line: DeadlineLine
    left: int
    width: int
    stopped: tuple[Span, ...]
    over: Span | None
    met: int | None
    state: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Some bars on one scale; `today` is the place of now."""

    bars: tuple[Bar, ...]
    today: int
    first: datetime
    last: datetime


def bars(lines: Iterable[DeadlineLine], now: datetime, *, most: int | None = None) -> Picture | None:
    """Draw the deadlines that run, due first on top, then those met last; None where there is nothing.

    With `most`, that many: chances that parties may take or leave (to appeal, to reply) are drawn only while
    they run, and three at most of those met.
    """
    drawn = [each for each in lines if each.event_at is not None and (each.due_at or each.met_at)]
    far = now + timedelta(days=36_500)
    running = sorted((each for each in drawn if _runs(each, now)), key=lambda each: each.due_at or far)
    met = sorted((each for each in drawn if each.met_at), key=lambda each: each.met_at or now, reverse=True)
    gone = [each for each in drawn if not each.met_at and not _runs(each, now)]
    shown = [*running, *met, *gone]
    if most is not None:
        shown = [*running[:most], *met[: min(3, max(0, most - len(running)))]]
    if not shown:
        return None
    first = min(each.event_at for each in shown if each.event_at)
    ends = [moment for each in shown for moment in (each.due_at, each.met_at) if moment]
    last = min(max(now, *ends), now + FAR) + timedelta(days=1)
    span = (last - first).total_seconds() or 1.0

    def place(moment: datetime) -> int:
        return max(0, min(WIDTH, round(WIDTH * (moment - first).total_seconds() / span)))

    def bar(each: DeadlineLine) -> Bar:
        assert each.event_at is not None
        left, end = place(each.event_at), place(each.due_at or each.met_at or now)
        stopped = tuple(_span(each, place, since, until, now) for since, until in each.paused)
        met_at = place(each.met_at) if each.met_at else None
        state, over = _state(each, now), None
        if state in ("late", "kept-late") and each.due_at is not None:
            over = Span(end, max((place(now) if met_at is None else met_at) - end, 0))
        return Bar(each, left, max(end - left, NARROWEST), stopped, over, met_at, state)

    return Picture(tuple(bar(each) for each in shown), place(now), first, last)


def grouped(picture: Picture | None) -> list[tuple[str, list[Bar]]]:
    """Return the bars under headings: late, running, standing still, kept, gone by; empty ones left out."""
    words = (
        (_("Late"), ("late",)),
        (_("Running"), ("running",)),
        (_("Standing still"), ("paused",)),
        (_("Kept"), ("met", "kept-late")),
        (_("Gone by unused"), ("gone",)),
    )
    every = picture.bars if picture else ()
    found = [(title, [each for each in every if each.state in states]) for title, states in words]
    return [(title, group) for title, group in found if group]


def _state(line: DeadlineLine, now: datetime) -> str:
    if line.met_at:
        return "kept-late" if line.late_days or line.state == "met late" else "met"
    if line.due_at is None:
        return "paused"
    if line.due_at > now:
        return "running"
    return "late" if line.kind in ("duty", "target") else "gone"


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
