"""An old register as a whole: its main file and the files joined to it, as one stream of rows with theirs.

Knows files and the mapping's names of columns; not what a cell means. The joined files are held in memory
(equal texts once), because nothing of a register may be written to disk in the clear; the main file is
streamed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from dueprocess.cases.imports.mapping import Column, Join, Table
from dueprocess.cases.imports.mapping import Mapping as Map
from dueprocess.core.errors import Malformed, Problem
from dueprocess.core.saying import say as _
from dueprocess.kit.tables.opening import opened, unfitting
from dueprocess.kit.tables.sources import Row, Source

Plain = tuple[int, tuple[str, ...], tuple[str, str] | None, Mapping[int, str] | None, bool]
"""A row while it is held: plain tuples, which the garbage collector need not look at again and again."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open file with the place of each mapped column in it."""

    source: Source
    table: Table
    places: tuple[tuple[int, Column], ...]
    ignored: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Raw:
    """A row of the main file with the rows joined to it, each with the number of its file."""

    row: Row
    id: str
    joined: Sequence[tuple[int, Row]]


class Register:
    """The open files of one register. Use as a context manager.

    `files` gives a path for a join by its name; else it lies beside the main file under the name in the map.
    `called` is the main file's name for whoever reads of it, where the path has another.
    Raises Malformed with every column that the map lacks, or that the file lacks.
    """

    def __init__(
        self, mapping: Map, path: Path, files: Mapping[str, Path] | None = None, *, called: str = ""
    ) -> None:
        self.mapping = mapping
        self.problems: list[Problem] = []
        self._open: list[Source] = []
        self.sheets: list[Sheet] = []
        self._rest: list[dict[str, list[Plain]]] = []
        try:
            self.main = self._sheet(path, mapping.table, mapping.id_column, called)
            for join in mapping.joins:
                beside = path.with_name(join.file)
                if join.name in (files or {}) or beside.exists() or not join.optional:
                    self._join(join, (files or {}).get(join.name, beside))
            if self.problems:
                raise Malformed(self.problems)
            for unknown in set(files or {}) - {join.name for join in mapping.joins}:
                raise Malformed(
                    [Problem(unknown, None, _("The map has no such join."), _("Check the name."))]
                )
        except Malformed:
            self.close()
            raise
        self._id = self.main.source.columns.index(mapping.id_column)

    def __enter__(self) -> Register:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let all files go."""
        for source in self._open:
            source.close()

    def _sheet(self, path: Path, table: Table, key: str, called: str = "") -> Sheet:
        source = opened(path, table.form)
        source.name = called or source.name
        self._open.append(source)
        named = {column.name: column for column in table.columns}
        self.problems += unfitting(
            source,
            known={*named, *table.ignored, key},
            needed=[*(name for name, column in named.items() if not column.optional), *table.ignored, key],
            mend='Say { is = "kept" }, or ignore it.',
        )
        places = tuple((at, named[name]) for at, name in enumerate(source.columns) if name in named)
        ignored = tuple((at, name) for at, name in enumerate(source.columns) if name in table.ignored)
        return Sheet(source, table, places, ignored)

    def _join(self, join: Join, path: Path) -> None:
        sheet = self._sheet(path, join.table, join.id)
        self.sheets.append(sheet)
        rows: dict[str, list[Plain]] = {}
        self._rest.append(rows)
        if self.problems:
            return
        at = sheet.source.columns.index(join.id)
        once: dict[str, str] = {}
        for row in sheet.source.rows():
            cells = tuple(once.setdefault(cell, cell) for cell in row.cells)
            key = cells[at].strip() if cells else ""
            rows.setdefault(key, []).append((row.number, cells, row.fault, row.marks or None, row.hidden))

    def cases(self) -> Iterator[Raw]:
        """The rows of the main file in order. Rows joined to an id go to the first row that has it."""
        for row in self.main.source.rows():
            key = row.cells[self._id].strip() if row.cells else ""
            joined = (
                [(place, Row(*each)) for place, rest in enumerate(self._rest) for each in rest.pop(key, ())]
                if key
                else []
            )
            yield Raw(row, key, joined)

    def left(self) -> Iterator[tuple[int, Row]]:
        """After `cases`: rows of joined files that belong to none."""
        for place, rest in enumerate(self._rest):
            for row in sorted((row for rows in rest.values() for row in rows), key=itemgetter(0)):
                yield place, Row(*row)
