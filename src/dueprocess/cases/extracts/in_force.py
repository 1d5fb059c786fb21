"""The board of measures: every interim measure that is in force, in files that somebody may see, with its
age, its end, its next review, and what has to be decided by when.

Knows rows of copies and titles of the rulebook; must not open a file. Whom a measure is on it says by the
code name of the case and the key there, not by name. What a page costs does not grow with the number of
cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dueprocess.cases.extracts.measures import BEFORE
from dueprocess.core.engine.impositions import Stand
from dueprocess.docket import paging, wall
from dueprocess.docket.models import Measure
from dueprocess.docket.outlook import NEVER
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

SOON = timedelta(days=28)
"""What ends within so long is asked for by a filter of its own."""


class Only(StrEnum):
    """Which measures the board shows."""

    EVERY = ""
    REVIEW = "review"
    ENDING = "ending"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many measures in force somebody may see, how many of them have a review that is late, end within
    28 days, or came to their end undecided."""

    every: int
    review: int
    ending: int
    undecided: int


@dataclass(frozen=True, slots=True)
class InForceLine:
    """One measure in force. `on`: the party's key in its case. `age`: days it has been in force. `last_on`:
    its last day as it stands; `over`: that day is gone by, and it must be decided by `decide_on`. `soon`: it
    ends within 28 days. `review_on`: by when its next review is to be held; `review_late`: nobody held it.
    `cap_on`: the last day it can have in all, `left` so many days away, of `most`; None where there is none.
    """

    number: str
    code_name: str
    on: str
    title: str
    clause: str
    since: date
    age: int
    last_on: date | None
    over: bool
    soon: bool
    decide_on: date | None
    decide_late: bool
    review_on: date | None
    review_late: bool
    cap_on: date | None
    left: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class InForce:
    """One page of the board: those first of which something is to be done first; `more` is the cursor of the
    next page, "" on the last."""

    counts: Counts
    lines: tuple[InForceLine, ...]
    more: str


def in_force(viewer: Person, *, only: Only = Only.EVERY, cursor: str = "", size: int = 25) -> InForce:
    """Return a page of the board for somebody, in three queries besides the wall's. Raises Malformed for a
    cursor that no page gave."""
    seen = _seen(viewer)
    rows = seen.filter(_asked(only))
    value, pk = paging.position(cursor)
    if value is not None:
        rows = rows.filter(Q(next_at__gt=value) | Q(next_at=value, pk__gt=pk), next_at__gte=value)
    found = list(rows.select_related("docket__case").order_by("next_at", "pk")[: size + 1])
    shown = found[:size]
    more = paging.cursor(shown[-1].next_at, shown[-1].pk) if len(found) > size else ""
    return InForce(_counted(seen), tuple(_line(row) for row in shown), more)


def counts(viewer: Person) -> Counts:
    """Return how many there are, in one query besides the wall's."""
    return _counted(_seen(viewer))


def late(viewer: Person, *, size: int = 50) -> tuple[InForceLine, ...]:
    """Return those whose review is late, the longest first, for oversight; not more than `size`."""
    rows = _seen(viewer).filter(_asked(Only.REVIEW)).select_related("docket__case")
    return tuple(_line(row) for row in rows.order_by("review_at", "pk")[:size])


def _seen(viewer: Person) -> QuerySet[Measure]:
    mine = wall.visible_to(viewer).filter(pk=OuterRef("docket_id"), kind="case")
    return Measure.objects.filter(next_at__isnull=False).filter(Exists(mine))


def _asked(only: Only) -> Q:
    now = clock.now()
    return {
        Only.EVERY: Q(),
        Only.REVIEW: Q(review_at__lte=now),
        Only.ENDING: Q(until_at__gt=now, until_at__lte=now + SOON),
        Only.UNDECIDED: Q(state=str(Stand.HOLDING)),
    }[only]


def _counted(seen: QuerySet[Measure]) -> Counts:
    asked = {each.name.lower(): Count("pk", filter=_asked(each)) for each in Only if each is not Only.EVERY}
    return Counts(**seen.aggregate(every=Count("pk"), **asked))


def _line(row: Any) -> InForceLine:
    docket, now = row.docket, clock.now()
    case = getattr(docket, "case", None)
    rules, counting = rulebooks.shown(docket.rulebook_id), rulebooks.clock(docket.rulebook_id)
    measure = rules.measures.get(row.name)
    today, since = counting.local_day(now), counting.local_day(row.from_at)

    def last(moment: datetime | None) -> date | None:
        return counting.local_day(moment - BEFORE) if moment is not None and moment < NEVER else None

    cap_on = last(row.cap_at)
    over = row.state == Stand.HOLDING
    return InForceLine(
        docket.number,
        case.code_name if case else "",
        row.on_key,
        measure.title if measure else row.name.replace("_", " "),
        (measure.clause or "") if measure else "",
        since,
        max((today - since).days, 0),
        last(row.until_at),
        over,
        row.until_at is not None and now < row.until_at <= now + SOON,
        last(row.decide_by) if over else None,
        over and row.decide_by is not None and row.decide_by <= now,
        last(row.review_at),
        row.review_at is not None and row.review_at <= now,
        cap_on,
        max((cap_on - today).days, 0) if cap_on else None,
        (cap_on - since).days if cap_on else None,
    )


__all__ = ["Counts", "InForce", "InForceLine", "Only", "counts", "in_force", "late"]
