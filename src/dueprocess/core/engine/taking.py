"""Taking rows into the case: acts with their facts and effects, and what each note records.

Knows how one row changes the case at its moment. Never refuses: that is for `judgement`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dueprocess.core.engine import effects, findings, moves, undoing, versions
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.rows import Party, Row
from dueprocess.core.engine.strands import Act, Said, Strand
from dueprocess.core.rulebook.model import EachKind, Step


def apply_row(fold: Fold, row: Row) -> None:
    """Apply one row at its moment. Never refuses: what a rulebook does not know changes nothing."""
    origin = fold.docket.origin
    if not fold.came and origin is not None and (row.at, row.n) >= (origin.at, origin.act):
        came(fold)
    fold.last_at = max(row.at, fold.last_at)
    if row.note is not None:
        if row.note == "lapsed":
            _lapsed(fold, row)
        elif row.note not in ("message", "information", "imported", "corrected"):
            fold.touched()
            fold.look(row.at)
            if row.note not in ("sent", "received"):
                fold.version += 1
            _NOTES[row.note](fold, row)
        return
    fold.touched()
    fold.look(row.at)
    if row.facts or (row.people is not None and row.people is not fold.relied):
        fold.version += 1
        fold.relied = row.people if row.people is not None else fold.relied
    step = versions.step_of(fold, row.step or "", row.strand)
    if step is None or (fold.main is None and not step.start):
        fold.unknown.append(row)
        return
    rely(fold, row)
    apply_act(fold, row, step)
    rely(fold, None)
    fold.govern(None)
    fold.memo = {}


def came(fold: Fold) -> None:
    """Owe the letters of the act that sent this case out of another, to those who left that one by it."""
    fold.came = True
    origin = fold.docket.origin
    step = fold.book.steps.get(origin.step or "") if origin is not None else None
    if origin is None or step is None or fold.main is None:
        return
    fold.touched()
    fold.look(origin.at)
    fold.version += 1
    before = len(fold.owed)
    what = step.effects_with(origin.outcome if origin.outcome in step.outcomes else None)
    effects.tell(
        fold, what.tells, strand=fold.main, at=origin.at, act=None, person=None, step=None,
        chosen=origin.tells,
    )  # fmt: skip
    mine = [each for each in fold.owed[before:] if each.to in origin.left]
    for each in mine:
        each.n = origin.act
    fold.owed[before:] = mine


def rely(fold: Fold, row: Row | None) -> None:
    """Judge by the roster and the earlier sanctions on which an act relied; None: by the docket's own."""
    people = row.people if row is not None and row.people is not None else fold.docket.people
    history = row.history if row is not None and row.history is not None else fold.docket.history
    if people is not fold.people or history is not fold.history:
        fold.people, fold.history = people, history
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
    if row.allegations:
        findings.owe_anew(fold, act)
    undoing.decided(fold, act)
    return act


def _done_as(fold: Fold, act: Act) -> None:
    row = act.row
    role = row.role or (act.step.by[0].name if len(act.step.by) == 1 else None)
    for name, votes in row.jointly.items():
        for who in votes.all:
            fold.done_as[who].add(name)
    for sign in row.countersigned:
        if sign.role is not None:
            fold.done_as[sign.by].add(sign.role)
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
    found = []
    for strand in fold.strands.values():
        its: Step | None = step if not fold.versions else strand.book.steps.get(step.id)
        if its is not None and not strand.void and fold.stay(strand, its) is not None:
            found.append(strand)
    return found


def persons_of(fold: Fold, row: Row, step: Step, strand: Strand) -> tuple[str, ...]:
    """Whom an act concerns: whom it names, the note that it settles, the party whose own step it is, or the
    only one still owed."""
    if step.for_each is not None and step.for_each.kind is EachKind.CONFLICT:
        return (str(row.conflict),) if row.conflict is not None else ()
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
    fold.receipts += 1
    for who in row.to:
        went = (row.at, row.channel)
        if fold.sent[row.of or 0].setdefault(who, went) is not went:  # by it nothing runs anew
            fold.again[row.of or 0, who].append(went)


def _received(fold: Fold, row: Row) -> None:
    fold.receipts += 1
    for who in row.to:
        fold.received[row.of or 0].setdefault(who, row.at)


def _lapsed(fold: Fold, row: Row) -> None:
    """What happened by itself has a number now: the notices that it owes are owed from that."""
    fold.noted[row.n] = row.what or ""
    for owed in fold.owed:
        if owed.n is None and owed.lapse is not None and owed.lapse.code == row.what:
            owed.n = row.n


def _conflict(fold: Fold, row: Row) -> None:
    own = row.said_by is None or row.said_by == row.who
    fold.said.append(Said(row.n, row.who or "", row.ground or "", own, fold.seq, row.at))


def _declared(fold: Fold, row: Row) -> None:
    fold.declared[row.who or ""] = frozenset(fold.parties)


def _stepped_down(fold: Fold, row: Row) -> None:
    fold.stepped_down[row.who or ""] = row.n


def _drawn(fold: Fold, row: Row) -> None:
    """Whoever was drawn before stays before those who are drawn later."""
    role = row.role or ""
    fold.drawn[role] = tuple(dict.fromkeys((*fold.drawn.get(role, ()), *row.to)))


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
    "declared": _declared,
    "stepped_down": _stepped_down,
    "drawn": _drawn,
    "absent": _absent,
    "consent": _consent,
    "waived": _waived,
    "left": _left,
    "party": _party,
    "annulled": _nothing,
    "version": versions.change,
}
