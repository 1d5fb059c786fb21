"""Platform checks: what the machine answers, and by when an event has to be announced.

Knows what a rulebook says of platforms, how sure a name is, and which standing runs on which days; not whose
it is, from which decision, or what anybody thinks or said: a check is tied to a status and to nothing else.

The machine says "nothing found" or "wait". Nothing found never means that somebody is clear: it means that
no name in the register of standing is near enough. Who they are, and what the unit may do, a registrar says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dueprocess.core.deadlines import Clock, counted_back
from dueprocess.core.rulebook.model import Appearance, Platform, Status


class Machine(StrEnum):
    """What the machine answers: never that somebody is clear."""

    NOTHING_FOUND = "nothing found"
    WAIT = "wait"


class Registrar(StrEnum):
    """What a registrar answers: never why."""

    PERMITTED = "permitted"
    CONDITIONS = "permitted with conditions"
    NOT_PERMITTED = "not permitted"


class Lane(StrEnum):
    """How an event was announced: in time, late enough for the urgent lane, or too late."""

    IN_TIME = "in time"
    URGENT = "urgent"
    TOO_LATE = "too late"


@dataclass(frozen=True, slots=True)
class Held:
    """A standing of somebody whose name is near, in force from a moment until another (None: no end)."""

    who: str
    status: Status
    from_at: datetime
    until_at: datetime | None

    def meets(self, from_at: datetime, to_at: datetime) -> bool:
        """Tell whether it is in force at some moment of the event."""
        return self.from_at < to_at and (self.until_at is None or from_at < self.until_at)


def answer(
    platform: Platform,
    appears: Appearance,
    near: Iterable[Held],
    *,
    from_at: datetime,
    to_at: datetime,
    asked_at: datetime,
) -> Machine:
    """Return what the machine says of one person on the platform of an event.

    `near` are the standings of everybody whose name is as near as the organisation has set, of several people
    where several are near: which of them it is, the machine does not judge. "Wait" where one of these counts
    on this platform and is in force at some moment from now until the end of the event: what ends before it
    is for the registrar to say, and what begins before its end counts already.
    """
    if appears not in platform.appear:
        return Machine.NOTHING_FOUND
    for each in near:
        if each.status in platform.counts and (each.meets(from_at, to_at) or each.meets(asked_at, from_at)):
            return Machine.WAIT
    return Machine.NOTHING_FOUND


def announced_by(platform: Platform, clock: Clock, on: date) -> date:
    """Return the last day on which an event on that day is announced in time: the notice counted back, as
    that of any date in a rulebook."""
    return counted_back(clock, platform.notice, on)


def lane(platform: Platform, clock: Clock, *, on: date, today: date) -> Lane:
    """Return by which lane an event on a day goes that is announced today."""
    if today <= announced_by(platform, clock, on):
        return Lane.IN_TIME
    if platform.urgent is not None and today <= counted_back(clock, platform.urgent, on):
        return Lane.URGENT
    return Lane.TOO_LATE


def binding(platforms: Iterable[Platform], roles: Iterable[str]) -> tuple[Platform, ...]:
    """Return the platforms that somebody with these roles may give to nobody unchecked."""
    held = frozenset(roles)
    return tuple(each for each in platforms if held.intersection(each.bound))
