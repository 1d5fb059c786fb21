"""As what a docket was opened: what its acts are committed to of its own row. Pure; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dueprocess.docket import house, parted, places, roster
from dueprocess.docket.models import Act, Docket


def opened(acts: Sequence[Act]) -> dict[str, Any] | None:
    """Return number, kind and unit under which a docket with these acts was opened; None where its first act
    does not say.

    A message that became a case was opened twice: the second time counts. One that came out of another case
    says it in its first act, whatever that is.
    """
    first = next((act for act in acts if act.n == 1), None)
    came = first is not None and parted.ORIGIN in first.introduces
    if first is not None and first.name == house.ARRIVED and not came:
        first = next((act for act in acts if not act.is_note), first)
    said: dict[str, Any] = first.introduces if first is not None else {}
    return said.get("docket") or _brought(said)


def unit(acts: Sequence[Act]) -> int | None:
    """Return the key of the unit to which a docket with these acts belongs: as it was opened, or as was said
    last."""
    said = [act.facts["unit"] for act in acts if act.is_note and act.name == places.PLACED]
    first = opened(acts)
    return said[-1] if said else first["unit"] if first is not None else None


def carried(docket: Docket, rows: Sequence[roster.Row]) -> dict[str, Any]:
    """Return, of a case from an earlier register that a step takes up, its complaints for the engine: each
    with the day on which that register received it, so that it does not become younger. None where the
    register does not know the day."""
    if docket.received_at is None:
        return {}
    at = roster.moment(docket.received_at)
    return {key: {"at": at} for row in rows for key in row.introduces.get("register", {})}


def _brought(first: dict[str, Any]) -> dict[str, Any] | None:
    """What an imported case was opened as: it has the number of the one complaint it was imported from."""
    complaints = list(first.get("register", {}).values())
    return {"number": complaints[0]["number"], "kind": "case", "unit": None} if complaints else None
