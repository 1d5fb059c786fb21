"""What an act must say by the sanctions guidance: for each who is found against or sanctioned, the type of
breach, and reasons where what is imposed departs from it.

Knows that there is guidance, and nothing of what it says: where a decision stands comes with the act.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.refusals import Code, Need
from dueprocess.core.engine.rows import Row
from dueprocess.core.rulebook.model import FOUND_AGAINST, Effects, Step
from dueprocess.core.saying import say as _

WITHIN = "within"
STANDS = (WITHIN, "below", "above")


def guided(fold: Fold, step: Step, row: Row, what: Effects) -> Iterator[Need]:
    """Everything that an act lacks by the guidance. Where it says by which type of breach it decides, a
    departure needs reasons, whether the step asks for that or not."""
    given = [each.on for each in row.guided]
    decided = decided_on(fold, row) if step.by_guidance or row.guided else []
    if step.by_guidance and (what.imposes or what.decision is None):
        # Also whom an act before this one found against, in this round: but where what is attacked stands, or
        # is set aside, nothing is decided on them anew.
        anew = {(each.allegation, each.respondent) for each in row.findings}
        there = fold.party_ids("respondent")
        before = [
            who
            for (what, who), (finding, _seq) in fold.findings.items()
            if finding in FOUND_AGAINST and (what, who) not in anew and who in there
        ]
        decided = list(dict.fromkeys([*decided, *before]))
    for who in decided if step.by_guidance else ():
        if who not in given:
            reason = _("Say for which type of breach of the guidance it is decided: %(who)s.", who=who)
            yield Need(Code.FACTS, reason, step.clause, "guided", who)
    for each in row.guided:
        if each.on in fold.parties and each.on not in decided:
            reason = _(
                "Nothing is found or imposed here against %(who)s: leave the guidance out.", who=each.on
            )
            yield Need(Code.FACTS, reason, step.clause, "guided", each.on)
        elif each.on not in fold.parties or given.count(each.on) > 1 or each.stands not in STANDS:
            reason = _("What is said of %(who)s by the guidance cannot stand.", who=each.on)
            yield Need(Code.FACTS, reason, step.clause, "guided", each.on)
        elif each.stands != WITHIN and not each.explained:
            said = {
                "below": _("This is lighter than the guidance says for %(who)s. Say why.", who=each.on),
                "above": _("This is heavier than the guidance says for %(who)s. Say why.", who=each.on),
            }
            yield Need(Code.DEPARTURE, said[each.stands], step.clause, "guided", each.on)


def decided_on(fold: Fold, row: Row) -> list[str]:
    """Return those whom the act finds against, or on whom it imposes something, each once."""
    found = [each.respondent for each in row.findings if each.finding in FOUND_AGAINST]
    alone = fold.party_ids("respondent")
    for imposed in row.imposes:
        found += [imposed.on] if imposed.on is not None else alone if len(alone) == 1 else []
    return list(dict.fromkeys(found))
