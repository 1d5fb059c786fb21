"""What is known of a person and of a unit, as the register and the training room say it.

All days are local days of the organisation; first and last days are included. Nothing says why a course was
ordered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class What(StrEnum):
    """What somebody holds."""

    OFFICE = "office"
    ROLE = "role"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Time in an office of the register (`name`: its title) or in a role of the rulebook (`name`: the role).
    `line`: the codes of its unit and of those above it; `place`: that unit's name."""

    what: What
    name: str
    title: str
    line: tuple[str, ...] = ()
    place: str = ""
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Time as a member, of a unit with those above it. `from_on` None: nobody knows since when."""

    line: tuple[str, ...] = ()
    place: str = ""
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A sanction of the rulebook ("": a breach was found and nothing imposed), from which day, until when it
    was lifted or set aside."""

    sanction: str
    on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Referral:
    """Somebody asked for a course by themselves; for which requirement ("": any that takes it)."""

    on: date
    requirement: str = ""
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Somebody finished a programme (its name). `counts_as`: the names under which that counts beside it
    (what it qualifies for, what it stands for). `until_on`: the last day on which it is valid, as the
    programme said then; from `voided_on` on a newer version has taken its place; from `revoked_on` on it is
    as if it had never been. The days of ends that have not come yet change nothing."""

    programme: str
    counts_as: tuple[str, ...] = ()
    on: date
    until_on: date | None = None
    voided_on: date | None = None
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempt:
    """An exemption from a requirement, with its last day; `ended_on`: the first day on which it was no longer
    one, where it was ended early."""

    requirement: str
    ground: str
    from_on: date
    until_on: date
    by: str = ""
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is known of one person. `called` is what a sentence calls them; "": it is said to themselves, or
    nobody is named."""

    called: str = ""
    holdings: tuple[Holding, ...] = ()
    memberships: tuple[Membership, ...] = ()
    joined_on: date | None = None
    orders: tuple[Order, ...] = ()
    referrals: tuple[Referral, ...] = ()
    done: tuple[Done, ...] = ()
    exempt: tuple[Exempt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit with its people, for what every unit needs."""

    code: str
    title: str
    kind: str = ""
    line: tuple[str, ...] = ()
    from_on: date | None = None
    until_on: date | None = None
    people: tuple[Person, ...] = ()
    exempt: tuple[Exempt, ...] = ()
