"""How many open files and deadlines a pause of all cases moves, counted from the copies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from dueprocess.core.rulebook.model import Due, Rulebook, Unit
from dueprocess.docket.models import Deadline
from dueprocess.docket.models.dockets import YES
from dueprocess.rules import rulebooks


@dataclass(frozen=True, slots=True)
class Moved:
    """What a pause moves: open cases, and deadlines in them that are still to be met."""

    cases: int
    deadlines: int


def moved_by(pause: str, *, on: date) -> Moved:
    """Return what a pause that begins (or ends earlier) with a day moves, as things stand now: every
    deadline that runs on that day still, under a rule that the pause stops."""
    cases = deadlines = 0
    for hash_ in rulebooks.with_pause(pause):
        at = rulebooks.clock(hash_).begins(on)
        later = Q(running__in=YES) & (Q(due_at__gt=at) | Q(due_at=None))
        rows = Deadline.objects.filter(later, docket__is_open__in=YES, docket__rulebook=hash_)
        for step, entry in _unmoved(rulebooks.get(hash_), pause):
            rows = rows.exclude(step=step, entry=entry)
        found = rows.aggregate(cases=Count("docket", distinct=True), deadlines=Count("pk"))
        cases, deadlines = cases + found["cases"], deadlines + found["deadlines"]
    return Moved(cases, deadlines)


def _unmoved(rules: Rulebook, pause: str) -> list[tuple[str, int]]:
    """Return the deadlines, by step and place, that this pause leaves where they are."""
    steps = rules.pauses[pause].stops_steps
    return [
        (step.id, entry)
        for step in rules.steps.values()
        for entry, due in enumerate(step.due)
        if (steps and step.id not in steps) or not _counts_days(due)
    ]


def _counts_days(due: Due) -> bool:
    period = due.within or due.every
    return bool(due.after) and not due.never_paused and period is not None and period.unit is not Unit.HOURS
