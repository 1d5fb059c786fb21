"""The shipped rulebooks, worked through: ordinary case, appeal, interim measure, refusal, own motion."""

from __future__ import annotations

from typing import Any

import pytest

from dueprocess.core.errors import Refused
from tests.core.rulebook.journey import Journey, shipped, votes

EXAMINERS = {"examiners": ["lay_examiner-1", "legal_examiner-1"]}
PANEL = {"panel": ["legal_panellist-1", "lay_panellist-1", "regulatory_panellist-1"]}
HEARERS = PANEL["panel"]
APPEAL = {"appeal_panel": ["legal_panellist-2", "lay_panellist-2", "regulatory_panellist-2"]}
JUDGES = APPEAL["appeal_panel"]


def assessed(**more: Any) -> Journey:
    """A case under the standard rulebook that waits for its assessment."""
    case = Journey(shipped("standard"))
    alleged = {"allegations": [{"id": "a1", "respondent": "r1"}]}
    case.take("03-23 10:00", "receive", "c1", **alleged | more)
    case.take("03-23 14:00", "screen", "duty_officer-1")
    case.take("03-24 10:00", "acknowledge", "intake_officer-1", **{"for": ["k1"]})
    handlers = {"case_manager": ["case_manager-1"], "assessor": ["assessor-1"]}
    case.take(
        "03-25 10:00", "appoint_handlers", "rota_clerk-1", appoints=handlers, with_=["reasons for the choice"]
    )
    assert case.stages("03-25 11:00") == ["assessment"]
    return case


def investigated() -> Journey:
    """The same, up to the final report."""
    case = assessed()
    case.take(
        "03-31 10:00",
        "assess",
        "assessor-1",
        outcome="investigate",
        facts={"band": "standard", "protected": False},
        with_=["reasons"],
    )
    notice = case.take(
        "04-01 10:00",
        "give_notice",
        "case_manager-1",
        **{"for": ["r1"]},
        with_=["allegation and rule", "evidence so far"],
    )
    case.note("04-01 12:00", "received", of=notice, to=["r1"])
    case.take("04-10 10:00", "reply", "r1")
    case.take(
        "04-13 10:00",
        "begin_investigation",
        "rota_clerk-1",
        appoints={"investigator": ["investigator-1"]},
        with_=["reasons for the choice"],
    )
    case.take("04-15 10:00", "plan", "investigator-1")
    draft = case.take("05-05 10:00", "send_draft", "investigator-1")
    case.note("05-05 12:00", "received", of=draft, to=["c1", "r1"])
    case.take("05-07 10:00", "comment", "c1")
    case.take("05-08 10:00", "comment", "r1")
    case.take("05-11 10:00", "final_report", "investigator-1")
    case.take("05-11 11:00", "appoint_examiners", "rota_clerk-1", appoints=EXAMINERS)
    assert case.stages("05-11 12:00") == ["case_to_answer"]
    return case


def decided() -> Journey:
    """The same, heard and decided: a suspension of three months."""
    case = investigated()
    case.take(
        "05-14 10:00",
        "examine",
        "lay_examiner-1",
        role="examiners",
        outcome="charge",
        votes=votes("lay_examiner-1", "legal_examiner-1"),
        with_=["reasons", "charge"],
        appoints={"presenting_officer": ["presenting_officer-1"]},
    )
    case.take(
        "05-15 10:00",
        "fix_hearing",
        "clerk-1",
        facts={"hearing": "2026-06-10"},
        appoints=PANEL,
        with_=["reasons for the choice"],
    )
    case.take("05-18 10:00", "serve_bundle", "clerk-1")
    case.take("06-10 10:00", "hear", "legal_panellist-1", role="panel", present=PANEL["panel"])
    case.take(
        "06-11 10:00",
        "decide",
        "legal_panellist-1",
        role="panel",
        outcome="breach",
        votes=votes(*HEARERS),
        with_=["findings"],
        findings=[{"allegation": "a1", "respondent": "r1", "finding": "proved"}],
        imposes=[{"sanction": "suspension", "on": "r1", "lasts": "3 months"}],
    )
    number = len(case.docket["acts"])
    case.note("06-12 10:00", "received", of=number, to=["c1", "r1"])
    case.take(
        "06-19 10:00", "give_reasons", "legal_panellist-1", role="panel", votes=votes("legal_panellist-1")
    )
    assert case.stages("06-19 11:00") == ["decided"]
    return case


def test_an_ordinary_case_comes_to_its_end() -> None:
    case = decided()
    assert case.stages("07-04 00:00") == ["carrying_out"]  # 14 days from the day it was open to appeal
    case.take("07-06 10:00", "enforce", "registrar-1")
    case.take("07-08 10:00", "close", "case_manager-1")
    assert case.stages("07-08 11:00") == ["closed"]
    case.take("07-09 10:00", "set_retention", "data_officer-1")
    assert not case.state("07-10 10:00").irregular


