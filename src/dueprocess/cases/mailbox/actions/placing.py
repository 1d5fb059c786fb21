"""Putting a message to a case: one person says that it belongs there, and who has to agree.

Alone puts it there only whoever owns the case, where the message answers what we wrote to that party or
comes from their own address. Everything else waits on the list, with its clock and its line in the counts,
until somebody else takes it in: the case's owner, or another who reads the mailbox. Its sender is told, and
can bring it back on the list by answering; from then on nobody puts it anywhere alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.mailbox.actions import answering, classifying
from dueprocess.cases.mailbox.models import Arrival, State
from dueprocess.cases.mailbox.projector import INTO, MAIL
from dueprocess.cases.mailbox.reading import Warn
from dueprocess.cases.models import Case
from dueprocess.core import engine
from dueprocess.core.engine import untold
from dueprocess.core.errors import Refused
from dueprocess.docket import house, roster, wall, way_in
from dueprocess.docket.actions import letters, preparing, take_note
from dueprocess.docket.models import Act, Content, Docket, File
from dueprocess.docket.models.dockets import MESSAGE
from dueprocess.docket.models.source import GAP
from dueprocess.docket.needs import Actor, Needs, Upload
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, files
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

OBJECTS = "objects"
"""Under which key an answer to the mail about a placing comes: its sender does not agree."""
PARTY = "party"
"""What `introduces` names beside the case in the note that puts a message there: as whose words (local key
in the case), "" for nobody's who is a party."""
AGAINST = {Warn.FORGED, Warn.SEVERAL_FROM, Warn.NO_FROM}


@transaction.atomic
def place(*, docket: Docket, case: Docket, party: str, by: Actor) -> Act:
    """Say that a message belongs to a case, as the words of one of its parties (local key); "": as
    information from somebody who is no party. Returns the note in the case where it is there now
    (`alone`), else the note in the message's own docket, which waits for somebody else.

    Raises Refused("no_case", "joined", "no_party", "already_done").
    """
    docket, case = _both(docket, case)
    classifying.waiting(docket, by)
    if case.kind == MESSAGE or case.pk == docket.pk:
        raise Refused("no_case", _("This number is no case."), None)
    _goes_on(case)
    if by.person is None or not wall.sees(case, by.person):
        raise Refused("no_case", _("There is no case of this number that you can see."), None)
    if party and not case.parties.filter(key=party).exists():
        raise Refused("no_party", _("This is no party to the case."), None)
    if alone(docket, case, party, by):
        return _put(docket, case, party, by)
    return classifying.note(docket, State.PLACED, by, introduces={INTO: case.pseudonym, PARTY: party})


def alone(docket: Docket, case: Docket, party: str, by: Actor) -> bool:
    """Tell whether one person may put a message into a case: its owner, while it is open, the words of a
    party who wrote from their own address or in answer to what we wrote to them, and to whose placing its
    sender has never objected."""
    if by.person is None or case.owner != person_tag(by.person.pk) or not case.is_open or not party:
        return False
    if docket.acts.filter(name=house.CLASSIFIED, by_key="").exists():
        return False
    address = letters.addresses_of(case, way_in.of(case)).get(party, "").strip().lower()
    return all(
        mail["sender"]
        and not AGAINST & set(mail["warnings"])
        and (mail["sender"] == address or (mail["matter"], mail["key"]) == (case.number, party))
        for mail in mails(docket)
    )


def mails(docket: Docket) -> list[dict[str, Any]]:
    """Return what was read of each message of a docket beside its text, in their order."""
    vault = Vault.of(docket)
    acts = Arrival.objects.filter(docket=docket).values_list("act", flat=True)
    rows = Content.objects.filter(act__docket=docket, act__n__in=list(acts), field=MAIL)
    return [vault.content(row, row.act.n) for row in rows.select_related("act").order_by("act__n")]


def placed(docket: Docket) -> Act:
    """Return the note by which a message that waits was put to a case. Raises Refused("not_placed")."""
    note = docket.acts.filter(name=house.CLASSIFIED).order_by("n").last()
    if docket.kind != MESSAGE or note is None or note.facts["as"] != str(State.PLACED):
        raise Refused("not_placed", _("This message does not wait to be taken into a case."), None)
    return note


@transaction.atomic
def confirm(*, docket: Docket, by: Actor) -> Act:
    """Take a message into the case to which somebody else has put it. Returns the note in the case.

    Raises Refused("not_placed", "joined"), and "not_yours" for whoever put it there, does not see the case,
    or neither owns it nor says what messages are.
    """
    found = placed(docket)
    docket, case = _both(docket, Docket.objects.get(pseudonym=found.introduces[INTO]))
    found = placed(docket)
    judges(docket, case, found, by)
    _goes_on(case)
    return _put(docket, case, str(found.introduces[PARTY]), by)


@transaction.atomic
def decline(*, docket: Docket, by: Actor, reason: str) -> Act:
    """Say of a message that it does not belong to the case to which somebody else has put it: it is on the
    list again. Raises Refused as `confirm`, Malformed without a reason."""
    preparing.reason_given(reason)
    docket = Docket.objects.locked(docket.pk)
    found = placed(docket)
    judges(docket, Docket.objects.get(pseudonym=found.introduces[INTO]), found, by)
    return classifying.note(docket, State.WAITING, by, reason=reason)


