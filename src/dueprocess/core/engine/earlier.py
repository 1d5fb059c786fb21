"""What of earlier matters of the same people may reach whoever decides: findings when those of this round are
made, what was not proved by a ruling.

Knows the findings and rulings of one case. Which earlier matters there are, it is not told.
"""

from __future__ import annotations

from typing import NamedTuple

from dueprocess.core.engine import undoing
from dueprocess.core.engine.findings import complete
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.view import State


class Earlier(NamedTuple):
    """What of earlier matters may reach whoever decides. `opens`: there is a finding of this round on every
    allegation against a respondent, so that earlier findings can sway none. `unproved`: the act that lets
    matters in which nothing was proved reach them; None where none does."""

    opens: bool
    unproved: int | None


def earlier(state: State) -> Earlier:
    """Return what of earlier matters may reach whoever decides now."""
    return Earlier(complete(state._fold), _admitted(state._fold))


def standing(state: State) -> dict[tuple[str, str], str]:
    """Return what a case has found that still stands, by allegation and respondent."""
    return undoing.standing_findings(state._fold)


def _admitted(fold: Fold) -> int | None:
    for act in reversed(fold.acts):
        outcome = act.row.outcome if act.row.outcome in act.step.outcomes else None
        if not act.void and act.step.effects_with(outcome).admits_unproved:
            return act.n
    return None
