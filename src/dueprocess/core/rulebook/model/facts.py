"""What is asked or derived of a case: facts, and from what each that nobody is asked follows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dueprocess.core.rulebook.model.vocabulary import (
    Event,
    Period,
)


class FactKind(StrEnum):
    """What the answer to a fact is."""

    YES_OR_NO = "yes or no"
    CHOICE = "choice"
    DATE = "date"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class PartyHolds:
    """`{ party = KIND, holds = ROLE or [ROLES] }`"""

    party: str
    holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartyStatus:
    """`{ party = KIND, status = "left" }`"""

    party: str
    status: str


@dataclass(frozen=True, slots=True)
class TooFew:
    """`{ too_few = BODY or ROLE }`"""

    name: str


@dataclass(frozen=True, slots=True)
class Late:
    """`{ late = STEP }`"""

    step: str


@dataclass(frozen=True, slots=True)
class Taken:
    """`{ taken = EVENT }`, an event of step form: every happening in it is of kind STEP or FIRST."""

    event: Event


@dataclass(frozen=True, slots=True)
class SanctionLive:
    """`{ sanction = X, times = n }`: live against a respondent, earlier cases included. Per respondent."""

    sanction: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class MeasureInForce:
    """`{ measure = X or [X], for = PERIOD }`: in force, and for at least so long."""

    measures: tuple[str, ...]
    at_least: Period | None = None


@dataclass(frozen=True, slots=True)
class UnitOf:
    """`{ unit_of = KIND }`: the unit of such a party; none when they are of several. A fact of kind unit."""

    party: str


@dataclass(frozen=True, slots=True)
class FoundAgainst:
    """`{ found_against = KIND }`: a finding in FOUND_AGAINST stands against such a party. Per party."""

    party: str


@dataclass(frozen=True, slots=True)
class ClauseAlleged:
    """`{ alleged = ["code/4"] }`: something is alleged against a respondent under one of these clauses."""

    clauses: tuple[str, ...]


Derived = (
    PartyHolds
    | PartyStatus
    | TooFew
    | Late
    | Taken
    | SanctionLive
    | MeasureInForce
    | FoundAgainst
    | UnitOf
    | ClauseAlleged
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What the rules turn on: recorded by an act, or derived."""

    id: str
    title: str
    clause: str | None = None
    says: str | None = None
    kind: FactKind = FactKind.YES_OR_NO  # a derived fact is `yes or no`
    choices: tuple[str, ...] = ()
    per: str | None = None  # kind of party: one answer each
    notice: Period | None = None  # of a date: how far ahead it must lie when recorded
    shortest_notice: Period | None = None  # with the consent of all parties
    not_before: str | None = None  # of a date: another date fact, before whose day it must not lie
    derived: Derived | None = None
