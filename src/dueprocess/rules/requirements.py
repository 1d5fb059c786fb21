"""Training requirements as adopted: what held on which day. Must not know who is bound, nor dockets.

They hold from the local day on which they were recorded here, whatever day is said of the body that decided
them. What they name of the rulebook is read from the version of it that was in force on each day, so that a
rulebook that asks more roles to be trained asks nobody for the time before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from dueprocess.core.deadlines import Clock
from dueprocess.core.errors import Refused
from dueprocess.core.requirements import Book, Named, Requirements, bound_by, load, named_by
from dueprocess.people import holders
from dueprocess.rules import rulebooks
from dueprocess.rules.held import Held
from dueprocess.rules.models import RequirementsVersion, RulebookVersion

T = TypeVar("T")
_held = Held(RequirementsVersion, load, "training requirements")
get = _held.get
_kept: dict[int, dict[str, Book | None]] = {}


def named(rulebook: str) -> Named:
    """Return what the adopted versions of a rulebook (by its id) name. Raises Malformed where no such
    rulebook was adopted."""
    return named_by(rulebooks.called(rulebook, "about.rulebook"))


def read(text: str) -> Requirements:
    """Return requirements that are to be adopted. Raises Malformed as `core.requirements.load`, with what
    their rulebook names."""
    return load(text, named(load(text).rulebook))


def in_force(on: date) -> Book | None:
    """Return the requirements of the rulebook in force on a day, as they held up to then and after; None
    where there are none. Kept under the register's stamp, which an adoption changes too. Raises Broken for a
    stored text that no longer has its hash."""
    try:
        governing = rulebooks.in_force(on)
    except Refused:
        return None
    now = holders.stamp()
    if not now or now not in _kept:
        _kept.clear()
        _kept[now] = {}
    kept = _kept[now]
    if governing.pk not in kept:
        kept[governing.pk] = _book(governing)
    return kept[governing.pk]


def _book(governing: RulebookVersion) -> Book | None:
    clock = rulebooks.clock(governing.pk)
    rows = RequirementsVersion.objects.filter(rulebook_id=governing.rulebook_id)
    rows = rows.order_by("recorded_at", "version")
    texts = [(clock.local_day(at), get(hash_)) for hash_, at in rows.values_list("pk", "recorded_at")]
    if not texts:
        return None
    books = _rulebooks(governing.rulebook_id, clock)
    first = texts[0][0]
    days = sorted({day for day, _text in texts} | {day for day, _hash in books if day > first})
    return Book(
        clock=clock,
        versions=tuple((day, bound_by(_at(texts, day), rulebooks.get(_at(books, day)))) for day in days),
    )


def _rulebooks(rulebook: str, clock: Clock) -> list[tuple[date, str]]:
    """Return from which day each version of a rulebook is asked whom it names; none works backwards."""
    rows = [row for row in rulebooks.versions("case") if row.rulebook_id == rulebook]
    found = [(max(row.in_force_from, clock.local_day(row.recorded_at)), row.pk) for row in rows]
    return sorted(found, key=lambda each: each[0])


def _at(rows: Sequence[tuple[date, T]], day: date) -> T:
    """Return what held on a day, of rows in the order of their days; before the first: the first."""
    return next((found for since, found in reversed(rows) if since <= day), rows[0][1])
