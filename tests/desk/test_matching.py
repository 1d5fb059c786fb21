"""Whom a complaint may mean, at the desk: shown with its reasons while it is entered, and where two people
say who a party is. Looking links nobody."""

from __future__ import annotations

from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Via
from dueprocess.docket.models import Docket, PersonKey
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.kit import clock
from tests import world
from tests.desk.conftest import SignIn
from tests.desk.test_people import once

ABOUT = "Ilse Marchetti, Hollin Vale Ramblers\nNobody Known"


def owner(federation: world.World, sign_in: SignIn) -> Client:
    return sign_in(federation["owner"])


def test_looking_shows_the_reasons_and_enters_nothing(federation: world.World, sign_in: SignIn) -> None:
    client, before = owner(federation, sign_in), Docket.objects.count()
    token = once(client.get("/desk/cases/new/"))
    typed = {"about": ABOUT, "summary": "Shouted down.", "look": "1"}
    shown = client.post("/desk/cases/new/", token | typed).content.decode()
    assert "One person fits by the name and by something else" in shown
    assert "the name as written, the unit: Hollin Vale Ramblers" in shown
    assert "Nobody in the register has a name like this" in shown
    assert "Shouted down." in shown
    assert "There is a problem" not in shown
    assert Docket.objects.count() == before


def test_a_party_by_name_is_not_linked_until_two_say_who_it_is(
    federation: world.World, sign_in: SignIn
) -> None:
    docket = cases.receive_complaint(
        report=cases.Report(
            summary="Shouted down.",
            respondents=[PartyIdentity(kind="respondent", name="Marchetti, Ilse, Saltmarsh Walkers")],
        ),
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=federation.north,
    ).docket  # fmt: skip
    client = owner(federation, sign_in)
    assert not PersonKey.objects.filter(docket=docket, key="R1").exclude(tag="").exists()
    parties = client.get(f"/desk/cases/{docket.number}/parties/").content.decode()
    assert "not said: may be 1 person in the register" in parties
    link = client.get(f"/desk/cases/{docket.number}/parties/R1/").content.decode()
    assert "One person may be meant, but something speaks against it." in link
    assert "the name in another order. But: another unit is known" in link
