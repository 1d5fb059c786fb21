"""Nothing that people wrote lies open on the disk: a marker in every text field is looked for everywhere."""

import base64
import json
import logging
import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases import extracts
from dueprocess.cases.mailbox import actions as mailbox
from dueprocess.cases.models import Via
from dueprocess.core.errors import Refused
from dueprocess.docket import wall
from dueprocess.docket.actions import assign, decline, deliver, hold, record_lapses, take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity, Upload
from dueprocess.docket.search import Filters
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.portal import drafts
from tests import world
from tests.cases.mailbox.mails import simple
from tests.cases.mailbox.taking import take

MARKER = "Zwergpinscherquarz"


def forms(word: str) -> dict[str, bytes]:
    """The marker as it might lie somewhere."""
    found = {"UTF-8": word.encode(), "lower case": word.lower().encode(), "UTF-16": word.encode("utf-16-le")}
    for shift in range(3):
        coded = base64.b64encode(b"x" * shift + word.encode())
        found[f"base64 at {shift}"] = coded[4:-4]
    return found


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.fixture
def cast(db_fresh):
    with clock.frozen(world.later(days=-1)):
        built = world.federation()
    with clock.frozen(world.MONDAY):
        yield built


def test_the_search_itself_finds_what_lies_open(cast: world.World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kit_once (token, used_at, answer) VALUES (%s, '2026-01-01', '')", [MARKER]
        )
    assert forms(MARKER)["UTF-8"] in on_disk()


def on_disk() -> bytes:
    """The database with its log, as a thief would copy them."""
    name = Path(str(connection.settings_dict["NAME"]))
    return b"".join(
        Path(f"{name}{suffix}").read_bytes() for suffix in ("", "-wal") if Path(f"{name}{suffix}").exists()
    )


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


def test_no_marker_lies_open(
    cast: world.World, caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    caplog.set_level(logging.DEBUG)
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
    world.decide_access(cast, docket, "allowed", "stranger", signer="second", reason=text)
    world.decide_access(cast, docket, "denied", "third", signer="second", reason=text)
    deliver(docket)
    mailed(cast, text)
    wall.open(docket.number, cast["owner"], text)
    waiting(docket, cast, text)
    with clock.frozen(world.later(40)):
        record_lapses(docket)
        page = extracts.case_page(docket, viewer=owner)
        found = extracts.queue(cast["owner"], Filters(text=MARKER, is_open=None))
    assert MARKER in repr(page)
    assert len(found.lines) == 3  # the one, the one that a message was put into, and the one it became
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(FULL)")
    logs = json.dumps(
        [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    )
    places = {
        "database": on_disk(),
        "uploads and the rest of VAR": everything(Path(str(settings.DUEPROCESS_VAR))),
        "temporary files": everything(tmp_path),
        "logs": logs.encode(),
    }
    for form, raw in forms(MARKER).items():
        for place, content in places.items():
            if form == "lower case":
                content = content.lower()
            assert raw not in content, f"{form} in the {place}"
    shutil.rmtree(tmp_path)
