"""What waits in one's own cases beside deadlines: answers that did not come, offers without a ruling."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from dueprocess.cases.evidence import actions as evidence
from dueprocess.cases.evidence.actions import offer
from dueprocess.cases.extracts import Wait, unanswered
from dueprocess.cases.statements import actions
from dueprocess.docket import wall
from dueprocess.docket.evidence import Ruling
from dueprocess.docket.needs import Actor
from dueprocess.docket.statements import Taken
from dueprocess.kit import clock
from tests import world
from tests.cases.test_extracts import walk

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_statement_waits_from_the_day_after_the_one_that_was_set(
    federation: world.World, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    docket = world.open_case(federation).docket
    until = (world.MONDAY + timedelta(days=5)).date()
    for text in ("The door stood open.", "I left at nine."):
        said = actions.Said(text=text, taken=Taken.CALL, taken_at=clock.now(), until=until)
        actions.take(docket=docket, of="C1", said=said, by=federation.actor("owner"))
    with clock.frozen(world.later(5)):
        assert unanswered(federation["owner"]) == ()
    with clock.frozen(world.later(6)):
        every = wall.visible_to(federation["owner"])
        with django_assert_num_queries(1):
            [line] = unanswered(federation["owner"], every=every)
        walk(line, set())
        assert (line.what, line.number, line.count, line.until, line.item) == (
            Wait.STATEMENT, docket.number, 2, until, "",
        )  # fmt: skip
        actions.dispute(docket=docket, statement="s1", version=1, words="No.", name="W", by=Actor(key="C1"))
        assert [(each.count, each.item) for each in unanswered(federation["owner"])] == [(1, "s2")]
        assert unanswered(federation["overseer"]) == unanswered(federation["elder_1"]) == ()


def test_an_offer_waits_until_somebody_rules_on_it(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    offer(docket=docket, by=Actor(key="R1"), text="", shows="That I was not there.")
    [line] = unanswered(federation["owner"])
    assert (line.what, line.count, line.item) == (Wait.OFFER, 1, "e1")
    evidence.rule(
        docket=docket, item="e1", ruling=Ruling.ADMITTED, reason="It bears on it.",
        by=federation.actor("second"),
    )  # fmt: skip
    assert unanswered(federation["owner"]) == ()
