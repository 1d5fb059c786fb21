"""What one party wrote in their matter, field by field, as it may be laid open to them: never what others
wrote.

Knows acts and sealed rows. Who the party is, the door has made sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dueprocess.docket import laid_open
from dueprocess.docket.laid_open import FILE, INSIDE, PERSON, Laid
from dueprocess.docket.models import Act, Docket, PersonKey
from dueprocess.docket.sealing import Vault, as_text
from dueprocess.tlog.opening import Field, Opening

OURS = frozenset({"entered by", "mail", *INSIDE})
"""Fields of a party's own act that the office, or the machine, wrote beside their words."""
Places = Sequence[tuple[Docket, str]]
"""Where a party wrote: this docket and those that were joined into it, each with their key there."""


@dataclass(frozen=True, slots=True)
class OwnField:
    """One thing that a party wrote or attached in an act: `name` as the payload has it; `title` is what the
    field is called, or PERSON or FILE; `value` what was written, the name given, or the file's name."""

    name: str
    title: str
    value: Any


@dataclass(frozen=True, slots=True)
class OwnAct:
    """An act of a party: at which of the places, its number there, the key of its entry, what they wrote."""

    place: int
    n: int
    at: datetime
    step: str
    is_note: bool
    entry: int
    fields: tuple[OwnField, ...]

    @property
    def code(self) -> str:
        """Return how a form and a note name it."""
        return f"{self.place}.{self.n}"


def acts(places: Places) -> tuple[OwnAct, ...]:
    """Return what a party wrote, oldest first, without acts in which nothing of theirs is left."""
    found = []
    for place, (docket, key) in enumerate(places):
        for act, laid in _theirs(docket, key):
            fields = tuple(_fields(laid, _names(docket, act, key)))
            if fields:
                found.append(OwnAct(place, act.n, act.at, act.name, act.is_note, act.entry_id, fields))
    return tuple(sorted(found, key=lambda each: (each.at, each.code)))


def opening(places: Places, *, place: int, n: int, fields: Sequence[str]) -> tuple[int, bytes] | None:
    """Return the key of the entry of one of a party's acts, and its opening with only these of their fields;
    None where it is no act of theirs."""
    if place >= len(places):
        return None
    docket, key = places[place]
    for act, laid in _theirs(docket, key):
        if act.n == n:
            whole, allowed = laid.opening, {each.name for each in _fields(laid, _names(docket, act, key))}
            shown = {name: whole.fields[name] for name in fields if name in allowed}
            return act.entry_id, Opening(whole.payload, whole.salt, shown).to_bytes()
    return None


def _theirs(docket: Docket, key: str) -> Iterator[tuple[Act, Laid]]:
    """Yield the acts of a docket that this party wrote, with their openings."""
    whole = list(Act.objects.filter(docket=docket, n__lte=docket.length).order_by("n"))
    for act, laid in zip(whole, laid_open.openings(docket, whole), strict=True):
        if key in (act.by_key, act.facts.get("by")) and act.by_key in ("", key):
            yield act, laid


def _names(docket: Docket, act: Act, key: str) -> set[str]:
    """Return the keys of people whose names the party gave in an act: their own, and those they could only
    name. Whoever was looked up in the register is named there by the office."""
    if not act.introduces.get("parties"):
        return set()
    vault = Vault.of(docket)
    rows = PersonKey.objects.filter(docket=docket, n=act.n, key__in=act.introduces["parties"])
    return {row.key for row in rows if row.key == key or not vault.identity(row).get("person")}


def _fields(laid: Laid, names: set[str]) -> Iterator[OwnField]:
    for name, item in laid.opening.fields.items():
        if name.startswith(PERSON):
            if name.removeprefix(PERSON) in names and isinstance(item, Field):
                yield OwnField(name, PERSON, item.value.get("name") or "")
        elif name.startswith(FILE):
            yield OwnField(name, FILE, laid.files[int(name.removeprefix(FILE))])
        elif name not in OURS and isinstance(item, Field):
            yield OwnField(name, as_text(name), item.value)
