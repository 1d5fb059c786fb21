"""Who oversees, for how long, and what keeps somebody from it: terms, and offices that never go with it.

Which offices these are, the rulebooks say: the room above tells it (`never_with`). Reads only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from dueprocess.kit import clock
from dueprocess.ledger import doctor
from dueprocess.ledger.doctor import Finding, Health
from dueprocess.people.models import Appointment, Delegation, Grant, Power

M = TypeVar("M", bound=Model)
LONGEST = timedelta(days=4 * 365 + 1)
"""For how long somebody oversees at most before it is decided anew."""
AHEAD = timedelta(days=60)
"""So long before nobody oversees any more it is said."""
_never: list[Callable[[], Collection[str]]] = []


def never_with(roles: Callable[[], Collection[str]]) -> None:
    """Let a room above say which roles never go with the power to oversee."""
    _never.append(roles)


def never() -> frozenset[str]:
    """Return the roles that never go with the power to oversee."""
    return frozenset(role for roles in _never for role in roles())


def ends(from_on: date) -> date:
    """Return the last day of the longest term that begins on that day."""
    return from_on + LONGEST - timedelta(days=1)


def held(person: int, from_on: date, until_on: date | None) -> str:
    """Return a role that never goes with it and that somebody holds, or exercises for another, on some day of
    that time; "" for none."""
    roles = never()
    if not roles:
        return ""
    own = _within(Appointment.objects.filter(person=person, role__in=roles), from_on, until_on)
    lent = Delegation.objects.filter(to=person, appointment__role__in=roles)
    found = own.values_list("role", flat=True).first()
    return found or _within(lent, from_on, until_on).values_list("appointment__role", flat=True).first() or ""


def oversees(person: int, from_on: date, until_on: date | None) -> bool:
    """Tell whether somebody holds the power to oversee on some day of that time."""
    grants = Grant.objects.filter(person=person, power=Power.OVERSEE)
    return _within(grants, from_on, until_on).exists()


def _within(rows: QuerySet[M], from_on: date, until_on: date | None) -> QuerySet[M]:
    rows = rows.filter(Q(until_on=None) | Q(until_on__gte=from_on))
    return rows.filter(from_on__lte=until_on) if until_on is not None else rows


@dataclass(frozen=True, slots=True)
class Overseer:
    """Somebody who oversees: since when, until when (None: no end was given), and a role that does not go
    with it ("" for none)."""

    person: int
    name: str
    from_on: date
    until_on: date | None
    role: str


def overseers(on: date) -> tuple[Overseer, ...]:
    """Return who oversees on a day, whoever has no end first, then whose term ends first. Three queries at
    most for each of them, where the rules name an office that does not go with it; else one."""
    rows = Grant.objects.running(on).filter(power=Power.OVERSEE).select_related("person")
    found = [
        Overseer(row.person_id, row.person.shown_name, row.from_on, row.until_on, held(row.person_id, on, on))
        for row in rows
    ]
    return tuple(sorted(found, key=lambda each: (each.until_on is not None, each.until_on, each.name)))


@doctor.check
def _somebody_oversees() -> Iterator[Finding]:
    """Say so where the terms of all who oversee end soon: nobody would look after what nobody takes up."""
    on = clock.now().date()
    running = Grant.objects.running(on).filter(power=Power.OVERSEE)
    if running.exists() and not Grant.objects.running(on + AHEAD).filter(power=Power.OVERSEE).exists():
        what = f"nobody oversees any more from {(on + AHEAD).isoformat()} on at the latest"
        yield Finding(Health.LOOK, what, "Give somebody the power to oversee, for a term.")
