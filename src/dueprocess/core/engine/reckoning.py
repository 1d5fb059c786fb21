"""One deadline of one step for one person: its event, its last day, and the instant from which it is late.

Knows periods, pauses, bounds and extensions of a step's `due`. The list of all deadlines is `deadlines`.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from dueprocess.core.deadlines import STANDS_STILL, Ending, Span, back_ends, merged, moved_on, period_ends
from dueprocess.core.engine import conditions, events
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.strands import Act, DeadlineChange, Happened, Strand
from dueprocess.core.rulebook.model import (
    Bound,
    Due,
    EventKind,
    Happening,
    Period,
    Step,
    Unit,
)


class Reckoned(NamedTuple):
    """A deadline worked out: from which event, until when, and what moved it."""

    strand: Strand
    step: Step
    nth: int  # of the step's `due`, from 0
    due: Due
    person: str | None
    against: int | None
    event: Happened
    period: Period | None
    ending: Ending
    spans: tuple[Span, ...] = ()
    changes: tuple[DeadlineChange, ...] = ()
    bounded: Bound | None = None
    cycle: int = 0  # of `every`: how often it was done before


def attacked(fold: Fold, strand: Strand, step: Step) -> list[int | None]:
    """The acts that a step may attack as this strand sees them; [None] if it attacks none."""
    if not step.appeals:
        return [None]
    return [
        act.n
        for act in fold.acts
        if any(
            attack.step == act.step.id and attack.outcome in (None, act.row.outcome)
            for attack in step.appeals
        )
        and fold.visible(strand, act)
    ]


def reckon(
    fold: Fold,
    strand: Strand,
    step: Step,
    index: int,
    person: str | None,
    against: int | None = None,
    cycle: int | None = None,
) -> Reckoned | None:
    """The deadline, or None when its WHEN does not hold or its event has not happened.

    Of `every`, `cycle` asks for the deadline after that many acts; None for the one that runs now.
    """
    key = ("due", strand.name, step.id, index, person, against, cycle, fold.now)
    memo = fold.memo
    if key in memo:
        found: Reckoned | None = memo[key]
        return found
    memo[key] = None  # a deadline that waits for itself does not exist
    found = memo[key] = _reckon(fold, strand, step, index, person, against, cycle)
    return found


def _reckon(
    fold: Fold,
    strand: Strand,
    step: Step,
    index: int,
    person: str | None,
    against: int | None,
    cycle: int | None,
) -> Reckoned | None:
    due = step.due[index]
    if not conditions.holds(fold, strand, due.when, person):
        return None
    spans = () if due.never_paused else fold.spans(strand, step.id)
    period = due.within
    times = 0
    if due.on is not None or due.before is not None:
        name = due.on or due.before or ""
        event = events.happened(fold, strand, Happening(EventKind.DATE, name), person, against)
        if event is None or event.day is None:
            return None
        period = due.at_least
        ending = (
            Ending(event.day, fold.clock.ends(event.day, due.by_time))
            if period is None
            else back_ends(fold.clock, period, event.day, due.by_time)
        )
        spans = ()
    else:
        event = events.all_of(fold, strand, due.after, person, against)
        if event is None:
            return None
        if due.every is not None:
            event, period, times = _cycle(fold, strand, step, due, person, event, cycle)
        if period is None:
            return None
        ending = _counted(fold, due, period, event, spans)
    bounded, ending = _bounds(fold, strand, due, person, against, event, ending, spans)
    changes = fold.changes.get((strand.name, step.id, index, person, against)) if fold.changes else None
    mine: tuple[DeadlineChange, ...] = ()
    if changes:
        mine = tuple(change for change in changes if change.key == event.key)
        ending = _changed(fold, strand, step, due, period, ending, mine)
    return Reckoned(
        strand, step, index, due, person, against, event, period, ending, spans, mine, bounded, times
    )


def _cycle(
    fold: Fold,
    strand: Strand,
    step: Step,
    due: Due,
    person: str | None,
    event: Happened,
    cycle: int | None,
) -> tuple[Happened, Period | None, int]:
    """Of `every`: the later of the event and the last act of the step, and the period from there."""
    acts = repeats(fold, strand, step, person, event)
    if cycle is not None:
        acts = acts[:cycle]
    if not acts:
        return event, due.within or due.every, 0
    act = acts[-1]
    what = Happening(EventKind.STEP, step.id)
    return Happened(act.at, fold.clock.day_of(act.at), act.seq, what, act.n), due.every, len(acts)


def repeats(fold: Fold, strand: Strand, step: Step, person: str | None, event: Happened) -> list[Act]:
    """The acts of a repeated step since its event."""
    return [
        act
        for act in fold.by_step.get(step.id, ())
        if not act.void
        and (act.strand is strand or (step.any_strand and strand.parent is None))
        and event.at is not None
        and act.at >= event.at
        and (person is None or person in act.persons)
    ]


def _counted(fold: Fold, due: Due, period: Period, event: Happened, spans: tuple[Span, ...]) -> Ending:
    if event.at is None or event.day is None:
        return STANDS_STILL
    return period_ends(fold.clock, period, day=event.day, at=event.at, spans=spans, by_time=due.by_time)


def _bounds(
    fold: Fold,
    strand: Strand,
    due: Due,
    person: str | None,
    against: int | None,
    event: Happened,
    ending: Ending,
    spans: tuple[Span, ...],
) -> tuple[Bound | None, Ending]:
    """`but_not_after` (the earlier counts) and `but_not_before` (the later counts)."""
    used: Bound | None = None
    for bound, earlier in ((due.but_not_after, True), (due.but_not_before, False)):
        if bound is None:
            continue
        start = (
            event if bound.after == due.after else events.all_of(fold, strand, bound.after, person, against)
        )
        if start is None:
            continue
        limit = _counted(fold, due, bound.within, start, spans)
        if limit.at is None or ending.at is None:
            if not earlier or ending.at is None:
                ending, used = (limit, bound) if earlier else (STANDS_STILL, bound)
            continue
        if (limit.at < ending.at) == earlier and limit.at != ending.at:
            ending, used = limit, bound
    return used, ending


def _changed(
    fold: Fold,
    strand: Strand,
    step: Step,
    due: Due,
    period: Period | None,
    ending: Ending,
    changes: tuple[DeadlineChange, ...],
) -> Ending:
    """A new last day set by an act: never an earlier one unless it shortens; only later pauses move it."""
    unit = period.unit if period is not None else Unit.DAYS
    for change in changes:
        running = change.kind == "version"
        later = () if due.never_paused else _later_spans(fold, strand, step, change.at, running)
        last = moved_on(fold.clock, unit, fold.clock.local_day(change.at), change.day, later)
        if change.kind == "shortens":
            if last is not None and (ending.last_day is None or last < ending.last_day):
                ending = Ending(last, fold.clock.ends(last, due.by_time))
            continue
        if last is None:
            ending = STANDS_STILL
        elif ending.at is not None and fold.clock.ends(last, due.by_time) > ending.at:
            ending = Ending(last, fold.clock.ends(last, due.by_time))
    return ending


def _later_spans(fold: Fold, strand: Strand, step: Step, since: datetime, running: bool) -> tuple[Span, ...]:
    """The pauses that begin after a moment; `running`: also what is left of those that ran then."""
    day = fold.clock.local_day
    return merged(
        (day(max(span.at, since)), day(span.until) if span.until else None)
        for span in fold.pauses
        if (span.at > since or running) and fold.stops(span, strand, step.id)
    )


def met_by(fold: Fold, found: Reckoned, since: int) -> Act | None:
    """The act that met a deadline; `since` is when the strand came into the step's stages."""
    step = found.step
    if found.due.every is not None:
        acts = repeats(fold, found.strand, step, found.person, _base(fold, found))
        return acts[found.cycle] if len(acts) > found.cycle else None
    if step.again and found.due.before is None:
        since = max(since, found.event.key - (1 if _by_itself(fold, found) else 0))
    return fold.done(found.strand, step, found.person, since, found.against)


