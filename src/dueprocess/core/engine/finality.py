"""Finality: from when an act can no longer be attacked.

Knows who may appeal against what and until when. Must not change the case.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dueprocess.core.engine import conditions, reckoning
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.strands import Act, Strand
from dueprocess.core.rulebook.model import DueKind, Step

_INSTANT = timedelta(microseconds=1)


def day(fold: Fold, moment: datetime) -> date:
    """The local day that ended at (or was running until) a due moment."""
    return fold.clock.local_day(moment - _INSTANT)


def attackers(fold: Fold, act: Act) -> list[Step]:
    """The steps that may attack an act."""
    return [
        step
        for step, attack in fold.book.attackers.get(act.step.id, ())
        if attack.outcome is None or attack.outcome == act.row.outcome
    ]


def final_at(fold: Fold, act: Act) -> datetime | None:
    """When an act is (or by what is known now will be) final; None while nobody can say.

    For every step that may attack it and every party who may take it: the first of its running limits
    has passed, or the party waived, or its appeal strand has ended.
    """
    key = ("final", act.n, fold.now)
    if key not in fold.memo:
        fold.memo[key] = None
        fold.memo[key] = _final_at(fold, act)
    found: datetime | None = fold.memo[key]
    return found


def every(fold: Fold) -> dict[int, datetime]:
    """The acts that may be attacked and are final by now, with the moment from which they are."""
    found = {}
    for act in fold.acts:
        fold.govern(act.strand)
        if fold.book.attackers.get(act.step.id) and not act.void:
            final = final_at(fold, act)
            if final is not None and final <= fold.now:
                found[act.n] = final
    fold.govern(None)
    return found


def _final_at(fold: Fold, act: Act) -> datetime | None:
    latest = act.at
    for step in attackers(fold, act):
        for party in fold.whos_parties(step.by, act.strand):
            closed = _closed_at(fold, act, step, party)
            if closed is None:
                return None
            latest = max(latest, closed)
    return latest


def _closed_at(fold: Fold, act: Act, step: Step, party: str) -> datetime | None:
    """When one party's way to attack an act by one step is closed; the act's own moment if it has none."""
    appeals = [
        each
        for each in fold.by_step.get(step.id, ())
        if each.row.against == act.n and party in each.persons and not each.void
    ]
    if appeals:
        return _over(appeals[-1])
    if not conditions.holds(fold, act.strand, step.when, party):
        return act.at
    waived = [at for at, seq in fold.waivers.get((party, step.id), ()) if seq > act.seq]
    if waived:
        return waived[0]
    ends: list[datetime] = []
    for index, due in enumerate(step.due):
        if due.kind is DueKind.LIMIT:
            found = reckoning.reckon(fold, act.strand, step, index, party, act.n)
            if found is not None and found.ending.at is not None:
                ends.append(found.ending.at)
    left = _left(act, step)
    if left is not None:
        ends.append(left)
    return min(ends) if ends else None


@dataclass(frozen=True, slots=True)
class Way:
    """One way that is still open to a party to attack an act: by which step. `reached`: they have what was
    owed to them about it, or nothing was."""

    party: str
    step: str
    act: int
    reached: bool


def ways(fold: Fold, unread: Set[tuple[int | None, str]]) -> tuple[Way, ...]:
    """Every way to attack an act that is open to a party now: not used, not waived, not run out. `unread`:
    acts of which a party has not received what is owed to them."""
    found = []
    for act in fold.acts:
        for step in () if act.void else attackers(fold, act):
            for party in fold.whos_parties(step.by, act.strand):
                used = any(
                    each.row.against == act.n and party in each.persons and not each.void
                    for each in fold.by_step.get(step.id, ())
                )
                closed = _closed_at(fold, act, step, party)
                if not used and (closed is None or closed > fold.now):
                    found.append(Way(party, step.id, act.n, (act.n, party) not in unread))
    return tuple(found)


def _over(appeal: Act) -> datetime | None:
    """When an appeal is over: its strand has ended, or the strand in which it was made."""
    strand = appeal.opens or appeal.strand
    return strand.ended_at


def _left(act: Act, step: Step) -> datetime | None:
    """When the strand went beyond every stage in which the step could still be taken."""
    strand = act.strand
    if strand.ended_at is not None and strand.stage not in step.stages:
        return strand.ended_at
    if step.any or step.any_strand or strand.stage in step.stages:
        return None
    for visit in reversed(strand.visits):
        if visit.seq < act.seq:
            return None
        if visit.stage in step.stages:
            return visit.left_at
    return None


def decided(fold: Fold, strand: Strand) -> datetime | None:
    """From when every decision of a strand's present round that may be appealed is final."""
    latest = strand.visits[-1].at
    for act in fold.acts:
        if act.strand is not strand or act.void or not fold.book.attackers.get(act.step.id):
            continue
        final = final_at(fold, act)
        if final is None:
            return None
        latest = max(latest, final)
    return latest
