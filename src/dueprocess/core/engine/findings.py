"""What a finding needs: a standard of proof, a notice of what is alleged, evidence that could be answered.

Knows which letters the rules call the notice, until when one may be answered, when an allegation was brought,
and what an act says of its evidence. Must not know what an item is, nor who may not see it: which of them are
sealed comes with the act.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from dueprocess.core.deadlines import period_ends
from dueprocess.core.engine import events, reckoning
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.refusals import Code, Need
from dueprocess.core.engine.rows import Found, Row
from dueprocess.core.engine.said import each_of, said_day
from dueprocess.core.engine.strands import Act, Owed
from dueprocess.core.rulebook.model import FOUND_AGAINST, EventKind, Proof, Step, Tell
from dueprocess.core.rulebook.ways import all_effects
from dueprocess.core.saying import Said
from dueprocess.core.saying import say as _

MOMENT = timedelta(microseconds=1)
Answering = tuple[Step, int, frozenset[str]]


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
    answers = list(_answering(fold)) if fold.book.rulebook.notices else []
    for each in row.findings:
        if each.finding not in FOUND_AGAINST:
            continue
        if fold.book.rulebook.notices and (need := _unanswered(fold, step, each, answers)) is not None:
            yield need
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


def _unanswered(fold: Fold, step: Step, found: Found, answers: Sequence[Answering]) -> Need | None:
    """Why a finding comes before the respondent could answer, or None: a notice about the allegation, or
    about something later, has reached them, and their time to answer it is over or was used."""
    brought = _brought(fold, found.allegation, found.respondent)
    times = [
        _time_to_answer(fold, owed, *reached, answers)
        for owed in _notices(fold, found.respondent)
        if brought is not None and owed.seq >= brought and owed.n is not None
        if (reached := events.receipt(fold, owed.n, owed.to)) is not None
    ]
    if not times:
        reason = _(
            "%(who)s has not been told of this allegation. Send the notice of it, and let them answer.",
            who=found.respondent,
        )
        return Need(Code.NOT_NOTIFIED, reason, step.clause, "findings", found.allegation)
    running = [each for each in times if each is not None]
    if len(running) < len(times):
        return None
    ends = min(running)
    reason = _(
        "%(who)s may still answer this allegation, until %(day)s. Wait for that, or enter their answer.",
        who=found.respondent, day=said_day(fold.clock.local_day(ends - MOMENT)),
    )  # fmt: skip
    return Need(Code.TOO_EARLY, reason, step.clause, "findings", found.allegation, ends)


def _time_to_answer(
    fold: Fold, owed: Owed, at: datetime, day: date, answers: Sequence[Answering]
) -> datetime | None:
    """When the time ends in which a respondent may answer a notice that reached them then; None where it is
    over or was used, or the rules give none. A notice of an act for which they give no time of its
    own has the time that the others have."""
    act, strand = fold.by_n.get(owed.n or 0), owed.strand or fold.main
    own = [each for each in answers if act is not None and act.step.id in each[2]]
    ends: list[datetime] = []
    for step, index, _served in own or answers:
        if strand is None or fold.done(strand, step, owed.to, owed.seq) is not None:
            return None
        within = step.due[index].within
        if own:
            found = reckoning.reckon(fold, strand, step, index, owed.to)
            ending = found.ending if found is not None else None
        else:
            ending = period_ends(fold.clock, within, day=day, at=at) if within is not None else None
        if ending is not None and ending.at is not None and ending.at > fold.now:
            ends.append(ending.at)
    return max(ends, default=None)


def _answering(fold: Fold) -> Iterator[Answering]:
    """The steps by which a party answers a notice: which of its deadlines runs from one, and from those of
    which steps."""
    letters = fold.book.rulebook.notices
    telling = {
        step.id
        for step in fold.book.steps.values()
        if any(tell.letter in letters for what in all_effects(step) for tell in what.tells)
    }
    for step in fold.book.steps.values():
        if not any(who.is_party for who in step.by):
            continue
        for index, due in enumerate(step.due):
            served = {
                what.name for event in due.after for what in event.of if what.kind is EventKind.SERVICE
            } & telling
            if served:
                yield step, index, frozenset(served)


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
    every = alleged(fold)
    return bool(every) and every <= fold.findings.keys()


def alleged(fold: Fold) -> set[tuple[str, str]]:
    """What is alleged here, and against which of those who are respondents."""
    gone = {
        name
        for act in fold.acts
        if act.row.out is not None and not act.row.out.outside
        for name in act.row.out.allegations
    }
    there = fold.party_ids("respondent")
    return {
        (each.id, each.respondent)
        for act in fold.acts
        for each in act.row.allegations
        if each.respondent in there and each.id not in gone
    }
