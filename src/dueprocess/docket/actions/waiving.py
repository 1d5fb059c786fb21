"""A party gives up a way to attack a decision, such as an appeal. It cannot be taken back.

The engine says which ways are open (`State.ways`); what it adds here is that nobody gives up what they have
not read: the decision must have reached them.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.core.errors import Refused
from dueprocess.docket import roster
from dueprocess.docket.actions import steps
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.rules import rulebooks


@transaction.atomic
def waive(
    *, docket: Docket, party: str, step: str, by: Actor, text: str = "", length: int | None = None
) -> Act:
    """Note that a party (local key) will not take `step`; what they could attack by it may be final at once.

    `by` is the party, or the officer who enters it for them: then the note says who entered it. Raises
    Refused("nothing_to_waive") where no such way is open to them, ("not_reached") before the decision has
    reached them, and what `take_note` raises.
    """
    docket, at = Docket.objects.locked(docket.pk), clock.now()
    whole = roster.assemble(docket, Vault.of(docket), at=at)
    state = engine.state(rulebooks.LIBRARY, whole.engine(), at)
    ways = [way for way in state.ways if (way.party, way.step) == (party, step)]
    if not ways:
        raise Refused("nothing_to_waive", _("There is nothing that they could give up by this."), None)
    if not all(way.reached for way in ways):
        clause = whole.rulebook.steps[step].clause
        what = _("The decision has not reached them yet. Nobody gives up what they have not read.")
        raise Refused("not_reached", what, clause)
    content = {"text": text} if text else {}
    return steps.take_note(
        docket=docket, note="waived", by=replace(by, key=party), at=at, length=length,
        needs=Needs(act={"who": party, "of": step}, content=content),
    )  # fmt: skip
