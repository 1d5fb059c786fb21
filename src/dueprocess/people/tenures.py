"""Who held a role from when to when, by what, and when that was written down: the register and its journal.

For showing by what power something was done. Frozen values, never models; must not know any case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from dueprocess.people.models import (
    Appointment,
    Candidacy,
    Change,
    Delegation,
    Person,
    PersonStatus,
    Term,
    Unit,
)


@dataclass(frozen=True, slots=True)
class Line:
    """What the journal said from a moment on: first and last day."""

    at: datetime
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class TenureRow:
    """One appointment of a person to a role, or one lent to them (`lent_by`, with the days of the loan).

    `office` is the post with which it comes ("" where there is none), `appointed_by` who wrote it down,
    `reason` by which decision. `lines` is its history in the journal, oldest first.
    """

    appointment: int
    role: str
    unit: str
    first: date
    last: date | None
    office: str
    appointed_by: str
    reason: str
    lines: tuple[Line, ...]
    lent_by: int | None = None
    lent_by_name: str = ""


@dataclass(frozen=True, slots=True)
class HeldLine:
    """What a person holds on a day, or is to hold later: an office (`title`, with the roles that come with
    it, by id), else a role by its id, `lent` where it is another's. `coming`: it has not begun yet. `by`: who
    holds it, where it is told of a unit."""

    title: str
    roles: tuple[str, ...]
    unit: str
    from_on: date
    until_on: date | None
    lent: bool
    coming: bool
    by: str = ""


@dataclass(frozen=True, slots=True)
class StandsLine:
    """For which office (of which unit) a person stands, and on which day it is filled. `by`: who stands,
    where it is told of a unit."""

    title: str
    unit: str
    election_on: date
    by: str = ""


@dataclass(frozen=True, slots=True)
class UnitHeld:
    """What a unit has: its offices and roles, how many of them are in units `below` it, its `members`, theirs
    among them, and who stands for its own offices."""

    lines: tuple[HeldLine, ...]
    below: int
    members: int
    standing: tuple[StandsLine, ...] = ()


def held(persons: Iterable[int], *, on: date) -> dict[int, tuple[HeldLine, ...]]:
    """Return the offices and roles of people that have not ended by that day, offices first; three
    queries."""
    wanted = set(persons)
    over = Q(until_on__lt=on)
    found: dict[int, list[HeldLine]] = {pk: [] for pk in wanted}
    terms = Term.objects.filter(person__in=wanted).exclude(over).select_related("office__unit")
    for term in terms.order_by("from_on", "pk"):
        office = term.office
        line = _line_of(term, office.title, office.roles, office.unit, on)
        found[term.person_id].append(line)
    own = Appointment.objects.filter(person__in=wanted, term=None).exclude(over).select_related("unit")
    for row in own.order_by("from_on", "pk"):
        found[row.person_id].append(_line_of(row, "", [row.role], row.unit, on))
    lent = Delegation.objects.filter(to__in=wanted).exclude(over).exclude(appointment__until_on__lt=on)
    for each in lent.select_related("appointment__unit").order_by("from_on", "pk"):
        row = each.appointment
        found[each.to_id].append(_line_of(each, "", [row.role], row.unit, on, lent=True))
    return {pk: tuple(lines) for pk, lines in found.items()}


def standing(persons: Iterable[int], *, on: date) -> dict[int, tuple[StandsLine, ...]]:
    """Return for which offices people stand whose election is on that day or later, the next first; one
    query."""
    wanted = set(persons)
    found: dict[int, list[StandsLine]] = {pk: [] for pk in wanted}
    for row in _candidacies(on).filter(person__in=wanted):
        unit = row.office.unit.name if row.office.unit else ""
        found[row.person_id].append(StandsLine(row.office.title, unit, row.election_on))
    return {pk: tuple(lines) for pk, lines in found.items()}


def _candidacies(on: date) -> QuerySet[Candidacy]:
    still = Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)
    rows = Candidacy.objects.filter(still, election_on__gte=on, office__abolished_on=None)
    return rows.select_related("office__unit", "person").order_by("election_on", "pk")


def in_unit(unit: int, *, on: date) -> UnitHeld:
    """Return the offices and roles in a unit that have not ended by that day, offices first, and who stands
    for its offices; five queries.

    A role that comes with an office stands with it. What is lent is still its lender's.
    """
    units = Unit.objects.below(Unit.objects.get(pk=unit))
    over = Q(until_on__lt=on)
    terms = Term.objects.filter(office__unit__in=units).exclude(over).select_related("office", "person")
    own = Appointment.objects.filter(unit__in=units, term=None).exclude(over).select_related("person")
    found: list[tuple[int | None, Term | Appointment, str, list[str]]] = [
        (term.office.unit_id, term, term.office.title, term.office.roles)
        for term in terms.order_by("from_on", "pk")
    ]
    found += [(row.unit_id, row, "", [row.role]) for row in own.order_by("from_on", "pk")]
    lines = tuple(
        _line_of(row, title, roles, None, on, by=row.person.shown_name)
        for where, row, title, roles in found
        if where == unit
    )
    members = Person.objects.filter(unit__in=units, status=PersonStatus.MEMBER).count()
    stands = tuple(
        StandsLine(row.office.title, "", row.election_on, row.person.shown_name)
        for row in _candidacies(on).filter(office__unit=unit)
    )
    return UnitHeld(lines, len(found) - len(lines), members, stands)


def _line_of(
    row: Term | Appointment | Delegation,
    title: str,
    roles: Iterable[str],
    unit: Unit | None,
    on: date,
    *,
    lent: bool = False,
    by: str = "",
) -> HeldLine:
    where, coming = unit.name if unit else "", row.from_on > on
    return HeldLine(title, tuple(roles), where, row.from_on, row.until_on, lent, coming, by)


def of(
    persons: Iterable[int], *, roles: Iterable[str], units: Iterable[int]
) -> dict[tuple[int, str], list[TenureRow]]:
    """Return the tenures of people by person and role, whenever they ran, for matters of any of the units;
    four queries."""
    wanted, named = set(persons), set(roles)
    where = Q(unit=None) | Q(unit_id__in=_above(units))
    behind = ("person", "unit", "appointed_by", "term__office")
    own = list(
        Appointment.objects.filter(where, person__in=wanted, role__in=named)
        .select_related(*behind)
        .order_by("pk")
    )
    lent = list(
        Delegation.objects.filter(
            Q(appointment__unit=None) | Q(appointment__unit_id__in=_above(units)),
            to__in=wanted,
            appointment__role__in=named,
        )
        .select_related(*(f"appointment__{name}" for name in behind))
        .order_by("pk")
    )
    history = _history([*own, *(each.appointment for each in lent)], lent)
    found: dict[tuple[int, str], list[TenureRow]] = {}
    for row in own:
        found.setdefault((row.person_id, row.role), []).append(
            _row(row, row.from_on, row.until_on, history.get(("appointment", row.pk), ()))
        )
    for each in lent:
        row = each.appointment
        lines = history.get(("delegation", each.pk), ())
        last = min((day for day in (each.until_on, row.until_on) if day is not None), default=None)
        found.setdefault((each.to_id, row.role), []).append(
            _row(row, max(each.from_on, row.from_on), last, lines, lent=each)
        )
    return found


def _above(units: Iterable[int]) -> set[int]:
    """Return the units and all above them."""
    return {pk for unit in Unit.objects.filter(pk__in=set(units)) for pk in unit.line}


def _row(
    row: Appointment,
    first: date,
    last: date | None,
    lines: tuple[Line, ...],
    lent: Delegation | None = None,
) -> TenureRow:
    return TenureRow(
        row.pk,
        row.role,
        row.unit.name if row.unit else "",
        first,
        last,
        row.term.office.title if row.term else "",
        row.appointed_by.shown_name if row.appointed_by else "",
        (lent.reason if lent is not None else row.reason) or "",
        lines,
        row.person_id if lent is not None else None,
        row.person.shown_name if lent is not None else "",
    )


def _history(
    appointments: Iterable[Appointment], lent: Iterable[Delegation]
) -> Mapping[tuple[str, int], tuple[Line, ...]]:
    """Return what the journal said of these rows, in the order in which it was said."""
    people = {row.person_id for row in appointments} | {row.to_id for row in lent}
    offices = {row.term.office_id for row in appointments if row.term}
    pks = {"appointment": {row.pk for row in appointments}, "delegation": {row.pk for row in lent}}
    subject = Q(subject="person", subject_pk__in=people) | Q(subject="office", subject_pk__in=offices)
    found: dict[tuple[str, int], list[Line]] = {}
    for at, values in Change.objects.filter(subject).order_by("pk").values_list("at", "values"):
        for table, wanted in pks.items():
            for pk, columns in _rows(values, table):
                if pk in wanted:
                    found.setdefault((table, pk), []).append(_line(at, columns))
    return {key: tuple(lines) for key, lines in found.items()}


def _rows(values: Mapping[str, Any], table: str) -> Iterable[tuple[int, Mapping[str, Any]]]:
    return ((int(pk), columns) for pk, columns in values.get("rows", {}).get(table, {}).items())


def _line(at: datetime, columns: Mapping[str, Any]) -> Line:
    last = columns.get("until_on")
    return Line(at, date.fromisoformat(columns["from_on"]), date.fromisoformat(last) if last else None)


def names(persons: Iterable[int]) -> dict[int, str]:
    """Return the names that are shown of people; one query."""
    return {pk: person.shown_name for pk, person in Person.objects.in_bulk(list(persons)).items()}
