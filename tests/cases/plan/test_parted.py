"""What is split or handed over while a plan runs stays in it: each part with its own day, counted once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from dueprocess.cases.models import Case
from dueprocess.cases.plan import actions, extracts, questions
from dueprocess.cases.plan.actions import Day
from dueprocess.cases.plan.models import CLOSING, Promise, WeekCount
from dueprocess.docket import wall
from dueprocess.docket.actions import parting, propose, sign, take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, keys
from dueprocess.rules import rulebooks
from tests import world
from tests.cases.plan.test_plan import START, WHOLE, plan
from tests.cases.test_splitting import SPLITTING, sound, split, two

LATER = START + timedelta(days=1)


@pytest.fixture
def built(db: None) -> Iterator[world.World]:
    """A case about two people that a plan found, with stock taken of it and a day promised."""
    with clock.frozen(world.later(days=-1)):
        found = world.federation(SPLITTING)
        world.plans(found)
    with clock.frozen(world.MONDAY):
        two(found)
    with clock.frozen(START):
        world.begin_plan(found)
    with clock.frozen(START + timedelta(hours=1)):
        day = Day(of=CLOSING, on=(START + timedelta(days=30)).date(), to=["C1"], text="By then.")
        actions.take_stock(docket=first(), taken=WHOLE, by=found.actor("owner"), day=day)
    with clock.frozen(LATER):
        yield found


def first() -> Docket:
    return Docket.objects.filter(kind="case").earliest("pk")


def hand_over(built: world.World, docket: Docket) -> Docket:
    """Hand a whole case over to the other club, by two."""
    elder = Vault.of(docket).local(built["elder_1"].pk)
    number = keys.number()
    needs = Needs(
        act={
            "as": "secretary", "case": number, "countersigned": [{"by": elder, "as": "elder"}],
            "out": {"parties": ["C1", "R1", "R2"], "complaints": ["k1"]},
        },
        content={"reasons": "It is about the south."},
        introduces=parting.options(unit=built.other_club.pk),
    )  # fmt: skip
    by = built.actor("owner")
    sign(
        proposal=propose(docket=docket, step="hand_over", by=by, at=clock.now(), needs=needs),
        by=built.actor("elder_1"),
    )
    return Docket.objects.get(number=number)


def numbers() -> dict[str, int]:
    return questions.count(plan(), clock.now())


def lacking(docket: Docket) -> set[str]:
    """What the plan asks for in one case."""
    ways = questions.lacks(plan())
    return {name for name, each in ways.items() if Docket.objects.filter(each, pk=docket.pk).exists()}


def reconciled() -> dict[str, int]:
    found = numbers()
    assert found["carried_in"] == found["closed"] + found["dated"] + found["undated"]
    return found


@pytest.mark.both
def test_what_was_split_off_is_in_the_plan_and_asks_for_its_own_day(built: world.World) -> None:
    before = reconciled()
    assert (before["carried_in"], before["dated"], before["split_off"]) == (1, 1, 0)
    there = split(built, world.fresh(first()), parties=["R2"])
    assert {"state", "date"} <= lacking(there)
    assert not {"state", "date"} & lacking(first())
    assert there.number in {line.number for line in extracts.carried(plan(), built["owner"]).lines}
    after = reconciled()
    assert (after["carried_in"], after["dated"], after["undated"], after["split_off"]) == (2, 1, 1, 1)
    day = Day(of=CLOSING, on=(START + timedelta(days=40)).date(), to=["C1"], text="By then.")
    actions.take_stock(docket=there, taken=WHOLE, by=built.actor("owner"), day=day)
    assert not {"state", "date"} & lacking(world.fresh(there))
    # each keeps its own: closing the old case keeps the old one's day alone
    take_step(
        docket=world.fresh(first()), step="leave", by=built.actor("owner"), at=clock.now(),
        needs=Needs(content={"reasons": "Settled."}),
    )  # fmt: skip
    whole = reconciled()
    assert (whole["closed"], whole["promised"], whole["kept"]) == (1, 2, 1)
    assert questions.ticks(wall.visible_to(built["overseer"]), plan()).carried_in == 2
    sound(world.fresh(first()), world.fresh(there))
    with clock.frozen(START + timedelta(days=8)):
        actions.go_on(docket=plan(), step=counting(), by=built.actor("lead"), at=clock.now(), needs=Needs())
    assert (WeekCount.objects.get().split_off, extracts.weeks(plan())[0].split_off) == (1, 1)


def counting() -> str:
    """The step of the plan that counts."""
    steps = rulebooks.shown(plan().rulebook_id).steps
    return next(name for name in steps if actions.counts(plan(), name))


@pytest.mark.both
def test_handed_over_it_is_neither_closed_nor_kept_nor_counted_twice(built: world.World) -> None:
    there = hand_over(built, world.fresh(first()))
    assert Case.objects.get(docket=first()).handed_to == there
    after = reconciled()
    assert (after["carried_in"], after["closed"], after["split_off"]) == (1, 0, 0)
    assert (after["undated"], after["promised"], after["kept"]) == (1, 1, 0)
    assert list(questions.judged(Promise.objects.all(), clock.now()).values_list("became", flat=True)) == [
        questions.FELL_AWAY
    ]
    assert {"state", "date", "owner"} <= lacking(there)
    with clock.frozen(START + timedelta(days=60)):  # once the day has passed nothing is made good by it
        assert numbers()["kept"] == 0
    sound(world.fresh(first()), there)


def test_after_its_day_a_case_that_is_handed_over_stays_missed(built: world.World) -> None:
    with clock.frozen(START + timedelta(days=33)):
        hand_over(built, world.fresh(first()))
        assert (numbers()["missed"], numbers()["kept"]) == (1, 0)
