"""The rows of a room of its own kind of docket: what its projector makes of one act after another.

A projector changes plain rows in memory and writes nothing, so that writing an act, rebuilding a docket and
comparing it with what is stored all run the same function. Must not know what any row means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from dueprocess.core.errors import Broken
from dueprocess.docket import direct
from dueprocess.docket.models import Act, Docket

Row = dict[str, Any]
"""The columns of one row by their names in the model (`docket_id`); its key, where the database gave one."""
Tables = tuple[type[models.Model], ...]


@dataclass(frozen=True, slots=True)
class Written:
    """One act as a room's projector sees it: its facts, and what was written in it, opened."""

    n: int
    at: datetime
    recorded_at: datetime
    name: str
    is_note: bool
    logged_as: str
    rulebook: str
    facts: Mapping[str, Any]
    introduces: Mapping[str, Any]
    content: Mapping[str, Any]
    annulled: bool = False  # it never was; what it wrote of the world outside did happen all the same


class Rows:
    """The rows of one docket in its room's tables. What `of` gives is changed in place: rows are put in,
    taken out, or get other values. Of a `new` docket there are none yet; else they are read when first asked
    for."""

    def __init__(self, docket: int, *, new: bool) -> None:
        self.docket = docket
        self._new = new
        self._now: dict[type[models.Model], list[Row]] = {}
        self._were: dict[type[models.Model], list[tuple[Row, Row]]] = {}

    def of(self, model: type[models.Model]) -> list[Row]:
        """Return the rows of one table, in the order in which they came."""
        if model not in self._now:
            found: list[Row] = []
            if not self._new:
                names, key = direct.every_column(model), model._meta.pk.attname
                read = direct.values(model, names, f'docket_id = %s ORDER BY "{key}"', (self.docket,))
                found = [dict(zip(names, values, strict=True)) for values in read]
            self._now[model] = found
            self._were[model] = [(row, dict(row)) for row in found]
        return self._now[model]

    def save(self, tables: Mapping[type[models.Model], str]) -> None:
        """Write what differs from what was read; see `project` for the `tables`."""
        for model, now in self._now.items():
            key = model._meta.pk.attname
            kept = {id(row) for row in now}
            were = {id(row) for row, _ in self._were[model]}
            direct.drop(model, key, [was[key] for row, was in self._were[model] if id(row) not in kept])
            for row, was in self._were[model]:
                if id(row) in kept:
                    differing = {name: value for name, value in row.items() if value != was[name]}
                    direct.change(model, was[key], differing)
            new = [row for row in now if id(row) not in were]
            if new and (column := tables[model]):
                direct.drop(model, column, [row[column] for row in new])
            direct.put(model, new)


Projector = Callable[[Rows, Docket, Written], None]
_projectors: dict[str, tuple[Projector, Mapping[type[models.Model], str]]] = {}


def project(kind: str, *, into: Mapping[type[models.Model], str]) -> Callable[[Projector], Projector]:
    """Register a room's projector for its kind of docket, and the tables (each with a docket) of its rows, in
    the order in which these can be dropped. With each, the column by which a row may have belonged to another
    docket before and now belongs to this one; or "" where rows stay where they are."""

    def register(function: Projector) -> Projector:
        if kind in _projectors and _projectors[kind][0] is not function:
            raise Broken(f"Two projectors for dockets of kind {kind}.")
        _projectors[kind] = (function, into)
        return function

    return register


_openings: dict[str, Callable[[Docket], None]] = {}


def opens_with(kind: str, check: Callable[[Docket], None]) -> None:
    """Let a room say whether a docket of its kind may be opened now, whoever signs last: `check` gets the
    docket before it is one, and raises Refused."""
    _openings[kind] = check


def opens(kind: str, docket: Docket) -> None:
    """Raise Refused where the room of this kind lets no further docket be opened."""
    if kind in _openings:
        _openings[kind](docket)


_sums: list[Callable[[], object]] = []


def sums_with(drop: Callable[[], object]) -> None:
    """Let a room say how what it adds up over all dockets is dropped; it adds that up anew by itself."""
    _sums.append(drop)


def drop_sums() -> None:
    """Drop what rooms have added up over all dockets."""
    for drop in _sums:
        drop()


def tables(kind: str) -> Tables:
    """Return the tables of a room's rows for this kind of docket."""
    return tuple(_projectors[kind][1]) if kind in _projectors else ()


def written(act: Act, content: Mapping[str, Any], *, annulled: bool = False) -> Written:
    """Return an act as a projector sees it."""
    return Written(
        act.n,
        act.at,
        act.recorded_at,
        act.name,
        act.is_note,
        act.logged_as,
        act.rulebook,
        act.facts,
        act.introduces,
        content,
        annulled,
    )


def after(docket: Docket, act: Act, content: Mapping[str, Any]) -> None:
    """Bring the rows of the docket's room up to its new act."""
    if found := _projectors.get(docket.kind):
        rows = Rows(docket.pk, new=act.n == 1)
        found[0](rows, docket, written(act, content))
        rows.save(found[1])


def anew(docket: Docket, acts: list[Written]) -> Rows:
    """Return the rows of a docket's room as all its acts make them; nothing is written."""
    rows = Rows(docket.pk, new=True)
    if found := _projectors.get(docket.kind):
        for act in acts:
            found[0](rows, docket, act)
    return rows


def put(docket: Docket, rows: Rows) -> None:
    """Write rows made `anew` of a docket that has none stored."""
    if found := _projectors.get(docket.kind):
        rows.save(found[1])
