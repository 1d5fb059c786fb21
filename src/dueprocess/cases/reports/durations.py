"""How long cases took until they were closed, with those that are open still: what a survival curve is made
of. Knows moments of receipt and closing; no name."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from dueprocess.docket.models import Act, Docket


def durations(*, since: datetime, ends: datetime, zone: ZoneInfo) -> tuple[list[int], list[bool]]:
    """Return of every case received from `since` to before `ends` the days until it was closed, or until the
    last day before `ends` where it was open then; and which of them were closed. Two queries, and one more
    for what was opened again later."""
    rows = Docket.objects.filter(kind="case", received_at__gte=since, received_at__lt=ends)
    again = _closed_before(ends)
    days, closed = [], []
    last = ends.astimezone(zone).date().toordinal() - 1
    for docket, received_at, closed_at in rows.values_list("pk", "received_at", "closed_at").iterator():
        end = again.get(docket) or (closed_at if closed_at is not None and closed_at < ends else None)
        until = _day(end, zone).toordinal() if end is not None else last
        days.append(max(0, until - _day(received_at, zone).toordinal()))
        closed.append(end is not None)
    return days, closed


def _day(at: datetime | None, zone: ZoneInfo) -> date:
    assert at is not None  # it was asked for
    return at.astimezone(zone).date()


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
