"""A unit that is a respondent: its officers, and those of the units below it, find nothing at any door, from
the moment on which it is said; the region that has to judge goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Via
from dueprocess.core.errors import Refused
from dueprocess.docket import unassigned, verify, wall
from dueprocess.docket.actions import assign, propose_note, sign, take_step
from dueprocess.docket.actions import placing as units
from dueprocess.docket.extracts.overseeing import shut_out
from dueprocess.docket.extracts.placing import moved_sight
from dueprocess.docket.models import Act, Docket, Reach
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Appointment, Person, Power, Unit
from tests import world
from tests.cases.test_splitting import SPLITTING, sound, split


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    """The federation with a secretary of the club, one of a group below it, and one of another club."""
    with clock.frozen(world.later(days=-1)):
        built = world.federation(SPLITTING)
        group = register.add_unit(name="Hollin Vale, the evening group", parent=built.club, by=None)
        for name, unit in (("of_club", built.club), ("of_group", group), ("of_other", built.other_club)):
            built.people[name] = world.person(f"Somebody {name}", unit)
            world.appoint(built[name], "secretary", unit)
    with clock.frozen(world.MONDAY):
        yield built


def unit_is(kind: str, unit: Unit) -> PartyIdentity:
    return PartyIdentity(kind=kind, unit=unit.pk, name=unit.name)


def against(here: world.World, *respondents: Unit, kind: str = "respondent") -> Docket:
    """A complaint about these units (or by the one), in the club, through the portal."""
    parties = [unit_is(kind, unit) for unit in respondents]
    return cases.receive_complaint(
        report=cases.Report(
            summary="Shouted down at the xylophone meeting.",
            reporter=parties[0] if kind == "complainant" else PartyIdentity(kind="complainant"),
            respondents=parties if kind == "respondent" else (),
        ),
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=here.club, rulebook=here.rulebook,
    ).docket  # fmt: skip


def sees(docket: Docket, who: Person, days: float = 0) -> bool:
    with clock.frozen(world.later(days)):
        return wall.sees(docket, who)


@pytest.mark.both
def test_its_officers_are_shut_out_and_the_region_judges(federation: world.World) -> None:
    docket = against(federation, federation.club)
    for who, open_ in {
        "of_club": False, "of_group": False,  # of the accused unit, and of one below it
        "owner": True, "second": True, "elder_1": True, "overseer": True,  # of the region, of the whole
        "of_other": False, "wrong_unit": False, "stranger": False,
    }.items():  # fmt: skip
        assert sees(docket, federation[who]) is open_, who
        assert wall.shuts(docket, federation[who]) is (who in ("of_club", "of_group")), who
    assert docket.owner == person_tag(federation["owner"].pk)
    sound(docket)


def test_oversight_with_an_office_there_is_shut_out_too(federation: world.World) -> None:
    register.grant(
        person=federation["of_group"], power=Power.OVERSEE, by=None, reason="x", from_on=world.ADOPTED
    )
    assert not sees(against(federation, federation.club), federation["of_group"])


def test_a_unit_that_complains_and_the_unit_of_a_person_shut_nobody_out(federation: world.World) -> None:
    complained = against(federation, federation.club, kind="complainant")
    for docket in (complained, world.open_case(federation).docket):
        assert sees(docket, federation["of_club"])
        assert not Reach.objects.filter(docket=docket, why="unit").exists()


def test_of_several_units_each_shuts_its_own(federation: world.World) -> None:
    world.appoint(federation["stranger"], "secretary", federation.club)
    world.appoint(
        federation["stranger"], "member of the board", federation.other_club
    )  # offices in two units
    docket = against(federation, federation.other_club)
    assert not sees(docket, federation["stranger"])
    assert sees(docket, federation["of_club"])
    docket = against(federation, federation.club, federation.other_club)
    for who in ("of_club", "of_group", "of_other", "stranger"):
        assert not sees(docket, federation[who]), who


def test_the_region_that_is_accused_itself_leaves_it_to_the_whole(federation: world.World) -> None:
    """Everybody in and below it is out; whoever holds an office of the whole organisation is not."""
    docket = against(federation, federation.north)
    for who in ("owner", "second", "of_club", "of_group"):
        assert not sees(docket, federation[who]), who
    assert sees(docket, federation["elder_1"])
    assert unassigned.why(docket, on=world.MONDAY.date()) == unassigned.Why.NOBODY
    [(found, _why)] = unassigned.of(wall.visible_to(federation["overseer"]), on=world.MONDAY.date())
    assert found.pk == docket.pk


# --- offices change without an act


def test_an_office_that_ended_yesterday_shuts_no_longer_and_one_that_begins_does(
    federation: world.World,
) -> None:
    docket = against(federation, federation.club)
    person = federation["of_club"]
    world.appoint(person, "secretary", federation.north)  # they have an office in the region as well
    assert not sees(docket, person)
    theirs = Appointment.objects.get(person=person, unit=federation.club)
    register.end_appointment(appointment=theirs, on=world.MONDAY.date(), by=None, reason="Resigned")
    assert not sees(docket, person)  # the last day is a day in office
    assert sees(docket, person, days=1)
    owner = federation["owner"]
    register.appoint(
        person=owner, role="treasurer", unit=federation.club, by=None, reason="Elected",
        from_on=world.later(3).date(), until_on=world.later(5).date(),
    )  # fmt: skip
    assert [sees(docket, owner, days) for days in (2, 3, 5, 6)] == [True, False, False, True]


def test_a_post_without_a_role_and_an_office_that_was_lent_count(federation: world.World) -> None:
    docket = against(federation, federation.club)
    office = register.add_office(title="Bar steward", roles=[], unit=federation.club, by=None)
    register.begin_term(
        office=office, person=federation["second"], from_on=world.ADOPTED, by=None, reason="Elected"
    )
    assert not sees(docket, federation["second"])
    appointment = Appointment.objects.get(person=federation["of_group"])
    until = world.later(2).date()
    register.delegate(
        appointment=appointment, to=federation["third"], from_on=world.MONDAY.date(), until_on=until,
        reason="On leave", by=None,
    )  # fmt: skip
    assert [sees(docket, federation["third"], days) for days in (0, 2, 3)] == [False, False, True]


def test_a_unit_that_comes_below_it_is_shut_out_at_once(federation: world.World) -> None:
    docket = against(federation, federation.club)
    world.appoint(federation["of_other"], "secretary", federation.north)
    assert sees(docket, federation["of_other"])
    register.move_unit(unit=federation.other_club, parent=federation.club, by=None, reason="Merged")
    assert not sees(docket, federation["of_other"])


def test_no_act_stands_for_a_change_of_office_and_every_copy_stays_right(federation: world.World) -> None:
    docket = against(federation, federation.club)
    world.appoint(federation["second"], "secretary", federation.club)
    assert not sees(docket, federation["second"])
    sound(docket)
    assert world.fresh(docket).length == 1


# --- it is said later


@pytest.mark.both
def test_a_unit_that_becomes_a_respondent_takes_the_case_from_its_officer(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    assign(docket=docket, to=federation["of_club"].pk, by=federation.actor("owner"), reason="Theirs")
    docket = world.fresh(docket)
    assert docket.owner == person_tag(federation["of_club"].pk)
    accused = unit_is("respondent", federation.club)
    with pytest.raises(Refused) as alone:
        cases.add_party(docket=docket, identity=accused, by=federation.actor("owner"), reason="It too.")
    assert alone.value.code == "second_person"
    world.shut_out(federation, docket, accused, by="owner", signer="second")
    docket = world.fresh(docket)
    assert not sees(docket, federation["of_club"])
    assert docket.owner == person_tag(federation["owner"].pk)  # the next who may, and none of the unit
    sound(docket)


def test_adding_a_unit_of_which_nobody_sees_it_takes_one(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    cases.add_party(
        docket=docket, identity=unit_is("respondent", federation.other_club), by=federation.actor("owner")
    )
    assert Reach.objects.filter(docket=docket, why="unit").count() == 1


def test_a_complaint_that_is_joined_brings_its_unit_along(federation: world.World) -> None:
    other, into = against(federation, federation.other_club), world.open_case(federation).docket
    cases.join_case(
        into=into, other=other, step="take_in", leave=("leave", {}), by=federation.actor("owner"),
        role="secretary", reason="The same evening",
    )  # fmt: skip
    for docket in (into, other):
        assert wall.shuts(docket, federation["of_other"])
    sound(into, other)


@pytest.mark.both
def test_both_parts_of_a_case_that_was_split_stay_shut(federation: world.World) -> None:
    """A club and a person are accused: the club's officers read neither part, whichever of them goes."""
    for goes in ("R1", "R2"):
        docket = cases.receive_complaint(
            report=cases.Report(
                summary="Both.",
                reporter=PartyIdentity(kind="complainant"),
                respondents=[
                    unit_is("respondent", federation.club),
                    PartyIdentity(kind="respondent", person=federation["respondent"].pk),
                ],
            ),
            via=Via.PORTAL, by=Actor(), at=clock.now(), unit=federation.club, rulebook=federation.rulebook,
        ).docket  # fmt: skip
        part = split(federation, docket, parties=[goes])
        for each in (docket, part):
            for who in ("of_club", "of_group"):
                assert not sees(each, federation[who]), (goes, who)
            assert sees(each, federation["owner"])
        sound(docket, part)
        again = take_step(docket=world.fresh(part), step="acknowledge", by=federation.actor("owner"),
                          at=clock.now())  # fmt: skip
        assert "of_club" not in str(again.relied)
        assert not sees(part, federation["of_club"])


