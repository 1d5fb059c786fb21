"""What the copies of a docket are to hold by its acts and content, worked out anew; and writing that in place
of what is stored. Decides nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction

from dueprocess.core import engine
from dueprocess.core.errors import Broken
from dueprocess.core.statistics import last_day
from dueprocess.docket import direct, erased, held, house, kinds, outlook, parted, roster
from dueprocess.docket.actions import copies, indexing, owners, rooms
from dueprocess.docket.held import Held
from dueprocess.docket.models import Act, Content, Docket, Reach
from dueprocess.docket.models.access import ALLOWED, DENIED
from dueprocess.docket.models.dockets import MESSAGE
from dueprocess.docket.sealing import Vault, as_text, person_tag
from dueprocess.kit import clock
from dueprocess.ledger import policy
from dueprocess.rules import rulebooks

IMPORTED = "imported"
"""The note by which a case was taken over from an earlier register."""
CORRECTED = "corrected"
"""The note of a later release of that register; it says all days anew."""
COMPARED = (
    "stage",
    "strands",
    "is_open",
    "received_at",
    "closed_at",
    "changed_at",
    "due_at",
    "due_step",
    "owner",
    "asked_at",
    "asked_by",
)
"""Columns of the docket that are as its acts say at any moment."""
ERASED: Mapping[str, Any] = {
    "is_open": False, "due_at": None, "due_step": "", "wake_at": None, "asked_at": None, "asked_by": "",
    "owner": "",
}  # fmt: skip
"""Columns of a docket that was erased, whatever its acts say: nobody is waited for, and nobody owns it. Its
copies stay as they were at that moment."""


@dataclass(frozen=True, slots=True)
class Anew:
    """A docket's copies as they are to be: its own columns, and the rows of each table."""

    columns: dict[str, Any]
    tables: dict[type[models.Model], Sequence[Mapping[str, Any]]]
    digests: dict[str, str]
    room: rooms.Rows

    def differing(self, mine: Held) -> list[str]:
        """Return the names of the tables whose stored rows are others."""
        docket = mine.docket
        found = []
        if any(getattr(docket, name) != self.columns.get(name, getattr(docket, name)) for name in COMPARED):
            found.append(Docket.__name__)
        for model, rows in self.tables.items():
            stored = mine.plain(model)
            if len(stored) != len(rows) or (rows and not _same(model, stored, rows)):
                found.append(model.__name__)
        return found


def _same(
    model: type[models.Model], stored: Sequence[tuple[Any, ...]], rows: Sequence[Mapping[str, Any]]
) -> bool:
    names = held.columns_of(model)
    wanted = [tuple(row[name] for name in names) for row in rows]
    if len(stored) == 1 and stored == wanted and list(map(type, stored[0])) == list(map(type, wanted[0])):
        return True
    return sorted(map(_line, stored)) == sorted(map(_line, wanted))


def _line(row: tuple[Any, ...]) -> str:
    """A row in one spelling: moments in UTC, and no 1 that could be True."""
    return json.dumps(row, sort_keys=True, default=_spelt)


def _spelt(value: Any) -> str:
    return (value.astimezone(UTC) if isinstance(value, datetime) else value).isoformat()


def tables(dockets: Sequence[Docket]) -> list[type[models.Model]]:
    """Return the tables of copies that dockets of these kinds have."""
    found = [*copies.TABLES]
    for kind in dict.fromkeys(docket.kind for docket in dockets):
        found += [model for model in rooms.tables(kind) if model not in found]
    return found


def snapshot(docket: Docket) -> dict[str, Any]:
    """Return every copy of a docket as plain values in a fixed order, for comparing."""
    found: dict[str, Any] = {Docket.__name__: {name: getattr(docket, name) for name in COMPARED}}
    mine = held.alone(docket)
    for model in tables([docket]):
        found[model.__name__] = sorted(map(_line, mine.plain(model)))
    return found


