"""What follows from an act, in words: who is told, what begins and ends, where the strand goes.

Knows sentences for a form. What really happens is in `effects`.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.core.engine import conditions, permit
from dueprocess.core.engine.fields import Follow, LetterChoice
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.said import listed, said
from dueprocess.core.engine.strands import Strand
from dueprocess.core.rulebook.model import Effects, Ruling, Step, Tell

_RULINGS = {
    Ruling.STANDS: "The decision under appeal stands.",
    Ruling.SET_ASIDE: "The decision under appeal is set aside, and its sanctions fall.",
    Ruling.VARIED: "The decision under appeal is varied; the sanctions chosen here replace its own.",
}


def told(fold: Fold, strand: Strand | None, step: Step, what: Effects) -> tuple[str, ...]:
    """Each notice that will be owed, as one sentence, in the order in which they go out."""
    return tuple(_notice(fold, tell) for _place, tell in _telling(fold, strand, what) if not tell.optional)


def letters(fold: Fold, strand: Strand | None, what: Effects) -> tuple[LetterChoice, ...]:
    """Each notice that may be left out, likewise."""
    found = _telling(fold, strand, what)
    return tuple(LetterChoice(place, _notice(fold, tell)) for place, tell in found if tell.optional)


def _telling(fold: Fold, strand: Strand | None, what: Effects) -> Iterator[tuple[int, Tell]]:
    for place, tell in enumerate(what.tells):
        if tell.when is None or strand is None or conditions.holds(fold, strand, tell.when):
            yield place, tell


def _notice(fold: Fold, tell: Tell) -> str:
    names = [permit.title_of(fold, who.name) for who in tell.to]
    letter = f" the letter “{said(tell.letter)}”" if tell.letter else ""
    text = f"{listed(names).replace(' or ', ' and ')}:{letter or ' a notice'}, {_within(tell)}"
    if tell.first:
        text += f", after {listed([fold.book.steps[name].title for name in tell.first])}"
    if tell.withholds:
        text += f", without {listed(tell.withholds)}"
    return f"{text}."


def _within(tell: Tell) -> str:
    return "at once" if tell.within.at_once else f"within {tell.within}"


def follows(fold: Fold, strand: Strand | None, step: Step, what: Effects) -> tuple[Follow, ...]:
    """What the act will change, in the order in which it happens."""
    rulebook = fold.book.rulebook
    texts = []
    texts += [f"The pause “{rulebook.pauses[name].title}” begins." for name in what.pauses]
    texts += [f"The pause “{rulebook.pauses[name].title}” ends." for name in what.resumes]
    if what.lifts:
        texts.append(f"Lifted: {_titles(fold, what.lifts)}.")
    if what.fulfils:
        texts.append(f"Fulfilled: {_titles(fold, what.fulfils)}.")
    if len(what.starts) == 1:
        texts.append(f"Begins: {_titles(fold, what.starts)}.")
    if what.continues:
        texts.append(f"Goes on: {_titles(fold, what.continues)}.")
    if what.decision is not None:
        texts.append(_RULINGS[what.decision])
    if what.activates:
        texts.append("The suspended sanctions chosen here come into force.")
    if what.joins:
        texts.append("Other complaints and their parties become part of this case.")
    if what.splits:
        texts.append("What is named goes out to another case, with its proofs and its own clock.")
    if what.releases:
        texts.append("The respondents named are parties no longer.")
    if what.opens is not None:
        texts.append(f"A side strand opens: {fold.book.stages[what.opens].title}.")
    if what.sends_back is not None:
        texts.append(f"The matter goes back to the stage: {fold.book.stages[what.sends_back].title}.")
    if what.leads_to:
        texts.append(_moves(fold, strand, step, what))
    return tuple(Follow(text) for text in texts)


def _moves(fold: Fold, strand: Strand | None, step: Step, what: Effects) -> str:
    stages = [fold.book.stages[lead.to].title for lead in what.leads_to]
    text = f"The case moves to the stage: {listed(stages)}"
    if fold.book.each[step.id] and not step.start:
        text += ", when this has been done for everyone concerned"
    return f"{text}."


def _titles(fold: Fold, names: tuple[str, ...]) -> str:
    return listed([fold.book.rulebook.imposition(name).title for name in names]).replace(" or ", " and ")
