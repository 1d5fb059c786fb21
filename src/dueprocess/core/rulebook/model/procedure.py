"""The way of a case: stages, steps, their demands, deadlines and effects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from dueprocess.core.rulebook.model.vocabulary import (
    AT_ONCE,
    Events,
    Period,
    Proof,
    Quorum,
    Rules,
    Value,
    When,
    Who,
    WhoKind,
)


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a strand goes, if `when` holds (None: always). The first of a list that holds is taken."""

    to: str
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """A notice that is owed from an act."""

    to: tuple[Who, ...]
    letter: str | None = None
    within: Period = AT_ONCE
    first: tuple[str, ...] = ()  # steps to be taken after the act and before this goes out
    withholds: tuple[str, ...] = ()
    when: When | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A place in the way of a case."""

    id: str
    title: str
    clause: str | None = None
    says: str | None = None
    end: bool = False
    lasts: Period | None = None  # then it passes on by itself
    until_final: bool = False  # `lasts = "until final"`
    then: tuple[Lead, ...] = ()
    tells: tuple[Tell, ...] = ()  # on entry


class Ruling(StrEnum):
    """What becomes of an act under appeal."""

    STANDS = "stands"
    SET_ASIDE = "set aside"
    VARIED = "varied"


class Settled(StrEnum):
    """What becomes of a conflict that was said."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Change:
    """What `extends`, `shortens` and `restores` may do to the deadlines of which steps."""

    steps: tuple[str, ...] = ()
    any: bool = False  # `steps = "any"`
    at_most: Period | None = None
    at_least: Period | None = None
    times: int | None = None  # how often for one deadline; None: no bound
    late: bool = False  # also when already late
    not_after: Period | None = None  # of `restores`: from the end of the limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What an act, an outcome or lateness changes, applied in this order. Absent: empty, None or False."""

    sets: Mapping[str, Value] = field(default_factory=dict)
    tells: tuple[Tell, ...] = ()
    appoints: tuple[str, ...] = ()
    removes: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    extends: Change | None = None
    shortens: Change | None = None
    restores: Change | None = None
    lifts: tuple[str, ...] = ()
    fulfils: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    continues: tuple[str, ...] = ()
    decision: Ruling | None = None
    imposes: tuple[str, ...] = ()
    activates: bool = False
    conflict: Settled | None = None
    joins: bool = False
    splits: bool = False
    releases: bool = False
    admits_unproved: bool = False  # earlier unproved matters of the same people reach whoever decides
    opens: str | None = None
    sends_back: str | None = None
    leads_to: tuple[Lead, ...] = ()


NO_EFFECTS = Effects()


