"""Nothing typed is lost: faults, returns, lost cookies, a sitting that ended, drafts that ran out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from dueprocess.cases.models import Complaint
from dueprocess.kit import clock
from dueprocess.portal import drafts, jobs
from dueprocess.portal.models import Draft, DraftFile
from tests import world
from tests.portal.conftest import once

pytestmark = pytest.mark.django_db
WORDS = "It happened again on Tuesday, in front of everybody."


def test_what_is_typed_about_somebody_comes_back_after_a_fault(
    federation: world.World, client: Client
) -> None:
    client.post("/portal/complain/")
    page = client.post("/portal/complain/who/", {"kind": "person", "name": "", "details": ""})
    assert "Enter a name" in page.content.decode()
    client.post("/portal/complain/who/", {"kind": "", "details": "The one with the red boat"})
    assert "The one with the red boat" in client.get("/portal/complain/who/").content.decode()
    client.post("/portal/complain/who/", {"kind": "person", "details": "The one with the red boat"})
    page = client.get("/portal/complain/who/").content.decode()
    assert page.count("The one with the red boat") == 1, "it is named, and the form is empty again"


def test_naming_somebody_twice_names_them_once(federation: world.World, client: Client) -> None:
    client.post("/portal/complain/")
    for _ in range(2):
        client.post("/portal/complain/who/", {"kind": "person", "name": "Ilse", "another": "1"})
    assert client.get("/portal/complain/who/").content.decode().count("<strong>Ilse</strong>") == 1


@pytest.mark.parametrize(
    ("page", "typed"),
    [("what", {"summary": WORDS}), ("who", {"kind": "person", "name": WORDS}), ("you", {"name": WORDS})],
)
def test_a_page_sent_without_its_draft_begins_a_new_one(
    federation: world.World, client: Client, page: str, typed: dict[str, str]
) -> None:
    answer = client.post(f"/portal/complain/{page}/", typed)
    assert drafts.COOKIE in answer.cookies
    assert WORDS in client.get(f"/portal/complain/{page}/").content.decode()


def test_a_draft_that_nobody_touched_for_a_week_goes_with_its_files(
    federation: world.World, client: Client
) -> None:
    with clock.frozen(world.MONDAY):
        client.post("/portal/complain/")
        client.post("/portal/complain/what/", {"summary": WORDS})
    with clock.frozen(world.MONDAY + timedelta(days=6)):
        jobs.clear_drafts()
        assert WORDS in client.get("/portal/complain/what/").content.decode()
    with clock.frozen(world.MONDAY + timedelta(days=7, minutes=1)):
        assert client.get("/portal/complain/what/").url == "/portal/complain/"  # type: ignore[attr-defined]
        jobs.clear_drafts()
    assert not Draft.objects.exists()
    assert not DraftFile.objects.exists()


def test_a_code_is_shown_until_it_is_kept_and_another_complaint_waits_for_that(
    federation: world.World, client: Client
) -> None:
    client.post("/portal/complain/")
    client.post("/portal/complain/what/", {"summary": WORDS})
    client.post("/portal/complain/you/", {"named": "no"})
    token = once(client.get("/portal/complain/review/").content)
    client.post("/portal/complain/review/", {"once": token})
    assert "Keep the code" in client.get("/portal/complain/").content.decode()
    assert client.post("/portal/complain/").url == "/portal/complain/sent/"  # type: ignore[attr-defined]
    assert client.get("/portal/complain/what/").url == "/portal/complain/sent/"  # type: ignore[attr-defined]
    client.post("/portal/complain/sent/", {"kept": "1"})
    assert client.get("/portal/complain/sent/").url == "/portal/complain/"  # type: ignore[attr-defined]
    assert Complaint.objects.count() == 1
    client.post("/portal/complain/")
    assert client.get("/portal/complain/what/").status_code == 200


def test_a_message_sent_when_the_sitting_had_ended_is_shown_to_be_copied(
    complained: Callable[..., str], client: Client
) -> None:
    complained()
    token = once(client.get("/portal/matter/").content)
    stranger = Client()
    page = stranger.post("/portal/matter/message/", {"once": token, "text": WORDS})
    assert page.status_code == 403
    assert WORDS in page.content.decode()
    assert 'action="/portal/follow/"' in page.content.decode()
    # the token was not spent: the same form still goes through from the right browser
    assert client.post("/portal/matter/message/", {"once": token, "text": WORDS}).status_code == 302
    client.post("/portal/matter/message/", {"once": token, "text": WORDS})
    assert client.get("/portal/matter/").content.decode().count(WORDS) == 1


def test_without_any_cookie_the_page_shows_what_was_typed(federation: world.World) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/portal/complain/what/", {"summary": WORDS, "mark": "a-token:that-is-signed:by-us"})
    assert page.status_code == 403
    shown = page.content.decode()
    assert ">Your text</label><textarea" in shown
    assert WORDS in shown
    assert "by-us" not in shown


def test_before_a_rulebook_is_in_force_the_page_says_so(db: None, client: Client) -> None:
    world.ground()
    assert "cannot be made here yet" in client.get("/portal/complain/").content.decode()
    assert client.get("/portal/follow/").status_code == 200
