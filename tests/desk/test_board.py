"""The backlog board: every open case once in its age, what it waits for, who has not answered, for whom."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dueprocess.cases import actions as cases
from dueprocess.cases import extracts
from dueprocess.cases.actions import counting
from dueprocess.cases.extracts import Board
from dueprocess.cases.plan.actions import Day, promise_day
from dueprocess.cases.plan.models import CLOSING
from dueprocess.docket import search, wall
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Deadline
from dueprocess.docket.needs import Needs
from dueprocess.kit import clock
from tests import world
from tests.cases.imports.test_releases import FIRST, bring
from tests.cases.test_extracts import walk
from tests.desk.conftest import SHIPPED, SignIn
from tests.desk.working import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
__all__ = ["bring"]
BOARD = "/desk/board/"
CLUB = (SHIPPED / "small-club.toml").read_text(encoding="utf-8")


def board(person: Any, days: float, **more: Any) -> Board:
    """The board of somebody so many days after `MONDAY`."""
    with clock.frozen(world.later(days)):
        found = extracts.board(
            person, at=clock.now(), visible=search.nearest(wall.visible_to(person)), **more
        )
    walk(found, set())
    return found


def counts(found: Board) -> list[int]:
    return [band.count for band in found.bands]


def test_a_case_moves_on_through_the_ages(federation: world.World) -> None:
    world.open_case(federation)
    owner = federation["owner"]
    found = [counts(board(owner, days)) for days in (0, 90, 92, 183, 366, 548, 731, 3_000)]
    assert found == [
        [1, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0, 0],
        [0, 1, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0],
        [0, 0, 0, 1, 0, 0],
        [0, 0, 0, 0, 1, 0],
        [0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 1],
    ]


def test_a_card_says_what_its_case_waits_for_whose_and_since_when(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    waits = board(federation["owner"], 200).bands[2].cards[0]
    assert (waits.waits_for, waits.whose, waits.late) == ("Acknowledge", ("Secretary",), True)
    assert waits.since == world.MONDAY
    assert waits.due_at is not None
    assert waits.due_at < world.later(5)
    assert (waits.owner, waits.mine) == ("Tamsin Okafor-Lindqvist", True)
    with clock.frozen(world.later(1)):
        for step in ("acknowledge", "send"):
            take_step(docket=docket, step=step, by=federation.actor("owner"), at=clock.now())
    # The reply has no known day of receipt, so nothing is counted from it.
    waits = board(federation["owner"], 200).bands[2].cards[0]
    assert waits.waits_for == ""
    assert waits.stage_title


def test_of_several_steps_the_first_due_is_waited_for_and_only_what_is_late_counts_so(
    federation: world.World,
) -> None:
    docket = world.open_case(federation).docket
    assert board(federation["owner"], 0.5).bands[0].late == 0
    assert board(federation["owner"], 10).bands[0].late == 1  # nobody acknowledged it
    owner = federation.actor("owner")
    with clock.frozen(world.later(1)):
        take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
        sent = take_step(docket=docket, step="send", by=owner, at=clock.now())
        cases.confirm_receipt(docket=docket, of=sent.n, to="R1", by=owner)
    found = board(federation["owner"], 2).bands[0]
    steps = set(Deadline.objects.filter(docket=docket, running=True).values_list("step", flat=True))
    assert {"answer", "decide"} <= steps
    assert (found.cards[0].waits_for, found.cards[0].is_overdue, found.late) == ("Answer", False, 0)


def test_a_card_says_which_day_was_promised_and_that_it_passed(
    federation: world.World, sign_in: SignIn
) -> None:
    docket = world.open_case(federation).docket
    day = Day(of=CLOSING, on=world.later(200).date())
    promise_day(docket=docket, day=day, by=federation.actor("owner"))
    found = [board(federation["owner"], days).bands[2].cards[0] for days in (190, 200, 201)]
    assert [(card.promised_on, card.is_missed) for card in found] == [
        (day.on, False), (day.on, False), (day.on, True),
    ]  # fmt: skip
    with clock.frozen(world.later(201)):
        assert "Promised by Fri 9 Oct 2026 not kept" in text(sign_in(federation["owner"]).get(BOARD))


def test_what_an_old_case_asks_for_is_counted_until_it_is_answered(db: None) -> None:
    with clock.frozen(world.later(-1)):
        built = world.federation(CLUB)
    with clock.frozen(world.MONDAY):
        docket = world.open_case(built).docket
        world.open_case(built)
    owner = built["owner"]
    assert board(owner, 100).escalations == ()
    late = board(owner, 130)
    assert [(each.title, each.within, each.asked, each.unanswered) for each in late.escalations] == [
        ("Tell the elders why it takes so long", "4 months", 2, 2)
    ]
    assert [(each.owner, each.count) for each in late.escalations[0].by] == [(owner.full_name, 2)]
    assert [each.title for each in late.bands[1].cards[0].asked] == ["Tell the elders why it takes so long"]
    with clock.frozen(world.later(131)):
        words = dict.fromkeys(("reasons", "estimate", "next steps"), "Nobody was there.")
        take_step(
            docket=docket,
            step="report_delay",
            by=built.actor("owner"),
            at=clock.now(),
            needs=Needs(content=words),
        )
    answered = board(owner, 132).escalations[0]
    assert (answered.asked, answered.unanswered) == (2, 1)
    again = board(owner, 200).escalations[0]  # two months later it is asked again
    assert (again.asked, again.unanswered) == (2, 2)


def test_nobody_counts_what_they_may_not_see(federation: world.World) -> None:
    world.open_case(federation)
    for name, open_ in (
        ("owner", 1),
        ("overseer", 1),
        ("wrong_unit", 0),
        ("respondent", 0),
        ("leader", 0),
    ):
        found = board(federation[name], 400)
        assert (found.open, sum(counts(found))) == (open_, open_), name
        assert sum(len(band.cards) for band in found.bands) == open_


def test_cases_of_an_earlier_register_stand_there_as_old_as_it_says(
    federation: world.World, bring: Any
) -> None:
    bring(FIRST)
    found = board(federation["overseer"], 1)
    assert (found.open, found.unowned, counts(found)) == (1, 1, [0, 0, 0, 0, 0, 1])
    card = found.bands[-1].cards[0]
    assert (card.owner, card.taken_up, card.waits_for, card.asked) == ("", False, "", ())


def test_only_the_oldest_cards_are_shown_and_all_are_counted(federation: world.World) -> None:
    for hours in (1, 2, 3):
        with clock.frozen(world.later(hours=hours)):
            world.open_case(federation, at=clock.now())
    found = board(federation["owner"], 10, size=2)
    assert found.bands[0].count == 3
    assert [card.received_at for card in found.bands[0].cards] == [
        world.later(hours=1),
        world.later(hours=2),
    ]


def test_the_page_says_it_in_words_and_links_to_those_without_an_owner(
    federation: world.World, sign_in: SignIn, bring: Any, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(federation["overseer"])
    empty = client.get("/desk/board/").content.decode()
    assert "No case is open" in empty
    assert "was not counted yet" in empty
    bring(FIRST)
    world.open_case(federation)
    while counting.count_flow():
        pass
    client.get("/desk/board/")
    with django_assert_max_num_queries(12):
        text = client.get("/desk/board/").content.decode()
    assert re.search(r'href="/desk/cases/\?unowned=on&amp;sort=oldest">1 owned by nobody', text)
    assert "nobody has taken it up here" in text
    assert "There is too little to say" in text
    assert "Mar 2026" in text
    assert "2026-Q1" in client.get("/desk/board/?by=quarter").content.decode()
    assert client.get("/desk/cases/?unowned=on&sort=oldest").status_code == 200
