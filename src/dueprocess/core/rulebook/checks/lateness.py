"""Lateness: what happens by itself when a deadline passes must need nobody to name anything."""

from __future__ import annotations

from dueprocess.core.rulebook.checks.sense import Sense
from dueprocess.core.rulebook.locate import Path
from dueprocess.core.rulebook.model import Effects, Step

_BY_ACTS = {
    "appoints": "somebody has to name who is appointed",
    "removes": "somebody has to name who is removed",
    "extends": "somebody has to name the new last day",
    "shortens": "somebody has to name the new last day",
    "restores": "somebody has to name the new last day",
    "imposes": "a sanction is imposed by an act, with reasons",
    "activates": "a sanction is brought into force by an act, with reasons",
    "conflict": "somebody has to name what is settled",
    "joins": "somebody has to name what comes in",
    "splits": "somebody has to name what goes out",
    "releases": "somebody has to name who is let go",
}
"""The effects that only an act can have."""


def check(sense: Sense) -> None:
    """Refuse effects of `on_late` that nothing but an act could carry out."""
    for step in sense.rulebook.steps.values():
        for path, due in sense.dues(step):
            if due.on_late is not None:
                _needs_nobody(sense, (*path, "on_late"), due.on_late)
                _passes_nothing(sense, (*path, "on_late"), due.on_late, step)


def _needs_nobody(sense: Sense, path: Path, effects: Effects) -> None:
    for key, why in _BY_ACTS.items():
        if getattr(effects, key):
            what = f"Nobody acts when time passes: {why}."
            sense.error((*path, key), what, f"Take out `{key}` here, and give a step that may do it.")
    if len(effects.starts) > 1:
        what = "Nobody acts when time passes: of several measures, somebody has to choose."
        sense.error((*path, "starts"), what, "Name one measure.")


def _passes_nothing(sense: Sense, path: Path, effects: Effects, late: Step) -> None:
    """Lateness leads to no stage before which a step of the same stages must be done."""
    for lead in effects.leads_to:
        for step in sense.rulebook.steps.values():
            here = step.any or step.any_strand or set(step.stages) & set(late.stages)
            if lead.to in step.required_before and here:
                what = f"It leads to `{lead.to}`, before which `{step.id}` must be done."
                mend = f"Lead elsewhere, or take `{lead.to}` out of `required_before` of `{step.id}`."
                sense.error((*path, "leads_to"), what, mend)
