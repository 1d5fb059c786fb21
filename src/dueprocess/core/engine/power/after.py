"""Every decision of a case with its power: as it stood when it was taken, and what was found out since.

Knows conflicts that were noted or settled later, letters whose arrival is not shown, and meetings to which
somebody was called too late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from dueprocess.core.deadlines import counted_back
from dueprocess.core.engine import progress
from dueprocess.core.engine.book import words
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.notices import Delivery, NoticeState
from dueprocess.core.engine.power.before import Taken, also, standing, taken
from dueprocess.core.engine.power.values import Letter, Power, SaidOf
from dueprocess.core.engine.reading import as_day
from dueprocess.core.engine.refusals import Code
from dueprocess.core.engine.said import said, said_day, said_period
from dueprocess.core.engine.strands import Act
from dueprocess.core.engine.view import State
from dueprocess.core.rulebook.model import Fact
from dueprocess.core.saying import say as _
from dueprocess.core.tenure import Gap, Lack


def powers(state: State) -> tuple[Power, ...]:
    """The power of every decision that offices and bodies have taken, in the order in which they were taken.

    Judged by the roster that each act relied on, as the case stood then. What a docket without acts gives is
    empty; nothing is refused.
    """
    fold = state._fold
    fresh = fold.anew(fold.docket)
    found: list[Taken] = []
    for row in progress.rows_by(fold.docket, state.moment):
        progress.advance(fresh, row.at)
        if row.step is not None:
            fresh.look(row.at)
            each = taken(fresh, row)
            if each is not None:
                found.append(each)
        progress.take(fresh, row)
    irregular = {each.n: each.code for each in state.irregular}
    return tuple(_with_later(state, each, irregular) for each in found)


def _with_later(state: State, each: Taken, irregular: Mapping[int, str]) -> Power:
    fold, power = state._fold, each.power
    people = {office.who for office in power.offices if office.own or office.seat}
    conflicts = tuple(_said(fold, each, people))
    notices = [one for one in state.notices if one.n == power.n and one.to in state.docket.parties]
    letters = tuple(
        Letter(one.to, one.letter, str(one.state), one.last_day, one.received_at) for one in notices
    )
    power = replace(power, conflicts=conflicts, letters=letters)
    lacks = [*_conflicts(fold, conflicts), *_unshown(state, notices, power.clause)]
    lacks += _called(state, each, irregular)
    for office in power.offices:
        if office.appointed is not None and office.appointed in irregular:
            reason = _(
                "%(who)s was appointed by entry %(n)s, which the rules did not allow.",
                who=office.who, n=office.appointed,
            )  # fmt: skip
            lacks.append(Lack(Gap.APPOINTED_BADLY, reason, office.clause, office.who))
    return also(power, lacks)


def _said(fold: Fold, each: Taken, people: Iterable[str]) -> Iterator[SaidOf]:
    """What was said of conflicts of those who took part, then and since."""
    degrees = fold.book.rulebook.conflicts
    for note in fold.said:
        if note.who in people:
            degree = fold.book.degrees.get(words(note.ground))
            yield SaidOf(
                note.n, note.who, note.ground, degrees[degree.id].title if degree is not None else "",
                note.own, each.conflicts.get(note.n, ""), standing(note),
            )  # fmt: skip


def _conflicts(fold: Fold, noted: Iterable[SaidOf]) -> Iterator[Lack]:
    for note in noted:
        degree = fold.book.degrees.get(words(note.ground))
        if degree is None or not fold.book.rulebook.conflicts[degree.id].bars:
            continue
        clause = fold.book.rulebook.conflicts[degree.id].clause
        values = {"who": note.who, "ground": said(note.ground), "n": note.n}
        if note.now in ("confirmed", "declared") and note.then not in ("confirmed", "declared"):
            reason = _(
                "A conflict of %(who)s (%(ground)s) was known only after the decision: entry %(n)s.", **values
            )
            yield Lack(Gap.CONFLICT_LATER, reason, clause, note.who)
        elif note.now == "alleged":
            reason = _(
                "Nobody has settled whether %(who)s has a conflict (%(ground)s): entry %(n)s.", **values
            )
            yield Lack(Gap.CONFLICT_OPEN, reason, clause, note.who)


def _unshown(state: State, notices: Iterable[NoticeState], clause: str | None) -> Iterator[Lack]:
    """Letters to parties that should have arrived by now and are not shown to have."""
    for each in notices:
        over = each.due_at is not None and each.due_at <= state.moment
        if each.received_at is None and not each.optional and each.state is not Delivery.WAITING and over:
            reason = _(
                "It is not shown that the letter “%(letter)s” reached %(who)s.",
                letter=said(each.letter or "notice"), who=each.to,
            )  # fmt: skip
            yield Lack(Gap.RECEIPT, reason, clause, each.to)


def _called(state: State, each: Taken, irregular: Mapping[int, str]) -> Iterator[Lack]:
    """Whether those concerned were told in time of the day on which it was decided."""
    fold = state._fold
    waits = each.step.not_before if each.step is not None else ()
    for name in dict.fromkeys(wait.on for wait in waits if wait.on is not None):
        fact = fold.book.rulebook.facts.get(name)
        act = _recording(fold, name, each)
        if fact is None or act is None:
            continue
        if irregular.get(act.n) == Code.NOTICE:
            reason = _(
                "“%(fact)s” was set with less than the notice that the rules ask for: entry %(n)s.",
                fact=fact.title, n=act.n,
            )  # fmt: skip
            yield Lack(Gap.NOTICE, reason, fact.clause or each.power.clause)
        yield from _invited(state, act, fact, each)


def _recording(fold: Fold, name: str, each: Taken) -> Act | None:
    """The act that set a date on which a decision relied."""
    found = [
        one.act
        for (fact, _party), values in fold.facts.items()
        if fact == name
        for one in values
        if one.act is not None and (one.act.at, one.act.n) < (each.row.at, each.row.n)
    ]
    return max(found, key=lambda act: (act.at, act.n), default=None)


def _invited(state: State, act: Act, fact: Fact, each: Taken) -> Iterator[Lack]:
    fold = state._fold
    day = as_day(act.row.facts.get(fact.id))
    for one in state.notices:
        if one.n != act.n or one.to not in state.docket.parties or one.optional or day is None:
            continue
        clause = fact.clause or each.power.clause
        if one.received_at is None or one.received_at > each.row.at:
            reason = _(
                "It is not shown that %(who)s knew of the day (“%(fact)s”) before it was decided.",
                who=one.to, fact=fact.title,
            )  # fmt: skip
            yield Lack(Gap.RECEIPT, reason, clause, one.to)
            continue
        period = fact.notice
        if period is None:
            continue
        got = fold.clock.day_of(one.received_at)
        least = counted_back(fold.clock, fact.shortest_notice or period, day)
        if got > least:
            reason = _(
                "%(who)s had the letter on %(got)s; “%(fact)s” was %(day)s; the rules ask for %(notice)s.",
                who=one.to, got=said_day(got), fact=fact.title, day=said_day(day), notice=said_period(period),
            )  # fmt: skip
            yield Lack(Gap.NOTICE, reason, clause, one.to)
