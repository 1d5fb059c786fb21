"""Length: do the limits of the steps add up to more than the whole is meant to take?

An estimate for a warning, never a deadline: working days count as 7/5 days, months as 365.25/12. The
ordinary path is the main strand without pauses, extensions, lateness and appeals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dueprocess.core.rulebook.checks.sense import Sense
from dueprocess.core.rulebook.model import (
    Due,
    DueKind,
    EventKind,
    Events,
    Happening,
    Rulebook,
    Step,
    Value,
    When,
)
from dueprocess.core.rulebook.ways import MAIN, Edge, Move, Ways
from dueprocess.core.rulebook.words import roughly
from dueprocess.core.saying import say as _

Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Longest:
    """The longest chain: about how many days, and through which steps and stages."""

    days: float
    through: tuple[str, ...]

    def then(self, days: float, name: str) -> Longest:
        """This chain and one link more."""
        through = self.through if self.through[-1:] == (name,) else (*self.through, name)
        return Longest(self.days + days, through)


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
            longest = max([*sums, *(chain.entry(stage) for stage in step.stages)], key=_days, default=NOTHING)
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
    what = _(
        "The limits on the way add up to about %(days)s days (%(way)s), more than %(target)s.",
        days=format(longest.days, ".0f"),
        way=way,
        target=target,
    )
    return what, _("Raise the target, or shorten a limit.")


def longest_path(rulebook: Rulebook, ways: Ways | None = None, given: Facts | None = None) -> Longest:
    """The longest ordinary path to an end of the main strand, with these facts given."""
    chain = _Chain(rulebook, ways or Ways(rulebook), given or {})
    ends = [stage for stage in chain.before if rulebook.stages[stage].end]
    return max((chain.entry(stage) for stage in ends), key=_days, default=NOTHING)


class _Chain:
    """Adds up limits along the ordinary path: main strand, forward, without pauses, lateness or appeals."""

    def __init__(self, rulebook: Rulebook, ways: Ways, given: Facts) -> None:
        self.rulebook = rulebook
        self.given = given
        self.before: dict[str, list[Edge]] = {}  # stage: the moves by which an ordinary case comes to it
        self.past: dict[str, frozenset[str]] = {}  # stage: itself and every stage that can lie behind it
        self._entered: dict[str, Longest] = {}
        self._taken: dict[str, Longest] = {}
        self._open: set[str] = set()
        self._order(ways)

    def _order(self, ways: Ways) -> None:
        moves: dict[str, list[Edge]] = {}
        starts: list[str] = []
        for edge in ways.edges:
            if edge.lane == edge.target_lane == MAIN and edge.move is Move.STARTS:
                starts.append(edge.target)
            elif edge.source is not None and self._ordinary(edge):
                moves.setdefault(edge.source, []).append(edge)
        done: list[str] = []

        def visit(stage: str, way: frozenset[str]) -> None:
            self.before.setdefault(stage, [])
            for edge in moves.get(stage, ()):
                if edge.target in way or edge.target == stage:
                    continue  # a way back
                if edge.target not in self.before:
                    visit(edge.target, way | {stage})
                self.before[edge.target].append(edge)
            done.append(stage)

        for stage in starts:
            if stage not in self.before:
                visit(stage, frozenset())
        for stage in reversed(done):
            behind = [self.past.get(edge.source or "", frozenset()) for edge in self.before[stage]]
            self.past[stage] = frozenset({stage}).union(*behind)

    def _ordinary(self, edge: Edge) -> bool:
        if edge.lane != MAIN or edge.target_lane != MAIN or edge.source is None:
            return False
        if edge.move is Move.THEN:
            return True
        if edge.move is not Move.LEADS or edge.step is None or self.rulebook.stages[edge.source].end:
            return False
        step = self.rulebook.steps[edge.step]
        ending = step.outcomes[edge.outcome].when if edge.outcome else None
        return (
            not step.any
            and not step.effects_with(edge.outcome).pauses
            and self.may_hold(step.when)
            and self.may_hold(ending)
        )

    def may_hold(self, when: When | None) -> bool:
        """Not excluded by the facts that are given."""
        return when is None or any(
            all(self.given.get(test.fact, test.values[0]) in test.values for test in table)
            for table in when.any_of
        )

    def entry(self, stage: str) -> Longest:
        """When the main strand comes to this stage at the latest."""
        if stage not in self._entered:
            found = [NOTHING]
            for edge in self.before.get(stage, ()):
                if edge.step is not None:
                    found.append(self.step(self.rulebook.steps[edge.step]))
                elif edge.source is not None:
                    found.append(self._passing(edge.source))
            self._entered[stage] = max(found, key=_days)
        return self._entered[stage]

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
        if step.id in self._taken:
            return self._taken[step.id]
        if step.id in self._open:
            return NOTHING  # a ring of deadlines, which is told elsewhere
        self._open.add(step.id)
        dues = [one for one in step.due if self.may_hold(one.when)]
        binding = [one for one in dues if one.kind is not DueKind.TARGET] or dues
        stood = [self.entry(stage) for stage in step.stages if stage in self.before]
        found = max([NOTHING, *stood, *(self.due(one, step) for one in binding)], key=_days)
        self._open.discard(step.id)
        self._taken[step.id] = found
        return found

    def due(self, due: Due, step: Step) -> Longest:
        """When this deadline ends."""
        if due.within is None:
            return NOTHING
        own = self._after(due.after, step).then(roughly(due.within), step.id)
        if due.but_not_after is not None:
            bound = self._after(due.but_not_after.after, step).then(
                roughly(due.but_not_after.within), step.id
            )
            own = min(own, bound, key=_days)
        if due.but_not_before is not None:
            bound = self._after(due.but_not_before.after, step).then(
                roughly(due.but_not_before.within), step.id
            )
            own = max(own, bound, key=_days)
        return own

    def _after(self, events: Events, step: Step) -> Longest:
        past = frozenset().union(*(self.past.get(stage, frozenset()) for stage in step.stages))
        found = [self._happening(one, past) for event in events for one in event.of]
        return max(found, key=_days, default=NOTHING)

    def _happening(self, happening: Happening, past: frozenset[str]) -> Longest:
        name = happening.name
        if happening.kind is EventKind.ENTRY:
            return self.entry(name) if name in past else NOTHING
        step = self.rulebook.steps.get(name)
        if step is None or step.start or not past.intersection(step.stages) or not self.may_hold(step.when):
            return NOTHING
        taken = self.step(step)
        if happening.kind is EventKind.SERVICE:
            letters = [tell.within for tell in step.effects_with(happening.outcome).tells]
            return taken.then(max((roughly(one) for one in letters if not one.at_once), default=0), name)
        return taken


def _days(longest: Longest) -> float:
    return longest.days
