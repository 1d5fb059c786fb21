"""A backlog that is made to look smaller than it is: a plan dated back, days that are kept on paper, cases
that vanish into others, and what the public count gives away from week to week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.actions import counting
from dueprocess.cases.models import FlowCount
from dueprocess.cases.plan import actions, extracts, questions
from dueprocess.cases.plan.actions import Day, Taken
from dueprocess.cases.plan.models import (
    CLOSING,
    Conflict,
    Found,
    Looked,
    Promise,
    Stock,
    Suspension,
    WeekCount,
)
from dueprocess.core.errors import Refused
from dueprocess.docket import wall
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Needs
from dueprocess.kit import clock
from dueprocess.ledger import state
from tests import world
from tests.attacks.conftest import MORE

pytestmark = [pytest.mark.django_db, pytest.mark.both]
CLOSE = """
[steps.close]
title = "Close"
clause = "9"
stage = "any"
by = ["secretary"]
leads_to = "closed"
[pauses]"""
START = world.MONDAY + timedelta(days=14)
DAY = date(2026, 5, 4)
BEFORE = datetime(2026, 5, 4, 12, tzinfo=START.tzinfo)


@pytest.fixture
def cast(db: None) -> Iterator[world.World]:
    """Two cases of our own from before the plan, which nobody has begun."""
    with clock.frozen(world.later(days=-1)):
        found = world.federation(world.EXAMPLE.read_text().replace("[pauses]", MORE + CLOSE, 1))
        world.plans(found)
    with clock.frozen(world.MONDAY):
        world.open_case(found)
        world.open_case(found, summary="Shouted again, a week later.")
    with clock.frozen(START):
        yield found


def plan() -> Docket:
    found = questions.current()
    assert found is not None
    return found


def dockets() -> list[Docket]:
    return list(Docket.objects.filter(kind="case").order_by("pk"))


def promised(cast: world.World, docket: Docket) -> None:
    with clock.frozen(START + timedelta(hours=1)):
        actions.promise_day(docket=docket, day=Day(of=CLOSING, on=DAY), by=cast.actor("owner"))


def became(at: datetime) -> list[str]:
    return list(questions.judged(Promise.objects.order_by("pk"), at).values_list("became", flat=True))


def test_a_plan_is_not_dated_back_behind_the_cases_that_it_is_about(cast: world.World) -> None:
    prepared = actions.prepare(by=cast["lead"])
    needs = Needs(content={"where the backlog lies": "Nowhere."}, late_reason="It was decided then.")
    with pytest.raises(Refused) as refused:
        actions.begin(
            prepared=prepared, step="begin", by=cast.actor("lead"), at=world.later(days=-1), needs=needs
        )
    assert refused.value.code == "begins_now"
    assert questions.current() is None
    world.begin_plan(cast)
    assert questions.count(plan(), clock.now())["carried_in"] == 2


def test_nobody_dates_back_into_a_promise(cast: world.World) -> None:
    world.begin_plan(cast)
    first, second = dockets()
    for docket in (first, second):
        promised(cast, docket)
    missed = datetime(2026, 5, 8, 12, tzinfo=START.tzinfo)
    with clock.frozen(BEFORE + timedelta(hours=20)):  # written down on the next morning: no lie
        take_step(docket=second, step="close", by=cast.actor("owner"), at=BEFORE)
    assert became(missed) == ["missed", "kept"]
    late = Needs(late_reason="The minutes came late.")
    with clock.frozen(missed):
        take_step(docket=first, step="close", by=cast.actor("owner"), at=BEFORE, needs=late)
        assert became(missed) == ["missed", "kept"]


def test_a_case_that_is_closed_before_the_plan_began_was_carried_in_all_the_same(cast: world.World) -> None:
    world.begin_plan(cast)
    first, _second = dockets()
    with clock.frozen(START + timedelta(hours=2)):
        count = questions.count(plan(), clock.now())
        assert (count["carried_in"], count["closed"]) == (2, 0)
        late = Needs(late_reason="It was forgotten.")
        before = START - timedelta(days=3)
        take_step(docket=first, step="close", by=cast.actor("owner"), at=before, needs=late)
        count = questions.count(plan(), clock.now())
        assert (count["carried_in"], count["closed"]) == (2, 1)
        assert questions.ticks(wall.visible_to(cast["overseer"]), plan()).carried_in == 2


def test_a_case_that_vanishes_into_another_keeps_no_promise(cast: world.World) -> None:
    world.begin_plan(cast)
    into, other = dockets()
    for docket in (into, other):
        promised(cast, docket)
    with clock.frozen(START + timedelta(hours=2)):
        cases.join_case(
            into=into, other=other, step="take_in", leave=("leave", {}), by=cast.actor("owner"),
            role="secretary",
        )  # fmt: skip
    assert became(BEFORE) == ["running", "fell away"]
    assert became(BEFORE + timedelta(days=2)) == ["missed", "fell away"]
    with clock.frozen(BEFORE):
        count = questions.count(plan(), clock.now())
    assert (count["promised"], count["kept"]) == (2, 0)


def test_two_public_weeks_do_not_tell_what_became_of_one_case(cast: world.World) -> None:
    world.begin_plan(cast)
    for week in range(4):
        at = START + timedelta(days=7 * week + 1)
        with clock.frozen(at):
            actions.go_on(docket=plan(), step="count", by=cast.actor("lead"), at=at, needs=Needs())
    numbers = (
        (70, 12, 20, 38, 20, 10, 5),
        (70, 13, 20, 37, 21, 11, 5),  # one case was closed, one day was promised and kept
        (71, 13, 20, 38, 25, 11, 5),  # one came to light
        (70, 18, 26, 26, 30, 15, 10),
    )
    for row, told in zip(WeekCount.objects.order_by("act"), numbers, strict=True):
        WeekCount.objects.filter(pk=row.pk).update(**dict(zip(NUMBERS, told, strict=True)))
    [public] = extracts.public_plans()
    assert [tuple(getattr(week, name) for name in NUMBERS) for week in public.weeks] == [
        numbers[0],
        (70, None, None, None, None, None, None),
        (None, None, None, None, None, None, None),
        numbers[3],
    ]
    assert [bool(week.parts) for week in public.weeks] == [True, False, False, True]


def test_another_plan_does_not_take_the_counts_of_the_one_before_away(
    cast: world.World, client: Client
) -> None:
    world.begin_plan(cast)
    lead = cast.actor("lead")
    for day in (1, 10):
        at = START + timedelta(days=day)
        with clock.frozen(at):
            actions.go_on(docket=plan(), step="count", by=lead, at=at, needs=Needs())
            WeekCount.objects.filter(on=at.date()).update(carried_in=70 + day, missed=20)
            if day == 1:
                needs = Needs(content={"what is still open": "All."})
                actions.go_on(docket=plan(), step="finish", by=lead, at=at, needs=needs)
                world.begin_plan(cast)
    assert [[week.carried_in for week in each.weeks] for each in extracts.public_plans()] == [[80], [71]]
    page = client.get("/backlog/").content.decode()
    assert "An earlier plan, from" in page
    assert page.index(">80<") < page.index(">71<")


def test_figures_of_the_board_that_somebody_wrote_are_named_and_counted_anew(cast: world.World) -> None:
    def found() -> set[str]:
        return {fault.check for fault in state.faults() if fault.check == "cases.flow"}

    assert not counting.count_flow()
    right = FlowCount.objects.get().months
    assert (right["2026-03"][0], found()) == (2, set())
    FlowCount.objects.update(months={"2026-03": [1, *right["2026-03"][1:]]})
    assert found() == {"cases.flow"}
    call_command("rebuild")
    assert not FlowCount.objects.exists()
    assert not counting.count_flow()
    assert (FlowCount.objects.get().months, found()) == (right, set())


def test_what_is_rebuilt_keeps_stock_promises_and_counts(cast: world.World) -> None:
    world.begin_plan(cast)
    first, second = dockets()
    taken = Taken(
        found=Found.LACKING, looked=[Looked.MAIL], lacking=["The reply"], conflict=Conflict.NONE,
        suspended=Suspension.LAPSED,
    )  # fmt: skip
    with clock.frozen(START + timedelta(hours=1)):
        actions.take_stock(docket=first, taken=taken, by=cast.actor("owner"))
        promised(cast, first)
        moved = Day(of=CLOSING, on=DAY + timedelta(days=7), reason="The hall is let.")
        actions.promise_day(docket=world.fresh(first), day=moved, by=cast.actor("owner"))
        promised(cast, second)
        actions.go_on(docket=plan(), step="count", by=cast.actor("lead"), at=clock.now(), needs=Needs())

        def rows() -> list[list[tuple[object, ...]]]:
            keys = {Promise: "id", WeekCount: "id", Stock: ""}
            return [
                sorted(
                    model.objects.values_list(*(f.attname for f in model._meta.fields if f.name != key)),
                    key=str,
                )
                for model, key in keys.items()
            ]

        before = rows()
        assert [len(each) for each in before] == [3, 1, 1]
        for model in (Promise, Stock, WeekCount):
            model.objects.all().delete()
        call_command("rebuild")
        assert rows() == before
        assert [fault for fault in state.faults() if not fault.check.startswith("register")] == []


NUMBERS = ("carried_in", "closed", "dated", "undated", "promised", "kept", "missed")
