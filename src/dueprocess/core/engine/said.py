"""Days and events as sentences say them. Knows words; decides nothing."""

from __future__ import annotations

from datetime import date

from dueprocess.core.rulebook.model import EventKind, Happening, Rulebook


def said_day(day: date) -> str:
    """A day as a sentence says it: 3 April 2026."""
    return f"{day.day} {day:%B} {day.year}"


def said_days(days: list[date]) -> str:
    """Several days: 3 April 2026 and 6 April 2026."""
    words = [said_day(day) for day in days]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def said_event(rulebook: Rulebook, what: Happening) -> str:
    """What happened, in words."""
    title = _title(rulebook, what)
    if what.outcome is not None and what.name in rulebook.steps:
        title = f"{title}: {rulebook.steps[what.name].outcomes[what.outcome].title}"
    return {
        EventKind.STEP: f"“{title}” was done",
        EventKind.FIRST: f"“{title}” was first done",
        EventKind.DEADLINE: f"the time for “{title}” ended",
        EventKind.STEP_END: f"“{title}” was done or its time ended",
        EventKind.SERVICE: f"the notice of “{title}” was received",
        EventKind.FINALITY: f"“{title}” became final",
        EventKind.ENTRY: f"the stage “{title}” began",
        EventKind.DATE: f"the day recorded as “{title}”",
        EventKind.START: f"“{title}” began",
        EventKind.END: f"“{title}” ended",
    }[what.kind]


def _title(rulebook: Rulebook, what: Happening) -> str:
    name = what.name
    if what.kind is EventKind.ENTRY:
        return rulebook.stages[name].title
    if what.kind is EventKind.DATE:
        return rulebook.facts[name].title
    if what.kind in (EventKind.START, EventKind.END):
        if name in rulebook.pauses:
            return rulebook.pauses[name].title
        return rulebook.imposition(name).title
    return rulebook.steps[name].title
