"""The pictures of the backlog board: bars of what came in and was closed, how old what is open is, and how
many will be open.

Knows numbers and places in a picture, no case. The tables beside them say the same in numbers; the text of a
picture is short, since a phone shows it at the size of its drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dueprocess.cases.extracts import BandOfCases, FlowPage
from dueprocess.core.statistics import Flow

WIDTH = 1000
"""Bars are in thousandths of their column."""
LEFT, RIGHT, TOP, BOTTOM = 10, 352, 26, 168
"""The frame within which the curve is drawn, in its own units; labels stand outside of it."""
MONTH = timedelta(days=365 / 12)


@dataclass(frozen=True, slots=True)
class FlowBar:
    """A period with the lengths of its bars, all on one scale but the stock, which has its own."""

    flow: Flow
    came: int
    came_share: int
    closed_share: int
    stock_share: int


def flow_bars(flows: Sequence[Flow]) -> list[FlowBar]:
    """Return the bars of these periods, in their order."""
    moved = max((max(each.received + each.reopened, each.closed) for each in flows), default=0) or 1
    stock = max((each.carried_out for each in flows), default=0) or 1
    return [
        FlowBar(
            each,
            each.received + each.reopened,
            _share(each.received + each.reopened, moved),
            _share(each.closed, moved),
            _share(each.carried_out, stock),
        )
        for each in flows
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the pyramid: a band, in how many cases something is late and in how many nothing is."""

    n: int
    band: BandOfCases
    late_share: int
    rest: int
    rest_share: int


def pyramid(bands: Sequence[BandOfCases]) -> list[Step]:
    """Return the steps, the oldest on top, both sides on one scale."""
    longest = max((max(each.late, each.count - each.late) for each in bands), default=0) or 1
    steps = [
        Step(
            n,
            each,
            _share(each.late, longest),
            each.count - each.late,
            _share(each.count - each.late, longest),
        )
        for n, each in enumerate(bands)
    ]
    return steps[::-1]


@dataclass(frozen=True, slots=True)
class Curve:
    """How many were open at the end of each month, now, and in the months to come: points as SVG takes them.
    `band` is the outline of what eight of ten draws lie in, `end` the height of the last middle; `base` is
    the height of nothing, `top` of `most`.
    """

    past: str
    ahead: str
    band: str
    now: tuple[int, int]
    end: int
    begins: date
    ends: date
    base: int
    top: int
    most: int


def curve(page: FlowPage) -> Curve | None:
    """Draw the stock of the last months and what follows; None where there is neither."""
    said = page.ahead.points if page.ahead else ()
    if not page.stock and not said:
        return None
    begins = page.stock[0][0] if page.stock else page.today
    ends = page.today + said[-1].months * MONTH if said else page.today
    most = max([page.open, *(each for _day, each in page.stock), *(each.high for each in said)]) or 1
    days = max((ends - begins).days, 1)

    def place(day: date, number: int) -> tuple[int, int]:
        x = LEFT + (RIGHT - LEFT) * (day - begins).days / days
        return round(x), round(BOTTOM - (BOTTOM - TOP) * number / most)

    now = place(page.today, page.open)
    days_ahead = [(page.today + each.months * MONTH, each) for each in said]
    middle = [now, *(place(day, each.median) for day, each in days_ahead)]
    high = [now, *(place(day, each.high) for day, each in days_ahead)]
    low = [place(day, each.low) for day, each in days_ahead]
    return Curve(
        _points([*(place(day, number) for day, number in page.stock), now]),
        _points(middle) if said else "",
        _points([*high, *reversed(low)]) if said else "",
        now, middle[-1][1], begins, ends, BOTTOM, TOP, most,
    )  # fmt: skip


def _share(number: int, longest: int) -> int:
    return round(WIDTH * number / longest)


def _points(places: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in places)
