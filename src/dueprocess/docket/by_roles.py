"""What roles open: of which rulebooks, in which units, at which stages. For the wall, and for whoever asks
who could act.

Knows rulebooks, units and stages; must not know any person.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q

from dueprocess.core.rulebook.model import Rulebook, WhoKind
from dueprocess.docket import conditions, kinds
from dueprocess.people.models import Unit
from dueprocess.rules import rulebooks


@lru_cache(maxsize=256)
def opening_roles(hash_: str) -> frozenset[str]:
    """Return the roles whose holders may act in any docket of that rulebook without being appointed in it."""
    return _opening(rulebooks.shown(hash_))


@lru_cache(maxsize=256)
def reading_stages(hash_: str) -> dict[str, tuple[str, ...]]:
    """Return the stages at which roles of that rulebook open a docket, for those that do not at every one."""
    return {role.id: role.reads for role in rulebooks.shown(hash_).roles.values() if role.reads}


def _opening(rulebook: Rulebook) -> frozenset[str]:
    acting: set[str] = set()
    for step in rulebook.steps.values():
        acting.update(who.name for who in step.by if who.kind is not WhoKind.PARTY)
        for demands in (step.demands, *(outcome.demands for outcome in step.outcomes.values())):
            acting.update(demands.countersigned_by)
    for imposition in (*rulebook.measures.values(), *rulebook.sanctions.values()):
        acting.update(imposition.countersigned_by)
    queue = list(acting)
    found: set[str] = set()
    while queue:
        name = queue.pop()
        if body := rulebook.bodies.get(name):
            if not body.per_case and name not in found:
                queue += [*body.seats, *body.stand_ins.values()]
                if body.chair:
                    queue.append(body.chair)
                if body.too_few:
                    queue.append(body.too_few)
        elif (role := rulebook.roles.get(name)) and name not in found:
            if role.too_few:
                queue.append(role.too_few)
            if role.per_case:
                continue
        found.add(name)
    return frozenset(name for name in found if name in rulebook.roles and not rulebook.roles[name].per_case)


@dataclass(frozen=True, slots=True)
class Opens:
    """What roles open under some rulebooks: as a way in by index, and as a test of rows found otherwise;
    `shut` is the test that they do not, of dockets without a unit too."""

    indexed: Q
    plain: Q
    shut: Q


def by_role(held: Collection[tuple[str, str | None]]) -> list[Opens] | None:
    """Return what roles open, each held for the unit of its path (None: everywhere): by rulebook, and by unit
    where a role has one.

    None: everything, under every rulebook and in every unit.
    """
    found: list[Opens] = []
    if not held:
        return found
    hashes = rulebooks.hashes(kind=kinds.CASE)  # who reads others, `sees` says
    by_places: dict[tuple[tuple[str | None, ...], tuple[str, ...]], list[str]] = {}
    for hash_ in hashes:
        at: dict[tuple[str, ...], set[str | None]] = {}
        for role, path in held:
            if role in opening_roles(hash_):
                at.setdefault(reading_stages(hash_).get(role, ()), set()).add(path)
        for stages, places in at.items():
            key: tuple[str | None, ...] = (None,)
            if None not in places:
                key = tuple(sorted(str(path) for path in places))
            by_places.setdefault((key, stages), []).append(hash_)
    for (key, stages), versions in by_places.items():
        some = len(versions) < len(hashes) or bool(stages)
        book = Q(conditions.within("rulebook_id", versions)) if some else Q()
        if stages:
            book &= Q(conditions.within("stage", stages))
        if key == (None,):
            if not some:
                return None
            found.append(Opens(Q(rulebook_id__in=versions) & _at(stages), book, ~book))
            continue
        units = Q()
        for path in key:
            units |= Q(path__gte=path, path__lt=f"{path}z")
        below = Unit.objects.filter(units).values("pk")
        within = Q(conditions.below(key))
        shut = ~book | ~within | Q(unit_id=None)
        found.append(Opens(book & Q(unit_id__in=below), book & within, shut))
    return found


def _at(stages: tuple[str, ...]) -> Q:
    return Q(stage__in=stages) if stages else Q()
