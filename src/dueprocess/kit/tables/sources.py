"""Rows of a file, whatever it is written in. Knows files and cells as text; not what a column means."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from dueprocess.core.errors import Malformed, Problem

LARGEST_CELL = 1 << 20  # characters; a longer cell is a file that was split wrongly, or an attack

MERGED = "merged"
"""The mark of a cell that is merged with those of other rows: its value may stand for all of them."""
NO_VALUE = "no_value"
"""The mark of a formula with which no value was saved; the cell's text is the formula."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet counts (the row of column names included), its cells as text.

    `fault` is a code and a sentence where the row could not be split into the file's columns; it then has no
    cells. `marks` says of some places what the text does not tell; `hidden` rows are not shown by the program
    that wrote the file.
    """

    number: int
    cells: Sequence[str]
    fault: tuple[str, str] | None = None
    marks: Mapping[int, str] | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be told of a whole file: a code, and the column or the sheet that it concerns."""

    code: str
    column: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written. Parquet files need none of it but `empty`.

    `header` is the row that names the columns, counted from 1; `empty` are texts that say nothing; an empty
    `quote` means that no cell is in quotes. With `short_rows` a row that ends early has empty cells at its
    end, without it such a row is refused. `sheet` names the sheet of a workbook.
    """

    format: str | None = None
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    header: int = 1
    empty: frozenset[str] = frozenset()
    short_rows: bool = False
    sheet: str = ""


class File(Protocol):
    """A file to be read: a path, or one that lies sealed. Its name is all that is told of where it lies."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def suffix(self) -> str:
        """The name's ending, from the dot on."""
        ...

    def open(self, mode: Literal["rb"]) -> Any:
        """Its bytes as a file object."""
        ...


class Source(Protocol):
    """An open file of rows. `columns` are its names, made distinct; `before` are the rows above them that say
    something; `told` is what its reader should know of the file as a whole."""

    name: str
    columns: list[str]
    before: list[int]
    told: list[Told]

    def rows(self) -> Iterator[Row]:
        """The rows in order, once; the file need not fit in memory."""
        ...

    def fraction(self) -> float:
        """From 0 to 1, for showing progress."""
        ...

    def close(self) -> None:
        """Let the file go."""
        ...


def distinct(names: Sequence[str]) -> list[str]:
    """Names with single spaces; a second `Name` becomes `Name (2)`, a nameless one `column 5`."""
    found: list[str] = []
    for place, given in enumerate(names, 1):
        name = bare = plain(" ".join(given.split())) or f"column {place}"
        again = 2
        while name in found:
            name = f"{bare} ({again})"
            again += 1
        found.append(name)
    return found


def fold(text: str) -> str:
    """The form in which words of a vocabulary are compared: one space between words, case folded."""
    return " ".join(text.split()).casefold()


def plain(text: str) -> str:
    """Text in normalisation form C in which bytes that are no text (lone surrogates) stand as \\xNN."""
    if text.isascii():
        return text
    whole = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", whole)


def unreadable(path: File | Path, what: str, mend: str) -> Malformed:
    """The refusal of a whole file; it names the file, never what is in it."""
    return Malformed([Problem(path.name, None, what, mend)])
