"""Who is told through the portal: whoever can open it there, and nobody else."""

from __future__ import annotations

import json

import pytest

from dueprocess.cases import actions as cases
from dueprocess.cases.extracts import matters, to_send
from dueprocess.cases.models import Case, Via
from dueprocess.docket import extracts, jobs, way_in
from dueprocess.docket.actions import deliver, take_step
from dueprocess.docket.models import Act, Docket, Notice
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.kit import clock
from dueprocess.kit.keys import unseal_here
from dueprocess.kit.models import OutgoingMail
from dueprocess.people import actions as register
from dueprocess.people.models import Login, Person
from tests import world

pytestmark = pytest.mark.both


def told(federation: world.World, *respondents: PartyIdentity, **report: object) -> Docket:
    """A case whose complaint was sent to these respondents; their letters are owed."""
    docket = cases.receive_complaint(
        report=cases.Report(summary="Shouted.", respondents=list(respondents), **report),  # type: ignore[arg-type]
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=federation.club, rulebook=federation.rulebook,
    ).docket  # fmt: skip
    for step in ("acknowledge", "send"):
        take_step(docket=docket, step=step, by=federation.actor("owner"), at=clock.now())
    return world.fresh(docket)


def respondent(who: Person, **more: object) -> PartyIdentity:
    return PartyIdentity(kind="respondent", person=who.pk, name=who.shown_name, **more)  # type: ignore[arg-type]


def states(docket: Docket) -> dict[str, str]:
    return dict(Notice.objects.filter(docket=docket).values_list("to_key", "state"))


def reads(docket: Docket) -> dict[str, str]:
    shown = extracts.page(docket, viewer=Actor())
    assert {each.to_key: each.by_hand for each in shown.notices} == {
        each.key: not each.reads for each in shown.parties if each.key in states(docket)
    }
    return {each.key: each.reads for each in shown.parties}


def written_to() -> set[str]:
    rows = OutgoingMail.objects.all()
    return {json.loads(unseal_here(each.sealed, f"mail/{each.id}"))["to"] for each in rows}


def agree(docket: Docket, *persons: Person) -> None:
    """What is sent through the portal is what the portal shows its reader, and what the pages say of them."""
    ways, shown = way_in.of(docket), reads(docket)
    assert {key: way.opens for key, way in ways.items()} == {key: bool(how) for key, how in shown.items()}
    for key, state in states(docket).items():
        if state == "sent":
            assert ways[key].opens
    for person in persons:
        if Login.objects.filter(person=person, is_active=True).exists():
            assert docket.number in {each.docket for each in matters(person)}


def test_a_member_without_a_login_is_not_told_until_they_have_one(federation: world.World) -> None:
    who = federation["respondent"]
    docket = told(federation, respondent(who))
    jobs.send()
    assert states(docket) == {"R1": "owed"}
    assert not Act.objects.filter(docket=docket, name="sent").exists()
    assert not OutgoingMail.objects.exists()
    (line,) = to_send(federation["owner"]).lines
    assert (line.number, line.key, line.letter) == (docket.number, "R1", "Complaint")
    assert "Ilse" not in f"{line}"
    assert to_send(federation["second"]).count == 0
    # the login is given, and nobody has signed in by it yet: the letter waits there for them
    world.log_in(who)
    assert to_send(federation["owner"]).count == 0
    jobs.send()
    assert states(docket) == {"R1": "sent"}
    assert Act.objects.get(docket=docket, name="sent").facts["by"] == "email"
    agree(world.fresh(docket), who)


def test_a_closed_login_opens_nothing_and_opens_again(federation: world.World) -> None:
    who = federation["respondent"]
    login = world.log_in(who)
    register.close_login(login=login, by=None, reason="Left.")
    docket = told(federation, respondent(who))
    jobs.send()
    assert states(docket) == {"R1": "owed"}
    agree(docket)
    register.give_login(person=who, email="again@example.invalid", by=None)
    jobs.send()
    assert states(docket) == {"R1": "sent"}


def test_a_login_closed_before_the_letter_goes_out_keeps_it_owed(federation: world.World) -> None:
    login = world.log_in(federation["respondent"])
    docket = told(federation, respondent(federation["respondent"]))
    register.close_login(login=login, by=None, reason="Left.")
    assert deliver(docket) == 0
    assert states(docket) == {"R1": "owed"}


