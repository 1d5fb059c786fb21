"""From when on a step may be taken that the rules hold back (`not_before`), as far as a moment is known.

Says the same whenever it is asked between two acts: a time that runs is counted to its end before it is
over. Whether the step is permitted now, and why not, says `permit`.
"""

from __future__ import annotations

from datetime import datetime

from dueprocess.core.deadlines import period_ends
from dueprocess.core.engine import events
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.strands import Happened, Strand
from dueprocess.core.rulebook.model import Event, EventKind, Happening, Step, Wait


def opens_at(fold: Fold, strand: Strand, step: Step, person: str | None) -> datetime | None:
    """Return the moment before which every act of a step is too early; None where the rules hold it back by
    nothing, or by nothing of which a moment is known. Never later than the rules allow the step."""
    found = (_over(fold, strand, step, wait, person) for wait in step.not_before)
    return max((at for at in found if at is not None), default=None)


def _over(fold: Fold, strand: Strand, step: Step, wait: Wait, person: str | None) -> datetime | None:
    if wait.on is not None:
        day = events.happened(fold, strand, Happening(EventKind.DATE, wait.on), person, None)
        return day.at if day is not None else None
    found = [at for event in wait.after if (at := _first(fold, strand, step, wait, event, person))]
    return max(found, default=None)


def _first(
    fold: Fold, strand: Strand, step: Step, wait: Wait, event: Event, person: str | None
) -> datetime | None:
    """The earliest of what may have happened instead of each other: with it the step may open already."""
    found = []
    for what in event.of:
        seen = _foreseen(fold, strand, what, person)
        if seen is None or seen.at is None or seen.day is None:
            continue
        at: datetime | None = seen.at
        if wait.wait is not None:
            spans = fold.spans(strand, step.id)
            at = period_ends(fold.clock, wait.wait, day=seen.day, at=seen.at, spans=spans).at
        if at is not None:
            found.append(at)
    return min(found, default=None)


def _foreseen(fold: Fold, strand: Strand, what: Happening, person: str | None) -> Happened | None:
    if what.kind is EventKind.STEP_END:
        return events.step_end(fold, strand, what, person, foreseen=True)
    return events.happened(fold, strand, what, person, None)
