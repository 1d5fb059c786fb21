"""Findings at the desk: the standard, the evidence they rest on, what refuses them and how to mend it; giving
a party the gist of an item; and earlier matters, which open with the findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from dueprocess.cases.evidence import actions
from dueprocess.docket import wall
from dueprocess.docket.models import Act, Docket
from dueprocess.kit import clock
from tests import finding, world
from tests.desk.conftest import signed_in
from tests.desk.filling import answers
from tests.desk.working import send, text, token


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(finding.RULES)
        finding.adopt_code()
    with clock.frozen(world.MONDAY):
        yield built


@pytest.fixture
def docket(federation: world.World) -> Docket:
    return finding.told(federation, finding.opened(federation))


def address(docket: Docket) -> str:
    return f"/desk/cases/{docket.number}/steps/find/0/"


def typed(client: Client, docket: Docket, **more: Any) -> dict[str, Any]:
    page = client.get(address(docket))
    found = {"finding_0": "proved", "finding_0_reasons": "Two people saw it."}
    return answers(page.context["form"]) | found | token(page) | more


def test_a_finding_says_its_standard_and_what_it_rests_on(federation: world.World, docket: Docket) -> None:
    key = finding.item(federation, docket, "Letter of the keeper")
    client = signed_in(federation["second"])
    page = text(client.get(address(docket)))
    assert "What was found, on the balance of probabilities?" in page
    assert "On which evidence does it rest?" in page
    assert "Item 1: Letter of the keeper" in page
    assert "Would it stand without" not in page, "nothing is sealed"
    assert send(client, address(docket), typed(client, docket, finding_0_on=[key])).status_code == 302
    act = Act.objects.get(docket=docket, name="find")
    assert act.facts["findings"][0]["on"] == [key]
    shown = text(client.get(f"/desk/cases/{docket.number}/allegations/"))
    assert "Found: proved, on the balance of probabilities" in shown
    assert "It rests on: item 1" in shown


def test_what_is_sealed_is_asked_about_and_refused_beside_its_field(
    federation: world.World, docket: Docket
) -> None:
    key = finding.item(federation, docket, "Statement")
    owner = federation.actor("owner")
    actions.give_gist(docket=docket, item=key, to=["R1"], gist="You shouted.", why="A child.", by=owner)
    client = signed_in(federation["second"])
    page = text(client.get(address(docket)))
    assert "They cannot answer it in full" in page
    assert "Would it stand without what is sealed or anonymous?" in page
    refused = send(client, address(docket), typed(client, docket, finding_0_on=[key]))
    assert "This finding rests on sealed or anonymous evidence alone" in text(refused)
    assert refused.context["form"].errors["finding_0"]
    plain = finding.item(federation, docket, "Film")
    both = typed(client, docket, finding_0_on=[key, plain])
    assert "only if it would stand without that" in text(send(client, address(docket), both))
    form = both | {"finding_0_without": "yes"} | token(client.get(address(docket)))
    assert send(client, address(docket), form).status_code == 302


def test_an_allegation_nobody_was_told_of_is_refused(federation: world.World, docket: Docket) -> None:
    finding.alleges(federation, docket)
    client = signed_in(federation["second"])
    more = {"finding_1": "proved", "finding_1_reasons": "So they say."}
    refused = send(client, address(docket), typed(client, docket, **more))
    assert "Ilse Marchetti has not been told of this allegation." in text(refused)
    assert list(refused.context["form"].errors) == ["finding_1"]


def test_an_item_is_given_or_its_gist_and_read_in_the_portal(federation: world.World, docket: Docket) -> None:
    key = finding.item(federation, docket, "Witness statement")
    client = signed_in(federation["owner"])
    at = f"/desk/cases/{docket.number}/evidence/{key}/gist/"
    assert "Give it to a party" in text(client.get(f"/desk/cases/{docket.number}/evidence/{key}/"))
    empty = send(client, at, {"to": ["R1"], "what": "gist"} | token(client.get(at)))
    assert "There is no gist." in text(empty)
    assert "It is not said why." in text(empty)
    told = {"to": ["R1"], "what": "gist", "gist": "You shouted at the door.", "why": "It names a child."}
    assert send(client, at, told | token(client.get(at))).status_code == 302
    page = text(client.get(f"/desk/cases/{docket.number}/evidence/{key}/"))
    assert "Ilse Marchetti the gist alone" in page
    # the respondent reads it, and that stands in the journal
    theirs = signed_in(federation["respondent"])
    theirs.get(f"/portal/mine/{docket.number}/")
    assert "Evidence given to you" in text(theirs.get("/portal/matter/", follow=True))
    shown = text(theirs.get("/portal/matter/evidence/given/"))
    assert "Item 1 is withheld from you" in shown
    assert "You shouted at the door." in shown
    assert "It names a child." in shown
    assert "Witness statement" not in shown
    assert "given evidence" in [what for _pk, _at, _name, what, _purpose in wall.readers(docket)]


def test_earlier_matters_open_with_the_findings(federation: world.World, docket: Docket) -> None:
    client, at = signed_in(federation["second"]), f"/desk/cases/{docket.number}/earlier/"
    assert "Not before the findings" in text(client.get(at))
    finding.find(federation, docket, finding.PROVED)
    assert "Nothing was found against them earlier" in text(client.get(at))
    assert [what for _pk, _at, _name, what, _purpose in wall.readers(docket)][:1] == ["earlier"]
    assert "For those who decide" in text(signed_in(federation["overseer"]).get(at))
