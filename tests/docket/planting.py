"""A marker in every text field, file, name, message and draft of a case and of what came by mail: for tests
that look for it everywhere."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.actions import tabling
from dueprocess.cases.batches import actions as batches
from dueprocess.cases.batches.models import Batch
from dueprocess.cases.batches.told import Told
from dueprocess.cases.deliberations import actions as deliberations
from dueprocess.cases.mailbox import actions as mailbox
from dueprocess.cases.models import Via
from dueprocess.cases.tabled import Row
from dueprocess.core.errors import Refused
from dueprocess.docket import wall
from dueprocess.docket.actions import assign, decline, deliver, hold, take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity, Upload
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.portal import drafts
from tests import world
from tests.cases.mailbox.mails import simple
from tests.cases.mailbox.taking import take

MARKER = "Zwergpinscherquarz"


def forms(word: str) -> dict[str, bytes]:
    """Return the marker as it might lie somewhere."""
    found = {"UTF-8": word.encode(), "lower case": word.lower().encode()}
    found |= {"UTF-16 LE": word.encode("utf-16-le"), "UTF-16 BE": word.encode("utf-16-be")}
    for shift in range(3):
        coded = base64.b64encode(b"x" * shift + word.encode())
        found[f"base64 at {shift}"] = coded[4:-4]
    return found


def everything(folder: Path) -> bytes:
    """Return all bytes of all files below a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def on_disk() -> bytes:
    """Return the SQLite database with its log, as a thief would copy them."""
    name = Path(str(connection.settings_dict["NAME"]))
    return b"".join(
        Path(f"{name}{suffix}").read_bytes()
        for suffix in ("", "-wal", "-shm", "-journal")
        if Path(f"{name}{suffix}").exists()
    )


def plant(cast: world.World) -> Docket:
    """Put the marker everywhere; return the case with most of it."""
    text = f"The {MARKER} was there."
    who = PartyIdentity(
        kind="complainant",
        name=f"{MARKER} Person",
        contact={"email": f"{MARKER}@example.invalid", "address": MARKER},
    )
    receipt = cases.receive_complaint(
        report=cases.Report(
            summary=text,
            reporter=who,
            respondents=[PartyIdentity(kind="respondent", name=f"Another {MARKER}", body=MARKER)],
            allegations=[cases.Alleged(respondent=0, text=text)],
            details={"place": MARKER, "witnesses": [MARKER]},
            files=[Upload(f"{MARKER}.txt", [text.encode() * 50])],
        ),
        via=Via.PORTAL,
        by=Actor(),
        at=clock.now(),
        unit=cast.club,
    )
    docket, owner = receipt.docket, cast.actor("owner")
    take_step(
        docket=docket, step="acknowledge", by=owner, at=clock.now(), needs=Needs(content={"reasons": text})
    )
    take_step(
        docket=docket,
        step="send",
        by=owner,
        at=clock.now(),
        needs=Needs(content={"reasons": {"nested": [text]}}, late_reason=text),
    )
    cases.send_message(docket=docket, by=Actor(key="C1"), text=text)
    cases.add_information(docket=docket, by=Actor(key="C1"), text=text)
    cases.add_party(docket=docket, identity=PartyIdentity(kind="witness", name=MARKER), by=owner, reason=text)
    assign(docket=docket, to=cast["second"].pk, by=owner, reason=text)
    with transaction.atomic():
        world.decide_access(cast, docket, "allowed", "stranger", signer="second", reason=text)
        world.decide_access(cast, docket, "denied", "third", signer="second", reason=text)
    deliberations.write(docket=docket, by=cast["second"], text=text, body="committee")
    deliver(docket)
    mailed(cast, text)
    wall.open(docket.number, cast["owner"], text)
    waiting(docket, cast, text)
    return docket


def waiting(docket: Docket, cast: world.World, text: str) -> None:
    """What was typed and is no act: drafts, files between two pages, proposals, lists, what was set aside."""
    writing = drafts.begin(cookie=drafts.REPLIES, about="matter/answer/0")
    writing.parts["typed"] = f"note={text}"
    writing.save()
    writing.attach(f"{MARKER}.txt", [text.encode()])
    hold(docket, [Upload(f"{MARKER}.txt", [text.encode()])])
    by, signer = cast.actor("owner"), cast["second"]
    cases.propose_link(docket=docket, party="R1", person=None, by=by, signer=signer, reason=text)
    who = PartyIdentity(kind="witness", person=cast["conflicted"].pk, name=MARKER)
    made = cases.propose_party(docket=docket, identity=who, by=by, signer=signer, reason=text)
    decline(proposal=made, by=cast.actor("second"), reason=text)
    wall.take_out(cast["owner"], "cases.csv", text, 1)
    rows = [Row(text=text, link=f"https://{MARKER}.example.invalid/")]
    upload = Upload(f"{MARKER}.txt", [text.encode()])
    tabling.keep_table(docket=docket, table=tabling.Table(rows), new=[upload])
    batch = batches.begin(kind=Batch.Kind.WRITE, dockets=[docket], by=cast["owner"])
    batches.say(batch=batch, told=Told(text=text, how="untold"), by=cast["owner"])
    batches.carry_on(Batch.objects.get(pk=batch.pk))
    client = Client()
    login = register.give_login(person=cast["owner"], email="owner@example.invalid", by=None)
    client.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
    desk = f"/desk/cases/{docket.number}/"
    for page, typed in (
        ("steps/acknowledge/0/", {"length": "0", "note": text}),
        ("notes/message/", {"text": text}),
        ("parties/R1/", {"reason": text, "who": "other", "member": MARKER}),
        ("assign/", {"reason": text}),
    ):
        sent = {"once": "x" * 24, "attached": SimpleUploadedFile(f"{MARKER}.txt", text.encode()), **typed}
        assert client.post(f"{desk}{page}", sent).status_code in (200, 403, 409), page
    assert client.post("/desk/cases/search/", {"text": MARKER}).status_code == 200
    assert client.post("/portal/follow/", {"code": MARKER}).status_code == 200


def mailed(cast: world.World, text: str) -> None:
    """What came by mail: its head, its words, its files; put into a case, made one, and answered."""
    for who in ("owner", "second"):
        world.appoint(cast[who], "secretary")
    marked = {"sender": f"{MARKER} <{MARKER}@example.invalid>", "files": [(f"{MARKER}.txt", text.encode())]}
    owner, other = cast.actor("owner"), world.open_case(cast).docket
    for n in range(3):
        data = simple(text, subject=text, message_id=f"<{MARKER}{n}@example.invalid>", **marked)
        found = Docket.objects.get(number=take(data).number)
        if n == 0:
            mailbox.place(docket=found, case=other, party="C1", by=owner)
            mailbox.confirm(docket=found, by=cast.actor("second"))
        if n == 1:
            report = cases.Report(summary=text, reporter=PartyIdentity(kind="complainant", name=MARKER))
            mailbox.make_complaint(docket=found, report=report, by=owner, tell=f"{MARKER}@example.invalid")
    with pytest.raises(Refused):
        mailbox.file_automatic(docket=found, by=owner)
    mailbox.propose_not_complaint(docket=found, by=owner, signer=cast["overseer"], reason=text)
