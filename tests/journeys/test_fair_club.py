"""The case of the fair hearing under the rules of a small club: its secretary is conflicted, a leader's
office asks about it, somebody has to stay away, a fact-finder who has declared hears a recording and three
people, the committee is split and departs from the guidance, elders who have declared decide the appeal."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Live
from tests.desk.courses import Move
from tests.journeys.fair import Case, prepared
from tests.journeys.test_desk import looked_at
from tests.journeys.test_fair_hearing import (
    appealed,
    approached,
    bundled,
    conflicted,
    decided,
    heard,
    read,
    stated,
    suspended,
)


@pytest.mark.usefixtures("ground")
def test_a_fair_hearing_in_a_small_club(page: Page, live: Live) -> None:
    tour, built = prepared("small-club")
    case = Case(page, live, tour, built)
    case.takes(Move("acknowledge", wait=1))
    first = case.who("tell_how_it_stands")
    conflicted(case, first)
    manager = case.who("tell_how_it_stands")
    assert (first, manager) == (built["owner"], tour.clerk)
    approached(case, manager)
    case.takes(Move("take_up", "take_up", wait=1))
    suspended(case, manager, "ask_to_stay_away", "", "Staying away for now", "training")
    case.takes(Move("answer_measure", wait=1), Move("reply", wait=2))
    finder = case.who("report")
    heard(case, finder, manager)
    stated(case, finder, manager)
    case.takes(Move("report", wait=1), Move("look_again", "stays"), Move("call_meeting"))
    bundled(case, manager, 12)  # of 400 pages in test_fair_hearing
    case.comes("meeting")
    decided(case, "There was a breach", "Insults, and trouble in the club's life", 6)
    read(case, "decide", "One of us would have warned her.")
    appealed(case, "sanction too hard or too soft")
    case.takes(Move("form_appeal_panel"))
    case.begins("decide_appeal", "The decision stands")
    for box in page.get_by_role("radio", name="For", exact=True).all():
        box.check()
    case.enters("decide_appeal")
    case.sits(manager)
    looked_at(page, "fair-club")
    expect(case.main).to_contain_text("Suspension, Ilse Marchetti")
    case.mine(built["respondent"])
    assert {f"{case.address}{page}/" for page in ("evidence/e1/play", "bundles", "statements")} <= case.seen
    for who in (first, built["stranger"], built["leader"]):
        case.is_shut_to(who)