def test_a_case_that_goes_to_another_unit_goes_to_nobody_of_the_accused(federation: world.World) -> None:
    docket = against(federation, federation.other_club)
    needs = units.needs(docket, unit=federation.south, reason="Theirs")
    waiting = propose_note(
        docket=docket, note="placed", by=federation.actor("owner"), needs=needs, signer=federation["second"]
    )
    sign(proposal=waiting, by=federation.actor("second"))
    docket = world.fresh(docket)
    assert docket.unit == federation.south
    assert docket.owner == person_tag(federation["wrong_unit"].pk)  # the secretary of the region there
    assert not sees(docket, federation["of_other"])
    world.appoint(federation["wrong_unit"], "treasurer", federation.other_club)
    assert unassigned.why(docket, on=world.MONDAY.date()) == unassigned.Why.SHUT
    assert [why for _d, why in unassigned.of(Docket.objects.all(), on=world.MONDAY.date())] == [
        unassigned.Why.SHUT
    ]


def test_an_owner_who_is_only_appointed_and_has_a_post_there_is_found(federation: world.World) -> None:
    """A post without a role shuts out too, and whoever was appointed in a case may hold no role at all."""
    docket, person, on = against(federation, federation.club), federation["stranger"], world.MONDAY.date()
    Reach.objects.create(docket=docket, tag=person_tag(person.pk), shuts=False, why="as investigator")
    Docket.objects.filter(pk=docket.pk).update(owner=person_tag(person.pk))
    assert unassigned.why(world.fresh(docket), on=on) is None
    assert unassigned.of(Docket.objects.all(), on=on) == []
    office = register.add_office(title="Bar steward", roles=[], unit=federation.club, by=None)
    register.begin_term(office=office, person=person, from_on=world.ADOPTED, by=None, reason="Elected")
    assert unassigned.why(world.fresh(docket), on=on) == unassigned.Why.SHUT
    assert [why for _d, why in unassigned.of(Docket.objects.all(), on=on)] == [unassigned.Why.SHUT]


