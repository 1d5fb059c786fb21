"""The ways a case can go: which stages and steps can be reached, in which strand, by what.

Knows the graph of a rulebook and nothing of time or people. Conditions are taken as able to hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import NamedTuple

from dueprocess.core.rulebook.model import NO_EFFECTS, Effects, Rulebook, Step

MAIN = ""
"""The lane of the main strand; every other lane has the name of the stage at which it opens."""


class Move(StrEnum):
    """Why a strand moves."""

    STARTS = "starts"
    LEADS = "leads to"
    THEN = "then"
    LATE = "when late"
    OPENS = "opens"
    BACK = "sends back"


class Edge(NamedTuple):
    """One move: from a stage (None: from nothing) to a stage, each in its lane."""

    move: Move
    lane: str
    source: str | None
    target_lane: str
    target: str
    step: str | None = None
    outcome: str | None = None
    conditional: bool = False


def variants(step: Step) -> Iterator[tuple[str | None, Effects]]:
    """The ways a step can end: each outcome with its whole effects, or the step's own."""
    if step.outcomes:
        for name, outcome in step.outcomes.items():
            yield name, outcome.effects
    else:
        yield None, step.effects


def all_effects(step: Step) -> Iterator[Effects]:
    """Everything a step can change, by being taken or by being late."""
    for _, effects in variants(step):
        yield effects
    for due in step.due:
        yield due.on_late or NO_EFFECTS


class Ways:
    """What can be reached in a rulebook, optionally without certain steps."""

    def __init__(self, rulebook: Rulebook, without: Collection[str] = ()) -> None:
        self.rulebook = rulebook
        self.lanes: dict[str, dict[str, None]] = {MAIN: {}}  # lane: its stages in order of discovery
        self.edges: dict[Edge, None] = {}
        self.takeable: set[str] = set()
        self._parents: dict[str, set[str]] = {}
        self._without = frozenset(without)
        self._standing: dict[tuple[str, str], tuple[Step, ...]] = {}
        self._applied: set[tuple[str, str, str | None]] = set()
        before = -1
        while before != (before := len(self.edges) + len(self.takeable) + sum(map(len, self.lanes.values()))):
            self._once()

    @property
    def stages(self) -> set[str]:
        """Every stage that can be reached, in whatever strand."""
        return {stage for lane in self.lanes.values() for stage in lane}

    def standing(self, stage: str, lane: str) -> tuple[Step, ...]:
        """Steps that stand at this stage of such a strand, in the order of the file."""
        if (stage, lane) not in self._standing:
            end = self.rulebook.stages[stage].end
            self._standing[stage, lane] = tuple(
                step
                for step in self.rulebook.steps.values()
                if step.id not in self._without
                and (
                    stage in step.stages
                    or (step.any and lane == MAIN and not end)
                    or (step.any_strand and not end)
                )
            )
        return self._standing[stage, lane]

    def _once(self) -> None:
        for step in self.rulebook.steps.values():
            if step.start and step.id not in self._without and self._followed(step):
                self.takeable.add(step.id)
                self._apply(step, MAIN, None)
        for lane in list(self.lanes):
            for stage in list(self.lanes[lane]):
                row = self.rulebook.stages[stage]
                for lead in row.then:
                    self._edge(Move.THEN, lane, stage, lane, lead.to, conditional=lead.when is not None)
                for step in self.standing(stage, lane):
                    if self._followed(step):
                        self.takeable.add(step.id)
                        self._apply(step, lane, stage)

    def _followed(self, step: Step) -> bool:
        return all(one in self.takeable for one in step.follows)

    def _apply(self, step: Step, lane: str, stage: str | None) -> None:
        """Add what a step leads to. Only what is sent back can lead elsewhere when it is asked again."""
        if (step.id, lane, stage) in self._applied:
            return
        if not any(effects.sends_back for effects in all_effects(step)):
            self._applied.add((step.id, lane, stage))
        for outcome, effects in variants(step):
            self._moves(effects, lane, stage, step, outcome, Move.LEADS if stage else Move.STARTS)
        for due in step.due:
            if due.on_late and stage:
                self._moves(due.on_late, lane, stage, step, None, Move.LATE)

    def _moves(
        self, effects: Effects, lane: str, stage: str | None, step: Step, outcome: str | None, move: Move
    ) -> None:
        for lead in effects.leads_to:
            self._edge(move, lane, stage, lane, lead.to, step.id, outcome, conditional=lead.when is not None)
        if effects.opens:
            self._parents.setdefault(effects.opens, set()).add(lane)
            self._edge(Move.OPENS, lane, stage, effects.opens, effects.opens, step.id, outcome)
        if effects.sends_back:
            for parent in {MAIN} if lane == MAIN else self._parents.get(lane, {MAIN}):
                self._edge(Move.BACK, lane, stage, parent, effects.sends_back, step.id, outcome)

    def _edge(
        self,
        move: Move,
        lane: str,
        source: str | None,
        target_lane: str,
        target: str,
        step: str | None = None,
        outcome: str | None = None,
        *,
        conditional: bool = False,
    ) -> None:
        self.edges[Edge(move, lane, source, target_lane, target, step, outcome, conditional)] = None
        self.lanes.setdefault(target_lane, {})[target] = None

    def exits(self, stage: str, lane: str) -> list[Edge]:
        """How a strand can leave this stage: by its own moves, or because a side strand sends it back."""
        here = [edge for edge in self.edges if edge.lane == lane and edge.source == stage]
        opened = {edge.target_lane for edge in here if edge.move is Move.OPENS}
        sent = [e for e in self.edges if e.move is Move.BACK and e.lane in opened and e.target_lane == lane]
        own = [edge for edge in here if edge.move is not Move.OPENS]
        return [edge for edge in own + sent if edge.target != stage or edge.target_lane != lane]

    def ends(self, stage: str, lane: str) -> bool:
        """An end can be reached from here; a side strand also ends by sending its parent back."""
        seen, waiting = {stage}, [stage]
        while waiting:
            here = waiting.pop()
            if self.rulebook.stages[here].end:
                return True
            for edge in self.exits(here, lane):
                if edge.target_lane != lane or (edge.move is Move.BACK and edge.lane == lane != MAIN):
                    return True
                if edge.target not in seen:
                    seen.add(edge.target)
                    waiting.append(edge.target)
        return False
