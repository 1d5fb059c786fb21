"""Mapping files read: TOML in, a `Mapping` out, or every fault with its line."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping as Map
from datetime import date
from typing import Any, TypeVar

from dueprocess.cases.imports.mapping import (
    DATES,
    OF_CASE,
    OF_PERSON,
    OF_RESPONDENT,
    ONCE,
    STATUSES,
    Column,
    Field,
    Join,
    Mapping,
    Table,
)
from dueprocess.core.errors import Malformed, Problem
from dueprocess.core.rulebook.locate import Lines, Path, written
from dueprocess.core.statistics import last_day
from dueprocess.kit.tables import dates
from dueprocess.kit.tables.opening import FORMATS
from dueprocess.kit.tables.sources import Form, distinct, fold, plain

TABLES = {"title", "release", "source", "dates", "columns", "ignored", "words", "constants", "joins"}
SOURCE = {"format", "encoding", "delimiter", "quote", "header", "empty", "short_rows", "sheet"}
T = TypeVar("T")
DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


def is_release(text: str) -> bool:
    """Tell whether a text is the date of a release: `2020-07-31`, `2020-07` or `2020`."""
    try:
        return last_day(text).isoformat().startswith(text)
    except ValueError:
        return False


def load(text: str) -> Mapping:
    """Read a mapping file. Raises Malformed with every fault, its line and how to mend it."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = Problem("map", None, f"This is not TOML: {error}.", "Mend the place named.")
        raise Malformed([problem]) from None
    return _Loading(tree, Lines(text)).mapping()


