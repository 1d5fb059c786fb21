"""Saying what a message is: a complaint, part of a case, a machine's, or (two people) not a complaint.

Every answer is a note or an act in the message's own docket, with who gave it and why. Nothing is thrown
away.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.actions.receiving import Receipt, Report, receive_complaint
from dueprocess.cases.mailbox.actions import answering
from dueprocess.cases.mailbox.models import Arrival, State
from dueprocess.cases.mailbox.reading import PLAIN
from dueprocess.cases.models import Via
from dueprocess.core.errors import Refused
from dueprocess.docket import house, roster
from dueprocess.docket.actions import house_note, preparing, propose_note, signed_notes, standing
from dueprocess.docket.models import Act, Docket, Proposal
from dueprocess.docket.models.dockets import MESSAGE
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.roster import Assembled
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.people.models import Person, Unit


@transaction.atomic
def make_complaint(
    *, docket: Docket, report: Report, by: Actor, unit: Unit | None = None, tell: str = ""
) -> Receipt:
    """Open the case of a message: the same number and key, with its arrival as the moment of receipt.

    `tell`: the address to which the receipt code goes, "" for none.

    Raises what `receive_complaint` raises, and Refused("already_done") where it was classified meanwhile.
    """
    waiting(docket, by)
    receipt = receive_complaint(
        report=report, via=Via.MAILBOX, by=by, at=arrived_at(docket), unit=unit, message=docket
    )
    if tell:
        answering.send_code(tell, number=receipt.number, code=receipt.code)
    return receipt


def arrived_at(docket: Docket) -> datetime:
    """Return when the first message of a docket arrived."""
    return Act.objects.get(docket=docket, n=1).at


def _key(docket: Docket, by: Actor) -> str:
    """Return the local key of an officer in a docket."""
    return Vault.of(docket).local(by.person.pk) if by.person else ""


def plainly_automatic(docket: Docket) -> bool:
    """Tell whether every message of a docket bears a sign that no complaint bears (`reading.PLAIN`)."""
    found = set(Arrival.objects.filter(docket=docket).values_list("why", flat=True))
    return bool(found) and found <= set(PLAIN)


@transaction.atomic
def file_automatic(*, docket: Docket, by: Actor) -> Act:
    """File what is plainly a machine's. Raises Refused("two_people") for anything else: that is not for one
    person to say."""
    docket = Docket.objects.locked(docket.pk)
    waiting(docket, by)
    if not plainly_automatic(docket):
        raise Refused(
            "two_people",
            _("This is not plainly a machine's. Two people say that it is not a complaint."),
            None,
        )
    return note(docket, State.AUTOMATIC, by)


def propose_not_complaint(*, docket: Docket, by: Actor, signer: Person, reason: str) -> Proposal:
    """Propose to say that a message is no complaint; it is one no more when `signer` signs.

    Raises Malformed without a reason, Refused("not_able") for a signer who may not see it or is the one who
    proposes.
    """
    preparing.reason_given(reason)
    waiting(docket, by)
    needs = Needs(act={"as": str(State.NOT_COMPLAINT)}, content={"reason": reason})
    return propose_note(docket=docket, note=house.CLASSIFIED, by=by, needs=needs, signer=signer)


@transaction.atomic
def put_back(*, docket: Docket, by: Actor, reason: str) -> Act:
    """Put a message that was filed (as automatic, as no complaint, as part of a case) back on the list; what
    was written into a case stays there."""
    preparing.reason_given(reason)
    docket = Docket.objects.locked(docket.pk)
    may_say(docket, by)
    settled = (State.AUTOMATIC, State.NOT_COMPLAINT, State.PART, State.PLACED)
    if docket.kind != MESSAGE or not Arrival.objects.filter(docket=docket, state__in=settled).exists():
        raise Refused("not_filed", _("This message is not among those that were filed."), None)
    return note(docket, State.WAITING, by, reason=reason)


def waiting(docket: Docket, by: Actor) -> None:
    """Raise Refused where a message was classified already, or where this is nobody's who may say."""
    may_say(docket, by)
    if docket.kind != MESSAGE or not docket.is_open:
        raise Refused("already_done", _("Somebody has said already what this message is."), None)


def may_say(docket: Docket, by: Actor) -> None:
    """Raise Refused for somebody without a part in it; oversight has one where nobody else could."""
    whole = roster.assemble(docket, Vault.of(docket), at=clock.now())
    if read_by_nobody(whole):
        standing.has_part_or_oversees(whole, by)
    else:
        standing.has_part(whole, by)


def read_by_nobody(whole: Assembled) -> bool:
    """Tell whether the file is shut for everybody who could act in it, such as all whom it names."""
    return not any(each.get("roles") for each in whole.roster.people.values())


def note(
    docket: Docket, state: State, by: Actor, reason: str = "", introduces: dict[str, Any] | None = None
) -> Act:
    """Write down what a message is, and who says so (nobody: its sender themself)."""
    named = {_key(docket, by): by.person.pk} if by.person is not None else {}
    return house_note(
        docket=docket, note=house.CLASSIFIED, by=by, named=named,
        needs=Needs(
            act={"as": str(state)}, content={"reason": reason} if reason else {}, introduces=introduces or {}
        ),
    )  # fmt: skip


def _write_signed(*, docket: Docket, by: Actor, needs: Needs) -> Act:
    return house_note(docket=docket, note=house.CLASSIFIED, by=by, needs=needs, named={})


def _still_as_proposed(docket: Docket, length: int) -> None:
    """Raise Refused("already_done") where somebody has said what a message is, and "changed_meanwhile" where
    its sender wrote again since the docket had that length: whoever proposed to say it has not read that."""
    if docket.kind != MESSAGE or not docket.is_open:
        raise Refused("already_done", _("Somebody has said already what this message is."), None)
    if docket.acts.filter(n__gt=length, is_note=True, name=house.ARRIVED).exists():
        raise Refused(
            "changed_meanwhile",
            _("A further message came since. Read it; if both are no complaint, propose it anew."),
            None,
        )


signed_notes.finishes(house.CLASSIFIED, _write_signed, still_holds=_still_as_proposed)
