"""A docket as a value, and how it is made from JSON.

Knows the whole of what the engine is told about a case. Must not know any rulebook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from dueprocess.core.engine.reading import Reader, Register
from dueprocess.core.engine.reading_people import complaints_of, history_of, origin_of, parties_of, people_of
from dueprocess.core.engine.reading_rows import row_of
from dueprocess.core.engine.rows import (
    Complaint,
    EarlierSanction,
    Origin,
    Party,
    Person,
    Row,
    WidePause,
)

_KEYS = frozenset(
    {
        "docket",
        "case",
        "from",
        "rulebook",
        "parties",
        "people",
        "complaints",
        "holidays",
        "organisation",
        "history",
        "acts",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """A case as the engine is told it: who there is, and what happened, in the order it was numbered."""

    case: str
    rulebook: str
    parties: Mapping[str, Party]
    people: Mapping[str, Person]
    complaints: Mapping[str, Complaint]
    holidays: frozenset[date] = frozenset()
    organisation: tuple[WidePause, ...] = ()
    history: Mapping[str, tuple[EarlierSanction, ...]] = field(default_factory=dict)
    acts: tuple[Row, ...] = ()
    origin: Origin | None = None  # `from`: the case that sent it out
    registers: tuple[Register, ...] = field(default=(), compare=False, repr=False)

    @property
    def came_over(self) -> bool:
        """Whether it comes from an earlier register: then a step `taken over` begins its main strand."""
        return any(row.note == "imported" for row in self.acts)

    @classmethod
    def parse(cls, obj: Mapping[str, Any]) -> Docket:
        """Read the JSON form of docs/reference/docket.schema.json.

        Raises Malformed with the path of every fault; nothing is guessed and nothing left out.
        """
        read = Reader()
        if not isinstance(obj, Mapping):
            read.wrong("", "A docket is an object.", "See docs/reference/docket.schema.json.")
            raise read.malformed()
        read.known(obj, "", _KEYS)
        if obj.get("docket") != 1:
            read.wrong("docket", "This is no docket of form 1.", 'Write "docket": 1.')
        case = read.text(obj, "", "case", required=True) or ""
        rulebook = read.text(obj, "", "rulebook", required=True) or ""
        parties = parties_of(read, obj.get("parties", {}), "parties")
        people = people_of(read, obj.get("people", {}), "people")
        complaints = complaints_of(read, obj.get("complaints", ["k1"]), "complaints")
        holidays = read.calendar(obj, "", "holidays")
        organisation = tuple(
            WidePause(
                read.name(item, path, "pause", required=True) or "",
                read.moment(item, path, "from", required=True) or read.never,
                read.moment(item, path, "to"),
            )
            for item, path in read.objects(obj, "", "organisation", frozenset({"pause", "from", "to"}))
        )
        history = history_of(read, obj, "")
        origin = origin_of(read, obj)
        acts: list[Row] = []
        for item, path in read.objects(obj, "", "acts", None):
            row = row_of(read, item, path)
            if row is None:
                continue
            if acts and row.n <= acts[-1].n:
                read.wrong(f"{path}.n", f"{row.n} does not follow {acts[-1].n}.", "Number rows upward.")
            if acts and row.entered < acts[-1].entered:
                read.wrong(
                    f"{path}.entered",
                    "It was entered before the row above it.",
                    "Rows stand in the order in which they were entered.",
                )
            acts.append(row)
        if read.problems:
            raise read.malformed()
        return cls(
            case=case,
            rulebook=rulebook,
            parties=parties,
            people=people,
            complaints=complaints,
            holidays=holidays,
            organisation=organisation,
            history=history,
            acts=tuple(acts),
            origin=origin,
            registers=tuple(read.registers),
        )

    def with_row(self, row: Row) -> Docket:
        """The same docket with one row more."""
        return replace(self, acts=(*self.acts, row))

    @property
    def next_number(self) -> int:
        return self.acts[-1].n + 1 if self.acts else 1
