"""The indexed copies of a docket: what each table is to hold by the engine's state, written where it changed.

Each kind of row is compared by a digest kept on the docket, so that an act that changes no measure
touches no measure. `rebuild` and `verify` take what is to be there from the same function.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from dueprocess.core.engine import State
from dueprocess.docket import answers, circles, direct, outlook, parted, roster
from dueprocess.docket.actions import rooms
from dueprocess.docket.models import (
    AccessRule,
    Deadline,
    Docket,
    Measure,
    Notice,
    Party,
    PersonKey,
    Reach,
    Reminder,
    Sanction,
)
from dueprocess.docket.models.access import ALLOWED, AS, CIRCLE, DENIED, NAMED, PARTED, UNIT
from dueprocess.docket.needs import PartyIdentity
from dueprocess.docket.roster import Assembled, Row
from dueprocess.docket.sealing import circle_tag, fellow_tag, person_tag, unit_tag

TABLES: rooms.Tables = (Deadline, Notice, Party, Measure, Sanction, Reach)
FIELDS = (
    "rulebook_id", "stage", "strands", "is_open", "due_at", "due_step", "wake_at", "remind_at", "asked_at",
    "asked_by", "copied",
)  # fmt: skip
"""Columns of the docket that `write` sets; the caller saves them."""


@dataclass(frozen=True, slots=True)
class Table:
    """What one table is to hold of a docket: `seed` is what it follows from, `rows` makes its rows. `but` is
    the condition on those that come from the state, where others stand beside them."""

    model: type[models.Model]
    seed: Any
    rows: Callable[[], list[dict[str, Any]]]
    but: str = ""

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that change with the seed; "" where there are no rows."""
        return hashlib.sha256(repr(self.seed).encode()).hexdigest()[:16] if self.seed else ""


class Local:
    """The people of one docket: the tags of their local keys, and for whom it was opened by a decision. Read
    once and only when a row needs it, or given by who has read it already (`tags`, `let_in`)."""

    def __init__(
        self,
        docket: Docket,
        linked: Mapping[str, str],
        *,
        new: Mapping[str, PartyIdentity] | None = None,
        tags: Mapping[str, str] | None = None,
        let_in: Collection[str] | None = None,
    ) -> None:
        self.docket = docket
        self.linked = linked
        self.new = {key: person_tag(each.person) if each.person else "" for key, each in (new or {}).items()}
        self._tags, self._let_in = tags, let_in

    def tag(self, key: str) -> str:
        """Return the tag of whoever a key stands for, or was later said to stand for; "" for nobody."""
        key = self.linked.get(key, key)
        if key in self.new:
            return self.new[key]
        if self._tags is None:
            self._tags = dict(direct.values(PersonKey, ("key", "tag"), "docket_id = %s", (self.docket.pk,)))
        return self._tags.get(key, "")

    def is_let_in(self, tag: str) -> bool:
        """Tell whether somebody decided, now or before, that the file opens for that person."""
        if self._let_in is None:
            where = "docket_id = %s AND allows = %s"
            found = direct.values(AccessRule, ("tag",), where, (self.docket.pk, True))
            self._let_in = {tag for (tag,) in found}
        return tag in self._let_in


def clear(docket: Docket) -> None:
    """Drop every copy of one docket, the room's included; what `rebuild` begins with."""
    for model in (*rooms.tables(docket.kind), *TABLES):
        direct.clear(model, docket.pk)
    docket.copied = {}


def write(
    whole: Assembled,
    state: State,
    *,
    identities: Mapping[str, PartyIdentity] | None = None,
) -> None:
    """Bring the copies of a docket up to the engine's state. The docket row itself is not saved."""
    docket = whole.docket
    view = outlook.read(state, roster.since(whole.rows))
    for name, value in columns(whole, state, view).items():
        setattr(docket, name, value)
    docket.remind_at = next_reminder(docket, view)
    put(whole, view, Local(docket, roster.links(whole.rows), new=identities))


def columns(whole: Assembled, state: State, view: outlook.View) -> dict[str, Any]:
    """Return the docket's own columns that come from the state, and who waits for an answer by the acts."""
    letters = [(each["act"], each["to_key"]) for each in view.notices if each["state"] != answers.OPTIONAL]
    asked = next(iter(answers.waiting(whole.rows, state.parties, letters)), None)
    found: dict[str, Any] = {
        "rulebook_id": state.versions[-1],
        "stage": view.stage,
        "strands": view.strands,
        "due_at": view.due_at,
        "due_step": view.due_step,
        "wake_at": view.wake_at,
        "asked_at": asked.since if asked else None,
        "asked_by": asked.key if asked else "",
    }
    if state.strands:  # a docket that no step has opened yet is as its register left it
        found["is_open"] = view.is_open
    return found


def next_reminder(docket: Docket, view: outlook.View) -> datetime | None:
    """Return when next somebody is to be reminded: of a day of which nothing was done yet."""
    return next((each.at for each in owed(docket, view.reminders)), None)


def owed(docket: Docket, reminders: Sequence[outlook.Reminding]) -> list[outlook.Reminding]:
    """Return those reminders of which nothing was done yet; no query where there are none."""
    if not reminders:
        return []
    names = ("strand", "step", "entry", "person", "on")
    done = set(direct.values(Reminder, names, "docket_id = %s", (docket.pk,)))
    return [each for each in reminders if each.mark not in done]


