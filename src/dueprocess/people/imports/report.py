"""What taking in a list would change, or changed: every row counted, every difference named.

Knows counts and lines; neither files nor the register. The lines hold personal data: they go to whoever keeps
the register and into a file of theirs; `text` for a terminal names rows, columns and codes only.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from dueprocess.core.errors import Broken
from dueprocess.kit.tables.sink import Sink
from dueprocess.people.imports.mapping import Kind
from dueprocess.people.imports.telling import SENTENCES, UNREAD, Code, Outcome, Refusal

HEADER = ("kind", "file", "row", "who", "column", "code", "meaning", "was", "now")
MOST_GONE = 0.05
"""What part of those known may be missing in a list without being asked about."""


@dataclass(frozen=True, slots=True)
class Line:
    """One difference, refusal or mark. `row` 0: in no row, for those who are gone."""

    kind: Kind
    file: str
    row: int
    who: str
    column: str
    code: Code
    was: str = ""
    now: str = ""


@dataclass(slots=True)
class Counts:
    """Rows of one file: read = new + changed + unchanged + refused."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


@dataclass(slots=True)
class Report:
    """The difference as it grows. `kept` lines of each code are held; a file, if any, gets all."""

    title: str
    applied: bool = False
    kept: int = 20
    counts: dict[Kind, Counts] = field(default_factory=dict)
    codes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    lines: dict[tuple[Kind, Code], list[Line]] = field(default_factory=dict)
    known: int = 0
    gone: int = 0
    unread: int = 0
    seconds: float = 0.0
    sink: Sink | None = None
    _hash: Any = field(default_factory=hashlib.sha256)

    def count(self, kind: Kind) -> Counts:
        """The counts of one kind of rows."""
        return self.counts.setdefault(kind, Counts())

    def add(self, line: Line) -> None:
        """Note one line."""
        self.codes[line.kind.value, line.code.value, line.column] += 1
        held = self.lines.setdefault((line.kind, line.code), [])
        if len(held) < self.kept:
            held.append(line)
        if line.code in UNREAD and line.kind is Kind.PEOPLE:
            self.unread += 1
        place = (line.kind.value, line.file, line.row, line.who, line.column, line.code.value)
        self._hash.update(json.dumps((*place, line.was, line.now)).encode())
        if self.sink is not None:
            self.sink.line((*place, str(SENTENCES[line.code]), line.was, line.now))

    def refuse(self, line: Line) -> None:
        """Note a row that is not taken in."""
        self.count(line.kind).refused += 1
        self.add(line)

    def total(self, kind: Kind, code: Code) -> int:
        """How many lines of that code there are."""
        return sum(n for (of, each, _), n in self.codes.items() if (of, each) == (kind.value, code.value))

    @property
    def alarm(self) -> str:
        """Why nobody is marked as having left without being asked about; "" where nothing speaks against."""
        if not self.gone:
            return ""
        if self.unread:
            return "unread"
        return "many" if self.gone > MOST_GONE * self.known else ""

    @property
    def differs(self) -> bool:
        """Tell whether anything would change."""
        return bool(self.gone) or any(each.new or each.changed for each in self.counts.values())

    def digest(self) -> str:
        """A hash of every line: two comparisons that say the same have the same."""
        return str(self._hash.hexdigest())

    def close(self) -> None:
        """Finish. Raises Broken where a row was lost count of."""
        for kind, each in self.counts.items():
            if each.read != each.new + each.changed + each.unchanged + each.refused:
                raise Broken(f"{kind}: the rows read do not add up: {each}.")
        if self.sink is not None:
            self.sink.close(self.plain())

    def plain(self) -> dict[str, Any]:
        """The report without its lines, as JSON has it."""
        return {
            "list": self.title,
            "applied": self.applied,
            "counts": {kind.value: asdict(each) for kind, each in self.counts.items()},
            "known": self.known,
            "gone": self.gone,
            "alarm": self.alarm,
            "codes": [
                {"kind": kind, "code": code, "column": column, "number": number}
                for (kind, code, column), number in sorted(self.codes.items())
            ],
            "seconds": round(self.seconds, 1),
        }

    def text(self) -> Iterator[str]:
        """The report for a terminal, line by line; nobody's name or number stands in it."""
        yield f"{self.title}{'' if self.applied else ' (compared: nothing was written)'}"
        for kind, c in self.counts.items():
            yield (
                f"  {kind}: {c.read:,} rows read = {c.new:,} new + {c.changed:,} changed "
                f"+ {c.unchanged:,} unchanged + {c.refused:,} refused"
            )
        if self.known:
            yield f"  {self.gone:,} of {self.known:,} whom this list brought before are missing in it"
        for (kind, code), held in self.lines.items():
            if code in (Outcome.NEW, Outcome.GONE):
                continue
            columns = ", ".join(
                f"{column} {n:,}" if column else f"{n:,}"
                for (of, each, column), n in sorted(self.codes.items())
                if (of, each) == (kind.value, code.value)
            )
            yield f"{kind}, {code}: {columns}. {SENTENCES[code]}"
            if isinstance(code, Refusal):
                for line in held:
                    yield f"  {line.file} row {line.row}{f', column {line.column!r}' if line.column else ''}"
