"""A published report of figures as values, and its one form in bytes; see docs/reference/report.md.

Knows shapes and the rules that hold within one report: every figure once, every total the sum of its parts.
Must not know how a figure is counted, who may see it, or where a report is kept.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from dueprocess.core.errors import Malformed, Problem

VERSION: Final = 1
_HASH = re.compile(r"[0-9a-f]{64}")
_QUARTER = re.compile(r"[0-9]{4}-Q[1-4]")
_LIMIT: Final = 2**53  # RFC 8785 s3.2.2.3: beyond this JSON readers disagree


class Checked(StrEnum):
    """Who can check a figure."""

    ANYONE = "anyone"  # recomputed by anyone, from public entries alone
    AUDITOR = "auditor"  # checked by an auditor, who is given openings
    STATED = "stated"  # stated only


class State(StrEnum):
    """What a cell holds."""

    GIVEN = "given"
    HIDDEN = "hidden"  # suppressed: too few people stand behind it
    NONE = "none"  # there is no such value, such as a median of nothing


class Unit(StrEnum):
    """What a value counts."""

    CASES = "cases"
    COMPLAINTS = "complaints"
    ALLEGATIONS = "allegations"
    ACTS = "acts"
    DEADLINES = "deadlines"
    MEASURES = "measures"
    APPEALS = "appeals"
    DECISIONS = "decisions"
    APPROACHES = "approaches"
    MESSAGES = "messages"
    DAYS = "days"
    PER_MILLE = "per mille"


@dataclass(frozen=True, slots=True)
class Cell:
    """One number. `key` is a code, once in its figure; `label` says it in words where the rulebook has a word
    of its own, else "" (pages have their own for the codes of the definitions)."""

    key: str
    value: int | None
    state: State = State.GIVEN
    label: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: a number (one cell), a row of numbers over quarters, or a number in parts.

    `total`: "FIGURE/KEY", the cell that these cells add up to; "" where they add up to nothing that is told.
    """

    id: str
    checked: Checked
    unit: Unit
    cells: tuple[Cell, ...]
    total: str = ""

    def cell(self, key: str) -> Cell | None:
        """Return the cell of that key, None where there is none."""
        return next((each for each in self.cells if each.key == key), None)

    @property
    def values(self) -> dict[str, int | None]:
        """Return the values by their keys, None for what is hidden or not there."""
        return {each.key: each.value for each in self.cells}


