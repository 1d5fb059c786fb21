"""What pages may show of the register, as frozen values. Must not hand out models."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime

from dueprocess.kit.http import Hidden
from dueprocess.people import holders as register
from dueprocess.people import search
from dueprocess.people.models import (
    Appointment,
    Change,
    Login,
    Person,
    PersonStatus,
    QualificationKind,
    Unit,
)
from dueprocess.people.models.register import SEGMENT

STATUS = dict(PersonStatus.choices)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One line of a list of people."""

    pk: int
    name: str
    full_name: str
    member_number: str | None
    status: str
    status_title: str
    unit: str


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """One appointment: `running` tells whether it holds on the day asked."""

    pk: int
    person: int
    person_name: str
    role: str
    unit: str
    from_on: date
    until_on: date | None
    office: str
    reason: str
    running: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What the register's page of one person shows. Not `whole`: names, unit and roles, and nothing else."""

    line: PersonLine
    whole: bool
    known_as: str
    sort_name: str
    aliases: tuple[str, ...]
    born_on: date | None
    joined_on: date | None
    left_on: date | None
    email: str
    phone: str
    address: str
    roles: tuple[RoleHeld, ...]
    qualifications: tuple[tuple[str, str, date, date | None], ...]
    journal: tuple[tuple[datetime, str, str, str], ...]
    login: str = ""  # the address by which they sign in
    login_closed: bool = False


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit with its depth in the tree."""

    pk: int
    name: str
    depth: int
    parent: int | None
    closed: bool


def line(person: Person) -> PersonLine:
    """Return the list line of a person (its unit must have been selected with it)."""
    return PersonLine(
        person.pk,
        person.shown_name,
        person.full_name,
        person.member_number,
        person.status,
        str(STATUS.get(person.status, person.status)),
        person.unit.name if person.unit else "",
    )


def find(text: str, *, limit: int = 20) -> list[PersonLine]:
    """Return the people nearest to a name or membership number; at most six queries."""
    people = search.find(text, limit=limit)
    units = Unit.objects.in_bulk([person.unit_id for person in people if person.unit_id])
    for person in people:
        person.unit = units.get(person.unit_id) if person.unit_id else None
    return [line(person) for person in people]


def page(person: Person, *, on: date, whole: bool) -> PersonPage:
    """Return what is known of one person, with their roles and qualifications; where not `whole`, what every
    officer may know: names, unit, and the roles they hold or held."""
    person = Person.objects.select_related("unit", "login").get(pk=person.pk)
    roles = person.appointments.select_related("unit", "term__office", "person").order_by("-from_on", "-pk")
    if not whole:
        known = replace(line(person), member_number=None, status="", status_title="")
        held = tuple(_held(row, on) for row in roles)
        return PersonPage(known, False, person.known_as, "", (), None, None, None, "", "", "", held, (), ())
    journal = (
        Change.objects.filter(subject="person", subject_pk=person.pk)
        .select_related("by", "why")
        .order_by("-pk")[:50]
    )
    return PersonPage(
        line(person),
        True,
        person.known_as,
        person.sort_name,
        tuple(person.aliases.values_list("name", flat=True)),
        person.born_on,
        person.joined_on,
        person.left_on,
        person.email,
        person.phone,
        person.address,
        tuple(_held(row, on) for row in roles),
        tuple((row.kind, row.name, row.from_on, row.until_on) for row in person.qualifications.all()),
        tuple((row.at, row.verb, row.by.shown_name if row.by else "", row.reason) for row in journal),
        person.login.email if hasattr(person, "login") else "",
        hasattr(person, "login") and not person.login.is_active,
    )


def holders(role: str, *, on: date) -> list[RoleHeld]:
    """Return who holds a role on that day, by name."""
    rows = Appointment.objects.running(on).filter(role=role).select_related("unit", "term__office", "person")
    return [_held(row, on) for row in rows.order_by("person__sort_name", "pk")]


def powers(person: Person, *, on: date) -> frozenset[str]:
    """Return the names of the powers somebody holds on that day."""
    return register.standing(person, on).powers


def units(*, closed: bool = False) -> list[UnitLine]:
    """Return the tree of open units in order, roots first (`closed`: with those that were closed); kept under
    the register's stamp."""
    now = register.stamp()
    if now not in _units:
        rows = Unit.objects.order_by("path").values_list("pk", "name", "path", "parent_id", "closed_on")
        _units.clear()
        _units[now] = [
            UnitLine(pk, name, len(path) // SEGMENT - 1, parent, closed_on is not None)
            for pk, name, path, parent, closed_on in rows
        ]
    return [each for each in _units[now] if closed or not each.closed]


_units: dict[int, list[UnitLine]] = {}


def _held(row: Appointment, on: date) -> RoleHeld:
    running = row.from_on <= on and (row.until_on is None or row.until_on >= on)
    return RoleHeld(
        row.pk,
        row.person_id,
        row.person.shown_name,
        row.role,
        row.unit.name if row.unit else "",
        row.from_on,
        row.until_on,
        row.term.office.title if row.term else "",
        row.reason,
        running,
    )


def steady() -> AbstractContextManager[None]:
    """Read the register once for a page that changes nothing (`holders.steady`)."""
    return register.steady()


def standing(person: Person, *, on: date) -> register.Standing:
    """Return what somebody may be that day: roles, powers, and whether they have work at the desk."""
    return register.standing(person, on)


def at_desk(person: Person, *, on: date) -> bool:
    """Tell whether somebody has work at the desk that day: an appointment, a delegation or a power."""
    return register.standing(person, on).at_desk


def by_number(number: str) -> PersonLine | None:
    """Return the person of that membership number, or None."""
    found = Person.objects.filter(member_number=number.strip()).select_related("unit").first()
    return line(found) if found else None


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role of the rulebook with its holders on a day."""

    role: str
    title: str
    holders: tuple[RoleHeld, ...]


def get(pk: int) -> Person:
    """Return a person for an action. Raises Hidden where there is none."""
    found = Person.objects.select_related("unit").filter(pk=pk).first()
    if found is None:
        raise Hidden("no such person")
    return found


def of(pk: int, *, on: date, whole: bool = False) -> PersonPage:
    """Return the page of the person of that key (`page`). Raises Hidden where there is none."""
    return page(get(pk), on=on, whole=whole)


def login(pk: int) -> Login:
    """Return the login of the person of that key, for an action. Raises Hidden where there is none."""
    found = Login.objects.filter(person_id=pk).first()
    if found is None:
        raise Hidden("no such login")
    return found


def unit_named(name: str) -> int | None:
    """Return the key of the unit of exactly that name, however it is capitalised, if there is one and no
    other."""
    wanted = " ".join(name.split()).casefold()
    found = [each.pk for each in units() if " ".join(each.name.split()).casefold() == wanted]
    return found[0] if wanted and len(found) == 1 else None


def unit(pk: int) -> Unit:
    """Return a unit for an action. Raises Hidden where there is none."""
    found = Unit.objects.filter(pk=pk).first()
    if found is None:
        raise Hidden("no such unit")
    return found


def appointment(person: int, pk: int) -> Appointment:
    """Return an appointment of that person for an action. Raises Hidden where there is none."""
    found = Appointment.objects.filter(pk=pk, person_id=person).first()
    if found is None:
        raise Hidden("no such appointment")
    return found


def statuses() -> list[tuple[str, str]]:
    """Return the states a person can have in the register."""
    return [(str(value), str(label)) for value, label in Person._meta.get_field("status").flatchoices]


def qualification_kind(value: str) -> QualificationKind:
    """Return the kind of that name. Raises ValueError for another."""
    return QualificationKind(value)


def roles(titles: Mapping[str, str], *, on: date) -> list[RoleLine]:
    """Return each of these roles with its holders on that day; one query."""
    rows = Appointment.objects.running(on).filter(role__in=list(titles))
    found: dict[str, list[RoleHeld]] = {role: [] for role in titles}
    for row in rows.select_related("unit", "term__office", "person").order_by("person__sort_name", "pk"):
        found[row.role].append(_held(row, on))
    return [RoleLine(role, title, tuple(found[role])) for role, title in titles.items()]
