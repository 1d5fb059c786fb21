"""Adopted rulebooks by hash, parsed once for each process. Knows versions; must not know dockets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.core.deadlines import Clock
from dueprocess.core.errors import Broken, Malformed, Problem, Refused
from dueprocess.core.rulebook import load
from dueprocess.core.rulebook.model import OpenCases, Rulebook
from dueprocess.people import holders
from dueprocess.rules.models import OrganisationPause, RulebookVersion

_loaded: dict[str, Adopted] = {}
_kept: dict[int, list[RulebookVersion]] = {}


@dataclass(frozen=True, slots=True)
class Adopted:
    """A rulebook with what was stored at its adoption."""

    rulebook: Rulebook
    kind: str
    holidays: tuple[str, ...]
    covers_to: int
    previous: str | None


class Library(Mapping[str, Rulebook]):
    """Every adopted rulebook by its hash, as the engine wants them; read when first asked for."""

    def __getitem__(self, hash_: str) -> Rulebook:
        """Return the rulebook of that hash; KeyError where none was adopted."""
        try:
            return adopted(hash_).rulebook
        except Broken as error:
            raise KeyError(hash_) from error

    def __iter__(self) -> Iterator[str]:
        """Yield the hashes of all adopted versions."""
        return iter(RulebookVersion.objects.values_list("hash", flat=True))

    def __len__(self) -> int:
        """Count the adopted versions."""
        return RulebookVersion.objects.count()


LIBRARY = Library()


def adopted(hash_: str) -> Adopted:
    """Return an adopted version, parsed; its text never changes, so it is kept. Raises Broken if unknown
    or if the stored text no longer has its hash."""
    if hash_ not in _loaded:
        row = RulebookVersion.objects.filter(pk=hash_).first()
        if row is None:
            raise Broken(f"No rulebook {hash_} was adopted here.")
        rulebook = load(row.text)
        if rulebook.hash != hash_:
            raise Broken(f"The stored text of rulebook {hash_} was changed: its hash is {rulebook.hash}.")
        _loaded[hash_] = Adopted(rulebook, row.kind, tuple(row.holidays), row.covers_to, row.previous_id)
    return _loaded[hash_]


def get(hash_: str) -> Rulebook:
    """Return the parsed rulebook of that hash. Raises Broken as `adopted` does."""
    return adopted(hash_).rulebook


_TABLES = (
    "roles", "parties", "bodies", "conflicts", "facts", "stages", "pauses", "measures", "sanctions", "steps",
)  # fmt: skip


@lru_cache(maxsize=64)
def joined(hashes: tuple[str, ...]) -> Rulebook:
    """Return the last of these versions with what the others name and it does not: for titles and roles in a
    docket that came from one to the next. What governs, the engine says, by each version itself."""
    last = get(hashes[-1])
    if len(hashes) == 1:
        return last
    books = [get(each) for each in hashes]
    tables: dict[str, Any] = {
        table: {name: row for book in books for name, row in getattr(book, table).items()}
        for table in _TABLES
    }
    return replace(last, cache={}, **tables)


def shown(hash_: str) -> Rulebook:
    """Return a version with what those name from which open dockets may have come to it."""
    chain = [hash_]
    while (before := moves_from(chain[0])) is not None and before not in chain:
        chain.insert(0, before)
    return joined(tuple(chain))


def moves_from(hash_: str) -> str | None:
    """Return the version whose open dockets come to this one, wholly or with some steps (`at_once`), as its
    `transition` says; None where they stay."""
    before, new = adopted(hash_).previous, get(hash_)
    how = new.transition
    if before is None or (how.open_cases is OpenCases.STAY and not how.at_once):
        return None
    return before if get(before).id == new.id else None


def moving(on: date) -> list[tuple[str, str]]:
    """Return the versions in force on that day to which open dockets come, each after the one they leave,
    the oldest first: (left, come to)."""
    there = [row for row in _versions() if row.in_force_from <= on]
    found = ((moves_from(row.hash), row.hash) for row in there)
    return [(left, hash_) for left, hash_ in found if left is not None]


@lru_cache(maxsize=64)
def clock(hash_: str) -> Clock:
    """Return how an adopted version counts time: its calendar with the holidays stored at its adoption."""
    found = adopted(hash_)
    return Clock.of(found.rulebook.calendar, map(date.fromisoformat, found.holidays))


def in_force(on: date, kind: str = "case") -> RulebookVersion:
    """Return the version that governs dockets of this kind opened on that day.

    Raises Refused("no_rulebook") where none was.
    """
    there = [row for row in _versions() if row.kind == kind and row.in_force_from <= on]
    found = max(there, key=lambda row: (row.in_force_from, row.recorded_at), default=None)
    if found is None:
        raise Refused("no_rulebook", _("No rulebook was in force on that day. Adopt one first."), None)
    return found


def newest(kind: str = "case") -> str | None:
    """Return the hash of the version that a further one would replace: in force last, or to come."""
    there = [row for row in _versions() if row.kind == kind]
    found = max(there, key=lambda row: (row.in_force_from, row.recorded_at), default=None)
    return found.hash if found is not None else None


def hashes(*, kind: str = "") -> list[str]:
    """Return the hashes of all adopted versions, or of those for one kind of docket, oldest first."""
    return [row.hash for row in _versions() if kind in ("", row.kind)]


def never_oversee() -> frozenset[str]:
    """Return the roles whose holders never oversee, by any adopted rulebook."""
    every = (role for hash_ in hashes() for role in get(hash_).roles.values())
    return frozenset(role.id for role in every if role.never_oversees)


def versions(kind: str) -> list[RulebookVersion]:
    """Return the adopted versions for dockets of one kind, in the order of their recording."""
    return [row for row in _versions() if row.kind == kind]


def called(rulebook: str, path: str) -> list[Rulebook]:
    """Return the adopted versions of a rulebook of cases by its id. Raises Malformed, naming `path`, for
    none."""
    found = [each for each in map(get, hashes(kind="case")) if each.id == rulebook]
    if not found:
        what = f"No rulebook {rulebook} was adopted here."
        mend = "Name one that was adopted, or adopt that one first."
        raise Malformed([Problem(path, None, what, mend)])
    return found


def _versions() -> list[RulebookVersion]:
    """Return all adopted versions, oldest first; kept under the register's stamp, which an adoption changes
    too."""
    now = holders.stamp()
    if not now or now not in _kept:
        found = list(RulebookVersion.objects.order_by("recorded_at"))
        _kept.clear()
        _kept[now] = found
    return _kept[now]


def with_pause(name: str) -> list[str]:
    """Return the hashes of the adopted versions that have a pause of this name for all cases."""
    found = ((hash_, get(hash_).pauses.get(name)) for hash_ in hashes())
    return [hash_ for hash_, pause in found if pause is not None and pause.for_all]


def pauses(*, before: datetime | None = None, upto: datetime | None = None) -> list[dict[str, str]]:
    """Return the pauses for all that were agreed (`before` a moment, or up to and with it), as the engine's
    `organisation` wants them."""
    agreed = OrganisationPause.objects.filter(agreed=True)
    if before is not None:
        agreed = agreed.filter(settled_at__lt=before)
    if upto is not None:
        agreed = agreed.filter(settled_at__lte=upto)
    rows = list(agreed.order_by("from_at", "pk"))
    until = {row.pk: row.to_at for row in rows if row.ends_id is None}
    until |= {row.ends_id: row.to_at for row in sorted(rows, key=settled) if row.ends_id is not None}
    return [
        {"pause": row.pause, "from": row.from_at.isoformat()}
        | ({"to": to_at.isoformat()} if (to_at := until[row.pk]) else {})
        for row in rows
        if row.ends_id is None
    ]


def end_of(pause: OrganisationPause) -> datetime | None:
    """Return until when a pause lasts, with what was agreed of its earlier end."""
    earlier = OrganisationPause.objects.filter(ends=pause, agreed=True)
    return max(earlier, key=settled, default=pause).to_at


def settled(row: OrganisationPause) -> tuple[datetime, int]:
    """Return the order in which pauses and their ends were settled."""
    return (row.settled_at or row.recorded_at, row.pk)
