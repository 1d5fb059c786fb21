"""What a docket is made of, as values: parties, people, and numbered rows (acts and notes).

Knows the shape of what happened and nothing of any rulebook, nor how it is read from JSON (`reading`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

FactValue = bool | str | date


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody the case is about or who brought it. `person` is a key of `people` if they are known there."""

    id: str
    kind: str
    person: str | None = None
    unit: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds in the register, for one unit or for all."""

    role: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the register: what they hold, until when they are trained, what they have attested; where
    they belong (`unit`) and hold an office (`offices_in`), each as the keys of the units from the top down to
    that one, with strokes between; as what they are appointed in other open cases, in how many (`sits_in`:
    for the rota, told of where somebody is appointed)."""

    id: str
    roles: tuple[Held, ...] = ()
    training: Mapping[str, date] = field(default_factory=dict)  # name: last day on which it is current
    has: frozenset[str] = frozenset()
    unit: str | None = None
    offices_in: tuple[str, ...] = ()
    sits_in: Mapping[str, int] = field(default_factory=dict)

    @property
    def units(self) -> frozenset[str]:
        """The units to which they belong: their own, and those in which they hold an office."""
        lines = (*self.offices_in, *([self.unit] if self.unit else ()))
        return frozenset(line.rpartition("/")[2] for line in lines)

    def serves(self, unit: str) -> bool:
        """Whether they hold an office in a unit, or in one below it."""
        return any(unit in line.split("/") for line in self.offices_in)

    def holds(self, role: str) -> bool:
        return any(held.role == role for held in self.roles)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What was reported. `at`: its own clock, when it came in apart from the case it is now part of."""

    id: str
    at: datetime | None = None
    by: tuple[str, ...] = ()  # the parties who made it; empty: all complainants
    done: tuple[str, ...] = ()  # steps already taken for it elsewhere


@dataclass(frozen=True, slots=True)
class EarlierSanction:
    """A sanction from another case that a person still has, or had. Of a suspended one `first` and
    `suspended_until` are the days of its probation, and `lasts` is for how long it would be in force."""

    sanction: str
    first: date
    last: date | None = None  # None: for good, or not known
    case: str | None = None
    suspended_until: date | None = None
    lasts: str | None = None  # as written, in the words of PERIOD


@dataclass(frozen=True, slots=True)
class WidePause:
    """A pause of the whole organisation: needs no step."""

    pause: str
    first: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a docket came from: sent out by `act` of another case. `parties` came wholly: what was in force
    against them before `at` goes on here, and of all others in the case left behind. The letters of that
    act (`step`, `outcome`, and which of those that may be left out: `tells`) to those who `left` are owed
    here."""

    case: str
    act: int
    at: datetime
    parties: tuple[str, ...] = ()
    step: str | None = None
    outcome: str | None = None
    tells: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Out:
    """What an act sends out of the case: parties, complaints, allegations, by their keys. `outside`: all of
    it goes to somebody outside the organisation, so that whoever is a party stays one of the case that ends.
    `along`: parties who are in both cases from then on, as whoever acts for somebody who is there.
    """

    parties: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()
    allegations: tuple[str, ...] = ()
    outside: bool = False
    along: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Votes:
    """How a body voted: keys of people."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    abstain: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return self.yes + self.no + self.abstain


@dataclass(frozen=True, slots=True)
class Writing:
    """A decision without a meeting: when it was proposed to everybody, and who objected to deciding so."""

    proposed_at: datetime
    objections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed too, and in which role."""

    by: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A measure as an act starts or continues it."""

    measure: str
    on: str | None = None
    until: datetime | None = None
    until_day: date | None = None
    scope: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImposedBy:
    """A sanction as an act imposes it; `lasts` and `suspended_for` as written, in the words of PERIOD."""

    sanction: str
    on: str | None = None
    lasts: str | None = None
    scope: tuple[str, ...] = ()
    suspended_for: str | None = None


@dataclass(frozen=True, slots=True)
class Activated:
    """A suspended sanction as an act brings it into force: imposed by `act` here, or in an earlier `case`."""

    sanction: str
    on: str
    act: int | None = None
    case: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """Which deadline an act changes, where its step leaves a choice."""

    step: str
    index: int | None = None
    strand: int | None = None


@dataclass(frozen=True, slots=True)
class Allegation:
    """What one respondent is said to have done, as a code and a clause of a code of conduct."""

    id: str
    respondent: str
    code: str | None = None
    clause: str | None = None
    conduct_from: date | None = None
    conduct_to: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on one allegation against one respondent: by which standard of proof, and `on` which
    items of evidence. `sealed` are those of them, or where it names none of all that are relied on, that the
    respondent does not have in full, or that come from nobody known: judged outside, as the evidence is no
    part of the rules. `without_sealed`: it would stand without those."""

    allegation: str
    respondent: str
    finding: str
    standard: str | None = None
    on: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()
    without_sealed: bool = False


