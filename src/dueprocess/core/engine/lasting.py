"""The effects on what lasts: measures started, continued, lifted; sanctions imposed, fulfilled.

Knows how long something an act begins will last, within its range and cap.
"""

from __future__ import annotations

from datetime import date, datetime

from dueprocess.core.deadlines import period_ends
from dueprocess.core.engine import impositions, reviewing
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.rows import Begun, ImposedBy, Row
from dueprocess.core.engine.strands import Act, Imposed, Strand
from dueprocess.core.rulebook import words as vocabulary
from dueprocess.core.rulebook.model import Effects, Measure, Open, Period, Range


def until_of(
    fold: Fold, lasts: Range, at: datetime, until: datetime | None, until_day: date | None
) -> datetime | None:
    """The end of what begins at `at`: as the act says, else the only or the longest length; None: open.

    A day means its end: it is the last day.
    """
    if until is not None:
        return until
    if until_day is not None:
        return fold.clock.ends(until_day)
    longest = lasts.fixed if lasts.choices else lasts.high
    return ends_after(fold, longest, at) if isinstance(longest, Period) else None


def ends_after(fold: Fold, length: Period, at: datetime) -> datetime | None:
    """The end of a length of time that nothing pauses."""
    return period_ends(fold.clock, length, day=fold.clock.local_day(at), at=at, as_counted=True).at


def respondents(fold: Fold, act: Act | None, person: str | None = None) -> list[str]:
    """On whom something falls when the act does not say: the respondents it names, else all of them."""
    every = fold.party_ids("respondent")
    named = [who for who in (act.persons if act else (person,)) if who in every]
    return named or every


def apply(
    fold: Fold,
    effects: Effects,
    *,
    strand: Strand,
    at: datetime,
    act: Act | None,
    person: str | None,
) -> None:
    """`lifts`, `fulfils`, `starts`, `continues`."""
    if effects.lifts:
        _end(fold, effects.lifts, at, act, impositions.Stand.LIFTED)
    if effects.fulfils:
        _end(fold, effects.fulfils, at, act, impositions.Stand.SERVED)
    if effects.starts:
        _start(fold, effects.starts, at, act, person)
    if effects.continues:
        _continue(fold, effects.continues, at, act)


def _end(fold: Fold, names: tuple[str, ...], at: datetime, act: Act | None, how: impositions.Stand) -> None:
    chosen = set(act.persons) & set(fold.parties) if act is not None else set()
    for imposed in fold.imposed:
        if imposed.row.id not in names or imposed.ended_at is not None:
            continue
        if chosen and imposed.on is not None and imposed.on not in chosen:
            continue
        if impositions.course(fold, imposed).live:
            imposed.ended_at = at
            imposed.ended = how.value


def _start(fold: Fold, names: tuple[str, ...], at: datetime, act: Act | None, person: str | None) -> None:
    if act is not None and act.row.starts_nothing and fold.docket.origin is not None:
        return  # what it started is on somebody who did not come along
    begun = list(act.row.starts) if act is not None else []
    if not begun and len(names) == 1:
        begun = [Begun(names[0])]
    for each in begun:
        row = fold.book.rulebook.measures.get(each.measure)
        if row is None:
            continue
        everyone: list[str | None] = [*respondents(fold, act, person)]
        for on in [each.on] if each.on else everyone or [None]:
            if fold.stays_behind(on, at):
                continue
            until = _capped(fold, row, on, at, until_of(fold, row.lasts, at, each.until, each.until_day))
            fold.imposed.append(
                Imposed(
                    row=row,
                    measure=True,
                    on=on,
                    at=at,
                    seq=fold.seq,
                    n=act.n if act else None,
                    act=act,
                    lasts=row.lasts.fixed,
                    until=until,
                    scope=each.scope,
                    reviews=reviewing.fixed(fold, row.id, at, until),
                )
            )


def _capped(
    fold: Fold, row: Measure, on: str | None, at: datetime, until: datetime | None
) -> datetime | None:
    cap = impositions.cap_of(fold, row, on, at)
    if cap is None:
        return until
    return cap if until is None or cap < until else until


def new_ends(
    fold: Fold, names: tuple[str, ...], at: datetime, row: Row | None
) -> list[tuple[Imposed, datetime | None]]:
    """The measures in force that an act (or lateness: None) continues, each with its new end."""
    given = {each.measure: each for each in row.starts} if row is not None else {}
    found = []
    for imposed in fold.imposed:
        if imposed.row.id not in names or not impositions.course(fold, imposed).applies:
            continue
        if row is not None and row.persons and imposed.on in fold.parties and imposed.on not in row.persons:
            continue
        each = given.get(imposed.row.id)
        until = each.until if each else (row.until if row else None)
        until_day = each.until_day if each else (row.until_day if row else None)
        assert isinstance(imposed.row, Measure)
        new = until_of(fold, imposed.row.lasts, at, until, until_day)
        found.append((imposed, _capped(fold, imposed.row, imposed.on, imposed.at, new)))
    return found


def _continue(fold: Fold, names: tuple[str, ...], at: datetime, act: Act | None) -> None:
    for imposed, until in new_ends(fold, names, at, act.row if act is not None else None):
        imposed.until = until
        imposed.over = False
        imposed.holding_since, imposed.overdue = None, False


def length_of(fold: Fold, lasts: Range, said: str | None) -> Period | Open | None:
    """How long a sanction lasts as an act says it; None when it says nothing that can be understood."""
    if said is None:
        return lasts.fixed
    try:
        found = vocabulary.range_(said, fold.book.rulebook.calendar.at_once)
    except vocabulary.NotUnderstood:
        return None
    return found.fixed


def impose(fold: Fold, act: Act) -> None:
    """Every sanction that the act imposes."""
    for each in act.row.imposes:
        row = fold.book.rulebook.sanctions.get(each.sanction)
        if row is None:
            continue
        for on in _on(fold, act, each):
            if fold.stays_behind(on, act.at):
                continue
            probation = (
                length_of(fold, row.may_be_suspended, each.suspended_for)
                if each.suspended_for is not None and row.may_be_suspended is not None
                else None
            )
            imposed = Imposed(
                row=row,
                measure=False,
                on=on,
                at=act.at,
                seq=fold.seq,
                n=act.n,
                act=act,
                lasts=length_of(fold, row.lasts, each.lasts),
                scope=each.scope,
                suspended_for=probation if isinstance(probation, Period) else None,
            )
            imposed.earliest = impositions.earliest(fold, imposed)
            fold.imposed.append(imposed)


def _on(fold: Fold, act: Act, each: ImposedBy) -> list[str]:
    return [each.on] if each.on else respondents(fold, act)
