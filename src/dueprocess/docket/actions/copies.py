"""The indexed copies of a docket: written from the engine's state, and only where they changed.

Each kind of row is compared by a digest kept on the docket, so that an act that changes no measure
touches no measure. `rebuild` drops everything and writes it anew through the same functions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from dueprocess.core.engine import State
from dueprocess.core.errors import Broken
from dueprocess.docket import direct, outlook, roster
from dueprocess.docket.models import (
    AccessRule,
    Act,
    Deadline,
    Docket,
    Measure,
    Notice,
    Party,
    PersonKey,
    Reach,
    Sanction,
)
from dueprocess.docket.models.access import AS, NAMED
from dueprocess.docket.needs import PartyIdentity
from dueprocess.docket.roster import Assembled
from dueprocess.docket.sealing import person_tag

FIELDS = ("stage", "strands", "is_open", "due_at", "due_step", "wake_at", "copied")
"""Columns of the docket that `write` sets; the caller saves them."""


@dataclass(frozen=True, slots=True)
class Written:
    """One act as a room's projector sees it: its facts, and what was written in it, opened."""

    n: int
    at: datetime
    recorded_at: datetime
    name: str
    is_note: bool
    logged_as: str
    facts: Mapping[str, Any]
    introduces: Mapping[str, Any]
    content: Mapping[str, Any]


Projector = Callable[[Docket, Written], None]
Tables = tuple[type[models.Model], ...]
_projectors: dict[str, tuple[Projector, Tables]] = {}


def project(kind: str, *, into: Tables) -> Callable[[Projector], Projector]:
    """Register a room's projector for its kind of docket, and the tables (each with a docket) it writes, in
    the order in which their rows can be dropped."""

    def register(function: Projector) -> Projector:
        if kind in _projectors and _projectors[kind][0] is not function:
            raise Broken(f"Two projectors for dockets of kind {kind}.")
        _projectors[kind] = (function, into)
        return function

    return register


def tables(kind: str) -> Tables:
    """Return the tables that a room's projector writes for this kind of docket."""
    return _projectors[kind][1] if kind in _projectors else ()


def room(docket: Docket, act: Act, content: Mapping[str, Any]) -> None:
    """Let the room of this kind of docket write its rows for one act."""
    if found := _projectors.get(docket.kind):
        found[0](
            docket,
            Written(
                act.n,
                act.at,
                act.recorded_at,
                act.name,
                act.is_note,
                act.logged_as,
                act.facts,
                act.introduces,
                content,
            ),
        )


def clear(docket: Docket) -> None:
    """Drop every copy of one docket, the room's included; what `rebuild` begins with."""
    every: Tables = (*tables(docket.kind), Deadline, Party, Measure, Sanction, Notice, Reach)
    for model in every:
        model._default_manager.filter(docket=docket).delete()
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
    docket.stage = view.stage
    docket.strands = view.strands
    if state.strands:  # a docket that no step has opened yet is as its register left it
        docket.is_open = view.is_open
    docket.due_at = view.due_at
    docket.due_step = view.due_step
    docket.wake_at = view.wake_at
    tags = _Tags(docket, identities or {}, roster.links(whole.rows))
    copied = dict(docket.copied)
    _replace(docket, copied, Deadline, view.deadlines)
    _replace(docket, copied, Notice, view.notices)
    _replace(docket, copied, Party, view.parties, tags=tags)
    _replace(docket, copied, Measure, view.measures, tags=tags)
    _replace(docket, copied, Sanction, view.sanctions, tags=tags)
    _reach(whole, copied, view, tags)
    docket.copied = copied


class _Tags:
    """The tags of local keys, read once and only when a row needs one."""

    def __init__(self, docket: Docket, new: Mapping[str, PartyIdentity], linked: Mapping[str, str]) -> None:
        self.docket = docket
        self.linked = linked
        self.found: dict[str, str] | None = None
        self.new = {key: person_tag(each.person) if each.person else "" for key, each in new.items()}

    def __getitem__(self, key: str) -> str:
        key = self.linked.get(key, key)
        if key in self.new:
            return self.new[key]
        if self.found is None:
            rows = direct.values(PersonKey, ("key", "tag"), "docket_id = %s", (self.docket.pk,))
            self.found = dict(rows)
        return self.found.get(key, "")


def _replace(
    docket: Docket,
    copied: dict[str, str],
    model: type[models.Model],
    wanted: Sequence[dict[str, Any]],
    *,
    tags: _Tags | None = None,
) -> None:
    name = model.__name__
    digest = ""
    if wanted:
        digest = _digest([wanted, tags.linked] if tags is not None and tags.linked else wanted)
    if copied.get(name, "") == digest:
        return
    if name in copied:
        direct.clear(model, docket.pk)
    if wanted:
        if tags is not None:
            wanted = [row | {"tag": tags[str(row.get("on_key") or row.get("key") or "")]} for row in wanted]
        direct.put(model, [{**row, "docket_id": docket.pk} for row in wanted])
        copied[name] = digest
    else:
        copied.pop(name, None)


def _reach(whole: Assembled, copied: dict[str, str], view: outlook.View, tags: _Tags) -> None:
    """Write who is shut out (parties, barred by a conflict) and who is let in (appointed in this docket).

    Decisions on access (`allowed`, `denied`) are not computed from the state and stay as they are.
    """
    keys = [(row["key"], True, "party") for row in view.parties]
    keys += [(key, True, "conflict") for key in view.barred]
    keys += [(key, False, f"{AS}{role}") for key, role in view.appointed]
    keys += [(key, True, NAMED) for key in roster.alike(whole.rows)]
    digest = _digest([keys, tags.linked] if tags.linked else keys) if keys else ""
    if copied.get("Reach", "") == digest:
        return
    if "Reach" in copied:
        direct.clear(Reach, whole.docket.pk, "why NOT IN ('allowed', 'denied')")
    rows = {}
    for key, shuts, why in keys:
        person = whole.roster.persons.get(key)
        tag = person_tag(person) if person is not None else tags[key]
        if why == NAMED and AccessRule.objects.filter(docket=whole.docket, tag=tag, allows=True).exists():
            continue  # somebody with the power has decided that this is somebody else
        if tag:
            rows[tag, shuts, why] = {"docket_id": whole.docket.pk, "tag": tag, "shuts": shuts, "why": why}
    direct.put(Reach, list(rows.values()), ignore=True)
    copied["Reach"] = digest


def _digest(rows: Any) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]
