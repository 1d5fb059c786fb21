"""Opening or shutting a case for one person, through the pages: the power, two people, what it changes."""

from __future__ import annotations

import pytest
from django.test import Client

from dueprocess.core.errors import Refused
from dueprocess.docket import verify, wall
from dueprocess.docket.actions import Decision, propose_access, sign
from dueprocess.docket.models import AccessRule, Docket, Proposal
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import world
from tests.desk.conftest import SignIn
from tests.desk.test_units import confirm, post
from tests.desk.working import text, token

pytestmark = pytest.mark.django_db


@pytest.fixture
def docket(federation: world.World) -> Docket:
    return world.open_case(federation).docket


@pytest.fixture
def decider(federation: world.World, sign_in: SignIn) -> Client:
    """An officer who works the case, and may decide who else sees it."""
    give(federation, "second")
    return sign_in(federation["second"])


def give(federation: world.World, who: str) -> None:
    register.grant(
        person=federation[who], power=Power.SET_ACCESS, by=None, reason="Assembly", from_on=world.ADOPTED
    )


def typed(federation: world.World, what: str, who: str) -> dict[str, str]:
    return {
        "what": what, "who": federation[who].full_name, "person": str(federation[who].pk),
        "reason": "Decision 7", "signer": str(federation["owner"].pk),
    }  # fmt: skip


def signs(sign_in: SignIn, federation: world.World, docket: Docket, who: str = "owner") -> str:
    """Let somebody sign what waits; return what the page said."""
    made = Proposal.objects.get(docket=docket, ended_at=None)
    address = f"/desk/cases/{docket.number}/signatures/{made.pk}/"
    client = sign_in(federation[who])
    page = client.get(address)
    assert client.post(address, {"sign": "1", **token(page)}).status_code == 302
    return text(page)


def test_a_case_is_shut_for_one_and_opened_again_by_two(
    decider: Client, federation: world.World, docket: Docket, sign_in: SignIn
) -> None:
    address = f"/desk/cases/{docket.number}/access/"
    page = post(decider, address, typed(federation, "denied", "third"))
    said = text(page)
    assert "They can open this case now." in said
    assert "it is not there for them" in said
    assert wall.sees(docket, federation["third"]), "nothing has been entered yet"
    assert not Proposal.objects.exists()
    assert confirm(decider, address, page).status_code == 302
    assert wall.sees(docket, federation["third"]), "it waits for the other"
    assert "Waits for a signature" in text(decider.get(address))
    said = signs(sign_in, federation, docket)
    assert "Shut for them" in said
    assert "Suryani" in said
    assert not wall.sees(docket, federation["third"])
    assert "Suryani Shut" in text(decider.get(address))
    assert sign_in(federation["third"]).get(f"/desk/cases/{docket.number}/").status_code == 404
    assert list(verify.one(world.fresh(docket))) == []
    overseen = text(sign_in(federation["overseer"]).get("/desk/oversight/"))
    assert f"{docket.number} Shut" in overseen
    act = text(sign_in(federation["owner"]).get(f"/desk/cases/{docket.number}/acts/2/"))
    assert "Signed by 李 明霞, Tamsin Okafor-Lindqvist" in act
    end = f"/desk/cases/{docket.number}/access/{AccessRule.objects.get().pk}/end/"
    assert "their roles decide again" in text(decider.get(end))
    page = post(decider, end, {"reason": "It was a namesake", "signer": str(federation["owner"].pk)})
    assert confirm(decider, end, page).status_code == 302
    signs(sign_in, federation, docket)
    assert wall.sees(docket, federation["third"])
    assert "Ended" in text(decider.get(address))
    assert decider.get(end).status_code == 404
    assert list(verify.one(world.fresh(docket))) == []


