"""Whoever keeps the register tries to act as an officer, by a login that they read the mail of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from dueprocess.core.errors import Broken, Malformed, Refused
from dueprocess.kit import clock
from dueprocess.kit.models import OutgoingMail
from dueprocess.ledger import doctor, state
from dueprocess.people import actions as register
from dueprocess.people.actions import ground
from dueprocess.people.models import Change, Login, LoginProposal, Person, Power, QualificationKind
from tests import world
from tests.attacks.test_office import post

SignedIn = Callable[[str], Client]
MINE = "mine@example.invalid"


@pytest.fixture
def kept(federation: world.World) -> world.World:
    """Two who keep the register: the leader, who means ill, and the stranger, who does not."""
    for who in ("leader", "stranger"):
        register.grant(
            person=federation[who], power=Power.KEEP_REGISTER, by=None, reason="Elected",
            from_on=world.ADOPTED,
        )  # fmt: skip
    return federation


def faults() -> set[str]:
    return {fault.check for fault in state.faults() if fault.check.startswith("register.")}


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.code


@pytest.mark.both
def test_a_login_of_an_officer_takes_two(kept: world.World) -> None:
    officer, leader, other = kept["elder_1"], kept["leader"], kept["stranger"]
    give = register.give_login
    assert refused(lambda: give(person=officer, email=MINE, by=leader)) == "second_person"
    made = register.propose_login(person=officer, email="Esi@Example.invalid", by=leader)
    assert not Login.objects.filter(person=officer).exists()
    assert refused(lambda: register.sign_login(proposal=made, by=leader)) == "not_yours"
    assert refused(lambda: register.sign_login(proposal=made, by=kept["second"])) == "no_power"
    assert refused(lambda: register.propose_login(person=officer, email=MINE, by=other)) == "waits_already"
    login = register.sign_login(proposal=made, by=other)
    assert (login.email, login.is_active) == ("esi@example.invalid", True)
    assert refused(lambda: register.sign_login(proposal=made, by=other)) == "not_yours"
    assert faults() == set()


@pytest.mark.both
def test_an_ordinary_member_still_takes_one(kept: world.World) -> None:
    register.give_login(person=kept["complainant"], email="wren@example.invalid", by=kept["leader"])
    assert faults() == set()


def test_whatever_somebody_holds_takes_two(kept: world.World) -> None:
    today, who = world.MONDAY.date(), kept["complainant"]
    assert not register.takes_two(who)
    office = register.add_office(title="Treasurer", roles=[], unit=kept.club, by=None)
    term = register.begin_term(office=office, person=who, from_on=today + timedelta(days=9), by=None)
    assert register.takes_two(who), "an office to come"
    register.end_term(term=term, on=term.from_on, by=None, reason="Declined")
    with clock.frozen(world.later(30)):
        assert not register.takes_two(who)
        register.qualify(
            person=who, kind=QualificationKind.TRAINING, name="panel", from_on=clock.now().date(), by=None
        )
        assert register.takes_two(who)
    lent = kept["owner"].appointments.get()
    register.delegate(
        appointment=lent, to=kept["respondent"], from_on=today, until_on=today, reason="Leave", by=None
    )
    assert register.takes_two(kept["respondent"])
    assert register.takes_two(kept["admin"]), "a power alone"


def test_the_one_whose_login_it_is_signs_and_proposes_nothing(kept: world.World, signed_in: SignedIn) -> None:
    """Also not by a login of theirs that was closed and is to be opened again."""
    stranger, leader = kept["stranger"], kept["leader"]
    register.close_login(login=world.log_in(stranger), by=None, reason="Lost")
    assert refused(lambda: register.propose_login(person=stranger, email=MINE, by=stranger)) == "oneself"
    made = register.propose_login(person=stranger, email=MINE, by=leader)
    assert refused(lambda: register.sign_login(proposal=made, by=stranger)) == "not_yours"
    assert refused(lambda: register.decline_login(proposal=made, by=stranger, reason="x")) == "oneself"
    assert not Login.objects.get(person=stranger).is_active


@pytest.mark.both
def test_closing_and_reopening_by_another_address_takes_two(kept: world.World) -> None:
    officer, leader = kept["owner"], kept["leader"]
    login = world.log_in(officer)
    register.close_login(login=login, by=leader, reason="Lost his telephone.")
    assert refused(lambda: register.give_login(person=officer, email=MINE, by=leader)) == "second_person"
    made = register.propose_login(person=officer, email=MINE, by=leader)
    login.refresh_from_db()
    assert (login.is_active, login.email == MINE) == (False, False)
    register.decline_login(proposal=made, by=kept["stranger"], reason="That is not his address.")
    assert refused(lambda: register.sign_login(proposal=made, by=kept["stranger"])) == "not_yours"
    assert faults() == set()


def test_a_power_that_ended_signs_and_carries_nothing(kept: world.World) -> None:
    made = register.propose_login(person=kept["elder_1"], email=MINE, by=kept["leader"])
    grant = kept["leader"].grants.get(power=Power.KEEP_REGISTER)
    with clock.frozen(world.later(2)):
        register.end_grant(grant=grant, on=world.MONDAY.date(), by=None, reason="Removed")
        assert refused(lambda: register.sign_login(proposal=made, by=kept["stranger"])) == "nobody_able"


def test_an_address_that_another_signs_in_by_is_refused_when_it_is_signed_too(kept: world.World) -> None:
    made = register.propose_login(person=kept["elder_1"], email=MINE, by=kept["leader"])
    register.give_login(person=kept["complainant"], email=MINE, by=kept["leader"])
    with pytest.raises(Malformed):
        register.sign_login(proposal=made, by=kept["stranger"])
    assert not Login.objects.filter(person=kept["elder_1"]).exists()


@pytest.mark.both
def test_a_proposal_altered_under_the_hand_of_its_signer_is_not_signed(kept: world.World) -> None:
    made = register.propose_login(person=kept["elder_1"], email="esi@example.invalid", by=kept["leader"])
    LoginProposal.objects.filter(pk=made.pk).update(email=MINE)
    with pytest.raises(Broken):
        register.sign_login(proposal=made, by=kept["stranger"])
    assert not Login.objects.filter(person=kept["elder_1"]).exists()
    assert "register.held" in faults()
    assert not any("logins are those" in each.what for each in doctor.findings())


def test_a_proposal_that_nobody_made_is_not_signed(kept: world.World) -> None:
    made = LoginProposal.objects.create(
        person=kept["elder_1"], email=MINE, by=kept["leader"], made_at=clock.now()
    )
    with pytest.raises(Broken):
        register.sign_login(proposal=made, by=kept["stranger"])
    assert "register.held" in faults()


def forged(person: Person, by: Person, **values: object) -> None:
    """A login with a line of the journal and an entry of its own, as whoever runs the code could write it."""
    with transaction.atomic():
        login = Login.objects.create_user(MINE, None, person=person)
        ground.journal("person", person.pk, "login given", by, rows=[login], **values)


@pytest.mark.both
def test_a_login_given_behind_the_second_persons_back_is_found(kept: world.World) -> None:
    forged(kept["elder_1"], kept["leader"])
    assert faults() == {"register.two"}
    assert any("had proposed it" in each.what for each in doctor.findings())


def test_one_that_names_a_proposal_is_held_against_it(kept: world.World) -> None:
    made = register.propose_login(person=kept["elder_1"], email="esi@example.invalid", by=kept["leader"])
    forged(kept["elder_1"], kept["leader"], proposal=made.pk)
    said = [fault.what for fault in state.faults() if fault.check == "register.two"]
    assert ["no second person signed" in each for each in said] == [True, False]
    assert "not the one that was proposed" in said[1]


def test_a_proposal_serves_once_and_not_after_it_was_declined(kept: world.World) -> None:
    made = register.propose_login(person=kept["elder_1"], email=MINE, by=kept["leader"])
    register.decline_login(proposal=made, by=kept["leader"], reason="Wrong address.")
    forged(kept["elder_1"], kept["stranger"], proposal=made.pk)
    assert faults() == {"register.two"}


def test_two_proposals_at_once_are_one(kept: world.World) -> None:
    register.propose_login(person=kept["elder_1"], email=MINE, by=kept["leader"])
    with pytest.raises(IntegrityError), transaction.atomic():
        LoginProposal.objects.create(
            person=kept["elder_1"], email="b@example.invalid", by=kept["stranger"], made_at=clock.now()
        )


@pytest.mark.both
@pytest.mark.parametrize("act", ["propose", "sign", "decline"])
def test_without_an_entry_nothing_is_kept(kept: world.World, act: str) -> None:
    made = None
    if act != "propose":
        made = register.propose_login(person=kept["elder_1"], email=MINE, by=kept["leader"])
    lines = Change.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry RENAME TO ledger_entry_gone")
    calls = {
        "propose": lambda: register.propose_login(person=kept["elder_1"], email=MINE, by=kept["leader"]),
        "sign": lambda: register.sign_login(proposal=made, by=kept["stranger"]),  # type: ignore[arg-type]
        "decline": lambda: register.decline_login(proposal=made, by=kept["stranger"], reason="No."),  # type: ignore[arg-type]
    }
    with pytest.raises(Exception, match="ledger_entry"), transaction.atomic():
        calls[act]()
    assert Change.objects.count() == lines
    assert not Login.objects.filter(person=kept["elder_1"]).exists()
    assert LoginProposal.objects.filter(ended_at=None).count() == (act != "propose")


def test_at_the_desk_one_proposes_and_another_signs(kept: world.World, signed_in: SignedIn) -> None:
    leader, stranger = signed_in("leader"), signed_in("stranger")
    pk = kept["elder_1"].pk
    assert post(leader, f"/desk/people/{pk}/login/", email=MINE) == 302
    made = LoginProposal.objects.get()
    page = f"/desk/people/logins/{made.pk}/"
    assert post(leader, page, sign="1") == 200
    assert not Login.objects.filter(person=kept["elder_1"]).exists()
    assert signed_in("second").get(page).status_code == 403
    assert "read and sign" in stranger.get("/desk/").content.decode()
    assert "another has to sign" in leader.get("/desk/").content.decode()
    assert "waits for a second person" in stranger.get(f"/desk/people/{pk}/").content.decode()
    asked = stranger.get(page).content.decode()
    assert MINE in asked
    assert "elder" in asked.lower()
    world.log_in(kept["overseer"])
    before = OutgoingMail.objects.count()
    assert post(stranger, page, sign="1") == 302
    assert Login.objects.get(person=kept["elder_1"]).email == MINE
    assert OutgoingMail.objects.count() == before + 2  # welcome, and oversight
    shown = signed_in("overseer").get("/desk/oversight/").content.decode()
    assert "Noor Whitlock, proposed by Aurelio Brandt" in shown
    assert "Login proposed" in shown
    assert MINE not in shown


def test_at_the_desk_it_is_declined_with_a_reason_and_taken_back(
    kept: world.World, signed_in: SignedIn
) -> None:
    leader, stranger = signed_in("leader"), signed_in("stranger")
    address = f"/desk/people/{kept['elder_1'].pk}/login/"
    for client, reason in ((stranger, "Not hers."), (leader, "Mistyped.")):
        assert post(leader, address, email=MINE) == 302
        page = f"/desk/people/logins/{LoginProposal.objects.latest('pk').pk}/"
        assert post(client, page, decline="1", reason="") == 200
        assert post(client, page, decline="1", reason=reason) == 302
        assert "Declined" in client.get(page).content.decode()
    assert not Login.objects.filter(person=kept["elder_1"]).exists()
    assert signed_in("elder_2").get(page).status_code == 403
    assert stranger.get("/desk/people/logins/999999/").status_code == 404
