"""The list of those who have a place, as a form of one page sends it: who was there, and what came of an
assessment. Knows how such a list is written and read; both doors use it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dueprocess.training.actions import Mark
from dueprocess.training.extracts.sessions import PlaceLine, SessionPage
from dueprocess.training.models import Assessed

THERE, NOT_THERE, NOBODY_SAID = "yes", "no", ""
LONGEST = 2000
"""More lines than this a list does not have."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, with what is chosen in it."""

    place: PlaceLine
    there: str
    assessed: str


def marks_of(data: Mapping[str, str]) -> dict[int, Mark]:
    """Return what was sent, by the keys of people. Lines of no number are left out: no page sends them."""
    found: dict[int, Mark] = {}
    for name in list(data)[:LONGEST]:
        head, _dash, pk = name.partition("-")
        if head == "there" and pk.isdecimal() and len(pk) < 19:
            assessed = data.get(f"assessed-{pk}", "")
            known = Assessed(assessed) if assessed in Assessed.values else Assessed.NOT
            attended = {THERE: True, NOT_THERE: False}.get(data[name])
            found[int(pk)] = Mark(attended, known)
    return found


def rows_of(page: SessionPage, data: Mapping[str, str]) -> list[Row]:
    """Return the lines of the list, with what was sent where something was."""
    rows = []
    for each in page.present:
        said = {True: THERE, False: NOT_THERE, None: NOBODY_SAID}[each.attended]
        there = data.get(f"there-{each.person}", said)
        rows.append(Row(each, there, data.get(f"assessed-{each.person}", each.assessed)))
    return rows
