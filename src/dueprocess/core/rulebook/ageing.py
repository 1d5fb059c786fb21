"""What a rulebook asks for because a case has become old: its *escalations*.

Knows a rulebook; no case and no clock. An escalation is a duty that may be done at any stage, once a case has
lasted for months from how it began (or was reopened), whatever else has happened in it: a report, a written
explanation, a taking over. Nothing marks such a step in the file but its deadline.
"""

from __future__ import annotations

from dataclasses import dataclass

from dueprocess.core.rulebook.model import (
    Due,
    DueKind,
    EventKind,
    Happening,
    LoggedAs,
    Period,
    Rulebook,
    Step,
    Unit,
)

LEAST = 84
"""A case is old after twelve weeks at the least, in days: what is owed sooner belongs to handling it."""
DAYS_OF = {Unit.WORKING_DAYS: 7 / 5, Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 365 / 12, Unit.YEARS: 365}
"""How long a unit is, roughly: to put periods in order, never to count a deadline."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """A step that is owed once a case is so old, and with `every` again and again. `days`: that age,
    roughly."""

    step: Step
    within: Period
    every: Period | None
    days: int


def escalations(rulebook: Rulebook) -> tuple[Escalation, ...]:
    """Return the escalations of a rulebook, those of the youngest cases first."""
    found = []
    for step in rulebook.steps.values():
        if step.any:
            found += [_of(step, due) for due in step.due if _asks(rulebook, due)]
    return tuple(sorted((each for each in found if each.days >= LEAST), key=lambda each: each.days))


def _of(step: Step, due: Due) -> Escalation:
    assert due.within is not None
    return Escalation(
        step, due.within, due.every, round(due.within.count * DAYS_OF.get(due.within.unit, 1 / 24))
    )


def _asks(rulebook: Rulebook, due: Due) -> bool:
    return (
        due.kind is DueKind.DUTY
        and due.within is not None
        and bool(due.after)
        and all(_begins(rulebook, each) for event in due.after for each in event.of)
    )


def _begins(rulebook: Rulebook, what: Happening) -> bool:
    """Tell whether this is how a case begins: its first step, or its being opened again."""
    if what.kind not in (EventKind.STEP, EventKind.FIRST):
        return False
    step = rulebook.steps[what.name]
    return step.start or step.logged_with(what.outcome) is LoggedAs.REOPENED
