"""A rulebook made ready for replay: what stands at which stage, who attacks what, what time does by itself.

Knows only what follows from the rulebook alone. Made once for each rulebook and kept in its `cache`.
"""

from __future__ import annotations

from collections import defaultdict

from dueprocess.core.rulebook.model import (
    Attack,
    Computed,
    Conflict,
    Due,
    EachKind,
    Effects,
    EventKind,
    Period,
    Rulebook,
    Step,
)

Watch = tuple[Step, int, Due]
"""A deadline whose lateness does something by itself."""


_BY_ACTS = frozenset({EventKind.STEP, EventKind.FIRST, EventKind.SERVICE, EventKind.ENTRY, EventKind.DATE})

RECEIVED = "received:"
"""Stands beside the names of steps for notes of sending and receipt."""


class Book:
    """The indexes of one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.steps = rulebook.steps
        soon = rulebook.calendar.at_once
        self.at_once = Period(soon.count, soon.unit, at_once=True)
        self.stages = rulebook.stages
        self.order = {id_: index for index, id_ in enumerate(rulebook.steps)}
        self.stage_order = {id_: index for index, id_ in enumerate(rulebook.stages)}
        self.own = {id_: step.own and step.for_each is None for id_, step in rulebook.steps.items()}
        self.each = {id_: self.own[id_] or step.for_each is not None for id_, step in rulebook.steps.items()}
        self.repeats = {
            id_: step.again or any(due.every for due in step.due) for id_, step in rulebook.steps.items()
        }
        self.wide = {id_: step.any or step.any_strand or step.start for id_, step in rulebook.steps.items()}
        self.governing: dict[str, Rulebook] = {}  # steps that are read from a later version
        self._stages()
        self.attackers: dict[str, list[tuple[Step, Attack]]] = defaultdict(list)
        for step in rulebook.steps.values():
            for attack in step.appeals:
                self.attackers[attack.step].append((step, attack))
        self.required: dict[str, list[Step]] = defaultdict(list)
        for step in rulebook.steps.values():
            for stage in step.required_before:
                self.required[stage].append(step)
        self.separate: dict[str, set[str]] = defaultdict(set)
        for role in (*rulebook.roles.values(), *rulebook.bodies.values()):
            for other in role.separate_from:
                self.separate[role.id].add(other)
                self.separate[other].add(role.id)
        self.degrees: dict[str, Conflict] = {
            words(ground): degree for degree in rulebook.conflicts.values() for ground in degree.grounds
        }
        self.computed: dict[Computed, Conflict] = {
            ground: degree for degree in rulebook.conflicts.values() for ground in degree.computed
        }
        self.impartial_chairs = {
            body.chair for body in rulebook.bodies.values() if body.chair and body.chair_not_of_unit
        }
        self._others: dict[str, frozenset[str]] = {}
        self.quiet = {
            id(effects)
            for step in rulebook.steps.values()
            for effects in (step.effects, *(outcome.effects for outcome in step.outcomes.values()))
            if _is_quiet(effects)
        }
        self.sides = tuple(
            kind for kind in rulebook.parties if kind not in ("witness", "companion", "representative")
        )

    def others(self, name: str) -> frozenset[str]:
        """The roles and bodies that are another than this one: neither a body in which it has a seat, nor one
        of its own seats."""
        if name not in self._others:
            rules = self.rulebook
            other = {*rules.roles, *rules.bodies} - {name}
            for body in rules.bodies.values():
                seats = {*body.seats, *body.stand_ins.values()}
                if name in seats:
                    other.discard(body.id)
                if name == body.id:
                    other -= seats
            self._others[name] = frozenset(other)
        return self._others[name]

    def governs(self, step: str) -> Rulebook:
        """The version whose words a step is."""
        return self.governing.get(step, self.rulebook)

    def _stages(self) -> None:
        self.at_stage: dict[str, list[Step]] = defaultdict(list)
        self.watches: dict[str, list[Watch]] = defaultdict(list)
        self.wide_steps: list[Step] = []
        self.wide_watches: list[Watch] = []
        for step in self.steps.values():
            found = [(step, index, due) for index, due in enumerate(step.due) if due.on_late is not None]
            if self.wide[step.id]:
                self.wide_steps.append(step)
                self.wide_watches.extend(found)
            for stage in step.stages:
                self.at_stage[stage].append(step)
                self.watches[stage].extend(found)
        self.depends = {
            (step.id, index): self._depends(step, due)
            for step, index, due in (*self.wide_watches, *(w for ws in self.watches.values() for w in ws))
        }
        self.passes = {
            id_: stage.lasts is not None or stage.until_final for id_, stage in self.stages.items()
        }

    def _depends(self, step: Step, due: Due) -> tuple[str, ...] | None:
        """The steps whose acts alone (with facts, pauses, moves) can move a deadline; None: time can too."""
        if step.appeals:
            return None
        found = {step.id}
        bounds = [bound.after for bound in (due.but_not_after, due.but_not_before) if bound is not None]
        for events in (due.after, *bounds):
            for happening in (each for event in events for each in event.of):
                service = happening.kind is EventKind.SERVICE
                if happening.kind not in _BY_ACTS or (service and self.rulebook.calendar.received):
                    return None
                found.add(RECEIVED if service else happening.name)
                found.add(happening.name)
        for when in (step.when, due.when):
            for name in when.facts if when is not None else ():
                if self.rulebook.facts[name].derived is not None:
                    return None
        if step.for_each is not None and step.for_each.kind is EachKind.STEP:
            found.add(step.for_each.name)
        return tuple(found & {RECEIVED, *self.steps})


def compiled(rulebook: Rulebook) -> Book:
    """The indexes of a rulebook, made the first time they are asked for."""
    book = rulebook.cache.get("engine")
    if not isinstance(book, Book):
        book = rulebook.cache["engine"] = Book(rulebook)
    return book


def _is_quiet(what: Effects) -> bool:
    """Whether effects move no deadline but those of steps that run from the act itself."""
    loud = (what.sets, what.pauses, what.resumes, what.extends, what.shortens, what.restores, what.joins)
    moving = (what.splits, what.releases, what.opens, what.sends_back, what.leads_to, what.appoints)
    return not any((*loud, *moving))


def words(text: str) -> str:
    """A paper, ground or scope as compared: case and underscores do not matter."""
    return " ".join(text.replace("_", " ").split()).casefold()
