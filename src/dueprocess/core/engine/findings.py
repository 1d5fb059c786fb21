"""What a finding needs: a standard of proof, a notice of what is alleged, evidence that could be answered.

Knows which letters the rules call the notice, when an allegation was brought, and what an act says of its
evidence. Must not know what an item is, nor who may not see it: which of them are sealed comes with the act.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.core.engine import events
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.refusals import Code, Need
from dueprocess.core.engine.rows import Found, Row
from dueprocess.core.engine.said import each_of
from dueprocess.core.engine.strands import Act, Owed
from dueprocess.core.rulebook.model import FOUND_AGAINST, Proof, Step, Tell
from dueprocess.core.saying import Said
from dueprocess.core.saying import say as _


def standard(fold: Fold, step: Step) -> Proof | None:
    """The standard of proof of a step's findings; None where the rules state none."""
    return step.standard_of_proof or fold.book.rulebook.standard_of_proof


def stated(fold: Fold, step: Step, row: Row) -> tuple[Found, ...]:
    """The findings of an act, each with the standard of proof that the rules state for it."""
    if not row.findings:
        return row.findings
    by = standard(fold, step)
    said = str(by) if by is not None else None
    return tuple(
        Found(each.allegation, each.respondent, each.finding, said, each.on, each.sealed, each.without_sealed)
        for each in row.findings
    )


def wrong(fold: Fold, step: Step, row: Row) -> Iterator[Need]:
    """Why findings against somebody cannot be made: they had no notice of what is alleged, or it would rest
    on what they could not answer."""
    for each in row.findings:
        if each.finding not in FOUND_AGAINST:
            continue
        if fold.book.rulebook.notices and not _notified(fold, each):
            reason = _(
                "%(who)s has not been told of this allegation. Send the notice of it, and let them answer.",
                who=each.respondent,
            )
            yield Need(Code.NOT_NOTIFIED, reason, step.clause, "findings", each.allegation)
        if fold.book.rulebook.sealed_alone is None and (reason_ := _sole(each)) is not None:
            yield Need(Code.SOLE_BASIS, reason_, step.clause, "findings", each.allegation)


def _sole(found: Found) -> Said | None:
    """Why the evidence of a finding is not enough: all of it is sealed, or what bears it is."""
    if not found.sealed:
        return None
    if not found.on:
        return _("Some of the evidence is sealed or anonymous: say on which items this finding rests.")
    if set(found.on) <= set(found.sealed):
        return _(
            "This finding rests on sealed or anonymous evidence alone (%(items)s): name other evidence too, "
            "or find it not proved.",
            items=each_of(found.sealed),
        )
    if not found.without_sealed:
        return _(
            "Part of the evidence is sealed or anonymous (%(items)s): this finding can be made only if it "
            "would stand without that.",
            items=each_of(found.sealed),
        )
    return None


# --- the notice


def _brought(fold: Fold, allegation: str, respondent: str) -> int | None:
    """The place in time at which an allegation was brought, or changed last; None: nobody brought it."""
    acts = (
        act.seq
        for act in reversed(fold.acts)
        for each in act.row.allegations
        if (each.id, each.respondent) == (allegation, respondent)
    )
    return next(acts, None)


def _notified(fold: Fold, found: Found) -> bool:
    """Whether a notice about the allegation, or about something later, has reached the respondent."""
    brought = _brought(fold, found.allegation, found.respondent)
    return brought is not None and any(
        owed.seq >= brought and owed.n is not None and events.receipt(fold, owed.n, owed.to) is not None
        for owed in _notices(fold, found.respondent)
    )


def _notices(fold: Fold, respondent: str) -> list[Owed]:
    """The notices that a respondent was sent or is to be sent, in their order."""
    letters = fold.book.rulebook.notices
    return [each for each in fold.owed if each.to == respondent and each.letter in letters]


def owe_anew(fold: Fold, act: Act) -> None:
    """Owe the notice again to each respondent against whom an act brings something new, where one was owed
    before and the act does not tell them itself. What the act carries besides was not written for them."""
    outcome = act.row.outcome if act.row.outcome in act.step.outcomes else None
    papers = act.step.demands_with(outcome).needs
    for who in dict.fromkeys(each.respondent for each in act.row.allegations):
        told = _notices(fold, who)
        if not told or told[-1].seq == act.seq or who in fold.released or who not in fold.parties:
            continue
        last = told[-1]
        withholds = tuple(dict.fromkeys((*last.tell.withholds, *papers)))
        tell = Tell(last.tell.to, last.letter, last.tell.within, withholds=withholds)
        fold.owed.append(
            Owed(tell, who, last.who, act.at, fold.seq, act.n, act.strand, last.letter, chosen=True)
        )


def complete(fold: Fold) -> bool:
    """Whether there is a finding of this round on every allegation against those who are respondents."""
    gone = {
        name
        for act in fold.acts
        if act.row.out is not None and not act.row.out.outside
        for name in act.row.out.allegations
    }
    there = fold.party_ids("respondent")
    alleged = {
        (each.id, each.respondent)
        for act in fold.acts
        for each in act.row.allegations
        if each.respondent in there and each.id not in gone
    }
    return bool(alleged) and alleged <= fold.findings.keys()
