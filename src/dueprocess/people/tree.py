"""The tree of units, for pages: what belongs to each, and what hangs on one that is to be moved or closed.

Frozen values, never models. Must not know what any case is about: `docket.extracts.sight` counts files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from dueprocess.people import extracts
from dueprocess.people.extracts import UnitLine
from dueprocess.people.models import Appointment, Change, Office, Person, Unit
from dueprocess.people.models.register import SEGMENT


@dataclass(frozen=True, slots=True)
class Branch:
    """One unit in the tree: how many people belong to it, and how many offices are of it."""

    line: UnitLine
    people: int
    offices: int


@dataclass(frozen=True, slots=True)
class OfficeOf:
    """An office of a unit and who holds it."""

    title: str
    holders: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class RoleFor:
    """A role that somebody holds for a unit without an office."""

    person: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit. `above`: from the root down; `below`: the open units right under it; `people`: how many
    belong to it; `journal`: when, what, by whom and why, the newest first."""

    pk: int
    name: str
    kind: str
    code: str
    closed_on: date | None
    above: tuple[tuple[int, str], ...]
    below: tuple[tuple[int, str], ...]
    people: int
    offices: tuple[OfficeOf, ...]
    roles: tuple[RoleFor, ...]
    journal: tuple[tuple[datetime, str, str, str, str], ...]


def branches(*, closed: bool = False) -> list[Branch]:
    """Return the whole tree with what belongs to each unit; three queries."""
    people = dict(Person.objects.order_by().values_list("unit").annotate(n=Count("pk")))
    open_offices = Office.objects.filter(abolished_on=None)
    offices = dict(open_offices.order_by().values_list("unit").annotate(n=Count("pk")))
    return [
        Branch(line, people.get(line.pk, 0), offices.get(line.pk, 0))
        for line in extracts.units(closed=closed)
    ]


def unit(pk: int, *, on: date) -> UnitPage:
    """Return one unit with what hangs on it. Raises Hidden where there is none."""
    row = extracts.unit(pk)
    line = [int(row.path[at : at + SEGMENT], 16) for at in range(0, len(row.path) - SEGMENT, SEGMENT)]
    names = Unit.objects.in_bulk(line)
    offices = Office.objects.filter(unit=row, abolished_on=None).order_by("title", "pk")
    held = Appointment.objects.filter(unit=row).exclude(until_on__lt=on).select_related("person")
    changes = Change.objects.filter(subject="unit", subject_pk=pk).select_related("by", "why").order_by("-pk")
    return UnitPage(
        pk=row.pk,
        name=row.name,
        kind=row.kind,
        code=row.code or "",
        closed_on=row.closed_on,
        above=tuple((each, names[each].name) for each in line),
        below=tuple(row.children.filter(closed_on=None).values_list("pk", "name")),
        people=Person.objects.filter(unit=row).count(),
        offices=tuple(
            OfficeOf(
                office.title,
                tuple(
                    (term.person_id, term.person.shown_name)
                    for term in office.terms.exclude(until_on__lt=on).select_related("person").order_by("pk")
                ),
            )
            for office in offices
        ),
        roles=tuple(
            RoleFor(each.person_id, each.person.shown_name, each.role)
            for each in held.filter(term=None).order_by("person__sort_name", "pk")
        ),
        journal=tuple(
            (each.at, each.verb, _what(each), each.by.shown_name if each.by else "", each.reason)
            for each in changes[:50]
        ),
    )


def _what(change: Change) -> str:
    """Return what a line of the journal brought: a name, or where a unit went."""
    return str(change.values.get("was") or change.values.get("name") or "")
