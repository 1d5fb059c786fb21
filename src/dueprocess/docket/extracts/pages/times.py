"""Deadlines and pauses of a docket that was opened."""

from __future__ import annotations

from datetime import date, timedelta

from dueprocess.core.engine import DeadlineState
from dueprocess.docket.extracts import telling
from dueprocess.docket.extracts.opened import Opened
from dueprocess.docket.extracts.values import (
    DeadlineLine,
    PauseLine,
    ReminderLine,
)
from dueprocess.kit.components import worded


def pauses(view: Opened) -> tuple[PauseLine, ...]:
    """Return the docket's pauses, with those of the whole organisation that concern it."""
    day = view.state._fold.clock.local_day
    return tuple(
        PauseLine(
            each.title, each.since, each.until, each.running,
            for_all=each.act is None and view.rulebook.pauses[each.id].for_all,
            first_on=day(each.since),
            last_on=day(each.until - timedelta(microseconds=1)) if each.until else None,
        )
        for each in view.state.pauses
        if each.until is None or each.until > each.since
    )  # fmt: skip


def deadline(view: Opened, each: DeadlineState) -> DeadlineLine:
    """Return one deadline with its explanation."""
    step = view.governing(each.strand).steps.get(each.step) or view.rulebook.steps[each.step]
    by = next((act for act in view.acts if act.n == each.met_by), None)
    return DeadlineLine(
        each.strand,
        each.step,
        step.title,
        telling.whom(view, each.person) if each.person else "",
        str(each.kind),
        each.clause or "",
        each.event_at,
        each.last_day,
        each.due_at,
        str(each.state),
        each.met_at,
        _late_days(view, each),
        each.extended,
        each.paused,
        worded(each.explain()),
        each.working_days_left(view.at) if not each.met else None,
        _reminders(view, each),
        by.recorded_at if by is not None and by.late_entry else None,
        _opens_on(view, each),
    )


def _opens_on(view: Opened, each: DeadlineState) -> date | None:
    if each.opens_at is None or each.opens_at <= view.at:
        return None
    return view.state._fold.clock.local_day(each.opens_at)


def _late_days(view: Opened, each: DeadlineState) -> int:
    """Return how many days after its last day a deadline was met, or has not been; for one of hours, how many
    whole days have gone by since."""
    until = each.met_at if each.met_at is not None else view.at
    if each.due_at is None or until < each.due_at:
        return 0
    if each.last_day is None:
        return (until - each.due_at).days
    return max((view.state._fold.clock.local_day(until) - each.last_day).days, 0)


def _reminders(view: Opened, each: DeadlineState) -> tuple[ReminderLine, ...]:
    """Return the reminders of one deadline in order of their days: what was done, also for a last day that
    has moved since, and what is to come while it runs."""
    if not each.remind_on:
        return ()
    day = view.state._fold.clock.local_day
    found = {}
    if not each.met:
        for on in each.remind_on:
            found[on] = ReminderLine(on, None, 0, coming=each.late_by is None and on >= day(view.at))
    mine = (each.strand, each.step, each.index, each.person or "")
    for row in view.reminded():
        if (row.strand, row.step, row.entry, row.person) != mine or row.done_at > view.at:
            continue
        moved = each.event_day and each.last_day and each.event_day < row.on < each.last_day
        if moved or row.on in each.remind_on:
            found[row.on] = ReminderLine(row.on, day(row.done_at), row.readers, coming=False)
    return tuple(found[on] for on in sorted(found))
