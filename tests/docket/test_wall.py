"""The wall at the level of queries: who sees which docket, and what the read journal keeps."""

import pytest

from dueprocess.cases import actions as cases
from dueprocess.docket import wall
from dueprocess.docket.models import Docket, Read
from dueprocess.docket.needs import PartyIdentity
from dueprocess.docket.search import Filters, narrow
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden
from dueprocess.people import actions as register
from dueprocess.people.models import Appointment, Power
from tests import world

CONFLICTS = """
[conflicts.hard]
title = "Hard conflict"
clause = "9"
grounds = ["same household"]
bars = ["see", "speak", "vote"]
[conflicts.soft]
title = "Soft conflict"
clause = "9"
grounds = ["same employer"]
bars = ["vote"]
"""


@pytest.fixture
def federation(db):
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text() + CONFLICTS)
    with clock.frozen(world.MONDAY):
        yield built


MATRIX = {
    "owner": True,  # secretary of the region
    "second": True,  # sits in the committee that decides
    "elder_1": True,  # sits in the body that hears appeals
    "overseer": True,
    "complainant": False,  # a party, at every door
    "respondent": False,  # a party, though a member of the committee
    "wrong_unit": False,  # secretary of another region
    "leader": False,  # the president's office has no role in cases
    "stranger": False,
    "admin": False,  # runs the installation, reads no file
}


@pytest.mark.both
@pytest.mark.parametrize(("who", "sees"), MATRIX.items())
def test_who_sees_the_case(federation: world.World, who: str, sees: bool) -> None:
    docket = world.open_case(federation).docket
    assert wall.visible_to(federation[who]).filter(pk=docket.pk).exists() is sees
    if sees:
        assert wall.open(docket.number.lower(), federation[who], "test").pk == docket.pk
    else:
        with pytest.raises(Hidden) as hidden:
            wall.open(docket.number, federation[who], "test")
        with pytest.raises(Hidden) as absent:
            wall.open("0000-0000-000", federation[who], "test")
        assert str(hidden.value) == str(absent.value)
        assert not Read.objects.exists()


def test_nobody_sees_nothing(federation: world.World) -> None:
    world.open_case(federation)
    assert not wall.visible_to(None).exists()


def test_a_party_who_oversees_is_shut_out_all_the_same(federation: world.World) -> None:
    register.grant(
        person=federation["respondent"], power=Power.OVERSEE, by=None, reason="x", from_on=world.ADOPTED
    )
    world.open_case(federation)
    assert not wall.visible_to(federation["respondent"]).exists()


def test_somebody_who_becomes_a_party_is_shut_out_at_once(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    assert wall.sees(docket, federation["second"])
    witness = PartyIdentity(kind="witness", person=federation["second"].pk, name="x")
    world.shut_out(federation, docket, witness, by="owner", signer="overseer")
    assert not wall.sees(docket, federation["second"])


def test_a_declared_hard_conflict_closes_the_file_and_a_soft_one_does_not(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    vault = wall.Vault.of(docket)
    for who, ground, sees in (("conflicted", "same household", False), ("third", "same employer", True)):
        person = federation[who]
        key = vault.local(person.pk)
        cases.declare_conflict(docket=docket, who=key, ground=ground, by=federation.actor(who))
        assert wall.sees(docket, person) is sees, who


def test_what_somebody_else_says_does_not_close_it_until_confirmed(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    key = wall.Vault.of(docket).local(federation["third"].pk)
    cases.declare_conflict(docket=docket, who=key, ground="same household", by=federation.actor("owner"))
    assert wall.sees(docket, federation["third"])


def test_decisions_on_access_open_and_shut_and_end(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    world.decide_access(federation, docket, "allowed", "stranger")
    world.decide_access(federation, docket, "denied", "third")
    assert wall.sees(docket, federation["stranger"])
    assert not wall.sees(docket, federation["third"])
    world.decide_access(federation, docket, "end allowed", "stranger")
    assert not wall.sees(docket, federation["stranger"])
    world.decide_access(federation, docket, "allowed", "respondent")
    assert not wall.sees(docket, federation["respondent"])
    assert world.fresh(docket).length == 5


def test_roles_end_and_with_them_sight(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    appointment = Appointment.objects.get(person=federation["owner"], role="secretary")
    register.end_appointment(appointment=appointment, on=world.ADOPTED, by=None, reason="Resigned")
    assert not wall.sees(docket, federation["owner"])


def test_the_journal_keeps_who_read_what_sealed(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    wall.open(docket.number, federation["owner"], "Preparing the meeting", what="case")
    row = Read.objects.get()
    assert b"Preparing" not in bytes(row.sealed)
    assert [(name, what, why) for _, _, name, what, why in wall.readers(docket)] == [
        ("Tamsin Okafor-Lindqvist", "case", "Preparing the meeting")
    ]


def test_the_wall_costs_few_queries_and_no_scan(
    federation: world.World, django_assert_max_num_queries
) -> None:
    for _ in range(3):
        world.open_case(federation)
    with django_assert_max_num_queries(5):
        assert wall.visible_to(federation["owner"]).count() == 3
    narrowed = narrow(wall.visible_to(federation["owner"]), Filters(), at=world.MONDAY)
    found = narrowed.dockets.order_by("due_at", "id")[:25]
    plan = found.explain()
    assert "SCAN docket_docket" not in plan.replace("SCAN docket_docket USING INDEX", "")
    assert "SCAN docket_reach" not in plan
    assert isinstance(found[0], Docket)
