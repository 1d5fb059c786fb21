"""Replay: the rows of a docket in order, and between them everything that happens by itself.

Knows the order in which things happen. Pure: the same rows, rulebook and moment give the same Fold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter

from dueprocess.core.deadlines import period_ends
from dueprocess.core.engine import conditions, effects, finality, impositions, moves, reckoning
from dueprocess.core.engine.book import Book, Watch, compiled
from dueprocess.core.engine.docket import Docket
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.rows import Party, Row
from dueprocess.core.engine.strands import Act, Imposed, Lapse, PauseSpan, Said, Strand
from dueprocess.core.errors import Broken, Refused
from dueprocess.core.rulebook.model import AtEnd, Measure, Rulebook, Step

_MOST = 10_000
_LATE = timedelta(days=1)

Due = tuple[datetime, int, tuple[int, ...], Callable[[datetime], None]]
"""Something that happens by itself: when, which class of thing, its place in the file, what it does."""


def book_of(rulebooks: Mapping[str, Rulebook], docket: Docket) -> Book:
    """The rulebook under which a docket runs; Refused when it is not among those given."""
    rulebook = rulebooks.get(docket.rulebook)
    if rulebook is None:
        raise Refused(
            "no_rulebook",
            f"The rulebook {docket.rulebook} of case {docket.case} is not here. Load that version first.",
        )
    return compiled(rulebook)


def rows_by(docket: Docket, moment: datetime) -> list[Row]:
    """The rows that count at a moment, in order: entered by then, and not annulled by then."""
    annulled = {row.of for row in docket.acts if row.note == "annulled" and row.entered <= moment}
    rows = [
        row for row in docket.acts if row.entered <= moment and row.at <= moment and row.n not in annulled
    ]
    if any(one.at > other.at for one, other in zip(rows, rows[1:], strict=False)):
        rows.sort(key=attrgetter("at", "n"))
    return rows


def with_rows(docket: Docket, rows: tuple[Row, ...]) -> Docket:
    """The same docket with other rows."""
    return replace(docket, acts=rows)


def entered_late(row: Row) -> bool:
    """Whether a row was written down more than a day after it happened."""
    return row.entered - row.at > _LATE


def fold_of(book: Book, docket: Docket, moment: datetime) -> Fold:
    """What the rows of a docket have made by `moment`, with everything that happened by itself."""
    fold = Fold(book, docket)
    for row in rows_by(docket, moment):
        advance(fold, row.at)
        apply_row(fold, row)
    advance(fold, moment)
    return fold


# --- what happens by itself


def advance(fold: Fold, limit: datetime) -> None:
    """Let everything happen that is due by itself at or before `limit`, the earliest first."""
    for _ in range(_MOST):
        fold.look(limit)
        first: Due | None = None
        for due in _by_itself(fold, limit):
            if first is None or due[:3] < first[:3]:
                first = due
        if first is None:
            return
        fold.touched()
        fold.look(first[0])
        fold.last_at = first[0]
        first[3](first[0])
        fold.memo = {}
    raise Broken(f"Case {fold.docket.case} does not come to rest: its stages pass round without time.")


def _by_itself(fold: Fold, limit: datetime) -> Iterator[Due]:
    for index, span in enumerate(fold.pauses):
        if not span.over and span.until is not None and span.until <= limit:
            yield max(span.until, fold.last_at), 0, (index,), _pause_over(fold, span)
    for index, imposed in enumerate(fold.imposed):
        if imposed.over or imposed.ended_at is not None:
            continue
        ends = _imposed_ends(fold, imposed, limit)
        if ends is not None and ends <= limit:
            yield max(ends, fold.last_at), 1, (index,), _imposed_over(fold, imposed)
    book = fold.book
    for strand in fold.strands.values():
        if strand.void:
            continue
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
        return None if imposed.holding_since is not None else imposed.until
    if imposed.earliest is None or fold.clock.begins(imposed.earliest) > limit:
        return None
    return impositions.course(fold, imposed).ended_at


def _imposed_over(fold: Fold, imposed: Imposed) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        row = imposed.row
        strand = imposed.act.strand if imposed.act is not None else fold.main
        if isinstance(row, Measure) and row.at_end is AtEnd.MUST_BE_DECIDED:
            imposed.holding_since = at
            if strand is not None:
                for who in row.reports_to:
                    names = fold.who_parties(who, strand) if who.is_party else [who.name]
                    effects.owe_holding(fold, row, who.name, names, strand, at)
            fold.lapses.append(Lapse(row.id, "holding", at, strand.name if strand else None, imposed.on))
            return
        imposed.over = True
        kind = "measure" if imposed.measure else "sanction"
        fold.lapses.append(Lapse(row.id, kind, at, strand.name if strand else None, imposed.on))
        if row.tells_at_end and strand is not None:
            effects.tell(fold, row.tells_at_end, strand=strand, at=at, act=None, person=imposed.on, step=None)

    return act


def _lateness(fold: Fold, strand: Strand, watches: list[Watch], limit: datetime) -> Iterator[Due]:
    for step, index, due in watches:
        since = fold.stay(strand, step)
        if since is None:
            continue
        for person in fold.concerned(strand, step):
            if not conditions.holds(fold, strand, step.when, person):
                continue
            for against in reckoning.attacked(fold, strand, step):
                found = reckoning.reckon(fold, strand, step, index, person, against)
                if found is None or found.ending.at is None or found.ending.at > limit:
                    continue
                mark = (strand.name, step.id, index, person, against, found.event.key, found.cycle)
                if mark in fold.fired or reckoning.met_by(fold, found, since) is not None:
                    continue
                at = max(found.ending.at, fold.last_at)
                yield at, 2, (fold.book.order[step.id], index), _late(fold, strand, step, found, mark)


def _late(
    fold: Fold, strand: Strand, step: Step, found: reckoning.Reckoned, mark: object
) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
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
        if any(
            not any(person is None or person in act.persons for act in fold.seen(strand, step.id))
            for person in fold.concerned(strand, step)
        ):
            found.append(step)
    return found


# --- the rows


def apply_row(fold: Fold, row: Row) -> None:
    """Apply one row at its moment. Never refuses: what a rulebook does not know changes nothing."""
    fold.last_at = max(row.at, fold.last_at)
    if row.note is not None:
        if row.note not in ("message", "information", "imported", "corrected", "lapsed"):
            fold.touched()
            fold.look(row.at)
            _NOTES[row.note](fold, row)
        return
    fold.touched()
    fold.look(row.at)
    step = fold.book.steps.get(row.step or "")
    if step is None or (fold.main is None and not step.start):
        fold.unknown.append(row)
        return
    rely(fold, row)
    apply_act(fold, row, step)
    rely(fold, None)
    fold.memo = {}


def rely(fold: Fold, row: Row | None) -> None:
    """Judge by the roster on which an act relied; None: by the docket's own again."""
    people = row.people if row is not None and row.people is not None else fold.docket.people
    if people is not fold.people:
        fold.people = people
        fold.memo = {}


