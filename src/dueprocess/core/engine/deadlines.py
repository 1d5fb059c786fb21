"""The deadlines of a case: every one that exists, how it stands, and one sentence that explains it.

Knows which deadlines there are and what to say of them. How one is worked out: `reckoning`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from dueprocess.core.deadlines import Clock, Span, not_working
from dueprocess.core.engine import conditions, explaining, opening, reckoning
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.reckoning import Reckoned
from dueprocess.core.engine.said import said_day, said_days
from dueprocess.core.engine.strands import Act, Strand
from dueprocess.core.rulebook.model import (
    DueKind,
    LastDay,
    Period,
    Rulebook,
    Step,
    Unit,
)
from dueprocess.core.saying import Said, together
from dueprocess.core.saying import say as _

_ONE = timedelta(days=1)


class Timing(StrEnum):
    """How a deadline stands."""

    RUNNING = "running"
    STANDS_STILL = "stands still"
    MET = "met"
    MET_LATE = "met late"
    OVERDUE = "overdue"
    MISSED = "missed"
    PASSED = "passed"


_UNMET = {
    DueKind.DUTY: Timing.OVERDUE,
    DueKind.TARGET: Timing.MISSED,
    DueKind.CHANCE: Timing.PASSED,
    DueKind.LIMIT: Timing.PASSED,
}


@dataclass(frozen=True, slots=True)
class DeadlineState:
    """One deadline of one step, for one person where each has their own.

    `last_day` and `due_at` (aware, UTC) are None while it stands still. From `due_at` on, an act is late;
    before `opens_at` one is too early (None: nothing is known to hold it back, or it was met).
    """

    strand: int
    step: str
    index: int
    person: str | None
    against: int | None
    kind: DueKind
    clause: str | None
    event_at: datetime | None
    event_day: date | None
    last_day: date | None
    due_at: datetime | None
    state: Timing
    met_at: datetime | None = None
    met_by: int | None = None
    late_by: timedelta | None = None
    paused: tuple[Span, ...] = ()
    extended: date | None = None
    cycle: int = 0
    version: str | None = None  # the number of the version that governs it, where several play a part
    remind_on: tuple[date, ...] = ()
    opens_at: datetime | None = None
    _found: Reckoned = field(repr=False, compare=False, kw_only=True)
    _clock: Clock = field(repr=False, compare=False, kw_only=True)
    _now: datetime = field(repr=False, compare=False, kw_only=True)
    _rulebook: Rulebook = field(repr=False, compare=False, kw_only=True)
    _pauses: tuple[tuple[str, date, date | None], ...] = field(
        repr=False, compare=False, kw_only=True, default=()
    )

    def explain(self) -> Said:
        """One plain sentence: clause, event and its day, what was not counted, what moved it, until when."""
        return _explain(self)

    def working_days_left(self, at: datetime) -> int | None:
        """Working days after the day of `at`, up to and with the last day, without those that a pause takes.

        None where the rule counts other days, where the last day is not known or has gone by, and where no
        working day is left though the day is still to come.
        """
        period, last, work = self._found.period, self.last_day, self._clock.work
        today = self._clock.local_day(at)
        if period is None or period.unit is not Unit.WORKING_DAYS or last is None or last < today:
            return None
        left = work.between(today, last)
        for first, until in self.paused:
            since, over = max(first - _ONE, today), min((until or last) - _ONE, last)
            left -= work.between(since, over) if over > since else 0
        return left if left or last == today else None

    @property
    def working_days(self) -> int | None:
        """`working_days_left` at the moment of the state."""
        return self.working_days_left(self._now)

    @property
    def met(self) -> bool:
        return self.met_at is not None


def listing(fold: Fold) -> list[DeadlineState]:
    """Every deadline of the case: those that run, and those of the present round that were met."""
    found: list[DeadlineState] = []
    read = fold.book
    for strand in fold.strands.values():
        if strand.void:
            continue
        fold.govern(strand)
        for step in _steps(fold, strand):
            found.extend(_of_step(fold, strand, step))
    fold.read(read)
    books = {name: strand.book.order for name, strand in fold.strands.items()}
    found.sort(
        key=lambda each: (
            each.strand,
            books[each.strand][each.step],
            each.index,
            each.person or "",
            each.cycle,
        )
    )
    return found


def _steps(fold: Fold, strand: Strand) -> list[Step]:
    """Steps with deadlines at any stage where the strand stands or stood."""
    names: dict[str, Step] = {}
    for stage in dict.fromkeys(visit.stage for visit in strand.visits):
        for step in fold.book.at_stage.get(stage, ()):
            if step.due:
                names[step.id] = step
    if strand is fold.main:
        for step in fold.book.wide_steps:
            if step.due:
                names[step.id] = step
    return list(names.values())


def _of_step(fold: Fold, strand: Strand, step: Step) -> Iterator[DeadlineState]:
    stands = fold.stay(strand, step)
    wide = fold.book.wide[step.id]
    since = stands if stands is not None else (-1 if wide else reckoning._came(strand, step))
    for person in fold.concerned(strand, step):
        owed = conditions.holds(fold, strand, step.when, person)
        if not owed and fold.done(strand, step, person, since) is None:
            continue
        for index, due in enumerate(step.due):
            for against in reckoning.attacked(fold, strand, step):
                if due.every is not None:
                    yield from _cycles(fold, strand, step, index, person, stands is not None and owed)
                    continue
                found = reckoning.reckon(fold, strand, step, index, person, against)
                if found is None:
                    continue
                act = reckoning.met_by(fold, found, since)
                if act is not None or (stands is not None and owed):
                    yield state_of(fold, found, act)


def _cycles(
    fold: Fold, strand: Strand, step: Step, index: int, person: str | None, owed: bool
) -> Iterator[DeadlineState]:
    running = reckoning.reckon(fold, strand, step, index, person)
    if running is None:
        return
    base = reckoning._base(fold, running)
    acts = reckoning.repeats(fold, strand, step, person, base)
    for cycle, act in enumerate(acts):
        found = reckoning.reckon(fold, strand, step, index, person, None, cycle)
        if found is not None:
            yield state_of(fold, found, act)
    if owed:
        yield state_of(fold, running, None)


def state_of(fold: Fold, found: Reckoned, act: Act | None) -> DeadlineState:
    """How one deadline stands now, met by `act` or not."""
    due_at = found.ending.at
    met_at = act.at if act is not None else None
    late_by = None
    if act is not None:
        late = due_at is not None and act.at >= due_at
        state = Timing.MET_LATE if late else Timing.MET
        if late and due_at is not None:
            late_by = act.at - due_at
    elif due_at is None:
        state = Timing.STANDS_STILL
    elif fold.now >= due_at:
        state = _UNMET[found.due.kind]
        late_by = fold.now - due_at
    else:
        state = Timing.RUNNING
    last = found.ending.last_day
    paused = _within(found)
    return DeadlineState(
        found.strand.name,
        found.step.id,
        found.nth,
        found.person,
        found.against,
        found.due.kind,
        found.due.clause or found.step.clause,
        found.event.at,
        found.event.day,
        last,
        due_at,
        state,
        met_at,
        act.n if act is not None else None,
        late_by,
        paused,
        _extended(found),
        found.cycle,
        fold.book.governs(found.step.id).version if fold.versions else None,
        _reminders(fold, found, last),
        None if act is not None else opening.opens_at(fold, found.strand, found.step, found.person),
        _found=found,
        _clock=fold.clock,
        _now=fold.now,
        _rulebook=fold.book.rulebook,
        _pauses=tuple(
            (
                span.pause.title,
                fold.clock.local_day(span.at),
                fold.clock.local_day(span.until) if span.until else None,
            )
            for span in fold.pauses
            if paused and fold.stops(span, found.strand, found.step.id)
        ),
    )


def _within(found: Reckoned) -> tuple[Span, ...]:
    """The paused days that bear on this deadline."""
    day, last = found.event.day, found.ending.last_day
    if not found.spans or day is None or (found.period and found.period.unit is Unit.HOURS):
        return ()
    return tuple(
        (max(first, day), until)
        for first, until in found.spans
        if (until is None or until > day) and (last is None or first <= last)
    )


def _extended(found: Reckoned) -> date | None:
    """The new last day that an act set, if it was not the earlier one."""
    days = [change.day for change in found.changes if change.kind in ("extends", "restores")]
    return max(days) if days else None


def days_before(fold: Fold, periods: tuple[Period, ...], last: date) -> tuple[date, ...]:
    """The days of reminders and warnings, so long before a last day, in order, each once."""
    back = [
        fold.clock.work.add(last, -each.count)
        if each.unit is Unit.WORKING_DAYS
        else last - timedelta(days=_days(each))
        for each in periods
    ]
    return tuple(sorted(set(back)))


def _reminders(fold: Fold, found: Reckoned, last: date | None) -> tuple[date, ...]:
    """The days on which to remind of it; on the day of its event the event itself reminds."""
    if last is None:
        return ()
    day = found.event.day
    began = day if found.due.after and day is not None else date.min
    return tuple(each for each in days_before(fold, found.due.remind, last) if each > began)


def _days(period: Period) -> int:
    size = {Unit.HOURS: 0, Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 30, Unit.YEARS: 365}
    return period.count * size.get(period.unit, 1)


# --- in words


def _explain(each: DeadlineState) -> Said:
    found = each._found
    text = explaining.bounded(explaining.counted(each._rulebook, found, each.event_day), found)
    skipped = _skipped(each, found)
    if skipped:
        text = _("%(text)s; not counted: %(days)s", text=text, days=together(skipped, ", "))
    text = explaining.changed(text, found)
    text = _("%(text)s; %(end)s.", text=text, end=_ends(each, found.due.by_time))
    return explaining.ruled(text, each.clause, each.version)


def _skipped(each: DeadlineState, found: Reckoned) -> list[Said]:
    parts = []
    period = found.period
    working = period is not None and period.unit is Unit.WORKING_DAYS
    if working and each.event_day and each.last_day:
        first, last = sorted((each.event_day, each.last_day))
        free = not_working(each._clock, first, last)
        free = [day for day in free if not any(f <= day and (u is None or day < u) for f, u in each.paused)]
        if free:
            parts.append(_("%(days)s (holiday or closed)", days=said_days(free)))
    for title, first, until in each._pauses:
        day = each.event_day
        if until is not None and day is not None and until <= day:
            continue
        if each.last_day is not None and first > each.last_day:
            continue
        if until is None:
            parts.append(_("the days since %(day)s (paused: %(title)s)", day=said_day(first), title=title))
        elif until > first:
            last = until - timedelta(days=1)
            span = said_day(first)
            if last != first:
                span = _("%(first)s to %(last)s", first=span, last=said_day(last))
            parts.append(_("%(days)s (paused: %(title)s)", days=span, title=title))
    return parts


def _ends(each: DeadlineState, by: time | None) -> Said:
    if each.last_day is None:
        return _("it stands still until the pause ends")
    period = each._found.period
    if period is not None and period.unit is Unit.HOURS and each.due_at is not None:
        local = each.due_at.astimezone(each._clock.zone)
        text = _("due at %(time)s on %(day)s", time=f"{local:%H:%M}", day=said_day(local.date()))
    elif by is not None:
        text = _("due by %(time)s on %(day)s", time=f"{by:%H:%M}", day=said_day(each.last_day))
    else:
        text = _("due by the end of %(day)s", day=said_day(each.last_day))
    if (
        each._clock.last_day is LastDay.NEXT_WORKING_DAY
        and period is not None
        and period.unit in (Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS)
    ):
        text = _("%(text)s (a closed last day moves to the next working day)", text=text)
    return _stands(each, text)


def _stands(each: DeadlineState, text: Said) -> Said:
    met = said_day(each._clock.local_day(each.met_at)) if each.met_at is not None else None
    if each.state is Timing.MET and met:
        return _("%(text)s, met on %(day)s", text=text, day=met)
    if each.state is Timing.MET_LATE and met:
        return _("%(text)s, done late on %(day)s", text=text, day=met)
    if each.state is Timing.STANDS_STILL:
        return _("%(text)s, standing still", text=text)
    if each.state is Timing.OVERDUE:
        return _("%(text)s, overdue since then", text=text)
    if each.state is Timing.MISSED:
        return _("%(text)s, missed since then", text=text)
    if each.state is Timing.PASSED:
        return _("%(text)s, passed since then", text=text)
    return text
