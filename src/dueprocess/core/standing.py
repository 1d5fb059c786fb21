"""What somebody may not do on a day: classes of standing, and how the effects and the scope of a measure or
sanction become them.

Pure. Knows effects, words of scope and moments; not whose they are, nor why. What an outsider may ask to see:
the whole rule by which a decision bars somebody from something stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from dueprocess.core.rulebook.model import Consequence
from dueprocess.core.sanctions import Span


class Status(StrEnum):
    """A class of standing, the gravest first. A list of these may hold of somebody at the same time."""

    EXPELLED = "expelled"
    SUSPENDED = "suspended"
    OFFICE = "office"
    CANDIDACY = "candidacy"
    PREMISES = "premises"
    SPEAKING = "speaking"
    CONDITIONS = "conditions"


class Source(StrEnum):
    """From what a standing comes. For everybody but who keeps the register and who oversees, a measure reads
    like a decision."""

    DECISION = "decision"
    MEASURE = "measure"
    LIST = "list"


BY_EFFECT: dict[Consequence, frozenset[Status]] = {
    Consequence.MEMBERSHIP_ENDED: frozenset({Status.EXPELLED}),
    Consequence.MEMBERSHIP_SUSPENDED: frozenset({Status.SUSPENDED}),
    Consequence.MAY_NOT_HOLD_OFFICE: frozenset({Status.OFFICE}),
    Consequence.MAY_NOT_STAND: frozenset({Status.CANDIDACY}),
    Consequence.MAY_NOT_ATTEND: frozenset({Status.PREMISES}),
    Consequence.MAY_NOT_TAKE_PART: frozenset({Status.PREMISES, Status.SPEAKING}),
    Consequence.ACCESS_REMOVED: frozenset({Status.PREMISES}),
    Consequence.NO_CONTACT: frozenset({Status.CONDITIONS}),
    Consequence.CONDITIONS: frozenset({Status.CONDITIONS}),
    Consequence.AS_THE_DECISION_SAYS: frozenset({Status.CONDITIONS}),
}
"""What each effect bars from as long as it lasts. An effect that is not here is an event (an office or a
candidacy lost, a course, an apology) or a note on the record: it bars nobody from anything. A rulebook that
wants the loss of an office to bar from the next one says so:
`effect = ["office lost", "may not hold office"]`.
"""
BY_SCOPE: dict[str, Status] = {
    "office": Status.OFFICE,
    "offices": Status.OFFICE,
    "candidacy": Status.CANDIDACY,
    "chairing": Status.SPEAKING,
    "speaking": Status.SPEAKING,
    "platforms": Status.SPEAKING,
    "attendance": Status.PREMISES,
    "premises": Status.PREMISES,
    "meetings": Status.PREMISES,
    "events": Status.PREMISES,
}
"""Words of scope that say of themselves from what they bar."""
NARROWED = frozenset({Status.OFFICE, Status.CANDIDACY, Status.PREMISES, Status.SPEAKING})
"""What a scope can narrow; membership and conditions are whole."""


def statuses(effects: Iterable[str], scope: Sequence[str] = ()) -> tuple[Status, ...]:
    """Return the classes that a measure or sanction with these effects and this scope brings, the gravest
    first.

    Where every word of the scope says from what it bars, these take the place of what the effects alone would
    say; a word that is not known narrows nothing: it is shown beside the class.
    """
    found: set[Status] = set()
    for effect in effects:
        found |= BY_EFFECT.get(Consequence(effect), frozenset())
    said = [BY_SCOPE.get(word.casefold()) for word in scope]
    if found & NARROWED and said and all(said):
        found = (found - NARROWED) | {each for each in said if each is not None}
    return tuple(each for each in Status if each in found)


def holding(spans: Iterable[Span], at: datetime) -> Span | None:
    """Return the span in which a moment lies, its first instant included and its end not; None: none."""
    for from_at, until in spans:
        if from_at <= at and (until is None or at < until):
            return from_at, until
    return None


def cut(spans: Iterable[Span], ends: Iterable[datetime | None]) -> tuple[Span, ...]:
    """Return the spans as far as they lie before the first of these ends (None: no end)."""
    last = min((each for each in ends if each is not None), default=None)
    found: list[Span] = []
    for from_at, until in spans:
        end = until if last is None else last if until is None else min(until, last)
        if end is None or from_at < end:
            found.append((from_at, end))
    return tuple(found)
