"""Steps that are taken by the sanctions guidance: something must be imposed there."""

from __future__ import annotations

from dueprocess.core.rulebook.checks.sense import Sense
from dueprocess.core.saying import say as _


def check(sense: Sense) -> None:
    """Note every step of which the guidance is asked and that imposes nothing."""
    for step in sense.rulebook.steps.values():
        every = (None, *step.outcomes)
        if step.by_guidance and not any(step.effects_with(outcome).imposes for outcome in every):
            what = _("Nothing is imposed here that guidance could be about.")
            mend = _("Name sanctions in `imposes`, or take it out.")
            sense.error(("steps", step.id, "by_guidance"), what, mend)
