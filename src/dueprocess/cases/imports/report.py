"""What an import says about itself: every row counted, every cell that was not understood named.

Knows counts and lines; no case. It shows no cell's text but dates and words of status: a report travels
further than a register should.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from dueprocess.cases.imports.marks import SENTENCES, Change, Left, Mark, Refusal
from dueprocess.cases.imports.reading import Remark
from dueprocess.core.errors import Broken
from dueprocess.kit.tables.sink import Sink

HEADER = ("file", "row", "column", "code", "meaning", "detail", "was_file", "was_row")


@dataclass(slots=True)
class Counts:
    """Rows of one file: read = made + changed + unchanged + refused. For a joined file `made` counts rows
    that came in with their case or with a correction of it."""

    read: int = 0
    made: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0

    def one_made(self) -> None:
        """Count a row that was made."""
        self.made += 1

    def one_changed(self) -> None:
        """Count a row that says something else than before."""
        self.changed += 1

    def one_unchanged(self) -> None:
        """Count a row that says the same as before."""
        self.unchanged += 1


@dataclass(slots=True)
class Report:
    """The report as it grows. `kept` lines of each kind are held for printing; a file, if any, gets all."""

    title: str
    dry_run: bool = False
    kept: int | None = 20
    files: dict[str, Counts] = field(default_factory=dict)
    stored: int = 0
    codes: Counter[tuple[str, str]] = field(default_factory=Counter)
    ignored: Counter[tuple[str, str]] = field(default_factory=Counter)
    lines: dict[str, list[Remark]] = field(default_factory=dict)
    seconds: float = 0.0
    sink: Sink | None = None

    def count(self, file: str) -> Counts:
        """The counts of one file."""
        return self.files.setdefault(file, Counts())

    def add(self, remark: Remark) -> None:
        """Note one line."""
        self.codes[remark.code.value, remark.column] += 1
        held = self.lines.setdefault(remark.code.value, [])
        if self.kept is None or len(held) < self.kept:
            held.append(remark)
        if self.sink is not None:
            sentence = str(SENTENCES[remark.code])
            place = (remark.file, remark.row, remark.column, remark.code.value)
            self.sink.line((*place, sentence, remark.detail, *(remark.was or ("", ""))))

    def close(self) -> None:
        """Finish the file. Raises Broken where a row was lost count of."""
        for name, counts in self.files.items():
            if counts.read != counts.made + counts.changed + counts.unchanged + counts.refused:
                raise Broken(f"{name}: the rows read do not add up: {counts}.")
        if self.sink is not None:
            self.sink.close(self.plain())

    @property
    def refused(self) -> int:
        """How many rows of all files were not taken in."""
        return sum(counts.refused for counts in self.files.values())

    def plain(self) -> dict[str, Any]:
        """The report without its lines, as JSON has it."""
        return {
            "register": self.title,
            "dry_run": self.dry_run,
            "files": {name: asdict(counts) for name, counts in self.files.items()},
            "cells_stored": self.stored,
            "marks": self._counted(Mark),
            "refusals": self._counted(Refusal),
            "changes": self._counted(Change),
            "ignored": [
                {"file": file, "column": column, "cells": number}
                for (file, column), number in sorted(self.ignored.items())
            ],
            "above_header": self.codes.get((Left.ABOVE_HEADER.value, ""), 0),
            "seconds": round(self.seconds, 1),
        }

    def _counted(self, kind: type[Mark] | type[Refusal] | type[Change]) -> list[dict[str, Any]]:
        known = {each.value for each in kind}
        return [
            {"code": code, "column": column, "number": number}
            for (code, column), number in sorted(self.codes.items())
            if code in known
        ]

    def text(self) -> Iterator[str]:
        """The report for a terminal, line by line."""
        yield f"{self.title}{' (dry run: nothing was written)' if self.dry_run else ''}"
        made, changed = ("would be made", "would be changed") if self.dry_run else ("made", "changed")
        for name, c in self.files.items():
            yield (
                f"  {name}: {c.read:,} rows read = {c.made:,} {made} + {c.changed:,} {changed} "
                f"+ {c.unchanged:,} unchanged + {c.refused:,} refused"
            )
        yield f"  {self.stored:,} cells stored with their row and column"
        for (file, column), number in sorted(self.ignored.items()):
            yield f"  {number:,} cells of {file}, column {column!r}, left out as the map says"
        for code, held in sorted(self.lines.items()):
            total = sum(number for (each, _), number in self.codes.items() if each == code)
            yield f"{code}: {total:,}. {SENTENCES[held[0].code] if held else ''}"
            for each in self._counted(Change):
                if each["code"] == code and each["column"]:
                    yield f"  {each['number']:,} in column {each['column']!r}"
            for remark in held:
                yield f"  {remark.file}{_row(remark)}{_column(remark)}{_detail(remark)}{_was(remark)}"
            if total > len(held):
                yield f"  … and {total - len(held):,} more (--report FILE writes all of them)"


def _row(remark: Remark) -> str:
    return f" row {remark.row}" if remark.row else ""


def _column(remark: Remark) -> str:
    return f", column {remark.column!r}" if remark.column else ""


def _detail(remark: Remark) -> str:
    return f": {remark.detail}" if remark.detail else ""


def _was(remark: Remark) -> str:
    return f" (before: {remark.was[0]} row {remark.was[1]})" if remark.was else ""
