"""A party gives up an appeal: entered at the desk in their name, or by themselves in the portal."""

from __future__ import annotations

import pytest

from dueprocess.cases import actions as cases
from dueprocess.core.errors import Refused
from dueprocess.docket import extracts, verify
from dueprocess.docket.actions import waive
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from tests import world
from tests.desk.conftest import SignIn
from tests.desk.test_units import post
from tests.desk.working import text

pytestmark = pytest.mark.django_db
STEP = "appeal_to_elders"


def received(federation: world.World, docket: Docket, *keys: str) -> None:
    decision = Act.objects.get(docket=docket, name="decide")
    with clock.frozen(world.later(31)):
        for key in keys:
            cases.confirm_receipt(docket=docket, of=decision.n, to=key, by=federation.actor("owner"))


def stage(docket: Docket) -> str:
    return world.fresh(docket).stage


def test_an_officer_enters_it_for_a_party_and_is_named(federation: world.World, sign_in: SignIn) -> None:
    docket = world.decided(federation)
    client = sign_in(federation["owner"])
    address = f"/desk/cases/{docket.number}/notes/waived/"
    typed = {"way": f"R1|{STEP}", "text": "By letter.", "sure": "on"}
    with clock.frozen(world.later(31)):
        assert "has not reached them yet" in text(client.get(address))
        early = text(post(client, address, typed))
        assert "Nobody gives up what they have not read" in early
    received(federation, docket, "C1", "R1")
    with clock.frozen(world.later(32)):
        page = text(client.get(address))
        assert "final at once" in page
        assert "Ilse Marchetti: Appeal" in page
        assert "Tick this box" in text(post(client, address, typed | {"sure": ""}))
        assert post(client, address, typed).status_code == 302
        row = next(each for each in extracts.page(docket, viewer=federation.actor("owner")).timeline
                   if each.step == "waived")  # fmt: skip
        assert row.by == "Ilse Marchetti"
        assert dict(row.texts) == {"text": "By letter.", "entered by": "Tamsin Okafor-Lindqvist"}
        assert "Ilse Marchetti: Appeal" not in text(client.get(address)), "there is nothing left to give up"
        assert stage(docket) == "decided", "the complainant may still appeal"
        post(client, address, typed | {"way": f"C1|{STEP}"})
        assert stage(docket) == "closed", "the decision is final for both, at once"
        assert list(verify.one(world.fresh(docket))) == []


def test_a_party_gives_it_up_themselves(federation: world.World, sign_in: SignIn) -> None:
    docket = world.decided(federation)
    client, address = sign_in(federation["respondent"]), f"/portal/matter/give-up/{STEP}/"
    with clock.frozen(world.later(31)):
        client.get(f"/portal/mine/{docket.number}/")
        assert client.get(address).status_code == 404, "the decision has not reached them"
    received(federation, docket, "R1")
    with clock.frozen(world.later(32)):
        assert "you can say so: Appeal" in text(client.get("/portal/matter/"))
        page = text(client.get(address))
        for words in ("The decision Decide", "Thu 7 May", "final at once", "cannot be taken back"):
            assert words in page, words
        assert "Tick this box" in text(post(client, address, {}))
        assert not Act.objects.filter(name="waived").exists()
        assert post(client, address, {"sure": "on"}).status_code == 302
        assert "You give up: Appeal" in text(client.get("/portal/matter/"))
        act = Act.objects.get(name="waived")
        assert (act.by_key, act.facts["who"], act.facts["of"]) == ("R1", "R1", STEP)
        assert client.get(address).status_code == 404
        assert client.get("/portal/matter/give-up/answer/").status_code == 404, "no way to attack anything"
        assert client.get(f"/portal/matter/step/{STEP}/0/").status_code != 500


@pytest.mark.both
@pytest.mark.parametrize(
    ("party", "step", "when", "code"),
    [
        ("R1", STEP, 31, "not_reached"),
        ("C1", "answer", 32, "nothing_to_waive"),
        ("C2", STEP, 32, "nothing_to_waive"),
        ("C1", STEP, 60, "nothing_to_waive"),  # the time for it is over
    ],
)
def test_what_cannot_be_given_up(
    federation: world.World, party: str, step: str, when: int, code: str
) -> None:
    docket = world.decided(federation)
    received(federation, docket, "C1")
    with clock.frozen(world.later(when)), pytest.raises(Refused) as refusal:
        waive(docket=docket, party=party, step=step, by=Actor(key=party))
    assert refusal.value.code == code
    assert not Act.objects.filter(name="waived").exists()


def test_who_only_looks_on_gives_up_nothing_for_others(federation: world.World) -> None:
    docket = world.decided(federation)
    received(federation, docket, "C1")
    with clock.frozen(world.later(32)), pytest.raises(Refused) as refusal:
        waive(docket=docket, party="C1", step=STEP, by=federation.actor("overseer"))
    assert refusal.value.code == "no_part"
