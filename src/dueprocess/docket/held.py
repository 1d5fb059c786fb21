"""Dockets with all that is stored of them, read many at a time: one statement for each table, whatever the
number of dockets.

What one damaged row keeps from being read with the others is read docket by docket. Changes nothing, and must
not know what any row means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.db import models

from dueprocess.core.errors import Broken, Refused
from dueprocess.docket import direct
from dueprocess.docket.models import AccessRule, Act, Content, Docket, Erasure, File, PersonKey, Read
from dueprocess.docket.sealing import Vault
from dueprocess.ledger import policy
from dueprocess.ledger.models import Entry, Seq

AT_ONCE = 300
"""So many dockets are read together: more are hardly faster, and take more memory."""
M = TypeVar("M", bound=models.Model)
V = TypeVar("V")
_ACTS = f'(SELECT id FROM "{Act._meta.db_table}" WHERE docket_id BETWEEN %s AND %s)'  # noqa: S608
_ENTRIES = f'(SELECT entry_id FROM "{Act._meta.db_table}" WHERE docket_id BETWEEN %s AND %s)'  # noqa: S608


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry as it is stored, and its place in the log; None where it has none."""

    raw: bytes
    leaf: bytes
    place: int | None


class Chunk:
    """All rows of the dockets whose keys lie between those of the first and the last one given."""

    def __init__(self, dockets: Sequence[Docket]) -> None:
        self._span = (dockets[0].pk, dockets[-1].pk)
        self._found: dict[Any, Mapping[Any, Any]] = {}

    def _once(self, what: Any, read: Callable[[], Mapping[Any, V]]) -> Mapping[Any, V]:
        if what not in self._found:
            self._found[what] = read()
        return self._found[what]

    def of_dockets(self, model: type[M], order: str = "id") -> Mapping[int, list[M]]:
        """Return the rows of a table that belong to a docket, by its key."""
        where = f'docket_id BETWEEN %s AND %s ORDER BY docket_id, "{order}"'
        return self._once(model, lambda: _by("docket_id", direct.rows(model, where, self._span)))

    def of_acts(self, model: type[M]) -> Mapping[int, list[M]]:
        """Return the rows of a table that belong to an act, by its key."""
        where = f"act_id IN {_ACTS} ORDER BY id"
        return self._once(model, lambda: _by("act_id", direct.rows(model, where, self._span)))

    def plain(self, model: type[models.Model]) -> Mapping[int, list[tuple[Any, ...]]]:
        """Return the plain columns (`columns_of`) of a table's rows, by the docket's key."""
        return self._once(("plain", model), lambda: self._plain(model))

    def _plain(self, model: type[models.Model]) -> Mapping[int, list[tuple[Any, ...]]]:
        names = ("docket_id", *columns_of(model))
        found: dict[int, list[tuple[Any, ...]]] = {}
        for docket, *values in direct.values(model, names, "docket_id BETWEEN %s AND %s", self._span):
            found.setdefault(docket, []).append(tuple(values))
        return found

    @property
    def logged(self) -> Mapping[int, Logged]:
        """Return the entries of all acts by their keys."""
        return self._once(Entry, self._logged)

    def _logged(self) -> Mapping[int, Logged]:
        places = dict(direct.values(Seq, ("entry_id", "idx"), f"entry_id IN {_ENTRIES}", self._span))
        rows = direct.values(Entry, ("key", "bytes", "leaf"), f"key IN {_ENTRIES}", self._span)
        return {
            # SQLite keeps the type it was given
            key: Logged(raw.encode() if isinstance(raw, str) else bytes(raw), bytes(leaf), places.get(key))
            for key, raw, leaf in rows
        }

    @property
    def policies(self) -> list[tuple[int, policy.Policy]]:
        """Return every policy that the log states (`policy.history`)."""
        return list(self._once(policy, lambda: dict(enumerate(policy.history()))).values())

    def read(self, tables: Sequence[type[models.Model]]) -> None:
        """Read everything now, and the plain columns of these tables. Raises whatever a damaged row does."""
        self.of_dockets(Act, "n")
        self.of_dockets(PersonKey)
        self.of_dockets(AccessRule)
        self.of_dockets(Read)
        self.of_dockets(Erasure)
        self.of_acts(Content)
        self.of_acts(File)
        for table in tables:
            self.plain(table)
        self.logged, self.policies  # noqa: B018 (both are read here)


