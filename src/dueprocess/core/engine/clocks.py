"""Which clocks an act starts: the deadlines that it begins by the rules, in words, before it is taken; and
what an act has begun or moved, by comparing the deadlines before it and after.

Knows the rulebook's events. What really runs is in `deadlines`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from dueprocess.core.engine import conditions, placing
from dueprocess.core.engine.deadlines import DeadlineState
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.said import all_of, any_of, said_clause, said_day, said_event, said_period
from dueprocess.core.engine.strands import Strand
from dueprocess.core.engine.view import State
from dueprocess.core.rulebook.model import (
    Due,
    DueKind,
    Effects,
    EventKind,
    Events,
    Happening,
    Step,
    When,
)
from dueprocess.core.saying import Said, together
from dueprocess.core.saying import say as _


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline that begins, in a sentence: `index` is its place among those of its step."""

    step: str
    index: int
    text: Said


def clocks(
    state: State, *, step: str, strand: int | None = None, outcome: str | None = None
) -> tuple[Clock, ...]:
    """Return the deadlines that a step, or one outcome of it, begins by the rules, at once or when its notice
    is received; in the order of the rulebook. Without days: these are known when it happens."""
    fold = state._fold
    row = fold.book.steps[step]
    where, _need = placing.place(fold, row, strand)
    chosen = outcome if outcome in row.outcomes else None
    what = row.effects_with(chosen)
    demands = row.demands_with(chosen)
    recorded = {*demands.records, *demands.may_record, *what.sets}
    found = []
    for other in fold.book.steps.values():
        if other.start or not _stands(other, where, what) or not _may(fold, where, other.when, recorded):
            continue
        for index, due in enumerate(other.due):
            if _begins(due, row, chosen, what, recorded) and _may(fold, where, due.when, recorded):
                found.append(Clock(other.id, index, _sentence(fold, other, due)))
    return tuple(found)


def changed(before: State, after: State) -> tuple[Clock, ...]:
    """Return the deadlines that an act has begun, and those whose last day it has moved, with their days."""
    was = {_mark(each): each for each in _running(before)}
    found = []
    for each in _running(after):
        old = was.get(_mark(each))
        if old is None:
            found.append(Clock(each.step, each.index, _begun(each)))
        elif old.last_day is not None and each.last_day is not None and old.last_day != each.last_day:
            moved = _(
                "Moves: %(what)s, from %(old)s to %(new)s.",
                what=_whose(each),
                old=said_day(old.last_day),
                new=said_day(each.last_day),
            )
            found.append(Clock(each.step, each.index, moved))
    return tuple(found)


def _running(state: State) -> Iterator[DeadlineState]:
    return (each for each in state.deadlines if not each.met)


def _mark(each: DeadlineState) -> tuple[object, ...]:
    return (each.strand, each.step, each.index, each.person, each.against, each.event_at)


def _whose(each: DeadlineState) -> Said:
    title = each._rulebook.steps[each.step].title
    return together([title, each.person] if each.person else [title], ", ")


def _begun(each: DeadlineState) -> Said:
    return _("Then runs: %(what)s. %(reckoned)s", what=_whose(each), reckoned=each.explain())


def _stands(step: Step, strand: Strand | None, what: Effects) -> bool:
    """Whether a step stands where the case may be after the act."""
    if step.any or step.any_strand:
        return True
    stages = {lead.to for lead in what.leads_to} | {what.opens, what.sends_back}
    if strand is not None and not (what.leads_to or what.sends_back):
        stages.add(strand.stage)
    return not stages.isdisjoint(step.stages)


def _may(fold: Fold, strand: Strand | None, when: When | None, recorded: Collection[str]) -> bool:
    """Whether a condition holds, or may hold by what the act records or what follows from it."""
    if when is None or strand is None or conditions.holds(fold, strand, when):
        return True
    facts = {test.fact for table in when.any_of for test in table}
    derived = {name for name in facts if fold.book.rulebook.facts[name].derived is not None}
    return bool(derived or facts.intersection(recorded))


def _begins(due: Due, step: Step, outcome: str | None, what: Effects, recorded: Collection[str]) -> bool:
    if due.on is not None or due.before is not None:
        return str(due.on or due.before) in recorded
    return any(_happens(one, step, outcome, what, recorded) for event in due.after for one in event.of)


def _happens(
    one: Happening, step: Step, outcome: str | None, what: Effects, recorded: Collection[str]
) -> bool:
    """Whether the act brings this about: itself, its notice received, or what it begins and ends."""
    names: dict[EventKind, Collection[str | None]] = {
        EventKind.ENTRY: {*(lead.to for lead in what.leads_to), what.opens, what.sends_back},
        EventKind.START: {*what.starts, *what.imposes, *what.pauses},
        EventKind.END: {*what.resumes, *what.lifts, *what.fulfils},
        EventKind.DATE: recorded,
    }
    if one.kind in names:
        return one.name in names[one.kind]
    if one.kind is EventKind.DEADLINE or one.name != step.id or one.outcome not in (None, outcome):
        return False
    return one.kind is not EventKind.SERVICE or bool(what.tells)


def _sentence(fold: Fold, step: Step, due: Due) -> Said:
    kind = {
        DueKind.TARGET: _(" (a target)"),
        DueKind.CHANCE: _(" (may, need not)"),
    }.get(due.kind, together(()))
    clause = due.clause or step.clause
    rule = _(", %(rule)s", rule=said_clause(clause)) if clause else together(())
    return _(
        "Then runs: %(title)s, %(time)s%(rule)s%(kind)s.",
        title=step.title,
        time=_time(fold, due),
        rule=rule,
        kind=kind,
    )


def _time(fold: Fold, due: Due) -> Said:
    rulebook = fold.book.rulebook
    if due.on is not None:
        return _("on the day recorded as “%(fact)s”", fact=rulebook.facts[due.on].title)
    if due.before is not None and due.at_least is not None:
        fact = rulebook.facts[due.before].title
        return _(
            "at least %(period)s before the day recorded as “%(fact)s”",
            period=said_period(due.at_least),
            fact=fact,
        )
    event = _events(fold, due.after)
    if due.every is not None:
        return _("every %(period)s from when %(event)s", period=said_period(due.every), event=event)
    assert due.within is not None
    return _("%(period)s from when %(event)s", period=said_period(due.within), event=event)


def _events(fold: Fold, events: Events) -> Said:
    return all_of([any_of([said_event(fold.book.rulebook, one) for one in event.of]) for event in events])
