"""What an act, an outcome or lateness changes, in the order of the table of effects.

Knows how each effect alters the case. Whether it may is for `permit` and `content`: a recorded act that the
rules refuse is applied all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from dueprocess.core.engine import (
    conditions,
    events,
    impositions,
    lasting,
    moves,
    probation,
    reckoning,
    splitting,
    undoing,
)
from dueprocess.core.engine.book import words
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.reading import as_day
from dueprocess.core.engine.rows import Row
from dueprocess.core.engine.strands import (
    Act,
    Appointed,
    DeadlineChange,
    Owed,
    PauseSpan,
    Recorded,
    Strand,
)
from dueprocess.core.rulebook.model import (
    NO_EFFECTS,
    Change,
    Effects,
    Fact,
    FactKind,
    Ruling,
    Settled,
    Step,
    Tell,
)

_DAY = timedelta(days=1)


def record_facts(fold: Fold, act: Act) -> None:
    """The facts, allegations and findings that an act carries."""
    facts = fold.book.rulebook.facts
    for name, value in act.row.facts.items():
        fact = facts.get(name)
        if fact is None:
            continue
        for person, each in value.items() if isinstance(value, dict) else ((None, value),):
            known = as_day(each) if fact.kind is FactKind.DATE else spelled(fact, each)
            if known is not None:
                fold.facts[name, person].append(Recorded(known, act.seq, act))
    for found in act.row.findings:
        fold.findings[found.allegation, found.respondent] = (found.finding, act.seq)


def spelled(fact: Fact, value: object) -> bool | str | None:
    """A value as the rulebook spells it; None when the fact has no such value."""
    if fact.choices:
        said = words(value) if isinstance(value, str) else None
        return next((choice for choice in fact.choices if words(choice) == said), None)
    if fact.kind is FactKind.UNIT:
        return value if isinstance(value, str) and value else None
    return value if isinstance(value, bool) else None


def apply(
    fold: Fold,
    effects: Effects,
    *,
    step: Step,
    strand: Strand,
    at: datetime,
    act: Act | None,
    person: str | None = None,
) -> None:
    """Carry out effects at `at`: of an act, or (act None) of lateness concerning `person`."""
    if effects is NO_EFFECTS:
        return
    row = act.row if act is not None else None
    if id(effects) not in fold.book.quiet:
        fold.version += 1
    for name, value in effects.sets.items():
        for whom in _answered(fold, name, act, person):
            fold.facts[name, whom].append(Recorded(value, fold.seq, act))
    if effects.tells:
        chosen = row.tells if row is not None else ()
        tell(fold, effects.tells, strand=strand, at=at, act=act, person=person, step=step, chosen=chosen)
    if act is not None and row is not None:
        _appoint(fold, effects, act, row)
    _pauses(fold, effects, strand, at, row)
    if act is not None:
        for change, kind in (
            (effects.extends, "extends"),
            (effects.shortens, "shortens"),
            (effects.restores, "restores"),
        ):
            if change is not None:
                _change(fold, change, kind, act)
    lasting.apply(fold, effects, strand=strand, at=at, act=act, person=person)
    if effects.decision is not None:
        _ruling(fold, effects.decision, strand, at, act)
    if act is not None and row is not None:
        if effects.imposes or row.imposes:
            lasting.impose(fold, act)
        if row.activates:
            probation.activate(fold, act)
        if effects.conflict is not None:
            for said in fold.said:
                if said.n == row.conflict:
                    said.settled = effects.conflict is Settled.CONFIRMED
        if effects.joins:
            for complaint in row.complaints:
                fold.complaints[complaint.id] = complaint
            for party in row.parties:
                fold.parties[party.id] = party
        if effects.splits:
            splitting.go_out(fold, act)
        if effects.releases:
            fold.released.update(row.persons)
            undoing.released(fold, row.persons, at)
    moves.apply(fold, effects, step=step, strand=strand, at=at, act=act, person=person)


def _answered(fold: Fold, name: str, act: Act | None, person: str | None) -> list[str | None]:
    """For whom a fact is set: of one answered for each of a kind of party, those concerned, else all."""
    per = fold.book.rulebook.facts[name].per
    if per is None:
        return [None]
    every = fold.party_ids(per)
    concerned = act.persons if act is not None else (person,)
    return [each for each in every if each in concerned] or [*every]


def tell(
    fold: Fold,
    tells: Iterable[Tell],
    *,
    strand: Strand,
    at: datetime,
    act: Act | None,
    person: str | None,
    step: Step | None,
    chosen: Collection[str] = (),
) -> None:
    """Owe the notices whose condition holds, in the order in which they go out. Of those that may be left
    out, `chosen` are the places of the ones that are to go.

    Of one entry each who is told gets one, also when several of its words mean them.
    """
    for place, each in enumerate(tells):
        goes = not each.optional or str(place) in chosen
        if each.when is not None and not conditions.holds(fold, strand, each.when, person):
            continue
        told: dict[str, str] = {}
        for who in each.to:
            names = [who.name]
            if who.is_party:
                names = _addressed(fold, fold.who_parties(who, strand), step, act, person)
            for name in names:
                told.setdefault(name, who.name)
        for name, meant in told.items():
            fold.owed.append(
                Owed(each, name, meant, at, fold.seq, act.n if act else None, strand, each.letter, goes)
            )


def _addressed(
    fold: Fold, names: list[str], step: Step | None, act: Act | None, person: str | None
) -> list[str]:
    """Of a step owed to each of several, only those concerned this time."""
    if step is None or step.for_each is None:
        return names
    concerned = act.persons if act is not None else (person,)
    theirs = [name for name in names if name in concerned]
    makers = [
        by for id_ in concerned if id_ in fold.complaints for by in fold.complaints[id_].by if by in names
    ]
    return theirs or makers or names


def _appoint(fold: Fold, effects: Effects, act: Act, row: Row) -> None:
    for name, people in row.appoints.items():
        fold.appointed[name].append(Appointed(people, fold.seq, act))
        for who in people:
            fold.done_as[who].add(name)
    for name in effects.removes:
        for who in row.removes:
            fold.removed[name, who] = fold.seq


def _pauses(fold: Fold, effects: Effects, strand: Strand, at: datetime, row: Row | None) -> None:
    for name in effects.pauses:
        pause = fold.book.rulebook.pauses[name]
        until = lasting.until_of(
            fold, pause.lasts, at, row.until if row else None, row.until_day if row else None
        )
        running = fold.running_pause(name, strand)
        if running is not None and pause.renewable:
            if until is None or (running.until is not None and until > running.until):
                running.until = until
            continue
        fold.pauses.append(PauseSpan(pause, strand, at, until, row.n if row else None))
    for name in effects.resumes:
        running = fold.running_pause(name, strand)
        if running is not None:
            running.until = at
            running.over = True


def targets(fold: Fold, change: Change, act_row: Row, strand: Strand) -> list[reckoning.Reckoned]:
    """The deadlines that an act changing time means: of the steps named, for the persons named."""
    named = act_row.deadline
    if named is not None:
        names = [named.step] if named.step in fold.book.steps else []
    elif change.any:
        names = list(fold.book.steps)
    else:
        names = list(change.steps)
    found = []
    for name in names:
        step = fold.book.steps[name]
        if not step.due or not (change.any or name in change.steps):
            continue
        where = events.home(fold, strand, step)
        if named is not None and named.strand is not None:
            where = fold.strands.get(named.strand, where)
        if fold.stay(where, step) is None:
            continue
        for person in fold.concerned(where, step):
            if act_row.persons and person is not None and person not in act_row.persons:
                continue
            if not conditions.holds(fold, where, step.when, person):
                continue
            for index in range(len(step.due)):
                if named is not None and named.index is not None and named.index != index:
                    continue
                for against in reckoning.attacked(fold, where, step):
                    due = reckoning.reckon(fold, where, step, index, person, against)
                    if due is not None and reckoning.met_by(fold, due, fold.stay(where, step) or 0) is None:
                        found.append(due)
    return found


def _change(fold: Fold, change: Change, kind: str, act: Act) -> None:
    row = act.row
    day: date | None = row.until_day
    if day is None and row.until is not None:
        day = fold.clock.local_day(row.until - timedelta(microseconds=1))
    if day is None:
        return
    for due in targets(fold, change, row, act.strand):
        fold.changes[due.strand.name, due.step.id, due.nth, due.person, due.against].append(
            DeadlineChange(kind, day, act.at, act.n, due.event.key)
        )


def attacked_by(fold: Fold, strand: Strand) -> Act | None:
    """The act that a decision in this strand is about."""
    if strand.against is not None:
        return fold.by_n.get(strand.against)
    by = strand.visits[-1].by
    return fold.by_n.get(by) if by is not None else None


def _ruling(fold: Fold, ruling: Ruling, strand: Strand, at: datetime, act: Act | None) -> None:
    if ruling is Ruling.STANDS:
        return
    attacked = attacked_by(fold, strand)
    if attacked is None:
        return
    how = impositions.Stand.SET_ASIDE if ruling is Ruling.SET_ASIDE else impositions.Stand.REPLACED
    for imposed in fold.imposed:
        theirs = imposed.n == attacked.n and not imposed.measure and imposed.ended_at is None
        if theirs and impositions.course(fold, imposed).live:
            imposed.ended_at = at
            imposed.ended = how.value
        elif imposed.activated is attacked:
            probation.undo(fold, imposed)