def _by_itself(fold: Fold, found: Reckoned) -> bool:
    """Whether the act that recorded the date is of the step that is owed after it: that act meets it."""
    act = fold.by_n.get(found.event.n) if found.event.n is not None else None
    return found.event.what.kind is EventKind.DATE and act is not None and act.step.id == found.step.id


def _base(fold: Fold, found: Reckoned) -> Happened:
    event = events.all_of(fold, found.strand, found.due.after, found.person, found.against)
    return event or found.event


def is_late(fold: Fold, strand: Strand, name: str) -> bool:
    """Whether any deadline of a step was missed, as its strand stands now."""
    step = fold.book.steps[name]
    where = events.home(fold, strand, step)
    since = fold.stay(where, step)
    for person in fold.concerned(where, step):
        if not conditions.holds(fold, where, step.when, person):
            continue
        for index in range(len(step.due)):
            for against in attacked(fold, where, step):
                found = reckon(fold, where, step, index, person, against)
                if found is None or found.ending.at is None:
                    continue
                act = met_by(fold, found, since if since is not None else _came(where, step))
                if (act is None and since is not None and fold.now >= found.ending.at) or (
                    act is not None and act.at >= found.ending.at
                ):
                    return True
    return False


def _came(strand: Strand, step: Step) -> int:
    """When a strand last came into the stages of a step that it has left since."""
    since = -1
    inside = False
    for visit in strand.visits:
        if visit.stage in step.stages:
            if not inside or visit.begins_round:
                since = visit.seq
            inside = True
        else:
            inside = False
    return since
