"""Who would see more or fewer files if a unit hung elsewhere: numbers only.

Knows the wall's rule of roles by unit. Shows no file: whoever keeps the register may see none of them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from dueprocess.docket import by_roles, ties
from dueprocess.docket.models import Docket, Reach
from dueprocess.docket.models.dockets import OPENING
from dueprocess.people import holders
from dueprocess.people.models import Appointment, Delegation, Person, Power, Unit
from dueprocess.people.models.register import SEGMENT


@dataclass(frozen=True, slots=True)
class Sight:
    """One person whom a move lets see so many files more, or no longer see so many."""

    person: int
    name: str
    gains: int
    loses: int


@dataclass(frozen=True, slots=True)
class Moving:
    """What a move changes: how many files concern the unit and those below it, and for whom."""

    files: int
    people: tuple[Sight, ...]


def moving(unit: Unit, parent: Unit, *, on: date) -> Moving:
    """Return for whom it would change what they see if the unit hung under `parent`, by name.

    Files that are shut or open for somebody whatever their roles are (parties, conflicts, decisions,
    appointments in the file) are not counted for them, nor is oversight, which sees everything. Five queries
    and one for each of the people concerned.
    """
    below = (unit.path, unit.path + "z")
    files = Docket.objects.exclude(kind=OPENING).filter(unit__path__gte=below[0], unit__path__lt=below[1])
    groups: dict[tuple[str, str], int] = {
        (hash_, path): n
        for hash_, path, n in files.order_by()
        .values_list("rulebook_id", "unit__path")
        .annotate(n=Count("pk"))
    }
    people = _concerned(_above(unit.path[:-SEGMENT]) ^ _above(parent.path), on) if groups else {}
    tags: dict[str, list[int]] = {}
    for pk, mine in ties.of_each(people, on=on).items():
        for tag in mine:
            tags.setdefault(tag, []).append(pk)
    own: dict[tuple[int, str, str], set[int]] = {}
    rows = Reach.objects.filter(tag__in=list(tags), docket__in=files).order_by()
    for tag, docket, hash_, path in rows.values_list(
        "tag", "docket", "docket__rulebook_id", "docket__unit__path"
    ):
        for pk in tags[tag]:
            own.setdefault((pk, hash_, path), set()).add(docket)
    apart = {key: len(found) for key, found in own.items()}
    found = []
    for person in people.values():
        standing = holders.standing(person, on)
        if Power.OVERSEE in standing.powers:
            continue
        gains = loses = 0
        for (hash_, path), n in groups.items():
            counted = n - apart.get((person.pk, hash_, path), 0)
            roles = by_roles.opening_roles(hash_)
            places = [place for role, place in standing.held if role in roles]
            before = any(place is None or path.startswith(place) for place in places)
            after = any(_opens(place, unit, parent, path) for place in places)
            gains += counted if after and not before else 0
            loses += counted if before and not after else 0
        if gains or loses:
            found.append(Sight(person.pk, person.shown_name, gains, loses))
    found.sort(key=lambda each: each.name.casefold())
    return Moving(sum(groups.values()), tuple(found))


def _opens(place: str | None, unit: Unit, parent: Unit, path: str) -> bool:
    """Tell whether a role for the unit at `place` would open a file of the unit now at `path`."""
    if place is None or parent.path.startswith(place):
        return True
    return place.startswith(unit.path) and path.startswith(place)  # it moves with what is below it


def _above(path: str) -> set[str]:
    return {path[:end] for end in range(SEGMENT, len(path) + 1, SEGMENT)}


def _concerned(paths: Collection[str], on: date) -> dict[int, Person]:
    """Return who holds, or was lent, a role for the units of these paths on that day."""
    held = Appointment.objects.running(on).filter(unit__path__in=paths)
    lent = Delegation.objects.running(on).filter(appointment__unit__path__in=paths)
    pks = {*held.values_list("person", flat=True), *lent.values_list("to", flat=True)}
    return Person.objects.in_bulk(pks)
