"""What lists keep of the engine's state: plain rows for the copies, and when to look again.

Knows the engine's values and the columns of the copies. Rows say nothing that changes by time alone
between two acts or lapses (an open deadline is late when its moment has passed), so that a copy made a
week ago is the same as one made now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dueprocess.core.deadlines import period_ends
from dueprocess.core.engine import DeadlineState, State, Timing, holding, reviewing, strands
from dueprocess.core.rulebook.model import AtEnd, Bar, Computed, DueKind
from dueprocess.core.rulebook.telling import RESPONDENT
from dueprocess.core.sanctions import ImpositionState, Span
from dueprocess.core.workdays import at_time

OPEN, STANDS_STILL, MET, MET_LATE = "open", "stands still", "met", "met late"
_UNMET = frozenset({Timing.RUNNING, Timing.OVERDUE, Timing.MISSED, Timing.PASSED})
SOON = timedelta(hours=12)
"""A stage that might have passed by itself and has not is looked at again so much later."""
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When a measure comes up of which nothing is to be done by any day: after all others."""
REMIND_AT = time(7)
"""When in the day reminders go out, where the rulebook's calendar counts its days."""


@dataclass(frozen=True, slots=True)
class Reminding:
    """A day on which the rules remind of a deadline that runs: which deadline (as in its row), and from when
    on (`at`) the mail is to go out."""

    strand: int
    step: str
    entry: int
    person: str
    on: date
    at: datetime

    @property
    def mark(self) -> tuple[int, str, int, str, date]:
        """What tells one from another, for ever."""
        return (self.strand, self.step, self.entry, self.person, self.on)


@dataclass(frozen=True, slots=True)
class View:
    """The copies of one docket as plain rows, in a fixed order. `units` are the respondents that are units
    themselves; for whoever belongs to one of `fellows` a conflict that shows by itself bars sight."""

    stage: str
    strands: dict[str, str]
    is_open: bool
    due_at: datetime | None
    due_step: str
    wake_at: datetime | None
    deadlines: list[dict[str, Any]]
    notices: list[dict[str, Any]]
    parties: list[dict[str, Any]]
    measures: list[dict[str, Any]]
    sanctions: list[dict[str, Any]]
    reminders: tuple[Reminding, ...]
    barred: tuple[str, ...]
    units: tuple[int, ...]
    fellows: tuple[int, ...]
    appointed: tuple[tuple[str, str], ...]


def is_open(state: State) -> bool:
    """Tell whether the main strand stands at a stage that is no end."""
    return not state.ended


def read(state: State, since: dict[str, int]) -> View:
    """Return the copies of a docket. `since` gives the act with which each party came in."""
    open_ = is_open(state)
    deadlines = (
        [_deadline(each) for each in state.deadlines]
        if open_
        else [_deadline(d) for d in state.deadlines if d.met]
    )
    first = _first(deadlines)
    return View(
        stage=state.stage or "",
        strands={str(each.name): each.stage for each in state.strands if not each.ended},
        is_open=open_,
        due_at=first[0] if first else None,
        due_step=first[1] if first else "",
        wake_at=_wake(state),
        deadlines=deadlines,
        notices=[_notice(each) for each in (*state.notices, *state.astray)],
        parties=[
            {
                "key": key,
                "kind": party.kind,
                "unit_key": int(party.unit) if party.unit and party.unit.isdigit() else None,
                "since": since.get(key, 1),
                "status": party.status or "",
            }
            for key, party in state.parties.items()
        ],
        measures=[_measure(state, each) for each in state.measures if each.act is not None],
        sanctions=[_sanction(state, each) for each in state.sanctions],
        reminders=reminders(state),
        barred=barred(state),
        units=_keys(
            party.unit
            for party in state.parties.values()
            if party.kind == RESPONDENT and party.unit and not party.person
        ),
        fellows=fellows(state),
        appointed=appointed(state),
    )


