"""The effects that move: strands open, pass from stage to stage, are sent back, and end.

Knows stays, rounds and the tree of strands. What is told on entering a stage is owed here too.
"""

from __future__ import annotations

from datetime import datetime

from dueprocess.core.engine import conditions, effects, impositions, probation, undoing, versions
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.strands import Act, Strand, Visit
from dueprocess.core.rulebook.model import Effects, Lead, Ruling, Step


def open_strand(fold: Fold, stage: str, *, at: datetime, act: Act | None, parent: Strand | None) -> Strand:
    """A new strand, named by the act that opens it."""
    name = act.n if act is not None else -fold.seq
    strand = Strand(name, parent, act, stage, book=fold.book, version=parent.version if parent else 0)
    fold.strands[name] = strand
    strand.visits.append(Visit(stage, at, fold.seq, act.n if act else None))
    if parent is None:
        fold.main = strand
    else:
        if fold.landing is not None:
            versions.enter(fold, strand, fold.landing)
        fold.moves.append((name, None, strand.stage, at, act.n if act else None))
        _entered(fold, strand, at, act)
        fold.govern(parent)
    return strand


def begin(fold: Fold, strand: Strand, leads: tuple[Lead, ...], act: Act) -> None:
    """The main strand comes into its first stage, which may turn on the facts of the act that opens it."""
    stage = conditions.first_lead(fold, strand, leads) or strand.stage
    strand.stage = strand.visits[0].stage = act.stage = stage
    fold.moves.append((strand.name, None, stage, act.at, act.n))
    _entered(fold, strand, act.at, act)


def apply(
    fold: Fold,
    what: Effects,
    *,
    step: Step,
    strand: Strand,
    at: datetime,
    act: Act | None,
    person: str | None,
) -> None:
    """`opens`, `sends_back`, `leads_to`."""
    if what.opens is not None:
        opened = open_strand(fold, what.opens, at=at, act=act, parent=strand)
        if act is not None:
            act.opens = opened
    if what.sends_back is not None:
        send_back(fold, strand, what.sends_back, at, act)
        if what.decision is Ruling.SET_ASIDE:
            _fall(fold, at)
        return
    leads = what.leads_to
    if step.start and act is not None and leads:
        # The stage it leads to was settled before the strand was there.
        return
    if not fold.book.each[step.id]:
        if leads:
            _lead(fold, strand, leads, at, act)
        return
    if act is None and leads:
        fold.late[strand.name, step.id][person] = leads
    late = fold.late.get((strand.name, step.id), {})
    if not leads and not late:
        return
    undone = outstanding(fold, strand, step)
    if not undone and act is not None and leads:
        _lead(fold, strand, leads, at, act)
    elif late and all(each in late for each in undone):
        _lead(fold, strand, leads if act is None else list(late.values())[-1], at, act)


def outstanding(fold: Fold, strand: Strand, step: Step) -> list[str | None]:
    """Those who still owe (or are still owed) a step while the strand stands in its stages."""
    since = fold.stay(strand, step)
    if since is None:
        return []
    return [
        person
        for person in fold.concerned(strand, step)
        if fold.done(strand, step, person, since) is None
        and conditions.holds(fold, strand, step.when, person)
    ]


def _lead(fold: Fold, strand: Strand, leads: tuple[Lead, ...], at: datetime, act: Act | None) -> None:
    fold.memo = {}
    to = conditions.first_lead(fold, strand, leads)
    if to is not None:
        move(fold, strand, to, at, act)


def move(
    fold: Fold, strand: Strand, stage: str, at: datetime, act: Act | None, spoken: int | None = None
) -> None:
    """A strand comes into a stage, as version `spoken` calls it (None: as its own does). A change of version
    that waited for the next stage has come."""
    left = strand.stage
    stage, kept = versions.land(fold, strand, stage, strand.version if spoken is None else spoken)
    visit = strand.visits[-1]
    visit.left_at = at
    fold.moves.append((strand.name, left, stage, at, act.n if act else None))
    strand.stage = stage
    strand.visits.append(Visit(stage, at, fold.seq, act.n if act else None))
    strand.ended_at = None  # a step may lead out of an end: the case is open again
    fold.memo = {}
    if kept is not None:
        versions.keep(fold, strand, kept)
    _entered(fold, strand, at, act)


def _entered(fold: Fold, strand: Strand, at: datetime, act: Act | None) -> None:
    stage = fold.book.stages[strand.stage]
    if stage.tells:
        effects.tell(fold, stage.tells, strand=strand, at=at, act=act, person=None, step=None)
    if stage.end:
        end(fold, strand, at, act)


def end(fold: Fold, strand: Strand, at: datetime, act: Act | None) -> None:
    """A strand has ended; with the main one all others and the interim measures."""
    if strand.ended_at is None:
        strand.ended_at = at
    if strand is not fold.main:
        undoing.strand_ended(fold, strand, at, act)
        return
    for other in fold.strands.values():
        if other.ended_at is None:
            other.ended_at = at
    undoing.case_ended(fold, at)
    fold.memo = {}


def send_back(fold: Fold, strand: Strand, stage: str, at: datetime, act: Act | None) -> None:
    """The parent (or the main strand itself) goes back to a stage, and a new round begins there.

    What was done at its stages since it last came into that stage no longer counts as done, as event, fact or
    appointment; nor do appeals opened since, which end. Other strands opened since (a measure) go on, and so
    does what belongs to no stage: an update, a replacement, a complaint taken in.
    """
    target = strand.parent or strand
    if strand.parent is not None and strand.ended_at is None:
        strand.ended_at = at
    since = next((v.seq for v in reversed(target.visits) if _called(fold, strand, target, v) == stage), None)
    if since is not None:
        gone = {id(target)}
        for other in fold.strands.values():
            opener = other.opener
            if opener is not None and id(other.parent) in gone and opener.seq > since and opener.step.appeals:
                gone.add(id(other))
                other.void = True
                if other.ended_at is None:
                    other.ended_at = at
        for done in fold.acts:
            mine = id(done.strand) in gone and not fold.book.wide[done.step.id]
            if mine and done.seq > since and done is not act:
                done.void = True
        for visit in target.visits:
            if visit.seq > since:
                visit.void = True
        _undo(fold)
    if act is not None:
        act.sent_back = True
        target.returned.append(act)
    target.ended_at = None
    move(fold, target, stage, at, act, strand.version)
    target.visits[-1].begins_round = True


def _called(fold: Fold, strand: Strand, target: Strand, visit: Visit) -> str:
    """What the version of a strand calls a stage that another strand was at."""
    return versions.translated(fold, visit.stage, target.version, strand.version)


def _fall(fold: Fold, at: datetime) -> None:
    """What was decided since the stage to which a decision set aside goes back falls with it."""
    for imposed in fold.imposed:
        undone = not imposed.measure and imposed.act is not None and imposed.act.void
        if undone and imposed.ended_at is None and impositions.course(fold, imposed).live:
            imposed.ended_at = at
            imposed.ended = impositions.Stand.SET_ASIDE.value
        elif imposed.activated is not None and imposed.activated.void:
            probation.undo(fold, imposed)


def _undo(fold: Fold) -> None:
    for records in fold.facts.values():
        for record in records:
            if record.act is not None and record.act.void:
                record.void = True
    undone = {act.seq for act in fold.acts if act.void}
    fold.findings = {what: found for what, found in fold.findings.items() if found[1] not in undone}
    for appointments in fold.appointed.values():
        for appointed in appointments:
            if appointed.act.void:
                appointed.void = True
