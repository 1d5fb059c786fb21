"""What concerns everybody takes two people: one proposes it, a second one agrees or declines, and whoever
proposed it may take it back. Knows who may, and that what is agreed to is what the log tells of.
"""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from dueprocess.core.errors import Broken, Refused
from dueprocess.kit import clock
from dueprocess.ledger.models import RecordAct
from dueprocess.people.models import Grant, Person, Power
from dueprocess.rules import bindings
from dueprocess.rules.models import ByTwo
from dueprocess.tlog.entry import normal

MAY_SETTLE = (Power.ADOPT_RULES, Power.OVERSEE)
"""Powers of which the second person holds one."""


def may(
    row: ByTwo,
    agree: bool,
    by: Person,
    two: str,
    *,
    proposing: Power = Power.ADOPT_RULES,
    settling: Collection[Power] = MAY_SETTLE,
) -> None:
    """Raise Refused unless this person may settle the row, which is locked: "no_power"; "oneself", in the
    words `two`, for the proposer who agrees; "done_already" where it was settled; "nobody_able" where its
    proposer has the power for it no longer. Raises Broken where the log does not tell of the row as it
    stands."""
    on = clock.now().date()
    running = Grant.objects.running(on)
    if (agree or by.pk != row.proposed_by_id) and not running.filter(person=by, power__in=settling).exists():
        needed = _(" or ").join(str(power.label) for power in settling)
        raise Refused("no_power", _("This needs the power: {needed}.").format(needed=needed), None)
    if row.settled_at is not None:
        raise Refused("done_already", _("This was settled already."), None)
    if not agree:
        return
    if by.pk == row.proposed_by_id:
        raise Refused("oneself", two, None)
    if not running.filter(person=row.proposed_by, power=proposing).exists():
        raise Refused("nobody_able", _("Whoever proposed this may do that no longer."), None)
    told = (
        RecordAct.objects.filter(kind=bindings.kinds()[type(row)], payload__row__id=row.pk)
        .order_by("pk")
        .last()
    )
    if told is None or told.payload["row"] != normal(bindings.columns(row)):
        raise Broken(
            "What is to be agreed to here is not what the record tells of. Nothing was agreed to. "
            "Run `dueprocess record verify-state`."
        )


def settle(row: ByTwo, agree: bool, by: Person) -> None:
    """Write down who agreed or declined, and bind it; the last write of its transaction."""
    row.settled_by, row.settled_at, row.agreed = by, clock.now(), agree
    row.save(update_fields=["settled_by", "settled_at", "agreed"])
    bindings.bind(row, by)
