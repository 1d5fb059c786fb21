"""How long cases took until they were closed, with those that are open still: what a survival curve is made
of. Knows moments of receipt and closing; no name."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from dueprocess.cases import moments
from dueprocess.docket.models import Act, Docket


def durations(*, since: datetime, ends: datetime, zone: ZoneInfo) -> tuple[list[int], list[bool]]:
    """Return of every case received from `since` to before `ends` the days until it was closed, or until the
    last day before `ends` where it was open then; and which of them were closed. Two queries, and one more
    for what was opened again later."""
    rows = Docket.objects.filter(kind="case", received_at__gte=since, received_at__lt=ends)
    again = {docket: moments.day(moments.text(at), zone) for docket, at in _closed_before(ends).items()}
    until = moments.text(ends)
    last = ends.astimezone(zone).date().toordinal() - 1
    days, closed = [], []
    told = rows.values_list("pk", moments.Minute("received_at"), moments.Minute("closed_at"))
    for docket, received, ended in told.iterator(chunk_size=10_000):
        end = again.get(docket) or (moments.day(ended, zone) if ended and ended < until else None)
        days.append(max(0, (end.toordinal() if end else last) - moments.day(received, zone).toordinal()))
        closed.append(end is not None)
    return days, closed


def _closed_before(ends: datetime) -> dict[int, datetime]:
    """Return the cases that were closed when the quarter ended and were opened again since, with when they
    had been closed."""
    later = Act.objects.filter(docket__kind="case", entry_type="reopened", at__gte=ends)
    turns = Act.objects.filter(
        docket_id__in=later.values("docket_id"), entry_type__in=("closed", "reopened"), at__lt=ends
    )
    found: dict[int, datetime] = {}
    for docket, kind, at in turns.order_by("docket_id", "n").values_list("docket_id", "entry_type", "at"):
        if kind == "closed":
            found[docket] = at
        else:
            found.pop(docket, None)
    return found
