"""Who is told of what, and what a new round leaves standing, in the shipped rulebooks."""

from __future__ import annotations

from typing import Any

import pytest

from dueprocess.core.errors import Refused
from tests.core.rulebook.journey import Journey, shipped, votes
from tests.core.rulebook.test_byways import SUSPENDED, club_appealed, heard, running
from tests.core.rulebook.test_journeys import assessed, investigated

CHOSEN = ["reasons for the choice"]


def told(case: Journey, number: int, at: str) -> set[tuple[str, str | None]]:
    """Who is owed which letter from an act."""
    return {(each.to, each.letter) for each in case.state(at).notices if each.n == number}


def test_what_belongs_to_no_stage_outlives_a_sending_back() -> None:
    """An update and a replaced handler are no part of the hearing that is held again."""
    case = heard(imposes=SUSPENDED, band="complex")
    case.take("06-19 11:00", "update", "case_manager-1")
    case.take(
        "06-19 12:00",
        "replace_handler",
        "rota_clerk-1",
        appoints={"case_manager": ["case_manager-2"]},
        with_=["why", *CHOSEN],
    )
    case.take("06-22 10:00", "review_law", "reviewer-1", outcome="vetoed", with_=["reasons"])
    found = case.state("06-22 11:00")
    assert found.appointed("case_manager") == ("case_manager-2",)
    assert found.appointed("panel") == ()  # the panel was appointed for the hearing that is undone
    assert running(case, "06-22 11:00")["update", None] == ("running", "2026-07-17")


def test_the_respondent_hears_of_nothing_before_the_notice() -> None:
    case = assessed()
    number = case.take("03-26 10:00", "update", "case_manager-1")
    assert told(case, number, "03-26 11:00") == {("c1", "update")}
    number = case.take(
        "03-26 12:00",
        "replace_handler",
        "rota_clerk-1",
        appoints={"case_manager": ["case_manager-2"]},
        with_=["why", *CHOSEN],
    )
    assert told(case, number, "03-26 13:00") == {("c1", "new_contact")}
    number = case.take("03-27 10:00", "go_over", "case_manager-2", with_=["reasons"])
    assert told(case, number, "03-27 11:00") == {("c1", "goes_on_elsewhere")}
    later = investigated()
    number = later.take("05-12 10:00", "update", "case_manager-1")
    assert told(later, number, "05-12 11:00") == {("c1", "update"), ("r1", "update")}


def test_nobody_is_told_the_same_twice() -> None:
    """Whoever opened a measure's strand is also a party: one letter."""
    case = assessed()
    opened = case.take("03-26 10:00", "ask_for_measure", "c1", with_=["reasons", "risk assessment"])
    case.take(
        "03-26 12:00",
        "decide_measure",
        "duty_panellist-1",
        strand=opened,
        outcome="granted",
        with_=["reasons", "why nothing milder will do"],
        starts=[{"measure": "no_contact", "on": "r1"}],
    )
    lapsed = case.take("10-02 10:00", "note_lapse", "case_manager-1", strand=opened)
    state = case.state("10-02 11:00")
    assert sorted(each.to for each in state.notices if each.n == lapsed) == ["branches", "c1", "r1"]