def test_whoever_moves_a_case_is_told_of_nobody_for_whom_it_is_shut(federation: world.World) -> None:
    docket = against(federation, federation.other_club)
    federation.people["southern"] = world.person("Somebody southern", federation.south)
    before = moved_sight(docket, federation.south, federation["owner"])
    world.appoint(federation["southern"], "secretary", federation.south)
    assert moved_sight(docket, federation.south, federation["owner"]) != before
    world.appoint(federation["southern"], "treasurer", federation.other_club)
    assert moved_sight(docket, federation.south, federation["owner"]) == before


def test_nobody_who_oversees_reads_it_where_all_are_of_the_unit(federation: world.World) -> None:
    docket = against(federation, federation.north)
    assert unassigned.hidden_from_all(on=world.MONDAY.date()) == 0
    world.appoint(federation["overseer"], "treasurer", federation.club)
    assert not sees(docket, federation["overseer"])
    assert unassigned.hidden_from_all(on=world.MONDAY.date()) == 1


def test_an_import_that_names_no_unit_shuts_out_no_unit(federation: world.World) -> None:
    docket = world.import_case("7", respondents=["Ilse Marchetti"])
    assert not Reach.objects.filter(docket=docket, why="unit").exists()


# --- what they are told, and what the record keeps


def test_the_engine_refuses_an_officer_who_gets_past_the_doors_and_says_why(federation: world.World) -> None:
    docket = against(federation, federation.club)
    with pytest.raises(Refused) as refused:
        take_step(docket=docket, step="acknowledge", by=federation.actor("of_club"), at=clock.now())
    assert "unit that is a respondent" in str(refused.value.reason)


def test_an_act_keeps_the_offices_by_which_it_was_judged(federation: world.World) -> None:
    docket = against(federation, federation.club)
    act = take_step(docket=docket, step="acknowledge", by=federation.actor("owner"), at=clock.now())
    first = Act.objects.get(docket=docket, n=1)
    relied = act.relied or first.relied
    assert relied is not None
    lines = {line for each in relied.values() for line in each.get("offices_in", ())}
    assert "/".join(map(str, federation.club.line)) in lines
    plain = Act.objects.get(docket=world.open_case(federation).docket, n=1)
    assert not any("offices_in" in each for each in plain.relied.values())  # nobody asked, nothing is kept
    world.appoint(federation["owner"], "treasurer", federation.club)
    assert [str(each) for each in verify.one(world.fresh(docket))] == []


def test_oversight_sees_who_is_shut_out_and_why(federation: world.World) -> None:
    docket = against(federation, federation.club)
    lines = shut_out(federation["overseer"], on=world.MONDAY.date())
    assert {(line.number, line.person) for line in lines} == {
        (docket.number, federation[who].pk) for who in ("of_club", "of_group")
    }
    assert {line.why for line in lines} == {"an office in a unit that is a respondent, or below one"}


# --- what it costs


def test_the_wall_asks_for_every_unit_at_once_and_by_index(
    federation: world.World, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for _ in range(3):
        against(federation, federation.club)
    for name in ("treasurer", "warden"):
        world.appoint(federation["owner"], name, federation.other_club)
    with django_assert_max_num_queries(5):  # type: ignore[attr-defined]
        assert wall.visible_to(federation["owner"]).count() == 3
    plan = wall.visible_to(federation["owner"]).explain()
    assert "SCAN docket_reach" not in plan
    assert "SCAN walled" not in plan
