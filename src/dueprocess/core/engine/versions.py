"""Change of version: which version governs a strand, where it lands, and what a running deadline keeps.

Knows `version` notes and the `transition` of the rulebook that comes. A strand's stay in a stage is governed
by one version: `Fold.govern` makes it the one that is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from dueprocess.core.engine import conditions, reckoning
from dueprocess.core.engine.book import Book, compiled
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.rows import Row
from dueprocess.core.engine.strands import DeadlineChange, PauseSpan, Strand
from dueprocess.core.errors import Refused
from dueprocess.core.rulebook.model import (
    Due,
    DueKind,
    Effects,
    Event,
    EventKind,
    Lead,
    OpenCases,
    Rulebook,
    Step,
    Unit,
)
from dueprocess.core.saying import say as _

Kept = dict[tuple[str, DueKind, str | None, int | None], tuple[datetime, date, Unit | None]]
"""Running deadlines by step, kind, person and act attacked: until when, the last day, what is counted."""


def book_named(library: Mapping[str, Rulebook], name: str, case: str) -> Book:
    """The version of that hash; Refused when it is not among those given."""
    rulebook = library.get(name)
    if rulebook is None:
        raise Refused(
            "no_rulebook",
            _(
                "The rulebook %(rulebook)s of case %(case)s is not here. Load that version first.",
                rulebook=name,
                case=case,
            ),
        )
    return compiled(rulebook)


def change(fold: Fold, row: Row) -> None:
    """Another version is in force for this case from now on, as its `transition` says."""
    book = book_named(fold.library, row.rulebook or "", fold.docket.case)
    transition = book.rulebook.transition
    fold.versions.append((book, row.n))
    place = len(fold.versions)
    _wide_pauses(fold, book, row.at, place)
    if transition.open_cases is OpenCases.AT_NEXT_STAGE:
        fold.landing = place
    for strand in fold.strands.values():
        if transition.open_cases is OpenCases.AT_ONCE:
            fold.govern(strand)
            kept = running(fold, strand)
            if enter(fold, strand, place):
                keep(fold, strand, kept)
        elif transition.at_once:
            fold.govern(strand)
            kept = running(fold, strand)
            strand.book = _mixed(fold, strand.book, strand.version, place)
            fold.govern(strand)
            keep(fold, strand, kept)
    if transition.open_cases is OpenCases.AT_ONCE:
        fold.landing = None
    fold.version += 1
    fold.govern(None)


def _wide_pauses(fold: Fold, book: Book, at: datetime, place: int) -> None:
    """Pauses of the whole organisation that no version before has: from now on, for what this one governs."""
    known = [fold.opening, *(each for each, _n in fold.versions[:-1])]
    for wide in fold.docket.organisation:
        pause = book.rulebook.pauses.get(wide.pause)
        if pause is None or any(wide.pause in each.rulebook.pauses for each in known):
            continue
        first = max(wide.first, at)
        if wide.until is None or wide.until > first:
            fold.pauses.append(PauseSpan(pause, None, first, wide.until, None, version=place))
            fold.memo = {}


def translated(fold: Fold, stage: str, since: int, to: int) -> str:
    """The place of a stage of one version in a later one."""
    for book, _since in fold.versions[since:to]:
        stage = book.rulebook.transition.stages.get(stage, stage)
    return stage


def enter(fold: Fold, strand: Strand, to: int) -> bool:
    """Read a strand by a later version from now on; False (and nothing) where a stage has no place there."""
    book, _ = fold.versions[to - 1]
    if strand.version >= to or translated(fold, strand.stage, strand.version, to) not in book.stages:
        return False
    for visit in strand.visits:
        visit.stage = translated(fold, visit.stage, strand.version, to)
    strand.stage = strand.visits[-1].stage
    strand.book, strand.version = book, to
    fold.version += 1
    fold.govern(strand)
    return True


def land(fold: Fold, strand: Strand, stage: str, spoken: int) -> tuple[str, Kept | None]:
    """Where a strand comes that moves to `stage` (as version `spoken` calls it), and what it keeps there."""
    kept = None
    if fold.landing is not None and strand.version < fold.landing:
        fold.govern(strand)
        kept = running(fold, strand)
        there = translated(fold, stage, spoken, fold.landing)
        if there in fold.versions[fold.landing - 1][0].stages and enter(fold, strand, fold.landing):
            return there, kept
    fold.govern(strand)
    return translated(fold, stage, spoken, strand.version), None


def _standing(fold: Fold, strand: Strand) -> list[reckoning.Reckoned]:
    """The deadlines of a strand that are not met, as if every pause ended now: its days still to come move
    what is kept then."""
    running = [span for span in fold.pauses if span.until is None or span.until > fold.now >= span.at]
    ends = [span.until for span in running]
    fold.memo = {}
    try:
        for span in running:
            span.until = max(fold.now, span.at)
        return list(_unmet(fold, strand))
    finally:
        for span, until in zip(running, ends, strict=True):
            span.until = until
        fold.memo = {}


def _unmet(fold: Fold, strand: Strand) -> Iterator[reckoning.Reckoned]:
    steps = list(fold.book.at_stage.get(strand.stage, ()))
    if strand is fold.main:
        steps += fold.book.wide_steps
    for step in steps:
        since = fold.stay(strand, step)
        if since is None:
            continue
        for person in fold.concerned(strand, step):
            if not conditions.holds(fold, strand, step.when, person):
                continue
            for index in range(len(step.due)):
                for against in reckoning.attacked(fold, strand, step):
                    found = reckoning.reckon(fold, strand, step, index, person, against)
                    if found is not None and reckoning.met_by(fold, found, since) is None:
                        yield found


def running(fold: Fold, strand: Strand) -> Kept:
    """The deadlines that run in a strand now, by the version that governs it: of one kind, the latest."""
    kept: Kept = {}
    for found in _standing(fold, strand):
        at, day = found.ending.at, found.ending.last_day
        if at is None or day is None or at <= fold.now:
            continue
        key = (found.step.id, found.due.kind, found.person, found.against)
        if key not in kept or at > kept[key][0]:
            kept[key] = at, day, found.period.unit if found.period is not None else None
    return kept


def keep(fold: Fold, strand: Strand, kept: Kept) -> None:
    """A running deadline never becomes earlier by a change of version: it keeps its last day."""
    _, n = fold.versions[-1]
    for found in _standing(fold, strand):
        was = kept.get((found.step.id, found.due.kind, found.person, found.against))
        if was is None or found.ending.at is None:
            continue
        # Where the two count other days, a later pause may move the one and not the other.
        other = found.period is None or found.period.unit is not was[2]
        if found.ending.at < was[0] or other:
            place = (strand.name, found.step.id, found.nth, found.person, found.against)
            fold.changes[place].append(DeadlineChange("version", was[1], fold.now, n, found.event.key))


def step_of(fold: Fold, name: str, strand: int | None = None) -> Step | None:
    """A step as the version says that governs the strand named, or the first strand in which it stands.

    That version is read from then on.
    """
    if not fold.versions:
        return fold.book.steps.get(name)
    if strand is not None and strand in fold.strands:
        fold.govern(fold.strands[strand])
        return fold.book.steps.get(name)
    for each in fold.strands.values():
        step = each.book.steps.get(name)
        if step is not None and not each.void and fold.stay(each, step) is not None:
            fold.govern(each)
            return step
    fold.govern(None)
    return fold.book.steps.get(name)


# --- steps that are read from the new version at once

_TABLES = ("roles", "parties", "bodies", "conflicts", "facts", "stages", "pauses", "measures", "sanctions")
"""What a step may name: rows that the old version lacks are taken over from the new one."""


def _mixed(fold: Fold, old: Book, since: int, to: int) -> Book:
    """The old version, with the steps that the new one's transition names read from that."""
    new, _ = fold.versions[to - 1]
    cache: dict[str, Book] = new.rulebook.cache.setdefault("mixed", {})
    key = "|".join([old.rulebook.hash, *(old.governing[step].hash for step in sorted(old.governing))])
    if key not in cache:
        forward = {stage: translated(fold, stage, since, to) for stage in old.stages}
        cache[key] = _mix(old, new, forward)
    return cache[key]