@transaction.atomic
def docket(pk: int) -> int:
    """Rebuild one docket as of now; returns 1 where a copy differed from what the docket says, else 0."""
    row = Docket.objects.locked(pk)
    mine = held.alone(row)
    if not mine.acts or (row.key_wrapped is None and mine.erasure is None):
        return 0
    vault, at = reading(mine), clock.now() if mine.erasure is None else mine.erasure.at
    whole = assembled(mine, vault, at=at)
    state = engine.state(rulebooks.LIBRARY, whole.engine(), at)
    view = outlook.read(state, roster.since(whole.rows))
    new = anew(mine, vault, whole, state, view)
    differing = new.differing(mine)
    copies.clear(row)
    for name, value in new.columns.items():
        setattr(row, name, value)
    row.length, row.copied = len(mine.acts), new.digests
    row.remind_at = copies.next_reminder(row, view) if mine.erasure is None else None
    for model in copies.TABLES:
        direct.put(model, new.tables[model])
    rooms.put(row, new.room)
    row.save()
    words = mine.erasure is None and indexing.rebuild(mine, vault)
    return int(bool(differing) or words)


def reading(mine: Held) -> Vault:
    """Return the vault with which the copies of a docket are made; of one that was erased, a hollow one."""
    return Vault.hollow(mine.docket) if mine.docket.key_wrapped is None else Vault.of(mine.docket)


def assembled(mine: Held, vault: Vault, *, at: datetime) -> roster.Assembled:
    """Make a docket that was read ready for the engine."""
    acts = [roster.row(act) for act in mine.acts if act.n <= mine.docket.length]
    tagged = any(row.tag for row in mine.people)
    return roster.assemble(mine.docket, vault, at=at, read=acts, tagged=tagged)


def anew(mine: Held, vault: Vault, whole: roster.Assembled, state: engine.State, view: outlook.View) -> Anew:
    """Return what the copies of a docket are to hold, from its acts, content and people, and from what the
    engine says of it. Changes nothing. Raises Broken where something sealed does not open."""
    row = mine.docket
    columns = copies.columns(whole, state, view)
    if whole.rows:
        columns = _own(mine, whole, vault, is_open=columns.get("is_open")) | columns
    if mine.erasure is not None:
        columns |= ERASED
    tags = {each.key: each.tag for each in mine.people}
    let_in = {rule.tag for rule in mine.rules if rule.allows}
    local = copies.Local(row, roster.links(whole.rows), tags=tags, let_in=let_in)
    found: dict[type[models.Model], Sequence[Mapping[str, Any]]] = {}
    digests = {}
    for table in copies.wanted(whole, view, local):
        found[table.model] = table.rows() if table.seed else []
        if digest := table.digest:
            digests[table.model.__name__] = digest
    found[Reach] = [*found[Reach], *_decided(mine)]
    room = _room(mine, vault)
    for model in rooms.tables(row.kind):
        found[model] = room.of(model)
    return Anew(columns, found, digests, room)


def _room(mine: Held, vault: Vault) -> rooms.Rows:
    """Return the rows of the docket's room."""
    gone = roster.annulled(mine.acts)
    left = erased.left(mine.erasure) if mine.erasure is not None else None

    def content(act: Act) -> Mapping[str, Any]:
        return Opened(vault, act, mine.content(act)) if left is None else left.get(str(act.n), {})

    acts = [rooms.written(act, content(act), annulled=act.n in gone) for act in mine.acts]
    return rooms.anew(mine.docket, acts)


def room(docket: Docket) -> None:
    """Write the rows of a docket's room anew, once an act that they came from was annulled."""
    rows = _room(held.alone(docket), Vault.of(docket))
    for model in rooms.tables(docket.kind):
        direct.clear(model, docket.pk)
    rooms.put(docket, rows)


