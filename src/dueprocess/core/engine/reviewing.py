"""By when a measure is to be reviewed: the days that are fixed when it begins.

Knows the steps that the rules want again and again from the order of a measure on. Which review is owed now
is a deadline like any other; it moves with the reviews that are held.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from dueprocess.core.deadlines import period_ends
from dueprocess.core.engine.fold import Fold
from dueprocess.core.rulebook.model import Due, EventKind, Happening, Rulebook, Step

MOST = 12
"""So many reviews are fixed at the beginning of a measure that has no end yet."""
_TAKEN = (EventKind.STEP, EventKind.FIRST)


def reviews(rulebook: Rulebook, measure: str) -> Iterator[tuple[Step, int]]:
    """Yield the steps by which the rules have a measure reviewed, each with the place of its deadline."""
    for step in rulebook.steps.values():
        for index, due in enumerate(step.due):
            if due.every is not None and any(
                _orders(rulebook, each, measure) for event in due.after for each in event.of
            ):
                yield step, index


def fixed(fold: Fold, measure: str, at: datetime, until: datetime | None) -> tuple[date, ...]:
    """Return the days by which a measure that begins at `at` and ends at `until` (None: nobody knows) is to
    be reviewed, if each review is held on its last day; one that would fall on or after its end is none."""
    found: set[date] = set()
    for step, index in reviews(fold.book.rulebook, measure):
        found.update(_days(fold, step.due[index], at, until))
    return tuple(sorted(found))[: MOST if until is None else None]


def _days(fold: Fold, due: Due, at: datetime, until: datetime | None) -> Iterator[date]:
    day, moment, length = fold.clock.day_of(at), at, due.within or due.every
    for _number in range(MOST if until is None else 1000):
        assert length is not None
        ending = period_ends(fold.clock, length, day=day, at=moment, by_time=due.by_time)
        if ending.last_day is None or ending.at is None or (until is not None and ending.at >= until):
            return
        yield ending.last_day
        day, moment, length = ending.last_day, ending.at, due.every


def _orders(rulebook: Rulebook, what: Happening, measure: str) -> bool:
    """Whether this happening is the beginning of a measure, or an act that may order it."""
    if what.kind is EventKind.START:
        return what.name == measure
    if what.kind not in _TAKEN:
        return False
    step = rulebook.steps[what.name]
    effects = [step.effects_with(what.outcome)] if what.outcome else [
        step.effects, *(outcome.effects for outcome in step.outcomes.values())
    ]  # fmt: skip
    return any(measure in each.starts for each in effects)
