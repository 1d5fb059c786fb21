"""One row of an old register read as a case. Pure: rows in, values out; nothing is guessed.

Every non-empty cell stays in the case as it stands, with its column, and with a mark where it could not be
read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from dueprocess.cases.imports.mapping import OF_PERSON, Column, Field, Mapping
from dueprocess.cases.imports.marks import Change, Left, Mark, Refusal
from dueprocess.cases.imports.register import Raw, Register, Sheet
from dueprocess.core.statistics import first_day, last_day
from dueprocess.kit.tables import cells
from dueprocess.kit.tables.dates import UnreadableError
from dueprocess.kit.tables.sources import NO_VALUE, Row, fold, plain

_SHOWN = re.compile(r"[\w .,:/\-]{1,40}")
_KEPT, _SHORT = 50_000, 100
"""How many short texts a reader remembers as read before: registers write the same days and words again."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the report: a cell or row, its code, and what may be shown of it (dates, status). `was` is
    the file and row of an earlier release that said something else."""

    file: str
    row: int
    column: str
    code: Mark | Refusal | Change | Left
    detail: str = ""
    was: tuple[str, int] | None = None


@dataclass(slots=True)
class Cell:
    """One non-empty cell: its column and text as they stand, the field it is, its mark, our word for it."""

    column: str
    text: str
    is_: str = Field.KEPT.value
    mark: str = ""
    read: str = ""

    def plain(self) -> list[str]:
        """Column, text, field, mark, word: as it is sealed, without what is empty at the end."""
        if self.read and self.read != self.text:
            return [self.column, self.text, self.is_, self.mark, self.read]
        if self.mark:
            return [self.column, self.text, self.is_, self.mark]
        return [self.column, self.text, self.is_] if self.is_ != Field.KEPT else [self.column, self.text]


@dataclass(frozen=True)
class Respondent:
    """One joined row: who it names (as the register does), and its cells."""

    person: str
    origin: tuple[str, int]
    cells: tuple[Cell, ...]

    @cached_property
    def plain(self) -> list[list[str]]:
        """The cells as they are sealed."""
        return [cell.plain() for cell in self.cells]


@dataclass
class Read:
    """A row as a case. Dates are ISO or partial, None where unreadable; `marks` says why, by column."""

    id: str
    origin: tuple[str, int]
    received_on: str | None = None
    closed_on: str | None = None
    incident_on: str | None = None
    status: str | None = None
    cells: list[Cell] = field(default_factory=list)
    respondents: list[Respondent] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    stored: int = 0

    @cached_property
    def plain(self) -> list[list[str]]:
        """The cells as they are sealed; asked for when all marks are made."""
        return [cell.plain() for cell in self.cells]

    def values(self) -> dict[str, Any]:
        """What is told in codes and dates: the values of the note `imported`. Nothing personal."""
        found: dict[str, Any] = {
            name: value
            for name in ("received_on", "closed_on", "status")
            if (value := getattr(self, name)) is not None
        }
        if self.marks:
            found["marks"] = sorted(set(self.marks.values()))
        return found


class RefusedRowError(Exception):
    """A row cannot be taken in. Carries the line for the report."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(str(remark))
        self.remark = remark


