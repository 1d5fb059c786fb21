"""Measures and sanctions in time: from when to when they apply, what stays them, how they ended.

Knows what was started and imposed, appeals against it and what time does to it. Must not change the case.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from dueprocess.core.deadlines import period_ends
from dueprocess.core.engine import events, finality
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.strands import Act, Imposed
from dueprocess.core.rulebook.model import (
    AtEnd,
    Begins,
    Consequence,
    DuringAppeal,
    Imposition,
    Measure,
    Open,
    Period,
    Sanction,
    Unit,
)
from dueprocess.core.sanctions import Span

_ONE = timedelta(days=1)


class Stand(StrEnum):
    """How a measure or sanction stands on a day."""

    NOT_YET = "not yet in force"
    IN_FORCE = "in force"
    HOLDING = "must be decided"
    STAYED = "stayed"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    SERVED = "served"
    EXPIRED = "expired"
    LIFTED = "lifted"
    SET_ASIDE = "set aside"
    REPLACED = "replaced"
    FELL_AWAY = "fallen away"
    ENDED = "ended with the case"
    UNDONE = "undone"
    ELSEWHERE = "gone to another case"


LIVE = frozenset({Stand.NOT_YET, Stand.IN_FORCE, Stand.HOLDING, Stand.STAYED, Stand.SUSPENDED})


class Course(NamedTuple):
    """Where a measure or sanction stands now; `ends_at` is known only when nothing can stay it any more."""

    state: Stand
    begun_at: datetime | None
    last_day: date | None
    ends_at: datetime | None
    ended_at: datetime | None

    @property
    def applies(self) -> bool:
        return self.state in (Stand.IN_FORCE, Stand.HOLDING)

    @property
    def live(self) -> bool:
        return self.state in LIVE


def course(fold: Fold, imposed: Imposed) -> Course:
    """Where it stands at the moment of the fold."""
    key = ("course", id(imposed), fold.now)
    found = fold.memo.get(key)
    if not isinstance(found, Course):
        # Whether an act is final may turn on whether its own sanction is live: it is, until this is known.
        fold.memo[key] = Course(Stand.NOT_YET, None, None, None, None)
        found = _measure(fold, imposed) if imposed.measure else _sanction(fold, imposed)
        fold.memo[key] = found
    return found


def _measure(fold: Fold, imposed: Imposed) -> Course:
    row = imposed.row
    last = finality.day(fold, imposed.until) if imposed.until else None
    if imposed.ended_at is not None and imposed.ended_at <= fold.now:
        return Course(Stand(imposed.ended or "lifted"), imposed.at, last, imposed.until, imposed.ended_at)
    if imposed.until is None or imposed.until > fold.now:
        return Course(Stand.IN_FORCE, imposed.at, last, imposed.until, None)
    if isinstance(row, Measure) and row.at_end is AtEnd.MUST_BE_DECIDED:
        return Course(Stand.HOLDING, imposed.at, last, imposed.until, None)
    return Course(Stand.LAPSED, imposed.at, last, imposed.until, imposed.until)


def spans(fold: Fold, imposed: Imposed) -> tuple[Span, ...]:
    """From when to when it applied and, as far as is known now, applies: without what stayed it. Of a day
    that is over this never changes by time alone."""
    found, row = course(fold, imposed), imposed.row
    if imposed.measure:
        decided = isinstance(row, Measure) and row.at_end is AtEnd.MUST_BE_DECIDED
        return _without(imposed.at, found.ended_at or (None if decided else found.ends_at), ())
    assert isinstance(row, Sanction)
    if found.begun_at is None or (imposed.suspended_for is not None and imposed.activated is None):
        return ()
    return _without(found.begun_at, found.ended_at or found.ends_at, stayed(fold, imposed, row))


def meanwhile(fold: Fold, imposed: Imposed) -> tuple[Span, ...]:
    """From when to when the measure applied that stands in the place of a sanction while it does not."""
    if not isinstance(imposed.row, Sanction) or imposed.row.meanwhile is None:
        return ()
    found = course(fold, imposed)
    return _without(imposed.at, found.ended_at or found.ends_at, spans(fold, imposed))


def _without(start: datetime, end: datetime | None, left_out: Iterable[Span]) -> tuple[Span, ...]:
    """The span from `start` to `end` without those that are left out, which are in order."""
    found: list[Span] = []
    at: datetime | None = start
    for since, until in left_out:
        if at is None or (end is not None and since >= end):
            break
        if since > at:
            found.append((at, since))
        at = None if until is None else max(at, until)
    if at is not None and (end is None or at < end):
        found.append((at, end))
    return tuple(found)


def holding_ends(fold: Fold, imposed: Imposed) -> datetime | None:
    """By when a protective measure that has come to its end must be lifted or continued."""
    row = imposed.row
    if not isinstance(row, Measure) or row.holding is None or imposed.until is None:
        return None
    ending = period_ends(
        fold.clock, row.holding, day=finality.day(fold, imposed.until), at=imposed.until, as_counted=True
    )
    return ending.at


def cap_ends(fold: Fold, imposed: Imposed) -> datetime | None:
    """The instant after which a measure cannot last, however often it is continued or ordered anew; None: no
    cap."""
    return cap_of(fold, imposed.row, imposed.on, imposed.at)


def cap_of(fold: Fold, row: Imposition, on: str | None, since: datetime) -> datetime | None:
    """`cap_ends` of a measure on somebody that begins at `since`: the days on which it was on them before in
    this case count. None: no cap."""
    if row.cap is None:
        return None
    day = fold.clock.local_day(since)
    ending = period_ends(fold.clock, row.cap, day=day, at=since, as_counted=True)
    used, counted = timedelta(), date.min
    for each in sorted(fold.imposed, key=lambda one: one.at):
        if each.row.id == row.id and each.measure and same(fold, each.on, on) and each.at < since:
            over = fold.clock.local_day(min(course(fold, each).ended_at or since, since))
            begun = max(fold.clock.local_day(each.at), counted)  # a day counts once, whatever its scope
            used += max(over - begun, timedelta())
            counted = max(counted, over)
    if not used or ending.last_day is None:
        return ending.at
    return fold.clock.ends(ending.last_day - used)  # days, not hours: the clock may change between


def same(fold: Fold, one: str | None, other: str | None) -> bool:
    """Whether two parties are one person: who comes in a second time is no new one."""
    if one == other or one is None or other is None:
        return one == other
    first, second = fold.parties.get(one), fold.parties.get(other)
    return (
        first is not None
        and second is not None
        and first.person is not None
        and first.person == second.person
    )


def in_force_on(fold: Fold, row: Imposition, on: str | None, scope: tuple[str, ...]) -> bool:
    """Whether a measure, with all of that scope, applies to somebody already."""
    return any(
        each.measure
        and each.row.id == row.id
        and same(fold, each.on, on)
        and set(scope) <= set(each.scope)
        and course(fold, each).applies
        for each in fold.imposed
    )


def _sanction(fold: Fold, imposed: Imposed) -> Course:
    row = imposed.row
    assert isinstance(row, Sanction)
    begun = _begins(fold, imposed, row)
    if imposed.ended_at is not None and imposed.ended_at <= fold.now:
        state = Stand(imposed.ended or "lifted")
        return Course(state, begun, None, None, imposed.ended_at)
    if imposed.suspended_for is not None and imposed.activated is None:
        return _suspended(fold, imposed)
    if begun is None or begun > fold.now:
        return Course(Stand.NOT_YET, begun, None, None, None)
    stays = stayed(fold, imposed, row)
    running = bool(stays) and stays[-1][1] is None
    last = _last_day(fold, imposed.lasts, begun, stays, credit(fold, imposed, row, begun))
    ends = fold.clock.ends(last) if last is not None else None
    if running:
        return Course(Stand.STAYED, begun, None, None, None)
    if ends is not None and ends <= fold.now:
        over = Stand.EXPIRED if row.effect == (Consequence.ON_THE_RECORD_ONLY,) else Stand.SERVED
        return Course(over, begun, last, ends, max(ends, begun))
    return Course(Stand.IN_FORCE, begun, last, ends, None)


def _suspended(fold: Fold, imposed: Imposed) -> Course:
    """On probation, or fallen away with its end; while a complaint received within it waits, not yet."""
    begun, ends = probation(fold, imposed)
    last = finality.day(fold, ends) if ends is not None else None
    if begun is None or ends is None or ends > fold.now:
        return Course(Stand.SUSPENDED, begun, last, ends, None)
    over = fold.main.ended_at if fold.main is not None else None
    if received_within(fold, begun, ends):
        if over is None or over > fold.now:
            return Course(Stand.SUSPENDED, begun, last, None, None)
        return Course(Stand.FELL_AWAY, begun, last, ends, max(ends, over))
    return Course(Stand.FELL_AWAY, begun, last, ends, ends)


def probation(fold: Fold, imposed: Imposed) -> tuple[datetime | None, datetime | None]:
    """From when to when a suspended sanction is on probation, as far as it is known; stayed days do not
    count, and while it is stayed nobody can say the end."""
    row = imposed.row
    assert isinstance(row, Sanction)
    begun = _begins(fold, imposed, row)
    if begun is None or begun > fold.now:
        return None, None
    stays = stayed(fold, imposed, row)
    if stays and stays[-1][1] is None:
        return begun, None
    last = _last_day(fold, imposed.suspended_for, begun, stays)
    return begun, fold.clock.ends(last) if last is not None else None


def received_within(fold: Fold, begun: datetime, ends: datetime | None) -> bool:
    """Whether a complaint of this case was received from `begun` on and before `ends`."""
    opened = fold.main.opener if fold.main is not None else None
    for complaint in fold.complaints.values():
        at = complaint.at or (opened.at if opened is not None else None)
        if at is not None and begun <= at and (ends is None or at < ends):
            return True
    return False


def _begins(fold: Fold, imposed: Imposed, row: Sanction) -> datetime | None:
    act = imposed.decided
    if act is None:
        return imposed.at
    if row.begins is Begins.AT_ONCE:
        return act.at
    if row.begins is Begins.ON_SERVICE:
        if imposed.on is None:
            return act.at
        got = events.receipt(fold, act.n, imposed.on)
        return got[0] if got else None
    final = finality.final_at(fold, act)
    return final if final is not None and final <= fold.now else None


def appeals_against(fold: Fold, act: Act) -> list[Act]:
    """The acts that attack an act (not those done before a matter was sent back)."""
    return [each for each in fold.acts if each.row.against == act.n and each.step.appeals]


def stayed(fold: Fold, imposed: Imposed, row: Sanction) -> list[tuple[datetime, datetime | None]]:
    """From when to when appeals have stayed it; None: still. Against the act that imposed it, and against the
    one that brought it into force."""
    if row.during_appeal is DuringAppeal.IN_FORCE or imposed.act is None:
        return []
    found: list[tuple[datetime, datetime | None]] = []
    appeals = appeals_against(fold, imposed.act)
    if imposed.activated is not None and imposed.activated is not imposed.act:
        appeals = sorted([*appeals, *appeals_against(fold, imposed.activated)], key=lambda act: act.seq)
    for appeal in appeals:
        strand = appeal.opens or appeal.strand
        ended = strand.ended_at
        if ended is not None and ended > fold.now:
            ended = None
        if found and (found[-1][1] is None or found[-1][1] >= appeal.at):
            begun, until = found[-1]
            later = None if until is None or ended is None else max(until, ended)
            found[-1] = (begun, later)
        else:
            found.append((appeal.at, ended))
    return found


def _last_day(
    fold: Fold,
    length: Period | Open | None,
    begun: datetime,
    stays: list[tuple[datetime, datetime | None]],
    credited: int = 0,
) -> date | None:
    """The last day: counted from the beginning, less what is credited, more the days it was stayed."""
    if not isinstance(length, Period):
        return None
    day = fold.clock.local_day(begun)
    ending = period_ends(fold.clock, length, day=day, at=begun, as_counted=True)
    last = ending.last_day
    if last is None:
        return None
    last -= timedelta(days=credited)
    for since, until in stays:
        if until is None:
            continue
        first = max(fold.clock.local_day(since), day)
        if first <= last:
            last += max(fold.clock.local_day(until) - first, timedelta())
    return last


def credit(fold: Fold, imposed: Imposed, row: Sanction, begun: datetime) -> int:
    """The days that measures named in `credits` were in force for this person before it began."""
    if not row.credits:
        return 0
    days: set[date] = set()
    for each in fold.imposed:
        if not each.measure or each.row.id not in row.credits or each.on != imposed.on:
            continue
        ended = course(fold, each).ended_at or begun
        day, end = fold.clock.local_day(each.at), fold.clock.local_day(min(ended, begun))
        while day < end:
            days.add(day)
            day += _ONE
    return len(days)


def earliest(fold: Fold, imposed: Imposed) -> date | None:
    """A day before which a sanction cannot have come to its end; None: it has none that time brings."""
    waits = imposed.activated is None and imposed.suspended_for is not None
    length = imposed.suspended_for if waits else imposed.lasts
    if not isinstance(length, Period):
        return None
    at = imposed.decided.at if imposed.decided is not None else imposed.at
    day = fold.clock.local_day(at)
    row = imposed.row
    if length.unit is Unit.HOURS or (isinstance(row, Sanction) and row.credits):
        return day
    return period_ends(fold.clock, length, day=day, at=at, as_counted=True).last_day


def live(fold: Fold, sanction: str, party: str) -> int:
    """How many sanctions of one kind are live against a respondent, earlier cases included."""
    number = 0
    for each in fold.imposed:
        if each.row.id == sanction and each.on == party:
            state = course(fold, each).state
            number += state in LIVE and state is not Stand.SUSPENDED
    found = fold.parties.get(party)
    if found is not None and found.person is not None:
        today = fold.clock.local_day(fold.now)
        for earlier in fold.history.get(found.person, ()):
            on_record = earlier.suspended_until is None
            if earlier.sanction == sanction and earlier.first <= today and on_record:
                number += earlier.last is None or today <= earlier.last
    return number
