"""An issue of an outside list as a CSV file: read row by row, with every fault by its line. Pure: bytes in,
entries out; nothing is guessed and nothing is stored.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dueprocess.core.errors import Malformed, Problem
from dueprocess.core.saying import say as _

COLUMNS = ("key", "name", "aliases", "born_on", "number", "until_on")
NEEDED = ("key", "name")
LONGEST = {"key": 80, "name": 300, "aliases": 2_000, "number": 40}
MOST = 20_000
"""Rows of one issue."""
FAULTS = 50
"""So many are shown at once."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody on a list as it has them: the key by which it knows them, a name, other names, a day of birth
    (ISO or ""), a number, and until when it lists them."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    born_on: str = ""
    number: str = ""
    until_on: str = ""

    @property
    def identity(self) -> tuple[str, str, str]:
        """Who it says they are: where this changes it is somebody else, to be looked at anew."""
        return self.name, self.born_on, self.number

    @property
    def until(self) -> date | None:
        """The last day on which the list has them; None: no such day."""
        return date.fromisoformat(self.until_on) if self.until_on else None

    def plain(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "key": self.key, "name": self.name, "aliases": list(self.aliases), "born_on": self.born_on,
            "number": self.number, "until_on": self.until_on,
        }  # fmt: skip

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Entry:
        """Return what `plain` wrote."""
        return cls(**{**plain, "aliases": tuple(plain["aliases"])})


def read(data: bytes) -> tuple[Entry, ...]:
    """Return the entries of an issue: CSV in UTF-8 with the columns `key` and `name`, and as wanted
    `aliases` (with | between them), `born_on`, `number`, `until_on` (days as 2026-12-31).

    Raises Malformed with every fault by its line; then nothing of it is taken.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Malformed(
            [
                Problem(
                    "file",
                    data[: error.start].count(b"\n") + 1,
                    _("This is not UTF-8."),
                    _("Save it as UTF-8."),
                )
            ]
        ) from None
    problems: list[Problem] = []
    found: dict[str, Entry] = {}
    for line, cells in _rows(text, problems):
        entry = _entry(line, cells, problems)
        if entry is None:
            continue
        if entry.key in found:
            problems.append(
                Problem("key", line, _("This key stands here twice."), _("Give each row its own."))
            )
        found[entry.key] = entry
        if len(found) > MOST or len(problems) >= FAULTS:
            break
    if len(found) > MOST:
        what = _("The file has more than %(most)s rows.", most=f"{MOST:,}")
        problems.append(Problem("file", None, what, _("Send it as several lists.")))
    if not found and not problems:
        problems.append(Problem("file", None, _("There is nobody in the file."), _("End the list instead.")))
    if problems:
        raise Malformed(problems)
    return tuple(found.values())


def _rows(text: str, problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [each.strip().casefold() for each in next(reader, [])]
        known = _("Use %(columns)s.", columns=", ".join(COLUMNS))
        problems += [
            Problem("file", 1, _("The column %(name)s is missing.", name=name), known)
            for name in NEEDED
            if name not in header
        ]
        problems += [
            Problem("file", 1, _("The column %(name)s is not known.", name=repr(name[:40])), known)
            for name in header
            if name not in COLUMNS
        ]
        if len(set(header)) != len(header):
            problems.append(Problem("file", 1, _("A column stands here twice."), known))
        if problems:
            return
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                what = _("The row has %(n)s cells, the first line %(all)s.", n=len(cells), all=len(header))
                problems.append(Problem("file", reader.line_num, what, _("Put text with commas in quotes.")))
                continue
            yield reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=True))
    except csv.Error:
        what = _("The row cannot be read.")
        problems.append(Problem("file", reader.line_num, what, _("Look whether a quote is left open.")))


def _entry(line: int, cells: dict[str, str], problems: list[Problem]) -> Entry | None:
    faults = len(problems)
    problems += [
        Problem(name, line, _("This is empty."), _("Fill it in.")) for name in NEEDED if not cells[name]
    ]
    for name, longest in LONGEST.items():
        if len(cells.get(name, "")) > longest:
            what = _("This is longer than %(most)s characters.", most=longest)
            problems.append(Problem(name, line, what, _("Shorten it.")))
        if any(not each.isprintable() for each in cells.get(name, "")):
            problems.append(
                Problem(name, line, _("There is a sign in it that cannot be read."), _("Retype it."))
            )
    for name in ("born_on", "until_on"):
        try:
            if cells.get(name):
                cells[name] = date.fromisoformat(cells[name]).isoformat()
        except ValueError:
            problems.append(Problem(name, line, _("This is no day."), _("Write it as 2026-12-31.")))
    if len(problems) > faults:
        return None
    aliases = tuple(part.strip() for part in cells.get("aliases", "").split("|") if part.strip())
    return Entry(
        cells["key"], cells["name"], aliases, cells.get("born_on", ""), cells.get("number", ""),
        cells.get("until_on", ""),
    )  # fmt: skip