class Reader:
    """Reads the rows of one register. Holds the ids seen so far, to find those that come twice."""

    def __init__(self, register: Register, today: date) -> None:
        self._register = register
        self._mapping: Mapping = register.mapping
        self._today = today
        self._seen: dict[str, int] = {}
        self._file = register.main.source.name
        self._id_at = register.main.source.columns.index(self._mapping.id_column)
        self._days: dict[tuple[int, str], str] = {}
        self._harmless: set[str] = set()
        self._constants = [Cell("", text, is_.value) for is_, text in sorted(self._mapping.constants.items())]

    def read(self, raw: Raw) -> Read:
        """Read one row with its joined rows. Raises RefusedRowError."""
        row = raw.row
        if row.fault:
            raise self._refused(row, "", Refusal(row.fault[0]), row.fault[1])
        column = self._mapping.id_column
        if not raw.id or fold(raw.id) in self._mapping.table.form.empty:
            raise self._refused(row, column, Refusal.NO_ID)
        if cells.spoilt(raw.id) or (row.marks or {}).get(self._id_at) == NO_VALUE:
            raise self._refused(row, column, Refusal.BAD_ID)
        if (first := self._seen.setdefault(raw.id, row.number)) != row.number:
            raise self._refused(row, column, Refusal.DUPLICATE_ID, f"the same id as row {first}")
        read = Read(plain(raw.id), (self._file, row.number))
        read.cells += self._constants
        own: list[Cell] = []
        for is_, cell in self._cells(read, self._register.main, row):
            value = cell.read or None
            if is_ is Field.RECEIVED_ON:
                read.received_on = value
            elif is_ is Field.CLOSED_ON:
                read.closed_on = value
            elif is_ is Field.INCIDENT_ON:
                read.incident_on = value
            elif is_ is Field.STATUS:
                read.status = value
            (own if is_ in OF_PERSON else read.cells).append(cell)
        if own:
            person = next((cell.text for cell in own if cell.is_ == Field.PERSON), "")
            read.respondents.append(Respondent(person, read.origin, tuple(own)))
        for place, joined in raw.joined:
            self._respondent(read, self._register.sheets[place], joined)
        self._compare(read)
        return read

    def _refused(self, row: Row, column: str, code: Refusal, detail: str = "") -> RefusedRowError:
        return RefusedRowError(Remark(self._file, row.number, column, code, detail))

    def _respondent(self, read: Read, sheet: Sheet, row: Row) -> None:
        if row.fault:
            read.remarks.append(
                Remark(sheet.source.name, row.number, "", Refusal(row.fault[0]), row.fault[1])
            )
            return
        person, cells = "", []
        for is_, cell in self._cells(read, sheet, row):
            if is_ is Field.PERSON:
                person = cell.text
            cells.append(cell)
        read.respondents.append(Respondent(person, (sheet.source.name, row.number), tuple(cells)))

    def _cells(self, read: Read, sheet: Sheet, row: Row) -> Iterator[tuple[Field, Cell]]:
        empty = sheet.table.form.empty
        for place, column in sheet.places:
            text = row.cells[place]
            mark = row.marks.get(place) if row.marks else None
            if not text or text.isspace() or (empty and fold(text) in empty):
                if mark:
                    self._tell(read, sheet, row, column, (Mark(mark), ""))
                continue
            cell = Cell(column.name, text, column.kind)
            told = self._told(column, cell) if mark != NO_VALUE else None
            if mark and told is None:
                told = Mark(mark), ""
            if told:
                cell.mark = told[0].value
                self._tell(read, sheet, row, column, told)
            read.stored += 1
            yield column.field, cell

    def _tell(self, read: Read, sheet: Sheet, row: Row, column: Column, told: tuple[Mark, str]) -> None:
        code, detail = told
        at = column.name if sheet is self._register.main else f"{sheet.source.name}/{column.name}"
        read.marks.setdefault(at, code.value)
        read.remarks.append(Remark(sheet.source.name, row.number, column.name, code, detail))

    def _told(self, column: Column, cell: Cell) -> tuple[Mark, str] | None:
        """Read one cell into `cell.read`; return the mark it gets and what may be shown of it."""
        text = cell.text
        of_its_own = column.dates is None and column.words is None
        if of_its_own and text in self._harmless:
            return None
        told: tuple[Mark, str] | None = None
        if not text.isascii():
            if cells.undecodable(text):
                told = Mark.UNDECODABLE, ""
            text = cell.text = plain(text)
        bare = text.strip()
        if cells.failed(bare):
            return Mark.SPREADSHEET_ERROR, bare[:20]
        if column.dates is not None:
            return self._date(column, cell, bare) or told
        if column.words is not None:
            ours = self._mapping.words[column.words].get(fold(bare))
            if ours is None:
                shown = column.field is Field.STATUS and _SHOWN.fullmatch(bare)
                return Mark.UNKNOWN_WORD, bare if shown else ""
            cell.read = ours
        if told is None and cells.unseen(text):
            return Mark.CONTROL_CHARACTER, ""
        if told is None and cells.formula(bare):
            return Mark.FORMULA, ""
        if told is None and of_its_own and len(text) < _SHORT and len(self._harmless) < _KEPT:
            self._harmless.add(text)
        return told

    def _date(self, column: Column, cell: Cell, bare: str) -> tuple[Mark, str] | None:
        assert column.dates is not None
        known = id(column.dates), bare
        value = self._days.get(known)
        if value is None:
            shown = bare if _SHOWN.fullmatch(bare) and any(map(str.isdigit, bare)) else ""
            try:
                value = column.dates.read(bare, self._today)
            except UnreadableError as error:
                return Mark(error.code), f"{shown} {error.why}".strip()
            if len(value) < 10:
                cell.read = value
                return Mark.PARTIAL_DATE, shown
            if len(self._days) < _KEPT:
                self._days[known] = value
        cell.read = value
        return None

    def _compare(self, read: Read) -> None:
        """Mark what only shows when cells are held side by side."""
        received, closed, happened = read.received_on, read.closed_on, read.incident_on
        if received is None:
            self._mark(read, Field.RECEIVED_ON, Mark.RECEIVED_MISSING)
        elif closed is not None and last_day(closed) < first_day(received):
            self._mark(read, Field.CLOSED_ON, Mark.CLOSED_BEFORE_RECEIVED, f"{closed} before {received}")
        if received and happened and first_day(happened) > last_day(received):
            self._mark(read, Field.INCIDENT_ON, Mark.INCIDENT_AFTER_RECEIVED, f"{happened} after {received}")
        if read.status == "closed" and closed is None:
            self._mark(read, Field.STATUS, Mark.CLOSED_WITHOUT_DATE)
        if read.status == "open" and closed is not None:
            self._mark(read, Field.STATUS, Mark.OPEN_WITH_CLOSING_DATE)

    def _mark(self, read: Read, is_: Field, mark: Mark, detail: str = "") -> None:
        column = next(column.name for column in self._mapping.table.columns if column.field is is_)
        for cell in read.cells:
            if cell.column == column and not cell.mark:
                cell.mark = mark.value
        read.marks[f"{column} {mark}"] = mark.value
        read.remarks.append(Remark(*read.origin, column, mark, detail))