def put(whole: Assembled, view: outlook.View, local: Local) -> None:
    """Write the tables of which the docket's digests say that they hold something else."""
    docket = whole.docket
    copied = dict(docket.copied)
    for table in wanted(whole, view, local):
        name, digest = table.model.__name__, table.digest
        if copied.get(name, "") == digest:
            continue
        if name in copied:
            direct.clear(table.model, docket.pk, table.but)
        if digest:
            direct.put(table.model, table.rows(), ignore=bool(table.but))
            copied[name] = digest
        else:
            copied.pop(name, None)
    docket.copied = copied


def wanted(whole: Assembled, view: outlook.View, local: Local) -> Iterator[Table]:
    """Yield what each table is to hold of a docket. Nothing is written here."""
    docket = whole.docket.pk

    def table(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> Table:
        return Table(model, rows, lambda: [{**row, "docket_id": docket} for row in rows])

    def tagged(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> Table:
        def made() -> list[dict[str, Any]]:
            tags = (local.tag(str(row.get("on_key") or row.get("key") or "")) for row in rows)
            return [{**row, "tag": tag, "docket_id": docket} for row, tag in zip(rows, tags, strict=True)]

        return Table(model, [rows, local.linked] if rows and local.linked else rows, made)

    yield table(Deadline, view.deadlines)
    yield table(Notice, view.notices)
    yield tagged(Party, view.parties)
    yield tagged(Measure, view.measures)
    yield tagged(Sanction, view.sanctions)
    yield _reach(whole, view, local)


def _reach(whole: Assembled, view: outlook.View, local: Local) -> Table:
    """Who is shut out (parties, barred by a conflict) and who is let in (appointed in this docket, or let in
    by decision where that is carried over from the closed circle out of which it came).

    Decisions on access (`allowed`, `denied`) are not computed from the state and stay as they are.
    """
    keys = [(row["key"], True, "party") for row in view.parties]
    keys += [(key, True, "conflict") for key in view.barred]
    keys += [(key, False, f"{AS}{role}") for key, role in view.appointed if _reads(whole, view, role)]
    keys += [(key, True, NAMED) for key in roster.alike(whole.rows)]
    here = {row["key"] for row in view.parties}
    keys += [(key, True, PARTED) for key in _other_part(whole, here)]
    keys += [(key, False, PARTED) for key in circles.let_in(whole.rows)]
    units = _units(whole, view, here)
    if circles.closed(whole.rows) and whole.docket.key_wrapped is not None:
        units.append((circle_tag(), True, CIRCLE))

    def made() -> list[dict[str, Any]]:
        rows = {each: reach(whole.docket.pk, *each) for each in units}
        for key, shuts, why in keys:
            person = whole.roster.persons.get(key)
            tag = person_tag(person) if person is not None else local.tag(key)
            if why == NAMED and local.is_let_in(tag):
                continue  # somebody with the power has decided that this is somebody else
            if tag:
                rows[tag, shuts, why] = reach(whole.docket.pk, tag, shuts, why)
        return list(rows.values())

    seed: Any = [keys, local.linked] if keys and local.linked else keys
    seed = [seed, units] if units else seed
    return Table(Reach, seed, made, f"why NOT IN ('{ALLOWED}', '{DENIED}')")


def _reads(whole: Assembled, view: outlook.View, role: str) -> bool:
    """Tell whether a role or body of this case alone opens it at a stage at which one of its strands is."""
    stages = whole.rulebook.role_or_body(role).reads
    return not stages or not set(stages).isdisjoint({view.stage, *view.strands.values()})


def _other_part(whole: Assembled, parties: Collection[str]) -> list[str]:
    """Return the keys of those for whom the file is shut because another part of the case concerns them."""
    if not parted.is_part(whole.rows):
        return []
    shut = [key for row in whole.rows if row.is_note and row.name == parted.CAME for key in row.facts["shut"]]
    if any("out" in row.facts for row in whole.rows):
        shut += [key for key in roster.since(whole.rows) if key not in parties]
    return list(dict.fromkeys(shut))


def _units(whole: Assembled, view: outlook.View, here: Collection[str]) -> list[tuple[str, bool, str]]:
    """For which units the file is shut, and why; of one that was erased nothing is left that says it."""
    if whole.docket.key_wrapped is None:
        return []
    found = [(unit_tag(unit), True, UNIT) for unit in view.units]
    found += [(fellow_tag(unit), True, "conflict") for unit in view.fellows]
    return found + [(unit_tag(unit), True, PARTED) for unit in parting_units(whole.rows, here)]


def parting_units(rows: Sequence[Row], parties: Collection[str]) -> list[int]:
    """Return the units for whose officers a file is shut because another part of the case is against them."""
    if not parted.is_part(rows):
        return []
    came = [row.facts.get("units", ()) for row in rows if row.is_note and row.name == parted.CAME]
    shut = [unit for units in came for unit in units]
    if any("out" in row.facts for row in rows):
        shut += [unit for key, unit in roster.accused(rows, {}).items() if key not in parties]
    return list(dict.fromkeys(shut))


def reach(docket: int, tag: str, shuts: bool, why: str) -> dict[str, Any]:
    """Return one row of `Reach`."""
    return {"docket_id": docket, "tag": tag, "shuts": shuts, "why": why}
