"""The list of those who have a place, as a form of one page sends it: who was there, and what came of an
assessment. Knows how such a list is written and read; both doors use it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dueprocess.core.errors import Malformed, Refused
from dueprocess.kit.components import mended, worded
from dueprocess.people.models import Person
from dueprocess.training.actions import Mark, attend
from dueprocess.training.extracts.sessions import PlaceLine, SessionPage
from dueprocess.training.extracts.sessions import session as of_key
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


def enter(session: int, data: Mapping[str, str], by: Person) -> tuple[int, list[str]]:
    """Enter a list as it was sent; return how many places changed, and what is wrong with it, in words; then
    nothing was entered. Raises Hidden for no session."""
    try:
        return attend(session=of_key(session), marks=_marks(data), by=by), []
    except Refused as error:
        return 0, [str(worded(error.reason))]
    except Malformed as error:
        return 0, [str(mended(each)) for each in error.problems]


def _marks(data: Mapping[str, str]) -> dict[int, Mark]:
    # Lines of no number are left out: no page sends them.
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
