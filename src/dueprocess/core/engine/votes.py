"""Votes: whether a body has decided.

Knows rules of decision and whole-number arithmetic. Who may vote comes from `bodies`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from dueprocess.core.deadlines import Ending, period_ends
from dueprocess.core.engine import bodies
from dueprocess.core.engine.bodies import Sitting, Way, instead, signers
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.refusals import Code, Need
from dueprocess.core.engine.rows import Row, Votes, Writing
from dueprocess.core.engine.said import said_day, said_rules
from dueprocess.core.engine.strands import Strand
from dueprocess.core.rulebook.model import Base, Rule, RuleKind, Rules, Step, TieKind
from dueprocess.core.saying import Said
from dueprocess.core.saying import say as _

_NO_VOTES = Votes()


def wrong(fold: Fold, strand: Strand | None, step: Step, row: Row, way: Way) -> Iterator[Need]:
    """What is wrong with the vote of the body that acts; nothing for a role or a party."""
    body = way.sitting
    if body is None:
        if row.in_writing is not None:
            reason = _("Only a body decides in writing.")
            yield Need(Code.VOTE, reason, step.clause, "in_writing")
        return
    clause = body.body.clause or step.clause
    if row.in_writing is not None:
        yield from _in_writing(fold, strand, step, row, body, row.in_writing)
    if row.votes is None:
        if row.in_writing is None and any(rule.kind is RuleKind.ANY_ONE for rule in body.rules):
            return
        reason = _(
            "%(body)s decides by %(rule)s: name who voted how.",
            body=body.body.title,
            rule=said_rules(body.rules),
        )
        yield Need(Code.VOTE, reason, clause, "votes")
        return
    votes = row.votes
    voting = set(body.voting)
    for who in votes.all:
        if who not in voting:
            out = next((member.out for member in body.members if member.id == who), None)
            why = out.reason if out is not None else _("is not a member")
            yield Need(
                Code.VOTE, _("%(who)s may not vote: %(who)s %(why)s.", who=who, why=why), clause, "votes", who
            )
    if len(set(votes.all)) != len(votes.all):
        yield Need(Code.VOTE, _("Somebody voted twice."), clause, "votes")
    if votes.abstain and not body.body.abstain:
        yield Need(Code.VOTE, _("Nobody may abstain."), clause, "votes")
    if len(votes.all) < body.quorum:
        reason = _("%(number)s voted; the quorum is %(quorum)s.", number=len(votes.all), quorum=body.quorum)
        yield Need(Code.VOTE, reason, clause, "votes")
    if step.only_those_at:
        yield from _were_there(fold, strand, step, votes, clause)
    yield from _jointly(fold, strand, step, row, body)
    # In writing the body's rule for meetings gives way to its own; a rule that the step itself has does not.
    ordinary = row.in_writing is not None and body.rules == body.body.decides_by
    if not ordinary and not carried(fold, strand, body, body.rules, row):
        yield Need(Code.VOTE, _lost(fold, body, votes), clause, "votes")


def _jointly(fold: Fold, strand: Strand | None, step: Step, row: Row, main: Sitting) -> Iterator[Need]:
    """The other bodies that must decide it too: each votes apart, by its own quorum and rule."""
    for name, body in bodies.joint(fold, strand, step, main).items():
        alone = replace(step, jointly_with=(), only_those_at=(), quorum=None)
        own = row._replace(votes=row.jointly.get(name), jointly={}, present=())
        way = Way(name, body.voting, body)
        for need in wrong(fold, strand, alone, own, way):
            yield replace(need, field="jointly", item=name)
    for name in row.jointly:
        if name not in step.jointly_with:
            reason = _("“%(step)s” is not decided jointly with %(body)s.", step=step.title, body=name)
            yield Need(Code.VOTE, reason, step.clause, "jointly", name)


def _in_writing(
    fold: Fold, strand: Strand | None, step: Step, row: Row, body: Sitting, proposed: Writing
) -> Iterator[Need]:
    """Without a meeting: whether the body may, the time to object is over, nobody did, and its rule."""
    clause, title, how = body.body.clause or step.clause, body.body.title, body.body.in_writing
    if how is None:
        yield Need(Code.VOTE, _("%(body)s decides at meetings only.", body=title), clause, "in_writing")
        return
    since = max((visit.at for visit in strand.visits[-1:] if step.stages), default=None) if strand else None
    if proposed.proposed_at > row.at or (since is not None and proposed.proposed_at < since):
        reason = _("It was proposed before the case came to this stage, or after it was decided.")
        yield Need(Code.VOTE, reason, clause, "in_writing")
    ending = objections_end(fold, strand, step, body, proposed.proposed_at)
    if ending.at is None or row.at < ending.at:
        reason = _("Whoever may vote may object to deciding in writing.")
        if ending.last_day:
            reason = _(
                "Whoever may vote may object to deciding in writing until %(day)s has passed.",
                day=said_day(ending.last_day),
            )
        yield Need(Code.TOO_EARLY, reason, clause, "in_writing", moment=ending.at)
    for who in proposed.objections:
        if who in body.voting:
            reason = _("%(who)s objected to deciding in writing: it takes a meeting.", who=who)
            yield Need(Code.VOTE, reason, clause, "in_writing", who)
        elif who not in fold.people:
            reason = _("%(who)s is not in the register.", who=who)
            yield Need(Code.VOTE, reason, clause, "in_writing", who)
    votes = row.votes or _NO_VOTES
    if row.votes is not None and not any(met(rule, body, votes, row) for rule in how.rule):
        reason = _(
            "%(yes)s of %(all)s who may vote are for it, %(no)s against; in writing it takes %(rule)s.",
            yes=len(votes.yes), all=len(body.voting), no=len(votes.no), rule=said_rules(how.rule),
        )  # fmt: skip
        yield Need(Code.VOTE, reason, clause, "votes")


def objections_end(
    fold: Fold, strand: Strand | None, step: Step, body: Sitting, proposed_at: datetime
) -> Ending:
    """Until when those who may vote may object to a decision in writing; pauses are not counted."""
    assert body.body.in_writing is not None
    spans = fold.spans(strand, step.id) if strand is not None else ()
    day = fold.clock.day_of(proposed_at)
    return period_ends(fold.clock, body.body.in_writing.wait, day=day, at=proposed_at, spans=spans)


def _were_there(
    fold: Fold, strand: Strand | None, step: Step, votes: Votes, clause: str | None
) -> Iterator[Need]:
    """Who votes without having been there the last time, since the case came to the stage of that step."""
    for name in step.only_those_at:
        stages = fold.book.steps[name].stages
        visits = strand.visits if strand is not None else ()
        since = max((visit.seq for visit in visits if visit.stage in stages), default=0)
        acts = [act for act in fold.by_step.get(name, ()) if not act.void and act.seq >= since]
        if not acts:
            continue
        there = set(acts[-1].row.present)
        if acts[-1].row.votes is not None:
            there |= set(acts[-1].row.votes.all)
        for who in votes.all:
            if there and who not in there:  # where nobody noted who was there, nobody can tell
                title = fold.book.steps[name].title
                reason = _(
                    "%(who)s was not at “%(title)s”; only those who were may vote.", who=who, title=title
                )
                yield Need(Code.VOTE, reason, clause, "votes", who)


def carried(fold: Fold, strand: Strand | None, body: Sitting, rules: Rules, row: Row) -> bool:
    """Whether one of the rules is met, or the tie is broken as the rulebook says.

    A signature breaks a tie as any second signature counts: of another person than whoever enters the act,
    who may act in that office in this case; when nobody of it may, of whoever acts instead.
    """
    votes = row.votes or _NO_VOTES
    if any(met(rule, body, votes, row) for rule in rules):
        return True
    if not votes.yes or len(votes.yes) != len(votes.no) or row.in_writing is not None:
        return False
    tie = body.body.tie
    if tie.kind is TieKind.CHAIR_DECIDES:
        return any(chair in votes.yes for chair in body.chairs())
    if tie.kind is TieKind.ROLE_COUNTERSIGNS and tie.role is not None:
        able, named = signers(fold, strand, tie.role), (None, *instead(fold, tie.role))
        return any(sign.by in able and sign.by != row.by and sign.role in named for sign in row.countersigned)
    return False


def met(rule: Rule, body: Sitting, votes: Votes, row: Row) -> bool:
    """Whether a vote meets one rule."""
    yes, no = len(votes.yes), len(votes.no)
    if rule.kind is RuleKind.ANY_ONE:
        return yes >= 1 or not votes.all
    if rule.kind is RuleKind.MEMBERS:
        return yes >= (rule.number or 1)
    if rule.kind is RuleKind.CONSENSUS:
        return yes >= 1 and no == 0
    if rule.kind is RuleKind.UNANIMOUS:
        everyone = body.eligible if row.in_writing is not None else len(votes.all)
        return yes >= 1 and yes == everyone
    base = base_of(rule, body, votes, row)
    if rule.kind is RuleKind.MAJORITY:
        return 2 * yes > base
    if rule.kind is RuleKind.TWO_THIRDS:
        return yes >= 1 and 3 * yes >= 2 * base
    if rule.kind is RuleKind.THREE_QUARTERS:
        return yes >= 1 and 4 * yes >= 3 * base
    return yes >= 1 and yes >= base - (rule.number or 1)


def base_of(rule: Rule, body: Sitting, votes: Votes, row: Row) -> int:
    """What the share is a share of; in writing, where nobody is present, of those who may vote."""
    base = rule.base or (Base.ELIGIBLE if rule.kind is RuleKind.ALL_BUT else Base.VOTES)
    if row.in_writing is not None and base is not Base.SEATS:
        return body.eligible
    if base is Base.VOTES:
        return len(votes.yes) + len(votes.no)
    if base is Base.PRESENT:
        return len(set(row.present) | set(votes.all))
    return body.eligible if base is Base.ELIGIBLE else body.seats


def _lost(fold: Fold, body: Sitting, votes: Votes) -> Said:
    counted = _(
        "%(yes)s for, %(no)s against, %(abstain)s abstained",
        yes=len(votes.yes), no=len(votes.no), abstain=len(votes.abstain),
    )  # fmt: skip
    if votes.yes and len(votes.yes) == len(votes.no):
        tie = body.body.tie
        if tie.kind is TieKind.CHAIR_DECIDES:
            return _("A tie (%(counted)s), and the chair is not among those for it.", counted=counted)
        if tie.role is not None:
            title = fold.book.rulebook.role_or_body(tie.role).title
            return _("A tie (%(counted)s): %(title)s must countersign.", counted=counted, title=title)
        return _("A tie (%(counted)s): it fails.", counted=counted)
    rules = said_rules(body.rules)
    return _("Not carried (%(counted)s); it takes %(rules)s.", counted=counted, rules=rules)
