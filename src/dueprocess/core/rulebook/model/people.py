"""Who acts and how time is counted: calendar, roles, bodies, degrees of conflict; transition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from dueprocess.core.rulebook.model.vocabulary import (
    MAJORITY,
    NEXT_WORKING_DAY,
    ONE_VOTER,
    Period,
    Quorum,
    Rules,
    Seats,
)


class OpenCases(StrEnum):
    """Whether and when open cases move to a new version."""

    STAY = "stay"
    AT_NEXT_STAGE = "at next stage"
    AT_ONCE = "at once"


@dataclass(frozen=True, slots=True)
class Transition:
    """What becomes of open cases when this version replaces an earlier one."""

    open_cases: OpenCases = OpenCases.STAY
    at_once: tuple[str, ...] = ()  # steps read from this version at once
    stages: Mapping[str, str] = field(default_factory=dict)  # stage of the old version: of this one


class FirstDay(StrEnum):
    """What day 1 of a period is."""

    NEXT_DAY = "next day"
    NEXT_WORKING_DAY = "next working day"
    SAME_DAY = "same day"


class LastDay(StrEnum):
    """Whether a last day on which nothing is open moves on."""

    AS_COUNTED = "as counted"
    NEXT_WORKING_DAY = "next working day"


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which the organisation is closed; both ends belong to it."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """How this rulebook counts time."""

    timezone: str = "UTC"
    holidays: str | None = None  # a code such as GB-ENG; the days themselves come with the docket
    closed: tuple[Closure, ...] = ()
    working_week: tuple[int, ...] = (0, 1, 2, 3, 4)  # Monday is 0
    first_day: FirstDay = FirstDay.NEXT_DAY
    last_day: LastDay = LastDay.AS_COUNTED
    day_ends: time | None = None  # an event at or after this counts for the next day
    at_once: Period = NEXT_WORKING_DAY  # when "at once" counts as late
    received: Mapping[str, Period] = field(default_factory=dict)  # way of sending: presumed receipt


class Chosen(StrEnum):
    """How somebody is chosen for a case."""

    ROTA = "rota"
    LOT = "lot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """An office, a task in one case, or (`party`) a kind of party."""

    id: str
    title: str
    clause: str | None = None
    says: str | None = None
    per_case: bool = False
    chosen: Chosen | None = None
    chosen_from: str | None = None  # a per-case role or body: only who holds that can be appointed
    separate_from: tuple[str, ...] = ()  # roles or bodies
    barred_offices: tuple[str, ...] = ()  # roles
    fresh: bool = False
    needs: tuple[str, ...] = ()  # attestations, words as written
    needs_training: tuple[str, ...] = ()
    declares: bool = False  # nobody is appointed who has not declared to have no conflict with its parties
    reads: tuple[str, ...] = ()  # stages: only there its holders read the file by it; (): at every stage
    never_oversees: bool = False  # nobody who holds it has the power to oversee
    too_few: str | None = None  # role or body that acts instead
    party: bool = False


class TieKind(StrEnum):
    """What a tie does."""

    FAILS = "fails"
    CHAIR_DECIDES = "chair decides"
    ROLE_COUNTERSIGNS = "role countersigns"


@dataclass(frozen=True, slots=True)
class Tie:
    """What happens when as many are for as against."""

    kind: TieKind = TieKind.FAILS
    role: str | None = None  # who must countersign


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Below this the body is too few. None: not bounded in this way."""

    sitting: int | None = None
    voting: int | None = None


@dataclass(frozen=True, slots=True)
class InWriting:
    """Decision without a meeting, if nobody objects within `wait`."""

    rule: Rules
    wait: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Role):
    """A role with several seats, which acts by decision."""

    seats: Mapping[str, Seats]  # by role
    stand_ins: Mapping[str, str] = field(default_factory=dict)  # seat's role: role that fills it
    chair: str | None = None  # a role with a seat
    chair_not_of_unit: bool = False  # nobody chairs a case against their own unit, or somebody of it
    of_unit: str | None = None  # fact of kind unit
    quorum: Quorum = ONE_VOTER
    at_least: AtLeast | None = None  # None: the quorum of the step
    decides_by: Rules = MAJORITY
    tie: Tie = Tie()
    abstain: bool = True
    dissent: bool = False
    secret: bool = False
    in_writing: InWriting | None = None


MENTIONED = "mentioned"
"""The ground on which the machine notes that what a party wrote may speak of an officer."""


class Bar(StrEnum):
    """What a conflict keeps a person from."""

    SEE = "see"
    SPEAK = "speak"
    VOTE = "vote"


class Computed(StrEnum):
    """A ground that the case and the register show by themselves, without anybody's saying it."""

    SAME_UNIT = "same unit"
    EARLIER_ROLE = "earlier role"
    DECIDED_BEFORE = "decided before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A degree of conflict of interest."""

    id: str
    title: str
    clause: str | None = None
    says: str | None = None
    grounds: tuple[str, ...] = ()
    computed: tuple[Computed, ...] = ()
    bars: tuple[Bar, ...] = ()
    alleged_bars: bool = False  # `alleged = "bars"`: until settled, when somebody else says it
    several: int | None = None  # this many of it
    become: str | None = None  # are a conflict of that degree
