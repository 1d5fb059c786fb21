"""The power by which something was decided, as values. People and parties stand in them by their keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dueprocess.core.saying import Said
from dueprocess.core.tenure import Lack


class Vote(StrEnum):
    """How somebody voted."""

    FOR = "for"
    AGAINST = "against"
    ABSTAINED = "abstained"


@dataclass(frozen=True, slots=True)
class Office:
    """A role as which somebody took part: `role` is its id, `title` its name, `clause` its own.

    `seat` tells that it is a seat in a body; `appointed` is the entry that appointed them in this case, for a
    role that nobody holds otherwise; `own`: it is as this that the act's author acted.
    """

    who: str
    role: str
    title: str
    clause: str | None = None
    seat: bool = False
    own: bool = False
    appointed: int | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of the body as it stood: could they vote or speak, and why not; did they, and how.

    `training` (with the last day on which it was current) and `has` are what the roster said on that day of
    what the role and the body ask for.
    """

    who: str
    role: str
    title: str
    votes: bool
    speaks: bool
    why_not: Said | None
    stands_in_for: str | None
    took_part: bool
    vote: Vote | None
    training: tuple[tuple[str, date], ...] = ()
    has: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signed:
    """A countersignature: by whom, in which role, and whether they could give it."""

    who: str
    role: str
    title: str
    able: bool


@dataclass(frozen=True, slots=True)
class SaidOf:
    """A conflict that was noted of somebody who took part. `then` and `now`: declared, confirmed, dismissed
    or alleged; `then` is "" where it was noted only after the decision."""

    n: int
    who: str
    ground: str
    degree: str
    said_by_themselves: bool
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that went out with the decision, to a party: whether it is shown that it arrived."""

    to: str
    letter: str | None
    state: str
    last_day: date | None
    received_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """One decision: what it was, who took it in what, by which rule and with which votes, and its gaps."""

    n: int
    at: datetime
    entered: datetime
    day: date
    step: str
    title: str
    outcome: str
    clause: str | None
    rulebook: str
    rules: str
    strand: int | None
    by: str | None
    role: str
    role_title: str
    instead_of: str
    body: bool
    rule: Said | None
    quorum: int | None
    seats: int | None
    could_vote: int | None
    voted: int | None
    yes: int
    no: int
    abstained: int
    in_writing: bool
    members: tuple[Seat, ...]
    offices: tuple[Office, ...]
    signed: tuple[Signed, ...]
    jointly: tuple[str, ...] = ()
    conflicts: tuple[SaidOf, ...] = ()
    letters: tuple[Letter, ...] = ()
    gaps: tuple[Lack, ...] = ()
