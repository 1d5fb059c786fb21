"""Retention schedules as adopted: which one holds. Must not know dockets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dueprocess.core.errors import Broken
from dueprocess.core.retention import Names, Schedule, load, names_of
from dueprocess.people import holders
from dueprocess.rules import codes, rulebooks
from dueprocess.rules.models import ScheduleVersion


@dataclass(frozen=True, slots=True)
class Current:
    """The schedule that holds. `since`: on which day it was adopted here, whatever day is said of the body
    that decided it."""

    schedule: Schedule
    since: date


_kept: dict[int, Current | None] = {}


def current() -> Current | None:
    """Return the schedule that was adopted last; None where there is none. Kept under the register's stamp,
    which an adoption changes too. Raises Broken for a stored text that no longer has its hash."""
    now = holders.stamp()
    if not now or now not in _kept:
        row = ScheduleVersion.objects.order_by("-recorded_at", "-version").first()
        found = None
        if row is not None:
            found = Current(load(row.text), row.recorded_at.date())
            if found.schedule.hash != row.pk:
                raise Broken(f"The stored text of retention schedule {row.pk} was changed.")
        _kept.clear()
        _kept[now] = found
    return _kept[now]


def names(rulebook: str) -> Names:
    """Return what the adopted versions of a rulebook (by its id), and the adopted codes of conduct, name.
    Raises Malformed where no such rulebook was adopted."""
    return names_of(rulebooks.called(rulebook, "schedule.rulebook"), codes.every())
