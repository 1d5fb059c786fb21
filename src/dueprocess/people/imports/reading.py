"""One row of a list read as values of the register. Pure: rows in, values out; nothing is guessed.

A cell that cannot be read leaves its field as it stands in the register, and is named. A cell that must be
read (the key, the name, the status, the days of a term) refuses its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from dueprocess.kit.tables import cells
from dueprocess.kit.tables.dates import UnreadableError
from dueprocess.kit.tables.sources import Row, fold, plain
from dueprocess.people.imports.lists import Sheet
from dueprocess.people.imports.mapping import SEVERAL, Column, Kind, Mapping
from dueprocess.people.imports.report import Line
from dueprocess.people.imports.telling import Code, Mark, Refusal

LONGEST = {
    "code": 40, "name": 300, "parent": 40, "kind": 40, "key": 80, "number": 40, "known_as": 200,
    "alias": 300, "sorted_under": 300, "unit": 40, "phone": 40, "email": 254, "address": 1000,
    "language": 20, "title": 200, "roles": 80, "person": 80, "office": 200, "reason": 300,
}  # fmt: skip
KEYS = frozenset({"code", "key", "number", "person", "parent", "unit", "title", "office"})
"""By these a row is known again: what cannot be read in them refuses it."""
NEEDED = {
    Kind.UNITS: ("code", "name"),
    Kind.PEOPLE: ("name",),
    Kind.OFFICES: ("title",),
    Kind.TERMS: ("person", "office", "from_on"),
}
MISSING: dict[str, Refusal] = {"name": Refusal.NO_NAME, "from_on": Refusal.BAD_DATE}
JOINED = {"name": " ", "address": "\n"}
_KEPT = 50_000  # texts that are remembered as read before: lists write the same words and days again


@dataclass(slots=True)
class Read:
    """One row: its number, the values that could be read by field, and what is told of its cells."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


class RefusedRowError(Exception):
    """A row cannot be taken in: the column and the code."""

    def __init__(self, code: Refusal, column: str = "", now: str = "") -> None:
        super().__init__(code)
        self.code, self.column, self.now = code, column, now


