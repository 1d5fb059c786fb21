"""A file of names to be screened, or of a register to screen them against, read row by row. Knows the
columns; must not know what is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dueprocess.core.errors import Problem
from dueprocess.kit.tables import cells
from dueprocess.kit.tables.likely import ENOUGH, written
from dueprocess.kit.tables.opening import opened
from dueprocess.kit.tables.sources import Form, Source, fold, unreadable
from dueprocess.names.factors import day
from dueprocess.names.parts import parts

COLUMNS: Final = ("key", "name", "aliases", "born_on", "member_number", "unit")
"""The columns that are read; others are passed over. Only `name` has to be there."""
BETWEEN: Final = (";", "|")
"""What stands between several aliases in a cell."""
LONGEST: Final = 300
"""Letters of a name."""
TABLES: Final = frozenset({".csv", ".tsv", ".xlsx", ".xlsm"})


@dataclass(frozen=True, slots=True)
class Named:
    """One row: its number in the file, and what it says; `key` is its own or the number."""

    row: int
    key: str
    name: str
    aliases: tuple[str, ...] = ()
    born_on: str = ""
    number: str = ""
    unit: str = ""


class _PassedOverError(Exception):
    """A row cannot be used: the column, what is wrong, how to mend it."""


class Names:
    """A file of names: a table (CSV, TSV, XLSX by its ending) with a column `name`, or text with one name in
    a line. `refuse` is given each row that cannot be used, with its line and how to mend it; it is passed
    over. Raises Malformed where the file cannot be read at all, or has no column `name`."""

    def __init__(self, path: Path, refuse: Callable[[Problem], None]) -> None:
        self._path, self._refuse = path, refuse
        try:
            with path.open("rb") as file:
                head = file.read(ENOUGH)
        except OSError as error:
            raise unreadable(path, f"The file cannot be read: {error.strerror}.", "Check its name.") from None
        how = written(head)
        self._encoding = how["encoding"]
        self._source: Source | None = None
        if path.suffix.lower() in TABLES:
            self._source = opened(
                path, Form(encoding=how["encoding"], delimiter=how["delimiter"], short_rows=True)
            )
            names = [fold(each).replace(" ", "_") for each in self._source.columns]
            self._places = {name: names.index(name) for name in COLUMNS if name in names}
            if "name" not in self._places:
                self._source.close()
                has = ", ".join(self._source.columns)
                raise unreadable(
                    path, f"It has no column `name`, but {has}.", f"Call its columns {', '.join(COLUMNS)}."
                )

    def rows(self) -> Iterator[Named]:
        """Yield each row that can be used, once; the file need not fit in memory."""
        for row, cell in self._lines():
            try:
                yield self._read(row, cell)
            except _PassedOverError as error:
                self._told(row, *error.args)

    def _lines(self) -> Iterator[tuple[int, dict[str, str]]]:
        if self._source is None:
            with self._path.open(encoding=self._encoding, errors="surrogateescape") as file:
                for number, line in enumerate(file, 1):
                    if text := line.lstrip("\ufeff").strip():
                        yield number, {"name": text}
            return
        try:
            for row in self._source.rows():
                if row.fault:
                    self._told(row.number, "", f"The row {row.fault[1]}.", "Mend the row.")
                elif any(each.strip() for each in row.cells):
                    yield row.number, {name: row.cells[at].strip() for name, at in self._places.items()}
        finally:
            self._source.close()

    def _read(self, row: int, cell: dict[str, str]) -> Named:
        for column, text in cell.items():
            if cells.undecodable(text):
                raise _PassedOverError(column, "It has bytes that are no text.", "Save the file as UTF-8.")
            if cells.failed(text):
                raise _PassedOverError(
                    column, "A spreadsheet could not compute it.", "Write the value itself."
                )
        name, born = cell["name"], cell.get("born_on", "")
        if not parts(name):
            raise _PassedOverError("name", "There is no name.", "Write a name, or take the row out.")
        if len(name) > LONGEST:
            raise _PassedOverError(
                "name", f"It is longer than {LONGEST} letters.", "Write one name in a row."
            )
        try:
            born = day(born)
        except ValueError:
            raise _PassedOverError(
                "born_on", "It is no day.", "Write 1961-05-12, 1961-05, 1961 or nothing at all."
            )
        aliases = cell.get("aliases", "").replace(BETWEEN[1], BETWEEN[0]).split(BETWEEN[0])
        return Named(
            row=row,
            key=cell.get("key") or str(row),
            name=name,
            aliases=tuple(each.strip() for each in aliases if parts(each) and len(each) <= LONGEST),
            born_on=born,
            number=cell.get("member_number", ""),
            unit=cell.get("unit", ""),
        )

    def _told(self, row: int, column: str, what: str, mend: str) -> None:
        """Name a row that is passed over: never what is written in it."""
        where = f"{self._path.name}, column {column}" if column else self._path.name
        self._refuse(Problem(where, row, what, mend))
