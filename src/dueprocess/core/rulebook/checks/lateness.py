"""Lateness: what happens by itself when a deadline passes must need nobody to name anything."""

from __future__ import annotations

from dueprocess.core.rulebook.checks.sense import Sense
from dueprocess.core.rulebook.locate import Path
from dueprocess.core.rulebook.model import Effects, Step
from dueprocess.core.saying import say as _

_BY_ACTS = {
    "appoints": _("somebody has to name who is appointed"),
    "removes": _("somebody has to name who is removed"),
    "extends": _("somebody has to name the new last day"),
    "shortens": _("somebody has to name the new last day"),
    "restores": _("somebody has to name the new last day"),
    "imposes": _("a sanction is imposed by an act, with reasons"),
    "activates": _("a sanction is brought into force by an act, with reasons"),
    "conflict": _("somebody has to name what is settled"),
    "joins": _("somebody has to name what comes in"),
    "splits": _("somebody has to name what goes out"),
    "releases": _("somebody has to name who is let go"),
    "admits_unproved": _("somebody has to rule on it"),
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
            what = _("Nobody acts when time passes: %(why)s.", why=why)
            sense.error(
                (*path, key), what, _("Take out `%(key)s` here, and give a step that may do it.", key=key)
            )
    if len(effects.starts) > 1:
        what = _("Nobody acts when time passes: of several measures, somebody has to choose.")
        sense.error((*path, "starts"), what, _("Name one measure."))


def _passes_nothing(sense: Sense, path: Path, effects: Effects, late: Step) -> None:
    """Lateness leads to no stage before which a step of the same stages must be done."""
    for lead in effects.leads_to:
        for step in sense.rulebook.steps.values():
            here = step.any or step.any_strand or set(step.stages) & set(late.stages)
            if lead.to in step.required_before and here:
                what = _("It leads to `%(to)s`, before which `%(id)s` must be done.", to=lead.to, id=step.id)
                mend = _(
                    "Lead elsewhere, or take `%(to)s` out of `required_before` of `%(id)s`.",
                    to=lead.to,
                    id=step.id,
                )
                sense.error((*path, "leads_to"), what, mend)
