"""Asking whether a step would be taken, and what it would make, before somebody is asked to confirm it.
Nothing stays written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from dueprocess.core import engine
from dueprocess.docket import roster
from dueprocess.docket.actions import preparing, standing, steps
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.rules import rulebooks

Found = TypeVar("Found")


def rehearse(
    *, docket: Docket, step: str, by: Actor, at: datetime, needs: Needs, papers: Iterable[str] = ()
) -> tuple[engine.Clock, ...]:
    """Raise what `take_step` would raise now, for the same needs with files under these `papers`; else return
    the deadlines that it would begin and move.

    Says nothing of later: `take_step` judges again, under the docket's lock.
    """
    docket = Docket.objects.get(pk=docket.pk)
    whole = roster.assemble(docket, Vault.of(docket), at=at, also=needs.act.get("facts"), step=step)
    standing.not_shut_out(whole, by)
    if by.key is not None:
        standing.has_part(whole, by)
    needs = _carrying(needs, papers)
    recorded_at = preparing.recorded_at(at, needs, whole.rows)
    act = preparing.act_of(
        whole, preparing.Asked(step=step, by=by, at=at, recorded_at=recorded_at, needs=needs)
    )
    decision = engine.decide(rulebooks.LIBRARY, whole.engine(), act)
    standing.still_may(whole, decision.act, by, at)
    before = engine.state(rulebooks.LIBRARY, whole.engine(), decision.state.moment)
    return engine.changed(before, decision.state)


def tried(
    look: Callable[[Docket, Act], Found],
    *,
    docket: Docket,
    step: str,
    by: Actor,
    at: datetime,
    needs: Needs,
    papers: Iterable[str] = (),
) -> Found:
    """Take a step for the same needs, with files under these `papers`, let `look` see the docket as it then
    is, and take all of it back; returns what `look` does. Raises as `take_step`.

    For what is worked out of rows that only the act itself makes. What `look` returns must not hold rows.
    """
    with transaction.atomic():
        made = steps.take_step(docket=docket, step=step, by=by, at=at, needs=_carrying(needs, papers))
        found = look(Docket.objects.get(pk=docket.pk), made)
        transaction.set_rollback(True)
    return found


def _carrying(needs: Needs, papers: Iterable[str]) -> Needs:
    """Return the needs with what files would bring: the papers that they are."""
    carried = [*needs.act.get("with", ()), *(paper for paper in papers if paper)]
    return replace(needs, act={**needs.act, "with": carried}) if carried else needs
