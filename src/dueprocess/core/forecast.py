"""How many cases will be open in some months, if months go on as they went: a plain, explainable estimate.

Knows monthly flows and numbers only; not who, not why, and nothing that somebody has promised. Every row
of months that the past months can make, each with what came in and what was closed in it together and each as
likely as the others, is put to what is open now. The middle of what results is the median; between `low` and
`high` lie eight of ten. It is the bootstrap of a sum (Efron 1979) with nothing drawn: all results are
counted. It assumes that the months to come are like those looked at: nobody more or less works on cases, no
wave of complaints comes, and one month says nothing of the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dueprocess.core.statistics import Flow

AHEAD = 6
"""So many months are looked ahead."""
LOOKED_AT = 12
"""So many full months are looked at, the last ones."""
FEWEST_MONTHS = 6
FEWEST_MOVES = 12
"""With fewer full months, or fewer cases received and closed in them, there is too little to say."""


@dataclass(frozen=True, slots=True)
class Point:
    """How many will be open in so many `months`: half of what results is at or below `median`, eight of
    ten from `low` to `high`, both included."""

    months: int
    low: int
    median: int
    high: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The points, one a month, and what they are made of: so many full months, with so many received
    (reopened ones and what was split off included) and closed."""

    points: tuple[Point, ...]
    months: int
    received: int
    closed: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What the same method would have said some months ago of now, and what there is now."""

    point: Point
    open: int

    @property
    def held(self) -> bool:
        """Tell whether what there is lies in what was said."""
        return self.point.low <= self.open <= self.point.high


def forecast(flows: Sequence[Flow], start: int, *, ahead: int = AHEAD) -> Forecast | None:
    """Look ahead from `start` open cases; None where there is too little to say. `flows` are full months in
    order, up to now."""
    looked = _looked_at(flows)
    received, closed = _came(looked), sum(each.closed for each in looked)
    if len(looked) < FEWEST_MONTHS or received + closed < FEWEST_MOVES:
        return None
    changes = tuple(each.received + each.split + each.reopened - each.closed for each in looked)
    return Forecast(_points(changes, start, ahead), len(looked), received, closed)


def trial(flows: Sequence[Flow], *, ahead: int = AHEAD) -> Trial | None:
    """Ask the method what it would have said `ahead` months ago of the end of the last month; None where
    there was too little to say then."""
    if len(flows) <= ahead:
        return None
    said = forecast(flows[:-ahead], flows[-ahead].carried_in, ahead=ahead)
    return None if said is None else Trial(said.points[-1], flows[-1].carried_out)


def _looked_at(flows: Sequence[Flow]) -> Sequence[Flow]:
    """Return the months to look at: the last ones, without those before the first case."""
    began = next((n for n, each in enumerate(flows) if each.carried_in or each.received), len(flows))
    return flows[began:][-LOOKED_AT:]


def _came(flows: Sequence[Flow]) -> int:
    return sum(each.received + each.split + each.reopened for each in flows)


@lru_cache(maxsize=64)
def _points(changes: tuple[int, ...], start: int, ahead: int) -> tuple[Point, ...]:
    ways, found = Counter({start: 1}), []
    for month in range(1, ahead + 1):
        after: Counter[int] = Counter()
        for open_, count in ways.items():
            for change in changes:
                after[max(0, open_ + change)] += count  # no more can be closed than there are
        ways = after
        found.append(Point(month, *(_rank(ways, percent) for percent in (10, 50, 90))))
    return tuple(found)


def _rank(ways: Mapping[int, int], percent: int) -> int:
    """Nearest rank (Hyndman and Fan 1996, definition 1) of values with the ways that lead to each."""
    left = -(-percent * sum(ways.values()) // 100)
    for value in sorted(ways):
        left -= ways[value]
        if left <= 0:
            break
    return value
