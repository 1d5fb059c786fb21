"""Stages, deadlines and pauses of a docket, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class StrandLine:
    """One line of stages; the main one has no parent. `version`: which version of the rulebook governs it,
    where more than one plays a part."""

    name: int
    parent: int | None
    stage: str
    title: str
    since: datetime
    ended: bool
    version: str = ""


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """A day on which the rules remind of a deadline: when that was done (None: not yet, or not at all) and
    how many people were written to; `coming`: the day is still ahead."""

    on: date
    done_on: date | None
    readers: int
    coming: bool


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """One deadline. `state` is the engine's word (running, overdue, met …); `explanation` one sentence.
    `late_days` are counted from the last day, as the distance shown beside that is.

    `paused` are first and last days (None: still) not counted. `working_days` are those left where the rule
    counts working days; None where it counts others, or none are left. `written_at`: when the act that met it
    was written down, where that was more than a day after it happened. `opens_on`: the day from which on the
    rules let it be done, where that is still to come.
    """

    strand: int
    step: str
    title: str
    person: str
    kind: str
    clause: str
    event_at: datetime | None
    last_day: date | None
    due_at: datetime | None
    state: str
    met_at: datetime | None
    late_days: int
    extended: date | None
    paused: tuple[tuple[date, date | None], ...]
    explanation: str
    working_days: int | None
    reminders: tuple[ReminderLine, ...]
    written_at: datetime | None
    opens_on: date | None = None


@dataclass(frozen=True, slots=True)
class PauseLine:
    """A pause; `until` None: its end is not known yet. `for_all`: of the whole organisation, shown before it
    begins too; `first_on` and `last_on` are its days."""

    title: str
    since: datetime
    until: datetime | None
    running: bool
    for_all: bool
    first_on: date
    last_on: date | None