def test_both_sides_may_appeal_and_nothing_closes_before() -> None:
    case = decided()
    assert {"appeal", "appeal_as_complainant"} <= case.may("06-20 10:00")
    lodged = case.take("06-24 10:00", "appeal", "r1", against=_number(case, "decide"), grounds=["error"])
    case.take(
        "06-29 10:00",
        "permit_appeal",
        "independent_member-1",
        strand=lodged,
        outcome="given",
        facts={"appeal_way": "on the papers"},
        with_=["reasons"],
        appoints=APPEAL,
    )
    assert case.stages("07-20 10:00") == ["decided", "appeal_stage"]
    case.take(
        "07-21 10:00",
        "decide_appeal",
        "legal_panellist-2",
        role="appeal_panel",
        strand=lodged,
        outcome="heard_again",
        votes=votes(*JUDGES),
        with_=["reasons"],
    )
    assert case.stages("07-21 11:00")[0] == "hearing_stage"
    with pytest.raises(Refused) as refused:  # nobody sits twice
        case.take(
            "07-22 10:00",
            "fix_hearing",
            "clerk-1",
            facts={"hearing": "2026-08-20"},
            appoints=PANEL,
            with_=["reasons for the choice"],
        )
    assert refused.value.code in ("not_independent", "appointment")


def test_an_emergency_act_falls_away_unless_it_is_decided_upon() -> None:
    case = assessed()
    opened = case.take("03-26 10:00", "act_in_emergency", "duty_officer-1", with_=["risk assessment"])
    assert "in force" in _measures(case, "03-26 11:00")
    assert "in force" not in _measures(case, "03-27 10:00")
    case.take(
        "03-27 12:00",
        "decide_measure",
        "duty_panellist-1",
        strand=opened,
        outcome="granted",
        with_=["reasons", "why nothing milder will do"],
        starts=[{"measure": "interim_suspension", "on": "r1"}],
    )
    assert case.stages("03-27 13:00") == ["assessment", "measure_on"]
    assert "in force" in _measures(case, "09-20 10:00")
    assert "in force" not in _measures(case, "09-28 10:00")  # six months


def test_a_refusal_takes_a_reason_a_second_person_and_can_be_reviewed() -> None:
    case = assessed()
    refuse = {
        "outcome": "refuse",
        "facts": {"band": "simple", "protected": False, "refusal_reason": "already decided"},
        "with_": ["reasons"],
    }
    with pytest.raises(Refused) as refused:
        case.take("03-30 10:00", "assess", "assessor-1", **refuse)
    assert (refused.value.code, refused.value.clause) == ("signature", "5")
    signed = [{"by": "second_assessor-1", "as": "second_assessor"}]
    number = case.take("03-30 10:00", "assess", "assessor-1", **refuse, countersigned=signed)
    case.note("03-31 10:00", "received", of=number, to=["c1"])
    assert case.stages("04-01 10:00") == ["refused"]
    lodged = case.take("04-07 10:00", "ask_for_review", "c1", against=number, grounds=["new information"])
    case.take(
        "04-13 10:00", "review_refusal", "reviewer-1", strand=lodged, outcome="set_aside", with_=["reasons"]
    )
    assert case.stages("04-13 11:00")[0] == "assessment"
    assert "assess" in case.may("04-13 11:00")


def test_a_refusal_that_nobody_attacks_closes_by_itself() -> None:
    case = assessed()
    number = case.take(
        "03-30 10:00",
        "assess",
        "assessor-1",
        outcome="refer_out",
        facts={"band": "simple", "protected": False},
        with_=["reasons", "which body"],
        countersigned=[{"by": "second_assessor-1", "as": "second_assessor"}],
    )
    case.note("03-31 10:00", "received", of=number, to=["c1"])
    assert case.stages("04-14 12:00") == ["refused"]
    assert case.stages("04-15 00:00") == ["closed"]
    case.take(
        "05-11 10:00",
        "reopen",
        "oversight_member-1",
        role="oversight_body",
        votes=votes("oversight_member-1", "oversight_member-2", "oversight_member-3"),
        grounds=["fraud on this procedure"],
        with_=["reasons", "why it could have changed the outcome"],
    )
    assert case.stages("05-11 11:00") == ["assessment"]


