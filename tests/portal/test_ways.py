"""Coming in by a one-time link: by the press of a button, once; and what a link that opens nothing tells."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from dueprocess.cases.ways import actions
from dueprocess.cases.ways.actions import DAYS
from dueprocess.docket.actions import deliver
from dueprocess.docket.models import Act, Docket, Read
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock, keys
from dueprocess.people.models import Login
from dueprocess.portal import tries
from tests import world
from tests.attacks import without_tokens
from tests.cases.test_ways import give, keep, told
from tests.portal.conftest import once

pytestmark = pytest.mark.django_db


@pytest.fixture
def docket(federation: world.World) -> Docket:
    return told(federation)


def come_in(client: Client, code: str) -> int:
    """Press the button of a link; returns the answer's status."""
    token = once(client.get(f"/portal/in/{code}/").content)
    return client.post(f"/portal/in/{code}/", {"once": token}).status_code


def test_looking_opens_nothing_and_the_button_opens_once(
    federation: world.World, docket: Docket, client: Client
) -> None:
    code = give(federation, docket)
    deliver(world.fresh(docket))
    here, nowhere = (client.get(f"/portal/in/{each}/") for each in (code, keys.receipt_code()))
    assert without_tokens(here.content) == without_tokens(nowhere.content)
    assert here.headers["Cache-Control"] == "no-store"
    assert client.get("/portal/matter/").status_code == 302, (
        "a mail scanner that follows the link opens nothing"
    )
    before = client.session.session_key
    assert come_in(client, code) == 302
    assert client.session.session_key != before
    page = client.get("/portal/matter/").content.decode()
    assert "Your link is used up" in page
    assert "A letter for you" in page
    assert code not in page
    assert come_in(Client(), code) == 410
    act = Act.objects.get(docket=docket, name="send").n
    shown = client.post(f"/portal/matter/letter/{act}/", {"matter": ""}, follow=True)
    assert shown.status_code == 200
    assert Read.objects.filter(docket=docket).exists()


def test_every_link_that_opens_nothing_is_answered_alike(federation: world.World, docket: Docket) -> None:
    used, closed, replaced = give(federation, docket), "", ""
    come_in(Client(), used)
    replaced = give(federation, docket)
    closed = give(federation, docket)
    actions.close_ways(docket=docket, key="R1", by=federation.actor("owner"), reason="Stolen.")
    codes = [used, closed, replaced, keys.receipt_code(), "x", "complain", docket.number]
    answers = set()
    for n, code in enumerate(codes):
        client = Client(REMOTE_ADDR=f"192.0.2.{n}")
        token = once(client.get(f"/portal/in/{code}/").content)
        answer = client.post(f"/portal/in/{code}/", {"once": token})
        answers.add((answer.status_code, without_tokens(answer.content)))
    assert len(answers) == 1
    ((status, said),) = answers
    assert status == 410
    assert docket.number.encode() not in said


def test_after_ten_wrong_links_none_is_looked_up_for_a_while(federation: world.World, docket: Docket) -> None:
    code = give(federation, docket)
    client = Client()
    for _ in range(tries.MOST):
        assert come_in(client, keys.receipt_code()) == 410
    assert come_in(client, code) == 429
    assert come_in(client, keys.receipt_code()) == 429
    with clock.frozen(clock.now() + tries.WITHIN * 2):
        assert come_in(client, code) == 302


def test_the_code_on_paper_is_typed_where_receipt_codes_are(federation: world.World, docket: Docket) -> None:
    code = give(federation, docket)
    client = Client()
    assert client.post("/portal/follow/", {"code": code.lower()}).status_code == 302
    assert client.get("/portal/matter/").status_code == 200
    assert Client().post("/portal/follow/", {"code": code}).status_code == 200, "it is spent"


def test_what_closes_a_way_closes_the_sitting(
    federation: world.World, docket: Docket, client: Client
) -> None:
    come_in(client, give(federation, docket))
    assert client.get("/portal/ways/").status_code == 200
    give(federation, docket)  # the officer gives another: somebody else may have opened the first
    assert client.get("/portal/matter/").status_code == 302
    lost = client.post("/portal/matter/message/", {"text": "Words that are kept", "once": "x" * 32})
    assert lost.status_code == 403
    assert "Words that are kept" in lost.content.decode()


