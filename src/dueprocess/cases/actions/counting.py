"""Counting on what came in and what was closed, month by month, from the entries that came since.

A case counts by the same rules as in `figures`: what it adds is the difference between its course as of the
new entries and its course as of those counted before. Must not know any name, and must not decide anything.

This is not what `ledger.counted` counts, and neither can stand for the other. Here a case moves on the day
on which it came in or was closed (`at`, as an earlier register or a late entry tells it), read from acts, in
days of one zone, and one whose day of receipt nobody knows is left out: what officers plan by. There an
entry counts in the period in which it was recorded, as coarse as the policy publishes it, read from public
bytes alone: what any outsider recomputes. A case of 2019 that was taken over today is one of 2019 here, and
an entry of today there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from dueprocess.cases import figures
from dueprocess.cases.models import FlowCount
from dueprocess.docket.models import Act
from dueprocess.kit import clock
from dueprocess.ledger import policy
from dueprocess.ledger.models import Head

MOST = 20_000
"""So many entries of the log are counted in one go."""
AT_ONCE = 500
Placed = tuple[int, Any, Any, Any, int]


def count_flow(*, most: int = MOST) -> bool:
    """Count what the log has more than was counted; return whether there is still more of it.

    Reads first and then writes one row, and only if nobody else has counted meanwhile. Where the log is
    shorter than what was counted (an older backup), or its days are those of another zone, it is counted from
    the beginning.
    """
    zone = policy.current().zone
    size = Head.objects.values_list("size", flat=True).get()
    row = FlowCount.objects.filter(id=1).first()
    begun = 0 if row is None else row.upto
    months = {} if row is None else dict(row.months)
    if row is not None and (begun > size or row.zone != zone):
        begun, months = 0, {}
    upto = min(size, begun + most)
    now = clock.now()
    for (month, place), number in _changes(begun, upto, ZoneInfo(zone)).items():
        counts = months.setdefault(month, [])
        counts += [0] * (len(figures.KINDS) - len(counts))  # what was counted before a kind was known
        counts[place] += number
    kept = {month: counts for month, counts in sorted(months.items()) if any(counts)}
    with transaction.atomic():
        there = FlowCount.objects.select_for_update().filter(id=1).first()
        if (None if there is None else there.upto) == (None if row is None else row.upto):
            FlowCount.objects.update_or_create(
                id=1, defaults={"upto": upto, "zone": zone, "counted_at": now, "months": kept}
            )
    return upto < size


def drop() -> None:
    """Drop what was counted: it is counted from the beginning next."""
    FlowCount.objects.all().delete()


def differs() -> bool:
    """Tell whether what was counted is not what the entries give that it says it holds. What is counted from
    the beginning next (see `count_flow`) does not differ."""
    row = FlowCount.objects.filter(id=1).first()
    size = Head.objects.values_list("size", flat=True).get()
    if row is None or row.upto > size or row.zone != policy.current().zone:
        return False
    told = {
        (month, place): number
        for month, counts in row.months.items()
        for place, number in enumerate(counts)
        if number
    }
    found = _changes(0, row.upto, ZoneInfo(row.zone))
    return told != {key: number for key, number in found.items() if number}


def _changes(begun: int, upto: int, zone: ZoneInfo) -> Counter[tuple[str, int]]:
    """Return what the entries from `begun` to before `upto` add to each month, by the place of its kind."""
    found: Counter[tuple[str, int]] = Counter()
    counted = Act.objects.filter(docket__kind="case", entry_type__in=figures.COUNTED)
    new = counted.filter(entry__seq__idx__gte=begun, entry__seq__idx__lt=upto)
    dockets = sorted(set(new.values_list("docket_id", flat=True)))
    for first in range(0, len(dockets), AT_ONCE):
        acts = counted.filter(docket_id__in=dockets[first : first + AT_ONCE]).order_by("docket_id", "n")
        rows = acts.values_list("docket_id", "entry_type", figures.MOMENT, "facts", "entry__seq__idx")
        for _docket, group in groupby(rows, key=itemgetter(0)):
            mine = list(group)
            found.update(_moves((each for each in mine if each[4] < upto), zone))
            found.subtract(_moves((each for each in mine if each[4] < begun), zone))
    return found


def _moves(rows: Iterable[Placed], zone: ZoneInfo) -> Counter[tuple[str, int]]:
    return figures.moves([(docket, kind, at, facts) for docket, kind, at, facts, _place in rows], zone)
