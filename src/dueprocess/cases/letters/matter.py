"""What one case says of itself in what goes to its parties: names, numbers, days. Knows values; not what is
written with them.
"""

from __future__ import annotations

from datetime import date, datetime

from dueprocess.cases.models import Complaint
from dueprocess.core import engine
from dueprocess.core.rulebook.model import DueKind
from dueprocess.docket import roster
from dueprocess.docket.extracts import Opened


def name(view: Opened, key: str) -> str:
    """Return the name of a party; "" of somebody who gave none and is nobody in the register."""
    identity = view.identities.get(key, {})
    return view.name(key) if identity.get("name") or identity.get("person") else ""


def complaint(view: Opened, key: str) -> str:
    """Return the number of the complaint that a party brought, or their numbers."""
    rows = Complaint.objects.filter(docket=view.docket).order_by("received_at", "pk")
    return ", ".join(row.number for row in rows if row.complainant == key)


def received(view: Opened) -> date | None:
    """Return the day on which the case was received."""
    return local_day(view, view.docket.received_at)


def stage(view: Opened) -> str:
    """Return the stage at which it is."""
    return next((each.title for each in view.state.strands if each.parent is None), "")


def owed(view: Opened) -> engine.DeadlineState | None:
    """Return the deadline that the organisation has to keep next; None where it owes nothing on a day."""
    parties = set(view.rulebook.parties)
    found = [
        (each.due_at, n, each)
        for n, each in enumerate(view.state.deadlines)
        if not each.met
        and each.due_at is not None
        and each.kind in (DueKind.DUTY, DueKind.TARGET)
        and not any(who.name in parties for who in view.rulebook.steps[each.step].by)
    ]
    return min(found)[2] if found else None


def last_day(view: Opened, deadline: engine.DeadlineState) -> date | None:
    """Return the last day of a deadline."""
    return deadline.last_day or local_day(view, deadline.due_at)


def owner(view: Opened) -> str:
    """Return the local key of who deals with it; "" where nobody does."""
    return roster.owner(view.whole.rows)


def local_day(view: Opened, moment: datetime | None) -> date | None:
    """Return the day of a moment, as the rulebook's calendar has it."""
    return view.state._fold.clock.local_day(moment) if moment is not None else None
