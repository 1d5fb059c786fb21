"""Training requirements as values: who is bound, what they finish, by when, and what default leads to.

`Requirements` is one adopted text, `Book` the texts of one rulebook with the days from which each holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from dueprocess.core.deadlines import Clock
from dueprocess.core.rulebook import words
from dueprocess.core.rulebook.model import Period, Rulebook, WhoKind

ANY = "any"
"""Of sanctions: whatever was imposed, also nothing, where a breach was found. Of units: of any kind."""


class After(StrEnum):
    """From what the time to finish counts."""

    TERM = "start of term"
    ORDER = "order"
    JOINING = "joining"
    SELF_REFERRAL = "self-referral"
    ADOPTION = "adoption"


class Leads(StrEnum):
    """What default can lead to. Whoever reads a status carries it out."""

    REFUSED = "power refused"
    FROZEN = "office frozen"
    PANEL = "back to the panel"
    OFFERED = "offered dates"
    TELL = "tell"
    ESCALATE = "escalate to"


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that default leads to, at once or `after` a time; `role` is told, or has it from then on."""

    leads: Leads
    role: str = ""
    after: Period | None = None

    def __str__(self) -> str:
        said = f"{self.leads} {self.role.replace('_', ' ')}".strip()
        return f"{said} after {self.after}" if self.after else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who is bound. `units` alone: their members; beside offices, roles or bodies: only those there. Units
    include those below. `every_unit`: each unit of this kind needs `people` who are current. `doers`: also
    whoever has to do what the requirement's `before` names."""

    offices: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    everyone: bool = False
    member_for: Period | None = None
    sanctions: tuple[str, ...] = ()
    self_referral: bool = False
    every_unit: str = ""
    people: int = 1
    doers: bool = False

    @property
    def ordered(self) -> bool:
        """Whether it is a course that was ordered or asked for: only what is finished from then on counts."""
        return bool(self.sanctions) or self.self_referral

    @property
    def holds(self) -> bool:
        """Whether holders of something are bound."""
        return bool(self.offices or self.roles or self.bodies or self.doers)

    @property
    def members(self) -> bool:
        """Whether members are bound as such."""
        alone = bool(self.units) and not (self.holds or self.every_unit)
        return self.everyone or self.member_for is not None or alone

    @property
    def begins(self) -> frozenset[After]:
        """From what the time can count, by who is bound."""
        found = {After.ADOPTION}
        if self.holds:
            found.add(After.TERM)
        if self.members:
            found.add(After.JOINING)
        if self.sanctions:
            found.add(After.ORDER)
        if self.self_referral:
            found.add(After.SELF_REFERRAL)
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Exemption:
    """Who may exempt, on which grounds (words as written), and for how long at most."""

    by: str
    grounds: tuple[str, ...]
    at_most: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One requirement. Any of `programmes` will do. `before` holds trainings (`training WORDS`) and steps
    (`step NAME`) of the rulebook: whoever has that to do is bound, and it is refused until they are current.
    No `renew`: once is for good; no `grace`: what lapses has lapsed the day after."""

    id: str
    title: str
    clause: str = ""
    says: str = ""
    who: Who = Who()
    before: tuple[str, ...] = ()
    programmes: tuple[str, ...]
    within: Period
    after: tuple[After, ...] = ()
    remind: tuple[Period, ...] = ()
    renew: Period | None = None
    warn: Period | None = None
    grace: Period | None = None
    exemption: Exemption | None = None
    default: tuple[Consequence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Requirements:
    """The training requirements of a rulebook (its id). `equivalents`: for a programme those that stand for
    it too."""

    text: str = field(repr=False)
    hash: str = field(init=False)  # "sha256:" and 64 hex digits, of the UTF-8 text
    id: str
    version: str
    title: str
    language: str
    rulebook: str
    says: str = ""
    requirements: Mapping[str, Requirement]
    equivalents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.text.encode("utf-8")).hexdigest()
        object.__setattr__(self, "hash", f"sha256:{digest}")

    def counting(self, requirement: Requirement) -> frozenset[str]:
        """Return every programme that fulfils a requirement, equivalents of equivalents too."""
        found = set(requirement.programmes)
        waiting = list(found)
        while waiting:
            for each in self.equivalents.get(waiting.pop(), ()):
                if each not in found:
                    found.add(each)
                    waiting.append(each)
        return frozenset(found)


def bound_by(found: Requirements, book: Rulebook) -> Requirements:
    """Return the requirements with what they name of a rulebook as its roles: bodies as the roles that sit in
    them, trainings as the roles that need them, steps as the roles that take them."""
    rows = {name: _bound(row, book) for name, row in found.requirements.items()}
    return replace(found, requirements=rows)


def _bound(row: Requirement, book: Rulebook) -> Requirement:
    roles = list(row.who.roles)
    for body in row.who.bodies:
        roles += _seats(body, book)
    for named in row.before:
        roles += doers(named, book)
    return replace(row, who=replace(row.who, roles=tuple(dict.fromkeys(roles))))


def _seats(body: str, book: Rulebook) -> Iterable[str]:
    found = book.bodies.get(body)
    return () if found is None else (*found.seats, *found.stand_ins.values())


def doers(named: str, book: Rulebook | None) -> list[str]:
    """Return the roles that have what one `before` names to do; none without the rulebook."""
    if book is None:
        return []
    kind, _space, name = named.partition(" ")
    return needing(name, book) if kind == "training" else list(taking(name, book))


def needing(training: str, book: Rulebook) -> list[str]:
    """Return the roles whose holders need a training, those that sit in a body that needs it too."""
    found = [role.id for role in book.roles.values() if training in map(words.name, role.needs_training)]
    for body in book.bodies.values():
        if training in map(words.name, body.needs_training):
            found += _seats(body.id, book)
    return found


def taking(step: str, book: Rulebook) -> dict[str, frozenset[str]]:
    """Return the roles that take a step, by themselves or as members of a body, each with the trainings that
    it needs for that (as names)."""
    found: dict[str, frozenset[str]] = {}
    for who in book.steps[step].by if step in book.steps else ():
        body = book.bodies.get(who.name) if who.kind is WhoKind.BODY else None
        for role in _seats(who.name, book) if body else [who.name] if who.kind is WhoKind.ROLE else ():
            needed = (*book.roles[role].needs_training, *(body.needs_training if body else ()))
            found[role] = frozenset(words.name(each) for each in needed)
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Book:
    """The requirements of one rulebook as they held: `versions` with the day from which each does, in the
    order of these days; a version holds until the next one. Days are counted by `clock`."""

    clock: Clock
    versions: tuple[tuple[date, Requirements], ...]

    def on(self, day: date) -> Requirements | None:
        """Return what held on a day; None before the first."""
        return next((found for since, found in reversed(self.versions) if since <= day), None)