def _decided(mine: Held) -> list[dict[str, Any]]:
    """Whom decisions that hold let in or shut out."""
    found = {}
    for rule in mine.rules:
        if rule.ended_at is None:
            why = ALLOWED if rule.allows else DENIED
            found[rule.tag, why] = copies.reach(mine.docket.pk, rule.tag, not rule.allows, why)
    return list(found.values())


class Opened(Mapping[str, Any]):
    """What was written in one act, by paper or word; each field is opened when it is asked for."""

    def __init__(self, vault: Vault, act: Act, rows: Collection[Content]) -> None:
        self._vault, self._act = vault, act
        self._rows = {as_text(row.field): row for row in rows}

    def __getitem__(self, name: str) -> Any:
        """Return one field, opened. Raises Broken where it does not open."""
        return self._vault.content(self._rows[name], self._act.n)

    def __iter__(self) -> Iterator[str]:
        """Yield the names of what was written."""
        return iter(self._rows)

    def __len__(self) -> int:
        """Count the fields."""
        return len(self._rows)


def _own(mine: Held, whole: roster.Assembled, vault: Vault, *, is_open: bool | None) -> dict[str, Any]:
    """Return the docket's own copies that come from its acts rather than from the state, which says
    whether it `is_open` (None: it says nothing of this docket)."""
    first, last = whole.rows[0], whole.rows[-1]
    found: dict[str, Any] = {"received_at": first.at, "changed_at": last.recorded_at, "closed_at": None}
    if origin := first.introduces.get(parted.ORIGIN):  # it is as old as the case out of which it came
        received = origin["received_at"]
        found["received_at"] = datetime.fromisoformat(received) if received else None
    elif first.name == IMPORTED:
        told = [row for row in whole.rows if row.is_note and row.name in (IMPORTED, CORRECTED)]
        found["received_at"], found["closed_at"] = _brought(mine, told[-1])
        found["is_open"] = found["closed_at"] is None
    if mine.docket.kind == MESSAGE:  # open until its last such note says what it is
        said = [row for row in whole.rows if row.is_note and row.name == house.CLASSIFIED]
        found["is_open"] = not said or said[-1].facts["as"] == house.WAITING
        found["closed_at"] = None if found["is_open"] else said[-1].at
    kind = kinds.KINDS[mine.docket.kind]
    for row in (each for each in whole.rows if each.name in (kind.shut_by, *kind.opened_by)):
        found["is_open"] = row.name != kind.shut_by
        found["closed_at"] = None if found["is_open"] else found["closed_at"] or row.at
    for act in mine.acts:
        if act.entry_type in ("closed", "reopened"):
            found["closed_at"] = act.at if act.entry_type == "closed" else None
    if not kinds.of(mine.docket).ends_in_public and is_open is False:
        ended = (each for each in reversed(whole.rows) if not each.is_note or each.name == "lapsed")
        found["closed_at"] = next(ended).at
    owner = roster.owner(whole.rows)
    found["owner"] = owners.tag(whole, owner) or _tag(mine, owner, vault)
    return found


def _brought(mine: Held, told: roster.Row) -> tuple[datetime | None, datetime | None]:
    """When a case taken over from an earlier register was received and closed, as its latest note says it.

    A day begins at midnight in the zone of the policy under which it was taken over.
    """
    came = told.introduces if told.name == CORRECTED else told.introduces["register"]["k1"]
    received, closed = came.get("received_at"), told.facts["values"].get("closed_on")
    if closed is not None:
        entry = mine.logged(next(act for act in mine.acts if act.n == told.n))
        if entry is None or entry.place is None:
            raise Broken(f"Act {told.n} of docket {mine.docket.number} has no place in the log.")
        rules = policy.at(entry.place, mine.chunk.policies) or policy.current()
        closed = rules.midnight(last_day(closed))
    return datetime.fromisoformat(received) if received else None, closed


def _tag(mine: Held, key: str, vault: Vault) -> str:
    found = next((each for each in mine.people if each.key == key), None) if key else None
    if found is None:
        return ""
    person = vault.identity(found).get("person")
    return person_tag(person) if person else ""
