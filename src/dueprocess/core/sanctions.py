"""Sanctions and measures as they bear on a person: what applies on a day, and their standing.

Knows effects, standings and days. How a measure or sanction came to be in force is the engine's to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from dueprocess.core.rulebook.model import Consequence, Rulebook

Span = tuple[datetime, datetime | None]
"""From an instant on, and before another (None: no end is known)."""


@dataclass(frozen=True, slots=True)
class ImpositionState:
    """A measure or sanction on one party, as it stands at the state's moment.

    `last_day` is the last day as far as it is known; `ends_at` the instant after it (UTC).
    `act` imposed it; `index` tells several of one act apart.
    """

    id: str
    title: str
    measure: bool
    on: str | None
    act: int | None
    index: int
    imposed_at: datetime
    begun_at: datetime | None
    last_day: date | None
    ends_at: datetime | None
    ended_at: datetime | None
    state: str
    applies: bool
    live: bool
    effect: tuple[Consequence, ...]
    scope: tuple[str, ...]
    standing: str | None
    clause: str | None
    lasts: str | None
    suspended_for: str | None = None
    credited_days: int = 0
    review_on: tuple[date, ...] = ()  # warnings before a protective measure's end
    decide_by: datetime | None = None  # of one that must be decided: until when
    reviews: tuple[date, ...] = ()  # of a measure: by when it is reviewed, as fixed when it began
    cap_at: datetime | None = None  # of a measure: the instant after which it cannot last
    overdue: bool = False  # nobody has decided by then; it still applies
    instead_of: str | None = None  # a measure that applies while this sanction does not
    probation_until: date | None = None  # of a suspended one: the last day of its probation
    activated_by: int | None = None  # the act that brought a suspended one into force
    case: str | None = None  # the earlier case in which it was suspended
    spans: tuple[Span, ...] = ()  # from when to when it applied, and applies as far as is known
    meanwhile: tuple[Span, ...] = ()  # the same of the measure that applies in its place (`instead_of`)


def effects_on(states: Iterable[ImpositionState], party: str) -> tuple[Consequence, ...]:
    """Everything that now applies to a party, each consequence once."""
    found: dict[Consequence, None] = {}
    for each in states:
        if each.on == party and each.applies:
            for effect in each.effect:
                found[effect] = None
    return tuple(found)


def standing(rulebook: Rulebook, states: Iterable[ImpositionState], party: str) -> str | None:
    """The highest standing of what is in force for a party; the rulebook's first when nothing is."""
    names = rulebook.standings
    if not names:
        return None
    found = 0
    for each in states:
        if each.on == party and each.applies and each.standing in names:
            found = max(found, names.index(each.standing))
    return names[found]
