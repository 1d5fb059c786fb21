"""Votes: whether a body has decided.

Knows rules of decision and whole-number arithmetic. Who may vote comes from `bodies`.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.core.engine.bodies import Sitting, Way, holders
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.refusals import Code, Need
from dueprocess.core.engine.rows import Row, Votes
from dueprocess.core.engine.said import said_rules
from dueprocess.core.rulebook.model import Base, Demands, Rule, RuleKind, Rules, Step, TieKind
from dueprocess.core.saying import Said
from dueprocess.core.saying import say as _

_NO_VOTES = Votes()


def wrong(fold: Fold, step: Step, row: Row, way: Way, demands: Demands) -> Iterator[Need]:
    """What is wrong with the vote of the body that acts; nothing for a role or a party."""
    body = way.sitting
    if body is None:
        return
    clause = body.body.clause or step.clause
    if row.votes is None:
        if any(rule.kind is RuleKind.ANY_ONE for rule in body.rules):
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
        yield from _were_there(fold, step, votes, clause)
    if not carried(fold, body, body.rules, row):
        yield Need(Code.VOTE, _lost(fold, body, votes), clause, "votes")


def _were_there(fold: Fold, step: Step, votes: Votes, clause: str | None) -> Iterator[Need]:
    for name in step.only_those_at:
        acts = [act for act in fold.by_step.get(name, ()) if not act.void]
        if not acts:
            continue
        there = set(acts[-1].row.present)
        if acts[-1].row.votes is not None:
            there |= set(acts[-1].row.votes.all)
        for who in votes.all:
            if who not in there:
                title = fold.book.steps[name].title
                reason = _(
                    "%(who)s was not at “%(title)s”; only those who were may vote.", who=who, title=title
                )
                yield Need(Code.VOTE, reason, clause, "votes", who)


def carried(fold: Fold, body: Sitting, rules: Rules, row: Row) -> bool:
    """Whether one of the rules is met, or the tie is broken as the rulebook says."""
    votes = row.votes or _NO_VOTES
    if any(met(rule, body, votes, row) for rule in rules):
        return True
    if not votes.yes or len(votes.yes) != len(votes.no):
        return False
    tie = body.body.tie
    if tie.kind is TieKind.CHAIR_DECIDES:
        return any(chair in votes.yes for chair in body.chairs())
    if tie.kind is TieKind.ROLE_COUNTERSIGNS and tie.role is not None:
        return any(
            sign.role in (None, tie.role) and sign.by in holders(fold, tie.role) for sign in row.countersigned
        )
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
        return yes >= 1 and yes == len(votes.all)
    base = base_of(rule, body, votes, row)
    if rule.kind is RuleKind.MAJORITY:
        return 2 * yes > base
    if rule.kind is RuleKind.TWO_THIRDS:
        return yes >= 1 and 3 * yes >= 2 * base
    if rule.kind is RuleKind.THREE_QUARTERS:
        return yes >= 1 and 4 * yes >= 3 * base
    return yes >= 1 and yes >= base - (rule.number or 1)


def base_of(rule: Rule, body: Sitting, votes: Votes, row: Row) -> int:
    """What the share is a share of."""
    base = rule.base or (Base.ELIGIBLE if rule.kind is RuleKind.ALL_BUT else Base.VOTES)
    if base is Base.VOTES:
        return len(votes.yes) + len(votes.no)
    if base is Base.PRESENT:
        return len(set(row.present) | set(votes.all))
    return len(body.voting) if base is Base.ELIGIBLE else body.seats


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
