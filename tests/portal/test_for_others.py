"""Complaints for somebody else, by somebody under 18, about several people, a unit, a body, everybody."""

from __future__ import annotations

import pytest
from django.test import Client

from dueprocess.docket import extracts as dockets
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from tests import world
from tests.portal.conftest import once

pytestmark = pytest.mark.django_db


def send(client: Client, who: list[dict[str, str]], whom: dict[str, str], you: dict[str, str]) -> Docket:
    client.post("/portal/complain/")
    client.post("/portal/complain/what/", {"summary": "Shouted down."})
    client.post("/portal/complain/whom/", whom)
    for each in who:
        client.post("/portal/complain/who/", each | {"another": "1"})
    client.post("/portal/complain/you/", you)
    page = client.get("/portal/complain/review/")
    client.post("/portal/complain/review/", {"once": once(page.content)})
    return Docket.objects.latest("pk")


def parties(docket: Docket) -> dict[str, dict[str, object]]:
    return dockets.opened(docket, viewer=Actor(key="C1"), at=clock.now()).identities


def test_whom_it_happened_to_is_a_party_of_their_own(federation: world.World, client: Client) -> None:
    whom = {
        "affected": "other", "affected_name": "Zoë Lund", "affected_minor": "on", "affected_knows": "no",
        "danger": "yes",
    }  # fmt: skip
    docket = send(client, [], whom, {"named": "yes", "name": "Wren Abara"})
    found = parties(docket)
    assert found["C1"]["name"] == "Wren Abara"
    assert found["A1"] == {"kind": "affected_person", "name": "Zoë Lund", "minor": True}
    client.post("/portal/complain/sent/", {"kept": "1"})
    told = client.get("/portal/matter/").content.decode().split("What you told us")[1]
    assert "To somebody else" in told
    assert "They know that you wrote to us" in told


def test_they_may_stay_unnamed_and_a_name_alone_says_it_too(federation: world.World, client: Client) -> None:
    assert "A1" in parties(send(client, [], {"affected": "both"}, {"named": "no"}))
    client.post("/portal/complain/sent/", {"kept": "1"})
    found = parties(send(client, [], {"affected_name": "Zoë"}, {"named": "no"}))
    assert found["A1"]["name"] == "Zoë"
    client.post("/portal/complain/sent/", {"kept": "1"})
    assert "A1" not in parties(send(client, [], {"affected": "me"}, {"named": "no"}))


def test_answers_that_do_not_fit_are_named(federation: world.World, client: Client) -> None:
    client.post("/portal/complain/")
    page = client.post("/portal/complain/whom/", {"affected": "me", "affected_name": "Zoë"})
    assert "Choose “somebody else” too" in page.content.decode()


def test_several_people_a_unit_a_body_and_the_organisation(federation: world.World, client: Client) -> None:
    about = [
        {"kind": "person", "name": "Ilse Marchetti"},
        {"kind": "unit", "name": " hollin vale ramblers"},
        {"kind": "unit", "name": "The club by the lake"},
        {"kind": "body", "name": "Fixtures committee"},
        {"kind": "organisation"},
        {"kind": "unknown", "details": "A man in a red coat"},
    ]
    found = parties(send(client, about, {}, {"named": "no", "minor": "on"}))
    assert found["R1"]["name"] == "Ilse Marchetti"
    assert found["R2"]["unit"] == federation.club.pk
    assert found["R3"]["body"] == "The club by the lake"
    assert found["R4"]["body"] == "Fixtures committee"
    assert found["R5"]["organisation"] is True
    assert found["R6"]["contact"] == {"details": "A man in a red coat"}


def test_somebody_at_risk_is_led_to_the_emergency_services_first(
    federation: world.World, client: Client
) -> None:
    client.post("/portal/complain/")
    client.post("/portal/complain/what/", {"summary": "It happens every week."})
    client.post("/portal/complain/whom/", {"danger": "yes"})
    client.post("/portal/complain/you/", {"named": "no"})
    page = client.get("/portal/complain/review/").content.decode()
    assert "call the emergency services first" in page


def test_the_receipt_says_what_comes_next_and_by_when(federation: world.World, client: Client) -> None:
    send(client, [], {}, {"named": "no"})
    page = client.get("/portal/complain/sent/").content.decode()
    assert "It is in the hands of:" in page
    assert "http://testserver/portal/follow/" in page
    assert "Whom you may always tell" in page
    assert "rule\N{NO-BREAK SPACE}" in page


def test_what_was_typed_stays_as_it_was_typed(federation: world.World, client: Client) -> None:
    """Words in a free box are nobody's answer to another question, though they are a code of it."""
    client.post("/portal/complain/")
    client.post("/portal/complain/what/", {"summary": "Shouted.", "when": "no", "where": "both"})
    client.post("/portal/complain/whom/", {"affected": "nobody"})
    client.post("/portal/complain/files/", {"witnesses": "nobody"})
    client.post("/portal/complain/you/", {"named": "no"})
    client.post("/portal/complain/review/", {"once": once(client.get("/portal/complain/review/").content)})
    client.post("/portal/complain/sent/", {"kept": "1"})
    own = dict(client.get("/portal/matter/").context["own"])
    typed = own["When"], own["Where"], own["Who else saw or heard it"]
    assert typed == ("no", "both", "nobody")
    assert own["Whom it happened to"] == "To nobody in particular"
