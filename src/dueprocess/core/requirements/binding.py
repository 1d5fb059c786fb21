"""Since when and why somebody is asked something: spans of days, each with what binds them.

Knows who a requirement binds and when each version of it held. Nobody is bound before the day from which a
version that binds them holds: no rule works backwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dueprocess.core.deadlines import Clock, period_ends
from dueprocess.core.requirements.facts import Holding, Person, Unit, What
from dueprocess.core.requirements.model import ANY, Book, Requirement, Who
from dueprocess.core.rulebook.model import Period
from dueprocess.core.saying import Said, say_day
from dueprocess.core.saying import say as _

ONE = timedelta(days=1)
FOREVER = date.max
"""An end that nobody knows, or that there is none of."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which somebody is asked, both included; `why` they are; `asked_on`: when what binds them
    began, maybe before it did."""

    first: date
    last: date
    why: Said
    asked_on: date


@dataclass(frozen=True, slots=True)
class Held:
    """A version of one requirement: from which day it holds, until when, and its whole set's equivalents."""

    since: date
    until: date
    row: Requirement
    counts: frozenset[str]


def versions(book: Book, name: str, on: date) -> tuple[Held, ...]:
    """Return the versions of a requirement up to a day, in order."""
    found = []
    for index, (since, texts) in enumerate(book.versions):
        row = texts.requirements.get(name)
        if row is None or since > on:
            continue
        after = book.versions[index + 1][0] if index + 1 < len(book.versions) else None
        until = FOREVER if after is None or after > on else after - ONE
        if until >= since:
            found.append(Held(since, until, row, texts.counting(row)))
    return tuple(found)


def ends(clock: Clock, period: Period, day: date) -> date:
    """Return the last day of a period that counts from a day."""
    found = period_ends(clock, period, day=day, at=clock.begins(day)).last_day
    assert found is not None, "nothing pauses it"
    return found


def spans(found: Sequence[Held], person: Person, on: date, clock: Clock) -> list[Span]:
    """Return the spans up to a day in which somebody was asked; those without a gap are one, but where each
    order asks anew."""
    every = list(_spans(found, lambda row: _ties(row, person, on, clock), on))
    if not found[-1].row.who.ordered:
        return merged(every)
    orders = sorted({each.asked_on for each in every})
    return [one for day in orders for one in merged(each for each in every if each.asked_on == day)]


def unit_spans(found: Sequence[Held], unit: Unit, on: date) -> list[Span]:
    """Return the spans up to a day in which a unit had to have somebody."""
    return merged(_spans(found, lambda row: _unit_ties(row, unit), on))


_Tie = tuple[date | None, date | None, Said]


def _spans(found: Iterable[Held], ties: Callable[[Requirement], Iterable[_Tie]], on: date) -> Iterator[Span]:
    for held in found:
        for first, last, why in ties(held.row):
            begins = max(first or held.since, held.since)
            # An end that has not come is not counted with.
            stops = min(FOREVER if last is None or last >= on else last, held.until)
            if begins <= on and begins <= stops:
                yield Span(begins, stops, why, first or held.since)


def merged(found: Iterable[Span]) -> list[Span]:
    """Return spans that touch or overlap as one. It says what binds to its end, of several what began
    first."""
    rows: list[Span] = []
    for each in sorted(found, key=lambda span: (span.first, span.asked_on, span.last)):
        before = rows[-1] if rows else None
        if before is None or (before.last != FOREVER and each.first > before.last + ONE):
            rows.append(each)
        elif each.last > before.last:
            rows[-1] = Span(before.first, each.last, each.why, min(before.asked_on, each.asked_on))
    return rows


def _ties(row: Requirement, person: Person, on: date, clock: Clock) -> Iterator[_Tie]:
    who = row.who
    for holding in person.holdings:
        if holding.from_on <= on and _held(who, holding):
            yield holding.from_on, holding.until_on, _as_holder(person.called, holding)
    if who.members:
        yield from _memberships(who, person, on, clock)
    for order in person.orders:
        if order.on <= on and (ANY in who.sanctions or order.sanction in who.sanctions):
            yield order.on, order.until_on, _("because of the decision of %(day)s", day=say_day(order.on))
    for referral in person.referrals if who.self_referral else ():
        if referral.on <= on and referral.requirement in ("", row.id):
            why = _("because it was asked for on %(day)s", day=say_day(referral.on))
            yield referral.on, referral.until_on, why


def _held(who: Who, holding: Holding) -> bool:
    if who.units and not set(who.units) & set(holding.line):
        return False
    if holding.what is What.ROLE:
        return holding.name in who.roles
    return " ".join(holding.name.split()).casefold() in who.offices


def _as_holder(called: str, holding: Holding) -> Said:
    words = {"title": holding.title, "place": holding.place, "called": called}
    if called and holding.place:
        return _("because %(called)s is %(title)s of %(place)s", **words)
    if called:
        return _("because %(called)s is %(title)s", **words)
    return _("as %(title)s of %(place)s", **words) if holding.place else _("as %(title)s", **words)


def _memberships(who: Who, person: Person, on: date, clock: Clock) -> Iterator[_Tie]:
    for each in person.memberships:
        if (who.units and not set(who.units) & set(each.line)) or (each.from_on and each.from_on > on):
            continue
        first = each.from_on
        if who.member_for is not None:
            joined = person.joined_on or each.from_on
            # Nobody knows when they joined: they are taken to have been members for long enough.
            reached = ends(clock, who.member_for, joined) if joined is not None else None
            if reached is not None and reached > on:
                continue
            first = max((day for day in (reached, each.from_on) if day is not None), default=None)
        yield first, each.until_on, _as_member(person.called, each.place if who.units else "")


def _as_member(called: str, place: str) -> Said:
    words = {"place": place, "called": called}
    if called and place:
        return _("because %(called)s is a member of %(place)s", **words)
    if called:
        return _("because %(called)s is a member", **words)
    return _("as a member of %(place)s", **words) if place else _("as a member", **words)


def _unit_ties(row: Requirement, unit: Unit) -> Iterator[_Tie]:
    who = row.who
    if who.every_unit not in (ANY, unit.kind) or not who.every_unit:
        return
    if who.units and not set(who.units) & set(unit.line):
        return
    yield unit.from_on, unit.until_on, _("because %(unit)s needs it", unit=unit.title)
