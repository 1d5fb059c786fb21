"""Somebody of the register in the JSON that the engine is told (docs/reference/docket.schema.json). Pure."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from dueprocess.people import holders
from dueprocess.people.models import line_of

FOREVER = date(9999, 12, 31).isoformat()


@lru_cache(maxsize=4096)
def place(place: holders.Place) -> dict[str, Any]:
    """Return where somebody belongs and holds an office as the engine is told it: the keys of the units from
    the top down, with strokes between. Made once, and never changed."""
    found: dict[str, Any] = {"unit": _line(place.home)} if place.home else {}
    if place.offices:
        found["offices_in"] = [_line(path) for path in sorted(place.offices)]
    return found


def _line(path: str) -> str:
    return "/".join(map(str, line_of(path)))


def person(holder: holders.Holder) -> dict[str, Any]:
    """Return somebody as the engine is told of them: made once, and never changed."""
    if "engine" not in holder.kept:
        roles: list[Any] = []
        for role, behind in sorted(holder.roles.items()):
            places = sorted(unit for _, unit in behind if unit is not None)
            if len(places) < len(behind):
                roles.append(role)  # held everywhere
            else:
                roles += [{"role": role, "unit": str(unit)} for unit in dict.fromkeys(places)]
        said: dict[str, Any] = {"roles": roles}
        if holder.training:
            said["training"] = {
                name: day.isoformat() if day else FOREVER for name, day in holder.training.items()
            }
        if holder.has:
            said["has"] = sorted(holder.has)
        holder.kept["engine"] = said
    found: dict[str, Any] = holder.kept["engine"]
    return found


def placed(holder: holders.Holder, where: holders.Place) -> dict[str, Any]:
    """Return `person` with their `place`: made once for as long as they stay where they are."""
    kept = holder.kept.get("placed")
    if kept is None or kept[0] is not where:
        kept = holder.kept["placed"] = where, person(holder) | place(where)
    found: dict[str, Any] = kept[1]
    return found
