"""Whom a docket concerns and who may sit in it, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody under their docket-local key, with the name that may be shown."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class PartyLine:
    """One party; `person` is their key in the register, None for those outside it. `reads`: by what they open
    their own part at the portal now, `login`, `code` or `link` (a one-time link, or a passkey); "" where
    nothing opens it. `may_be`: of how many people in the register their name may speak, as long as nobody has
    said who they are. `untold`: nobody writes to them before the rules have told them of the case
    (`core.engine.untold`)."""

    key: str
    kind: str
    kind_title: str
    name: str
    person: int | None
    anonymous: bool
    minor: bool
    unit: str
    contact: tuple[tuple[str, str], ...]
    acts_for: str
    status: str
    standing: str
    since: int
    reads: str
    may_be: int
    untold: bool


@dataclass(frozen=True, slots=True)
class MentionLine:
    """That what a party wrote may speak of an officer, noted by the machine as entry `n`: in which sentence,
    who may rule on it now and by when. `ruled` is the number of the act that did, `is_conflict` what it
    found; None while nobody has."""

    n: int
    name: str
    said_by: str
    passage: str
    rulers: tuple[str, ...]
    last_day: date | None
    late: bool
    ruled: int | None
    is_conflict: bool | None


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One member of a body: voting, speaking only, or out with the reason."""

    key: str
    name: str
    seat: str
    place: str
    reason: str
    stands_in_for: str


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body: who may sit, and whether it can act."""

    id: str
    title: str
    seats: int
    quorum: int
    can_act: bool
    members: tuple[SeatLine, ...]

    @property
    def seated(self) -> list[SeatLine]:
        """Those who may sit."""
        return [seat for seat in self.members if seat.place != "out"]


@dataclass(frozen=True, slots=True)
class AskLine:
    """A party that waits for an answer: since when, and by which act they wrote what stands unanswered."""

    key: str
    name: str
    since: datetime
    n: int
