"""Every change to the register: people, units, offices, roles, powers. Each writes its line in the journal.

Deny by default: each action names the power that its author must hold. `by=None` stands for the
installation's own commands (`init`, imports, the demonstration), which no page can reach.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.kit import clock
from dueprocess.people import search
from dueprocess.people.models import (
    Alias,
    Appointment,
    Change,
    Delegation,
    Grant,
    Login,
    Office,
    Person,
    PersonStatus,
    Power,
    Qualification,
    QualificationKind,
    Stamp,
    Term,
    Unit,
)

_PERSON_FIELDS = frozenset(
    (
        "full_name",
        "known_as",
        "sort_name",
        "member_number",
        "status",
        "unit",
        "born_on",
        "joined_on",
        "left_on",
        "email",
        "phone",
        "address",
        "language",
    )
)


def require(by: Person | None, power: Power, on: date | None = None) -> None:
    """Raise Refused("no_power") unless the person holds the power on that day (default: today)."""
    if (
        by is not None
        and not Grant.objects.running(on or clock.now().date()).filter(person=by, power=power).exists()
    ):
        raise Refused("no_power", f"This needs the power: {Power(power).label}.", None)


@transaction.atomic
def add_unit(
    *, name: str, parent: Unit | None = None, by: Person | None, code: str | None = None, kind: str = ""
) -> Unit:
    """Store a unit below its parent, or a root."""
    require(by, Power.KEEP_REGISTER)
    _wanted("name", name)
    unit = Unit.objects.create(
        name=name.strip(), parent=parent, path=f"?{clock.now().timestamp()}", code=code, kind=kind
    )
    unit.path = (parent.path if parent else "") + f"{unit.pk:08x}"
    unit.save(update_fields=["path"])
    _journal("unit", unit.pk, "added", by, name=unit.name)
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, by: Person | None, reason: str) -> None:
    """Hang a unit and all below it under another parent; refuses a ring."""
    require(by, Power.KEEP_REGISTER)
    _wanted("reason", reason)
    if parent.path.startswith(unit.path):
        raise Refused("ring", "A unit cannot be placed below itself.", None)
    old = unit.path
    new = parent.path + f"{unit.pk:08x}"
    for each in Unit.objects.select_for_update().filter(path__gte=old, path__lt=old + "z"):
        each.path = new + each.path[len(old) :]
        if each.pk == unit.pk:
            each.parent = parent
        each.save(update_fields=["path", "parent"])
    _journal("unit", unit.pk, "moved", by, reason=reason, parent=parent.pk)


@transaction.atomic
def add_person(*, by: Person | None, aliases: Sequence[str] = (), **fields: Any) -> Person:
    """Store a person. `full_name` is all that must be given; every other field of Person may be."""
    require(by, Power.KEEP_REGISTER)
    _check_person(fields)
    person = Person(**fields)
    person.sort_name = person.sort_name or search.sorting(person.full_name)
    person.save()
    Alias.objects.bulk_create(
        [Alias(person=person, name=name) for name in dict.fromkeys(aliases) if name.strip()]
    )
    search.index([person])
    _journal("person", person.pk, "added", by)
    return person


@transaction.atomic
def add_people(rows: Sequence[dict[str, Any]], *, by: Person | None) -> list[Person]:
    """Store many people at once (an import): the same checks, 1,000 rows a statement, one journal line."""
    require(by, Power.KEEP_REGISTER)
    people = []
    for fields in rows:
        _check_person(fields)
        person = Person(**fields)
        person.sort_name = person.sort_name or search.sorting(person.full_name)
        people.append(person)
    Person.objects.bulk_create(people, batch_size=1000)
    search.index(people)
    _journal("person", 0, "imported", by, count=len(people))
    return people


@transaction.atomic
def change_person(
    *,
    person: Person,
    by: Person | None,
    reason: str = "",
    aliases: Sequence[str] | None = None,
    **fields: Any,
) -> Person:
    """Change fields of a person; the journal keeps which fields, not the old text of a name or address."""
    require(by, Power.KEEP_REGISTER)
    _check_person(fields, partly=True)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    was = search.sorting(person.full_name)
    for field, value in fields.items():
        setattr(person, field, value)
    if "full_name" in fields and "sort_name" not in fields and person.sort_name == was:
        person.sort_name = search.sorting(person.full_name)
    person.save()
    if aliases is not None:
        person.aliases.all().delete()
        Alias.objects.bulk_create(
            [Alias(person=person, name=name) for name in dict.fromkeys(aliases) if name.strip()]
        )
    search.index([person])
    shown = {field: str(fields[field]) for field in ("status", "member_number") if field in fields}
    _journal("person", person.pk, "changed", by, reason=reason, fields=sorted(fields), **shown)
    return person


@transaction.atomic
def add_office(
    *, title: str, roles: Sequence[str], unit: Unit | None, by: Person | None, seats: int = 1
) -> Office:
    """Store an office whose holders have `roles` (names of a rulebook) in its unit and all below."""
    require(by, Power.APPOINT)
    _wanted("title", title)
    office = Office.objects.create(title=title.strip(), unit=unit, roles=list(roles), seats=seats)
    _journal("office", office.pk, "added", by, roles=list(roles))
    return office


@transaction.atomic
def begin_term(
    *,
    office: Office,
    person: Person,
    from_on: date,
    by: Person | None,
    until_on: date | None = None,
    reason: str = "",
) -> Term:
    """Put a person in an office and appoint them to each of its roles for as long as the term runs."""
    require(by, Power.APPOINT)
    office = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    crossing = office.terms.filter(Q(until_on=None) | Q(until_on__gte=from_on))
    if until_on:
        crossing = crossing.filter(from_on__lte=until_on)
    if crossing.filter(person=person).exists():
        raise Refused("holds_already", "They hold this office in that time.", None)
    if crossing.count() >= office.seats:
        raise Refused("no_seat", "Every seat of this office is taken in that time. End a term first.", None)
    term = Term.objects.create(office=office, person=person, from_on=from_on, until_on=until_on)
    for role in office.roles:
        appoint(
            person=person,
            role=role,
            unit=office.unit,
            from_on=from_on,
            until_on=until_on,
            by=by,
            reason=reason or office.title,
            term=term,
        )
    _journal("office", office.pk, "term begun", by, reason=reason, person=person.pk)
    return term


@transaction.atomic
def end_term(*, term: Term, on: date, by: Person | None, reason: str) -> None:
    """End a term with that day; its appointments and their delegations end with it."""
    require(by, Power.APPOINT)
    _wanted("reason", reason)
    term.until_on = max(on, term.from_on)
    term.save(update_fields=["until_on"])
    for appointment in term.appointments.all():
        _end(appointment, term.until_on)
    _journal("office", term.office_id, "term ended", by, reason=reason, person=term.person_id, on=str(on))


@transaction.atomic
def appoint(
    *,
    person: Person,
    role: str,
    unit: Unit | None,
    from_on: date,
    by: Person | None,
    reason: str,
    until_on: date | None = None,
    term: Term | None = None,
) -> Appointment:
    """Give a person a role of the rulebook in a unit and all below it (None: everywhere)."""
    require(by, Power.APPOINT)
    _wanted("reason", reason)
    if until_on and until_on < from_on:
        raise Malformed(
            [Problem("until_on", None, "The last day lies before the first.", "Give a later day.")]
        )
    appointment = Appointment.objects.create(
        person=person,
        role=role,
        unit=unit,
        from_on=from_on,
        until_on=until_on,
        term=term,
        appointed_by=by,
        reason=reason,
    )
    _journal("person", person.pk, "appointed", by, reason=reason, role=role, unit=unit.pk if unit else None)
    return appointment


@transaction.atomic
def end_appointment(*, appointment: Appointment, on: date, by: Person | None, reason: str) -> None:
    """End an appointment with that day; what was done under it stays valid."""
    require(by, Power.APPOINT)
    _wanted("reason", reason)
    _end(appointment, max(on, appointment.from_on))
    _journal("person", appointment.person_id, "appointment ended", by, reason=reason, role=appointment.role)


@transaction.atomic
def delegate(
    *, appointment: Appointment, to: Person, from_on: date, until_on: date, reason: str, by: Person | None
) -> Delegation:
    """Let `to` exercise an appointment for a time; only its holder or somebody with `appoint` may."""
    if by is None or by.pk != appointment.person_id:
        require(by, Power.APPOINT)
    _wanted("reason", reason)
    if to.pk == appointment.person_id:
        raise Refused("oneself", "A role cannot be delegated to its holder.", None)
    if appointment.until_on and until_on > appointment.until_on:
        raise Refused("too_long", "A delegation ends at the latest with the appointment.", None)
    delegation = Delegation.objects.create(
        appointment=appointment, to=to, from_on=from_on, until_on=until_on, reason=reason
    )
    _journal("person", to.pk, "delegated", by, reason=reason, role=appointment.role, until=str(until_on))
    return delegation


@transaction.atomic
def grant(
    *,
    person: Person,
    power: Power,
    by: Person | None,
    reason: str,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Grant:
    """Give a person a power. Nobody grants one to themselves."""
    require(by, Power.APPOINT)
    if by is not None and by.pk == person.pk:
        raise Refused("oneself", "Nobody grants a power to themselves.", None)
    given = Grant.objects.create(
        person=person,
        power=power,
        from_on=from_on or clock.now().date(),
        until_on=until_on,
        granted_by=by,
        reason=reason,
    )
    _journal("person", person.pk, "granted", by, reason=reason, power=str(power))
    return given


@transaction.atomic
def end_grant(*, grant: Grant, on: date, by: Person | None, reason: str) -> None:
    """End a power with the day before `on`, so that it is gone on that day."""
    require(by, Power.APPOINT)
    grant.until_on = on - timedelta(days=1)
    grant.save(update_fields=["until_on"])
    _journal("person", grant.person_id, "grant ended", by, reason=reason, power=grant.power)


@transaction.atomic
def qualify(
    *,
    person: Person,
    kind: QualificationKind,
    name: str,
    from_on: date,
    by: Person | None,
    until_on: date | None = None,
    source: str = "",
) -> Qualification:
    """Record a training or an attestation under the name the rulebook uses for it."""
    require(by, Power.KEEP_REGISTER)
    row = Qualification.objects.create(
        person=person, kind=kind, name=name, from_on=from_on, until_on=until_on, source=source
    )
    _journal("person", person.pk, "qualified", by, name=name, until=str(until_on) if until_on else None)
    return row


@transaction.atomic
def give_login(*, person: Person, email: str, password: str | None = None, by: Person | None) -> Login:
    """Make the login by which a person signs in."""
    require(by, Power.KEEP_REGISTER)
    login = Login.objects.create_user(email, password, person=person)
    _journal("person", person.pk, "login given", by)
    return login


@transaction.atomic
def close_login(*, login: Login, by: Person | None, reason: str) -> None:
    """Shut a login; its person and what they did remain."""
    require(by, Power.KEEP_REGISTER)
    login.is_active = False
    login.save(update_fields=["is_active"])
    _journal("person", login.person_id or 0, "login closed", by, reason=reason)


def _end(appointment: Appointment, on: date) -> None:
    if appointment.until_on is None or appointment.until_on > on:
        appointment.until_on = on
        appointment.save(update_fields=["until_on"])
    appointment.delegations.filter(Q(until_on=None) | Q(until_on__gt=on)).update(until_on=on)


def _journal(subject: str, pk: int, verb: str, by: Person | None, *, reason: str = "", **values: Any) -> None:
    Change.objects.create(
        subject=subject, subject_pk=pk, verb=verb, by=by, at=clock.now(), reason=reason, values=values
    )
    # Drawn, not counted: a number used in a transaction that was undone must never come again.
    n = secrets.randbits(62)
    if not Stamp.objects.filter(id=1).update(n=n):
        Stamp.objects.create(id=1, n=n)


def _wanted(path: str, text: str) -> None:
    if not text.strip():
        raise Malformed([Problem(path, None, "This is empty.", "Fill it in.")])


def _check_person(fields: dict[str, Any], *, partly: bool = False) -> None:
    unknown = fields.keys() - _PERSON_FIELDS
    if unknown:
        raise TypeError(f"no such field of a person: {', '.join(sorted(unknown))}")
    problems = []
    if not (partly and "full_name" not in fields) and not str(fields.get("full_name", "")).strip():
        problems.append(
            Problem("full_name", None, "The name is empty.", "Write the name as its owner writes it.")
        )
    if "status" in fields and fields["status"] not in PersonStatus.values:
        problems.append(
            Problem("status", None, "This is no status.", f"Use one of: {', '.join(PersonStatus.values)}.")
        )
    born = fields.get("born_on")
    if born and born > clock.now().date():
        problems.append(Problem("born_on", None, "This day is still to come.", "Give the day of birth."))
    if problems:
        raise Malformed(problems)
