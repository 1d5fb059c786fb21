"""Which parties wait for an answer: they have written since the office last told them anything.

Knows acts as the engine reads them, and letters; opens nothing. What a party wrote are their messages and
what they added; the office answers by a message to them, or by a step of its own of which a letter tells
them. A letter that may be left out and was not asked for is no answer, nor what time did by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dueprocess.docket.roster import Row

MESSAGE = "message"
WRITTEN = (MESSAGE, "information")
"""The notes by which a party says something."""
OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A party (local key) that waits: since when, and with which act they wrote what stands unanswered
    first."""

    key: str
    since: datetime
    n: int


def waiting(
    rows: Sequence[Row], parties: Collection[str], letters: Iterable[tuple[int | None, str]]
) -> tuple[Waiting, ...]:
    """Return who waits, whoever has waited longest first. `letters` are those that are to go or went: the act
    that owes each, and to whom."""
    asks = [row for row in rows if asked(row, parties)]
    if not asks:
        return ()
    ours = {row.n for row in rows if not row.is_note and row.by_key not in parties}
    told: dict[str, int] = {}
    for n, to in letters:
        if n in ours:
            told[to] = max(told.get(to, 0), n or 0)
    for row in rows:
        if row.is_note and row.name == MESSAGE and row.facts.get("by") not in parties:
            for to in row.facts.get("to") or ():
                told[to] = max(told.get(to, 0), row.n)
    found: dict[str, Waiting] = {}
    for row in asks:
        key = str(row.facts["by"])
        if row.n > told.get(key, 0):
            found.setdefault(key, Waiting(key, row.at, row.n))
    return tuple(sorted(found.values(), key=lambda each: (each.since, each.n)))


def asked(row: Row, parties: Collection[str]) -> bool:
    """Tell whether with this act a party wrote to the office."""
    return row.is_note and row.name in WRITTEN and row.facts.get("by") in parties
