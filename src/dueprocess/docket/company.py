"""Who comes with a party or acts for them, by the notes that say so. Pure: rows come in, keys go out.

What a mandate lets somebody do, the room above says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from dueprocess.docket import house


def of(rows: Iterable[Any], parties: Collection[str]) -> set[str]:
    """Return who (local keys) was brought in for one of these parties, by what was granted and not ended."""
    asked: dict[int, str] = {}
    found: dict[int, str] = {}
    for row in rows:
        if not row.is_note or row.name not in house.ASKS:
            continue
        if row.name == house.ASKED_FOR:
            asked[row.n] = str(row.facts["to"][0])
        elif row.name == house.ASK_ENDED:
            found.pop(row.facts["of"], None)
        elif row.facts["answer"] == "granted" and row.facts.get("party"):
            found[row.facts["of"]] = str(row.facts["party"])
    return {party for n, party in found.items() if asked.get(n) in parties}


def about(row: Any, known: dict[str, str]) -> str:
    """Return of which party (local key) a note of what was asked for, or of a statement, speaks. `known`
    keeps whose each statement is: what somebody else answers to it is of the same."""
    if row.name not in house.OF_STATEMENTS:
        return str(row.facts["to"][0])
    if row.name == house.STATEMENT:
        known[str(row.facts["statement"])] = str(row.facts["to"][0])
    return known.get(str(row.facts["statement"]), "")
