"""The steps of a rulebook stage by stage, each with its deadlines, for whoever reads it page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from dueprocess.core.rulebook.model import Rulebook, Step
from dueprocess.core.rulebook.phrases import Phrases
from dueprocess.core.rulebook.prose.way import deadlines, stages, steps

OPENING, ANYWHERE = "to-open-a-case", "at-any-stage"
"""Ids of the two parts that are no stage; a stage's id never holds a hyphen."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One step: its title, what the rulebook says of it, and rows of label and text (lines by newline)."""

    id: str
    title: str
    says: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StagePart:
    """What can be done in one stage, to open a case (`title` empty), or at any stage (likewise)."""

    id: str
    title: str
    says: str
    clause: str
    left: str
    entries: tuple[Entry, ...]


def by_stage(rulebook: Rulebook) -> tuple[StagePart, ...]:
    """Every step under each stage in which it can be taken, in the rulebook's order, without empty parts."""
    say = Phrases(rulebook)
    entries = dict(zip(rulebook.steps, _entries(say), strict=True))

    def chosen(fits: Callable[[Step], bool]) -> tuple[Entry, ...]:
        return tuple(entries[step.id] for step in rulebook.steps.values() if fits(step))

    found = [StagePart(OPENING, "", "", "", "", chosen(lambda step: step.start))]
    for stage, (name, clause, left) in zip(rulebook.stages, stages(say), strict=True):
        title, _, says = name.partition("\n")
        found.append(StagePart(stage, title, says, clause, left, chosen(partial(_stands_in, stage))))
    found.append(StagePart(ANYWHERE, "", "", "", "", chosen(lambda step: step.any or step.any_strand)))
    return tuple(part for part in found if part.entries or part.left)


def _stands_in(stage: str, step: Step) -> bool:
    return stage in step.stages


def _entries(say: Phrases) -> Iterator[Entry]:
    """Each step with the deadlines that are its own."""
    due = deadlines(say)
    for step, (name, clause, where, who, conditions, carries, follows) in zip(
        say.rulebook.steps.values(), steps(say), strict=True
    ):
        title, _, says = name.partition("\n")
        own = [next(due) for _ in step.due]
        whens = "\n".join(f"{when.rstrip('.')}. {passed}" for _t, _c, _w, when, _k, passed in own)
        rows = (
            ("Rule", clause), ("Who", who), ("By when", whens),
            ("Where", "" if len(step.stages) == 1 else where), ("Conditions", conditions),
            ("The act carries", carries), ("What follows", follows),
        )  # fmt: skip
        yield Entry(step.id, title, says, tuple(row for row in rows if row[1]))