def _mix(old: Book, new: Book, forward: Mapping[str, str]) -> Book:
    names = [name for name in new.rulebook.transition.at_once if name in new.steps]
    taken = {name: _in_stages(new.steps[name], forward) for name in names}
    tables: dict[str, Any] = {
        table: {**getattr(new.rulebook, table), **getattr(old.rulebook, table)} for table in _TABLES
    }
    steps = {**old.steps, **taken}
    book = Book(replace(old.rulebook, steps=steps, cache={}, **tables))
    book.governing = {**old.governing, **dict.fromkeys(taken, new.rulebook)}
    return book


def _in_stages(step: Step, forward: Mapping[str, str]) -> Step:
    """A step of the new version in the stages of the old one; `forward`: the place of each in the new one."""
    back: dict[str, str] = {}
    for old, new in forward.items():
        if new not in back or old == new:
            back[new] = old

    def leads(found: tuple[Lead, ...]) -> tuple[Lead, ...]:
        return tuple(replace(lead, to=back.get(lead.to, lead.to)) for lead in found)

    def effects(found: Effects) -> Effects:
        return replace(
            found,
            leads_to=leads(found.leads_to),
            opens=back.get(found.opens, found.opens) if found.opens else None,
            sends_back=back.get(found.sends_back, found.sends_back) if found.sends_back else None,
        )

    def events(found: tuple[Event, ...]) -> tuple[Event, ...]:
        return tuple(
            Event(
                tuple(
                    replace(one, name=back.get(one.name, one.name)) if one.kind is EventKind.ENTRY else one
                    for one in event.of
                )
            )
            for event in found
        )

    def due(found: Due) -> Due:
        after, before = found.but_not_after, found.but_not_before
        return replace(
            found,
            after=events(found.after),
            but_not_after=replace(after, after=events(after.after)) if after else None,
            but_not_before=replace(before, after=events(before.after)) if before else None,
            on_late=effects(found.on_late) if found.on_late else None,
        )

    return replace(
        step,
        stages=tuple(old for old, new in forward.items() if new in step.stages),
        required_before=tuple(back.get(stage, stage) for stage in step.required_before),
        not_before=tuple(replace(wait, after=events(wait.after)) for wait in step.not_before),
        due=tuple(due(each) for each in step.due),
        effects=effects(step.effects),
        outcomes={
            name: replace(one, effects=effects(one.effects), own=effects(one.own))
            for name, one in step.outcomes.items()
        },
    )
