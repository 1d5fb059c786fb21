"""The small vocabularies of the format: periods, ranges, events, conditions, rules of decision, who."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Unit(StrEnum):
    """What a period counts."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Period:
    """PERIOD. `same day` is 0 days, `same working day` 0 working days.

    `at once` has been replaced by the rulebook's `calendar.at_once`; `at_once` keeps that it was said so.
    """

    count: int
    unit: Unit
    at_once: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        if self.at_once:
            return "at once"
        if self.count == 0:
            return "same working day" if self.unit is Unit.WORKING_DAYS else "same day"
        return f"{self.count} {self.unit if self.count != 1 else self.unit.removesuffix('s')}"


NEXT_WORKING_DAY = Period(1, Unit.WORKING_DAYS)
AT_ONCE = Period(1, Unit.WORKING_DAYS, at_once=True)
"""`at once` where the rulebook's calendar says nothing else."""


class Open(StrEnum):
    """An end that no calendar gives."""

    FOR_GOOD = "for good"
    UNTIL_DONE = "until done"
    UNTIL_LIFTED = "until lifted"
    UNTIL_THE_CASE_ENDS = "until the case ends"


@dataclass(frozen=True, slots=True)
class Range:
    """RANGE. With `choices`: one of these. Without: anything from `low` to `high` (None: no bound)."""

    choices: tuple[Period | Open, ...] = ()
    low: Period | None = None
    high: Period | None = None

    @property
    def fixed(self) -> Period | Open | None:
        """The only length there is, or None if whoever decides has to choose one."""
        return self.choices[0] if len(self.choices) == 1 else None

    def __str__(self) -> str:
        if self.choices:
            return " or ".join(str(choice) for choice in self.choices)
        if self.low and self.high:
            return f"{self.low} to {self.high}"
        return f"up to {self.high}" if self.high else f"at least {self.low}"


class EventKind(StrEnum):
    """What kind of thing happens."""

    STEP = "step"  # `STEP` or `STEP: OUTCOME`: it was taken
    FIRST = "first"  # `first STEP`
    DEADLINE = "deadline of"  # `deadline of STEP`
    STEP_END = "end of step"  # `end of STEP`: done, or its deadline passed, for all concerned
    SERVICE = "service of"  # `service of STEP`
    FINALITY = "finality of"  # `finality of STEP`
    ENTRY = "entry into"  # `entry into STAGE`
    DATE = "date of"  # `date of FACT`
    START = "start of"  # `start of X`: a measure, sanction or pause
    END = "end of"  # `end of X`: a measure, sanction or pause
    CONFLICT = "conflict"  # it was noted; in a step that is owed for each


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that can happen; `name` is a step, stage, fact, measure, sanction or pause as `kind` says."""

    kind: EventKind
    name: str
    outcome: str | None = None

    def __str__(self) -> str:
        if self.kind is EventKind.CONFLICT:
            return str(self.kind)
        if self.kind is EventKind.STEP:
            return f"{self.name}: {self.outcome}" if self.outcome else self.name
        prefix = "end of" if self.kind is EventKind.STEP_END else str(self.kind)
        return f"{prefix} {self.name}: {self.outcome}" if self.outcome else f"{prefix} {self.name}"


@dataclass(frozen=True, slots=True)
class Event:
    """EVENT. `A or B`: whichever of `of` happened last."""

    of: tuple[Happening, ...]

    def __str__(self) -> str:
        return " or ".join(str(happening) for happening in self.of)


Events = tuple[Event, ...]
"""A list of events: all must have happened, the last counts. Never empty where a row needs an event."""

Value = bool | str
"""What a fact can be compared with: true, false, or one of its choices. (Recorded dates are dates.)"""


@dataclass(frozen=True, slots=True)
class Test:
    """A fact is one of these values. A fact not yet recorded is `false`, or no choice at all."""

    __test__ = False  # not a test case for pytest

    fact: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class When:
    """WHEN. Any of the tables, all the tests of one table. An absent WHEN is None, never an empty When."""

    any_of: tuple[tuple[Test, ...], ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact it turns on, each once."""
        return tuple(dict.fromkeys(test.fact for table in self.any_of for test in table))


