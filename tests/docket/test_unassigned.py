"""A complaint that names everybody who could take it in stops nothing: oversight is told at once and every
day, two people say who is meant, and whoever then may take it owns it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as sent

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Via
from dueprocess.core.errors import Refused
from dueprocess.docket import unassigned, verify, wall
from dueprocess.docket.actions import rebuild, sign, take_step
from dueprocess.docket.extracts import unassigned_case, unassigned_cases
from dueprocess.docket.jobs import look_after_all
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.docket.sealing import person_tag
from dueprocess.docket.unassigned import Why
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.ledger import doctor
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import world
from tests.desk.conftest import signed_in

OFFICERS = (
    "owner", "wrong_unit", "conflicted", "second", "third", "respondent",
    "elder_1", "elder_2", "elder_3", "leader",
)  # fmt: skip


def complain(built: world.World, *named: str) -> Docket:
    """Let somebody who is not signed in complain about people by what they are called alone."""
    return cases.receive_complaint(
        report=cases.Report(
            summary="They all knew.",
            respondents=[PartyIdentity(kind="respondent", name=name) for name in named],
        ),
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=built.club,
    ).docket  # fmt: skip


def everybody(built: world.World) -> Docket:
    return complain(built, *(built[name].full_name for name in OFFICERS))


def mails(built: world.World, who: str) -> int:
    return sum(world.log_in(built[who]).email in each.to for each in sent.outbox)


def say_nobody(built: world.World, docket: Docket, party: str, *, by: str, signer: str) -> None:
    waiting = cases.propose_link(
        docket=docket, party=party, person=None, by=built.actor(by), signer=built[signer],
        reason="It names every officer there is, and says nothing of any.",
    )  # fmt: skip
    sign(proposal=waiting, by=built.actor(signer))


@pytest.mark.both
def test_oversight_is_told_at_once_and_sees_why(federation: world.World) -> None:
    world.log_in(federation["overseer"])
    docket = everybody(federation)
    assert (docket.owner, docket.is_open) == ("", True)
    assert not any(wall.sees(docket, federation[name]) for name in OFFICERS)
    drain()
    assert mails(federation, "overseer") == 1
    assert "case" not in sent.outbox[0].body.lower().replace("/desk/cases", "")
    (line,) = unassigned_cases(federation["overseer"], on=clock.now().date())
    assert line.number == docket.number
    assert line.rule_by == (world.MONDAY + timedelta(days=1)).date()
    assert line.unclear == tuple(f"R{n}" for n in range(1, len(OFFICERS) + 1))
    assert unassigned_cases(federation["owner"], on=clock.now().date()) == ()
    assert docket.due_at is not None  # its deadlines run: nothing lapses unnoticed
    with clock.frozen(world.later(days=3)):
        look_after_all()
        drain()
        assert mails(federation, "overseer") == 2
        (line,) = unassigned_cases(federation["overseer"], on=clock.now().date())
        assert line.late


def test_two_people_rule_that_the_naming_means_nobody_and_the_rota_goes_on(federation: world.World) -> None:
    register.grant(
        person=federation["stranger"], power=Power.OVERSEE, by=None, reason="Assembly", from_on=world.ADOPTED
    )
    docket = everybody(federation)
    with pytest.raises(Refused) as refusal:
        cases.propose_link(
            docket=docket, party="R1", person=None, by=federation.actor("overseer"),
            signer=federation["owner"], reason="Signed by the one who is named",
        )  # fmt: skip
    assert refusal.value.code == "not_able"
    say_nobody(federation, docket, "R1", by="overseer", signer="stranger")
    drain()
    docket = world.fresh(docket)
    assert docket.owner == person_tag(federation["owner"].pk)
    assert wall.sees(docket, federation["owner"])
    assert not wall.sees(docket, federation["respondent"])  # R2 is still not ruled on
    assert unassigned.why(docket, on=clock.now().date()) is None
    take_step(docket=docket, step="acknowledge", by=federation.actor("owner"), at=clock.now())
    with pytest.raises(
        Refused
    ) as refusal:  # who only looks on has no hand in a case that somebody takes forward
        say_nobody(federation, docket, "R2", by="overseer", signer="stranger")
    assert refusal.value.code == "no_part"
    assert list(verify.one(world.fresh(docket))) == []
    assert rebuild.docket(docket.pk) == 0


def test_the_pages_say_so_and_offer_the_ways(federation: world.World) -> None:
    docket = everybody(federation)
    client = signed_in(federation["overseer"])
    listed = client.get("/desk/oversight/").content.decode()
    assert "Cases that nobody takes forward" in listed
    assert docket.number in listed
    page = client.get(f"/desk/cases/{docket.number}/").content.decode()
    assert "That says nothing about whether the complaint is right" in page
    assert f"/desk/cases/{docket.number}/parties/R1/" in page
    assert client.get(f"/desk/cases/{docket.number}/parties/R1/").status_code == 200
    other = complain(federation, "A man with a red hat")
    assert "Nobody takes this case forward" not in client.get(f"/desk/cases/{other.number}/").content.decode()


def test_somebody_unmentioned_is_given_the_office_and_owns_it(federation: world.World) -> None:
    docket = everybody(federation)
    drain()
    outsider = world.person("Ruta Havel", federation.union)
    world.appoint(outsider, "secretary")
    look_after_all()
    docket = world.fresh(docket)
    assert docket.owner == person_tag(outsider.pk)
    take_step(docket=docket, step="acknowledge", by=Actor(person=outsider), at=clock.now())
    assert world.fresh(docket).length == 3


@pytest.mark.parametrize(
    "named",
    [
        "The entire board",
        "The whole committee and everybody on it",
        "Secretary, president, elder, committee member",
    ],
)
def test_titles_of_many_stop_nothing(federation: world.World, named: str) -> None:
    docket = complain(federation, named)
    drain()
    docket = world.fresh(docket)
    on = clock.now().date()
    assert docket.owner or [each.number for each in unassigned_cases(federation["overseer"], on=on)] == [
        docket.number
    ]


def test_an_owner_who_is_shut_out_later_is_followed_by_the_next_who_may(federation: world.World) -> None:
    world.appoint(federation["stranger"], "secretary", federation.north)
    docket = complain(federation, "A man with a red hat")
    was = next(name for name in ("owner", "stranger") if person_tag(federation[name].pk) == docket.owner)
    other = {"owner": "stranger", "stranger": "owner"}[was]
    identity = PartyIdentity(kind="respondent", person=federation[was].pk, name=federation[was].full_name)
    waiting = cases.propose_party(
        docket=docket,
        identity=identity,
        by=federation.actor(other),
        signer=federation["overseer"],
        reason="It was",
    )
    sign(proposal=waiting, by=federation.actor("overseer"))
    docket = world.fresh(docket)
    assert docket.owner == person_tag(federation[other].pk)
    assert rebuild.docket(docket.pk) == 0


def test_where_nobody_follows_oversight_is_told(federation: world.World) -> None:
    register.grant(
        person=federation["stranger"], power=Power.OVERSEE, by=None, reason="Assembly", from_on=world.ADOPTED
    )
    world.log_in(federation["overseer"])
    docket = complain(federation, *(federation[name].full_name for name in OFFICERS if name != "owner"))
    assert docket.owner == person_tag(federation["owner"].pk)
    world.decide_access(federation, docket, "denied", "owner", signer="stranger")
    drain()
    docket, on = world.fresh(docket), clock.now().date()
    assert unassigned.why(docket, on=on) is Why.SHUT
    assert mails(federation, "overseer") == 1
    assert unassigned_case(docket, on=on) in unassigned_cases(federation["overseer"], on=on)


def test_an_owner_whose_office_ended_is_found(federation: world.World) -> None:
    docket = complain(federation, "A man with a red hat")
    appointment = federation["owner"].appointments.get()
    register.end_appointment(appointment=appointment, on=clock.now().date(), by=None, reason="Resigned")
    on = clock.now().date() + timedelta(days=1)
    assert [(each.pk, why) for each, why in unassigned.of(Docket.objects.all(), on=on)] == [
        (docket.pk, Why.ENDED)
    ]


def test_where_all_who_oversee_are_named_too_those_are_told_who_appoint(federation: world.World) -> None:
    register.grant(
        person=federation["admin"], power=Power.APPOINT, by=None, reason="Assembly", from_on=world.ADOPTED
    )
    for who in ("overseer", "admin"):
        world.log_in(federation[who])
    docket = complain(federation, *(federation[name].full_name for name in (*OFFICERS, "overseer")))
    drain()
    on = clock.now().date()
    assert (mails(federation, "overseer"), mails(federation, "admin")) == (0, 1)
    assert unassigned_cases(federation["overseer"], on=on) == ()
    assert unassigned.hidden_from_all(on=on) == 1
    assert any("nobody who oversees may read" in each.what for each in doctor.findings())
    register.grant(
        person=federation["stranger"], power=Power.OVERSEE, by=None, reason="Assembly", from_on=world.ADOPTED
    )
    assert [each.number for each in unassigned_cases(federation["stranger"], on=on)] == [docket.number]
    assert unassigned.hidden_from_all(on=on) == 0
