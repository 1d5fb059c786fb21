"""Forms as somebody sends them who means harm, or whose other window said something else in between."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dueprocess.docket.actions import deliver, take_step
from dueprocess.docket.models import Act, Docket, Read
from dueprocess.kit import clock, files
from dueprocess.people import actions as register
from tests import world

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SignedIn = Callable[[str], Client]
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


@pytest.fixture
def docket(federation: world.World) -> Docket:
    return world.open_case(federation).docket


def hidden(page: bytes, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.decode())
    return found[1] if found else ""


# --- reading without a trace


@pytest.mark.parametrize(
    "tail", ["steps/refuse/0/", "steps/acknowledge/0/", "notes/message/", "notes/party/"]
)
def test_nobody_reads_by_sending_faulty_forms_without_a_line_in_the_journal(
    docket: Docket, signed_in: SignedIn, tail: str
) -> None:
    client = signed_in("owner")
    answer = client.post(f"/desk/cases/{docket.number}/{tail}", {"once": "x" * 24, "length": "0"})
    assert docket.number in answer.content.decode()
    assert Read.objects.filter(docket=docket).count() == 1


def test_a_form_that_is_refused_leaves_its_line_too(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    client = signed_in("overseer")
    answer = client.post(f"/desk/cases/{docket.number}/assign/", {"once": "x" * 24})
    assert answer.status_code == 403
    assert Read.objects.filter(docket=docket).count() == 1


def test_a_form_that_acts_leaves_one_line(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    client = signed_in("owner")
    typed = {"once": "x" * 24, "to": federation["second"].pk, "reason": "Leave."}
    assert client.post(f"/desk/cases/{docket.number}/assign/", typed).status_code == 302
    assert Read.objects.filter(docket=docket).count() == 1


# --- what was checked is what is entered


def held_files(field: str) -> list[str]:
    """The stored names in a signed field, which is no secret."""
    body = field.split(":")[0]
    packed = body.removeprefix(".")
    raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    rows = json.loads(zlib.decompress(raw) if body.startswith(".") else raw)
    return [row[0] for row in rows]


def test_no_file_falls_out_between_checking_and_entering(docket: Docket, signed_in: SignedIn) -> None:
    """The page on which it is checked stays open until the files were swept, or its field is torn."""
    client, address = signed_in("owner"), f"/desk/cases/{docket.number}/steps/acknowledge/0/"
    page = client.get(address).content
    typed = {"once": hidden(page, "once"), "length": "1", "note": "See the file."}
    report = SimpleUploadedFile("report.png", PNG)
    checked = client.post(address, typed | {"files": report, "change": "1"}).content
    held = hidden(checked, "held")
    for torn in (held[:-3] + "abc", "x"):
        answer = client.post(address, typed | {"held": torn, "checked": "1"})
        assert (answer.status_code, Act.objects.filter(docket=docket).count()) == (200, 1)
        assert "Choose them again" in answer.content.decode()
    for each in held_files(held):
        files.remove(each)
    answer = client.post(address, typed | {"held": held, "checked": "1"})
    assert (answer.status_code, Act.objects.filter(docket=docket).count()) == (200, 1)
    assert "report.png" in answer.content.decode()
    again = typed | {"held": hidden(answer.content, "held"), "checked": "1"}
    assert client.post(address, again).status_code == 302


def answering(federation: world.World, docket: Docket, signed_in: SignedIn) -> Client:
    """The browser of the respondent, who was written to and may answer."""
    owner = federation.actor("owner")
    world.log_in(federation["respondent"])
    with clock.frozen(world.later(days=1)):
        take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
        take_step(docket=docket, step="send", by=owner, at=clock.now())
        deliver(world.fresh(docket))
    client = signed_in("respondent")
    client.get(f"/portal/mine/{docket.number}/")
    return client


STEP, CHECK = "/portal/matter/step/answer/0/", "/portal/matter/step/answer/0/check/"


def test_another_window_changes_nothing_under_the_hand_that_sends(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    client = answering(federation, docket, signed_in)
    with clock.frozen(world.later(days=2)):
        length = hidden(client.get(STEP).content, "length")
        client.post(STEP, {"length": length, "note": "I was not there."})
        page = client.get(CHECK).content
        send = {name: hidden(page, name) for name in ("once", "length", "matter", "checked")}
        client.post(STEP, {"length": length, "note": "I did it, and I am glad."})
        answer = client.post(CHECK, send)
        assert not Act.objects.filter(docket=docket, name="answer").exists()
        assert "I did it, and I am glad." in answer.content.decode()
        client.post(STEP, {"length": length, "note": "I was not there."})
        assert client.post(CHECK, send).status_code == 302
    assert Act.objects.filter(docket=docket, name="answer").count() == 1


def test_a_file_slipped_in_after_checking_is_not_sent(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    client = answering(federation, docket, signed_in)
    with clock.frozen(world.later(days=2)):
        length = hidden(client.get(STEP).content, "length")
        client.post(STEP, {"length": length, "note": "I was not there."})
        page = client.get(CHECK).content
        send = {name: hidden(page, name) for name in ("once", "length", "matter", "checked")}
        slipped = SimpleUploadedFile("mine.png", PNG)
        client.post(STEP, {"length": length, "note": "I was not there.", "files": slipped})
        assert b"mine.png" in client.post(CHECK, send).content
    assert not Act.objects.filter(docket=docket, name="answer").exists()


def test_a_complaint_too_is_sent_as_it_was_checked(federation: world.World) -> None:
    client = Client()
    client.post("/portal/complain/")
    client.post("/portal/complain/what/", {"summary": "Shouted down.", "unit": str(federation.club.pk)})
    client.post("/portal/complain/you/", {"named": "no"})
    page = client.get("/portal/complain/review/").content
    send = {name: hidden(page, name) for name in ("once", "checked")}
    client.post("/portal/complain/what/", {"summary": "I made it up.", "unit": str(federation.club.pk)})
    answer = client.post("/portal/complain/review/", send)
    assert "I made it up." in answer.content.decode()
    assert not Docket.objects.exists()
    page = client.get("/portal/complain/review/").content
    send = {name: hidden(page, name) for name in ("once", "checked")}
    assert client.post("/portal/complain/review/", send).status_code == 302


# --- a matter that was opened by a login


def test_a_login_that_is_closed_leaves_no_matter_open(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    client = answering(federation, docket, signed_in)
    with clock.frozen(world.later(days=2)):
        assert client.get("/portal/matter/").status_code == 200
        login = federation["respondent"].login
        register.close_login(login=login, by=None, reason="The password was stolen.")
        assert client.get("/portal/matter/").status_code == 302
        assert client.post("/portal/matter/message/", {"once": "x" * 24, "text": "Me."}).status_code == 403


def test_who_turns_out_to_be_somebody_else_keeps_no_matter_open(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    client = answering(federation, docket, signed_in)
    with clock.frozen(world.later(days=2)):
        assert client.get("/portal/matter/").status_code == 200
        docket.parties.filter(key="R1").update(tag="f" * 32)
        assert client.get("/portal/matter/").status_code == 302


def test_a_letter_of_one_matter_is_opened_in_no_other(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    """Two windows: the page of one letter stays open while another matter is opened in this browser; time
    would run from a letter that nobody has read."""
    owner, letters = federation.actor("owner"), []
    client, other = answering(federation, docket, signed_in), world.open_case(federation).docket
    with clock.frozen(world.later(days=1)):
        take_step(docket=other, step="acknowledge", by=owner, at=clock.now())
        letters.append(take_step(docket=other, step="send", by=owner, at=clock.now()).n)
        deliver(world.fresh(other))
    with clock.frozen(world.later(days=1, hours=1)):
        page = client.get(f"/portal/matter/letter/{letters[0]}/").content
        meant = hidden(page, "matter")
        client.get(f"/portal/mine/{other.number}/")
        before = world.fresh(other).length
        assert client.post(f"/portal/matter/letter/{letters[0]}/", {"matter": meant}).status_code == 403
        assert (bool(meant), world.fresh(other).length) == (True, before)
        meant = hidden(client.get(f"/portal/matter/letter/{letters[0]}/").content, "matter")
        assert client.post(f"/portal/matter/letter/{letters[0]}/", {"matter": meant}).status_code == 302
        assert world.fresh(other).length == before + 1


# --- numbers that no machine takes


@pytest.mark.parametrize("digits", ["9" * 12, "9" * 40, "9" * 5000, "\u0663" * 30])
def test_numbers_of_any_length_break_nothing(
    federation: world.World, docket: Docket, signed_in: SignedIn, digits: str
) -> None:
    client = signed_in("owner")
    day = {"conduct_from_day": digits, "conduct_from_month": digits, "conduct_from_year": "2026"}
    for typed in (day, day | {"conduct_from_month": "3"}, day | {"conduct_from_year": digits}):
        sent = {"once": "x" * 24, "via": "phone", "summary": "Shouted.", **typed}
        assert client.post("/desk/cases/new/", sent).status_code == 200
    address = f"/desk/cases/{docket.number}/steps/acknowledge/0/"
    assert client.post(address, {"once": "x" * 24, "length": digits}).status_code == 409
    party = answering(federation, docket, signed_in)
    with clock.frozen(world.later(days=2)):
        for typed in ({"length": digits, "note": "I was not there."}, {"remove": digits}):
            assert party.post(STEP, typed).status_code == 302
        page = party.get(CHECK).content
        send = {name: hidden(page, name) for name in ("once", "checked")}
        assert party.post(CHECK, send | {"length": digits}).status_code in (302, 409)
        party.post("/portal/complain/")
        assert party.post("/portal/complain/files/", {"remove": digits}).status_code == 302
        assert party.post("/portal/complain/who/", {"remove": digits}).status_code == 302
