"""What officers are asked to declare, for themselves; and who was asked and has declared, for the case.

Whoever declares reads a code name, and the names of the parties once they asked for them: nothing else of the
case, not even its number of acts. The view writes the read journal before the names are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from dueprocess.cases.declarations import waiting
from dueprocess.cases.declarations.actions import declaring, pool, undeclared
from dueprocess.cases.declarations.models import Declaration
from dueprocess.core.rulebook.model import MENTIONED, Rulebook
from dueprocess.docket import extracts as dockets
from dueprocess.docket import house, kinds, wall
from dueprocess.docket.extracts import Opened, telling
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, keys
from dueprocess.kit.http import Hidden
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One case in which somebody is asked to declare: its number and code name, as what they may be
    appointed, since when they are asked."""

    number: str
    code_name: str
    role: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Named:
    """A party as whoever declares reads it: name, as what."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What one declaration is about. `parties`: None as long as nobody has asked to see their names."""

    line: AskedLine
    says: str
    seen: str
    grounds: tuple[str, ...]
    parties: tuple[Named, ...] | None


@dataclass(frozen=True, slots=True)
class DeclarationLine:
    """One officer of a case who was asked: `answer` as in the model; `stale`: somebody has come in as a
    party since they declared that nothing binds them, and they have no part in the case yet."""

    name: str
    role: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    stale: bool


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role or body whose people declare first, and who could be asked now: local keys and names, in the
    order of the register."""

    name: str
    title: str
    able: tuple[tuple[str, str], ...]


def asks() -> bool:
    """Tell whether any rulebook of cases lets its officers declare first; no query once they were read."""
    return any(declaring(rulebooks.get(each)) for each in rulebooks.hashes(kind=kinds.CASE))


def mine(person: Person) -> tuple[AskedLine, ...]:
    """Return what somebody is asked to declare, the longest waiting first; where no rulebook asks for it, no
    query, else one."""
    if not asks():
        return ()
    rows = list(waiting.of(person).select_related("docket__case"))
    held = wall.roles_of(person, clock.now().date()) if rows else set()
    return tuple(_line(row) for row in rows if _could(row, held) or wall.sees(row.docket, person))


def _could(row: Declaration, held: Collection[str]) -> bool:
    """Tell whether roles of the register are among those from which somebody is appointed; where the file is
    opened to declare, everything else is asked too. Whoever sits already needs none of these any more."""
    role = rulebooks.get(row.docket.rulebook_id).role_or_body(row.role)
    return role.chosen_from is not None or not set(pool(role)).isdisjoint(held)


def _line(row: Declaration) -> AskedLine:
    role = rulebooks.get(row.docket.rulebook_id).role_or_body(row.role)
    return AskedLine(row.docket.number, row.docket.case.code_name, role.title, row.asked_at)


def find(number: str, person: Person) -> Docket:
    """Return the docket in which somebody is asked to declare. Raises Hidden: nothing else is theirs."""
    row = waiting.of(person).filter(docket__number=keys.normal(number)).select_related("docket").first()
    if row is None:
        raise Hidden("nothing is asked of you there")
    if Vault.of(row.docket).local(person.pk) not in undeclared(dockets.opened(row.docket).state, row.role):
        raise Hidden("who can be appointed no longer is asked no longer")
    return row.docket


def asked(docket: Docket, person: Person) -> Asked:
    """Return what somebody declares about; the names of the parties where they have asked for them since."""
    row = waiting.of(person).select_related("docket__case").get(docket=docket)
    rules = rulebooks.get(docket.rulebook_id)
    looked = waiting.has_looked(docket, Vault.of(docket).local(person.pk), person)
    role = rules.role_or_body(row.role)
    return Asked(
        _line(row),
        role.says or "",
        waiting.parties(docket),
        grounds(rules),
        _parties(docket, person) if looked else None,
    )


def grounds(rules: Rulebook) -> tuple[str, ...]:
    """Return the grounds of conflict that somebody can say of themselves."""
    every = (ground for degree in rules.conflicts.values() for ground in degree.grounds)
    return tuple(dict.fromkeys(ground for ground in every if ground != MENTIONED))


def _parties(docket: Docket, person: Person) -> tuple[Named, ...]:
    view = dockets.opened(docket, viewer=Actor(person=person))
    parties = view.state.parties
    return tuple(Named(view.name(key), view.name(party.kind)) for key, party in parties.items())


def of_case(docket: Docket, *, viewer: Actor) -> tuple[tuple[DeclarationLine, ...], tuple[RoleLine, ...]]:
    """Return who was asked in a case, the latest first, and whom one could ask now."""
    view = dockets.opened(docket, viewer=viewer)
    fold = view.state._fold
    lines = tuple(
        DeclarationLine(
            view.name(row.key), view.name(row.role), row.asked_at, row.answer, row.answered_at,
            row.answer == Declaration.Answer.FREE
            and not fold.parties.keys() <= fold.declared.get(row.key, set()),
        )
        for row in Declaration.objects.filter(docket=docket).order_by("-asked_at", "key")
    )  # fmt: skip
    waits = set(Declaration.objects.filter(docket=docket, answered_at=None).values_list("key", flat=True))
    able = [
        RoleLine(
            role, view.name(role),
            tuple((key, view.name(key)) for key in undeclared(view.state, role) if key not in waits),
        )
        for role in declaring(view.rulebook)
    ]  # fmt: skip
    return lines, tuple(able)


def tell_notes() -> None:
    """Let timelines say what these notes mean."""
    title = gettext_lazy("Asked to declare conflicts of interest")
    telling.note_with(house.ASKED_TO_DECLARE, _asked, title=title)


def _asked(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield str(gettext_lazy("Who")), ", ".join(view.name(str(key)) for key in facts["asked"])
    yield str(gettext_lazy("As what")), view.name(str(facts["role"]))
