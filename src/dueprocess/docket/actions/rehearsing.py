"""Asking whether a step would be taken, before somebody is asked to confirm it. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from dueprocess.core import engine
from dueprocess.docket import roster
from dueprocess.docket.actions import preparing, standing
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.rules import rulebooks


def rehearse(
    *, docket: Docket, step: str, by: Actor, at: datetime, needs: Needs, papers: Iterable[str] = ()
) -> tuple[engine.Clock, ...]:
    """Raise what `take_step` would raise now, for the same needs with files under these `papers`; else return
    the deadlines that it would begin and move.

    Says nothing of later: `take_step` judges again, under the docket's lock.
    """
    docket = Docket.objects.get(pk=docket.pk)
    whole = roster.assemble(docket, Vault.of(docket), at=at, also=needs.act.get("facts"))
    standing.not_shut_out(whole, by)
    if by.key is not None:
        standing.has_part(whole, by)
    carried = [*needs.act.get("with", ()), *(paper for paper in papers if paper)]
    if carried:
        needs = replace(needs, act={**needs.act, "with": carried})
    recorded_at = preparing.recorded_at(at, needs, whole.rows)
    act = preparing.act_of(
        whole, preparing.Asked(step=step, by=by, at=at, recorded_at=recorded_at, needs=needs)
    )
    decision = engine.decide(rulebooks.LIBRARY, whole.engine(), act)
    standing.still_may(whole, decision.act, by, at)
    before = engine.state(rulebooks.LIBRARY, whole.engine(), decision.state.moment)
    return engine.changed(before, decision.state)
