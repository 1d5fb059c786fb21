"""Cases that nobody takes forward, for oversight: why, and since when. The wall comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from dueprocess.docket import roster, unassigned, wall
from dueprocess.docket.actions.arriving import SENDER
from dueprocess.docket.models import Docket
from dueprocess.docket.unassigned import Why
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks


@dataclass(frozen=True, slots=True)
class UnassignedLine:
    """One such case. `rule_by`: the day by which it is to be ruled what comes of it, one working day after it
    came in; `unclear`: the parties (local keys) of whom nobody has said yet whether an officer is meant."""

    number: str
    code_name: str
    why: str
    received_at: datetime | None
    due_at: datetime | None
    rule_by: date | None
    late: bool
    unclear: tuple[str, ...]


def words() -> dict[Why, str]:
    """Return in words why nobody takes a case forward."""
    return {
        Why.NOBODY: _(
            "Nobody who may take it in can: they are named in it or may be, or nobody holds the office."
        ),
        Why.SHUT: _("Its owner is shut out of it, and nobody else who may take it on can."),
        Why.ENDED: _("Its owner holds no office any more, and nobody else was found."),
    }


def unassigned_cases(viewer: Person, *, on: date) -> tuple[UnassignedLine, ...]:
    """Return the open cases that nobody takes forward, among those the viewer may see, oldest first."""
    said = words()
    found = unassigned.of(wall.visible_to(viewer, on=on), on=on)
    return tuple(_line(docket, said[why], on) for docket, why in found)


def unassigned_case(docket: Docket, *, on: date) -> UnassignedLine | None:
    """Return one case as one that nobody takes forward; None where somebody does."""
    why = unassigned.why(docket, on=on)
    return None if why is None else _line(docket, words()[why], on)


def _line(docket: Docket, said: str, on: date) -> UnassignedLine:
    counting = rulebooks.clock(docket.rulebook_id)
    begun = docket.received_at
    rule_by = counting.work.add(counting.local_day(begun), 1) if begun else None
    case = getattr(docket, "case", None)
    rows = roster.rows(docket)
    unclear = (party for party in roster.unlinked(rows) if party != SENDER)
    return UnassignedLine(
        docket.number,
        case.code_name if case else "",
        said,
        begun,
        docket.due_at,
        rule_by,
        bool(rule_by and rule_by < counting.local_day(clock.now())),
        tuple(unclear),
    )
