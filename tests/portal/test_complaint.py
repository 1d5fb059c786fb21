"""A complaint through the portal: written page by page, sent once, found again by its code."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dueprocess.cases import actions
from dueprocess.cases.models import Complaint
from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from dueprocess.portal.models import Draft, DraftFile
from tests import world

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


@pytest.fixture
def federation() -> world.World:
    return world.federation()


def begin(client: Client, unit: str = "") -> None:
    """Write the first page."""
    assert client.get("/portal/complain/").status_code == 200
    assert client.post("/portal/complain/").url == "/portal/complain/what/"
    typed = {"summary": "Shouted down at the meeting.", "when": "Monday", "unit": unit}
    page = client.post("/portal/complain/what/", typed)
    assert page.url == "/portal/complain/whom/"
    assert client.post("/portal/complain/whom/").url == "/portal/complain/who/"


def once(page: bytes) -> str:
    found = re.search(rb'name="once" value="([^"]+)"', page)
    assert found
    return found[1].decode()


def send(client: Client, unit: str = "", **you: str) -> str:
    """Write all pages, send, and return the code."""
    begin(client, unit)
    who = {"kind": "person", "name": "Ilse Marchetti", "details": "treasurer"}
    assert client.post("/portal/complain/who/", who).url == "/portal/complain/files/"
    assert client.post("/portal/complain/files/").url == "/portal/complain/you/"
    assert client.post("/portal/complain/you/", you or {"named": "no"}).url == "/portal/complain/review/"
    review = client.get("/portal/complain/review/")
    assert "Shouted down" in review.content.decode()
    token = once(review.content)
    first = client.post("/portal/complain/review/", {"once": token})
    again = client.post("/portal/complain/review/", {"once": token})
    assert (first.url, again.url) == ("/portal/complain/sent/", "/portal/complain/sent/")
    shown = client.get("/portal/complain/sent/").content.decode()
    code = re.search(r'data-copy="([^"]+)"', shown)
    assert code
    return code[1]


def test_a_complaint_is_made_once_and_found_by_its_code(federation: world.World, client: Client) -> None:
    code = send(client)
    assert Complaint.objects.count() == 1
    kept = client.post("/portal/complain/sent/", {})
    assert "kept the code" in kept.content.decode()
    assert client.post("/portal/complain/sent/", {"kept": "1"}).url == "/portal/matter/"
    assert not Draft.objects.exists()
    page = client.get("/portal/matter/").content.decode()
    assert "Shouted down at the meeting." in page
    assert "Ilse" not in page.split("What you told us")[0]

    other = Client()
    assert other.get("/portal/matter/").url == "/portal/follow/"
    wrong = other.post("/portal/follow/", {"code": code[:-1] + ("2" if code[-1] != "2" else "3")})
    assert "opens nothing" in wrong.content.decode()
    assert other.post("/portal/follow/", {"code": code.lower().replace("-", " ")}).url == "/portal/matter/"
    assert other.get("/portal/matter/").status_code == 200


def test_nothing_typed_is_lost_when_a_page_has_a_fault(federation: world.World, client: Client) -> None:
    client.post("/portal/complain/")
    assert client.post("/portal/complain/what/", {"summary": "", "where": "Hall 3"}).status_code == 200
    assert "Hall 3" in client.get("/portal/complain/what/").content.decode()
    assert client.get("/portal/complain/review/").url == "/portal/complain/what/"


def test_a_draft_is_sealed_and_needs_its_cookie(federation: world.World, client: Client) -> None:
    begin(client)
    row = Draft.objects.get()
    assert b"Shouted" not in bytes(row.sealed)
    assert Client().get("/portal/complain/what/").url == "/portal/complain/"
    assert client.post("/portal/complain/stop/").url == "/"
    assert not Draft.objects.exists()


def test_files_come_along_and_bad_ones_are_named(federation: world.World, client: Client) -> None:
    begin(client)
    good = SimpleUploadedFile("photo.png", PNG)
    empty = SimpleUploadedFile("empty.txt", b"")
    page = client.post("/portal/complain/files/", {"attached": [good, empty], "another": "1"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "empty.txt" in text
    assert "photo.png" in text
    assert DraftFile.objects.count() == 1
    client.post("/portal/complain/you/", {"named": "no"})
    token = once(client.get("/portal/complain/review/").content)
    client.post("/portal/complain/review/", {"once": token})
    client.post("/portal/complain/sent/", {"kept": "1"})
    page_ = client.get("/portal/matter/").content.decode()
    link = re.search(r'href="(/portal/matter/file/[^"]+)"', page_)
    assert link
    answer = client.get(link[1])
    assert b"".join(answer.streaming_content) == PNG  # type: ignore[attr-defined]
    assert "attachment" in answer["Content-Disposition"]
    assert Client().get(link[1]).url == "/portal/follow/"


def test_messages_go_both_ways(federation: world.World, client: Client) -> None:
    send(client, str(federation.club.pk), named="yes", name="Wren Abara", email="wren@example.org")
    client.post("/portal/complain/sent/", {"kept": "1"})
    page = client.get("/portal/matter/").content
    assert client.post("/portal/matter/message/", {"once": once(page), "text": "When will I hear?"}).url
    docket = Docket.objects.get()
    with clock.frozen(clock.now()):
        actions.send_message(docket=docket, by=federation.actor("owner"), text="On Friday.", to=["C1"])
    text = client.get("/portal/matter/").content.decode()
    assert "When will I hear?" in text
    assert "On Friday." in text
    assert "Tamsin" not in text
