"""An import prepared at the desk, opened: what its row holds sealed, and its file as a table.

Must not decide anything; `actions.preparing` writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.cases.imports.guessing import Profile
from dueprocess.cases.imports.load import load
from dueprocess.cases.imports.models import Import
from dueprocess.cases.imports.register import Register
from dueprocess.core.errors import Malformed, Refused
from dueprocess.kit import files, keys
from dueprocess.kit.components import faults
from dueprocess.kit.tables.memory import in_memory
from dueprocess.kit.tables.opening import format_of, opened
from dueprocess.kit.tables.sources import Form
from dueprocess.kit.tables.xlsx import sheets

LAID_OUT = 8
"""Rows that are shown while one says where the table begins."""


class State(StrEnum):
    """How far an import is."""

    UPLOADED = "uploaded"
    LAID_OUT = "laid out"
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"


RUNNING = frozenset({State.CHECKING, State.IMPORTING})


@dataclass(slots=True)
class Prepared:
    """What is sealed of an import: the file's name, how it is written, what its columns may be, the map, the
    report of the last run (`Report.plain`), its lines, and the first rows as cases."""

    name: str
    size: int
    format: str
    form: dict[str, Any] = field(default_factory=dict)
    profiles: list[dict[str, Any]] = field(default_factory=list)
    map: str = ""
    report: dict[str, Any] = field(default_factory=dict)
    lines: list[list[Any]] = field(default_factory=list)
    first: list[dict[str, Any]] = field(default_factory=list)
    fault: str = ""

    def columns(self) -> list[Profile]:
        """The columns with what they may be."""
        return [Profile(**each) for each in self.profiles]

    def layout(self) -> Form:
        """How the file is written, as far as was said."""
        return Form(self.format, **self.form)

    def title(self) -> str:
        """The register's name, where a map gives one."""
        try:
            return load(self.map).title if self.map else ""
        except Malformed:
            return ""


def _place(row: Import, what: str) -> str:
    return f"import/{row.code}/{what}"


def read(row: Import) -> Prepared:
    """Open what is sealed of an import. Raises Damaged."""
    key = keys.unwrap(bytes(row.key_wrapped))
    return Prepared(**json.loads(keys.unseal(key, bytes(row.sealed), _place(row, "told"))))


def sealed(row: Import, prepared: Prepared) -> bytes:
    """Seal it."""
    key = keys.unwrap(bytes(row.key_wrapped))
    return keys.seal(key, json.dumps(asdict(prepared)).encode(), _place(row, "told"))


def file_place(code: str) -> str:
    """The place of an import's sealed file."""
    return f"import/{code}/file"


@contextmanager
def path_of(row: Import, prepared: Prepared) -> Iterator[Path]:
    """The file in memory. Raises Refused where it was thrown away."""
    if not row.stored or not files.path_of(row.stored).exists():
        raise Refused("file_gone", _("The file was thrown away. Send it again with the same map."), None)
    key = keys.unwrap(bytes(row.key_wrapped))
    with in_memory(files.read(key, row.stored, file_place(row.code)), prepared.format) as path:
        yield path


@contextmanager
def register_of(row: Import, prepared: Prepared) -> Iterator[Register]:
    """The file under its map. Raises Malformed with every column that does not fit."""
    with (
        path_of(row, prepared) as path,
        Register(load(prepared.map), path, called=prepared.name) as register,
    ):
        yield register


@dataclass(frozen=True, slots=True)
class Look:
    """The beginning of a file before it is a table: its sheets, and its first rows with their numbers."""

    sheets: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    fault: str = ""


def look(row: Import, prepared: Prepared) -> Look:
    """Read the first rows as they stand, whichever of them names the columns."""
    with path_of(row, prepared) as path:
        if prepared.format == "xlsx":
            try:
                named = tuple(each.name for each in sheets(path))
            except Malformed as error:
                return Look((), (), _said(error))
        else:
            named = ()
        form = dict(prepared.form) | {"header": 1, "short_rows": True}
        if named and form.get("sheet") not in named:
            form["sheet"] = named[0]
        found: list[tuple[int, tuple[str, ...]]] = []
        try:
            for header in range(1, LAID_OUT + 1):
                found += _row(path, Form(prepared.format, **(form | {"header": header})), header)
        except Malformed as error:
            return Look(named, tuple(found), "" if found else _said(error))
        return Look(named, tuple(found))


def _row(path: Path, form: Form, header: int) -> list[tuple[int, tuple[str, ...]]]:
    try:
        source = opened(path, form)
    except Malformed:
        if header == 1 and form.format != "xlsx":
            raise
        return []  # nothing stands in this row
    try:
        return [(header, _as_written(source.columns))]
    finally:
        source.close()


def _as_written(names: Sequence[str]) -> tuple[str, ...]:
    """Undo what makes names of columns: an empty cell is empty again, a cell said twice is the same twice."""
    found: list[str] = []
    for place, name in enumerate(names, 1):
        bare, opened, _number = name.rpartition(" (")
        said = bare if opened and bare in found and name.endswith(")") else name
        found.append("" if said == f"column {place}" else said)
    return tuple(found)


def _said(error: Malformed) -> str:
    return faults(error)


def kind_of(name: str) -> str:
    """How a file is written, by its name's ending."""
    return format_of(Path(name), Form())
