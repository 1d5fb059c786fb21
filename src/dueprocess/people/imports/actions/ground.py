"""What one comparison, or one taking in, holds while it runs: who does it, when, whom it has met."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

from dueprocess.people.imports.mapping import Kind, Mapping
from dueprocess.people.imports.report import Line, Report
from dueprocess.people.models import MemberList, Person

Progress = Callable[[int, float], None]


@dataclass(slots=True)
class Span:
    """A term: somebody's time in an office."""

    pk: int
    person: int
    first: date
    last: date | None


@dataclass(slots=True)
class Held:
    """An office with its roles, its seats and who held it when."""

    pk: int
    roles: tuple[str, ...]
    seats: int
    terms: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Run:
    """One walk through a list. Not `apply`: nothing is written, and what would be new has keys below 0.

    `units` gives the keys of open units by code; `met` has one bit for each person whom the list names;
    `seen` has a hash of each key without a row in the register: of those who are new while nothing is
    written, and of those who were refused.
    """

    mapping: Mapping
    report: Report
    list: MemberList
    by: Person | None
    on: date
    apply: bool
    roles: Collection[str]
    progress: Progress
    units: dict[str, int] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    coming: dict[str, int] = field(default_factory=dict)
    offices: dict[tuple[int | None, str], Held] = field(default_factory=dict)
    met: bytearray = field(default_factory=bytearray)
    _next: int = 0

    def unit(self, code: str, pk: int | None = None) -> int:
        """Note a unit; a new one that is not written gets a key of its own."""
        self.units[code] = pk if pk is not None else self.invented()
        self.codes[self.units[code]] = code
        return self.units[code]

    def invented(self) -> int:
        """Return a key that no row has."""
        self._next -= 1
        return self._next

    def meet(self, person: int) -> bool:
        """Note that the list names somebody; tell whether it did already."""
        byte, bit = person >> 3, 1 << (person & 7)
        if byte >= len(self.met):
            self.met.extend(bytes(max(byte + 1 - len(self.met), 1 << 16)))
        before = bool(self.met[byte] & bit)
        self.met[byte] |= bit
        return before

    def has_met(self, person: int) -> bool:
        """Tell whether the list names somebody."""
        return person >> 3 < len(self.met) and bool(self.met[person >> 3] & 1 << (person & 7))

    def refuse(self, line: Line) -> None:
        """Count and tell a row that is not taken in."""
        self.report.refuse(line)

    def counting(self, kind: Kind) -> Callable[[], None]:
        """Return what counts a row as read."""
        counts = self.report.count(kind)

        def count() -> None:
            counts.read += 1

        return count