class RuleKind(StrEnum):
    """When a vote carries."""

    ANY_ONE = "any one"
    MEMBERS = "members"  # `number` members
    CONSENSUS = "consensus"  # nobody against
    UNANIMOUS = "unanimous"
    MAJORITY = "majority"
    TWO_THIRDS = "two thirds"
    THREE_QUARTERS = "three quarters"
    ALL_BUT = "all but"  # all but `number`


class Base(StrEnum):
    """What a share is a share of."""

    VOTES = "of votes"
    PRESENT = "of those present"
    ELIGIBLE = "of those eligible"
    SEATS = "of all seats"


@dataclass(frozen=True, slots=True)
class Rule:
    """RULE. `base` is None for `any one`, `N members`, `consensus` and `unanimous`."""

    kind: RuleKind
    number: int | None = None
    base: Base | None = None

    def __str__(self) -> str:
        words = {
            RuleKind.MEMBERS: f"{self.number} members",
            RuleKind.ALL_BUT: f"all but {self.number}",
        }
        said = words.get(self.kind, str(self.kind))
        usual = Base.ELIGIBLE if self.kind is RuleKind.ALL_BUT else Base.VOTES
        return said if self.base in (None, usual) else f"{said} {self.base}"


Rules = tuple[Rule, ...]
"""The first that is met decides. Empty: not said here."""


MAJORITY: Rules = (Rule(RuleKind.MAJORITY, base=Base.VOTES),)


class QuorumKind(StrEnum):
    """How a quorum is said."""

    NUMBER = "number"
    MAJORITY_ELIGIBLE = "majority of those eligible"
    MAJORITY_SEATS = "majority of all seats"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Quorum:
    """QUORUM. `number` only with `NUMBER`."""

    kind: QuorumKind
    number: int | None = None

    def __str__(self) -> str:
        return str(self.number) if self.number is not None else str(self.kind)


ONE_VOTER = Quorum(QuorumKind.NUMBER, 1)


@dataclass(frozen=True, slots=True)
class Seats:
    """SEATS. `all`: every holder of the role (then `low` is 0 and `high` None); high None: no upper bound."""

    low: int
    high: int | None
    all: bool = False

    def __str__(self) -> str:
        if self.all:
            return "all"
        if self.high is None:
            return f"{self.low} or more"
        if self.low == self.high:
            return str(self.low)
        return f"{self.low} to {self.high}" if self.low else f"up to {self.high}"


class WhoKind(StrEnum):
    """What a name of WHO names."""

    ROLE = "role"
    BODY = "body"
    PARTY = "party"  # a kind of party
    ANYONE = "anyone"
    PARTIES = "parties"  # all parties but witnesses, companions and representatives
    APPLICANT = "applicant"  # whoever opened the strand
    OTHER_SIDE = "other_side"  # the parties other than the applicant
    ORGANISATION = "organisation"
    MEMBERS = "members"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Who:
    """WHO. `name` is the role, body or kind of party; else the word itself."""

    kind: WhoKind
    name: str

    @property
    def is_party(self) -> bool:
        """It can only be parties."""
        return self.kind in (
            WhoKind.PARTY,
            WhoKind.PARTIES,
            WhoKind.APPLICANT,
            WhoKind.OTHER_SIDE,
        )


PARTIES = (
    "complainant",
    "affected_person",
    "respondent",
    "witness",
    "companion",
    "representative",
)
"""The kinds of party that are always there."""

NOT_SIDES = ("witness", "companion", "representative")
"""What the word `parties` leaves out."""


class Finding(StrEnum):
    """What was found on one allegation against one respondent."""

    PROVED = "proved"
    PARTLY_PROVED = "partly proved"
    NOT_PROVED = "not proved"
    NOT_DECIDED = "not decided"


class Proof(StrEnum):
    """How sure whoever makes a finding has to be."""

    BALANCE = "balance of probabilities"
    COMFORTABLE = "comfortable satisfaction"
    CLEAR = "clear and convincing"
    DOUBT = "beyond reasonable doubt"


FOUND_AGAINST = frozenset({Finding.PROVED, Finding.PARTLY_PROVED})
