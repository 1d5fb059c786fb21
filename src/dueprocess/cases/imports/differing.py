"""Two releases of one row held side by side: which cells say something else, which respondents came or went.

Values only. What a cell *says* is what was read of it (a day, our word), else its text: a day written in
another format is no change. Must not know where either release is stored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dueprocess.cases.imports.mapping import DATES, ONCE, Field
from dueprocess.cases.imports.marks import Change
from dueprocess.cases.imports.reading import Respondent

Cells = Sequence[Sequence[str]]
"""Cells as they are sealed: column, text, field, mark, our word, without what is empty at the end."""
_SHOWN = re.compile(r"[\w .,:/\-]{1,40}")


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that says something else. `detail` shows days and words of status, nothing else."""

    code: Change
    column: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """The respondents of a new release beside those of the earlier one, these under their local keys."""

    same: tuple[Respondent, ...] = ()
    changed: tuple[tuple[str, Respondent, tuple[Difference, ...]], ...] = ()
    came: tuple[Respondent, ...] = ()
    left: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.came or self.left)


def cells(before: Cells, now: Cells) -> tuple[Difference, ...]:
    """Tell the cells that differ: in the order of the new release, then those that it no longer has."""
    were, are = _by_key(before), _by_key(now)
    found = []
    for key, cell in are.items():
        was = were.get(key)
        if was is None:
            found.append(Difference(Change.ADDED, cell[0], _shown(cell)))
        elif _said(was) != _said(cell):
            detail = f"{_shown(was)} → {_shown(cell)}" if _shown(was) or _shown(cell) else ""
            found.append(Difference(Change.CHANGED, cell[0], detail))
    for key, was in were.items():
        if key not in are:
            found.append(Difference(Change.WITHDRAWN, was[0], _shown(was)))
    return tuple(found)


def respondents(before: Mapping[str, Cells], now: Sequence[Respondent]) -> Matched:
    """Find each respondent again: first those of whom nothing changed, then by the name, in order."""
    left, rest = dict(before), []
    same, changed, came = [], [], []
    for each in now:
        key = next((key for key, was in left.items() if not cells(was, each.plain)), None)
        if key is None:
            rest.append(each)
        else:
            del left[key]
            same.append(each)
    for each in rest:
        key = next((key for key, was in left.items() if _named(was) == each.person), None)
        if key is None:
            came.append(each)
        else:
            changed.append((key, each, cells(left.pop(key), each.plain)))
    return Matched(tuple(same), tuple(changed), tuple(came), tuple(left))


def _by_key(cells: Cells) -> dict[tuple[str, str], Sequence[str]]:
    """A field that stands once is known by the field, whatever its column is called now."""
    found = {}
    for cell in cells:
        is_ = cell[2] if len(cell) > 2 else Field.KEPT.value
        found["field" if is_ in ONCE else "column", is_ if is_ in ONCE else cell[0]] = cell
    return found


def _said(cell: Sequence[str]) -> tuple[str, str]:
    return (cell[4] if len(cell) > 4 else cell[1]), (cell[3] if len(cell) > 3 else "")


def _named(cells: Cells) -> str:
    return next((cell[1] for cell in cells if len(cell) > 2 and cell[2] == Field.PERSON), "")


def _shown(cell: Sequence[str]) -> str:
    is_ = cell[2] if len(cell) > 2 else Field.KEPT.value
    text, _ = _said(cell)
    if is_ in DATES and _SHOWN.fullmatch(text) and any(map(str.isdigit, text)):
        return text
    return text if is_ == Field.STATUS and _SHOWN.fullmatch(text) else ""
