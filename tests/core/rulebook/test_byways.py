"""The shipped rulebooks off their main road: mediation, veto, default, appeals, joining, reopening."""

from __future__ import annotations

from typing import Any

import pytest

from dueprocess.core.errors import Refused
from tests.core.rulebook.journey import Journey, votes
from tests.core.rulebook.test_journeys import (
    APPEAL,
    EXAMINERS,
    HEARERS,
    JUDGES,
    PANEL,
    _number,
    assessed,
    club,
    decided,
    investigated,
)

REASONED = ["reasons", "reasons for the choice"]
FOUND = ["findings"]
SUSPENDED = [{"sanction": "suspension", "on": "r1", "lasts": "3 months"}]
NEW_PANEL = {"panel": JUDGES}


def running(case: Journey, at: str) -> dict[tuple[str, str | None], tuple[str, str]]:
    """The deadlines not met yet: state and last day by step and person."""
    found = case.state(at).deadlines
    return {(one.step, one.person): (str(one.state), str(one.last_day)) for one in found if not one.met}


def sanctions(case: Journey, at: str) -> dict[str, str]:
    """Each sanction and how it stands; of two alike, the later."""
    return {one.id: one.state for one in case.state(at).sanctions}


def mediated() -> Journey:
    """A case in the informal route: the clock stands still for mediation until 20 April."""
    case = assessed()
    for party in ("c1", "r1"):
        case.note("03-31 09:00", "consent", who=party, to="assess")
    case.take(
        "03-31 10:00",
        "assess",
        "assessor-1",
        outcome="informal",
        facts={"band": "simple", "protected": False},
        with_=REASONED,
        appoints={"mediator": ["mediator-1"]},
        until="2026-04-20",
    )
    return case


def heard(*, imposes: list[dict[str, Any]], band: str = "standard") -> Journey:
    """A case that is heard, decided and has its reasons; everybody has received the decision."""
    case = investigated()
    assessment = next(act for act in case.docket["acts"] if act.get("step") == "assess")
    assessment["facts"]["band"] = band
    case.changed()
    charge = {"with_": ["reasons", "charge"], "appoints": {"presenting_officer": ["presenting_officer-1"]}}
    both = votes(*EXAMINERS["examiners"])
    case.take(
        "05-14 10:00", "examine", "lay_examiner-1", role="examiners", outcome="charge", votes=both, **charge
    )
    _panel_decides(case, PANEL, ("05-15", "05-18", "06-10", "06-11", "06-19"), imposes)
    return case


def _panel_decides(
    case: Journey, panel: dict[str, list[str]], on: tuple[str, ...], imposes: list[dict[str, Any]]
) -> None:
    members = panel["panel"]
    fixed, served, hearing, found, reasoned = on
    day = {"facts": {"hearing": f"2026-{hearing}"}, "appoints": panel, "with_": ["reasons for the choice"]}
    case.take(f"{fixed} 10:00", "fix_hearing", "clerk-1", **day)
    case.take(f"{served} 10:00", "serve_bundle", "clerk-1")
    case.take(f"{hearing} 10:00", "hear", members[0], role="panel", present=members)
    finding = {"allegation": "a1", "respondent": "r1", "finding": "proved" if imposes else "not proved"}
    more = {"imposes": imposes} if imposes else {}
    number = case.take(
        f"{found} 10:00",
        "decide",
        members[0],
        role="panel",
        outcome="breach" if imposes else "no_breach",
        votes=votes(*members),
        with_=FOUND,
        findings=[finding],
        **more,
    )
    case.note(f"{found} 12:00", "received", of=number, to=["c1", "r1"])
    case.take(f"{reasoned} 10:00", "give_reasons", members[0], role="panel", votes=votes(members[0]))


# --- the informal route


def test_an_agreement_ends_the_mediation_and_is_carried_out() -> None:
    case = mediated()
    for party in ("c1", "r1"):
        case.note("04-10 09:00", "consent", who=party, to="settle")
    case.take("04-10 10:00", "settle", "mediator-1", outcome="agreed", with_=["written terms"])
    assert case.stages("04-10 11:00") == ["carrying_out"]
    assert [each.running for each in case.state("04-10 11:00").pauses] == [False]
    case.take("04-10 12:00", "enforce", "registrar-1")
    assert running(case, "04-10 13:00")["close", None] == ("running", "2026-10-03")  # ten days were paused
    case.take("04-13 12:00", "close", "case_manager-1")
    assert case.stages("04-13 13:00") == ["closed"]


