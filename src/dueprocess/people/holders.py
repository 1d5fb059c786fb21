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
from typing import Any

from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Cast

from dueprocess.kit import prepared
from dueprocess.people.models import (
    Appointment,
    Delegation,
    Grant,
    Person,
    Power,
    Qualification,
    Term,
    Unit,
    line_of,
)

KEPT = 512
KEPT_TERMS = 64
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
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)  # what others make of it


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
    found = prepared.run("SELECT n FROM people_stamp WHERE id = 1").fetchone()
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
        _kept[key] = _on(_terms(now, wanted, lines), on)
    return _kept[key]


def _lines(now: int, unit: int | None, elsewhere: Iterable[int]) -> tuple[int, ...]:
    starts = {each for each in (unit, *elsewhere) if each}
    found: set[int] = set()
    for each in starts:
        found.update(line_of(path_of(each, now=now)))
    return tuple(sorted(found))


_path_of: dict[tuple[int, int], str] = {}


def path_of(unit: int, *, now: int | None = None) -> str:
    """Return the path of a unit in the tree, as of the register's stamp `now`. Raises Unit.DoesNotExist."""
    key = (stamp() if now is None else now, unit)
    if key not in _path_of:
        if len(_path_of) >= KEPT:
            _path_of.clear()
        _path_of[key] = Unit.objects.values_list("path", flat=True).get(pk=unit)
    return _path_of[key]


@dataclass(frozen=True, slots=True)
class _Term:
    """A role held, or lent, from one day to another; an open end runs on."""

    person: int
    status: str
    role: str
    appointment: int
    unit: int | None
    spans: tuple[tuple[date, date | None], ...]


@dataclass(frozen=True, slots=True)
class _Qualified:
    """What somebody is trained for or has attested, from one day to another."""

    person: int
    kind: str
    name: str
    until_on: date | None
    spans: tuple[tuple[date, date | None], ...]


@dataclass(frozen=True, slots=True)
class _Terms:
    """Everything the register says of some roles in some units, on whichever day."""

    held: tuple[_Term, ...]
    qualified: tuple[_Qualified, ...]


_terms_of: dict[tuple[int, tuple[str, ...], tuple[int, ...]], _Terms] = {}


def _runs(spans: Iterable[tuple[date, date | None]], on: date) -> bool:
    return all(first <= on and (last is None or last >= on) for first, last in spans)


def _terms(now: int, roles: tuple[str, ...], lines: tuple[int, ...]) -> _Terms:
    key = (now, roles, lines)
    if key not in _terms_of:
        if len(_terms_of) >= KEPT_TERMS:
            _terms_of.clear()
        _terms_of[key] = _read(roles, lines)
    return _terms_of[key]


def _read(roles: tuple[str, ...], lines: tuple[int, ...]) -> _Terms:
    where = Q(unit=None) | Q(unit_id__in=lines)
    rows = Appointment.objects.filter(where, role__in=roles).order_by("pk")
    held = [
        _Term(person, status, role, pk, unit, ((first, last),))
        for person, status, role, pk, unit, first, last in rows.values_list(
            "person", "person__status", "role", "pk", "unit", "from_on", "until_on"
        )
    ]
    lent = Delegation.objects.filter(
        Q(appointment__unit=None) | Q(appointment__unit_id__in=lines), appointment__role__in=roles
    )
    behind = ("appointment__role", "appointment", "appointment__unit")
    spans = ("from_on", "until_on", "appointment__from_on", "appointment__until_on")
    for person, status, role, pk, unit, first, last, begun, over in lent.order_by("pk").values_list(
        "to", "to__status", *behind, *spans
    ):
        held.append(_Term(person, status, role, pk, unit, ((first, last), (begun, over))))
    of = Qualification.objects.filter(person_id__in={each.person for each in held})
    qualified = [
        _Qualified(person, kind, name, last, ((first, last),))
        for person, kind, name, first, last in of.values_list("person", "kind", "name", "from_on", "until_on")
    ]
    return _Terms(tuple(held), tuple(qualified))


def _on(terms: _Terms, on: date) -> tuple[Holder, ...]:
    found: dict[int, Holder] = {}
    for term in terms.held:
        if _runs(term.spans, on):
            holder = found.setdefault(term.person, Holder(term.person, term.status))
            holder.roles.setdefault(term.role, []).append((term.appointment, term.unit))
    for each in terms.qualified:
        if each.person not in found or not _runs(each.spans, on):
            continue
        if each.kind == "training":
            training = found[each.person].training
            kept = training.get(each.name, on)
            until = each.until_on
            training[each.name] = None if until is None or kept is None else max(until, kept)
        else:
            found[each.person].has.add(each.name)
    return tuple(found[person] for person in sorted(found))


