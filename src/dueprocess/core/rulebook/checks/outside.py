"""Duties outside single cases: somebody outside a case must have them, and nothing of a case can be asked of
them."""

from __future__ import annotations

from dueprocess.core.rulebook.checks.sense import Sense
from dueprocess.core.rulebook.model import Unit, Who, WhoKind
from dueprocess.core.saying import say as _


def check(sense: Sense) -> None:
    """Note every duty that nobody could do, and every condition of a case on who is told of it."""
    for duty in sense.rulebook.duties.values():
        place = ("duties", duty.id)
        if not any(_outside(sense, who) for who in duty.by):
            sense.error(
                (*place, "by"),
                _("Nobody has this outside a case."),
                _("Name a role or a body that is not appointed in each case, or the organisation."),
            )
        if not duty.every.count or duty.every.unit is Unit.HOURS:
            sense.error(
                (*place, "every"), _("Duties are counted in days."), _("Give days, weeks, months or years.")
            )
        for tell in duty.tells:
            if tell.first or tell.when is not None:
                sense.error(
                    (*place, "tells"),
                    _("A duty outside cases knows no steps and no facts."),
                    _("Leave out `first` and `when`."),
                )
            if any(who.is_party for who in tell.to):
                sense.error(
                    (*place, "tells"),
                    _("There are no parties outside a case."),
                    _("Name roles, bodies, the organisation, members or the public."),
                )


def _outside(sense: Sense, who: Who) -> bool:
    if who.kind is WhoKind.ORGANISATION:
        return True
    if who.kind not in (WhoKind.ROLE, WhoKind.BODY):
        return False
    row = sense.rulebook.role_or_body(who.name)
    return not row.per_case