def test_mediation_that_fails_leads_back_and_the_days_of_the_pause_do_not_count() -> None:
    case = mediated()
    assert running(case, "04-22 09:00")["settle", None] == ("running", "2026-04-30")  # never paused
    case.take("04-22 10:00", "settle", "mediator-1", outcome="failed")
    assert case.stages("04-22 11:00") == ["assessment"]
    assert running(case, "04-22 11:00")["assess", None] == ("running", "2026-05-07")
    case.take(
        "04-23 10:00",
        "assess",
        "assessor-1",
        outcome="investigate",
        facts={"band": "simple", "protected": False},
        with_=["reasons"],
    )
    assert case.stages("04-23 11:00") == ["notice"]


# --- the legal veto


def test_a_veto_fells_the_sanction_and_a_new_panel_decides() -> None:
    case = heard(imposes=SUSPENDED, band="complex")
    assert case.stages("06-19 12:00") == ["legal_review"]
    case.take("06-22 10:00", "review_law", "reviewer-1", outcome="vetoed", with_=["reasons"])
    assert case.stages("06-22 11:00") == ["hearing_stage"]
    assert sanctions(case, "06-22 11:00") == {"suspension": "set aside"}
    assert case.state("06-22 11:00").facts["found_against"] is False
    owed = running(case, "06-22 11:00")
    assert owed["fix_hearing", None] == ("running", "2026-07-20")  # 20 working days from the veto
    with pytest.raises(Refused) as refused:  # nobody sits again
        case.take(
            "06-23 10:00",
            "fix_hearing",
            "clerk-1",
            facts={"hearing": "2026-07-20"},
            appoints=PANEL,
            with_=["reasons for the choice"],
        )
    assert refused.value.code == "appointment"
    _panel_decides(case, NEW_PANEL, ("06-23", "06-24", "07-20", "07-21", "07-22"), [])
    case.take("07-23 10:00", "review_law", "reviewer-1", outcome="verified", with_=["reasons"])
    assert case.stages("07-24 10:00") == ["decided"]
    assert case.stages("08-07 10:00") == ["carrying_out"]
    assert case.state("08-07 10:00").standing["r1"] == "clear"


def test_a_second_veto_goes_to_a_body_outside_whose_decision_can_be_appealed() -> None:
    case = heard(imposes=SUSPENDED, band="complex")
    case.take("06-22 10:00", "review_law", "reviewer-1", outcome="vetoed", with_=["reasons"])
    _panel_decides(case, NEW_PANEL, ("06-23", "06-24", "07-20", "07-21", "07-22"), SUSPENDED)
    with pytest.raises(Refused):  # no third panel
        case.take("07-23 10:00", "review_law", "reviewer-1", outcome="vetoed", with_=["reasons"])
    case.take("07-23 10:00", "review_law", "reviewer-1", outcome="outside", with_=["reasons"])
    assert case.stages("07-23 11:00") == ["hearing_stage"]
    assert "send_outside" in case.may("07-23 11:00")
    assert not {"fix_hearing", "hear", "decide"} & case.may("07-23 11:00")
    assert case.state("07-23 11:00").facts["found_against"] is False
    assert set(sanctions(case, "07-23 11:00").values()) == {"set aside"}
    assert running(case, "07-23 11:00")["send_outside", None] == ("running", "2026-07-30")
    members = [f"oversight_member-{n}" for n in (1, 2, 3)]
    case.take(
        "07-28 10:00", "send_outside", members[0], role="oversight_body", votes=votes(*members),
        with_=["which body", "why that body is independent"],
    )  # fmt: skip
    assert case.stages("07-28 11:00") == ["outside"]
    finding = {"allegation": "a1", "respondent": "r1", "finding": "proved"}
    decision = case.take(
        "09-07 10:00", "enter_outside", "oversight_lead-1", outcome="breach",
        with_=["the decision as it came"], findings=[finding],
        countersigned=[{"by": "registrar-1", "as": "registrar"}],
        imposes=[{"sanction": "warning", "on": "r1", "lasts": "6 months"}],
    )  # fmt: skip
    case.note("09-08 10:00", "received", of=decision, to=["c1", "r1"])
    assert case.stages("09-08 11:00") == ["decided"]
    assert {"appeal", "appeal_as_complainant"} <= case.may("09-08 11:00")
    assert case.stages("09-23 10:00") == ["carrying_out"]


