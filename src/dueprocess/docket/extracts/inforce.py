"""Measures and sanctions for pages: one line for each, with names in the place of keys. Decides nothing."""

from __future__ import annotations

from dueprocess.core.sanctions import ImpositionState
from dueprocess.docket.extracts.opened import Opened
from dueprocess.docket.extracts.values import ImposedLine


def imposed(view: Opened, each: ImpositionState) -> ImposedLine:
    """Return one measure or sanction."""
    return ImposedLine(
        each.id,
        each.title,
        each.measure,
        view.name(each.on) if each.on else "",
        each.on or "",
        each.act,
        each.state,
        each.applies,
        each.begun_at,
        each.last_day,
        each.ends_at,
        tuple(str(effect) for effect in each.effect),
        each.scope,
        each.clause or "",
        each.lasts or "",
        each.decide_by,
        each.probation_until,
        each.activated_by,
        each.case or "",
    )
