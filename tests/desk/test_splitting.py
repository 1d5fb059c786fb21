"""A case is split and handed over on the desk's pages; each part is told of to those whose it is."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from dueprocess.cases import actions
from dueprocess.docket.actions import sign
from dueprocess.docket.models import Docket, Proposal
from dueprocess.docket.needs import Actor
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from tests import world
from tests.cases.test_splitting import FIRST, SECOND, federation, sound, split, two
from tests.desk.conftest import signed_in
from tests.desk.working import send, text, token

__all__ = ["federation"]


def entered(code: str) -> Client:
    """A browser in which somebody has opened their matter with their code."""
    client = Client()
    client.post(reverse("portal:follow"), {"code": code})
    return client


def test_the_form_asks_what_goes_and_where_and_shows_it_before_it_is_entered(federation: world.World) -> None:
    receipt = two(federation)
    client, number = signed_in(federation["owner"]), receipt.docket.number
    address = f"/desk/cases/{number}/steps/part/0/"
    page = client.get(address)
    shown = text(page)
    assert SECOND in shown
    assert "Do not take along the words and files of" in shown
    empty = text(client.post(address, token(page)))
    assert "Say where it goes." in empty
    assert "To another unit it goes by two people, or a body." in shown
    typed = {"out_parties": ["R2"], "goes_to": "unit", "paper_0": "Two matters.", **token(page)}
    assert "Two matters." in text(client.post(address, typed))  # not by one alone
    typed["goes_to"] = "here"
    check = client.post(address, typed)
    assert SECOND in text(check)
    assert "A case of its own in this unit" in text(check)
    assert Docket.objects.count() == 1
    done = send(client, address, typed)
    assert done.status_code == 302
    there = Docket.objects.exclude(pk=receipt.docket.pk).get()
    assert there.number in text(client.get(done.url))
    for one, other in ((number, there.number), (there.number, number)):
        assert f"/desk/cases/{other}/" in client.get(f"/desk/cases/{one}/").content.decode()
    assert "This case came out of another" in text(client.get(f"/desk/cases/{there.number}/"))
    assert FIRST not in text(client.get(f"/desk/cases/{there.number}/"))
    sound(world.fresh(receipt.docket), there)


def test_who_may_not_open_the_other_part_learns_that_there_is_one_and_no_more(
    federation: world.World,
) -> None:
    receipt = two(federation)
    here = world.fresh(receipt.docket)
    there = split(federation, here, parties=["R2"])
    world.decide_access(federation, there, "denied", "conflicted")
    client = signed_in(federation["conflicted"])
    page = client.get(f"/desk/cases/{here.number}/")
    assert f"/desk/cases/{there.number}/" not in page.content.decode()
    assert "That case is not open to you" in text(page)
    assert client.get(f"/desk/cases/{there.number}/").status_code == 404


def test_one_code_leads_to_both_parts_and_messages_reach_the_right_one(federation: world.World) -> None:
    receipt = two(federation)
    here = world.fresh(receipt.docket)
    there = split(federation, here, parties=["R2"])
    client = entered(receipt.code)
    page = client.get(reverse("portal:matter"))
    assert "This matter was split into two" in text(page)
    assert client.get(reverse("portal:part", args=[there.number])).url == reverse("portal:matter")
    page = client.get(reverse("portal:matter"))
    assert there.number in text(page)
    address = f"{reverse('portal:message')}?matter={page.context['mark']}"
    answer = client.post(address, {"text": "About the second.", **token(page)})
    assert answer.status_code == 302
    assert (world.fresh(there).length, world.fresh(here).length) == (there.length + 1, here.length + 1)
    stranger = entered(world.open_case(federation).code)
    assert stranger.get(reverse("portal:part", args=[there.number])).status_code == 404


def test_handed_over_it_goes_on_in_the_other_unit_when_the_second_has_signed(federation: world.World) -> None:
    receipt = two(federation)
    client, here = signed_in(federation["owner"]), receipt.docket
    address = f"/desk/cases/{here.number}/steps/hand_over/0/"
    page = client.get(address)
    elder = page.context["form"].asked.signatures[0].eligible[0]
    assert "Choose the unit." in text(client.post(address, {"goes_to": "unit", **token(page)}))
    typed = {
        "goes_to": "unit", "parting_unit": str(federation.other_club.pk), "paper_0": "It is theirs.",
        "sign_0": elder, **token(page),
    }  # fmt: skip
    assert send(client, address, typed).status_code == 302
    assert Docket.objects.count() == 1
    waiting = Proposal.objects.get()
    elders = [federation[name] for name in ("elder_1", "elder_2", "elder_3")]
    signer = next(each for each in elders if Vault.of(here).local(each.pk) == elder)
    with clock.frozen(world.later(hours=1)):
        sign(proposal=waiting, by=Actor(person=signer))
        there = Docket.objects.exclude(pk=here.pk).get()
        sound(world.fresh(here), there)
    assert there.unit == federation.other_club
    assert not world.fresh(here).is_open
    assert actions.find_by_code(receipt.code).docket == there
    told = text(entered(receipt.code).get(reverse("portal:matter")))
    assert "This matter was split" not in told
    assert f"This was part of matter {here.number} until" in told
