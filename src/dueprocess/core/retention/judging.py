"""Until when one docket is kept by a schedule, and what stands in the way of erasing it.

The longest of all classes that apply wins. What is open, under a legal hold or tied to something that is
kept is not erased, whatever its class; what nobody can date is looked at by somebody, and the calendar alone
never erases it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from dueprocess.core.retention.model import CASE, PERSON, After, Class, Condition, Schedule, Then
from dueprocess.core.rulebook.model import Period, Unit
from dueprocess.core.saying import say as _
from dueprocess.core.saying import say_day, together
from dueprocess.core.workdays import add_months, local_day

LOOKED_AT = timedelta(days=28)
"""So long after its adoption a schedule erases nothing: a class that was made shorter is seen first."""


class Standing(StrEnum):
    """How a docket stands. Only ERASABLE may be erased."""

    OPEN = "open"
    HELD = "held"
    LINKED = "linked"
    KEPT = "kept"
    REVIEW = "review"
    ERASABLE = "erasable"


@dataclass(frozen=True, slots=True)
class Imposed:
    """A sanction that stands in the docket. `ends_at` None: it has no end, or none that is known."""

    name: str
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a docket has come to, as far as a schedule asks. `closed_at` None of one that is not `open`:
    nobody knows when it was closed. `arrived_at`: when something arrived last. `held`: a legal hold runs.
    `linked`: something it belongs to is open, held or kept for longer. What a review decided last:
    `kept_until`, or at `released_at` that it may go; when: `reviewed_at`. Of a row of the register (`PERSON`)
    `open` says that they belong to the organisation or work for it, `closed_at` is the day on which they
    left, `linked` that something kept still names them. `alleged` has each clause with its code and alone."""

    kind: str = CASE
    open: bool = False
    closed_at: datetime | None = None
    arrived_at: datetime | None = None
    stage: str = ""
    taken: frozenset[str] = frozenset()
    sanctions: tuple[Imposed, ...] = ()
    facts: Mapping[str, frozenset[bool | str]] = field(default_factory=dict)
    alleged: frozenset[str] = frozenset()
    minor: bool = False
    imported: bool = False
    filed: str = ""
    held: bool = False
    linked: bool = False
    kept_until: date | None = None
    released_at: datetime | None = None
    reviewed_at: datetime | None = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """A class that applies, and the last day for which it keeps; None: no day can be counted."""

    row: Class
    until: date | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a schedule says of a docket on a day. `until`: the last day on which it is kept (None: nobody can
    say); `review_on`: on which day somebody is to look at it. `applied`: every class that applies, the one
    that holds first; `why` in sentences."""

    standing: Standing
    until: date | None
    review_on: date | None
    applied: tuple[Applied, ...]
    why: tuple[str, ...]

    @property
    def holds(self) -> Class | None:
        """The class that holds: the longest."""
        return self.applied[0].row if self.applied else None


def judge(schedule: Schedule, of: Situation, today: date, *, since: date) -> Verdict:
    """Say how a docket stands on a day. `since`: when the schedule was adopted (`LOOKED_AT`)."""
    applied = tuple(sorted(_applied(schedule, of), key=lambda each: each.until or date.max, reverse=True))
    if of.open:
        said = (
            _("They belong to the organisation.")
            if _person(of)
            else _("It is open: nothing of it is erased.")
        )
        return Verdict(Standing.OPEN, None, None, applied, (said,))
    why = list(_classes(of, applied))
    until, review_on, asks = _term(schedule, of, applied)
    if of.closed_at is None:
        why.append(
            _("Nobody knows when they left: somebody has to look at it.")
            if _person(of)
            else _("Nobody knows when it was closed: somebody has to look at it.")
        )
    if of.kept_until is not None:
        why.append(_("By a decision it is kept until %(day)s.", day=say_day(of.kept_until)))
        if until is not None or not _endless(of, applied):
            until = max(until or of.kept_until, of.kept_until)
        review_on = max(review_on or of.kept_until, of.kept_until)
    seen = since + LOOKED_AT
    if until is not None and until < seen:
        until = seen
        why.append(_("The schedule is new: nothing is erased by it until %(day)s.", day=say_day(until)))
    standing = _standing(of, today, until, review_on, asks=asks, seen=seen)
    return Verdict(standing, until, review_on, applied, (*why, *_barred(of, standing)))


def _term(
    schedule: Schedule, of: Situation, applied: tuple[Applied, ...]
) -> tuple[date | None, date | None, bool]:
    """Return until when the classes keep it, when it is to be looked at, and whether it goes only if somebody
    has said so."""
    released = of.released_at is not None and all(
        moment is None or moment < of.released_at for moment in (of.closed_at, of.arrived_at)
    )
    if not applied or of.closed_at is None:
        return None, None, not released
    longest = applied[0]
    if _endless(of, applied):
        looked = max(filter(None, (of.closed_at, of.arrived_at, of.reviewed_at)))
        each = longest.row.review
        return None, _after(each, local_day(schedule.zone, looked)) if each else None, True
    asks = any(each.row.then is Then.REVIEW for each in applied) and not released
    return longest.until, longest.until if asks else None, asks


def _standing(
    of: Situation, today: date, until: date | None, review_on: date | None, *, asks: bool, seen: date
) -> Standing:
    if of.held:
        return Standing.HELD
    if of.linked:
        return Standing.LINKED
    if until is not None and today <= until:
        return Standing.KEPT
    if asks:
        return Standing.KEPT if review_on is not None and today <= review_on else Standing.REVIEW
    return Standing.KEPT if today <= seen else Standing.ERASABLE


def _endless(of: Situation, applied: tuple[Applied, ...]) -> bool:
    """Tell whether it is kept for as long as a sanction has no end."""
    return of.closed_at is not None and bool(applied) and applied[0].until is None


def _barred(of: Situation, standing: Standing) -> Iterator[str]:
    """What keeps it whatever its classes say, and what is to be done."""
    if of.held:
        yield _("A legal hold keeps it until it is lifted.")
    if of.linked:
        yield (
            _("Something that is kept still names them, or waits for them.")
            if _person(of)
            else _("A case that it belongs with is open, held or kept for longer.")
        )
    if standing is Standing.REVIEW:
        yield _("It is not erased before somebody has looked at it and said so.")


def _person(of: Situation) -> bool:
    return of.kind == PERSON


def _classes(of: Situation, applied: tuple[Applied, ...]) -> Iterator[str]:
    if not applied:
        yield _("No class of the schedule is for it: somebody has to look at it.")
    for each in applied:
        row = each.row
        counted = (
            _("%(keep)s from the end of the sanctions", keep=row.keep)
            if row.after is After.SANCTIONS
            else _("%(keep)s from the day on which they left", keep=row.keep)
            if _person(of)
            else _("%(keep)s from closing, or from what arrived last", keep=row.keep)
        )
        ending = (
            _("until %(day)s", day=say_day(each.until))
            if each.until is not None
            else _("as long as a sanction has no end")
        )
        yield together((row.title, counted, ending), ", ")
    if len(applied) > 1:
        yield _("The longest of these holds.")


def _applied(schedule: Schedule, of: Situation) -> Iterator[Applied]:
    for row in schedule.classes.values():
        if of.kind in row.of and (not row.when or any(_holds(each, of) for each in row.when)):
            yield Applied(row, _until(schedule, row, of))


def _until(schedule: Schedule, row: Class, of: Situation) -> date | None:
    if of.closed_at is None:
        return None
    moments = [of.closed_at, *([of.arrived_at] if of.arrived_at else [])]
    if row.after is After.SANCTIONS:
        for each in of.sanctions:
            if each.ends_at is None:
                return None
            moments.append(each.ends_at)
    return _after(row.keep, local_day(schedule.zone, max(moments)))


def _after(period: Period, day: date) -> date:
    """Return the last day of a period from a day on: the same day number, or the month's last."""
    if period.unit is Unit.DAYS:
        return day + timedelta(days=period.count)
    if period.unit is Unit.WEEKS:
        return day + timedelta(weeks=period.count)
    return add_months(day, period.count * (12 if period.unit is Unit.YEARS else 1))


def _holds(when: Condition, of: Situation) -> bool:
    imposed = {each.name for each in of.sanctions}
    return (
        (not when.stage or of.stage in when.stage)
        and (not when.taken or not of.taken.isdisjoint(when.taken))
        and (not when.sanction or not imposed.isdisjoint(when.sanction))
        and (when.sanctioned is None or when.sanctioned is bool(imposed))
        and all(_is(of, fact, values) for fact, values in when.facts.items())
        and (not when.alleged or not of.alleged.isdisjoint(when.alleged))
        and (when.minor is None or when.minor is of.minor)
        and (when.imported is None or when.imported is of.imported)
        and (not when.filed or of.filed in when.filed)
        and (not when.status or of.status in when.status)
    )


def _is(of: Situation, fact: str, values: tuple[bool | str, ...]) -> bool:
    """Tell whether a fact is, or once was said to be, one of these; what nobody said is false."""
    return not of.facts.get(fact, frozenset((False,))).isdisjoint(values)