def _by(name: str, rows: Sequence[M]) -> Mapping[int, list[M]]:
    found: dict[int, list[M]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """Return the names of a table's columns but its own key and its docket."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.name not in ("id", "docket"))


class Held:
    """One docket and its rows, as they were read with those of its chunk."""

    def __init__(self, docket: Docket, chunk: Chunk) -> None:
        self.docket = docket
        self.chunk = chunk

    @cached_property
    def vault(self) -> Vault | None:
        """The docket's vault; None where its key is gone or damaged."""
        try:
            return Vault.of(self.docket)
        except (Broken, Refused):
            return None

    @property
    def erasure(self) -> Erasure | None:
        """That its content was erased; None where it was not."""
        return next(iter(self.chunk.of_dockets(Erasure).get(self.docket.pk, ())), None)

    @property
    def acts(self) -> list[Act]:
        """Its acts in the order of their numbers."""
        return self.chunk.of_dockets(Act, "n").get(self.docket.pk, [])

    @property
    def people(self) -> list[PersonKey]:
        """Its local keys."""
        return self.chunk.of_dockets(PersonKey).get(self.docket.pk, [])

    @property
    def rules(self) -> list[AccessRule]:
        """All decisions about access to it, also those that have ended."""
        return self.chunk.of_dockets(AccessRule).get(self.docket.pk, [])

    @property
    def lines(self) -> list[Read]:
        """Its lines of the read journal."""
        return self.chunk.of_dockets(Read).get(self.docket.pk, [])

    def content(self, act: Act) -> list[Content]:
        """What was written in one of its acts."""
        return self.chunk.of_acts(Content).get(act.pk, [])

    def files(self, act: Act) -> list[File]:
        """The files of one of its acts."""
        return self.chunk.of_acts(File).get(act.pk, [])

    def logged(self, act: Act) -> Logged | None:
        """The entry of one of its acts; None where there is none."""
        return self.chunk.logged.get(act.entry_id)

    def plain(self, model: type[models.Model]) -> list[tuple[Any, ...]]:
        """The plain columns of its rows in one table."""
        return self.chunk.plain(model).get(self.docket.pk, [])


@dataclass(frozen=True, slots=True)
class Unread:
    """The key of a docket whose own row cannot be read, and why (the name of what was raised)."""

    pk: int
    why: str


def alone(docket: Docket) -> Held:
    """Return one docket, whose rows are read when first asked for."""
    return Held(docket, Chunk([docket]))


Tables = Callable[[Sequence[Docket]], Sequence[type[models.Model]]]


def every(tables: Tables) -> Iterator[list[Held | Unread]]:
    """Yield all dockets in the order of their keys, some hundred at a time, with the plain columns of the
    `tables` that such a lot of dockets has."""
    last, where = 0, "id > %s ORDER BY id LIMIT %s"
    while keys := [pk for (pk,) in direct.values(Docket, ("id",), where, (last, AT_ONCE))]:
        last = keys[-1]
        try:
            dockets = direct.rows(Docket, "id BETWEEN %s AND %s ORDER BY id", (keys[0], last))
            if not dockets:
                continue
            chunk = Chunk(dockets)
            chunk.read(tables(dockets))
        except Exception:  # noqa: BLE001 (a damaged row may break any reading, and must hide no other)
            yield list(map(_single, keys))
        else:
            yield [Held(docket, chunk) for docket in dockets]


def _single(pk: int) -> Held | Unread:
    try:
        return alone(direct.get(Docket, pk, lock=False))
    except Exception as error:  # noqa: BLE001 (as above)
        return Unread(pk, type(error).__name__)