class DueKind(StrEnum):
    """What passing a deadline means: owed still, missed, chance gone, or too late."""

    DUTY = "duty"
    TARGET = "target"
    CHANCE = "chance"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Bound:
    """`but_not_after` / `but_not_before`; without an event of its own it has the deadline's."""

    within: Period
    after: Events


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One deadline of a step. Exactly one form:

    `within` + `after` · `every` + `after` (+ `within` for the first) · `at_least` + `before` · `on`.
    """

    within: Period | None = None
    after: Events = ()
    every: Period | None = None
    at_least: Period | None = None
    before: str | None = None  # date fact
    on: str | None = None  # date fact
    kind: DueKind = DueKind.DUTY
    but_not_after: Bound | None = None
    but_not_before: Bound | None = None
    by_time: time | None = None
    when: When | None = None
    remind: tuple[Period, ...] = ()
    never_paused: bool = False
    on_late: Effects | None = None
    words: str | None = None
    clause: str | None = None  # its own, else the step's


@dataclass(frozen=True, slots=True)
class Wait:
    """`not_before`: either `after` (+ `wait`) or `on` a date fact. Of a list all must be over."""

    after: Events = ()
    wait: Period | None = None
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Attack:
    """What an appeal step attacks: acts of `step`, or only those with this outcome."""

    step: str
    outcome: str | None = None


class EachKind(StrEnum):
    """What a step is owed once for."""

    PARTY = "party"
    COMPLAINT = "complaint"
    STEP = "step"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Each:
    """`for_each`. `name` is the kind of party or the step; `complaint`, `conflict` for those."""

    kind: EachKind
    name: str


class LoggedAs(StrEnum):
    """The type of an act in the sealed payload."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    OPENED = "opened"
    JOINED = "joined"
    SPLIT = "split"
    STAGE = "stage"
    SUSPENDED = "suspended"
    LIFTED = "lifted"
    DECIDED = "decided"
    SANCTIONED = "sanctioned"
    APPEALED = "appealed"
    APPEAL_DECIDED = "appeal decided"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    ACT = "act"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """What an act must carry. Of `Step`: for every outcome; of `Outcome`: the step's and its own."""

    needs: tuple[str, ...] = ()  # papers or words, as written
    records: tuple[str, ...] = ()  # facts
    may_record: tuple[str, ...] = ()
    consent_of: tuple[Who, ...] = ()  # party kinds, parties, applicant, other_side
    countersigned_by: tuple[str, ...] = ()  # roles, each another person
    decides_by: Rules = ()  # instead of the body's own; empty: the body's


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One way a step can end. `demands`, `effects` and `logged_as` are complete: the step's and its own."""

    id: str
    title: str
    clause: str | None = None
    says: str | None = None
    when: When | None = None
    demands: Demands
    effects: Effects
    logged_as: LoggedAs
    own: Effects  # only what the outcome itself says


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the rulebook provides that somebody may do."""

    id: str
    title: str
    clause: str | None = None
    says: str | None = None
    stages: tuple[str, ...] = ()  # named stages; empty with `start`, `any` or `any_strand`
    start: bool = False  # begins the main strand
    takes_over: bool = False  # of a case from an earlier register; else `start` opens a new one
    any: bool = False  # any stage of the main strand before an end
    any_strand: bool = False  # the same of every strand
    by: tuple[Who, ...]
    when: When | None = None
    follows: tuple[str, ...] = ()
    not_before: tuple[Wait, ...] = ()
    required_before: tuple[str, ...] = ()
    again: bool = False
    times: int | None = None  # with `again`: how often in all, while the strand stands in its stages
    jointly_with: tuple[str, ...] = ()  # bodies that must decide it too, each by its own rule
    for_each: Each | None = None
    clerical: bool = False
    by_guidance: bool = False
    standard_of_proof: Proof | None = None  # of its findings, instead of the rulebook's
    demands: Demands = Demands()
    quorum: Quorum | None = None  # instead of the body's own
    only_those_at: tuple[str, ...] = ()
    appeals: tuple[Attack, ...] = ()
    grounds: tuple[str, ...] = ()
    due: tuple[Due, ...] = ()
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)  # empty: the act names none
    effects: Effects = NO_EFFECTS
    logged_as: LoggedAs = LoggedAs.ACT

    @property
    def own(self) -> bool:
        """Only parties take it: each party's own, once for each, a deadline for each."""
        return all(who.is_party for who in self.by)

    @property
    def opens_case(self) -> bool:
        """It opens a new case, and does not take up one from an earlier register."""
        return self.start and not self.takes_over

    @property
    def needs_no_office(self) -> bool:
        """A party may take it, or anyone: somebody who holds no office."""
        return any(who.is_party or who.kind is WhoKind.ANYONE for who in self.by)

    def demands_with(self, outcome: str | None) -> Demands:
        """What an act with this outcome must carry."""
        return self.outcomes[outcome].demands if outcome else self.demands

    def effects_with(self, outcome: str | None) -> Effects:
        """What an act with this outcome changes."""
        return self.outcomes[outcome].effects if outcome else self.effects

    def logged_with(self, outcome: str | None) -> LoggedAs:
        """The type of an act with this outcome in the record."""
        return self.outcomes[outcome].logged_as if outcome else self.logged_as