def test_the_organisation_opens_a_case_on_a_criterion_and_says_who_prompted_it() -> None:
    case = Journey(shipped("standard"))
    del case.docket["parties"]["c1"]
    case.changed()
    act = {
        "countersigned": [{"by": "second_assessor-1", "as": "second_assessor"}],
        "with_": ["who prompted it", "the facts relied on"],
    }
    with pytest.raises(Refused) as refused:
        case.take("03-23 10:00", "open_case", "intake_officer-1", **act)
    assert refused.value.code == "grounds"
    case.take(
        "03-23 10:00", "open_case", "intake_officer-1", **act, grounds=["pattern in earlier complaints"]
    )
    case.take("03-23 12:00", "screen", "duty_officer-1")
    handlers = {"case_manager": ["case_manager-1"], "assessor": ["assessor-1"]}
    case.take(
        "03-25 10:00", "appoint_handlers", "rota_clerk-1", appoints=handlers, with_=["reasons for the choice"]
    )
    assert case.stages("03-25 11:00") == ["assessment"]


def club() -> Journey:
    """A case of the small club that waits for its reply."""
    case = Journey(shipped("small-club"))
    case.take("03-23 10:00", "complain", "c1", allegations=[{"id": "a1", "respondent": "r1"}])
    case.take("03-25 10:00", "acknowledge", "secretary-1", **{"for": ["c1"]})
    number = case.take(
        "04-01 19:00",
        "take_up",
        "committee_member-1",
        role="committee",
        outcome="take_up",
        votes=votes("committee_member-1", "committee_member-2", "committee_member-3"),
        facts={"kind": "behaviour"},
        with_=["reasons"],
        appoints={"fact_finder": ["fact_finder-1"]},
    )
    case.note("04-02 10:00", "received", of=number, to=["c1", "r1"])
    return case


def test_a_small_club_works_a_case_to_its_end() -> None:
    case = club()
    case.take("04-10 10:00", "reply", "r1")
    case.take("04-18 10:00", "report", "fact_finder-1", with_=["report"])
    case.take("04-19 10:00", "call_meeting", "secretary-1", facts={"meeting": "2026-04-29"})
    members = ["committee_member-1", "committee_member-2", "committee_member-3"]
    number = case.take(
        "04-29 19:00",
        "decide",
        "committee_member-1",
        role="committee",
        outcome="breach",
        votes=votes(*members),
        with_=["findings", "reasons"],
        findings=[{"allegation": "a1", "respondent": "r1", "finding": "proved"}],
        imposes=[{"sanction": "warning", "on": "r1", "lasts": "12 months"}],
    )
    case.note("04-30 10:00", "received", of=number, to=["c1", "r1"])
    assert case.stages("05-15 10:00") == ["carrying_out"]
    case.take("05-16 10:00", "enter", "secretary-1")
    case.take("05-16 11:00", "close", "secretary-1")
    assert case.stages("05-16 12:00") == ["closed"]


def test_the_elders_act_when_too_few_of_the_committee_may() -> None:
    case = Journey(shipped("small-club"), holders=3)
    case.docket["parties"]["r1"]["person"] = "committee_member-1"
    case.changed()
    case.take("03-23 10:00", "complain", "c1")
    case.take("03-25 10:00", "acknowledge", "secretary-1", **{"for": ["c1"]})
    act = {"outcome": "take_up", "facts": {"kind": "money"}, "with_": ["reasons"]}
    finder = {"fact_finder": ["fact_finder-1"]}
    with pytest.raises(Refused):
        case.take(
            "04-01 19:00",
            "take_up",
            "committee_member-2",
            role="committee",
            votes=votes("committee_member-2", "committee_member-3"),
            appoints=finder,
            **act,
        )
    elders = ["elder-1", "elder-2", "elder-3"]
    case.take(
        "04-01 19:00", "take_up", "elder-1", role="elders", votes=votes(*elders), appoints=finder, **act
    )
    assert case.stages("04-01 20:00") == ["hearing_both"]


def test_staying_away_is_looked_at_again() -> None:
    case = club()
    members = ["committee_member-1", "committee_member-2", "committee_member-3"]
    opened = case.take(
        "04-03 19:00",
        "ask_to_stay_away",
        "committee_member-1",
        role="committee",
        votes=votes(*members),
        with_=["the risk", "why nothing milder will do"],
        starts=[{"measure": "staying_away", "on": "r1", "until": "2026-05-20", "scope": ["training"]}],
    )
    case.note("04-04 10:00", "received", of=opened, to=["r1"])
    case.take("04-06 10:00", "answer_measure", "r1", strand=opened)
    case.take(
        "04-12 19:00",
        "look_again",
        "committee_member-1",
        role="committee",
        strand=opened,
        outcome="lifted",
        votes=votes(*members),
    )
    assert case.stages("04-12 20:00") == ["hearing_both", "measure_over"]


def _number(case: Journey, step: str) -> int:
    return next(act["n"] for act in case.docket["acts"] if act.get("step") == step)


def _measures(case: Journey, at: str) -> list[str]:
    return [str(measure.state) for measure in case.state(at).measures]