# --- training


def trained() -> Journey:
    """Training was imposed, begun, and not finished in its sixty days: back to the panel."""
    case = heard(imposes=[{"sanction": "training", "on": "r1"}])
    case.take("07-06 10:00", "enforce", "registrar-1")
    case.take("07-07 10:00", "enrol", "training_officer-1")
    assert ("close", None) not in {
        key for key, (how, _) in running(case, "07-20 10:00").items() if how == "overdue"
    }
    found = case.state("09-03 10:00")
    assert found.stage == "training_default"
    assert {each.to for each in found.notices if each.letter == "default"} == {"r1", "clerk"}
    case.take(
        "09-04 10:00",
        "appoint_panel_for_default",
        "clerk-1",
        appoints=PANEL,
        with_=["reasons for the choice"],
    )
    return case


def judged(case: Journey, outcome: str, **more: Any) -> int:
    """The panel that decided judges the default."""
    vote = votes(*HEARERS)
    more = {"outcome": outcome, "votes": vote, "with_": ["reasons"], **more}
    return case.take("09-10 10:00", "judge_default", HEARERS[0], role="panel", **more)


def test_training_may_get_more_time_and_is_finished() -> None:
    case = trained()
    judged(case, "more_time")
    owed = running(case, "09-10 11:00")
    assert owed["finish_training", None] == ("running", "2026-11-09")  # sixty days from the return
    for step, by in (("close", "case_manager-1"), ("finish_training", "training_officer-1")):
        with pytest.raises(Refused) as refused:  # what was entered and enrolled before the default is past
            case.take("09-11 09:00", step, by, with_=["certificate of the provider"])
        assert refused.value.code == "not_yet"
    case.take("09-11 10:00", "enrol", "training_officer-1")
    case.take("10-09 10:00", "finish_training", "training_officer-1", with_=["certificate of the provider"])
    assert sanctions(case, "10-09 11:00") == {"training": "served"}
    case.take("10-12 10:00", "enforce", "registrar-1")
    case.take("10-12 11:00", "close", "case_manager-1")
    assert case.stages("10-12 12:00") == ["closed"]


def test_another_sanction_for_the_default_may_be_appealed_and_the_old_decision_may_not() -> None:
    case = trained()
    number = judged(
        case, "other_sanction", imposes=[{"sanction": "suspension", "on": "r1", "lasts": "2 months"}]
    )
    case.note("09-11 10:00", "received", of=number, to=["c1", "r1"])
    assert case.stages("09-11 11:00") == ["decided"]
    limits = {
        (each.person, each.against): str(each.state)
        for each in case.state("09-11 11:00").deadlines
        if each.step == "appeal"
    }
    old = _number(case, "decide")
    assert limits == {("r1", old): "passed", ("r1", number): "running"}
    assert str(case.state("09-11 11:00").final[old].date()) == "2026-07-03"
    with pytest.raises(Refused) as refused:
        case.take("09-14 10:00", "appeal", "r1", against=old, grounds=["error"])
    assert refused.value.code == "too_late"
    assert sanctions(case, "09-26 10:00") == {"training": "served", "suspension": "in force"}


# --- appeals


def test_the_complainant_appeals_to_the_end() -> None:
    case = decided()
    number = _number(case, "decide")
    lodged = case.take(
        "06-24 10:00", "appeal_as_complainant", "c1", against=number, grounds=["manifestly lenient"]
    )
    case.take(
        "06-29 10:00",
        "permit_appeal",
        "independent_member-1",
        strand=lodged,
        outcome="given",
        facts={"appeal_way": "on the papers"},
        with_=REASONED,
        appoints=APPEAL,
    )
    assert case.stages("07-20 10:00") == ["decided", "appeal_stage"]
    case.take(
        "07-21 10:00",
        "decide_appeal",
        JUDGES[0],
        role="appeal_panel",
        strand=lodged,
        outcome="varied",
        votes=votes(*JUDGES),
        with_=["reasons"],
        imposes=[{"sanction": "suspension", "on": "r1", "lasts": "1 year"}],
    )
    assert case.stages("07-21 11:00") == ["carrying_out", "appeal_over"]
    found = case.state("07-21 11:00").sanctions
    assert [(each.act, each.state) for each in found] == [(number, "replaced"), (found[1].act, "in force")]
    assert str(found[1].last_day) == "2027-07-21"


