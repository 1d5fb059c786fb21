"""What was imposed in comparable past cases, so far as it can be told without telling of any one of them, and
where a further decision would stand among them.

Knows counts of cases by the rung of what was imposed; not which cases, nor who may see it. The rules are
those of the field for ordered categories (Hundepool and others, Statistical Disclosure Control, 2012, ch. 3
and 5: threshold rule and global recoding):

- Fewer than `LEAST` cases: nothing is told, not even how many there are.
- Else neighbouring rungs are told together until each count that is told is of at least `LEAST` cases, or of
  none at all between two that are. Where a rung alone has enough it is told alone.
- The middle of them is told as no more than the rungs told together in which their lower median lies.

Nothing is said about who knows the outcome of all these cases but a few, nor about what can be learned from
what is told at two moments: whoever asks gives counts that change seldom (`cases.guidance`: by the quarter).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from dueprocess.core.suppression import LEAST


class Place(StrEnum):
    """Where a decision would stand beside the middle of the comparable cases."""

    LIGHTER = "lighter"
    LIKE = "like"
    HEAVIER = "heavier"


@dataclass(frozen=True, slots=True)
class Span:
    """Rungs that are told together, from `first` to `last`, with the cases that ended there. `here`: a
    further decision would stand here; `middle`: the middle one of all cases does."""

    first: str
    last: str
    cases: int
    here: bool = False
    middle: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """At least `LEAST` comparable cases: how many, by spans from the lightest to the heaviest, and where this
    one would stand beside their middle (None: nothing was said of this one)."""

    cases: int
    spans: tuple[Span, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class TooFew:
    """There are fewer than `LEAST` comparable cases, or none."""


def compare(ladder: Sequence[str], counts: Mapping[str, int], this: str | None = None) -> Compared | TooFew:
    """Compare cases by the rung of what was imposed in each (`counts`; what is not on the ladder is left out)
    with a decision on the rung `this`. `ladder` goes from the lightest to the heaviest."""
    told = [(rung, counts.get(rung, 0)) for rung in ladder]
    whole = sum(n for _, n in told)
    if whole < LEAST:
        return TooFew()
    together = _together(told)
    middle = _middle([n for _, n in together], whole)
    spans = tuple(
        Span(rungs[0], rungs[-1], n, this in rungs, at == middle) for at, (rungs, n) in enumerate(together)
    )
    here = next((at for at, each in enumerate(spans) if each.here), None)
    if here is None:
        return Compared(whole, spans)
    place = Place.LIKE if here == middle else Place.LIGHTER if here < middle else Place.HEAVIER
    return Compared(whole, spans, place)


def _together(told: Sequence[tuple[str, int]]) -> list[tuple[list[str], int]]:
    """Return neighbouring rungs with their cases, so many together that each has enough, or none. What is
    left over at the heavy end goes to the last that has enough."""
    found: list[tuple[list[str], int]] = []
    rungs: list[str] = []
    cases = 0
    for rung, n in told:
        rungs.append(rung)
        cases += n
        if cases == 0 or cases >= LEAST:
            found.append((rungs, cases))
            rungs, cases = [], 0
    if not rungs:
        return found
    while found and cases < LEAST:
        before, n = found.pop()
        rungs, cases = before + rungs, n + cases
    return [*found, (rungs, cases)]


def _middle(counts: Sequence[int], whole: int) -> int:
    """Return the place of the lower median."""
    return next(at for at, seen in enumerate(accumulate(counts)) if 2 * seen >= whole)
