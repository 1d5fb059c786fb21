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
from dueprocess.core.rulebook.model import FOUND_AGAINST


class Earlier(NamedTuple):
    """What of earlier matters may reach whoever decides. `about`: the respondents against whom something is
    found in this round, once there is a finding on every allegation against a respondent, so that earlier
    ones can sway none; nobody while an appeal against a finding runs, since whoever decides that finds anew.
    `unproved`: the act that lets matters in which nothing was proved reach them; None where none does."""

    about: frozenset[str]
    unproved: int | None

    @property
    def opens(self) -> bool:
        """Whether anything may reach them: there is somebody on whom a sanction could be imposed."""
        return bool(self.about)


def earlier(state: State) -> Earlier:
    """Return what of earlier matters may reach whoever decides now."""
    fold = state._fold
    found = undoing.standing_findings(fold) if complete(fold) and not _attacked(fold) else {}
    against = {who for (_what, who), finding in found.items() if finding in FOUND_AGAINST}
    return Earlier(frozenset(against) & set(fold.party_ids("respondent")), _admitted(fold))


def _attacked(fold: Fold) -> bool:
    """Whether an appeal runs against an act that made a finding."""
    running = (each for each in fold.strands.values() if each.ended_at is None and not each.void)
    acts = (fold.by_n.get(each.against) for each in running if each.against is not None)
    return any(act is not None and act.row.findings for act in acts)


def standing(state: State) -> dict[tuple[str, str], str]:
    """Return what a case has found that still stands, by allegation and respondent."""
    return undoing.standing_findings(state._fold)


def _admitted(fold: Fold) -> int | None:
    for act in reversed(fold.acts):
        outcome = act.row.outcome if act.row.outcome in act.step.outcomes else None
        if not act.void and act.step.effects_with(outcome).admits_unproved:
            return act.n
    return None