def club_appealed() -> tuple[Journey, int]:
    """A case of the small club with a suspension, appealed by the respondent."""
    case = club()
    case.take("04-10 10:00", "reply", "r1")
    case.take("04-18 10:00", "report", "fact_finder-1", with_=["report"])
    case.take("04-19 10:00", "call_meeting", "secretary-1", facts={"meeting": "2026-04-29"})
    members = [f"committee_member-{number}" for number in (1, 2, 3)]
    number = case.take(
        "04-29 19:00",
        "decide",
        members[0],
        role="committee",
        outcome="breach",
        votes=votes(*members),
        with_=["findings", "reasons"],
        findings=[{"allegation": "a1", "respondent": "r1", "finding": "proved"}],
        imposes=[{"sanction": "suspension", "on": "r1", "lasts": "1 month"}],
    )
    case.note("04-30 10:00", "received", of=number, to=["c1", "r1"])
    assert sanctions(case, "05-01 10:00") == {"suspension": "in force"}
    grounds = list(case.rules.steps["appeal"].grounds)[:1]
    lodged = case.take("05-06 10:00", "appeal", "r1", against=number, grounds=grounds)
    assert sanctions(case, "05-06 11:00") == {"suspension": "stayed"}
    panel = ["elder-2", "elder-3", "outsider-2"]
    case.take(
        "05-10 10:00",
        "form_appeal_panel",
        "secretary-1",
        strand=lodged,
        facts={"appeal_way": "on the papers"},
        appoints={"appeal_panel": panel},
        with_=["reasons for the choice"],
    )
    return case, lodged


@pytest.mark.parametrize(
    ("outcome", "stages", "suspension"),
    [
        ("stands", ["carrying_out", "appeal_over"], "in force"),
        ("again", ["received", "appeal_stage"], "set aside"),
    ],
)
def test_the_small_clubs_appeal(outcome: str, stages: list[str], suspension: str) -> None:
    case, lodged = club_appealed()
    panel = case.state("05-10 11:00").appointed("appeal_panel")
    case.take(
        "05-20 19:00",
        "decide_appeal",
        panel[0],
        role="appeal_panel",
        strand=lodged,
        outcome=outcome,
        votes=votes(*panel),
        with_=["reasons"],
    )
    assert case.stages("05-20 20:00") == stages
    assert sanctions(case, "05-20 20:00") == {"suspension": suspension}
    if outcome == "stands":  # a month from 29 April, and the fourteen days of the appeal did not count
        assert str(case.state("05-20 20:00").sanctions[0].last_day) == "2026-06-12"


# --- joining, releasing, withdrawing


def test_a_case_takes_in_the_complaint_that_another_lets_go_over() -> None:
    other = assessed()
    other.take("03-27 10:00", "go_over", "case_manager-1", with_=["reasons"])
    assert other.stages("03-27 11:00") == ["closed"]
    case = assessed()
    case.take(
        "03-27 10:00",
        "take_in",
        "case_manager-1",
        complaints={"k2": {"at": "2026-03-20T09:00:00+00:00", "by": ["c2"], "done": ["acknowledge"]}},
        parties={"c2": {"is": "complainant"}},
    )
    owed = running(case, "03-27 11:00")
    assert owed["report_at_six_months", None] == ("running", "2026-09-20")  # the oldest receipt
    assert owed["assess", None] == running(assessed(), "03-27 11:00")["assess", None]
    case.take("03-30 10:00", "withdraw", "c1")
    case.take("03-31 10:00", "answer_withdrawal", "case_manager-1", outcome="goes_on", with_=["reasons"])
    case.take("04-01 10:00", "withdraw", "c2")  # each complainant their own, and each has an answer
    assert ("answer_withdrawal", None) in running(case, "04-01 11:00")
    case.take(
        "04-02 10:00",
        "answer_withdrawal",
        "case_manager-1",
        outcome="closed",
        with_=["reasons"],
        countersigned=[{"by": "second_assessor-1", "as": "second_assessor"}],
    )
    assert case.stages("04-02 11:00") == ["closed"]