class _Loading:
    """One reading of one file: gathers the faults, so that all of them are told at once."""

    def __init__(self, tree: Map[str, Any], lines: Lines) -> None:
        self.tree = tree
        self.lines = lines
        self.problems: list[Problem] = []
        self.words: dict[str, dict[str, str]] = {}

    def wrong(self, path: Path, what: str, mend: str) -> None:
        self.problems.append(Problem(written(path), self.lines.of(path), what, mend))

    def known(self, path: Path, table: Map[str, Any], keys: set[str]) -> None:
        for key in table:
            if key not in keys:
                self.wrong(
                    (*path, key), f"There is no {key!r} here.", f"Known are {', '.join(sorted(keys))}."
                )

    def get(self, path: Path, table: Map[str, Any], kind: type[T], default: T) -> T:
        """The value at the end of `path`, or the default where it is absent or of another kind."""
        value = table.get(str(path[-1]), default)
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            return value
        named = {str: "a text", int: "a whole number", dict: "a table", list: "a list", bool: "true or false"}
        self.wrong(path, f"This is {value!r}.", f"Write {named.get(kind, 'a day such as 1990-01-31')}.")
        return default

    def texts(self, path: Path, table: Map[str, Any]) -> list[str]:
        found = self.get(path, table, list, [])
        if bad := [item for item in found if not isinstance(item, str)]:
            self.wrong(path, f"{bad[0]!r} is not a text.", "Put every item in quotation marks.")
        return [item for item in found if isinstance(item, str)]

    def mapping(self) -> Mapping:
        self.known((), self.tree, TABLES)
        title = self.get(("title",), self.tree, str, "")
        if not title.strip():
            self.wrong(("title",), "The register has no name.", 'Write title = "Register of …" at the top.')
        release = self._release()
        self._words()
        reader = self._reader(("dates",), self.get(("dates",), self.tree, dict, {}))
        table = self._table((), self.tree, OF_CASE, reader)
        for needed in (Field.ID, Field.RECEIVED_ON):
            if needed not in {column.field for column in table.columns}:
                self.wrong(
                    ("columns",), f"No column is {needed!r}.", f'Write COLUMN = {{ is = "{needed}" }} for it.'
                )
        constants = self._constants(table)
        joins = self._joins(reader)
        if self.problems:
            raise Malformed(sorted(self.problems, key=lambda problem: (problem.line or 0, problem.path)))
        return Mapping(plain(title.strip()), table, self.words, constants, joins, release)

    def _release(self) -> str:
        value = self.tree.get("release", "")
        if type(value) is date:
            return value.isoformat()
        if isinstance(value, str) and (not value or is_release(value)):
            return value
        self.wrong(("release",), f"{value!r} is no date.", 'Write a day, month or year: "2020-07".')
        return ""

    def _words(self) -> None:
        for name, groups in self.get(("words",), self.tree, dict, {}).items():
            found = self.words.setdefault(name, {})
            if not isinstance(groups, dict):
                self.wrong(
                    ("words", name), "This is no table.", f'Write [words.{name}] and our_word = ["theirs"].'
                )
                continue
            for ours in groups:
                for theirs in self.texts(("words", name, ours), groups):
                    if found.setdefault(fold(theirs), ours) != ours:
                        self.wrong(
                            ("words", name, ours),
                            f"{theirs!r} stands under {found[fold(theirs)]!r} and {ours!r}.",
                            "Leave it under one of them. Spaces and capitals make no difference.",
                        )

    def _reader(self, path: Path, table: Map[str, Any]) -> dates.Reader:
        self.known(path, table, {"formats", "century_from", "months", "earliest", "latest"})
        formats = self._formats((*path, "formats"), table) or dates.formats(["YYYY-MM-DD"])
        century = table.get("century_from")
        if century is not None:
            century = self.get((*path, "century_from"), table, int, 0)
            if not 1800 <= century <= 2100:
                self.wrong((*path, "century_from"), f"This is {century}.", "Write a year, such as 1950.")
        months = self.texts((*path, "months"), table)
        if len(months) % 12:
            self.wrong(
                (*path, "months"), f"These are {len(months)} names.", "Write twelve for each language."
            )
        earliest = self._day((*path, "earliest"), table) or date(1900, 1, 1)
        latest = self._day((*path, "latest"), table)
        if latest and latest < earliest:
            self.wrong((*path, "latest"), f"It is before {earliest}.", "Write a later day.")
        return dates.Reader(formats, century, tuple(month.casefold() for month in months), earliest, latest)

    def _day(self, path: Path, table: Map[str, Any]) -> date | None:
        value = table.get(str(path[-1]))
        if value is None or type(value) is date:
            return value
        self.wrong(path, f"{value!r} is no day.", "Write it without quotation marks: 1990-01-31.")
        return None

    def _formats(self, path: Path, table: Map[str, Any]) -> tuple[dates.Format, ...]:
        found = []
        for place, text in enumerate(self.texts(path, table)):
            try:
                found.append(dates.Format.of(text))
            except ValueError as error:
                self.wrong(
                    (*path, place),
                    f"{text!r} is no date format: {error}.",
                    f"Use {', '.join(dates.WORDS)} and what stands between them, or excel.",
                )
        return tuple(found)

    def _form(self, path: Path, table: Map[str, Any]) -> Form:
        self.known(path, table, SOURCE)
        form = self.get((*path, "format"), table, str, "")
        if form and form not in FORMATS:
            mend = f"Write {', '.join(FORMATS)}, or leave it out."
            self.wrong((*path, "format"), f"{form!r} cannot be read.", mend)
        encoding = self.get((*path, "encoding"), table, str, "utf-8")
        try:
            encoding = codecs.lookup(encoding).name
            "".encode(encoding)
        except (LookupError, ValueError):
            self.wrong(
                (*path, "encoding"),
                f"There is no encoding {encoding!r}.",
                "Try utf-8, windows-1252 or utf-16.",
            )
        marks = {}
        for key, default in (("delimiter", ","), ("quote", '"')):
            mark = self.get((*path, key), table, str, default)
            marks[key] = DELIMITERS.get(mark, mark)
            if key == "quote" and mark == "none":
                marks[key] = ""
            elif len(marks[key]) != 1 or marks[key] in "\r\n":
                self.wrong((*path, key), f"{mark!r} is not one character.", 'Write one character, or "tab".')
        header = self.get((*path, "header"), table, int, 1)
        if header < 1:
            self.wrong((*path, "header"), f"There is no row {header}.", "Rows count from 1.")
        empty = frozenset(fold(text) for text in self.texts((*path, "empty"), table))
        short_rows = self.get((*path, "short_rows"), table, bool, False)
        sheet = self.get((*path, "sheet"), table, str, "")
        return Form(
            form or None, encoding, marks["delimiter"], marks["quote"], header, empty, short_rows, sheet
        )

    def _table(
        self, path: Path, table: Map[str, Any], fields: frozenset[Field], reader: dates.Reader
    ) -> Table:
        form = self._form((*path, "source"), self.get((*path, "source"), table, dict, {}))
        given = self.get((*path, "columns"), table, dict, {})
        columns = []
        for name, told in given.items():
            if column := self._column((*path, "columns", name), name, told, fields, reader):
                columns.append(column)
        seen: dict[Field, str] = {}
        for column in columns:
            if column.field in ONCE and seen.setdefault(column.field, column.name) != column.name:
                self.wrong(
                    (*path, "columns", column.name),
                    f"{seen[column.field]!r} is {column.field!r} already.",
                    'Choose one of them; the other can be { is = "kept" }.',
                )
        ignored = self.get((*path, "ignored"), table, dict, {})
        for name, why in ignored.items():
            if not isinstance(why, str) or not why.strip():
                self.wrong(
                    (*path, "ignored", name), "It is left out without a reason.", "Write the reason as text."
                )
            if name in given:
                self.wrong(
                    (*path, "ignored", name), "It is also among the columns.", "Take it out of one of them."
                )
        return Table(form, tuple(columns), {distinct([name])[0]: str(why) for name, why in ignored.items()})

    def _column(
        self, path: Path, name: str, told: Any, fields: frozenset[Field], reader: dates.Reader
    ) -> Column | None:
        if not isinstance(told, dict):
            self.wrong(path, f"This is {told!r}.", 'Write { is = "FIELD" }.')
            return None
        self.known(path, told, {"is", "words", "formats", "optional"})
        kind = self.get((*path, "is"), told, str, "")
        if kind not in fields:
            self.wrong(
                (*path, "is"), f"There is no field {kind!r} here.", f"Choose of {', '.join(sorted(fields))}."
            )
            return None
        is_ = Field(kind)
        words = self.get((*path, "words"), told, str, "") or None
        if words and words not in self.words:
            self.wrong(
                (*path, "words"), f"There is no vocabulary {words!r}.", f"Write the table [words.{words}]."
            )
        if is_ is Field.STATUS:
            self._status(path, words)
        if "formats" in told and is_ not in DATES:
            self.wrong((*path, "formats"), f"{is_!r} is no date.", "Take the formats out.")
        own = self._formats((*path, "formats"), told)
        if own:
            reader = dates.Reader(own, reader.century_from, reader.months, reader.earliest, reader.latest)
        optional = self.get((*path, "optional"), told, bool, False)
        return Column(distinct([name])[0], is_, words, reader if is_ in DATES else None, optional)

    def _status(self, path: Path, words: str | None) -> None:
        if words is None:
            self.wrong(
                path, "The status has no vocabulary.", 'Write words = "status" and the table [words.status].'
            )
            return
        for ours in sorted(set(self.words.get(words, {}).values()) - STATUSES):
            self.wrong(
                ("words", words, ours),
                f"A case cannot be {ours!r}.",
                f"Choose of {', '.join(sorted(STATUSES))}.",
            )

    def _constants(self, table: Table) -> dict[Field, str]:
        found: dict[Field, str] = {}
        allowed = OF_CASE - OF_PERSON - DATES - {Field.ID, Field.STATUS, Field.KEPT}
        given = self.get(("constants",), self.tree, dict, {})
        for name in given:
            path: Path = ("constants", name)
            if name not in allowed:
                self.wrong(
                    path, "It cannot be the same for all cases.", f"Choose of {', '.join(sorted(allowed))}."
                )
            elif any(column.field == name for column in table.columns):
                self.wrong(path, "A column gives it already.", "Take it out of one of them.")
            else:
                found[Field(name)] = plain(self.get(path, given, str, ""))
        return found

    def _joins(self, reader: dates.Reader) -> tuple[Join, ...]:
        joins = []
        for name, given in self.get(("joins",), self.tree, dict, {}).items():
            path: Path = ("joins", name)
            if not isinstance(given, dict):
                self.wrong(path, "This is no table.", f"Write [joins.{name}] and its keys.")
                continue
            self.known(path, given, {"file", "id", "optional", "source", "columns", "ignored"})
            key = self.get((*path, "id"), given, str, "")
            if not key:
                self.wrong(
                    (*path, "id"), "It is not said which column names the case.", 'Write id = "COLUMN".'
                )
            file = self.get((*path, "file"), given, str, "")
            if not file or "/" in file or "\\" in file:
                self.wrong(
                    (*path, "file"),
                    f"{file!r} is no file's name.",
                    "Write a name; it lies beside the main file.",
                )
            table = self._table(path, given, OF_RESPONDENT, reader)
            if key in table.ignored or any(column.name == key for column in table.columns):
                self.wrong((*path, "id"), f"{key!r} is used twice.", "The column `id` needs no further line.")
            optional = self.get((*path, "optional"), given, bool, False)
            joins.append(Join(name, file, distinct([key])[0], table, optional))
        return tuple(joins)