def apply_act(fold: Fold, row: Row, step: Step) -> Act:
    """Take an act into the case: first its facts, then its effects."""
    outcome = row.outcome if row.outcome in step.outcomes else None
    what = step.effects_with(outcome)
    opening = fold.main is None
    strand = (
        moves.open_strand(
            fold,
            what.leads_to[0].to if what.leads_to else next(iter(fold.book.stages)),
            at=row.at,
            act=None,
            parent=None,
        )
        if opening
        else strand_of(fold, row, step)
    )
    act = Act(row.n, fold.seq, row.at, row, step, strand, strand.stage)
    if opening:
        del fold.strands[strand.name]
        strand.name, strand.opener = row.n, act
        strand.visits[0].by = row.n
        fold.strands[row.n] = strand
    act.persons = persons_of(fold, row, step, strand)
    fold.acts.append(act)
    fold.by_n[row.n] = act
    fold.by_step[step.id].append(act)
    _done_as(fold, act)
    if row.facts or row.findings:
        effects.record_facts(fold, act)
    if opening:
        moves.begin(fold, strand, what.leads_to, act)
    effects.apply(fold, what, step=step, strand=strand, at=row.at, act=act)
    return act


def _done_as(fold: Fold, act: Act) -> None:
    row = act.row
    role = row.role or (act.step.by[0].name if len(act.step.by) == 1 else None)
    if role is None:
        return
    if row.by is not None:
        fold.done_as[row.by].add(role)
    if row.votes is not None:
        for who in row.votes.all:
            fold.done_as[who].add(role)


def strand_of(fold: Fold, row: Row, step: Step) -> Strand:
    """The strand an act belongs to: the one it names, else the first that stands at the step's stage."""
    assert fold.main is not None
    if row.strand is not None and row.strand in fold.strands:
        return fold.strands[row.strand]
    standing = strands_for(fold, step)
    return standing[0] if standing else fold.main


def strands_for(fold: Fold, step: Step) -> list[Strand]:
    """The strands in which a step stands now."""
    return [
        strand for strand in fold.strands.values() if not strand.void and fold.stay(strand, step) is not None
    ]


def persons_of(fold: Fold, row: Row, step: Step, strand: Strand) -> tuple[str, ...]:
    """Whom an act concerns: whom it names, the party whose own step it is, or the only one still owed."""
    if row.persons:
        return row.persons
    if fold.book.own[step.id]:
        return (row.by,) if row.by is not None else ()
    if step.for_each is not None:
        owed = moves.outstanding(fold, strand, step)
        if len(owed) == 1 and owed[0] is not None:
            return (owed[0],)
    return ()


def _sent(fold: Fold, row: Row) -> None:
    for who in row.to:
        fold.sent[row.of or 0].setdefault(who, (row.at, row.channel))


def _received(fold: Fold, row: Row) -> None:
    for who in row.to:
        fold.received[row.of or 0].setdefault(who, row.at)


def _conflict(fold: Fold, row: Row) -> None:
    own = row.said_by is None or row.said_by == row.who
    fold.said.append(Said(row.n, row.who or "", row.ground or "", own, fold.seq))


def _absent(fold: Fold, row: Row) -> None:
    fold.absences.append(row)


def _consent(fold: Fold, row: Row) -> None:
    fold.consents.append((row.who or "", row.of_step or "", fold.seq))


def _waived(fold: Fold, row: Row) -> None:
    fold.waivers[row.who or "", row.of_step or ""].append((row.at, fold.seq))


def _left(fold: Fold, row: Row) -> None:
    party = fold.parties.get(row.who or "")
    if party is not None:
        fold.parties[party.id] = Party(party.id, party.kind, party.person, party.unit, "left")


def _party(fold: Fold, row: Row) -> None:
    for party in row.parties:
        fold.parties[party.id] = party
        fold.released.discard(party.id)


def _nothing(fold: Fold, row: Row) -> None:
    """A note that changes nothing by itself."""


_NOTES: Mapping[str, Callable[[Fold, Row], None]] = {
    "sent": _sent,
    "received": _received,
    "conflict": _conflict,
    "absent": _absent,
    "consent": _consent,
    "waived": _waived,
    "left": _left,
    "party": _party,
    "annulled": _nothing,
    "version": _nothing,
}
