"""The other parts of a case that was split: for the desk, and for a party as far as they are theirs.

A local key means the same person in both parts only if they were a party when it was split.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dueprocess.cases import parting
from dueprocess.cases.models import Complaint
from dueprocess.docket import parted, roster, wall
from dueprocess.docket.extracts import Opened
from dueprocess.docket.models import Docket, Party
from dueprocess.rules import rulebooks


@dataclass(frozen=True, slots=True)
class OtherPart:
    """Another part of a case: its number, "" for whoever may not open it. `came`: this case came out of it;
    else it went out of this one, by entry `n` at that moment."""

    number: str
    came: bool
    n: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """Another part of a party's own matter, and where it stands."""

    number: str
    stage: str
    is_open: bool


def other_parts(view: Opened) -> tuple[OtherPart, ...]:
    """Return the case out of which this one came, and those that went out of it; no query where there are
    none."""
    found: list[tuple[str, bool, int, datetime]] = []
    for act in view.acts:
        if origin := act.introduces.get(parted.ORIGIN):
            found.append((origin["c"], True, origin["act"], datetime.fromisoformat(origin["at"])))
        if told := act.introduces.get(parted.PARTED_INTO):
            found.append((told["into"], False, act.n, act.at))
    if not found:
        return ()
    dockets = Docket.objects.filter(pseudonym__in=[each[0] for each in found])
    seen = wall.visible_to(view.viewer, dockets) if view.viewer is not None else dockets
    numbers = dict(seen.values_list("pseudonym", "number"))
    return tuple(OtherPart(numbers.get(c, ""), came, n, at) for c, came, n, at in found)


def parts(docket: Docket, *, key: str) -> tuple[Part, ...]:
    """Return the other parts in which the party under this local key is that same party."""
    found = []
    for other, theirs in parting.reached(docket, key):
        if theirs:
            stage = rulebooks.shown(other.rulebook_id).stages.get(other.stage)
            found.append(Part(other.number, stage.title if stage else "", other.is_open))
    return tuple(sorted(found, key=lambda each: each.number))


def came_out_of(view: Opened, key: str) -> tuple[str, datetime] | None:
    """Return the number of the case out of which this one came, and when, for who was a party then."""
    origin = view.acts[0].introduces.get(parted.ORIGIN) if view.acts else None
    if origin is None or roster.since(view.whole.rows).get(key, origin["act"]) >= origin["act"]:
        return None
    return origin["case"], datetime.fromisoformat(origin["at"])


def with_code_elsewhere(docket: int) -> set[str]:
    """Return the local keys of those whose receipt code opens another part of this case, and so this one."""
    found = set()
    row = Docket.objects.get(pk=docket)
    for key in Party.objects.filter(docket=row, kind="complainant").values_list("key", flat=True):
        others = [other.pk for other, _theirs in parting.reached(row, key)]
        held = Complaint.objects.filter(docket__in=others, complainant=key).exclude(receipt=None)
        if others and held.exists():
            found.add(key)
    return found
