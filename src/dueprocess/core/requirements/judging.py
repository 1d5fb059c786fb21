"""Where somebody stands with a requirement on a day, by when it is owed, and what default leads to.

The same on whatever day it is worked out, and whatever happens after the day it is asked for. Several debts
may be open at once (the term began, a completion lapsed, an exemption ended): the one with the latest day
counts, so that nobody is worse off for having learned something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from dueprocess.core.deadlines import Clock, counted_back
from dueprocess.core.requirements.binding import (
    FOREVER,
    ONE,
    Span,
    ends,
    spans,
    unit_spans,
    versions,
)
from dueprocess.core.requirements.facts import Done, Exempt, Person, Unit
from dueprocess.core.requirements.model import Book, Consequence, Leads, Requirement
from dueprocess.core.rulebook.model import Period
from dueprocess.core.saying import Said


class State(StrEnum):
    """Where somebody stands."""

    NOT_ASKED = "not asked"
    OPEN = "open"
    GRACE = "in grace"
    OVERDUE = "overdue"
    CURRENT = "current"
    LAPSING = "lapsing soon"
    LAPSED = "lapsed"
    EXEMPT = "exempt"


class Cause(StrEnum):
    """Why something is owed."""

    START = "it began"
    LAPSE = "it lapsed"
    VOID = "it counts no more"
    GONE = "too few are left"
    EXEMPTION = "the exemption ended"


@dataclass(frozen=True, slots=True)
class Led:
    """What default leads to, from which day."""

    consequence: Consequence
    from_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Where somebody stands with one requirement `on` a day.

    `why` they are asked, `since` when they owe it (not while they are current or exempt), `cause` of that.
    `due_on`: the day by which it is to be finished or renewed; `last_day`: the last one without default, with
    the grace; `current_until` None: not current, or for good. `refused`: what it is needed for is refused
    today. `remind_on`: the days on which they are reminded, `leads_to`: what default leads to, in time
    (`default`: what it has led to by this day).
    """

    requirement: Requirement
    on: date
    state: State
    why: Said | None = None
    since: date | None = None
    cause: Cause | None = None
    due_on: date | None = None
    last_day: date | None = None
    current_until: date | None = None
    refused: bool = False
    remind_on: tuple[date, ...] = ()
    leads_to: tuple[Led, ...] = ()
    exempt: Exempt | None = None

    @property
    def default(self) -> tuple[Led, ...]:
        """Return what default has led to by this day."""
        return tuple(each for each in self.leads_to if each.from_on <= self.on)


@dataclass(frozen=True, slots=True)
class Cover:
    """Days on which somebody is current, both included, and how they end."""

    first: date
    last: date
    cause: Cause


@dataclass(frozen=True, slots=True)
class Debt:
    """What is owed since a day, by when, with the last day without default, and why."""

    since: date
    due_on: date
    last_day: date
    cause: Cause


def statuses(book: Book, person: Person, on: date) -> tuple[Status, ...]:
    """Return where somebody stands on a day with each requirement for people that holds then, in the order of
    the text."""
    found = book.on(on)
    rows = found.requirements.values() if found else ()
    return tuple(status(book, row.id, person, on) for row in rows if not row.who.every_unit)


def status(book: Book, name: str, person: Person, on: date) -> Status:
    """Return where somebody stands with one requirement on a day. Raises KeyError where none of that name
    holds then."""
    judge = Judge(book, name, on)
    asked = [each for each in spans(judge.held, person, on, book.clock) if each.last >= on]
    if not asked:
        return Status(requirement=judge.row, on=on, state=State.NOT_ASKED)
    covers = [(done.on, cover) for done, cover in judge.covers(person)]
    exempt = list(judge.exempt(person.exempt))
    judged = []
    for span in asked:
        since = span.asked_on if judge.row.who.ordered else date.min  # a course that is ordered is done anew
        judged.append(judge.judged(span, [cover for day, cover in covers if day >= since], exempt))
    return max(judged, key=_weight)


def unit_statuses(book: Book, unit: Unit, on: date) -> tuple[Status, ...]:
    """Return where a unit stands on a day with what every unit needs, in the order of the text."""
    found = book.on(on)
    rows = found.requirements.values() if found else ()
    return tuple(unit_status(book, row.id, unit, on) for row in rows if row.who.every_unit)