def test_one_respondent_is_let_go_and_the_other_stays() -> None:
    case = investigated()
    case.note("05-12 09:00", "party", adds={"r2": {"is": "respondent"}})
    assert set(case.state("05-12 09:30").parties) == {"c1", "r1", "r2"}
    number = case.take(
        "05-12 10:00",
        "release",
        "investigator-1",
        **{"for": ["r2"]},
        with_=["reasons"],
        countersigned=[{"by": "outside_approver-1", "as": "outside_approver"}],
    )
    found = case.state("05-12 11:00")
    assert set(found.parties) == {"c1", "r1"}
    told = {each.to for each in found.notices if each.n == number}
    assert told == {"r2", "c1"}, "who is let go is told, and nobody else among the respondents"


# --- measures


def test_a_measure_is_renewed_beyond_six_months_and_never_beyond_eighteen() -> None:
    case = assessed()
    asked = case.take(
        "03-26 10:00", "ask_for_measure", "case_manager-1", with_=["reasons", "risk assessment"]
    )
    case.take(
        "03-27 10:00",
        "decide_measure",
        "duty_panellist-1",
        strand=asked,
        outcome="granted",
        with_=["reasons", "why nothing milder will do"],
        starts=[{"measure": "interim_suspension", "on": "r1"}],
    )
    case.take("04-07 10:00", "hear_on_measure", "duty_panellist-1", strand=asked)
    panel = ["legal_panellist-3", "lay_panellist-3", "regulatory_panellist-3"]
    case.take(
        "09-01 10:00",
        "form_measures_panel",
        "clerk-1",
        strand=asked,
        appoints={"measures_panel": panel},
        with_=["reasons for the choice"],
    )

    def renew(until: str) -> None:
        case.take(
            "09-10 10:00",
            "renew_measure",
            panel[0],
            role="measures_panel",
            strand=asked,
            votes=votes(*panel),
            with_=["reasons", "what the respondent said to it"],
            starts=[{"measure": "interim_suspension", "on": "r1", "until": until}],
        )

    with pytest.raises(Refused):
        renew("2027-12-31")
    renew("2026-12-31")
    assert [str(each.last_day) for each in case.state("09-28 10:00").measures] == ["2026-12-31"]
    assert case.state("09-28 10:00").standing["r1"] == "suspended"


# --- who handles it, and opening it again


def test_handlers_are_replaced_and_the_oversight_body_takes_over() -> None:
    case = assessed()
    case.take(
        "03-27 10:00",
        "replace_handler",
        "rota_clerk-1",
        removes=["assessor-1"],
        appoints={"assessor": ["assessor-2"]},
        with_=["why", "reasons for the choice"],
    )
    with pytest.raises(Refused):
        case.take("03-30 10:00", "extend_assessment", "assessor-1", with_=["reasons"])
    case.take("03-30 10:00", "extend_assessment", "assessor-2", with_=["reasons"], until="2026-04-20")
    body = [f"oversight_member-{number}" for number in (1, 2, 3, 4)]
    case.take(
        "03-31 10:00",
        "take_over",
        body[0],
        role="oversight_body",
        removes=["case_manager-1"],
        appoints={"case_manager": ["case_manager-2"]},
        votes=votes(*body),
        outcome="taken",
        with_=["reasons", "reasons for the choice"],
    )
    found = case.state("03-31 11:00")
    assert (found.appointed("assessor"), found.appointed("case_manager")) == (
        ("assessor-2",),
        ("case_manager-2",),
    )


def test_a_closed_case_is_opened_again_and_begins_a_new_round() -> None:
    case = decided()
    case.take("07-06 10:00", "enforce", "registrar-1")
    case.take("07-08 10:00", "close", "case_manager-1")
    body = [f"oversight_member-{number}" for number in (1, 2, 3, 4)]
    case.take(
        "09-01 10:00",
        "reopen",
        body[0],
        role="oversight_body",
        votes=votes(*body),
        grounds=["fraud on this procedure"],
        with_=["reasons", "why it could have changed the outcome"],
    )
    found = case.state("09-01 11:00")
    assert (found.stage, found.ended) == ("assessment", False)
    assert found.facts["panel_decided"] is False, "nothing of the first round counts as done"
    assert found.sanctions[0].state == "in force", "what was imposed holds until it is decided otherwise"
    assert found.appointed("case_manager") == ("case_manager-1",)
    assert running(case, "09-01 11:00")["assess", None] == ("running", "2026-09-15")
    case.take(
        "09-03 10:00",
        "assess",
        "assessor-1",
        outcome="investigate",
        facts={"band": "standard", "protected": False},
        with_=["reasons"],
    )
    assert case.stages("09-03 11:00") == ["notice"]
    assert not case.state("09-03 11:00").irregular
