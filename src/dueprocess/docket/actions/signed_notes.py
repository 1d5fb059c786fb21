"""Notes of the house that more than one person signs: who may propose each, and what is done when all have.

Registered by the module to which a note belongs, here or in a room above; `proposals` asks here, and never
learns what any of them means. A note that is not registered is one of the rulebook, and is written as such.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from dueprocess.core.errors import Broken
from dueprocess.docket.actions import standing
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.roster import Assembled

MayPropose = Callable[[Assembled, Actor], None]
StillHolds = Callable[[Docket, int], None]


class Write(Protocol):
    """Writes a note that all have signed: its act, and the rows that follow from it."""

    def __call__(self, *, docket: Docket, by: Actor, needs: Needs) -> Act: ...


def by_a_power(_whole: Assembled, _by: Actor) -> None:
    """Let somebody propose a note without a part in the docket: what the note carries says by which power,
    and the note's own action has asked for it."""


@dataclass(frozen=True, slots=True)
class SignedNote:
    """How one note is written, and what is asked before: `may_propose` when it is proposed; `still_holds`,
    with the length that the docket had then, when the last signature has come."""

    write: Write
    may_propose: MayPropose = standing.has_part
    still_holds: StillHolds | None = None


_notes: dict[str, SignedNote] = {}


def finishes(
    note: str,
    write: Write,
    *,
    may_propose: MayPropose = standing.has_part,
    still_holds: StillHolds | None = None,
) -> None:
    """Say how a note is written once all have signed it. `may_propose` and `still_holds` raise Refused."""
    if note in _notes and _notes[note].write is not write:
        raise Broken(f"Two ways to write the note {note}.")
    _notes[note] = SignedNote(write, may_propose, still_holds)


def of(note: str) -> SignedNote | None:
    """Return how a note is written once all have signed it; None for one of the rulebook."""
    return _notes.get(note)