def judges(docket: Docket, case: Docket, found: Act, by: Actor) -> None:
    """Raise Refused("not_yours") for somebody who may not say of a message that was put to a case (`found`)
    whether it belongs there."""
    person = by.person
    if person is None or not wall.sees(case, person) or wall.shuts(docket, person):
        raise Refused("not_yours", _("This message does not wait for you."), None)
    if found.by_key == Vault.of(docket).local(person.pk):
        raise Refused("not_yours", _("You put it there: somebody else takes it in."), None)
    if case.owner == person_tag(person.pk):
        return
    try:
        classifying.may_say(docket, by)
    except Refused:
        why = _("The case’s owner takes it in, or somebody else who says what messages are.")
        raise Refused("not_yours", why, None) from None


def may_judge(docket: Docket, case: Docket, found: Act, person: Person) -> bool:
    """Tell whether somebody may say whether a message belongs to the case to which it was put."""
    try:
        judges(docket, case, found, Actor(person=person))
    except Refused:
        return False
    return True


@transaction.atomic
def objected(docket: Docket) -> Docket:
    """Put a message back on the list since its sender does not agree where it was put. Returns it as it is
    then. One that waits already stays as it is."""
    docket = Docket.objects.locked(docket.pk)
    if docket.kind == MESSAGE and Arrival.objects.filter(docket=docket).exclude(state=State.WAITING).exists():
        reason = _("Its sender does not agree with where it was put.")
        classifying.note(docket, State.WAITING, Actor(), reason=reason)
        docket.refresh_from_db()
    return docket


def _goes_on(case: Docket) -> None:
    """Raise Refused("joined") for a case whose complaints went into another: nobody looks there any more."""
    Vault.of(case)  # refuses where it was erased
    if Case.objects.filter(docket=case).exclude(joined_into=None).exists():
        why = _("This case goes on in another, into which it was joined. Put the message there.")
        raise Refused("joined", why, None)


def _both(docket: Docket, case: Docket) -> tuple[Docket, Docket]:
    """Lock both in the order of their keys, and return them as they are then."""
    for pk in sorted((docket.pk, case.pk)):
        Docket.objects.locked(pk)
    return Docket.objects.get(pk=docket.pk), Docket.objects.get(pk=case.pk)


def _put(docket: Docket, case: Docket, party: str, by: Actor) -> Act:
    """Write every message of a docket into the case, tell the sender, and settle the docket."""
    letters_ = mails(docket)
    made = None
    for n in Arrival.objects.filter(docket=docket).order_by("act").values_list("act", flat=True):
        made = _copied(docket, n, case, party, by)
    assert made is not None
    told = _tell(docket, case, party, letters_[-1])
    mine = {letters.MAILS: {OBJECTS: told}} if told else {}
    classifying.note(docket, State.PART, by, introduces={INTO: case.pseudonym, PARTY: party, **mine})
    return made


def _tell(docket: Docket, case: Docket, party: str, mail: dict[str, Any]) -> str:
    """Tell the sender where their message was put; returns the mail's code, "" where nobody is told: a
    machine, an address that may be forged, a respondent who may not know of the case yet."""
    if not mail["sender"] or mail["why"] or AGAINST & set(mail["warnings"]):
        return ""
    whole = roster.assemble(case, Vault.of(case), at=clock.now())
    state = engine.state(rulebooks.LIBRARY, whole.engine(), clock.now())
    if untold.untold(state, [party]):
        return ""
    known = state.parties[party].kind == "complainant" or party in untold.heard(state) if party else False
    return answering.say_where(docket, mail, case=case, party=party if known else "", key=OBJECTS)


def _copied(docket: Docket, n: int, case: Docket, party: str, by: Actor) -> Act:
    """Write one message into the case, sealed anew under its key."""
    act, vault = Act.objects.get(docket=docket, n=n), Vault.of(docket)
    said = {row.field: vault.content(row, n) for row in Content.objects.filter(act=act)}
    uploads = []
    for row in File.objects.filter(act=act).order_by("n"):
        told = vault.file(row, n)
        kind = told["media_type"]
        uploads.append(Upload(told["name"], files.read(vault.key, row.stored, vault.files), kind=kind))
    at = max(act.at, _began(case)) if party else clock.now()
    late = _("It lay in the mailbox until somebody said where it belongs.") if clock.now() - at > GAP else ""
    author = party or (Vault.of(case).local(by.person.pk) if by.person else "")
    facts = {"by": author, "to": []} if party else {"by": author}
    content = {"subject": said["subject"], "from": said["from"], "text": said["text"]}
    return take_note(
        docket=case, note="message" if party else "information", at=at,
        by=Actor(person=by.person, key=party) if party else by,
        needs=Needs(
            act=facts, content={name: text for name, text in content.items() if text}, files=uploads,
            late_reason=late, introduces={house.BY_MAIL: docket.number},
        ),
    )  # fmt: skip


def _began(case: Docket) -> datetime:
    return Act.objects.get(docket=case, n=1).at


__all__ = [
    "OBJECTS",
    "alone",
    "confirm",
    "decline",
    "judges",
    "mails",
    "may_judge",
    "objected",
    "place",
    "placed",
]
