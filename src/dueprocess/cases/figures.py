"""The dates of all cases, read for `core.statistics`: imported and native ones alike, in one stream; and what
was refused, entered late, joined (one incident, as many complaints as came in), split (one complaint, as many
cases), and handed over to somebody outside.

Reads acts, never copies of them, so that a figure is right even where a copy is not. Must not know any name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, F, Q, QuerySet, When
from django.db.models.fields.json import KT
from django.db.models.functions import Substr

from dueprocess.cases import moments, refusals
from dueprocess.core.rulebook.model import LoggedAs
from dueprocess.core.statistics import Course, Tally
from dueprocess.docket import parted, roster
from dueprocess.docket.actions.parting import SPLIT
from dueprocess.docket.models import Act
from dueprocess.docket.models.source import CARRIED, GAP
from dueprocess.rules import rulebooks

IMPORTED = ("imported", "imported.corrected")
COUNTED = ("received", "closed", "reopened", SPLIT, *IMPORTED)
"""Public types of entry that move a case into or out of the stock (record.md)."""

KINDS = ("received", "reopened", "closed", "split")
"""What is counted month by month, in the order in which it is kept."""

MOMENT = Case(When(entry_type=SPLIT, then=F("recorded_at")), default=F("at"))
"""When an act moves its case: what came out of another case does so when that was split."""

OF_THEMSELVES = ("lapsed", "imported", "corrected")
"""Notes that nobody is late to write down."""

ANNULLED = "annulled"
"""The note that an act was entered by mistake and never was."""

DATES = ("received_on", "closed_on")
"""What an earlier register told of a case, as the facts of its act have it."""

Row = tuple[int, str, datetime, dict[str, Any]]


def tally(zone: ZoneInfo, *, ages_at: Iterable[date] = ()) -> tuple[Tally, int]:
    """Add up every case of the installation; also how many have no known date of receipt and are left out.

    Days are those of `zone`. Five queries, read as streams: memory does not grow with the number of cases.
    """
    found, left_out = Tally(ages_at=ages_at), 0
    acts = Act.objects.filter(docket__kind="case", entry_type__in=COUNTED).order_by("docket_id", "n")
    came = acts.filter(entry_type=SPLIT).values_list("docket_id", "recorded_at", "introduces")
    parts = {docket: (at, told[parted.ORIGIN]["received_at"]) for docket, at, told in came.iterator()}
    rows = acts.values_list("docket_id", "entry_type", moments.Minute("at"), *map(_told, DATES))
    read = (
        (docket, kind, moments.at(minute), {"values": dict(zip(DATES, told, strict=True))})
        for docket, kind, minute, *told in rows.iterator(chunk_size=10_000)
    )
    for docket, group in groupby(read, key=itemgetter(0)):
        course = course_of(group, zone, came=parts.get(docket))
        if course is None:
            left_out += 1
        else:
            found.add(course)
    _care(found, zone)
    return found, left_out


def _told(name: str) -> Case:
    """What an earlier register told under that name; of nothing else is the JSON looked at."""
    return Case(When(entry_type__in=IMPORTED, then=KT(f"facts__values__{name}")), output_field=CharField())


def _care(found: Tally, zone: ZoneInfo) -> None:
    """Count the refusals, the cases that were joined into others, and the acts that were written down more
    than a day after they had happened. What time did by itself and what an import took over is nobody's late
    entry; what was annulled never was."""
    acts = Act.objects.filter(docket__kind="case")
    notes = acts.filter(is_note=True, name=ANNULLED).values_list("docket_id", "facts")
    gone = {(docket, facts["act"]) for docket, facts in notes.iterator()}
    refused = acts.filter(logged_as=LoggedAs.REFUSED, is_note=False)
    refused_rows = refused.values_list("docket_id", "n", "at", "rulebook", "name", "facts")
    for docket, n, at, book, name, facts in refused_rows.iterator():
        if (docket, n) not in gone:
            found.refuse(_day(at, zone), refusals.reason(rulebooks.get(book), name, facts))
    joined = acts.filter(Q(logged_as=LoggedAs.JOINED) | Q(is_note=True, name=roster.JOINED))
    for docket, n, at, introduces in joined.values_list("docket_id", "n", "at", "introduces").iterator():
        if "joined_into" in introduces and (docket, n) not in gone:
            found.join(_day(at, zone))
    over = acts.filter(Q(facts__out__outside=True) | Q(introduces__parted__whole=True), entry_type="closed")
    for docket, n, at in over.values_list("docket_id", "n", "at").iterator():
        if (docket, n) not in gone:
            found.hand_over(_day(at, zone))
    late = late_of(acts).exclude(is_note=True, name__in=OF_THEMSELVES)
    names = ("docket_id", "n", "at", "recorded_at", "introduces")
    for docket, n, at, recorded_at, introduces in late.values_list(*names).iterator(chunk_size=5_000):
        if recorded_at - at > GAP and (docket, n) not in gone and CARRIED not in introduces:
            found.enter_late(_day(recorded_at, zone))


def late_of(acts: QuerySet[Act]) -> QuerySet[Act]:
    """Return the acts that may have been written down more than a day after they happened: those of another
    day. Which were, is to be asked of each: SQLite calls back into Python for each difference of moments."""
    return acts.annotate(on=Substr(moments.Minute("at"), 1, 10)).filter(
        on__lt=Substr(moments.Minute("recorded_at"), 1, 10)
    )


@lru_cache(maxsize=2**18)
def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def course_of(
    rows: Iterable[Row], zone: ZoneInfo, *, came: tuple[datetime, str | None] | None = None
) -> Course | None:
    """The course of one case from its acts in order; None where the day of receipt is not known. `came`: of
    one that was split off another, when, and when that one was received."""
    days = list(_days(rows, zone))
    if came is not None:
        received = _day(datetime.fromisoformat(came[1]), zone).isoformat() if came[1] else None
        days.insert(0, received)
    if not days or days[0] is None:
        return None
    split_on = _day(came[0], zone) if came is not None else None
    return Course.of(days[0], [day for day in days[1:] if day is not None], split_on=split_on)


def moves(rows: Sequence[Row], zone: ZoneInfo) -> Counter[tuple[str, int]]:
    """Return what one case, by its acts in order, counts in which month (`2026-03`), by the place of its kind
    in `KINDS`; nothing where its day of receipt is not known. Moments of the rows are those of `MOMENT`."""
    split = bool(rows) and rows[0][1] == SPLIT
    course = course_of(rows, zone, came=(rows[0][2], rows[0][2].isoformat()) if split else None)
    found: Counter[tuple[str, int]] = Counter()
    if course is not None:
        found[f"{course.received:%Y-%m}", KINDS.index("split" if split else "received")] += 1
        for n, day in enumerate(course.turns):
            found[f"{day:%Y-%m}", KINDS.index("reopened" if n % 2 else "closed")] += 1
    return found


def _days(rows: Iterable[Row], zone: ZoneInfo) -> Iterator[str | None]:
    told: dict[str, Any] | None = None
    days = []
    for _, kind, at, facts in rows:
        if kind in IMPORTED:
            told = facts["values"]  # of several releases of a register, what the last one says
        elif kind != SPLIT:
            days.append(_day(at, zone).isoformat())
    if told is not None:
        yield told.get("received_on")
        if closed := told.get("closed_on"):
            yield closed
    yield from days
