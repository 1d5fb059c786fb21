"""Who holds which roles for a matter of a unit on a day, and what they are qualified for.

Knows appointments, delegations and qualifications; must not know the matter. What is worked out is kept
in memory under the register's stamp, so that it is never out of date (`Stamp`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import F, Q, Value

from dueprocess.people.models import Appointment, Delegation, Grant, Person, Qualification, Unit

KEPT = 512
_kept: dict[tuple[int, tuple[str, ...], tuple[int, ...], tuple[int, ...], date], tuple[Holder, ...]] = {}


@dataclass(slots=True)
class Holder:
    """One person in register order: role -> appointments behind it with their unit; current
    qualifications."""

    person: int
    status: str
    roles: dict[str, list[tuple[int, int | None]]] = field(default_factory=dict)
    training: dict[str, date | None] = field(default_factory=dict)
    has: set[str] = field(default_factory=set)


_steady: ContextVar[int | None] = ContextVar("steady", default=None)


@contextmanager
def steady() -> Iterator[None]:
    """Read the register as it stands now for one page that changes nothing: its stamp is asked once."""
    token = _steady.set(stamp())
    try:
        yield
    finally:
        _steady.reset(token)


def stamp() -> int:
    """Return the number of the register's last change."""
    known = _steady.get()
    if known is not None:
        return known
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM people_stamp WHERE id = 1")
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def of(
    *, roles: Iterable[str], unit: int | None, elsewhere: Iterable[int] = (), on: date
) -> tuple[Holder, ...]:
    """Return the holders of any of `roles` on that day, in register order (by their number).

    An appointment counts where its unit is the matter's unit or above it, or none; those in the units of
    `elsewhere` (and above them) count too, for bodies of one unit. A delegation counts as its appointment.
    """
    wanted = tuple(sorted(set(roles)))
    now = stamp()
    lines = _lines(now, unit, elsewhere)
    key = (now, wanted, lines, (unit or 0,), on)
    if key not in _kept:
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[key] = _read(wanted, lines, on)
    return _kept[key]


def _lines(now: int, unit: int | None, elsewhere: Iterable[int]) -> tuple[int, ...]:
    starts = {each for each in (unit, *elsewhere) if each}
    found: set[int] = set()
    for each in starts:
        found.update(_line(now, each))
    return tuple(sorted(found))


_line_of: dict[tuple[int, int], list[int]] = {}


def _line(now: int, unit: int) -> list[int]:
    key = (now, unit)
    if key not in _line_of:
        if len(_line_of) >= KEPT:
            _line_of.clear()
        _line_of[key] = Unit.objects.get(pk=unit).line
    return _line_of[key]


def _read(roles: tuple[str, ...], lines: tuple[int, ...], on: date) -> tuple[Holder, ...]:
    where = Q(unit=None) | Q(unit_id__in=lines)
    found: dict[int, Holder] = {}

    def add(person: int, status: str, role: str, appointment: int, unit: int | None) -> None:
        holder = found.setdefault(person, Holder(person, status))
        holder.roles.setdefault(role, []).append((appointment, unit))

    rows = Appointment.objects.running(on).filter(where, role__in=roles).order_by("pk")
    for person, status, role, pk, unit in rows.values_list("person", "person__status", "role", "pk", "unit"):
        add(person, status, role, pk, unit)
    lent = Delegation.objects.running(on).filter(
        Q(appointment__unit=None) | Q(appointment__unit_id__in=lines),
        Q(appointment__until_on=None) | Q(appointment__until_on__gte=on),
        appointment__role__in=roles,
        appointment__from_on__lte=on,
    )
    fields = ("to", "to__status", "appointment__role", "appointment", "appointment__unit")
    for person, status, role, pk, unit in lent.order_by("pk").values_list(*fields):
        add(person, status, role, pk, unit)
    qualifications = Qualification.objects.running(on).filter(person_id__in=list(found))
    for person, kind, name, until_on in qualifications.values_list("person", "kind", "name", "until_on"):
        if kind == "training":
            kept = found[person].training.get(name, on)
            found[person].training[name] = None if until_on is None or kept is None else max(until_on, kept)
        else:
            found[person].has.add(name)
    return tuple(found[person] for person in sorted(found))


def appointment_behind(*, person: Person, role: str, unit: int | None, on: date) -> int | None:
    """Return the appointment by which somebody acts in a role for a matter of that unit; None where there
    is none."""
    for holder in of(roles=[role], unit=unit, on=on):
        if holder.person == person.pk:
            return holder.roles[role][0][0]
    return None


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody may be on a day: roles with the path of their unit (None: everywhere), also those
    exercised for somebody else, and powers. `at_desk`: there is any of it."""

    held: frozenset[tuple[str, str | None]]
    powers: frozenset[str]
    at_desk: bool


_standing: dict[tuple[int, int, date], Standing] = {}


def standing(person: Person, on: date) -> Standing:
    """Return what somebody may be on that day; one query where the register has not changed since."""
    key = (stamp(), person.pk, on)
    if key not in _standing:
        if len(_standing) >= KEPT:
            _standing.clear()
        _standing[key] = _stands(person, on)
    return _standing[key]


def _stands(person: Person, on: date) -> Standing:
    columns = ("kind", "name", "path")
    own = Appointment.objects.running(on).filter(person=person)
    lent = Delegation.objects.running(on).filter(
        Q(appointment__until_on=None) | Q(appointment__until_on__gte=on), to=person
    )
    rows = (
        own.annotate(kind=Value("held"), name=F("role"), path=F("unit__path"))
        .values_list(*columns)
        .union(
            lent.annotate(
                kind=Value("held"), name=F("appointment__role"), path=F("appointment__unit__path")
            ).values_list(*columns),
            Grant.objects.running(on)
            .filter(person=person)
            .annotate(kind=Value("power"), name=F("power"), path=Value(""))
            .values_list(*columns),
            all=True,
        )
    )
    found = list(rows)
    return Standing(
        frozenset((name, path) for kind, name, path in found if kind == "held"),
        frozenset(name for kind, name, _path in found if kind == "power"),
        bool(found),
    )