def unit_status(book: Book, name: str, unit: Unit, on: date) -> Status:
    """Return where a unit stands with one requirement on a day: whether enough of its people are current.
    Raises KeyError where none of that name holds then."""
    judge = Judge(book, name, on)
    asked = [each for each in unit_spans(judge.held, unit, on) if each.last >= on]
    if not asked:
        return Status(requirement=judge.row, on=on, state=State.NOT_ASKED)
    each_of = []
    for person in unit.people:
        there = [
            (each.from_on or date.min, each.until_on if each.until_on and each.until_on < on else FOREVER)
            for each in person.memberships
            if unit.code in each.line and (each.from_on is None or each.from_on <= on)
        ]
        covers = [cover for _done, cover in judge.covers(person)]
        each_of.append(
            [
                (max(first, cover.first), min(last, cover.last))
                for first, last in there
                for cover in covers
                if max(first, cover.first) <= min(last, cover.last)
            ]
        )
    enough = list(_enough(each_of, judge.row.who.people))
    return judge.judged(asked[-1], enough, list(judge.exempt(unit.exempt)))


def _enough(each_of: Iterable[list[tuple[date, date]]], people: int) -> Iterator[Cover]:
    """Yield the spans in which at least so many people are covered at once."""
    steps: dict[date, int] = {}
    for covers in each_of:
        for first, last in _one(covers):
            steps[first] = steps.get(first, 0) + 1
            if last != FOREVER:
                steps[last + ONE] = steps.get(last + ONE, 0) - 1
    count, began = 0, None
    for day in sorted(steps):
        count += steps[day]
        if count >= people and began is None:
            began = day
        elif count < people and began is not None:
            yield Cover(began, day - ONE, Cause.GONE)
            began = None
    if began is not None:
        yield Cover(began, FOREVER, Cause.GONE)


