"""The weekly counts as pages show them: at the desk as they were counted, in public without small numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from dueprocess.cases.plan import questions
from dueprocess.cases.plan.models import WeekCount
from dueprocess.docket.models import Docket
from dueprocess.ledger import policy
from dueprocess.ledger.models import Head
from dueprocess.ledger.policy import Publish
from dueprocess.rules import rulebooks

FEWEST = 5
"""A number below this is not told in public, nor one from which it could be worked out, such as by comparing
two weeks: a number that moved by less than this since it was told last is not told either."""
NUMBERS = ("carried_in", "closed", "dated", "undated", "promised", "kept", "missed")
WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Week:
    """One count: the numbers, None for those that are not told (`split_off`: of those carried in, 0 in
    public); and how wide the parts of its bar are, in
    thousandths: closed, open with a day, open without."""

    on: date
    carried_in: int | None
    split_off: int
    closed: int | None
    dated: int | None
    undated: int | None
    promised: int | None
    kept: int | None
    missed: int | None
    parts: tuple[tuple[str, int, int], ...]

    @property
    def open(self) -> int | None:
        """How many were still open; None where that is not told."""
        if self.carried_in is None or self.closed is None:
            return None
        return self.carried_in - self.closed


@dataclass(frozen=True, slots=True)
class PublicPlan:
    """What everybody may know of the plan: its title, its days and its counts."""

    title: str
    begun_on: date
    ended_on: date | None
    weeks: tuple[Week, ...]


def weeks(plan: Docket) -> tuple[Week, ...]:
    """Return the counts of a plan, oldest first."""
    rows = list(WeekCount.objects.filter(docket=plan).order_by("on", "act"))
    most = max((row.carried_in for row in rows), default=0) or 1
    found = []
    for row in rows:
        sizes = {"closed": row.closed, "dated": row.dated, "undated": row.undated}
        left, parts = 0, []
        for name, size in sizes.items():
            right = left + size
            at = round(WIDTH * left / most)
            parts.append((name, at, round(WIDTH * right / most) - at))
            left = right
        found.append(
            Week(
                on=row.on,
                carried_in=row.carried_in,
                split_off=row.split_off,
                closed=row.closed,
                dated=row.dated,
                undated=row.undated,
                promised=row.promised,
                kept=row.kept,
                missed=row.missed,
                parts=tuple(parts),
            )
        )
    return tuple(found)


def public_plans() -> tuple[PublicPlan, ...]:
    """Return what everybody may know of each plan in which something was counted, the one that runs first,
    then the last: what was missed under one does not go when another begins. Empty where the record's entries
    are not published either, or there is no record yet."""
    head = Head.objects.first()
    if head is None or policy.of(head).publish is not Publish.ENTRIES:
        return ()
    found = []
    for plan in questions.every():
        told = tuple(_without_small_moves(_without_small(each) for each in weeks(plan)))
        if told and plan.received_at is not None:
            day = rulebooks.clock(plan.rulebook_id).local_day
            title = rulebooks.shown(plan.rulebook_id).title
            ended = day(plan.closed_at) if plan.closed_at and not plan.is_open else None
            found.append(PublicPlan(title, day(plan.received_at), ended, told))
    return tuple(found)


def _without_small(week: Week) -> Week:
    """Leave out what is small, and with it what would give it away."""
    closed, open_ = week.closed, week.open
    dated, undated = week.dated, week.undated
    if _small(week.carried_in) or _small(closed) or _small(open_):
        closed = None
    if closed is None or _small(dated) or _small(undated):
        dated = undated = None
    promised, kept, missed = week.promised, week.kept, week.missed
    if _small(promised):
        promised = None
    if promised is None or _small(kept) or _small(missed):
        kept = missed = None
    carried = None if _small(week.carried_in) else week.carried_in
    whole = dated is not None
    return replace(
        week,
        carried_in=carried,
        split_off=0,  # told at the desk alone
        closed=closed,
        dated=dated,
        undated=undated,
        promised=promised,
        kept=kept,
        missed=missed,
        parts=week.parts if whole else (),
    )


def _without_small_moves(weeks: Iterable[Week]) -> Iterator[Week]:
    """Leave out what has moved by a small number since it was told last, until it has moved by more."""
    last: dict[str, int] = {}

    def moved_little(week: Week, *names: str) -> bool:
        return any(
            _small(abs(number - last[name]))
            for name in names
            if name in last and (number := getattr(week, name)) is not None
        )

    for each in weeks:
        week = each
        if moved_little(week, "carried_in"):
            week = replace(week, carried_in=None)
        if moved_little(week, "closed"):
            week = replace(week, closed=None)
        # each of these tells the other by what all of them add up to
        if week.carried_in is None or week.closed is None or moved_little(week, "dated", "undated"):
            week = replace(week, dated=None, undated=None, parts=())
        if moved_little(week, "promised", "kept", "missed"):
            week = replace(week, promised=None, kept=None, missed=None)
        told = {name: getattr(week, name) for name in NUMBERS}
        last |= {name: number for name, number in told.items() if number is not None}
        yield week


def _small(number: int | None) -> bool:
    return number is not None and 0 < number < FEWEST
