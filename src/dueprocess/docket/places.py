"""Of which units a body may sit in a docket: those that its facts name, and those of its parties where the
rulebook derives one from them (`unit_of`); how a docket says to which unit it belongs. Knows values only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dueprocess.core.rulebook.model import Computed, FactKind, Rulebook, UnitOf

PLACED = "placed"
"""The note that says to which unit a docket belongs from then on (`unit`), and to which it did (`was`)."""


def units(
    rulebook: Rulebook, facts: Iterable[Mapping[str, Any]], parties: Mapping[str, Mapping[str, Any]]
) -> set[int]:
    """Return the keys of these units; `facts` are those of each act that stands, `parties` the first ones."""
    kinds = {name for name, fact in rulebook.facts.items() if fact.kind is FactKind.UNIT}
    of = {row.derived.party for row in rulebook.facts.values() if isinstance(row.derived, UnitOf)}
    if not kinds and not of:
        return set()
    rows = list(facts)
    came = [*parties.values(), *(each for row in rows for each in (row.get("adds") or {}).values())]
    found = {int(each["unit"]) for each in came if each.get("is") in of and each.get("unit")}
    for row in rows:
        for name, value in row.get("facts", {}).items():
            if name in kinds and str(value).isdigit():
                found.add(int(value))
    return found


def asked(rulebook: Rulebook) -> bool:
    """Tell whether a rulebook turns on a ground for which the engine has to know of which units people
    are."""
    return same_unit(rulebook) or any(each.chair_not_of_unit for each in rulebook.bodies.values())


def same_unit(rulebook: Rulebook) -> bool:
    """Tell whether it is a conflict under a rulebook to be of the same unit as a party."""
    return any(Computed.SAME_UNIT in each.computed for each in rulebook.conflicts.values())