def test_of_several_only_those_with_a_way_in_are_told(federation: world.World) -> None:
    one, two = federation["respondent"], federation["stranger"]
    world.log_in(one)
    docket = told(
        federation, respondent(one), respondent(two), PartyIdentity(kind="respondent", name="A Visitor")
    )
    jobs.send()
    assert states(docket) == {"R1": "sent", "R2": "owed", "R3": "owed"}
    assert [each.key for each in to_send(federation["owner"]).lines] == ["R2", "R3"]
    agree(world.fresh(docket), one)
    # an officer posts one; the other stays
    n = Notice.objects.filter(docket=docket)[0].act
    cases.confirm_sent(docket=docket, of=n, to=["R2"], channel="post", by=federation.actor("owner"))
    assert states(docket) == {"R1": "sent", "R2": "sent", "R3": "owed"}
    # a login that comes now writes to nobody a second time
    world.log_in(two)
    jobs.send()
    assert Act.objects.filter(docket=docket, name="sent").count() == 2


def test_a_code_opens_for_whoever_complained_and_for_nobody_else(federation: world.World) -> None:
    who = federation["complainant"]
    docket = told(
        federation, respondent(federation["respondent"]),
        reporter=PartyIdentity(kind="complainant", person=who.pk, name=who.shown_name),
    )  # fmt: skip
    ways = way_in.of(docket)
    assert (ways["C1"].code, ways["C1"].login, ways["C1"].opens) == (True, "", True)
    assert not ways["R1"].opens
    assert reads(docket) == {"C1": "code", "R1": ""}


def test_one_person_in_two_parts_is_told_in_both(federation: world.World) -> None:
    """Somebody who complains and is complained about; the mail of each letter goes to them."""
    who = federation["respondent"]
    Person.objects.filter(pk=who.pk).update(email="ilse@example.invalid")
    docket = told(
        federation, respondent(who), respondent(who, contact={"email": "second@example.invalid"}),
        reporter=PartyIdentity(kind="complainant", person=who.pk, name=who.shown_name),
    )  # fmt: skip
    assert {key: way.opens for key, way in way_in.of(docket).items()} == {
        "C1": True, "R1": False, "R2": False
    }  # fmt: skip
    world.log_in(who)
    jobs.send()
    assert states(docket) == {"R1": "sent", "R2": "sent"}
    assert written_to() == {"ilse@example.invalid", "second@example.invalid"}


def test_whoever_accompanies_a_party_opens_their_own_part_alone(federation: world.World) -> None:
    docket = told(federation, respondent(federation["respondent"]))
    friend = federation["stranger"]
    world.log_in(friend)
    cases.add_party(
        docket=docket, by=federation.actor("owner"),
        identity=PartyIdentity(
            kind="representative", person=friend.pk, name=friend.shown_name, acts_for="R1"
        ),
    )  # fmt: skip
    jobs.send()
    assert states(docket) == {"R1": "owed"}
    ways = way_in.of(world.fresh(docket))
    assert [key for key, way in ways.items() if way.opens] == [key for key in ways if key != "R1"]


def test_who_turns_out_to_be_somebody_with_a_login_is_told(federation: world.World) -> None:
    docket = told(federation, PartyIdentity(kind="respondent", name="Dinge"))
    who = federation["stranger"]
    world.log_in(who)
    jobs.send()
    assert states(docket) == {"R1": "owed"}
    made = cases.propose_link(
        docket=docket, party="R1", person=who, by=federation.actor("owner"), signer=federation["second"],
        reason="Everybody calls her so.",
    )  # fmt: skip
    world.sign(proposal=made, by=federation.actor("second"))
    jobs.send()
    assert states(docket) == {"R1": "sent"}
    agree(world.fresh(docket), who)


def test_a_case_that_went_into_another_opens_for_nobody(federation: world.World) -> None:
    world.log_in(federation["respondent"])
    docket, other = (told(federation, respondent(federation["respondent"])) for _ in range(2))
    Case.objects.filter(docket=docket).update(joined_into=other)
    jobs.send()
    assert (states(docket), states(other)) == ({"R1": "owed"}, {"R1": "sent"})


def test_old_letters_are_found_however_many_wait_for_others(
    federation: world.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST", 1)
    old = told(federation, respondent(federation["respondent"]))
    with clock.frozen(world.later(1)):
        for _ in range(2):
            told(federation, respondent(federation["stranger"]))
        world.log_in(federation["respondent"])
        for _ in range(200):  # drawn by lot: one of two each time
            jobs.send()
            if states(old) == {"R1": "sent"}:
                break
        assert states(old) == {"R1": "sent"}
