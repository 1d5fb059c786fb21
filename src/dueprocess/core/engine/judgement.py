"""Judging one act whole: place, time, who, and content, as one answer for `permitted`, `decide` and replay.

Knows in which order the parts are asked. The parts are `permit` and `content`.
"""

from __future__ import annotations

from typing import NamedTuple

from dueprocess.core.engine import content, findings, permit, placing, reckoning, taking, versions
from dueprocess.core.engine.bodies import Way
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.permit import Asked
from dueprocess.core.engine.refusals import ORDER, Code, Need
from dueprocess.core.engine.rows import Row
from dueprocess.core.engine.strands import Strand
from dueprocess.core.rulebook.model import Step
from dueprocess.core.saying import say as _


class Judged(NamedTuple):
    """An act with everything filled in that it left to the engine, or what it lacks."""

    row: Row
    strand: Strand | None
    way: Way | None
    needs: tuple[Need, ...]


def refusal(fold: Fold, row: Row) -> Need | None:
    """The first reason why an act may not be taken as the case stands, or None."""
    needs = judged(fold, row).needs
    return needs[0] if needs else None


def judged(fold: Fold, row: Row) -> Judged:
    """Judge an act at the fold's moment, with the roster it relied on."""
    step = versions.step_of(fold, row.step or "", row.strand)
    if step is None:
        need = Need(Code.WRONG_STAGE, _("The rulebook has no step %(step)s.", step=row.step), None, "step")
        return Judged(row, None, None, (need,))
    taking.rely(fold, row)
    try:
        return _judged(fold, row, step)
    finally:
        taking.rely(fold, None)
        fold.govern(None)


def _judged(fold: Fold, row: Row, step: Step) -> Judged:
    strand, need = placing.place(fold, step, row.strand)
    if need is not None:
        return Judged(row, strand, None, (need,))
    if strand is not None:
        row = filled(fold, row, step, strand)
    asked = Asked(row.by, row.role, row.persons, row.outcome, row.against, row)
    answer = permit.judge(fold, step, strand, asked)
    if answer.refusal is not None:
        return Judged(row, strand, None, (answer.refusal,))
    way = answer.ways[0]
    row = row._replace(role=way.name, findings=findings.stated(fold, step, row))
    needs = content.needs_of(fold, strand, step, row, way)
    needs.sort(key=lambda each: ORDER[each.code])
    return Judged(row, strand, way, tuple(needs))


def filled(fold: Fold, row: Row, step: Step, strand: Strand) -> Row:
    """What an act may leave out because there is only one possibility: strand, persons, act attacked."""
    persons = taking.persons_of(fold, row, step, strand)
    against = row.against
    if step.appeals and against is None:
        since = fold.stay(strand, step)
        open_acts = [
            n
            for n in reckoning.attacked(fold, strand, step)
            if n is not None and (since is None or fold.done(strand, step, row.by, since, n) is None)
        ]
        if len(open_acts) == 1:
            against = open_acts[0]
    return row._replace(strand=strand.name, persons=persons, against=against)