def _one(covers: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """Return one person's spans as disjoint ones, so that nobody counts twice."""
    found: list[tuple[date, date]] = []
    for first, last in sorted(covers):
        if found and (found[-1][1] == FOREVER or first <= found[-1][1] + ONE):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


_RANK = {State.EXEMPT: 0, State.CURRENT: 1, State.LAPSING: 2}


def _weight(status: Status) -> tuple[int, int]:
    """Of several orders: what is owed before what is not, then the earliest day."""
    rank = _RANK.get(status.state, 3)
    return rank, -(status.last_day or status.due_on or FOREVER).toordinal()


class Judge:
    """One requirement on one day, with the versions of it that held up to then."""

    def __init__(self, book: Book, name: str, on: date) -> None:
        found = book.on(on)
        if found is None:
            raise KeyError(name)
        self.row = found.requirements[name]
        self.held = versions(book, name, on)
        self.clock: Clock = book.clock
        self.on = on

    def ends(self, start: date, period: Callable[[Requirement], Period | None], none: date) -> date:
        """Return the last day of a period of the requirement that counts from `start`; `none` where it has no
        such period.

        What a later version shortens ends no sooner than its own time to finish after the day it came.
        """
        found: date | None = None
        for held in self.held:
            asked = period(held.row)
            new = none if asked is None else ends(self.clock, asked, start)
            if found is None or held.since <= start:
                found = new
            else:
                found = max(new, min(found, ends(self.clock, held.row.within, held.since)))
        assert found is not None, "a version holds"
        return found

    def covers(self, person: Person) -> Iterator[tuple[Done, Cover]]:
        """Yield what of somebody's completions counts, each with its days."""
        for done in person.done:
            if done.on > self.on or (done.revoked_on is not None and done.revoked_on <= self.on):
                continue
            counts = self.counts(done)
            if counts is None:
                continue
            first, void = counts
            if done.voided_on is not None and done.voided_on <= self.on:
                void = min(void, done.voided_on)
            last = min(self.ends(done.on, lambda row: row.renew, FOREVER), done.until_on or FOREVER)
            cause = Cause.LAPSE
            if void <= last and void != FOREVER:
                last, cause = void - ONE, Cause.VOID
            if first <= last:
                yield done, Cover(first, last, cause)

    def counts(self, done: Done) -> tuple[date, date] | None:
        """Return from which day a completion counts for the requirement, and from which no more; None where
        it does for no version of it."""
        names = {done.programme, *done.counts_as}
        first, void = None, FOREVER
        for index, held in enumerate(self.held):
            if names & held.counts:
                first = first or (done.on if index == 0 else max(done.on, held.since))
                void = FOREVER
            elif first is not None:
                void = min(void, held.since)
        return None if first is None else (first, void)

    def exempt(self, rows: Iterable[Exempt]) -> Iterator[tuple[Exempt, date]]:
        """Yield the exemptions that the requirement knew when they began, with their last days: none lasts
        longer than it lets them."""
        for row in rows:
            if row.requirement != self.row.id or row.from_on > self.on:
                continue
            held = [each for each in self.held if each.since <= row.from_on] or list(self.held[:1])
            rule = held[-1].row.exemption
            if rule is None:
                continue
            last = min(row.until_on, ends(self.clock, rule.at_most, row.from_on))
            ended = row.ended_on if row.ended_on is not None and row.ended_on <= self.on else None
            if ended is not None:
                last = min(last, ended - ONE)
            if row.from_on <= last:
                yield replace(row, ended_on=ended), last

    def judged(self, span: Span, covers: list[Cover], exempt: list[tuple[Exempt, date]]) -> Status:
        """Return where somebody stands who is asked in this span, with what they finished."""
        now = [cover for cover in covers if cover.first <= self.on <= cover.last]
        if now:
            return self.current(span, max(now, key=lambda cover: cover.last))
        freed = [(row, last) for row, last in exempt if row.from_on <= self.on <= last]
        if freed:
            row, last = max(freed, key=lambda each: each[1])
            barred = self.barred(list(self.debts(span, covers, exempt)))
            return Status(
                requirement=self.row, on=self.on, state=State.EXEMPT, why=span.why, exempt=row,
                last_day=last, refused=barred,
            )  # fmt: skip
        return self.owed(span, list(self.debts(span, covers, exempt)))

    def current(self, span: Span, cover: Cover) -> Status:
        """Return the status of somebody who is current, until when, and when to renew it."""
        if cover.last == FOREVER:
            return Status(requirement=self.row, on=self.on, state=State.CURRENT, why=span.why)
        ahead = [
            self.back(each, cover.last) for each in (*self.row.remind, self.row.warn) if each is not None
        ]
        soon = self.row.warn is not None and self.back(self.row.warn, cover.last) <= self.on
        last_day = self.after(cover).last_day
        return Status(
            requirement=self.row, on=self.on, why=span.why,
            state=State.LAPSING if soon else State.CURRENT, due_on=cover.last,
            last_day=last_day, current_until=cover.last,
            remind_on=tuple(sorted(day for day in set(ahead) if day >= cover.first)),
            leads_to=self.leads_to(last_day),
        )  # fmt: skip

    def debts(self, span: Span, covers: list[Cover], exempt: list[tuple[Exempt, date]]) -> Iterator[Debt]:
        """Yield each debt of the span that began up to this day."""
        yield self.anew(span.first, span.first, Cause.START)
        for cover in covers:
            if span.first <= cover.last < self.on:
                yield self.after(cover)
        for _row, last in exempt:
            if span.first <= last < self.on:
                yield self.anew(last + ONE, last, Cause.EXEMPTION)

    def after(self, cover: Cover) -> Debt:
        """Return the debt with which a cover ends; for one that never ends, one that never comes."""
        if cover.last == FOREVER:
            return Debt(FOREVER, FOREVER, FOREVER, Cause.LAPSE)
        if cover.cause is not Cause.LAPSE:
            return self.anew(cover.last + ONE, cover.last + ONE, cover.cause)
        grace = self.ends(cover.last, lambda row: row.grace, cover.last)
        return Debt(cover.last + ONE, cover.last, grace, Cause.LAPSE)

    def anew(self, since: date, counted: date, cause: Cause) -> Debt:
        """Return a debt that begins with the whole time to finish, counted from a day."""
        due = self.ends(counted, lambda row: row.within, counted)
        return Debt(since, due, due, cause)

    def owed(self, span: Span, debts: list[Debt]) -> Status:
        """Return the status of somebody who owes it, by the debt with the latest day."""
        debt = max(debts, key=lambda each: (each.last_day, each.since))
        lapsed = debt.cause is Cause.LAPSE
        if self.on <= debt.last_day:
            state = State.GRACE if lapsed else State.OPEN
        else:
            state = State.LAPSED if lapsed else State.OVERDUE
        leads_to = self.leads_to(debt.last_day)
        led = (each.consequence.leads for each in leads_to if each.from_on <= self.on)
        ahead = {self.back(each, debt.last_day) for each in self.row.remind}
        return Status(
            requirement=self.row, on=self.on, state=state, why=span.why, since=debt.since, cause=debt.cause,
            due_on=debt.due_on, last_day=debt.last_day,
            refused=self.barred(debts) or Leads.REFUSED in led,
            remind_on=tuple(sorted(day for day in ahead if day >= debt.since)), leads_to=leads_to,
        )  # fmt: skip

    def barred(self, debts: list[Debt]) -> bool:
        """Tell whether somebody who is not current may not do what stands in `before`: they may for as long
        as something that they finished has grace, or was voided and may still be finished anew. An exemption
        lets nobody do it."""
        spared = any(each.cause in (Cause.LAPSE, Cause.VOID) and self.on <= each.last_day for each in debts)
        return bool(self.row.before) and not spared

    def leads_to(self, last_day: date) -> tuple[Led, ...]:
        """Return what default leads to, in time; nothing before the day after the last one."""
        found = [
            Led(each, (ends(self.clock, each.after, last_day) if each.after else last_day) + ONE)
            for each in self.row.default
        ]
        return tuple(sorted(found, key=lambda led: led.from_on))

    def back(self, period: Period, day: date) -> date:
        """Return the last day that is a period ahead of a day."""
        return counted_back(self.clock, period, day)
