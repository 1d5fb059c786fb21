"""A body decides in writing through the desk: proposed on the step's form, voted on by each member under
their own login, taken when the time to object is over. One objection, a lost vote or a conflict end it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.core.errors import Refused
from dueprocess.docket import jobs
from dueprocess.docket.actions import conclude, in_writing, object_to, take_note, take_step, vote
from dueprocess.docket.models import Act, Docket, Proposal
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.ledger import state
from tests import world
from tests.desk.conftest import signed_in
from tests.desk.working import text, token

PLAIN = 'quorum = 3, decides_by = "majority" }'
WRITTEN = PLAIN.replace(" }", ', in_writing = { rule = "majority", wait = "3 working days" } }')
RULES = (
    world.EXAMPLE.read_text()
    .replace(PLAIN, WRITTEN)
    .replace('seats = { committee_member = "all" }', 'seats = { committee_member = "all" }, abstain = true')
    + """
[conflicts.hard]
title = "Hard conflict"
grounds = ["close to a party"]
bars = ["see", "speak", "vote"]
"""
)
VOTERS = ("conflicted", "second", "third")


@pytest.fixture
def federation(db: None) -> world.World:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
        for name in (*VOTERS, "leader", "owner"):
            world.log_in(built[name])
    return built


@pytest.fixture
def docket(federation: world.World) -> Docket:
    """A case that waits for the answer, and then for the committee."""
    with clock.frozen(world.MONDAY):
        docket = world.open_case(federation).docket
        by = federation.actor("owner")
        for step in ("acknowledge", "send"):
            sent = take_step(docket=docket, step=step, by=by, at=world.MONDAY)
        needs = Needs(act={"of": sent.n, "to": ["R1"]})
        take_note(docket=docket, note="received", by=by, at=world.MONDAY, needs=needs)
    return world.fresh(docket)


def address(docket: Docket) -> str:
    return f"/desk/cases/{docket.number}/steps/decide/0/"


def proposed(federation: world.World, docket: Docket) -> Proposal:
    """Propose the decision through the page of its step."""
    client = signed_in(federation["second"])
    page = client.get(address(docket))
    assert page.status_code == 200, text(page)[:800]
    assert "In writing" in text(page)
    form = page.context["form"]
    assert "way_of_0" in form.fields
    done = client.post(address(docket), {"way_of_0": "writing", **token(page)})
    assert done.status_code == 302, done.context["form"].errors
    assert "/signatures/" in done.url
    return Proposal.objects.get(docket=docket, ended_at=None)


def paper(proposal: Proposal) -> str:
    return f"/desk/cases/{proposal.docket.number}/signatures/{proposal.pk}/"


def votes(federation: world.World, proposal: Proposal, who: str, side: str) -> Client:
    client = signed_in(federation[who])
    assert proposal.pk in [line.pk for line in client.get("/desk/").context["signatures"]]
    assert "decide in writing by" in text(client.get("/desk/"))
    page = client.get(paper(proposal))
    assert client.post(paper(proposal), {"vote": side, **token(page)}).status_code == 302
    return client


def over(proposal: Proposal) -> None:
    """Let the time pass, and the job run."""
    assert proposal.until_at is not None
    with clock.frozen(proposal.until_at + timedelta(minutes=1)):
        jobs.conclude_in_writing()
        jobs.conclude_in_writing()  # as if it ran twice


def faults() -> set[str]:
    with clock.frozen(world.later(days=40)):
        return {fault.check for fault in state.faults() if fault.check == "docket.signatures"}


def test_each_votes_under_their_own_login_and_it_is_taken_when_the_time_is_over(
    federation: world.World, docket: Docket
) -> None:
    with clock.frozen(world.later(days=21)):
        proposal = proposed(federation, docket)
        assert proposal.until_at is not None
        length = world.fresh(docket).length
        case = signed_in(federation["owner"]).get(f"/desk/cases/{docket.number}/")
        assert "may vote or object until Thu 16 Apr 2026" in text(case)
        assert case.context["next"] is None or case.context["next"].step != "decide"
        votes(federation, proposal, "second", "for")
        client = votes(federation, proposal, "third", "for")
        seen = text(client.get(paper(proposal)))
        assert "Has voted" in seen
        assert "You have voted." in seen
        votes(federation, proposal, "conflicted", "against")
        with pytest.raises(Refused) as twice:
            vote(proposal=proposal, by=federation.actor("third"), vote="against")
        assert twice.value.code == "already_done"
        assert conclude(proposal) is None, "not before the time to object is over"
        assert world.fresh(docket).length == length
    assert faults() == set()
    over(proposal)
    act = Act.objects.get(docket=docket, name="decide")
    key = {who: Vault.of(docket).local(federation[who].pk) for who in VOTERS}
    assert act.facts["votes"] == {"for": [key["second"], key["third"]], "against": [key["conflicted"]]}
    assert act.facts["in_writing"] == {"proposed_at": proposal.made_at.isoformat()}
    assert act.by_key == key["second"]
    told = {each["by"]: each.get("vote") for each in act.introduces["signatures"]["by"][1:]}
    assert told == {key["second"]: "for", key["third"]: "for", key["conflicted"]: "against"}
    assert faults() == set()
    with clock.frozen(act.recorded_at):
        page = text(client.get(f"/desk/cases/{docket.number}/acts/{act.n}/"))
        assert "Decided in writing" in page
        assert "Against" in text(client.get(paper(proposal)))


def test_an_objection_ends_it_and_says_so(federation: world.World, docket: Docket) -> None:
    with clock.frozen(world.later(days=21)):
        proposal = proposed(federation, docket)
        client = votes(federation, proposal, "third", "for")
        page = client.get(paper(proposal))
        said = {"object": "1", "reason": "We have to see them.", **token(page)}
        assert client.post(paper(proposal), said).status_code == 302
        proposer = signed_in(federation["second"])
        assert "somebody objected, it takes a meeting" in text(proposer.get("/desk/"))
        seen = text(proposer.get(paper(proposal)))
        assert "We have to see them." in seen
        assert "Vote for it" not in seen
        with pytest.raises(Refused):
            vote(proposal=proposal, by=federation.actor("second"), vote="for")
    over(proposal)
    assert not Act.objects.filter(docket=docket, name="decide").exists()
    assert faults() == set()


def test_what_is_not_carried_ends_with_its_reason(federation: world.World, docket: Docket) -> None:
    with clock.frozen(world.later(days=21)):
        proposal = proposed(federation, docket)
        votes(federation, proposal, "second", "for")
        votes(federation, proposal, "third", "abstain")
        votes(federation, proposal, "conflicted", "against")
    over(proposal)
    assert not Act.objects.filter(docket=docket, name="decide").exists()
    assert proposal.until_at is not None
    with clock.frozen(proposal.until_at + timedelta(hours=1)):
        client = signed_in(federation["second"])
        assert "ended without effect" in text(client.get("/desk/"))
        assert "1 of 3 who may vote are for it" in text(client.get(paper(proposal)))
    assert faults() == set()


def test_nobody_votes_for_somebody_else_or_behind_the_wall(federation: world.World, docket: Docket) -> None:
    with clock.frozen(world.later(days=21)):
        proposal = proposed(federation, docket)
        for who in ("leader", "owner", "respondent", "stranger"):
            for deed in (
                lambda by: vote(proposal=proposal, by=by, vote="for"),
                lambda by: object_to(proposal=proposal, by=by),
            ):
                with pytest.raises(Refused) as refusal:
                    deed(federation.actor(who))
                assert refusal.value.code == "not_yours", who
        act = {"as": "committee", "in_writing": {"proposed_at": "2026-04-01T10:00:00+00:00"}}
        act["votes"] = {"for": [Vault.of(docket).local(federation[who].pk) for who in VOTERS]}
        needs = Needs(act=act, content={"reasons": "So we say."})
        with pytest.raises(Refused) as typed:
            take_step(
                docket=docket, step="decide", by=federation.actor("second"), at=clock.now(), needs=needs
            )
        assert typed.value.code == "no_votes"
        with pytest.raises(Refused) as machine:
            vote(proposal=proposal, by=Actor(), vote="for")
        assert machine.value.code == "not_yours"
        cases.declare_conflict(
            docket=docket, who=Vault.of(docket).local(federation["third"].pk), ground="close to a party",
            by=federation.actor("third"), text="They are cousins.",
        )  # fmt: skip
        with pytest.raises(Refused) as conflict:
            vote(proposal=proposal, by=federation.actor("third"), vote="for")
        assert conflict.value.code in ("not_yours", "not_able")


FORGED = {
    "a vote made up": "UPDATE docket_signature SET vote = 'for', signed_at = '2026-04-13 10:00:00+00:00'",
    "a vote turned": "UPDATE docket_signature SET vote = 'against' WHERE vote = 'for'",
    "one fewer asked": "DELETE FROM docket_signature WHERE vote = ''",
    "a longer time": "UPDATE docket_proposal SET until_at = '2027-01-01 00:00:00+00:00'",
    "an objection made up": "UPDATE docket_signature SET vote = 'objected' WHERE vote = ''",
}


@pytest.mark.both
@pytest.mark.parametrize("name", FORGED)
def test_what_was_forged_is_named(federation: world.World, docket: Docket, name: str) -> None:
    with clock.frozen(world.later(days=21)):
        proposal = proposed(federation, docket)
        vote(proposal=proposal, by=federation.actor("second"), vote="for")
    assert faults() == set()
    with connection.cursor() as cursor:
        cursor.execute(FORGED[name])
    assert faults() == {"docket.signatures"}


def test_a_vote_that_was_turned_is_never_taken(federation: world.World, docket: Docket) -> None:
    with clock.frozen(world.later(days=21)):
        proposal = proposed(federation, docket)
        for who in VOTERS:
            vote(proposal=proposal, by=federation.actor(who), vote="against")
    proposal.signatures.update(vote="for")
    over(proposal)
    assert not Act.objects.filter(docket=docket, name="decide").exists()
    assert in_writing.why(Proposal.objects.get(pk=proposal.pk), Vault.of(docket)) == ""
