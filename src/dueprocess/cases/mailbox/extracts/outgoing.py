"""Mail of ours of which somebody has to decide. Shows no address and no text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from dueprocess.cases.mailbox.models import Mailed
from dueprocess.docket import wall
from dueprocess.kit import outbox
from dueprocess.people.models import Person


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message: its code, when it was made, what is wrong in words, and its matter where the viewer may
    see that ("" otherwise)."""

    code: str
    made_at: datetime
    state: str
    said: str
    number: str


def outgoing(person: Person) -> tuple[Outgoing, ...]:
    """Return the messages that were refused, or of which nobody knows whether they arrived; oldest first."""
    rows = outbox.troubled()
    mine = Mailed.objects.filter(code__in=[row.id for row in rows], docket__in=wall.visible_to(person))
    numbers = dict(mine.values_list("code", "docket__number"))
    return tuple(
        Outgoing(row.id, row.made_at, row.state, _words(row.state, row.why), numbers.get(row.id, ""))
        for row in rows
    )


def _words(state: str, why: str) -> str:
    if state == outbox.State.UNCERTAIN:
        return _("It was handed over, and the answer never came. It may have arrived.")
    return _("The mail server does not take it ({why}).").format(why=why)
