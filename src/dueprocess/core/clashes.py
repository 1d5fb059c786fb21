"""When a hearing can be: what speaks against an hour, for whom, and which hours suit best.

Pure: hours, days on which somebody cannot, the organisation's clock and the notice that a rulebook asks for
come in as values. Must not know who anybody is, what they are engaged in, or where a calendar is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from dueprocess.core.deadlines import Clock, counted_back
from dueprocess.core.rulebook.model import Period
from dueprocess.core.workdays import at_time

_ONE = timedelta(days=1)
LONGEST = 92
"""So many days are looked through at once, at most."""


class Against(StrEnum):
    """What speaks against an hour, the gravest first."""

    PAST = "past"
    TOO_SOON = "too soon"
    BY_CONSENT = "by consent"
    ENGAGED = "engaged"
    AWAY = "away"
    CLOSED = "closed"


FORBIDS = frozenset({Against.PAST, Against.TOO_SOON})
"""No reason makes up for these."""


@dataclass(frozen=True, slots=True)
class Hour:
    """From when until when, as moments with a zone; the end is left out."""

    from_at: datetime
    to_at: datetime

    def meets(self, other: Hour) -> bool:
        """Tell whether both have some time in common."""
        return self.from_at < other.to_at and other.from_at < self.to_at


@dataclass(frozen=True, slots=True)
class Engaged:
    """Somebody has an hour elsewhere."""

    who: str
    hour: Hour


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody cannot on these local days, both included (`until` None: nobody knows until when)."""

    who: str
    first: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Notice:
    """How far ahead the day must lie, and how far with the consent of all (None: no less). `consented`: all
    have agreed to less. `told_on`: on which local day the day was fixed, where that is done; else it counts
    from today."""

    period: Period
    shortest: Period | None = None
    consented: bool = False
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing that speaks against an hour. `who`: whom it concerns, "" for everybody. `first` and `until`
    are the days of an absence; of a day that is too soon `first` is the last on which it could have been
    fixed."""

    against: Against
    who: str = ""
    first: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """An hour that was looked at, with all that speaks against it."""

    hour: Hour
    clashes: tuple[Clash, ...]

    @property
    def open(self) -> bool:
        """Tell whether nothing forbids it."""
        return not any(each.against in FORBIDS for each in self.clashes)


@dataclass(frozen=True, slots=True)
class Diary:
    """What is known of everybody's time, of the working days, of the notice and of now."""

    clock: Clock
    now: datetime
    engaged: Sequence[Engaged] = ()
    away: Sequence[Away] = ()
    notice: Notice | None = None

    def against(self, hour: Hour) -> tuple[Clash, ...]:
        """Return all that speaks against an hour, the gravest first.

        A day that is no working day (a holiday, a closed day, a weekend) speaks against it and does not
        forbid it: volunteers often meet then.
        """
        return tuple(
            sorted(self._against(hour), key=lambda each: (list(Against).index(each.against), each.who))
        )

    def _against(self, hour: Hour) -> Iterator[Clash]:
        first, last = self.clock.local_day(hour.from_at), self.clock.local_day(hour.to_at - _TICK)
        if hour.from_at <= self.now:
            yield Clash(Against.PAST)
        elif self.notice is not None:
            yield from self._notice(self.notice, first)
        busy = {each.who for each in self.engaged if each.hour.meets(hour)}
        yield from (Clash(Against.ENGAGED, who) for who in sorted(busy))
        for each in self.away:
            if each.first <= last and (each.until is None or first <= each.until):
                yield Clash(Against.AWAY, each.who, each.first, each.until)
        if any(not self.clock.work.is_working(day) for day in _days(first, last)):
            yield Clash(Against.CLOSED)

    def _notice(self, notice: Notice, day: date) -> Iterator[Clash]:
        told = notice.told_on or self.clock.day_of(self.now)
        latest = counted_back(self.clock, notice.period, day)
        if told <= latest:
            return
        if notice.shortest is None or told > (least := counted_back(self.clock, notice.shortest, day)):
            yield Clash(Against.TOO_SOON, first=latest if notice.shortest is None else least)
        elif not notice.consented:
            yield Clash(Against.BY_CONSENT, first=latest)

    def offers(
        self, first: date, last: date, *, starts: Iterable[time], lasts: timedelta, most: int
    ) -> tuple[Offer, ...]:
        """Return at most so many hours on the local days from `first` to `last` (of which `LONGEST` are
        looked through), beginning at one of `starts` (local time): those against which least speaks, then the
        earliest; none that something forbids."""
        found = []
        for day in _days(first, min(last, first + _ONE * (LONGEST - 1))):
            for start in sorted(starts):
                begins = at_time(self.clock.zone, day, start)
                hour = Hour(begins, begins + lasts)
                offer = Offer(hour, self.against(hour))
                if offer.open:
                    found.append(offer)
        found.sort(key=lambda each: (len(each.clashes), each.hour.from_at))
        return tuple(found[:most])


_TICK = timedelta(microseconds=1)


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += _ONE