@dataclass(frozen=True)
class Report:
    """What is published of one quarter.

    `first` and `last` are the public periods that it covers (labels of the record's granularity), `from_on`
    and `to_on` their first and last day (ISO). It counts the first `size` entries of the log of `origin`.
    `definitions` is the SHA-256 of the definitions by which it counts. `replaces` is the SHA-256 of the
    release that it corrects, and `reason` says why; both "" of a first release. `quarters` are those that
    figures over quarters show, oldest first, the report's own last.
    """

    origin: str
    quarter: str
    first: str
    last: str
    from_on: str
    to_on: str
    granularity: str
    zone: str
    size: int
    definitions: str
    quarters: tuple[str, ...]
    figures: tuple[Figure, ...]
    replaces: str = ""
    reason: str = ""

    @cached_property
    def by_id(self) -> Mapping[str, Figure]:
        """The figures by their ids."""
        return {each.id: each for each in self.figures}

    def plain(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {"v": VERSION, **asdict(self)}

    def to_bytes(self) -> bytes:
        """Return the one form in bytes (RFC 8785 within the profile of docs/reference/record.md): their
        SHA-256 is in the entry `stats.published`."""
        return canonical(self.plain())

    @property
    def sha256(self) -> str:
        """The hash by which a release is known."""
        return hashlib.sha256(self.to_bytes()).hexdigest()


def canonical(value: Any) -> bytes:
    """Return the RFC 8785 bytes of a value with ASCII keys, whole numbers and no others; texts in NFC."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    return unicodedata.normalize("NFC", text).encode()


def read(data: bytes) -> Report:
    """Read a report from its bytes. Raises Malformed unless they are exactly those of one report, in which
    every figure and key stands once and no value is given that is hidden."""
    try:
        report = _report(json.loads(data))
        same = report.to_bytes() == data
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _malformed("report", f"This is not a report: {error!r}.") from None
    for problem in _problems(report):
        raise problem
    if not same:
        raise _malformed("report", "The report is not written in its one form (RFC 8785).")
    return report


def _report(value: Any) -> Report:
    told = dict(value)
    if told.pop("v") != VERSION:
        raise ValueError("the version is not 1")
    figures = tuple(
        Figure(
            **each
            | {
                "checked": Checked(each["checked"]),
                "unit": Unit(each["unit"]),
                "cells": tuple(Cell(**cell | {"state": State(cell["state"])}) for cell in each["cells"]),
            }
        )
        for each in told.pop("figures")
    )
    return Report(**told | {"quarters": tuple(told["quarters"]), "figures": figures})


def _problems(report: Report) -> Iterable[Malformed]:
    texts = (
        report.origin, report.first, report.last, report.from_on, report.to_on, report.granularity,
        report.zone, report.reason, report.quarter, report.definitions, report.replaces, *report.quarters,
        *(text for each in report.figures for text in (each.id, each.total)),
        *(text for each in report.figures for cell in each.cells for text in (cell.key, cell.label)),
    )  # fmt: skip
    if not all(isinstance(each, str) for each in texts):
        yield _malformed("report", "A text is something else.")
    if not _whole(report.size) or report.size < 0:
        yield _malformed("size", "It is not a number of entries.")
    if not _HASH.fullmatch(report.definitions):
        yield _malformed("definitions", "It is not a SHA-256.")
    if report.replaces and not _HASH.fullmatch(report.replaces):
        yield _malformed("replaces", "It is not a SHA-256.")
    if report.granularity not in ("day", "week", "month"):
        yield _malformed("granularity", "There is no such granularity.")
    for name, label in (("first", report.first), ("last", report.last)):
        if not _is_period(label):
            yield _malformed(name, "There is no such period.")
    if not all(map(_QUARTER.fullmatch, report.quarters)):
        yield _malformed("quarters", "There is no such quarter.")
    places = [int(name[:4]) * 4 + int(name[6]) for name in report.quarters]
    if report.quarter not in report.quarters[-1:] or places != list(range(places[0], places[-1] + 1)):
        yield _malformed("quarters", "They do not follow one another up to the report's own.")
    if len(report.by_id) != len(report.figures):
        yield _malformed("figures", "A figure stands twice.")
    for each in report.figures:
        if len(each.values) != len(each.cells):
            yield _malformed(each.id, "A key stands twice.")
        for cell in each.cells:
            if _whole(cell.value) != (cell.state is State.GIVEN):
                yield _malformed(f"{each.id}/{cell.key}", "A value is given exactly where it is not hidden.")
    yield from _sums(report)


def _sums(report: Report) -> Iterable[Malformed]:
    """What adds up to a total that is told, does."""
    for each in report.figures:
        if not each.total:
            continue
        name, _, key = each.total.partition("/")
        whole = report.by_id[name].cell(key) if name in report.by_id else None
        if whole is None:
            yield _malformed(each.id, f"There is no {each.total} that it could add up to.")
            continue
        parts = [cell.value for cell in each.cells if cell.value is not None]
        if len(parts) == len(each.cells) and whole.value is not None and sum(parts) != whole.value:
            yield _malformed(each.id, f"Its parts make {sum(parts)}, {each.total} is {whole.value}.")


def _is_period(label: str) -> bool:
    """Tell whether it is a day, an ISO week or a month of the calendar."""
    try:
        date.fromisoformat(f"{label}-01" if len(label) == len("2026-03") else label)
    except ValueError:
        return False
    return True


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LIMIT


def _malformed(where: str, what: str) -> Malformed:
    return Malformed([Problem(where, None, what, "Take the file as it was published.")])


@dataclass(frozen=True, slots=True)
class Definition:
    """What one figure means: `title` and `text` in plain words, who can check it, what it counts. `keys`
    says the codes of its cells in words, where they are always the same."""

    id: str
    title: str
    text: str
    checked: Checked
    unit: Unit
    total: str = ""
    keys: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Definitions:
    """One version of the definitions. Their published bytes never change: whoever counts otherwise makes a
    new version. `rules` hold for every figure."""

    version: str
    rules: tuple[str, ...]
    figures: tuple[Definition, ...]
    sha256: str

    @cached_property
    def by_id(self) -> Mapping[str, Definition]:
        """The definitions by the ids of their figures."""
        return {each.id: each for each in self.figures}


def read_definitions(data: bytes) -> Definitions:
    """Read definitions from their published bytes. Raises Malformed where they are none."""
    try:
        told = json.loads(data)
        figures = tuple(
            Definition(**each | {"checked": Checked(each["checked"]), "unit": Unit(each["unit"])})
            for each in told["figures"]
        )
        return Definitions(
            str(told["version"]), tuple(told["rules"]), figures, hashlib.sha256(data).hexdigest()
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _malformed("definitions", f"These are no definitions: {error!r}.") from None
