"""The monthly list of approaches and the yearly certificate of non-interference, as text that whoever has the
duty finds in its form, reads and enters as their own.

Both are over all approaches, whoever may read them; neither names anybody, any case, or a word that was said.
Everybody may read them then: so what the person named may not read yet is counted, and no more is told of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dueprocess.cases.approaches.models import Approach, Channel, Done, Kind, Told
from dueprocess.core.suppression import LEAST
from dueprocess.core.workdays import day_begins
from dueprocess.kit.components import absolute

MOST = 1000
"""So many letters the form takes."""


def month(since: date, until: date, *, zone: ZoneInfo, today: date) -> str:
    """Return the list of what was entered from a day on, up to and with another: number, day, kind and
    channel of each that may be told of, as many as there is room for, under their sum."""
    rows = list(_entered(since, until, zone).select_related("docket").order_by("entered_at", "docket"))
    said = _sum(rows, since, until, today, exact=True)
    lines = [
        f"{row.docket.number}: {absolute(row.on)}, {Kind(row.kind).label}, {Channel(row.channel).label}"
        + (f" ({_('entered late')})" if row.late else "")
        for row in rows
        if row.told == Told.NOW
    ]
    while lines and len("\n".join([said, *lines])) > MOST - 60:
        lines.pop()
    if len(lines) < len(rows):
        left = len(rows) - len(lines)
        more = ngettext("And {n} more, in the register.", "And {n} more, in the register.", left)
        lines.append(more.format(n=left))
    return "\n".join([said, *lines])


def year(since: date, until: date, *, zone: ZoneInfo, today: date) -> str:
    """Return the certificate over what was entered from a day on, up to and with another: counts, of which
    those below five are not told, and the sentence that whoever signs it completes."""
    rows = list(_entered(since, until, zone))
    certified = _(
        "We looked at each of them. As far as we know, no decision in any case was taken, hurried, delayed "
        "or changed because somebody without a role asked for it, except: [write none, or say what, naming "
        "nobody]."
    )
    return f"{_sum(rows, since, until, today, exact=False)}\n{certified}"


def _entered(since: date, until: date, zone: ZoneInfo) -> QuerySet[Approach]:
    first, last = day_begins(zone, since), day_begins(zone, until + timedelta(days=1))
    return Approach.objects.filter(entered_at__gte=first, entered_at__lt=last)


def _sum(rows: Iterable[Approach], since: date, until: date, today: date, *, exact: bool) -> str:
    found = list(rows)

    def told(number: int) -> str:
        return str(number) if exact or not 0 < number < LEAST else _("fewer than {n}").format(n=LEAST)

    counts = Counter(row.kind for row in found if row.told == Told.NOW or not exact)
    kinds = "; ".join(f"{Kind(kind).label}: {told(number)}" for kind, number in sorted(counts.items()))
    span = _("From {first} to {last}").format(first=absolute(since), last=absolute(until))
    parts = [
        _("{span}, approaches entered: {n}.").format(span=span, n=told(len(found))),
        f"{kinds}." if kinds else "",
        _("Entered late: {n}.").format(n=told(sum(row.late for row in found))),
        _("More answered than the protocol allows: {n}.").format(
            n=told(sum(row.done == Done.MORE for row in found))
        ),
        _("Not looked at by oversight within its time: {n}.").format(
            n=told(sum(row.weighed_at is None and row.weigh_by < today for row in found))
        ),
    ]
    return " ".join(part for part in parts if part)
