"""What is told and noted: messages, further parties, conflicts, letters sent and received, withdrawal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.actions.numbering import next_key
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.rulebook.model import MENTIONED, Rulebook
from dueprocess.docket import house
from dueprocess.docket.actions import announce, linking, note_sent, propose_note, take_note, take_step
from dueprocess.docket.models import Act, Docket, Proposal
from dueprocess.docket.needs import Actor, Needs, PartyIdentity, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.people.models import Person


@transaction.atomic
def send_message(
    *,
    docket: Docket,
    by: Actor,
    text: str,
    to: Sequence[str] = (),
    files: Iterable[Upload] = (),
) -> Act:
    """Write a message: from a party to the office (`to` empty), or from an officer to the parties named, who
    are told by mail that something waits."""
    made = _said("message", docket, by, text, to, files)
    if to:
        announce(docket=docket, to=to)
    return made


def add_information(*, docket: Docket, by: Actor, text: str, files: Iterable[Upload] = ()) -> Act:
    """Let a party add what they know or hold; it changes no deadline by itself."""
    return _said("information", docket, by, text, (), files)


def add_party(
    *,
    docket: Docket,
    identity: PartyIdentity,
    by: Actor,
    at: datetime | None = None,
    reason: str = "",
    length: int | None = None,
) -> Act:
    """Add a party to a running case (another respondent, a witness, a companion); returns the note.

    Raises Refused("second_person") where that would shut somebody out who may see the case: `propose_party`.
    """
    key = next_key(docket, identity.kind)
    content = {"reason": reason} if reason else {}
    return take_note(
        docket=docket,
        note="party",
        by=by,
        at=at or clock.now(),
        length=length,
        needs=Needs(people={key: identity}, content=content),
    )


def propose_party(
    *, docket: Docket, identity: PartyIdentity, by: Actor, signer: Person, reason: str = ""
) -> Proposal:
    """Propose to add a party who may see the case now; when `signer` signs, they come in and are shut out."""
    content = {"reason": reason} if reason else {}
    needs = Needs(people={next_key(docket, identity.kind): identity}, content=content)
    return propose_note(docket=docket, note="party", by=by, needs=needs, signer=signer)


def propose_link(
    *, docket: Docket, party: str, person: Person | None, by: Actor, signer: Person, reason: str
) -> Proposal:
    """Propose to say who in the register a party (local key) is; None: nobody there. It holds when `signer`
    signs."""
    needs = linking.needs(docket, party=party, person=person, reason=reason)
    return propose_note(docket=docket, note=house.LINKED, by=by, needs=needs, signer=signer)


def declare_conflict(
    *,
    docket: Docket,
    who: str,
    ground: str,
    by: Actor,
    text: str = "",
    length: int | None = None,
) -> Act:
    """Note a conflict of interest of somebody (local key); one's own declaration bars at once. Raises
    Refused("not_by_hand") for the ground that the machine alone notes."""
    if ground == MENTIONED:
        said = _("Who is mentioned, the machine notes. Name what keeps them from acting.")
        raise Refused("not_by_hand", said, None)
    said_by = by.key or (Vault.of(docket).local(by.person.pk) if by.person else "")
    act = {"who": who, "ground": ground} | ({"said_by": said_by} if said_by else {})
    content = {"conflict": text} if text else {}
    return take_note(
        docket=docket,
        note="conflict",
        by=by,
        at=clock.now(),
        needs=Needs(act=act, content=content),
        length=length,
    )


def confirm_receipt(*, docket: Docket, of: int, to: str, by: Actor, at: datetime | None = None) -> Act:
    """Note that a party received what was sent to them under act `of`: deadlines from its service begin."""
    return take_note(
        docket=docket, note="received", by=by, at=at or clock.now(), needs=Needs(act={"of": of, "to": [to]})
    )


def confirm_sent(
    *,
    docket: Docket,
    of: int,
    to: Sequence[str],
    channel: str,
    by: Actor,
    text: str = "",
    at: datetime | None = None,
) -> Act:
    """Note that a notice owed from act `of` was sent, and how (`email`, `post`, `portal`). Returns the last
    note (`note_sent`)."""
    return note_sent(
        docket=docket, act=of, to=to, channel=channel, by=by, at=at or clock.now(), text=text
    )  # fmt: skip


def withdraw(*, docket: Docket, by: Actor, step: str, reason: str = "", **act: Any) -> Act:
    """Take the rulebook's step of withdrawal (`withdrawal_steps` names them); the complaint stays counted."""
    content = {"reasons": reason} if reason else {}
    return take_step(docket=docket, step=step, by=by, at=clock.now(), needs=Needs(act=act, content=content))


def withdrawal_steps(rulebook: Rulebook) -> list[str]:
    """Return the steps by which the rulebook lets a complaint be withdrawn."""
    return [
        step.id
        for step in rulebook.steps.values()
        if step.logged_as == "withdrawn"
        or any(each.logged_as == "withdrawn" for each in step.outcomes.values())
    ]


def _said(note: str, docket: Docket, by: Actor, text: str, to: Sequence[str], files: Iterable[Upload]) -> Act:
    files = list(files)
    if not text.strip() and not files:
        raise Malformed(
            [Problem("text", None, _("There is nothing to send."), _("Write something or attach a file."))]
        )
    author = by.key or (Vault.of(docket).local(by.person.pk) if by.person else "")
    act: dict[str, Any] = {"by": author}
    if note == "message":
        act["to"] = list(to)
    return take_note(
        docket=docket,
        note=note,
        by=by,
        at=clock.now(),
        needs=Needs(act=act, content={"text": text}, files=files),
    )
