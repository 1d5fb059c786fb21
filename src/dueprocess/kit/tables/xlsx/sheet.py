"""The rows of one sheet, streamed. Knows the markup of cells; gives text, and marks what text cannot tell.

Merged cells are told at the end of a sheet, after its rows: they are looked for first, in one quick pass.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from dueprocess.kit.tables.sources import MERGED, NO_VALUE
from dueprocess.kit.tables.xlsx.parts import LARGEST, Archive, Named, strict, unescaped
from dueprocess.kit.tables.xlsx.styles import Style, of_iso, written

WIDEST, DEEPEST = 16_384, 1_048_576
_CHUNK = 1 << 16
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z0-9:$]+)[\"']")
_END = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")


@dataclass(slots=True)
class Line:
    """One row: its number, its cells by place from 0, a mark for some places."""

    number: int
    cells: dict[int, str] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    hidden: bool = False


class Sheet:
    """The rows of one sheet of an archive. `hidden` are the places of hidden columns, once a row was read."""

    def __init__(self, archive: Archive, named: Named) -> None:
        self._archive = archive
        self._part = named.part
        self._styles = archive.styles()
        self._texts = archive.texts()
        self._read = 0
        self._size = 0
        self.hidden: set[int] = set()
        with archive.reading():
            self._size = archive.size(named.part)
            self._merged = self._merges()

    def fraction(self) -> float:
        """How much has been read, from 0 to 1."""
        return min(self._read / self._size, 1.0) if self._size else 1.0

    def _merges(self) -> dict[int, dict[int, bool]]:
        """Places by row that stand in a merged range, which reaches over several rows (true) or one."""
        held, found = b"", bytearray()
        ended = False
        with self._archive.part(self._part, LARGEST) as part:
            while chunk := part.read(1 << 20):
                if ended:
                    found += chunk
                    if len(found) > 64 << 20:
                        raise ValueError("more merged cells than rows")
                elif match := _END.search(held + chunk):
                    ended = True
                    found += (held + chunk)[match.end() :]
                held = chunk[-32:]
        rows: defaultdict[int, dict[int, bool]] = defaultdict(dict)
        cells = 0
        for reference in _MERGED.findall(bytes(found)):
            first, _, last = reference.decode().partition(":")
            (left, top), (right, bottom) = place(first), place(last or first)
            cells += (bottom - top + 1) * (right - left + 1)
            if bottom < top or right < left or cells > 2_000_000:
                raise ValueError("merged cells beyond measure")
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    rows[row][column] = bottom > top
        return dict(rows)

    def lines(self) -> Iterator[Line]:
        """The rows that hold anything, in order."""
        reader = _Reader(
            self._styles, self._texts, self._merged, self.hidden, from_1904=self._archive.from_1904
        )
        with self._archive.reading(), self._archive.part(self._part, LARGEST) as part:
            while chunk := part.read(_CHUNK):
                reader.parser.Parse(chunk, False)
                self._read += len(chunk)
                yield from reader.taken()
            reader.parser.Parse(b"", True)
            yield from reader.taken()


class _Reader:
    """The parser's handlers. One cell at a time: its place, kind, style, formula and value."""

    def __init__(
        self,
        styles: list[Style],
        texts: list[str],
        merged: dict[int, dict[int, bool]],
        hidden: set[int],
        *,
        from_1904: bool,
    ) -> None:
        self.parser = strict()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._styles, self._texts, self._merged, self._hidden = styles, texts, merged, hidden
        self._from_1904 = from_1904
        self._done: list[Line] = []
        self._line = Line(0)
        self._column = -1
        self._kind, self._style = "n", Style()
        self._parts: dict[str, list[str]] = {}
        self._taking = ""
        self._aloud = False

    def taken(self) -> list[Line]:
        """The rows that have been read since this was last asked."""
        found, self._done = self._done, []
        return found

    def _start(self, name: str, given: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "c":
            self._column = place(given["r"])[0] if "r" in given else self._column + 1
            self._kind = given.get("t", "n")
            number = int(given.get("s", "0"))
            self._style = self._styles[number] if number < len(self._styles) else Style()
            self._parts = {}
        elif kind in ("v", "f") or (kind == "t" and not self._aloud):
            self._taking = kind
            self._parts.setdefault(kind, [])
        elif kind == "rPh":
            self._aloud = True
        elif kind == "row":
            number = int(given["r"]) if "r" in given else self._line.number + 1
            if number <= self._line.number or number > DEEPEST:
                raise ValueError("rows out of order")
            self._line = Line(number, hidden=given.get("hidden") in ("1", "true"))
            self._column = -1
        elif kind == "col" and given.get("hidden") in ("1", "true"):
            first, last = int(given["min"]), min(int(given["max"]), WIDEST)
            if last - first < 1_000:  # else it is the empty rest of the sheet
                self._hidden.update(range(first - 1, last))

    def _text(self, data: str) -> None:
        if self._taking:
            self._parts[self._taking].append(data)

    def _end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind == "c":
            self._cell()
        elif kind in ("v", "f", "t"):
            self._taking = ""
        elif kind == "rPh":
            self._aloud = False
        elif kind == "row":
            self._row()

    def _cell(self) -> None:
        line, parts = self._line, self._parts
        value = "".join(parts.get("v", ()))
        if self._kind == "inlineStr":
            text = unescaped("".join(parts.get("t", ())))
        elif self._kind == "s":
            text = self._texts[int(value)] if value else ""
        elif self._kind == "b":
            text = {"1": "true", "0": "false"}.get(value, value)
        elif self._kind == "n" and value:
            text = written(value, self._style, from_1904=self._from_1904)
        elif self._kind == "d":
            text = of_iso(value)
        else:  # str, e: as saved
            text = unescaped(value)
        if "f" in parts and self._kind != "inlineStr" and self._unsaved(value):
            formula = "".join(parts["f"])
            text = f"={formula}"
            line.marks[self._column] = NO_VALUE
        if text:
            line.cells[self._column] = text

    def _unsaved(self, value: str) -> bool:
        """Whether a formula stands there without its value: libraries that write workbooks compute none, and
        leave the value out or empty. A formula that gave an empty text says that it is a text."""
        return "v" not in self._parts or (not value and self._kind != "str")

    def _row(self) -> None:
        line = self._line
        merged = self._merged.get(line.number)
        if merged and any(text.strip() for text in line.cells.values()):
            for column, several_rows in merged.items():
                if several_rows:
                    line.marks.setdefault(column, MERGED)
        if any(text.strip() for text in line.cells.values()):
            self._done.append(line)


def place(reference: str) -> tuple[int, int]:
    """Column from 0 and row from 1 of a reference such as `AB12`. Raises ValueError for none that can be."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError("no reference to a cell")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    if column > WIDEST or not 1 <= row <= DEEPEST:
        raise ValueError("no reference to a cell")
    return column - 1, row
