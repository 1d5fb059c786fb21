"""What lasts (pauses, measures, sanctions), what is owed outside cases, and the whole rulebook."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dueprocess.core.rulebook.model.facts import Fact
from dueprocess.core.rulebook.model.people import (
    Body,
    Calendar,
    Conflict,
    Role,
    Transition,
)
from dueprocess.core.rulebook.model.procedure import Stage, Step, Tell
from dueprocess.core.rulebook.model.vocabulary import Period, Proof, Range, Rules, When, Who


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A reason for which the clock stands still."""

    id: str
    title: str
    clause: str | None = None
    says: str | None = None
    lasts: Range
    stops_case: bool = True  # `stops = "case"`
    stops_strand: bool = False  # `stops = "strand"`
    stops_steps: tuple[str, ...] = ()  # `stops = [steps]`
    renewable: bool = False
    for_all: bool = False
    tells_at_end: tuple[Tell, ...] = ()


class Consequence(StrEnum):
    """`effect` of a measure or sanction: what it does to a person's membership, offices or freedom."""

    MEMBERSHIP_ENDED = "membership ended"
    MEMBERSHIP_REFUSED = "membership refused"
    MEMBERSHIP_SUSPENDED = "membership suspended"
    OFFICE_LOST = "office lost"
    CANDIDACY_LOST = "candidacy lost"
    MAY_NOT_HOLD_OFFICE = "may not hold office"
    MAY_NOT_STAND = "may not stand"
    MAY_NOT_ATTEND = "may not attend"
    MAY_NOT_TAKE_PART = "may not take part"
    NO_CONTACT = "no contact"
    ACCESS_REMOVED = "access removed"
    DESIGNATION_WITHDRAWN = "designation withdrawn"
    CONDITIONS = "conditions"
    TRAINING = "training"
    APOLOGY = "apology"
    CONTENT_REMOVED = "content removed"
    NAMED_IN_PUBLIC = "named in public"
    UNIT_DISSOLVED = "unit dissolved"
    ON_THE_RECORD_ONLY = "on the record only"
    AS_THE_DECISION_SAYS = "as the decision says"


class AtEnd(StrEnum):
    """What becomes of a measure at its end."""

    LAPSES = "lapses"
    MUST_BE_DECIDED = "must be decided"


class Begins(StrEnum):
    """When a sanction begins."""

    AT_ONCE = "at once"
    ON_SERVICE = "on service"
    WHEN_FINAL = "when final"


class DuringAppeal(StrEnum):
    """What an appeal does to a sanction."""

    IN_FORCE = "in force"
    STAYED = "stayed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imposition:
    """What measures and sanctions share."""

    id: str
    title: str
    clause: str | None = None
    says: str | None = None
    effect: tuple[Consequence, ...]
    lasts: Range
    cap: Period | None = None
    scope: tuple[str, ...] = ()  # words; the act names some
    standing: str | None = None  # one of rulebook.standings; None: the first, "nothing"
    needs: tuple[str, ...] = ()
    consent_of: tuple[Who, ...] = ()
    countersigned_by: tuple[str, ...] = ()
    decides_by: Rules = ()
    when: When | None = None
    tells_at_end: tuple[Tell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Imposition):
    """An interim measure. `must be decided` has `holding`, and may have `remind` and `reports_to`."""

    at_end: AtEnd = AtEnd.LAPSES
    holding: Period | None = None  # after its end, within which its body must lift or continue it
    remind: tuple[Period, ...] = ()  # warnings before its end
    reports_to: tuple[Who, ...] = ()  # told when the holding period begins
    undone: str = ""  # the letter to whoever was told of it, where nothing was found


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction(Imposition):
    """What may be imposed on a person, unit or body."""

    begins: Begins = Begins.AT_ONCE
    during_appeal: DuringAppeal = DuringAppeal.IN_FORCE
    follows: tuple[str, ...] = ()  # steps that must have been taken before it is imposed
    meanwhile: str | None = None  # measure that applies while the sanction does not
    may_be_suspended: Range | None = None  # length of probation
    credits: tuple[str, ...] = ()  # measures whose time counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What is owed outside single cases."""

    id: str
    title: str
    clause: str | None = None
    says: str | None = None
    by: tuple[Who, ...]
    every: Period
    tells: tuple[Tell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """Text shown at steps and stages; at none named: everywhere."""

    id: str
    says: str
    title: str | None = None
    clause: str | None = None
    at_steps: tuple[str, ...] = ()
    at_stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Rulebook:
    """A checked rulebook. Two are the same if they have the same text: compare `hash`."""

    text: str = field(repr=False)
    hash: str = field(init=False)  # "sha256:" and 64 hex digits, of the UTF-8 text
    id: str
    version: str
    title: str
    language: str
    adopted_by: str | None = None
    target: Period | None = None
    standings: tuple[str, ...] = ()  # rising; the first is "nothing"
    standard_of_proof: Proof | None = None  # of every finding whose step states no other
    notices: tuple[str, ...] = ()  # letters that tell respondents what is alleged against them
    sealed_alone: str | None = None  # on which advice a sealed account may bear a finding alone
    transition: Transition = field(default=Transition(), repr=False)
    report_within: Period | None = None  # the duty to report; None: there is none
    reporters: tuple[str, ...] = ()  # roles that have it; none: everybody in the register
    calendar: Calendar = field(default=Calendar(), repr=False)
    roles: Mapping[str, Role] = field(default_factory=dict, repr=False)  # without kinds of party
    parties: Mapping[str, Role] = field(default_factory=dict, repr=False)  # kinds of party, built-in first
    bodies: Mapping[str, Body] = field(default_factory=dict, repr=False)
    conflicts: Mapping[str, Conflict] = field(default_factory=dict, repr=False)
    facts: Mapping[str, Fact] = field(default_factory=dict, repr=False)
    stages: Mapping[str, Stage] = field(default_factory=dict, repr=False)
    steps: Mapping[str, Step] = field(default_factory=dict, repr=False)
    pauses: Mapping[str, Pause] = field(default_factory=dict, repr=False)
    measures: Mapping[str, Measure] = field(default_factory=dict, repr=False)
    sanctions: Mapping[str, Sanction] = field(default_factory=dict, repr=False)
    duties: Mapping[str, Duty] = field(default_factory=dict, repr=False)
    guidance: Mapping[str, Guidance] = field(default_factory=dict, repr=False)
    cache: dict[str, Any] = field(default_factory=dict, repr=False)
    """What others in core have worked out from this rulebook alone and keep with it (under their name)."""

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.text.encode("utf-8")).hexdigest()
        object.__setattr__(self, "hash", f"sha256:{digest}")

    def role_or_body(self, name: str) -> Role:
        """The role, body or kind of party of that name; KeyError if there is none."""
        return self.bodies.get(name) or self.roles.get(name) or self.parties[name]

    def imposition(self, name: str) -> Imposition:
        """The measure or sanction of that name; KeyError if there is none."""
        return self.measures.get(name) or self.sanctions[name]
