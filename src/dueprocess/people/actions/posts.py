"""Offices, appointments, delegations and powers: given and ended, never deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.kit import clock
from dueprocess.people import overseeing
from dueprocess.people.actions.ground import another, journal, require, span, there, wanted
from dueprocess.people.models import Appointment, Delegation, Grant, Office, Person, Power, Term, Unit


@transaction.atomic
def add_office(
    *, title: str, roles: Sequence[str], unit: Unit | None, by: Person | None, seats: int = 1
) -> Office:
    """Store an office whose holders have `roles` (names of a rulebook) in its unit and all below."""
    require(by, Power.APPOINT)
    wanted("title", title)
    _stands(unit)
    office = Office.objects.create(title=title.strip(), unit=unit, roles=list(roles), seats=seats)
    journal("office", office.pk, "added", by, rows=[office], roles=list(roles))
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
    span(from_on, until_on)
    there(person)
    office = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    if office.abolished_on is not None:
        raise Refused("abolished", _("This office was abolished."), None)
    crossing = office.terms.filter(Q(until_on=None) | Q(until_on__gte=from_on))
    if until_on:
        crossing = crossing.filter(from_on__lte=until_on)
    if crossing.filter(person=person).exists():
        raise Refused("holds_already", _("They hold this office in that time."), None)
    if crossing.count() >= office.seats:
        raise Refused(
            "no_seat", _("Every seat of this office is taken in that time. End a term first."), None
        )
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
    journal("office", office.pk, "term begun", by, rows=[term], reason=reason, person=person.pk)
    return term


@transaction.atomic
def end_term(*, term: Term, on: date, by: Person | None, reason: str) -> None:
    """End a term with that day; its appointments and their delegations end with it."""
    require(by, Power.APPOINT)
    wanted("reason", reason)
    ended = _end_term(term, on)
    journal(
        "office", term.office_id, "term ended", by, rows=ended, reason=reason, person=term.person_id,
        on=str(on),
    )  # fmt: skip


def abolish(office: Office, on: date) -> list[Any]:
    """End an office and the terms in it with that day; return the rows as they stand now, for the journal."""
    office.abolished_on = on
    office.save(update_fields=["abolished_on"])
    changed: list[Any] = [office]
    for term in office.terms.exclude(until_on__lt=on):
        changed += _end_term(term, on)
    return changed


def end_roles(roles: Iterable[Appointment], on: date) -> list[Any]:
    """End appointments with that day; return the rows as they stand now, for the journal."""
    return [row for appointment in roles for row in _end(appointment, max(on, appointment.from_on))]


def _end_term(term: Term, on: date) -> list[Any]:
    term.until_on = max(on, term.from_on)
    term.save(update_fields=["until_on"])
    return [term, *(row for each in term.appointments.all() for row in _end(each, term.until_on))]


def _stands(unit: Unit | None) -> None:
    """Raise Refused("closed_unit") for one that is closed."""
    if unit is not None and unit.closed_on is not None:
        raise Refused("closed_unit", _("{unit} is closed.").format(unit=unit.name), None)


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
    """Give a person a role of the rulebook in a unit and all below it (None: everywhere).

    Nobody appoints themselves: Refused("oneself").
    """
    require(by, Power.APPOINT)
    another(by, person, _("Nobody appoints themselves. Somebody else with this power does it."))
    there(person)
    wanted("reason", reason)
    span(from_on, until_on)
    _stands(unit)
    if by is not None and role in overseeing.never() and overseeing.oversees(person.pk, from_on, until_on):
        _apart(role)
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
    journal(
        "person", person.pk, "appointed", by, rows=[appointment], reason=reason, role=role,
        unit=unit.pk if unit else None,
    )  # fmt: skip
    return appointment


@transaction.atomic
def end_appointment(*, appointment: Appointment, on: date, by: Person | None, reason: str) -> None:
    """End an appointment with that day; what was done under it stays valid."""
    require(by, Power.APPOINT)
    wanted("reason", reason)
    ended = _end(appointment, max(on, appointment.from_on))
    journal(
        "person", appointment.person_id, "appointment ended", by, rows=ended, reason=reason,
        role=appointment.role,
    )  # fmt: skip


@transaction.atomic
def delegate(
    *, appointment: Appointment, to: Person, from_on: date, until_on: date, reason: str, by: Person | None
) -> Delegation:
    """Let `to` exercise an appointment for a time; only its holder or somebody with `appoint` may."""
    if by is None or by.pk != appointment.person_id:
        require(by, Power.APPOINT)
    wanted("reason", reason)
    span(from_on, until_on)
    if to.pk == appointment.person_id:
        raise Refused("oneself", _("A role cannot be delegated to its holder."), None)
    another(by, to, _("Nobody lends themselves somebody else's role. Its holder does it, or another."))
    there(to)
    if from_on < appointment.from_on:
        raise Refused("too_early", _("A delegation begins at the earliest with the appointment."), None)
    if appointment.until_on and until_on > appointment.until_on:
        raise Refused("too_long", _("A delegation ends at the latest with the appointment."), None)
    apart = appointment.role in overseeing.never()
    if apart and by is not None and overseeing.oversees(to.pk, from_on, until_on):
        _apart(appointment.role)
    delegation = Delegation.objects.create(
        appointment=appointment, to=to, from_on=from_on, until_on=until_on, reason=reason
    )
    journal(
        "person", to.pk, "delegated", by, rows=[delegation], reason=reason, role=appointment.role,
        until=str(until_on),
    )  # fmt: skip
    return delegation


@transaction.atomic
def end_delegation(*, delegation: Delegation, on: date, by: Person | None, reason: str) -> None:
    """End a delegation with that day; whoever lent the role may, and somebody with `appoint`."""
    if by is None or by.pk != delegation.appointment.person_id:
        require(by, Power.APPOINT)
    wanted("reason", reason)
    delegation.until_on = max(on, delegation.from_on)
    delegation.save(update_fields=["until_on"])
    role = delegation.appointment.role
    journal(
        "person", delegation.to_id, "delegation ended", by, rows=[delegation], reason=reason, role=role,
        on=str(on),
    )  # fmt: skip


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
    """Give a person a power. Nobody grants one to themselves; nobody grants alone what takes two
    (`actions.auditors`): Refused("second_person").

    Whoever is given the power to oversee has a term, at most `overseeing.LONGEST`: Malformed; and holds no
    office that the rules keep apart from it: Refused("barred_office"). What a
    command gives without an end is shown to oversight as such.
    """
    require(by, Power.APPOINT)
    if power == Power.AUDIT:
        what = _("An auditor is accredited: one person proposes it, another who oversees signs it.")
        raise Refused("second_person", what, None)
    another(by, person, _("Nobody grants a power to themselves."))
    there(person)
    wanted("reason", reason)
    from_on = from_on or clock.now().date()
    span(from_on, until_on)
    if power == Power.OVERSEE and by is not None:
        _term(from_on, until_on)
        _apart(overseeing.held(person.pk, from_on, until_on))
    if Grant.objects.running(from_on).filter(person=person, power=power).exists():
        raise Refused("holds_already", _("They hold this power on that day."), None)
    given = Grant.objects.create(
        person=person,
        power=power,
        from_on=from_on,
        until_on=until_on,
        granted_by=by,
        reason=reason,
    )
    journal("person", person.pk, "granted", by, rows=[given], reason=reason, power=str(power))
    return given


@transaction.atomic
def end_grant(*, grant: Grant, on: date, by: Person | None, reason: str) -> None:
    """End a power with the day before `on`, so that it is gone on that day.

    Raises Refused("last_overseer") where nobody would oversee any more.
    """
    require(by, Power.APPOINT)
    others = Grant.objects.running(on).filter(power=Power.OVERSEE).exclude(pk=grant.pk)
    if by is not None and grant.power == Power.OVERSEE and not others.exists():
        raise Refused(
            "last_overseer", _("Nobody would oversee then. Give somebody else this power first."), None
        )
    grant.until_on = on - timedelta(days=1)
    grant.save(update_fields=["until_on"])
    journal("person", grant.person_id, "grant ended", by, rows=[grant], reason=reason, power=grant.power)


def _term(from_on: date, until_on: date | None) -> None:
    """Raise Malformed for a power to oversee without an end, or with one that is too far away."""
    if until_on is None or until_on > overseeing.ends(from_on):
        what = _("Whoever oversees does so for a term of four years at most.")
        day = overseeing.ends(from_on)
        mend = _("Give a last day, at the latest {day}.").format(day=day.isoformat())
        raise Malformed([Problem("until_on", None, what, mend)])


def _apart(role: str) -> None:
    """Raise Refused("barred_office") where somebody would hold this office and oversee."""
    if role:
        said = _("Nobody who holds the office “{office}” oversees: the rules keep the two apart.")
        raise Refused("barred_office", said.format(office=role.replace("_", " ")), None)


def _end(appointment: Appointment, on: date) -> list[Any]:
    """End an appointment and what was lent of it; return the rows as they stand now."""
    if appointment.until_on is None or appointment.until_on > on:
        appointment.until_on = on
        appointment.save(update_fields=["until_on"])
    lent = list(appointment.delegations.filter(Q(until_on=None) | Q(until_on__gt=on)))
    for delegation in lent:
        delegation.until_on = on
        delegation.save(update_fields=["until_on"])
    return [appointment, *lent]
