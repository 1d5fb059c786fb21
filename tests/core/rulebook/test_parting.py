"""The shipped rulebooks where a case becomes two, or goes to those whose matter it is: by whom, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from dueprocess.core.engine import Docket, NotPermitted, split_off, state
from dueprocess.core.engine.view import State
from tests.core.rulebook.journey import Journey, moment, shipped, votes
from tests.core.rulebook.test_conduct_team import reported

COMMITTEE = ("committee_member-1", "committee_member-2", "committee_member-3")


def club() -> Journey:
    """A complaint about two members that the committee has taken up; the letters came on 27 and 30 March."""
    case = Journey(shipped("small-club"))
    case.docket["parties"]["r2"] = {"is": "respondent", "person": "m2"}
    case.docket["people"]["m2"] = {"roles": []}
    case.changed()
    case.take("03-23 10:00", "complain", "c1")
    case.take("03-24 10:00", "acknowledge", "secretary-1", **{"for": ["c1"]})
    letter = case.take(
        "03-25 10:00", "take_up", COMMITTEE[0], role="committee", outcome="take_up",
        facts={"kind": "behaviour"}, with_=["reasons"], votes=votes(*COMMITTEE),
        appoints={"fact_finder": ["fact_finder-1"]},
    )  # fmt: skip
    case.note("03-27 10:00", "received", of=letter, to=["r1", "c1"])
    case.note("03-30 10:00", "received", of=letter, to=["r2"])
    return case


def part(case: Journey, n: int, at: str) -> State:
    """What went out by entry `n`, as it is by then."""
    gone = split_off(case.docket, n)
    return state({case.rules.hash: case.rules}, Docket.parse(gone), datetime.fromisoformat(moment(at)))


def due(found: State, step: str) -> dict[str | None, str]:
    return {each.person: str(each.last_day) for each in found.deadlines if each.step == step and not each.met}


def letters(found: State, n: int) -> set[tuple[str, str | None]]:
    return {(each.to, each.letter) for each in found.notices if each.n == n}


def parted(case: Journey, at: str, by: str, **more: Any) -> int:
    """Split the second respondent off."""
    return case.take(at, "split_case", by, case="j2", out={"parties": ["r2"]}, with_=["reasons"], **more)


def test_in_the_club_each_part_keeps_its_own_days() -> None:
    """Two weeks from each letter; the report two weeks from the end of the last reply that is still waited
    for: once r2 has a case of their own, the first one does not wait for them."""
    case = club()
    both = case.state("03-31 10:00")
    assert due(both, "reply") == {"r1": "2026-04-10", "r2": "2026-04-13"}
    n = parted(case, "04-01 10:00", "secretary-1")
    here, there = case.state("04-02 10:00"), part(case, n, "04-02 10:00")
    assert (due(here, "reply"), due(there, "reply")) == ({"r1": "2026-04-10"}, {"r2": "2026-04-13"})
    late = "04-14 10:00"
    here, there = case.state(late), part(case, n, late)
    assert (due(here, "report"), due(there, "report")) == ({None: "2026-04-24"}, {None: "2026-04-27"})
    assert here.stage == there.stage == "hearing_both"
    assert here.irregular == there.irregular == ()
    assert there.appointed("fact_finder") == ("fact_finder-1",)
    assert letters(here, n) == {("c1", "case_split"), ("r1", "case_split")}
    assert letters(there, n) == {("r2", "case_split")}


def test_in_the_club_the_secretary_and_an_elder_hand_it_to_those_whose_matter_it_is() -> None:
    case = club()
    out = {"out": {"outside": True}, "with_": ["reasons"]}
    with pytest.raises(NotPermitted) as refused:
        case.take("04-01 10:00", "hand_over", "secretary-1", **out)
    assert refused.value.code == "signature"
    signed = [{"by": "elder-1", "as": "elder"}]
    n = case.take("04-01 10:00", "hand_over", "secretary-1", countersigned=signed, **out)
    found = case.state("04-02 10:00")
    assert (found.stage, found.ended) == ("closed", True)
    assert letters(found, n) == {(who, "handed_over") for who in ("c1", "r1", "r2")}
    told = {str(each.last_day) for each in found.notices if each.n == n}
    assert told == {"2026-04-07"}  # three days; Good Friday to Easter Monday are closed
    assert not due(found, "reply")


def test_whoever_does_not_know_of_a_complaint_gets_no_letter_about_its_splitting() -> None:
    case = Journey(shipped("small-club"))
    case.docket["parties"]["r2"] = {"is": "respondent", "person": "m2"}
    case.changed()
    case.take("03-23 10:00", "complain", "c1")
    n = parted(case, "03-24 10:00", "secretary-1")
    assert letters(case.state("03-25 10:00"), n) == {("c1", "case_split")}
    assert letters(part(case, n, "03-25 10:00"), n) == set()
    assert due(part(case, n, "03-25 10:00"), "take_up") == {None: "2026-04-07"}  # 6 April is a holiday


def test_what_is_decided_is_neither_split_nor_handed_over() -> None:
    case = club()
    case.take("04-01 10:00", "reply", "r1")
    case.take("04-01 11:00", "reply", "r2")
    case.take("04-02 10:00", "report", "fact_finder-1", with_=["report"])
    case.take("04-03 10:00", "call_meeting", "secretary-1", facts={"meeting": "2026-04-14"})
    case.take(
        "04-14 19:00", "decide", COMMITTEE[0], role="committee", outcome="no_breach",
        with_=["findings", "reasons"], votes=votes(*COMMITTEE),
    )  # fmt: skip
    with pytest.raises(NotPermitted) as refused:
        parted(case, "04-15 10:00", "secretary-1")
    assert refused.value.code == "wrong_stage"


def test_the_team_splits_a_report_about_two_and_both_leads_know_their_day() -> None:
    """Taken up within a week of naming the lead, 24 March: until 31 March in both."""
    case = reported()
    case.docket["parties"]["r2"] = {"is": "respondent", "person": "m2"}
    case.changed()
    n = parted(case, "03-25 09:00", "lead-1")
    here, there = case.state("03-26 10:00"), part(case, n, "03-26 10:00")
    assert due(here, "take_up") == due(there, "take_up") == {None: "2026-03-31"}
    assert there.appointed("lead") == ("lead-1",)
    assert here.irregular == there.irregular == ()


def test_the_team_hands_over_with_a_second_member_and_hides_who_reported() -> None:
    case = reported()
    out = {"out": {"outside": True}, "with_": ["reasons", "what whoever reported says to it"]}
    case.take(
        "03-25 09:00", "hand_over", "lead-1", countersigned=[{"by": "team_member-4", "as": "team_member"}],
        **out,
    )  # fmt: skip
    found = case.state("03-25 10:00")
    assert (found.stage, found.ended) == ("closed", True)
    step = case.rules.steps["hand_over"]
    told = {who.name: tell.withholds for tell in step.effects.tells for who in tell.to}
    assert "who reported" in told["respondent"]
