"""Annulling as a weapon: one person alone, and a silence that was bought."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from dueprocess.core.errors import Refused
from dueprocess.docket.actions import propose_annulment, propose_note, sign, take_note, take_step
from dueprocess.docket.models import Act, Docket, Proposal
from dueprocess.docket.needs import Actor, Needs
from dueprocess.kit import clock
from tests import world

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


@pytest.fixture
def docket(federation: world.World) -> Docket:
    docket = world.open_case(federation).docket
    take_step(docket=docket, step="acknowledge", by=federation.actor("owner"), at=clock.now())
    return world.fresh(docket)


def test_nobody_annuls_alone(federation: world.World, docket: Docket, signed_in: SignedIn) -> None:
    owner, needs = federation.actor("owner"), Needs(act={"act": 2}, content={"reason": "Mine."})
    key = Act.objects.get(docket=docket, n=2).by_key
    twice = [{"by": key, "as": "", "at": "", "login": ""}] * 2
    forged = Needs(act={"act": 2}, introduces={"signatures": {"proposal": 0, "words": "", "by": twice}})
    for each in (needs, forged):
        with pytest.raises(Refused) as refusal:
            take_note(docket=docket, note="annulled", by=owner, at=clock.now(), needs=each)
        assert refusal.value.code == "second_person"
    with pytest.raises(Refused) as refusal:
        propose_annulment(docket=docket, n=2, by=owner, reason="Mine.", signer=federation["owner"])
    assert refusal.value.code == "not_able"
    client = signed_in("owner")
    address = f"/desk/cases/{docket.number}/acts/2/annul/"
    token = client.get(address).content.decode().split('name="once" value="')[1].split('"')[0]
    for who in ("owner", "stranger", "respondent", "wrong_unit"):
        typed = {"once": token, "checked": "1", "reason": "Mine.", "signer": str(federation[who].pk)}
        client.post(address, typed)
    assert not Proposal.objects.exists()
    waits = propose_annulment(docket=docket, n=2, by=owner, reason="Mine.", signer=federation["second"])
    with pytest.raises(Refused):
        sign(proposal=waits, by=owner)
    assert world.fresh(docket).length == 2


def test_who_only_looks_on_annuls_nothing(federation: world.World, docket: Docket) -> None:
    with pytest.raises(Refused) as refusal:
        propose_annulment(
            docket=docket, n=2, by=federation.actor("overseer"), reason="Mine.", signer=federation["second"]
        )
    assert refusal.value.code == "no_part"


def test_a_silence_is_not_bought(federation: world.World) -> None:
    """Neither the decision that a party appealed against goes, nor their appeal, nor what they said."""
    docket = world.decided(federation)
    decided = Act.objects.get(docket=docket, name="decide").n
    with clock.frozen(world.later(31)):
        take_step(
            docket=docket, step="appeal_to_elders", by=Actor(key="C1"), at=clock.now(),
            needs=Needs(act={"against": decided}),
        )  # fmt: skip
        appeal = world.fresh(docket).length
        owner, third = federation.actor("owner"), federation["third"]
        for n, code in ((decided, "appealed"), (appeal, "own_word"), (1, "opening")):
            with pytest.raises(Refused) as refusal:
                propose_annulment(docket=world.fresh(docket), n=n, by=owner, reason="Settled.", signer=third)
            assert refusal.value.code == code
            needs = Needs(act={"act": n}, content={"reason": "Settled."})
            waits = propose_note(  # around what the desk asks
                docket=world.fresh(docket), note="annulled", by=owner, needs=needs, signer=third
            )
            with pytest.raises(Refused) as refusal:
                sign(proposal=waits, by=federation.actor("third"))
            assert refusal.value.code == code
    assert world.fresh(docket).length == appeal
