"""The dates of all cases, read for `core.statistics`: imported and native ones alike, in one stream.

Reads acts, never copies of them, so that a figure is right even where a copy is not. Must not know any name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from dueprocess.core.statistics import Course, Tally
from dueprocess.docket.models import Act

COUNTED = ("received", "closed", "reopened", "imported")
"""Public types of entry that move a case into or out of the stock (record.md)."""

Row = tuple[int, str, datetime, dict[str, Any]]


def tally(zone: ZoneInfo, *, ages_at: Iterable[date] = ()) -> tuple[Tally, int]:
    """Add up every case of the installation; also how many have no known date of receipt and are left out.

    Days are those of `zone`. One query, read as a stream: memory does not grow with the number of cases.
    """
    found, left_out = Tally(ages_at=ages_at), 0
    acts = Act.objects.filter(docket__kind="case", entry_type__in=COUNTED).order_by("docket_id", "n")
    rows = acts.values_list("docket_id", "entry_type", "at", "facts").iterator(chunk_size=5_000)
    for _, group in groupby(rows, key=itemgetter(0)):
        course = course_of(group, zone)
        if course is None:
            left_out += 1
        else:
            found.add(course)
    return found, left_out


def course_of(rows: Iterable[Row], zone: ZoneInfo) -> Course | None:
    """The course of one case from its acts in order; None where the day of receipt is not known."""
    days = list(_days(rows, zone))
    if not days or days[0] is None:
        return None
    return Course.of(days[0], [day for day in days[1:] if day is not None])


def _days(rows: Iterable[Row], zone: ZoneInfo) -> Iterator[str | None]:
    for _, kind, at, facts in rows:
        if kind == "imported":
            values = facts["values"]
            yield values.get("received_on")
            if closed := values.get("closed_on"):
                yield closed
        else:
            yield at.astimezone(zone).date().isoformat()
