"""What concerns everybody and waits for a second person: adoptions, and pauses of all cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules.actions.adopting import WAITS
from dueprocess.rules.models import Adoption, OrganisationPause


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a second person: its key, what it is called ("" for a pause), by whom, since when."""

    pk: int
    title: str
    by: str
    since: datetime


def adoptions_to_agree(person: Person) -> tuple[Waiting, ...]:
    """Return the adoptions that wait for a second person who may be this one, the oldest first; one query."""
    rows = Adoption.objects.filter(settled_at=None, recorded_at__gt=clock.now() - WAITS)
    rows = rows.exclude(proposed_by=person).select_related("proposed_by").order_by("pk")
    return tuple(
        Waiting(row.pk, f"{row.title}, {row.version}", row.proposed_by.shown_name, row.recorded_at)
        for row in rows
    )


def pauses_to_agree(person: Person) -> tuple[Waiting, ...]:
    """Return the pauses of all cases, and their earlier ends, that wait for a second person who may be this
    one, the oldest first; one query."""
    rows = OrganisationPause.objects.filter(settled_at=None).exclude(proposed_by=person)
    return tuple(
        Waiting(row.pk, "", row.proposed_by.shown_name if row.proposed_by else "", row.recorded_at)
        for row in rows.select_related("proposed_by").order_by("pk")
    )
