"""Length: do the limits of the steps add up to more than the whole is meant to take?

An estimate for a warning, never a deadline: working days count as 7/5 days, months as 365.25/12. The
ordinary path is the main strand without pauses, extensions, lateness and appeals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dueprocess.core.rulebook.checks.sense import Sense
from dueprocess.core.rulebook.model import (
    Due,
    DueKind,
    Event,
    EventKind,
    Events,
    Happening,
    Rulebook,
    Step,
    Value,
    When,
)
from dueprocess.core.rulebook.ways import MAIN, Move, Ways
from dueprocess.core.rulebook.words import roughly

Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Longest:
    """The longest chain: about how many days, and through which steps and stages."""

    days: float
    through: tuple[str, ...]

    def then(self, days: float, name: str) -> Longest:
        """This chain and one link more."""
        return Longest(self.days + days, (*self.through, name))


NOTHING = Longest(0, ())


def check(sense: Sense) -> None:
    """Warn where the longest ordinary path is longer than the target, of all cases or of one kind."""
    rulebook = sense.rulebook
    ends = [stage for stage in sense.ways.lanes[MAIN] if rulebook.stages[stage].end]
    if rulebook.target is not None and ends:
        longest = longest_path(rulebook, sense.ways)
        if longest.days > roughly(rulebook.target) + 1:
            sense.warning(("rulebook", "target"), *_too_long(longest, str(rulebook.target)))
    starts = {step.id for step in rulebook.steps.values() if step.start}
    for step in rulebook.steps.values():
        for path, due in sense.dues(step):
            if (
                due.kind is not DueKind.TARGET
                or due.within is None
                or step.start
                or not _names(due) <= starts
            ):
                continue
            given = _given(due.when)
            others = [one for one in step.due if one.kind is not DueKind.TARGET]
            others = [one for one in others if not _names(one) <= starts]
            chain = _Chain(rulebook, sense.ways, given)
            sums = [chain.due(one, step) for one in others if chain.may_hold(one.when)]
            longest = max(sums, key=lambda one: one.days, default=NOTHING)
            if longest.days > roughly(due.within) + 1:
                sense.warning(path, *_too_long(longest, str(due.within)))


def _names(due: Due) -> set[str]:
    return {one.name for event in due.after for one in event.of}


def _given(when: When | None) -> Facts:
    """Facts that a condition fixes: those it allows one value only."""
    if when is None or len(when.any_of) != 1:
        return {}
    return {test.fact: test.values[0] for test in when.any_of[0] if len(test.values) == 1}


def _too_long(longest: Longest, target: str) -> tuple[str, str]:
    way = " → ".join(longest.through)
    what = f"The limits on the way add up to about {longest.days:.0f} days ({way}), more than {target}."
    return what, "Raise the target, or shorten a limit."


def longest_path(rulebook: Rulebook, ways: Ways | None = None, given: Facts | None = None) -> Longest:
    """The longest ordinary path to an end of the main strand, with these facts given."""
    chain = _Chain(rulebook, ways or Ways(rulebook), given or {})
    ends = [stage for stage in chain.ways.lanes[MAIN] if rulebook.stages[stage].end]
    return max((chain.entry(stage) for stage in ends), key=lambda one: one.days, default=NOTHING)


class _Chain:
    """Adds up limits backwards from an event; a ring counts nothing the second time."""

    def __init__(self, rulebook: Rulebook, ways: Ways, given: Facts) -> None:
        self.rulebook = rulebook
        self.ways = ways
        self.given = given
        self._open: set[tuple[str, str]] = set()
        self._known: dict[tuple[str, str], Longest] = {}
        self._cut: set[tuple[str, str]] = set()

    def may_hold(self, when: When | None) -> bool:
        """Not excluded by the facts that are given."""
        if when is None:
            return True
        return any(
            all(self.given.get(test.fact, test.values[0]) in test.values for test in table)
            for table in when.any_of
        )

    def entry(self, stage: str) -> Longest:
        """When the main strand comes to this stage at the latest."""
        found = [NOTHING]
        for edge in self.ways.edges:
            if edge.lane != MAIN or edge.target != stage or edge.target_lane != MAIN:
                continue
            if edge.move is Move.LEADS and edge.step is not None and edge.source is not None:
                step = self.rulebook.steps[edge.step]
                ordinary = not (step.any or self.rulebook.stages[edge.source].end)
                if not ordinary or step.effects_with(edge.outcome).pauses or not self.may_hold(step.when):
                    continue
                found.append(self._taken(step))
            elif edge.move is Move.THEN and edge.source is not None:
                found.append(self._passed(edge.source))
        return max(found, key=lambda one: one.days)

    def _once(self, kind: str, name: str, add: Callable[[], Longest]) -> Longest:
        """The value of a link, worked out once; within a ring it counts nothing the second time."""
        key = (kind, name)
        if key in self._known:
            return self._known[key]
        if key in self._open:
            self._cut.add(key)
            return NOTHING
        self._open.add(key)
        outer, self._cut = self._cut, set()
        found = add()
        self._open.discard(key)
        self._cut.discard(key)
        if not self._cut:  # nothing below was left out for the sake of a ring that is still open
            self._known[key] = found
        self._cut |= outer
        return found

    def _taken(self, step: Step) -> Longest:
        return self._once("step", step.id, lambda: self.step(step))

    def _passed(self, stage: str) -> Longest:
        return self._once("stage", stage, lambda: self._passing(stage))

    def _passing(self, stage: str) -> Longest:
        row = self.rulebook.stages[stage]
        entered = self.entry(stage)
        if row.lasts is not None:
            return entered.then(roughly(row.lasts), stage)
        limits = [
            roughly(due.within)
            for step in self.rulebook.steps.values()
            if step.appeals and stage in step.stages
            for due in step.due
            if due.kind is DueKind.LIMIT and due.within is not None and self.may_hold(due.when)
        ]
        return entered.then(max(limits, default=0), stage)

    def step(self, step: Step) -> Longest:
        """When this step is taken at the latest, by its binding deadlines, or targets if it has no others."""
        dues = [one for one in step.due if self.may_hold(one.when)]
        binding = [one for one in dues if one.kind is not DueKind.TARGET] or dues
        places = [stage for stage in step.stages if stage in self.ways.lanes[MAIN]]
        stood = max((self._entered(stage) for stage in places), key=lambda one: one.days, default=NOTHING)
        chains = [self.due(one, step) for one in binding]
        return max([stood, *chains], key=lambda one: one.days)

    def _entered(self, stage: str) -> Longest:
        return self._once("entry", stage, lambda: self.entry(stage))

    def due(self, due: Due, step: Step) -> Longest:
        """When this deadline ends."""
        if due.within is None:
            return NOTHING
        own = self.after(due.after).then(roughly(due.within), step.id)
        if due.but_not_after is not None:
            bound = self.after(due.but_not_after.after).then(roughly(due.but_not_after.within), step.id)
            own = min(own, bound, key=lambda one: one.days)
        if due.but_not_before is not None:
            bound = self.after(due.but_not_before.after).then(roughly(due.but_not_before.within), step.id)
            own = max(own, bound, key=lambda one: one.days)
        return own

    def after(self, events: Events) -> Longest:
        """When the last of these events happens at the latest."""
        return max((self._event(event) for event in events), key=lambda one: one.days, default=NOTHING)

    def _event(self, event: Event) -> Longest:
        return max((self._happening(one) for one in event.of), key=lambda one: one.days)

    def _happening(self, happening: Happening) -> Longest:
        if happening.kind is EventKind.ENTRY:
            return self._entered(happening.name)
        if happening.name not in self.rulebook.steps:
            return NOTHING
        step = self.rulebook.steps[happening.name]
        if step.start or happening.kind is EventKind.FIRST or not self.may_hold(step.when):
            return NOTHING
        taken = self._taken(step)
        if happening.kind is EventKind.SERVICE:
            letters = [tell.within for tell in step.effects_with(happening.outcome).tells]
            return taken.then(max((roughly(one) for one in letters if not one.at_once), default=0), step.id)
        return taken