@dataclass(frozen=True, slots=True)
class Guided:
    """By which type of breach of the sanctions guidance a decision on one respondent was taken, and where
    what is imposed stands by it (`within`, `below`, `above`): judged outside, as the guidance is no part of
    the rulebook. `explained`: the act says why it departs from it."""

    on: str
    breach: str
    stands: str
    explained: bool = False


_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Row(NamedTuple):
    """One numbered row: an act (`step`) or a note (`note`). What it does not carry is empty or None.

    A named tuple, not a dataclass: a docket is read row by row before each of its acts, and a frozen
    dataclass of so many fields takes five times as long to make. Fields are always given by name.
    """

    n: int
    at: datetime
    entered: datetime
    step: str | None = None
    note: str | None = None
    by: str | None = None
    role: str | None = None  # `as`
    strand: int | None = None
    persons: tuple[str, ...] = ()  # `for`: parties, complaints, act numbers as text
    outcome: str | None = None
    facts: Mapping[str, Any] = _NOTHING
    papers: tuple[str, ...] = ()  # `with`
    votes: Votes | None = None
    present: tuple[str, ...] = ()
    in_writing: Writing | None = None
    jointly: Mapping[str, Votes] = _NOTHING  # by body: how the others voted that decide it too
    countersigned: tuple[Signature, ...] = ()
    appoints: Mapping[str, tuple[str, ...]] = _NOTHING
    removes: tuple[str, ...] = ()
    starts: tuple[Begun, ...] = ()
    starts_nothing: bool = False  # `starts` is there and empty
    imposes: tuple[ImposedBy, ...] = ()
    activates: tuple[Activated, ...] = ()
    until: datetime | None = None
    until_day: date | None = None
    deadline: Named | None = None
    against: int | None = None
    grounds: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()  # of the letters that may be left out, those that are not: by their places
    conflict: int | None = None
    complaints: tuple[Complaint, ...] = ()
    parties: tuple[Party, ...] = ()
    case: str | None = None  # the other case, of what comes in or goes out
    out: Out | None = None
    allegations: tuple[Allegation, ...] = ()
    findings: tuple[Found, ...] = ()
    guided: tuple[Guided, ...] = ()
    people: Mapping[str, Person] | None = None  # the roster this act relied on
    history: Mapping[str, tuple[EarlierSanction, ...]] | None = None  # and the earlier sanctions
    late_reason: bool = False  # a reason is given for entering it later
    # notes
    of: int | None = None  # sent, received: the act; annulled: the act
    of_step: str | None = None  # waived: the step
    to: tuple[str, ...] = ()
    channel: str | None = None  # sent: by email, post …
    rulebook: str | None = None  # version: the hash of the version that is in force from now on
    what: str | None = None  # lapsed: the code of what happened by itself
    who: str | None = None
    ground: str | None = None
    said_by: str | None = None
    first: date | None = None  # absent
    last: date | None = None