def test_a_club_case_that_is_opened_again_has_its_time_anew() -> None:
    case = Journey(shipped("small-club"))
    case.take("03-23 10:00", "complain", "c1")
    case.take("03-25 10:00", "acknowledge", "secretary-1", **{"for": ["c1"]})
    case.take("03-25 11:00", "withdraw", "c1")
    committee = votes("committee_member-1", "committee_member-2", "committee_member-3")
    closing: dict[str, Any] = {"outcome": "closed", "votes": committee, "with_": ["reasons"]}
    case.take("04-01 19:00", "answer_withdrawal", "committee_member-1", role="committee", **closing)
    elders = votes("elder-1", "elder-2", "elder-3")
    grounds = list(case.rules.steps["reopen"].grounds)
    why = ["why it could have changed the outcome"]
    case.take("08-03 10:00", "reopen", "elder-1", role="elders", votes=elders, with_=why, grounds=grounds[:1])
    state = case.state("08-03 11:00")
    assert (state.stage, state.strands[0].round) == ("received", 2)
    owed = running(case, "08-03 11:00")
    assert owed["acknowledge", "c1"] == ("running", "2026-08-10")
    assert owed["take_up", None] == ("running", "2026-08-17")
    assert owed["tell_how_it_stands", None] == ("running", "2026-09-03")
    assert owed["report_delay", None] == ("running", "2026-12-03")
    with pytest.raises(Refused) as refused:  # the withdrawal belongs to the round that is over
        case.take("08-04 10:00", "answer_withdrawal", "committee_member-1", role="committee", **closing)
    assert refused.value.code == "not_yet"


def test_a_refusal_in_the_club_is_not_told_to_the_respondent_and_becomes_final_without_them() -> None:
    case = Journey(shipped("small-club"))
    case.take("03-23 10:00", "complain", "c1")
    case.take("03-25 10:00", "acknowledge", "secretary-1", **{"for": ["c1"]})
    number = case.take(
        "04-01 19:00",
        "take_up",
        "committee_member-1",
        role="committee",
        outcome="refuse",
        votes=votes("committee_member-1", "committee_member-2", "committee_member-3"),
        facts={"kind": "other"},
        with_=["reasons", "which of the reasons in the rules"],
        countersigned=[{"by": "elder-1", "as": "elder"}],
    )
    assert told(case, number, "04-01 20:00") == {("c1", "refusal")}
    case.note("04-02 10:00", "received", of=number, to=["c1"])
    assert case.stages("04-15 10:00") == ["decided"]
    assert case.stages("04-17 10:00") == ["carrying_out"]  # fourteen days after the complainant had it


def test_a_fact_finders_report_decided_again_is_not_the_old_meeting() -> None:
    """After an appeal sends the matter back, nothing of the first round lets the committee decide."""
    case, lodged = club_appealed()
    panel = case.state("05-10 11:00").appointed("appeal_panel")
    case.take(
        "05-20 19:00",
        "decide_appeal",
        panel[0],
        role="appeal_panel",
        strand=lodged,
        outcome="again",
        votes=votes(*panel),
        with_=["reasons"],
    )
    assert running(case, "05-20 20:00")["take_up", None] == ("running", "2026-06-03")
    assert case.may("05-21 10:00") >= {"take_up", "acknowledge"}


def test_two_appeals_do_not_see_one_another() -> None:
    """Each is decided in its own time, from its own beginning."""
    case, first = club_appealed()
    decision = next(act["n"] for act in case.docket["acts"] if act.get("step") == "decide")
    grounds = list(case.rules.steps["appeal"].grounds)[:1]
    second = case.take("05-11 10:00", "appeal", "c1", against=decision, grounds=grounds)
    due = {
        each.strand: str(each.last_day)
        for each in case.state("05-12 10:00").deadlines
        if each.step == "decide_appeal"
    }
    assert due == {first: "2026-06-17", second: "2026-06-22"}


def test_an_illness_stops_the_strand_in_which_it_is_said_and_no_other() -> None:
    """The measure waits; the assessment goes on."""
    plain = running(assessed(), "03-27 10:00")["assess", None]
    case = assessed()
    opened = case.take("03-26 10:00", "ask_for_measure", "c1", with_=["reasons", "risk assessment"])
    assert running(case, "03-26 11:00")["decide_measure", None] == ("running", "2026-03-30")
    case.take(
        "03-26 12:00",
        "stop_the_clock",
        "independent_member-1",
        strand=opened,
        outcome="illness",
        with_=["reasons", "evidence of the ground", "certificate"],
        until="2026-04-01",
    )
    owed = running(case, "03-27 10:00")
    assert owed["decide_measure", None] == ("running", "2026-04-07")
    assert owed["assess", None] == plain