def reminders(state: State) -> tuple[Reminding, ...]:
    """Return the reminders of every deadline that runs, the earliest first; those that were sent too. What is
    late, stands still or was done, and a case at its end, remind nobody."""
    if not is_open(state):
        return ()
    clock = state._fold.clock
    found = {
        Reminding(
            each.strand, each.step, each.index, each.person or "", on, at_time(clock.zone, on, REMIND_AT)
        )
        for each in state.deadlines
        if each.state is Timing.RUNNING
        for on in each.remind_on
    }
    return tuple(sorted(found, key=lambda each: (each.at, each.mark)))


def conflicted(state: State) -> frozenset[str]:
    """Return the keys of people whom a conflict of any degree that was said bars from something in this
    docket."""
    fold = state._fold
    named = {said.who for said in fold.said}
    return frozenset(who for who in named if any(degree.bars for degree in holding.conflicts(fold, who)))


def said(state: State) -> tuple[strands.Said, ...]:
    """Return the conflicts that were said of anybody in this docket and that nobody has dismissed."""
    return tuple(each for each in state._fold.said if each.settled is not False)


def sides(state: State) -> tuple[int, ...]:
    """Return the units of which a party is, where the rules bar whoever is of the same from anything."""
    degree = state._fold.book.computed.get(Computed.SAME_UNIT)
    return _keys(holding.units_of_sides(state._fold)) if degree is not None and degree.bars else ()


def barred(state: State) -> tuple[str, ...]:
    """Return the keys of people whom a conflict bars from seeing the file, or who have stepped down."""
    fold = state._fold
    named = dict.fromkeys(said.who for said in fold.said)
    found = (who for who in named if any(Bar.SEE in degree.bars for degree in holding.conflicts(fold, who)))
    return tuple(dict.fromkeys((*found, *fold.stepped_down)))


def fellows(state: State) -> tuple[int, ...]:
    """Return the units of which a party is, where the rules bar whoever is of the same from seeing the
    file."""
    degree = state._fold.book.computed.get(Computed.SAME_UNIT)
    return sides(state) if degree is not None and Bar.SEE in degree.bars else ()


def _keys(units: Iterable[str]) -> tuple[int, ...]:
    return tuple(sorted(int(unit) for unit in units if unit.isdigit()))


def appointed(state: State) -> tuple[tuple[str, str], ...]:
    """Return the keys of people who hold a role or seat of this case alone, each with the role or body."""
    rules = state.rulebook
    names = [role.id for role in (*rules.roles.values(), *rules.bodies.values()) if role.per_case]
    return tuple(dict.fromkeys((who, name) for name in names for who in state.appointed(name)))


def _deadline(each: DeadlineState) -> dict[str, Any]:
    if each.met:
        kept = MET_LATE if each.state is Timing.MET_LATE else MET
    else:
        kept = OPEN if each.state in _UNMET else STANDS_STILL
    return {
        "strand": each.strand,
        "step": each.step,
        "entry": each.index,
        "person": each.person or "",
        "kind": str(each.kind),
        "clause": each.clause or "",
        "event_at": each.event_at,
        "due_at": each.due_at,
        "opens_at": each.opens_at,
        "last_day": each.last_day,
        "state": kept,
        "met_at": each.met_at,
        "running": not each.met,
    }


def _first(rows: Iterable[dict[str, Any]]) -> tuple[datetime, str] | None:
    """Return the earliest thing owed: a duty, else a target; chances and limits are the parties' own."""
    for kind in (DueKind.DUTY, DueKind.TARGET):
        owed = [
            (row["due_at"], row["step"])
            for row in rows
            if row["running"] and row["due_at"] is not None and row["kind"] == kind
        ]
        if owed:
            return min(owed)
    return None


def _notice(each: Any) -> dict[str, Any]:
    state = str(each.state)
    return {
        "act": each.n or 0,
        "letter": each.letter or "",
        "to_key": each.to,
        "state": "owed" if state == "late" else state,
        "due_at": None if each.optional else each.due_at,
        "sent_at": each.sent_at,
        "received_at": each.received_at,
    }


