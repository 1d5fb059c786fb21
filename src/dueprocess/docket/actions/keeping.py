"""Working out until when closed dockets are kept, for lists. What is worked out is an index: nothing is
erased by it that is not judged anew."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, QuerySet

from dueprocess.core.retention import DOCKETS, Standing
from dueprocess.docket import retention
from dueprocess.docket.models import Docket, Keeping
from dueprocess.docket.models.dockets import NO
from dueprocess.docket.retention import Kept
from dueprocess.rules import schedules

AT_ONCE = 300
"""So many dockets are worked out together."""


def stale() -> QuerySet[Docket]:
    """Return the closed dockets that were never worked out, or have changed since, or under another
    schedule; none where no schedule was adopted."""
    current = schedules.current()
    if current is None:
        return Docket.objects.none()
    shut = Docket.objects.filter(is_open__in=NO, kind__in=DOCKETS, key_wrapped__isnull=False)
    return shut.exclude(keeping__length=F("length"), keeping__schedule=current.schedule.hash)


@transaction.atomic
def work_out(most: int = AT_ONCE) -> int:
    """Work out the next closed dockets, and drop what was worked out of those that are open again or were
    erased. Returns how many were: as many as `most` where others are left."""
    current = schedules.current()
    if current is None:
        return 0
    Keeping.objects.exclude(docket__is_open__in=NO, docket__key_wrapped__isnull=False).delete()
    found = list(stale().order_by("pk")[:most])
    rows = [_row(each) for each in retention.every(found, current)]
    Keeping.objects.filter(docket__in=found).delete()
    Keeping.objects.bulk_create(rows)
    return len(found)


def _row(kept: Kept) -> Keeping:
    verdict = kept.verdict
    return Keeping(
        docket=kept.docket, length=kept.docket.length, schedule=kept.current.schedule.hash,
        holds=verdict.holds.id if verdict.holds else "", until=verdict.until, review_on=verdict.review_on,
        asks=_asks(kept),
    )  # fmt: skip


def _asks(kept: Kept) -> bool:
    """Tell whether somebody has to look at it before it goes."""
    verdict = kept.verdict
    return verdict.review_on is not None or verdict.standing is Standing.REVIEW or verdict.until is None