def appointment_behind(*, person: Person, role: str, unit: int | None, on: date) -> int | None:
    """Return the appointment by which somebody acts in a role for a matter of that unit; None where there
    is none."""
    for holder in of(roles=[role], unit=unit, on=on):
        if holder.person == person.pk:
            return holder.roles[role][0][0]
    return None


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody belongs and where they hold an office on a day, each as the path of its unit. An office
    is any post, role, or role exercised for somebody else, whatever the rulebooks make of it; one without a
    unit is of the whole organisation and names none."""

    home: str | None = None
    offices: frozenset[str] = frozenset()

    @property
    def served(self) -> frozenset[int]:
        """The keys of the units in which, or below which, they hold an office."""
        return frozenset(unit for path in self.offices for unit in line_of(path))

    @property
    def units(self) -> frozenset[int]:
        """The keys of the units to which they belong: their own, and those in which they hold an office."""
        paths = {*self.offices, *([self.home] if self.home else ())}
        return frozenset(line_of(path)[-1] for path in paths)


NOWHERE = Place()
_places: dict[tuple[int, frozenset[int] | None, date], dict[int, Place]] = {}


def places(on: date, persons: Iterable[int] | None = None) -> dict[int, Place]:
    """Return where these people belong and hold an office on that day; of everybody who holds one, where they
    hold it, if nobody is named. One query where the register has not changed since."""
    named = None if persons is None else frozenset(persons)
    now = stamp()
    key = (now, named, on)
    if key not in _places:
        if len(_places) >= KEPT_TERMS:
            _places.clear()
        _places[key] = _placed(_posts(now, named), on)
    return _places[key]


@dataclass(frozen=True, slots=True)
class _Posts:
    """Everything the register says of where some people belong (person, path) and hold an office (person,
    path, from when to when), on whichever day."""

    home: dict[int, str]
    held: tuple[tuple[int, str | None, tuple[tuple[date, date | None], ...]], ...]


_posts_of: dict[tuple[int, frozenset[int] | None], _Posts] = {}


def _posts(now: int, named: frozenset[int] | None) -> _Posts:
    key = (now, named)
    if key not in _posts_of:
        if len(_posts_of) >= KEPT_TERMS:
            _posts_of.clear()
        _posts_of[key] = _posted(named)
    return _posts_of[key]


def _posted(named: frozenset[int] | None) -> _Posts:
    spans = ("from_on", "until_on")
    nothing = Cast(Value(None), DateField())
    rows: list[Any] = [
        each.annotate(who=F(who), kind=Value("office"), path=F(path), over=over).values_list(
            "who", "kind", "path", *spans, "over"
        )
        for each, who, path, over in (
            (Term.objects.all(), "person", "office__unit__path", nothing),
            (Appointment.objects.all(), "person", "unit__path", nothing),
            (Delegation.objects.all(), "to", "appointment__unit__path", F("appointment__until_on")),
        )
    ]
    if named is not None:
        rows = [each.filter(who__in=named) for each in rows]
        homes = Person.objects.filter(pk__in=named, unit__isnull=False)
        rows.append(
            homes.annotate(
                who=F("pk"), kind=Value("home"), path=F("unit__path"), from_on=nothing, until_on=nothing,
                over=nothing,
            ).values_list("who", "kind", "path", *spans, "over")
        )  # fmt: skip
    home: dict[int, str] = {}
    held = []
    for who, kind, path, first, last, over in rows[0].union(*rows[1:], all=True):
        if kind == "home":
            home[who] = path
        else:
            held.append((who, path, ((first, last), (date.min, over))))
    return _Posts(home, tuple(held))


def _placed(posts: _Posts, on: date) -> dict[int, Place]:
    offices: dict[int, set[str]] = {}
    for who, path, spans in posts.held:
        if path is not None and _runs(spans, on):
            offices.setdefault(who, set()).add(path)
    return {
        who: Place(posts.home.get(who), frozenset(offices.get(who, ()))) for who in {*posts.home, *offices}
    }


def _offices(on: date) -> tuple[Any, Any, Any]:
    """Return the terms, the appointments and the delegations that run on a day."""
    lent = Delegation.objects.running(on).filter(
        Q(appointment__until_on=None) | Q(appointment__until_on__gte=on)
    )
    return Term.objects.running(on), Appointment.objects.running(on), lent


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody may be on a day: roles with the path of their unit (None: everywhere), also those
    exercised for somebody else, and powers. `at_desk`: there is any of it but the power to audit, which
    opens pages of its own alone. `place`: where they belong and hold an office."""

    held: frozenset[tuple[str, str | None]]
    powers: frozenset[str]
    at_desk: bool
    place: Place


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
    terms, appointments, delegations = _offices(on)
    own, lent = appointments.filter(person=person), delegations.filter(to=person)
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
            terms.filter(person=person, office__unit__isnull=False)
            .annotate(kind=Value("post"), name=Value(""), path=F("office__unit__path"))
            .values_list(*columns),
            Person.objects.filter(pk=person.pk, unit__isnull=False)
            .annotate(kind=Value("home"), name=Value(""), path=F("unit__path"))
            .values_list(*columns),
            all=True,
        )
    )
    found = list(rows)
    powers = frozenset(name for kind, name, _path in found if kind == "power")
    held = frozenset((name, path) for kind, name, path in found if kind == "held")
    home = next((path for kind, _name, path in found if kind == "home"), None)
    offices = frozenset(path for kind, _name, path in found if kind in ("held", "post") and path)
    return Standing(held, powers, bool(held or powers - {Power.AUDIT}), Place(home, offices))
