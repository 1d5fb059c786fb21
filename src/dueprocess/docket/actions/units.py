"""Closing a unit of the register, which only this room can judge: it knows which files concern the unit."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused
from dueprocess.docket.models import Docket
from dueprocess.docket.models.dockets import OPENING
from dueprocess.people import actions as register
from dueprocess.people.models import Person, Unit


@transaction.atomic
def close_unit(*, unit: Unit, members_to: Unit | None, by: Person | None, reason: str) -> None:
    """Close a unit that no open file concerns (`people.actions.close_unit`).

    Raises Refused("open_files") while there is one: those who work it have their roles for this unit.
    """
    register.close_unit(unit=unit, members_to=members_to, by=by, reason=reason)
    many = Docket.objects.filter(unit=unit, is_open=True).exclude(kind=OPENING).count()
    if many:
        what = _("Cases that are still open and concern this unit: {n}. It is closed when they are.").format(
            n=many
        )
        raise Refused("open_files", what, None)
