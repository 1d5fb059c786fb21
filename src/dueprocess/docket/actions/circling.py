"""Closing a case to all but those who are appointed in it, those let in by decision, and oversight; and
opening it again.

It takes two: somebody with the power who may see the case proposes it, somebody else who may see it signs.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.core.errors import Broken, Refused
from dueprocess.docket import circles, house, roster, wall
from dueprocess.docket.actions import copies, preparing, signed_notes, steps
from dueprocess.docket.actions.proposals import propose_note
from dueprocess.docket.kinds import CASE
from dueprocess.docket.models import Act, Docket, Proposal, Reach
from dueprocess.docket.models.dockets import NO
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.people.actions import require
from dueprocess.people.models import Person, Power
from dueprocess.rules import rulebooks


@transaction.atomic
def propose_circle(*, docket: Docket, close: bool, by: Actor, reason: str, signer: Person) -> Proposal:
    """Propose to close the circle of a case, or to open it again; it holds when `signer` signs.

    Raises Malformed without a reason; Refused("no_power") without the power to decide on access, ("not_able")
    for somebody who may not see the case, ("no_case") for what is none, ("done_already"), and
    ("owner_outside") where whoever owns the case would lose sight of it; and as `propose_note`.
    """
    if by.person is None:
        raise Broken("Only somebody in the register can propose a note.")
    preparing.reason_given(reason)
    docket = Docket.objects.locked(docket.pk)
    needs = Needs(act={"what": circles.CLOSED if close else circles.OPENED}, content={"reason": reason})
    _may(docket, by, needs)
    return propose_note(docket=docket, note=house.CIRCLE, by=by, needs=needs, signer=signer)


@transaction.atomic
def write(*, docket: Docket, by: Actor, needs: Needs) -> Act:
    """Write the note that both have signed, and let the wall follow. Raises as `propose_circle`."""
    docket = Docket.objects.locked(docket.pk)
    _may(docket, by, needs)
    act = steps.house_note(docket=docket, note=house.CIRCLE, by=by, needs=needs, named={})
    docket = Docket.objects.locked(docket.pk)
    whole = roster.assemble(docket, Vault.of(docket), at=clock.now())
    copies.write(whole, engine.state(rulebooks.LIBRARY, whole.engine(), clock.now()))
    docket.save(update_fields=copies.FIELDS)
    return act


def _may(docket: Docket, by: Actor, needs: Needs) -> None:
    require(by.person, Power.SET_ACCESS)
    if not wall.sees(docket, by.person):
        raise Refused("not_able", _("Only somebody who may see this case decides who else may."), None)
    if docket.kind != CASE or docket.key_wrapped is None:
        raise Refused("no_case", _("This is no case."), None)
    close = needs.act["what"] == circles.CLOSED
    if circles.closed(roster.rows(docket)) is close:
        said = _("It is a closed circle already.") if close else _("It is no closed circle.")
        raise Refused("done_already", said, None)
    let_in = Reach.objects.filter(docket=docket, shuts__in=NO)
    if close and docket.owner and not let_in.filter(tag=docket.owner).exists():
        said = _("Whoever owns the case would lose sight of it. Let them in by a decision first.")
        raise Refused("owner_outside", said, None)


signed_notes.finishes(house.CIRCLE, write, may_propose=signed_notes.by_a_power)
