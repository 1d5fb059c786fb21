"""What a platform is, who is bound not to give one, and which standing counts, as a rulebook says it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dueprocess.core.rulebook.model.vocabulary import Period


class Status(StrEnum):
    """A class of standing, the gravest first. A list of these may hold of somebody at the same time."""

    EXPELLED = "expelled"
    SUSPENDED = "suspended"
    OFFICE = "office"
    CANDIDACY = "candidacy"
    PREMISES = "premises"
    SPEAKING = "speaking"
    CONDITIONS = "conditions"


class Appearance(StrEnum):
    """As what somebody is on a platform."""

    SPEAKER = "speaker"
    GUEST = "guest"
    HOST = "host"
    CO_ORGANISER = "co-organiser"
    TRAINER = "trainer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One kind of platform. `notice` is how long before it has to be announced; later, up to `urgent` before,
    it goes the urgent lane; later still it is announced too late (`urgent` None: there is no such lane)."""

    id: str
    title: str
    clause: str | None = None
    says: str | None = None
    appear: tuple[Appearance, ...] = tuple(Appearance)
    counts: tuple[Status, ...]
    bound: tuple[str, ...]  # roles
    elsewhere: bool = False  # also at events of affiliates and of others to which somebody bound is invited
    notice: Period
    urgent: Period | None = None
