"""What the acts of a docket say of its having been split: the words under which they say it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

CAME = "came"
"""The note in a new case that it came out of another, and for whom of the other it is shut."""
ELSEWHERE = "elsewhere"
"""The note in a new case in place of an entry that stayed in the one it came out of: so numbers stay."""
ORIGIN = "from"
"""What `introduces` names in the first act of such a case: out of which case, by which act."""
TOLD = ("case", "act", "at", "parties", "step", "outcome", "tells", "left")
"""What of that the engine is told."""
PARTING = "parting"
"""What `introduces` names in an act by which a part goes out: how the form said it goes."""
PARTED_INTO = "parted"
"""What `introduces` names in such an act once it is done: the new docket, which acts concern it alone, and
whether that is the whole case, which ends where it was."""
RECIPIENT = "handed over to"
"""The content field that names who outside the organisation gets the case."""


def step_of(row: Any, rows: Sequence[Any]) -> str:
    """Return the name of the step of which an act's letters tell: of the note that a case came out of
    another, the one that sent it out; "" for any other note."""
    if not row.is_note:
        return str(row.name)
    return str(rows[0].introduces[ORIGIN].get("step", "")) if row.name == CAME else ""


def is_part(rows: Iterable[Any]) -> bool:
    """Tell from its rows whether a docket came out of another, or something went out of it."""
    return any("out" in row.facts or (row.is_note and row.name == CAME) for row in rows)
