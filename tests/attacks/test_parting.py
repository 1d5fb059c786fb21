"""Somebody inside who splits, hands over or moves a case to hide what is in it, to choose who decides, or to
make the figures better than they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from dueprocess.cases.plan import questions
from dueprocess.core.errors import Refused
from dueprocess.docket import wall
from dueprocess.docket.actions import parting, place, placed, propose, propose_unit, sign, take_step
from dueprocess.docket.extracts.opened import opened
from dueprocess.docket.models import Act, Docket, Proposal
from dueprocess.docket.needs import Actor, Needs, Upload
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, keys
from dueprocess.people.models import Unit
from tests import world
from tests.attacks.test_office import post
from tests.cases.test_splitting import SPLITTING, sound, split, two
from tests.desk.conftest import signed_in

WHY = "The register was theirs."


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(SPLITTING)
        world.plans(built)
    with clock.frozen(world.MONDAY):
        yield built


def over(
    here: world.World, docket: Docket, unit: Unit, *, by: str = "owner", step: str = "hand_over"
) -> Docket:
    """Hand a whole case over to a unit, by a secretary and an elder."""
    number = keys.number()
    needs = Needs(
        act={
            "as": "secretary", "case": number,
            "countersigned": [{"by": Vault.of(docket).local(here["elder_1"].pk), "as": "elder"}],
            "out": {"parties": ["C1", "R1", "R2"], "complaints": ["k1"]},
        },
        content={"reasons": "It is theirs."}, introduces=parting.options(unit=unit.pk),
    )  # fmt: skip
    made = propose(docket=docket, step=step, by=here.actor(by), at=clock.now(), needs=needs)
    sign(proposal=made, by=here.actor("elder_1"))
    return Docket.objects.get(number=number)


def test_nobody_alone_sends_a_part_to_a_friends_unit(federation: world.World) -> None:
    here = world.fresh(two(federation).docket)
    with pytest.raises(Refused) as refusal:
        split(federation, here, how=parting.options(unit=federation.other_club.pk), parties=["R2"])
    assert refusal.value.code == "second_person"
    assert Docket.objects.count() == 1
    assert world.fresh(here).length == here.length
    client = signed_in(federation["owner"])
    address = f"/desk/cases/{here.number}/steps/part/0/"
    typed = {"out_parties": ["R2"], "goes_to": "unit", "parting_unit": str(federation.other_club.pk)}
    assert post(client, address, paper_0="Two.", length=here.length, checked="1", **typed) == 200
    assert Docket.objects.count() == 1


def test_what_concerns_the_part_alone_cannot_be_left_where_its_judges_cannot_read_it(
    federation: world.World,
) -> None:
    here, owner = world.fresh(two(federation).docket), federation.actor("owner")
    for step in ("acknowledge", "send"):
        take_step(docket=here, step=step, by=owner, at=clock.now())
    seen = Needs(act={"by": "R2"}, content={"text": "Yes, I did it."}, files=[Upload("a.txt", [b"film"])])
    take_step(docket=here, step="answer", by=Actor(key="R2"), at=clock.now(), needs=seen)
    here = world.fresh(here)
    with pytest.raises(Refused) as refusal:
        split(federation, here, how=parting.options(leaves=[here.length]), parties=["R2"])
    assert refusal.value.code == "goes_along"
    assert str(here.length) in str(refusal.value)
    assert Docket.objects.count() == 1
    there = split(federation, here, parties=["R2"])
    view = opened(there)
    assert view.contents[here.length]["text"] == "Yes, I did it."
    assert view.files[here.length][0]["name"] == "a.txt"
    sound(world.fresh(here), there)


def test_what_was_left_behind_is_written_down_with_who_left_it(federation: world.World) -> None:
    here = world.fresh(two(federation).docket)
    split(federation, here, how=parting.options(leaves=[1]), parties=["R2"])
    last = Act.objects.filter(docket=here).order_by("n").last()
    assert last is not None
    assert last.introduces["parting"]["leaves"] == [1]
    assert last.by_key == Vault.of(here).local(federation["owner"].pk)


def test_passed_round_it_stays_one_case_of_the_backlog_as_old_as_it_was(federation: world.World) -> None:
    here = two(federation).docket
    with clock.frozen(world.later(days=14)):
        world.begin_plan(federation)
        plan = questions.current()
        assert plan is not None
        there = over(federation, world.fresh(here), federation.other_club)
        back = over(federation, there, federation.club, by="wrong_unit")
        found = questions.count(plan, clock.now())
        assert (found["carried_in"], found["closed"], found["undated"]) == (1, 0, 1)
        assert (found["split_off"], found["kept"]) == (0, 0)
        assert back.received_at == here.received_at
        with clock.frozen(world.later(days=15)):
            take_step(
                docket=back, step="leave", by=federation.actor("owner"), at=clock.now(),
                needs=Needs(content={"reasons": "Settled."}),
            )  # fmt: skip
            found = questions.count(plan, clock.now())
            sound(*(world.fresh(each) for each in (here, there, back)))
    assert (found["carried_in"], found["closed"], found["undated"]) == (1, 1, 0)


# --- the unit


def test_a_case_comes_to_no_other_unit_by_one_person_whatever_they_post(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    client, address = signed_in(federation["owner"]), f"/desk/cases/{docket.number}/unit/"
    typed = {"unit": federation.other_club.pk, "reason": WHY, "checked": "1"}
    for who in ("owner", "stranger", "respondent", "complainant", "wrong_unit"):
        assert post(client, address, signer=federation[who].pk, **typed) == 200, who
    assert post(client, address, **typed) == 200
    assert not Proposal.objects.exists()
    made = propose_unit(
        docket=docket, unit=federation.other_club, by=federation.actor("owner"), reason=WHY,
        signer=federation["second"],
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        sign(proposal=made, by=federation.actor("owner"))
    assert refusal.value.code == "not_yours"
    assert world.fresh(docket).unit == federation.club


def test_who_only_looks_on_or_is_shut_out_gives_no_unit(federation: world.World) -> None:
    imported = world.import_case("12/24", received="2024-11-05", respondents=["Noor Whitlock"])
    carried = placed(imported, unit=federation.club, reason=WHY)
    for name in ("overseer", "owner", "admin", "stranger"):
        with pytest.raises(Refused) as refusal:
            place(docket=imported, by=federation.actor(name), needs=carried)
        assert refusal.value.code == "no_part", name
    assert world.fresh(imported).unit is None
    assert post(signed_in(federation["overseer"]), f"/desk/cases/{imported.number}/unit/") == 403


def test_in_the_unit_of_its_respondent_it_stays_shut_for_them_and_is_not_theirs(
    federation: world.World,
) -> None:
    """The one secretary there is complained about: nobody of that unit could act but somebody else."""
    docket = two(federation, of="wrong_unit").docket
    deputy = world.person("Ffion Quist", federation.other_club)
    world.appoint(deputy, "secretary", federation.other_club)
    made = propose_unit(
        docket=docket, unit=federation.other_club, by=federation.actor("owner"), reason=WHY,
        signer=federation["second"],
    )  # fmt: skip
    sign(proposal=made, by=federation.actor("second"))
    docket = world.fresh(docket)
    assert not wall.sees(docket, federation["wrong_unit"])
    assert wall.sees(docket, deputy)
    assert docket.owner != person_tag(federation["wrong_unit"].pk)
    sound(docket)


def test_what_was_proposed_for_a_case_that_is_over_holds_no_more(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    made = propose_unit(
        docket=docket, unit=federation.other_club, by=federation.actor("owner"), reason=WHY,
        signer=federation["second"],
    )  # fmt: skip
    with clock.frozen(world.MONDAY + timedelta(hours=1)):
        take_step(
            docket=docket, step="leave", by=federation.actor("owner"), at=clock.now(),
            needs=Needs(content={"reasons": "Settled."}),
        )  # fmt: skip
        with pytest.raises(Refused) as refusal:
            sign(proposal=made, by=federation.actor("second"))
    assert refusal.value.code == "ended"
    assert world.fresh(docket).unit == federation.club
