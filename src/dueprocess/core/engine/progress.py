"""Replay: the rows of a docket in order, and between them everything that happens by itself.

Knows the order in which things happen. Pure: the same rows, rulebook and moment give the same Fold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter

from dueprocess.core.deadlines import period_ends
from dueprocess.core.engine import (
    conditions,
    effects,
    finality,
    impositions,
    moves,
    reckoning,
    taking,
    undoing,
    versions,
)
from dueprocess.core.engine.book import RECEIVED, Book, Watch
from dueprocess.core.engine.docket import Docket
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.rows import Row
from dueprocess.core.engine.strands import Imposed, Lapse, PauseSpan, Strand
from dueprocess.core.errors import Broken
from dueprocess.core.rulebook.model import AtEnd, Measure, Rulebook, Step, Tell

_MOST = 10_000
_LATE = timedelta(days=1)

Due = tuple[datetime, int, tuple[int, ...], Callable[[datetime], None]]
"""Something that happens by itself: when, which class of thing, its place in the file, what it does."""


def book_of(rulebooks: Mapping[str, Rulebook], docket: Docket) -> Book:
    """The rulebook under which a docket was opened; Refused when it is not among those given."""
    return versions.book_named(rulebooks, docket.rulebook, docket.case)


def rows_by(docket: Docket, moment: datetime) -> list[Row]:
    """The rows that count at a moment, in order: entered by then, and not annulled by then."""
    gone = annulled(docket, moment)
    rows = [row for row in docket.acts if row.entered <= moment and row.at <= moment and row.n not in gone]
    if any(one.at > other.at for one, other in pairwise(rows)):
        rows.sort(key=attrgetter("at", "n"))
    return rows


def annulled(docket: Docket, moment: datetime) -> frozenset[int | None]:
    """The numbers of the rows that were annulled by a moment."""
    return frozenset(row.of for row in docket.acts if row.note == "annulled" and row.entered <= moment)


def entered_late(row: Row) -> bool:
    """Whether a row was written down more than a day after it happened."""
    return row.entered - row.at > _LATE


def fold_of(fold: Fold, docket: Docket, moment: datetime) -> Fold:
    """What the rows of a docket have made by `moment` of an empty fold, with all that happened by itself."""
    for row in rows_by(docket, moment):
        advance(fold, row.at)
        take(fold, row)
    if not fold.came and docket.origin is not None and docket.origin.at <= moment:
        taking.came(fold)
    advance(fold, moment)
    return fold


def take(fold: Fold, row: Row) -> None:
    """Apply one row; by one that annuls the order of a measure, what is to be told of that is owed."""
    taking.apply_row(fold, row)
    if row.note != "annulled":
        return
    docket = fold.docket
    gone = next((each for each in docket.acts if each.n == row.of), None)
    if gone is None or not undoing.orders(fold, gone):
        return
    known = replace(docket, acts=tuple(each for each in docket.acts if each.n < row.n))
    before = fold.anew(known)
    for each in rows_by(known, row.entered):  # what is told of other annulled orders plays no part here
        advance(before, each.at)
        taking.apply_row(before, each)
    advance(before, row.entered)
    undoing.annulled(fold, before, row)


# --- what happens by itself


def advance(fold: Fold, limit: datetime) -> None:
    """Let everything happen that is due by itself at or before `limit`, the earliest first."""
    for _again in range(_MOST):
        fold.look(limit)
        first: Due | None = None
        for due in _by_itself(fold, limit):
            if first is None or due[:3] < first[:3]:
                first = due
        if first is None:
            fold.govern(None)
            return
        fold.touched()
        fold.look(first[0])
        fold.last_at = first[0]
        owed, lapses = len(fold.owed), len(fold.lapses)
        first[3](first[0])
        for each in fold.owed[owed:]:
            each.lapse = each.lapse or fold.lapses[lapses]
        fold.version += 1
        fold.memo = {}
    raise Broken(f"Case {fold.docket.case} does not come to rest: its stages pass round without time.")


def _by_itself(fold: Fold, limit: datetime) -> Iterator[Due]:
    for index, span in enumerate(fold.pauses):
        if not span.over and span.until is not None and span.until <= limit:
            yield max(span.until, fold.last_at), 0, (index,), _pause_over(fold, span)
    for index, imposed in enumerate(fold.imposed):
        if imposed.over or imposed.ended_at is not None:
            continue
        fold.govern(imposed.act.strand if imposed.act is not None else None)
        ends = _imposed_ends(fold, imposed, limit)
        if ends is not None and ends <= limit:
            yield max(ends, fold.last_at), 1, (index,), _imposed_over(fold, imposed)
    for strand in fold.strands.values():
        if strand.void:
            continue
        fold.govern(strand)
        book = fold.book
        watches = book.watches.get(strand.stage)
        if watches:
            yield from _lateness(fold, strand, watches, limit)
        if strand.ended_at is None:
            if strand is fold.main and book.wide_watches:
                yield from _lateness(fold, strand, book.wide_watches, limit)
            if book.passes[strand.stage]:
                yield from _passing(fold, strand, limit)


def _pause_over(fold: Fold, span: PauseSpan) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        fold.govern(span.strand)
        span.over = True
        fold.lapses.append(Lapse(span.pause.id, "pause", at, span.strand.name if span.strand else None))
        strand = span.strand or fold.main
        if span.pause.tells_at_end and strand is not None:
            effects.tell(
                fold, span.pause.tells_at_end, strand=strand, at=at, act=None, person=None, step=None
            )

    return act


def _imposed_ends(fold: Fold, imposed: Imposed, limit: datetime) -> datetime | None:
    if imposed.measure:
        if imposed.holding_since is None:
            return imposed.until
        return None if imposed.overdue else impositions.holding_ends(fold, imposed)
    if imposed.earliest is None or fold.clock.begins(imposed.earliest) > limit:
        return None
    return impositions.course(fold, imposed).ended_at


def _imposed_over(fold: Fold, imposed: Imposed) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        row = imposed.row
        strand = imposed.act.strand if imposed.act is not None else fold.main
        fold.govern(strand)
        if isinstance(row, Measure) and row.at_end is AtEnd.MUST_BE_DECIDED:
            kind, letter = "holding", f"{row.id}_must_be_decided"
            if imposed.holding_since is not None:
                imposed.overdue, kind, letter = True, "overdue", f"{row.id}_was_not_decided"
            imposed.holding_since = imposed.holding_since or at
            if strand is not None:
                effects.tell(
                    fold,
                    [Tell(to=row.reports_to, letter=letter, within=fold.book.at_once)],
                    strand=strand,
                    at=at,
                    act=None,
                    person=imposed.on,
                    step=None,
                )
            fold.lapses.append(Lapse(row.id, kind, at, strand.name if strand else None, imposed.on))
            return
        imposed.over = True
        kind = "measure" if imposed.measure else "sanction"
        fold.lapses.append(Lapse(row.id, kind, at, strand.name if strand else None, imposed.on))
        if row.tells_at_end and strand is not None:
            effects.tell(fold, row.tells_at_end, strand=strand, at=at, act=None, person=imposed.on, step=None)

    return act


def _lateness(fold: Fold, strand: Strand, watches: list[Watch], limit: datetime) -> Iterator[Due]:
    for step, index, _watched in watches:
        since = fold.stay(strand, step)
        if since is None:
            continue
        depends = fold.book.depends[step.id, index]
        place = (strand.name, step.id, index)
        stamp = -1
        if depends is not None and not fold.docket.organisation:
            stamp = fold.version + sum(len(fold.by_step.get(name, ())) for name in depends)
            stamp += fold.receipts if RECEIVED in depends else 0
            kept = fold.earliest.get(place)
            if kept is not None and kept[0] == stamp and (kept[1] is None or kept[1] > limit):
                continue
        earliest: datetime | None = None
        for person in fold.concerned(strand, step):
            if not conditions.holds(fold, strand, step.when, person):
                continue
            for against in reckoning.attacked(fold, strand, step):
                found = reckoning.reckon(fold, strand, step, index, person, against)
                if found is None or found.ending.at is None:
                    continue
                mark = (strand.name, step.id, index, person, against, found.event.key, found.cycle)
                if mark in fold.fired or reckoning.met_by(fold, found, since) is not None:
                    continue
                if earliest is None or found.ending.at < earliest:
                    earliest = found.ending.at
                if found.ending.at > limit:
                    continue
                at = max(found.ending.at, fold.last_at)
                yield at, 2, (fold.book.order[step.id], index), _late(fold, strand, step, found, mark)
        if stamp >= 0:
            fold.earliest[place] = stamp, earliest


def _late(
    fold: Fold, strand: Strand, step: Step, found: reckoning.Reckoned, mark: object
) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        fold.govern(strand)
        fold.fired.add(mark)
        fold.lapses.append(Lapse(step.id, "deadline", at, strand.name, found.person))
        assert found.due.on_late is not None
        effects.apply(fold, found.due.on_late, step=step, strand=strand, at=at, act=None, person=found.person)

    return act


def _passing(fold: Fold, strand: Strand, limit: datetime) -> Iterator[Due]:
    stage = fold.book.stages[strand.stage]
    visit = strand.visits[-1]
    if stage.until_final:
        at = finality.decided(fold, strand)
    else:
        assert stage.lasts is not None
        at = period_ends(
            fold.clock,
            stage.lasts,
            day=fold.clock.day_of(visit.at),
            at=visit.at,
            spans=fold.spans(strand, ""),
        ).at
    if at is None or at > limit:
        return
    to = conditions.first_lead(fold, strand, stage.then)
    if to is None or missing_before(fold, strand, to):
        return

    def act(at: datetime) -> None:
        fold.govern(strand)
        fold.lapses.append(Lapse(stage.id, "stage", at, strand.name))
        target = conditions.first_lead(fold, strand, stage.then)
        if target is not None:
            moves.move(fold, strand, target, at, None)

    yield max(at, fold.last_at), 3, (fold.book.stage_order[strand.stage],), act


def missing_before(
    fold: Fold,
    strand: Strand,
    stage: str,
    given: conditions.Given | None = None,
    taking: Step | None = None,
) -> list[Step]:
    """The steps that must still be done before a strand may enter a stage; `taking` is being done now."""
    found = []
    for step in fold.book.required.get(stage, ()):
        if step is taking or not conditions.holds(fold, strand, step.when, None, given):
            continue
        if not all(fold.taken(strand, step, person) for person in fold.concerned(strand, step)):
            found.append(step)
    return found
