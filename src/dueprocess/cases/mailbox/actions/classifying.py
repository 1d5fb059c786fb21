"""Saying what a message is: a complaint, part of a case, a machine's, or (two people) not a complaint.

Every answer is a note or an act in the message's own docket, with who gave it and why. Nothing is thrown
away.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.actions.receiving import Receipt, Report, receive_complaint
from dueprocess.cases.mailbox.actions import answering
from dueprocess.cases.mailbox.models import Arrival, State
from dueprocess.cases.mailbox.reading import PLAIN
from dueprocess.cases.models import Via
from dueprocess.core.errors import Refused
from dueprocess.docket import roster, wall
from dueprocess.docket.actions import house_note, preparing, propose_note, standing, take_note
from dueprocess.docket.models import Act, Content, Docket, File, Proposal
from dueprocess.docket.models.dockets import MESSAGE
from dueprocess.docket.models.source import GAP
from dueprocess.docket.needs import Actor, Needs, Upload
from dueprocess.docket.roster import Assembled
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, files
from dueprocess.people.models import Person, Unit


@transaction.atomic
def make_complaint(
    *, docket: Docket, report: Report, by: Actor, unit: Unit | None = None, tell: str = ""
) -> Receipt:
    """Open the case of a message: the same number and key, with its arrival as the moment of receipt.

    `tell`: the address to which the receipt code goes, "" for none.

    Raises what `receive_complaint` raises, and Refused("already_done") where it was classified meanwhile.
    """
    _waiting(docket, by)
    receipt = receive_complaint(
        report=report, via=Via.MAILBOX, by=by, at=arrived_at(docket), unit=unit, message=docket
    )
    if tell:
        answering.send_code(tell, number=receipt.number, code=receipt.code)
    return receipt


def arrived_at(docket: Docket) -> datetime:
    """Return when the first message of a docket arrived."""
    return Act.objects.get(docket=docket, n=1).at


@transaction.atomic
def place(*, docket: Docket, case: Docket, party: str, by: Actor) -> Act:
    """Put a message, with its files, into a case as the message of one of its parties (local key); "": as
    information that the officer adds, from somebody who is no party. Returns the note in the case."""
    for pk in sorted((docket.pk, case.pk)):
        Docket.objects.locked(pk)
    docket, case = Docket.objects.get(pk=docket.pk), Docket.objects.get(pk=case.pk)
    _waiting(docket, by)
    if case.kind == MESSAGE or case.pk == docket.pk:
        raise Refused("no_case", _("This number is no case."), None)
    if by.person is None or not wall.sees(case, by.person):
        raise Refused("no_case", _("There is no case of this number that you can see."), None)
    if party and not case.parties.filter(key=party).exists():
        raise Refused("no_party", _("This is no party to the case."), None)
    note = None
    for n in Arrival.objects.filter(docket=docket).order_by("act").values_list("act", flat=True):
        note = _copied(docket, n, case, party, by)
    assert note is not None
    _note(docket, State.PART, by, introduces={"into": case.pseudonym})
    return note


def _copied(docket: Docket, n: int, case: Docket, party: str, by: Actor) -> Act:
    """Write one message into the case, sealed anew under its key."""
    act, vault = Act.objects.get(docket=docket, n=n), Vault.of(docket)
    said = {row.field: vault.content(row, n) for row in Content.objects.filter(act=act)}
    uploads = []
    for row in File.objects.filter(act=act).order_by("n"):
        told = vault.file(row, n)
        kind = told["media_type"]
        uploads.append(Upload(told["name"], files.read(vault.key, row.stored, vault.files), kind=kind))
    at = max(act.at, arrived_at(case)) if party else clock.now()
    late = _("It lay in the mailbox until somebody said where it belongs.") if clock.now() - at > GAP else ""
    author = party or _key(case, by)
    facts = {"by": author, "to": []} if party else {"by": author}
    content = {"subject": said["subject"], "from": said["from"], "text": said["text"]}
    return take_note(
        docket=case, note="message" if party else "information", at=at,
        by=Actor(person=by.person, key=party) if party else by,
        needs=Needs(
            act=facts, content={name: text for name, text in content.items() if text}, files=uploads,
            late_reason=late, introduces={"message": docket.number},
        ),
    )  # fmt: skip


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
    _waiting(docket, by)
    if not plainly_automatic(docket):
        raise Refused(
            "two_people",
            _("This is not plainly a machine's. Two people say that it is not a complaint."),
            None,
        )
    return _note(docket, State.AUTOMATIC, by)


def propose_not_complaint(*, docket: Docket, by: Actor, signer: Person, reason: str) -> Proposal:
    """Propose to say that a message is no complaint; it is one no more when `signer` signs.

    Raises Malformed without a reason, Refused("not_able") for a signer who may not see it or is the one who
    proposes.
    """
    preparing.reason_given(reason)
    _waiting(docket, by)
    needs = Needs(act={"as": str(State.NOT_COMPLAINT)}, content={"reason": reason})
    return propose_note(docket=docket, note=roster.CLASSIFIED, by=by, needs=needs, signer=signer)


@transaction.atomic
def put_back(*, docket: Docket, by: Actor, reason: str) -> Act:
    """Put a message that was filed (as automatic, as no complaint, as part of a case) back on the list; what
    was written into a case stays there."""
    preparing.reason_given(reason)
    docket = Docket.objects.locked(docket.pk)
    _part(docket, by)
    settled = (State.AUTOMATIC, State.NOT_COMPLAINT, State.PART)
    if docket.kind != MESSAGE or not Arrival.objects.filter(docket=docket, state__in=settled).exists():
        raise Refused("not_filed", _("This message is not among those that were filed."), None)
    return _note(docket, State.WAITING, by, reason=reason)


def _waiting(docket: Docket, by: Actor) -> None:
    """Raise Refused where a message was classified already, or where this is nobody's who may say."""
    _part(docket, by)
    if docket.kind != MESSAGE or not docket.is_open:
        raise Refused("already_done", _("Somebody has said already what this message is."), None)


def _part(docket: Docket, by: Actor) -> None:
    """Raise Refused for somebody without a part in it; oversight has one where nobody else could."""
    whole = roster.assemble(docket, Vault.of(docket), at=clock.now())
    if read_by_nobody(whole):
        standing.has_part_or_oversees(whole, by)
    else:
        standing.has_part(whole, by)


def read_by_nobody(whole: Assembled) -> bool:
    """Tell whether the file is shut for everybody who could act in it, such as all whom it names."""
    return not any(each.get("roles") for each in whole.roster.people.values())


def _note(
    docket: Docket, state: State, by: Actor, reason: str = "", introduces: dict[str, str] | None = None
) -> Act:
    assert by.person is not None
    return house_note(
        docket=docket, note=roster.CLASSIFIED, by=by, named={_key(docket, by): by.person.pk},
        needs=Needs(
            act={"as": str(state)}, content={"reason": reason} if reason else {}, introduces=introduces or {}
        ),
    )  # fmt: skip
