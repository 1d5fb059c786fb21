"""A decision by the sanctions guidance, at the desk: what lies near, what comparable cases ended with, where
this one would stand, and no departure without reasons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dueprocess.docket import wall
from dueprocess.docket.models import Act, Docket
from dueprocess.kit import clock
from dueprocess.rules.models import GuidanceVersion
from tests import guided, world
from tests.desk.conftest import signed_in
from tests.desk.filling import answers
from tests.desk.working import send, text, token


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(guided.RULES)
        guided.adopt(adopted_on=world.ADOPTED)
    with clock.frozen(world.MONDAY):
        yield built


@pytest.fixture
def docket(federation: world.World) -> Docket:
    return guided.case(federation)


def address(docket: Docket) -> str:
    return f"/desk/cases/{docket.number}/steps/decide/0/"


def typed(client: Client, docket: Docket, **more: Any) -> dict[str, Any]:
    """A decision as it is typed: a suspension of six months for what lies within up to three."""
    page = client.get(address(docket))
    filled = answers(page.context["form"], chosen={"suspension": "6 months"})
    unguided = {name: value for name, value in filled.items() if not name.startswith("guided_")}
    return unguided | token(page) | more


def reads(docket: Docket) -> list[str]:
    return [what for _pk, _at, _name, what, _purpose in wall.readers(docket)]


def test_what_lies_near_comes_first_and_its_range_is_said(federation: world.World, docket: Docket) -> None:
    with clock.frozen(guided.JULY):
        page = signed_in(federation["second"]).get(address(docket))
    shown = text(page)
    assert "By the guidance: Ilse Marchetti" in shown
    assert "Insulting words" in shown
    assert "A threat of violence" not in shown, "nothing of that kind is alleged"
    assert "by others nothing is decided here" in shown
    assert "Starts with: Warning. From: No sanction. To: Suspension of up to 3 months." in shown
    assert "What comparable cases ended with Insulting words" in shown
    assert "There are too few comparable cases" in shown
    assert reads(docket)[0] == "comparables"


def test_a_departure_needs_reasons_beside_its_field(federation: world.World, docket: Docket) -> None:
    with clock.frozen(guided.JULY):
        client = signed_in(federation["second"])
        form = typed(client, docket)
        unsaid = text(send(client, address(docket), form))
        assert "Say for which type of breach of the guidance it is decided: Ilse Marchetti." in unsaid
        lone = text(send(client, address(docket), form | {"guided_0_factors": ["again"]}))
        assert "Choose the type of breach too." in lone
        form |= {"guided_0_breach": "insult", "guided_0_factors": ["again", "sorry"]}
        page = send(client, address(docket), form)
        assert "This is heavier than the guidance says for Ilse Marchetti. Say why." in text(page)
        assert page.context["form"].errors.keys() == {"guided_0_reasons"}
        form |= {"guided_0_reasons": "It was planned for weeks."}
        checked = client.post(address(docket), form)
        shown = text(checked)
        for words in (
            "Where this stands: Ilse Marchetti", "Longer suspension Heavier than the guidance.",
            "It happened again", "It was owned up to", "There are too few comparable cases",
            "It was planned for weeks.",
        ):  # fmt: skip
            assert words in shown, words
        assert not Act.objects.filter(name="decide").exists()
        done = send(client, address(docket), form)
        assert done.status_code == 302, text(done)[:900]
        entry = text(client.get(done.headers["Location"]))
    assert "Insulting words; It happened again; It was owned up to. Heavier than the guidance." in entry
    assert "Why it departs from the guidance" in entry
    assert Act.objects.get(name="decide").facts["guided"][0]["explained"]


def test_nobody_departs_by_saying_nothing_of_the_guidance(db: None) -> None:
    """Also under rules that do not ask for it themselves, as the shipped ones do not."""
    with clock.frozen(world.later(days=-1)):
        here = world.federation(guided.RULES.replace(", by_guidance = true", ""))
        guided.adopt(adopted_on=world.ADOPTED)
    docket = guided.case(here)
    with clock.frozen(guided.JULY):
        client = signed_in(here["second"])
        form = typed(client, docket)
        refused = send(client, address(docket), form)
        assert "Choose the type of breach: by it the guidance says" in text(refused)
        assert refused.context["form"].errors.keys() == {"guided_0_breach"}
        found = {name: value for name, value in form.items() if not name.startswith("sanction")}
        assert "Choose the type of breach" in text(send(client, address(docket), found)), "found against"
        none = {**found, "finding_0": "not proved"}
        assert send(client, address(docket), none).status_code == 302
    assert not Act.objects.get(name="decide").facts.get("guided")


def test_comparable_cases_are_shown_without_any_one_of_them(federation: world.World, docket: Docket) -> None:
    others = [guided.case(federation, f"Hidden Name {n}") for n in range(5)]
    for other in others:
        guided.end(federation, other, guided.decide(federation, other, "insult", guided.WARNING))
    with clock.frozen(guided.JULY):
        client = signed_in(federation["second"])
        page = client.get(address(docket))
        form = typed(client, docket, guided_0_breach="insult", guided_0_reasons="It was planned.")
        checked = client.post(address(docket), form)
    for each in (page, checked):
        shown = text(each)
        assert "5 comparable cases had ended before this quarter began." in shown
        assert "Hidden" not in shown
        assert not [other.number for other in others if other.number in shown]
        assert b'class="dp-chart"' in each.content
    assert "This one would stand with the heavier ones." in text(checked)
    assert "this one" not in text(page).replace("any one", "")


def test_the_page_costs_the_same_however_many_cases_there_are(
    federation: world.World, docket: Docket
) -> None:
    with clock.frozen(guided.JULY):
        client = signed_in(federation["second"])
        client.get(address(docket))
        with CaptureQueriesContext(connection) as few:
            client.get(address(docket))
    for n in range(2):
        other = guided.case(federation, f"Person {n}")
        guided.end(federation, other, guided.decide(federation, other, "insult", guided.WARNING))
    with clock.frozen(guided.JULY), CaptureQueriesContext(connection) as more:
        client.get(address(docket))
    assert len(more) == len(few)


def test_without_guidance_nothing_is_asked(federation: world.World) -> None:
    GuidanceVersion.objects.all().delete()
    with clock.frozen(world.later(1)):
        docket = guided.case(federation)
        world.person("Somebody new")  # the register's stamp moves on
    with clock.frozen(guided.JULY):
        client = signed_in(federation["second"])
        shown = text(client.get(address(docket)))
        refused = text(send(client, address(docket), typed(client, docket)))
    assert "By the guidance" not in shown
    assert "none was adopted for them. Whoever may adopt rules adopts one first" in refused