class Reader:
    """Reads the rows of one file."""

    def __init__(self, mapping: Mapping, sheet: Sheet, today: date) -> None:
        self._mapping, self._sheet, self._today = mapping, sheet, today
        self._empty = sheet.table.form.empty
        self._file = sheet.source.name
        self.kind = sheet.kind
        self._known: dict[tuple[int, str], Any] = {}
        self.fields = frozenset(column.field for _, column in sheet.places)
        """The fields of which this file speaks."""

    def rows(self, refuse: Callable[[Line], None], count: Callable[[], None]) -> Iterator[Read]:
        """Read every row; those that cannot be taken in go to `refuse`. Each is counted."""
        for row in self._sheet.source.rows():
            count()
            try:
                yield self.read(row)
            except RefusedRowError as error:
                refuse(self.line(row.number, error.code, error.column, now=error.now))

    def line(
        self, row: int, code: Code, column: str = "", *, who: str = "", was: str = "", now: str = ""
    ) -> Line:
        """Return a line of the report on this file."""
        return Line(self._sheet.kind, self._file, row, who, column, code, was, now)

    def read(self, row: Row) -> Read:
        """Read one row. Raises RefusedRowError."""
        if row.fault:
            raise RefusedRowError(Refusal(row.fault[0]), now=row.fault[1])
        read = Read(row.number)
        if row.hidden:
            read.lines.append(self.line(row.number, Mark.HIDDEN_ROW))
        values = read.values
        for place, column in self._sheet.places:
            text = row.cells[place].strip()
            if text and self._empty and fold(text) in self._empty:
                text = ""
            field = column.field
            if row.marks and place in row.marks:
                if field in KEYS or field in NEEDED[self._sheet.kind]:
                    raise RefusedRowError(MISSING.get(field, Refusal.BAD_KEY), column.name)
                read.lines.append(self.line(row.number, Mark(row.marks[place]), column.name))
                continue
            if not text:
                if field not in SEVERAL:
                    values.setdefault(field, None)
                continue
            known = self._known.get((place, text))
            if known is None:
                try:
                    known = self._value(column, text)
                except _LeftOutError as error:
                    read.lines.append(self.line(row.number, error.code, column.name, now=plain(text)[:80]))
                    continue
                if len(self._known) < _KEPT and len(text) < 40:
                    self._known[place, text] = known
            if field in JOINED and field in values:
                values[field] = values[field] + JOINED[field] + known
            elif field in SEVERAL and field not in JOINED:
                values.setdefault(field, []).extend(known)
            else:
                values[field] = known
        for field in NEEDED[self._sheet.kind]:
            if not values.get(field):
                raise RefusedRowError(MISSING.get(field, Refusal.NO_KEY), self._column_of(field))
        for field, most in LONGEST.items():
            value = values.get(field)
            if value is not None and any(len(each) > most for each in _texts(value)):
                raise RefusedRowError(Refusal.LONG_TEXT, self._column_of(field))
        return read

    def _column_of(self, field: str) -> str:
        return next((column.name for _, column in self._sheet.places if column.field == field), "")

    def _value(self, column: Column, text: str) -> Any:
        field = column.field
        if field in KEYS and cells.spoilt(text):
            raise RefusedRowError(Refusal.BAD_KEY, column.name)
        spoilt = _spoilt(text)
        if spoilt is not None:
            if field in ("name", "status", "roles", "seats", "from_on", "until_on"):
                raise RefusedRowError(
                    {"name": Refusal.NO_NAME, "seats": Refusal.BAD_NUMBER}.get(field, Refusal.UNKNOWN_WORD)
                    if column.dates is None
                    else Refusal.BAD_DATE,
                    column.name,
                )
            raise _LeftOutError(spoilt)
        text = plain(text)
        if column.dates is not None:
            return self._day(column, text)
        if field in ("status", "roles"):
            parts = [part.strip() for part in text.split(column.split)] if column.split else [text]
            words = self._mapping.words.get(column.words or "", {})
            said = [words.get(fold(part), "" if column.words else part) for part in parts if part]
            if not all(said) or not said:
                raise RefusedRowError(Refusal.UNKNOWN_WORD, column.name, text[:80])
            return said if field == "roles" else said[0]
        if field == "alias":
            return (
                [part.strip() for part in text.split(column.split) if part.strip()]
                if column.split
                else [text]
            )
        if field == "email":
            try:
                validate_email(text)
            except ValidationError:
                raise _LeftOutError(Mark.NO_ADDRESS) from None
        if field == "seats":
            if not (text.isdecimal() and 1 <= int(text) <= 500):
                raise RefusedRowError(Refusal.BAD_NUMBER, column.name)
            return int(text)
        return text if field == "address" else " ".join(text.split())

    def _day(self, column: Column, text: str) -> date:
        assert column.dates is not None
        code: Mark
        try:
            ahead = column.field in ("from_on", "until_on")  # who was elected today may begin next month
            value = column.dates.read(text, date.max if ahead else self._today)
        except UnreadableError as error:
            code = Mark(error.code)
        else:
            if len(value) == 10:
                return date.fromisoformat(value)
            code = Mark.PARTIAL_DATE
        if column.field in ("from_on", "until_on"):
            raise RefusedRowError(Refusal.BAD_DATE, column.name, text[:40])
        raise _LeftOutError(code)


class _LeftOutError(Exception):
    """A cell leaves its field as it stands."""

    def __init__(self, code: Mark) -> None:
        super().__init__(code)
        self.code = code


def _spoilt(text: str) -> Mark | None:
    if cells.failed(text):
        return Mark.SPREADSHEET_ERROR
    if cells.undecodable(text):
        return Mark.UNDECODABLE
    if cells.unseen(text):
        return Mark.CONTROL_CHARACTER
    return Mark.FORMULA if cells.formula(text) else None


def _texts(value: Any) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
