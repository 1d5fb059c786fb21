"""A start-up plan whose rules ask for a second signature: proposed on its pages, signed by somebody else, and
nothing takes effect before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.http import HttpResponse

from dueprocess.cases.plan import actions, extracts
from dueprocess.cases.plan.models import WeekCount
from dueprocess.core.errors import Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import house, signatures, verify, wall
from dueprocess.docket.actions import rebuild
from dueprocess.docket.models import Act, Docket, Proposal
from dueprocess.docket.needs import Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from tests import world
from tests.desk.conftest import SHIPPED, SignIn
from tests.desk.test_plan import START, post
from tests.desk.working import text, token

RULES = (
    (SHIPPED / "start-up.toml")
    .read_text()
    .replace('needs = ["where the', 'countersigned_by = ["rota clerk"]\nneeds = ["where the', 1)
    .replace('needs = ["what was looked', 'countersigned_by = ["rota clerk"]\nneeds = ["what was looked', 1)
    .replace('stage = "any"\nby', 'stage = "any"\ncountersigned_by = ["rota clerk"]\nby', 1)
    .replace(
        'decides_by = "majority"',
        'decides_by = "majority"\nin_writing = { rule = "majority", wait = "3 working days" }',
        1,
    )
    .replace('stage = ["inventory", "sorting", "dating", "clearing"]\nby = ["oversight lead"]',
             'stage = ["inventory", "sorting", "dating", "clearing"]\nby = ["oversight body"]', 1)
)  # fmt: skip


SIGN, LOOKED = "/desk/cases/{}/signatures/{}/", {"paper_0": "The mailbox.", "paper_1": "Two files."}


@pytest.fixture
def built(db: None) -> Iterator[world.World]:
    """One case before the plan, whose rules ask the keeper of the rota to sign, who has no part in cases."""
    with clock.frozen(world.later(days=-1)):
        found = world.federation()
        world.plans(found, RULES)
        found.people["clerk"] = world.person("Sanna Ilves", found.north)
        world.appoint(found["clerk"], "rota_clerk")
    with clock.frozen(world.MONDAY):
        world.open_case(found)
    with clock.frozen(START):
        yield found


def signer(page: HttpResponse) -> dict[str, str]:
    """Whoever the form offers to sign."""
    return {"sign_0": next(key for key, _name in page.context["form"].fields["sign_0"].choices if key)}


def proposed_beginning(sign_in: SignIn, built: world.World) -> Proposal:
    lead = sign_in(built["lead"])
    form = lead.post("/desk/plan/begin/", token(lead.get("/desk/plan/")))["Location"]
    page = lead.get(form)
    assert "Propose it" in text(page)
    name = next(name for name in page.context["form"].fields if name.startswith("paper"))
    post(lead, form, **{name: "In a mailbox.", **signer(page)})
    found = Proposal.objects.order_by("-pk").first()
    assert found is not None
    return found


def begun(sign_in: SignIn, built: world.World) -> Docket:
    dockets.sign(proposal=proposed_beginning(sign_in, built), by=built.actor("clerk"))
    return Docket.objects.get(kind="plan")


def test_it_begins_when_the_second_has_signed(built: world.World, sign_in: SignIn) -> None:
    proposal = proposed_beginning(sign_in, built)
    assert not Docket.objects.filter(kind="plan").exists()
    lead, clerk = sign_in(built["lead"]), sign_in(built["clerk"])
    address = SIGN.format(proposal.docket.number, proposal.pk)
    for client in (lead, clerk):
        assert address in client.get("/desk/plan/").content.decode()
    work = clerk.get("/desk/")
    assert address in work.content.decode()
    assert "the start-up plan · waits since" in text(work)
    page = clerk.get(address)
    assert "In a mailbox." in text(page)
    with clock.frozen(START + timedelta(days=2)):
        assert clerk.post(address, {"sign": "1"} | token(page))["Location"] == "/desk/plan/"
        plan = Docket.objects.get(kind="plan")
        assert plan.received_at == clock.now()
        assert "Week 1" in text(lead.get("/desk/plan/"))
        assert address not in lead.get("/desk/plan/").content.decode()
        assert list(verify.one(plan)) == []
    assert Act.objects.get(docket=plan, n=1).introduces[house.SIGNED]["proposal"] == proposal.pk
    assert list(signatures.signatures()) == []


def test_of_two_that_wait_one_begins(built: world.World, sign_in: SignIn) -> None:
    first, second = proposed_beginning(sign_in, built), proposed_beginning(sign_in, built)
    dockets.sign(proposal=first, by=built.actor("clerk"))
    with pytest.raises(Refused) as refused:
        dockets.sign(proposal=second, by=built.actor("clerk"))
    assert refused.value.code == "runs_already"
    assert Docket.objects.filter(kind="plan").count() == 1
    second.refresh_from_db()
    assert (second.ended_at, second.signatures.get().signed_at) == (None, None)


def test_others_sign_the_numbers_that_they_saw(built: world.World, sign_in: SignIn) -> None:
    plan = begun(sign_in, built)
    lead, clerk = sign_in(built["lead"]), sign_in(built["clerk"])
    page = lead.get("/desk/plan/steps/count/")
    post(lead, "/desk/plan/steps/count/", **signer(page))
    assert not WeekCount.objects.exists()
    assert "Waits for signatures" in text(lead.get("/desk/plan/"))
    proposal = Proposal.objects.get(step="count")
    address = SIGN.format(plan.number, proposal.pk)
    with clock.frozen(START + timedelta(days=1)):
        world.import_case("12/24", received="2024-11-05")
        seen = clerk.get(address)
        assert seen.context["count"]["carried_in"] == 1
        assert "as they were on Mon 6 Apr 2026" in text(seen)
        assert clerk.post(address, {"sign": "1"} | token(seen))["Location"] == "/desk/plan/"
        row = WeekCount.objects.get()
        assert (row.carried_in, row.on) == (1, START.date())
        assert rebuild.docket(plan.pk) == 0
        assert list(verify.one(world.fresh(plan))) == []


def test_who_declines_says_why_and_the_plan_stays_where_it_was(built: world.World, sign_in: SignIn) -> None:
    plan = begun(sign_in, built)
    lead, clerk = sign_in(built["lead"]), sign_in(built["clerk"])
    page = lead.get("/desk/plan/steps/end_inventory/")
    post(lead, "/desk/plan/steps/end_inventory/", **LOOKED, **signer(page))
    proposal = Proposal.objects.get(step="end_inventory")
    address = SIGN.format(plan.number, proposal.pk)
    refused = {"decline": "1", "reason": "The cupboards were not looked through."} | token(clerk.get(address))
    assert clerk.post(address, refused)["Location"] == "/desk/"
    assert "cupboards" in text(lead.get(address))
    assert world.fresh(plan).stage == "inventory"
    assert "Waits for signatures" not in text(lead.get("/desk/plan/"))


def test_nobody_else_reads_or_signs_what_waits(built: world.World, sign_in: SignIn) -> None:
    """Not an officer of cases, also one whose role opens every case; and they cannot tell it from none."""
    world.appoint(built["stranger"], "secretary")
    waiting = proposed_beginning(sign_in, built)
    plan = begun(sign_in, built)
    page = sign_in(built["lead"]).get("/desk/plan/steps/end_inventory/")
    post(sign_in(built["lead"]), "/desk/plan/steps/end_inventory/", **LOOKED, **signer(page))
    proposal = Proposal.objects.get(step="end_inventory")
    for who in ("owner", "stranger", "second"):
        client = sign_in(built[who])
        for each in (proposal, waiting):
            address = SIGN.format(each.docket.number, each.pk)
            none = client.get(SIGN.format("2222-2222-222", each.pk))
            hidden = client.get(address)
            assert (hidden.status_code, text(hidden)) == (404, text(none))
            assert client.post(address, {"sign": "1", "once": "x" * 24}).status_code == 404
            assert address not in client.get("/desk/plan/").content.decode()
        assert not wall.sees(plan, built[who])
        with pytest.raises(Refused, match="nothing here"):
            dockets.sign(proposal=proposal, by=built.actor(who))
    assert sign_in(built["overseer"]).get(SIGN.format(plan.number, proposal.pk)).status_code == 200
    with pytest.raises(Refused, match="nothing here"):  # nor does whoever proposed it sign for the second
        dockets.sign(proposal=proposal, by=built.actor("lead"))
    assert sign_in(built["clerk"]).get(f"/desk/cases/{plan.number}/").status_code == 404


def test_a_body_decides_in_writing_that_the_plan_is_finished(built: world.World, sign_in: SignIn) -> None:
    plan = begun(sign_in, built)
    member = built.actor("overseer")
    needs = Needs(act={"as": "oversight_body", "in_writing": {}}, content={"what is still open": "One case."})
    made = actions.go_on(docket=plan, step="finish", by=member, at=clock.now(), needs=needs)
    assert isinstance(made, Proposal)
    address = SIGN.format(plan.number, made.pk)
    client = sign_in(built["overseer"])
    assert address in client.get("/desk/").content.decode()
    assert client.post(address, {"vote": "for"} | token(client.get(address)))["Location"] == "/desk/"
    with clock.frozen(START + timedelta(days=7)):
        assert dockets.conclude(made) is not None
        assert not world.fresh(plan).is_open
        assert extracts.running() is None
        assert list(verify.one(world.fresh(plan))) == []
    act = Act.objects.get(docket=plan, name="finish")
    assert act.facts["votes"] == {"for": [Vault.of(plan).local(built["overseer"].pk)]}
