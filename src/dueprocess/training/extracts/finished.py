"""Who finished what until when, and who need not: what requirements are judged by, for one person and for
many in few statements. Frozen values: the same whenever they are asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dueprocess.training.models import Completion, Exemption, ProgrammeVersion

DAY = timedelta(days=1)
AT_ONCE = 10_000
"""So many people are asked for in one statement."""


@dataclass(frozen=True, slots=True)
class Done:
    """Somebody finished `version` of `programme` (its code) on a day, and has that until and including
    `until_on` (None: for good). `by` is how they have it: "" where they finished that version itself, else
    the equivalent (`code/number`) that counts for it. `completion` is the row's key."""

    programme: str
    version: int
    on: date
    until_on: date | None
    by: str = ""
    completion: int = 0


@dataclass(frozen=True, slots=True)
class Exempt:
    """Somebody need not meet a requirement (its name) from one day to another, both included."""

    requirement: str
    from_on: date
    until_on: date
    exemption: int = 0


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the versions say of one another: from when on one is void, and which ones it counts as."""

    voids: Mapping[int, date]
    counts_as: Mapping[str, tuple[tuple[str, int, date | None], ...]]


def catalogue() -> Catalogue:
    """Return what versions say of one another; one query."""
    voids: dict[int, date] = {}
    counts: dict[str, list[tuple[str, int, date | None]]] = {}
    by_programme: dict[int, list[ProgrammeVersion]] = {}
    rows = list(ProgrammeVersion.objects.select_related("programme").order_by("programme", "number"))
    for row in rows:
        by_programme.setdefault(row.programme_id, []).append(row)
    for row in rows:
        void = row.void_on(by_programme[row.programme_id])
        if void is not None:
            voids[row.pk] = void
        for name in row.equivalents:
            counts.setdefault(name, []).append((row.programme.code, row.number, void))
    return Catalogue(voids, {name: tuple(found) for name, found in counts.items()})


def done(person: int) -> tuple[Done, ...]:
    """Return what somebody (a key) finished, the last first; two queries. What never counted, because it was
    taken back on the day itself or voided before, is not here."""
    return done_of([person]).get(person, ())


def done_of(people: Collection[int], known: Catalogue | None = None) -> dict[int, tuple[Done, ...]]:
    """Return the same for many people (keys), by key; of whoever finished nothing nothing is here. One query
    for each `AT_ONCE` of them, and one for the catalogue unless it is given."""
    known = known or catalogue()
    found: dict[int, list[Done]] = {}
    every = sorted(set(people))
    for start in range(0, len(every), AT_ONCE):
        rows = Completion.objects.filter(person__in=every[start : start + AT_ONCE])
        columns = rows.order_by("-on", "-pk").values_list(
            "pk", "person", "version", "version__programme__code", "version__number", "on", "until_on",
            "revoked_on",
        )  # fmt: skip
        for pk, person, version, code, number, on, until, revoked in columns:
            ends = first(until, before(known.voids.get(version)), before(revoked))
            some = found.setdefault(person, [])
            for each in _each(known, pk, code, number, on, ends):
                if each.until_on is None or each.until_on >= on:
                    some.append(each)
    return {person: tuple(each) for person, each in found.items() if each}


def _each(known: Catalogue, pk: int, code: str, number: int, on: date, ends: date | None) -> Iterable[Done]:
    name = f"{code}/{number}"
    yield Done(code, number, on, ends, "", pk)
    for other, version, void in known.counts_as.get(name, ()):
        yield Done(other, version, on, first(ends, before(void)), name, pk)


def exemptions(person: int) -> tuple[Exempt, ...]:
    """Return from what somebody (a key) is, was or will be exempt, as two agreed; one query."""
    return exemptions_of([person]).get(person, ())


def exemptions_of(people: Collection[int]) -> dict[int, tuple[Exempt, ...]]:
    """Return the same for many people (keys), by key; one query for each `AT_ONCE` of them."""
    found: dict[int, list[Exempt]] = {}
    every = sorted(set(people))
    for start in range(0, len(every), AT_ONCE):
        rows = Exemption.objects.filter(person__in=every[start : start + AT_ONCE], agreed=True)
        for row in rows.order_by("from_on", "pk"):
            until = first(row.until_on, before(row.ended_on))
            if until is not None and until >= row.from_on:
                found.setdefault(row.person_id, []).append(
                    Exempt(row.requirement, row.from_on, until, row.pk)
                )
    return {person: tuple(each) for person, each in found.items()}


def before(day: date | None) -> date | None:
    """Return the day before; None for none."""
    return day - DAY if day is not None else None


def first(*days: date | None) -> date | None:
    """Return the earliest of these days; None where all are open."""
    return min((day for day in days if day is not None), default=None)
