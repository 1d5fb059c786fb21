"""By what a rulebook tells respondents of a case. Knows letters as rows of the rulebook; of no case."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from dueprocess.core.rulebook.model import Rulebook, Step, Tell, WhoKind

RESPONDENT = "respondent"


def tells_respondents(rulebook: Rulebook) -> bool:
    """Tell whether any letter of the rules goes to respondents."""
    steps = any(_tells(tells) for step in rulebook.steps.values() for tells in _letters(step))
    return steps or any(_tells(stage.tells) for stage in rulebook.stages.values())


def told_respondents(rulebook: Rulebook) -> frozenset[str]:
    """Return the letters of the rules that go to respondents, or may."""
    every = [tells for step in rulebook.steps.values() for tells in _letters(step)]
    every += [stage.tells for stage in rulebook.stages.values()]
    letters = {tell.letter for tells in every for tell in tells if _tells([replace(tell, optional=False)])}
    return frozenset(letter for letter in letters if letter)


def tellers(rulebook: Rulebook) -> list[Step]:
    """Return the steps that tell a respondent, whatever else holds: those that always do, then those of which
    an outcome does, each in the order of the file."""
    steps = rulebook.steps.values()
    always = [step for step in steps if _tells(step.effects.tells, always=True)]
    by_outcome = [
        step
        for step in steps
        if step not in always and any(_tells(each.own.tells, always=True) for each in step.outcomes.values())
    ]
    return [*always, *by_outcome]


def _letters(step: Step) -> Iterator[Collection[Tell]]:
    """Yield what is told by a step, by each of its outcomes, and when it is late."""
    yield step.effects.tells
    yield from (outcome.own.tells for outcome in step.outcomes.values())
    yield from (due.on_late.tells for due in step.due if due.on_late)


def _tells(tells: Collection[Tell], *, always: bool = False) -> bool:
    return any(
        (who.kind is WhoKind.PARTIES or (who.kind is WhoKind.PARTY and who.name == RESPONDENT))
        and not tell.optional
        and not (always and tell.when is not None)
        for tell in tells
        for who in tell.to
    )