def test_who_may_not_see_it_is_let_in(
    decider: Client, federation: world.World, docket: Docket, sign_in: SignIn
) -> None:
    address = f"/desk/cases/{docket.number}/access/"
    page = post(decider, address, typed(federation, "allowed", "wrong_unit"))
    assert "They cannot open this case now." in text(page)
    confirm(decider, address, page)
    signs(sign_in, federation, docket)
    assert sign_in(federation["wrong_unit"]).get(f"/desk/cases/{docket.number}/").status_code == 200
    again = post(decider, address, typed(federation, "allowed", "wrong_unit"))
    assert "decided before and still holds" in text(again)
    party = text(post(decider, address, typed(federation, "allowed", "respondent")))
    assert "stays shut for them all the same: a party to it" in party


@pytest.mark.parametrize(
    ("who", "signer", "by", "code"),
    [
        ("second", "owner", "second", "oneself"),
        ("third", "third", "second", "not_able"),
        ("third", "wrong_unit", "second", "not_able"),
        ("third", "second", "second", "not_able"),
        ("third", "owner", "admin", "not_able"),  # has the power, and may not see the case
        ("third", "owner", "conflicted", "no_power"),
        ("overseer", "owner", "second", "oversight"),
    ],
)
def test_nobody_decides_alone_or_for_themselves(
    federation: world.World, docket: Docket, who: str, signer: str, by: str, code: str
) -> None:
    give(federation, "second")
    with pytest.raises(Refused) as refusal:
        propose_access(
            docket=docket, what=Decision.DENY, person=federation[who], by=federation.actor(by), reason="x",
            signer=federation[signer],
        )  # fmt: skip
    assert refusal.value.code == code
    assert not Proposal.objects.exists()


def test_a_power_that_has_ended_meanwhile_decides_nothing(federation: world.World, docket: Docket) -> None:
    give(federation, "second")
    made = propose_access(
        docket=docket, what=Decision.DENY, person=federation["third"], by=federation.actor("second"),
        reason="x", signer=federation["owner"],
    )  # fmt: skip
    for grant in federation["second"].grants.all():
        register.end_grant(grant=grant, on=world.MONDAY.date(), by=None, reason="Recalled")
    with pytest.raises(Refused) as refusal:
        sign(proposal=made, by=federation.actor("owner"))
    assert refusal.value.code == "no_power"
    assert wall.sees(docket, federation["third"])


def test_the_page_is_for_the_owner_oversight_and_whoever_decides(
    decider: Client, federation: world.World, docket: Docket, sign_in: SignIn
) -> None:
    address = f"/desk/cases/{docket.number}/access/"
    for who, form in (("owner", False), ("overseer", False), ("second", True)):
        page = sign_in(federation[who]).get(address)
        assert ("Decide about somebody" in text(page)) is form, who
    assert sign_in(federation["third"]).get(address).status_code == 404
    assert sign_in(federation["admin"]).get(address).status_code == 404
    found = typed(federation, "denied", "third") | {"who": "Nobody-at-all", "person": ""}
    assert "Nobody is found under this name" in text(post(decider, address, found))


def test_the_circle_is_closed_by_two_at_the_desk(federation: world.World) -> None:
    """Who has the power proposes it, sees who would lose sight; whoever signs closes it."""
    docket = world.open_case(federation).docket
    world.decide_access(federation, docket, "allowed", "owner", signer="elder_1")
    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(world.log_in(federation["overseer"]), backend=backend)
    where = f"/desk/cases/{docket.number}/access/circle/"
    page = client.get(where).content.decode()
    assert "Close the circle" in page
    assert "Tamsin Okafor-Lindqvist" in page
    typed = {"once": "c" * 24, "reason": "It is delicate.", "signer": str(federation["elder_1"].pk)}
    said = client.post(where, typed, follow=True).content.decode()
    assert "when the other has signed" in said
    sign(proposal=Proposal.objects.get(ended_at=None), by=federation.actor("elder_1"))
    assert "Open the circle again" in client.get(where).content.decode()
    client.force_login(world.log_in(federation["elder_1"]), backend=backend)
    assert client.get(f"/desk/cases/{docket.number}/").status_code == 404
