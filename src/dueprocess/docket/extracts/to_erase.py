"""What of retention waits for one person, for their first page: what may go, what is to be looked at, which
lists want their signature, which legal holds nobody has asked about for long.

Counted by indexes alone and within what the wall shows, so that it costs the same for any number of files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef

from dueprocess.docket import retention, wall
from dueprocess.docket.actions import erasure_lists, register_lists
from dueprocess.docket.models import Docket, Keeping, LegalHold
from dueprocess.docket.models.dockets import NO
from dueprocess.docket.models.retention import Going
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import schedules

MOST = 100
"""Counted so far; of more it is said that there are more."""
HOLD_ASKED = timedelta(days=365)
"""After so long whoever may lift a legal hold is asked whether it is still needed."""


@dataclass(frozen=True, slots=True)
class WaitingList:
    """A list of files, or of people, to be erased that waits for a second person: its key, how many stand on
    it, by whom, since when."""

    pk: int
    number: int
    by: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ToErase:
    """What waits for somebody who may erase: how many files whose time is over, and how many to be looked at
    (of each at most `MOST` + 1), and the lists that wait for them."""

    over: int
    look: int
    lists: tuple[WaitingList, ...]
    people: tuple[WaitingList, ...]


@dataclass(frozen=True, slots=True)
class OldHolds:
    """The legal holds that run for longer than `HOLD_ASKED`: how many, and since when the oldest does."""

    count: int
    since: datetime


def to_erase(viewer: Person) -> ToErase | None:
    """Return what waits for somebody who may erase; None where no schedule was adopted.

    What is tied to a file that is kept is judged on the page that lists it, and counted here.
    """
    current = schedules.current()
    if current is None:
        return None
    on = retention.today(current)
    seen = wall.visible_to(
        viewer, Docket.objects.filter(is_open__in=NO, key_wrapped__isnull=False)
    )  # not what was reopened or erased since it was worked out
    found = Keeping.objects.filter(docket__in=seen, schedule=current.schedule.hash)
    found = found.exclude(Exists(LegalHold.objects.filter(docket=OuterRef("docket"), lifted=None)))
    if listed := erasure_lists.on_lists():
        found = found.exclude(docket__pseudonym__in=listed)
    asked = found.filter(asks=True).exclude(review_on__gte=on)
    return ToErase(
        over=found.filter(asks=False, until__lt=on)[: MOST + 1].count(),
        look=asked[: MOST + 1].count(),
        lists=tuple(_waiting(row, len(row.dockets)) for row in erasure_lists.waiting_for(viewer)),
        people=tuple(_waiting(row, len(row.people)) for row in register_lists.waiting_for(viewer)),
    )


def _waiting(row: Going, number: int) -> WaitingList:
    by = row.proposed_by.shown_name if row.proposed_by else ""
    return WaitingList(row.pk, number, by, row.recorded_at)


def old_holds(viewer: Person) -> OldHolds | None:
    """Return the legal holds, of files that the viewer may see, of which it should be asked whether they are
    still needed; None where there is none."""
    seen = wall.visible_to(viewer, Docket.objects.filter(key_wrapped__isnull=False))
    rows = LegalHold.objects.filter(
        docket__in=seen, lifted=None, put_at__lt=clock.now() - HOLD_ASKED
    ).order_by()
    found = rows.aggregate(n=Count("pk"), since=Min("put_at"))
    return OldHolds(found["n"], found["since"]) if found["n"] else None