def test_a_party_closes_what_opens_their_part(
    federation: world.World, docket: Docket, client: Client
) -> None:
    come_in(client, give(federation, docket))
    shown = client.get("/portal/ways/").content.decode()
    assert "One-time link" in shown
    assert "Tamsin" not in shown, "a party sees roles, not officers' names"
    assert "the office" in shown
    token = once(client.get("/portal/ways/close/").content)
    assert client.post("/portal/ways/close/", {"once": token}).status_code == 302
    assert client.get("/portal/matter/").status_code == 302
    assert Act.objects.get(docket=docket, name="ways_closed").by_key == "R1"


def test_a_passkey_lists_its_matters_and_opens_no_other_door(federation: world.World, docket: Docket) -> None:
    deliver(docket)
    login, other = keep(docket), told(federation)
    client = Client()
    client.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
    mine = client.get("/portal/mine/").content.decode()
    assert docket.number in mine
    assert other.number not in mine
    assert client.get(f"/portal/mine/{other.number}/").status_code == 404
    assert client.get(f"/portal/mine/{docket.number}/", follow=True).status_code == 200
    assert client.get("/desk/").headers["Location"] == "/portal/mine/"
    assert client.get("/desk/cases/").status_code == 404
    # a second matter is opened to the same passkey, without a second login
    come_in(client, give(federation, other))
    token = once(client.get("/portal/ways/passkey/").content)
    client.post("/portal/ways/passkey/", {"once": token})
    assert other.number in client.get("/portal/mine/").content.decode()
    assert Login.objects.filter(person=None).count() == 1
    # closed: the sitting ends
    client.get(f"/portal/mine/{docket.number}/")
    actions.close_ways(docket=docket, key="R1", by=Actor(key="R1"))
    assert client.get("/portal/matter/").status_code == 302
    assert docket.number not in client.get("/portal/mine/").content.decode()


def test_a_passkey_is_asked_for_in_an_open_matter_only(federation: world.World, docket: Docket) -> None:
    client = Client()
    for address in ("/portal/ways/passkey/", "/portal/ways/passkey/new/"):
        assert client.get(address).status_code == 302
    assert not Login.objects.filter(person=None).exists()
    come_in(client, give(federation, docket))
    assert client.get("/portal/ways/passkey/new/").headers["Location"] == "/portal/ways/passkey/"
    token = once(client.get("/portal/ways/passkey/").content)
    client.post("/portal/ways/passkey/", {"once": token})
    page = client.get("/portal/ways/passkey/new/")
    assert page.status_code == 200
    token = once(page.content)
    wrong = client.post("/portal/ways/passkey/new/", {"once": token, "credential": "{}", "name": "my phone"})
    assert wrong.status_code == 200
    assert not Authenticator.objects.exists()
    assert not Act.objects.filter(docket=docket, name="passkey_kept").exists()


def test_an_officer_gives_a_link_and_sees_its_code_once(federation: world.World, docket: Docket) -> None:
    officer = Client()
    officer.force_login(
        world.log_in(federation["owner"]), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    address = f"/desk/cases/{docket.number}/parties/R1/way/"
    token = once(officer.get(address).content)
    answer = officer.post(address, {"once": token, "channel": "hand"})
    assert answer.status_code == 302
    shown = officer.get(address).content.decode()
    code = shown.partition("/portal/in/")[2].partition("/")[0]
    assert code not in officer.get(address).content.decode()
    assert code not in repr(dict(officer.session))
    assert Act.objects.filter(docket=docket, name="sent").exists(), "the letter waits where the link leads"
    assert come_in(Client(), code) == 302
    assert "Opened" in officer.get(address).content.decode()
    with clock.frozen(world.later(DAYS + 1)):
        assert officer.get(f"/desk/cases/{docket.number}/parties/").status_code in (200, 302)
    close = officer.get(f"{address}close/")
    assert officer.post(f"{address}close/", {"once": once(close.content)}).status_code == 200, (
        "it needs a reason"
    )
    token = once(officer.get(f"{address}close/").content)
    assert officer.post(f"{address}close/", {"once": token, "reason": "Stolen."}).status_code == 302