def _imposed(each: ImpositionState) -> dict[str, Any]:
    return {
        "act": each.act or 0,
        "name": each.id,
        "on_key": each.on or "",
        "state": each.state,
        "from_at": each.begun_at,
        "until_at": each.ended_at or each.ends_at,
        "scope": list(each.scope),
        "effect": [effect.value for effect in each.effect],
        "spans": _spans(each.spans),
    }


def _spans(found: Iterable[Span]) -> list[list[str | None]]:
    return [[from_at.isoformat(), until.isoformat() if until else None] for from_at, until in found]


def _measure(state: State, each: ImpositionState) -> dict[str, Any]:
    row = state.rulebook.measures.get(each.id)
    decided = row is not None and row.at_end is AtEnd.MUST_BE_DECIDED and each.live
    warnings = [*each.review_on, *([each.last_day] if each.last_day is not None else [])]
    review, until = _review(state, each), each.decide_by if decided else each.ends_at
    coming = [at for at in (review, until) if at is not None]
    return _imposed(each) | {
        "warn_on": min(warnings, default=None) if decided else None,
        "decide_by": each.decide_by if decided else None,
        "review_at": review,
        "cap_at": each.cap_at if each.applies else None,
        "next_at": min(coming, default=NEVER) if each.applies else None,
    }


def _review(state: State, each: ImpositionState) -> datetime | None:
    """Return from when on the next review of a measure is late; None where it needs none, or its time stands
    still."""
    act = state._fold.by_n.get(each.act or 0)
    if act is None or not each.applies:
        return None
    steps = {(step.id, index) for step, index in reviewing.reviews(state.rulebook, each.id)}
    strands = {strand.name for strand in (act.strand, act.opens) if strand is not None}
    due = (
        found.due_at
        for found in state.deadlines
        if (found.step, found.index) in steps
        and found.strand in strands
        and found.person in (None, each.on)
        and not found.met
        and found.due_at is not None
    )
    return min(due, default=None)


def _instead(state: State, each: ImpositionState) -> dict[str, Any]:
    """Return what applies while a sanction does not: the measure's effect, and when; {} for nothing."""
    row = state.rulebook.measures.get(each.instead_of or "")
    if row is None or not each.meanwhile:
        return {}
    return {"effect": [effect.value for effect in row.effect], "spans": _spans(each.meanwhile)}


def _sanction(state: State, each: ImpositionState) -> dict[str, Any]:
    waits = each.suspended_for is not None and each.activated_by is None
    return _imposed(each) | {
        "standing": each.standing or "",
        "suspended_until": each.last_day if waits else None,
        "lasts": each.lasts or "",
        "of_case": each.case or "",
        "meanwhile": _instead(state, each),
    }


def _wake(state: State) -> datetime | None:
    """Return when next something may happen by itself; None where nothing can. Too early does no harm.

    What has happened and is not written down yet (an act entered late may bring it about) is to be at once.
    """
    now = state.moment
    if state.unnoted:
        return now
    found = [each.due_at for each in state.deadlines if not each.met and each.due_at is not None]
    for imposed in (*state.measures, *state.sanctions):
        found += [at for at in (imposed.ends_at, imposed.decide_by) if at is not None]
    found += [at for pause in state.pauses for at in (pause.since, pause.until) if at is not None]
    fold = state._fold
    for strand in fold.strands.values():
        stage = state.rulebook.stages[strand.stage]
        if strand.ended_at is None and stage.lasts is not None:
            since = strand.visits[-1].at
            ending = period_ends(fold.clock, stage.lasts, day=fold.clock.day_of(since), at=since, spans=())
            if ending is not None and ending.at is not None:
                found.append(max(ending.at, now + SOON))
    later = [at for at in found if at is not None and at > now]
    return min(later) if later else None
