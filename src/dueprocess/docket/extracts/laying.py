"""The openings that a party asked for, as they are taken: for an hour, and by that party alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dueprocess.docket import house, own_words
from dueprocess.docket.actions.laying import KEPT
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.own_words import Places
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden
from dueprocess.ledger import proofs


@dataclass(frozen=True, slots=True)
class Handed:
    """One opening to take: its place in the note, the act, which fields, how far its proof has come."""

    number: int
    n: int
    fields: tuple[str, ...]
    sealed: bool


@dataclass(frozen=True, slots=True)
class LaidOpen:
    """What a party asked for: until when they can take it."""

    n: int
    until: datetime
    openings: tuple[Handed, ...]


def laid(docket: Docket, *, key: str, n: int, places: Places) -> LaidOpen:
    """Return what a party asked for by note `n`. Raises Hidden for another's note, and when its time is
    over."""
    act = _note(docket, key, n)
    entries = {(places[each.place][0].pseudonym, each.n): each.entry for each in own_words.acts(places)}
    found = []
    for number, of in enumerate(act.facts["of"], start=1):
        entry = entries.get((of["c"], of["act"]))
        if entry is not None:
            sealed = proofs.standing(entry) is not proofs.Standing.WAITING
            found.append(Handed(number, of["act"], tuple(of["fields"]), sealed))
    return LaidOpen(act.n, act.at + KEPT, tuple(found))


def laid_opening(
    docket: Docket, *, key: str, n: int, number: int, places: Places
) -> tuple[bytes, bytes | None]:
    """Return one of them, and the proof of its entry (None: it waits for the signer). Raises Hidden as
    `laid`."""
    act = _note(docket, key, n)
    of: dict[str, Any] | None = next(iter(act.facts["of"][number - 1 : number]), None) if number else None
    place = next((at for at, (each, _k) in enumerate(places) if of and each.pseudonym == of["c"]), None)
    if of is None or place is None:
        raise Hidden("no such opening")
    made = own_words.opening(places, place=place, n=of["act"], fields=of["fields"])
    if made is None:
        raise Hidden("no act of theirs")
    entry, data = made
    return data, proofs.proof_of(entry)


def _note(docket: Docket, key: str, n: int) -> Act:
    notes = Act.objects.filter(docket=docket, n=n, is_note=True, name=house.LAID_OPEN, by_key=key)
    act = notes.filter(at__gt=clock.now() - KEPT).first()
    if act is None:
        raise Hidden("nothing to take")
    return act
