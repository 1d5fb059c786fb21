"""Where an act was first written down, of one that came along when a case was split, and whether it is what
it copies. Reads acts alone; changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dueprocess.docket import parted, payload
from dueprocess.docket.held import Held
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.models.source import CARRIED

Said = tuple[str, int | None, str]
"""The name of a check, the act, and what is wrong with it."""


def first_entry(act: Act) -> int:
    """Return the key of the entry by which an act came into the record: of what came out of another case, the
    entry in the first of them, which the receipt of a complaint is about."""
    while CARRIED in act.introduces:
        first = act if act.n == 1 else Act.objects.get(docket=act.docket_id, n=1)
        origin = first.introduces[parted.ORIGIN]["c"]
        act = Act.objects.get(docket__pseudonym=origin, n=act.n)
    return act.entry_id


def faults(mine: Held) -> Iterator[Said]:
    """Yield each way in which a docket is not the part of another that it says it is, and each part that went
    out of it and is not there."""
    origin = mine.acts[0].introduces.get(parted.ORIGIN) if mine.acts else None
    if origin is not None:
        yield from _came(mine, origin)
    for act in mine.acts:
        told = act.introduces.get(parted.PARTED_INTO)
        if told and not Docket.objects.filter(pseudonym=told["into"], number=act.facts["case"]).exists():
            yield "part-missing", act.n, "What it sent into another docket is not there."


def _came(mine: Held, origin: Mapping[str, Any]) -> Iterator[Said]:
    docket = mine.docket
    whole = Act.objects.filter(docket__pseudonym=origin["c"], n__lte=origin["act"]).select_related("entry")
    theirs = {act.n: act for act in whole}
    last = theirs.get(origin["act"])
    told = last.introduces.get(parted.PARTED_INTO) if last is not None else None
    if last is None or not told or (told["into"], last.facts["case"]) != (docket.pseudonym, docket.number):
        yield "part-origin", 1, "The docket it is said to come from does not say so."
        return
    received = payload.moment(docket.received_at) if docket.received_at is not None else None
    if received != origin["received_at"]:
        yield "part-origin", 1, "It is said to be of another age than what it came from."
    for act in mine.acts:
        came = act.introduces.get(CARRIED)
        if not came or "entry" not in came:
            continue
        old = theirs.get(act.n)
        if old is None or bytes(old.entry.leaf).hex() != came["entry"]:
            yield "part-entry", act.n, "The entry that it copies is not that docket's."
        elif (old.name, old.at, old.written_at, old.rulebook, old.logged_as) != (
            act.name, act.at, act.written_at, act.rulebook, act.logged_as
        ):  # fmt: skip
            yield "part-entry", act.n, "It is not what it copies."
