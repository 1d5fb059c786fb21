"""The shipped rulebooks: who is near does not decide, measures end by a decision, guidance is followed."""

from __future__ import annotations

import pytest

from dueprocess.core.engine import NotPermitted, form
from dueprocess.core.engine.refusals import Code
from dueprocess.core.errors import Refused
from dueprocess.core.rulebook.model import MENTIONED
from tests.core.rulebook.journey import Journey, shipped, votes
from tests.core.rulebook.test_journeys import APPEAL as PANEL_OF_APPEAL
from tests.core.rulebook.test_journeys import EXAMINERS, HEARERS, JUDGES, assessed, decided, investigated

NAMES = ("standard", "small-club", "conduct-team")
PAPERS = {"appeal_way": "on the papers"}
FELT = {"band": "standard", "protected": False}


@pytest.mark.parametrize("name", NAMES)
def test_who_is_mentioned_reads_and_waits_for_a_ruling(name: str) -> None:
    """In each of them the degree bars until it is settled, never sight, and a ruling is owed for each."""
    rules = shipped(name)
    degree = next(one for one in rules.conflicts.values() if MENTIONED in one.grounds)
    assert degree.alleged_bars
    assert {str(bar) for bar in degree.bars} == {"speak", "vote"}
    settles = rules.steps["settle_conflict"]
    assert settles.for_each is not None
    assert str(settles.for_each.kind) == "conflict"
    assert settles.due


def test_a_mentioned_assessor_assesses_once_somebody_else_has_ruled() -> None:
    case = assessed()
    said = case.note("03-26 09:00", "conflict", who="assessor-1", ground=MENTIONED, said_by="c1")
    with pytest.raises(Refused) as error:
        case.take("03-26 10:00", "assess", "assessor-1", outcome="investigate", facts=FELT, with_=["reasons"])
    assert "conflict" in str(error.value.reason)
    owed = [one for one in case.state("03-26 10:00").deadlines if one.step == "settle_conflict"]
    assert [(str(one.state), str(one.last_day)) for one in owed] == [("running", "2026-03-27")]
    late = [(each.to, each.letter) for each in case.state("03-30 10:00").notices if each.letter == "late"]
    assert late == [("oversight_lead", "late")]
    case.take(
        "03-27 10:00", "settle_conflict", "independent_member-1", outcome="no_conflict", conflict=said,
        with_=["reasons"], **{"for": [str(said)]},
    )  # fmt: skip
    case.take("03-27 11:00", "assess", "assessor-1", outcome="investigate", facts=FELT, with_=["reasons"])
    assert case.stages("03-27 12:00") == ["notice"]


def test_whoever_is_of_a_partys_unit_is_not_appointed_under_the_standard_rulebook() -> None:
    case = Journey(shipped("standard"))
    case.docket["people"]["m1"]["unit"] = "1/4"
    case.docket["people"]["assessor-1"]["unit"] = "1/4"
    case.changed()
    case.take("03-23 10:00", "receive", "c1")
    case.take("03-23 14:00", "screen", "duty_officer-1")
    case.take("03-24 10:00", "acknowledge", "intake_officer-1", **{"for": ["k1"]})
    handlers = {"case_manager": ["case_manager-1"], "assessor": ["assessor-1"]}
    with pytest.raises(NotPermitted) as error:
        case.take(
            "03-25 10:00", "appoint_handlers", "rota_clerk-1", appoints=handlers,
            with_=["reasons for the choice"],
        )  # fmt: skip
    assert "is of the same unit as a party" in str(error.value.reason)
    handlers["assessor"] = ["assessor-2"]
    case.take(
        "03-25 10:00", "appoint_handlers", "rota_clerk-1", appoints=handlers, with_=["reasons for the choice"]
    )


@pytest.mark.parametrize("name", NAMES)
def test_who_decides_and_who_hears_the_appeal_are_asked_for_the_type_of_breach(name: str) -> None:
    rules = shipped(name)
    last = {
        step.id for step in rules.steps.values() if any(step.effects_with(o).decision for o in step.outcomes)
    }
    finding = {step.id for step in rules.steps.values() if "findings" in step.demands.needs}
    finding |= {step.id for step in rules.steps.values() if finding & set(step.follows)}
    imposing = {
        step.id
        for step in rules.steps.values()
        if any(step.effects_with(outcome).imposes for outcome in step.outcomes)
    }
    assert {step.id for step in rules.steps.values() if step.by_guidance} == (finding | last) & imposing


def test_nothing_is_found_under_the_standard_rulebook_that_no_notice_has_told() -> None:
    """A new allegation comes with its own notice, for which there is time to answer; findings say by which
    standard they were made."""
    case = decided()
    act = next(row for row in case.docket["acts"] if row.get("findings"))
    assert [each["standard"] for each in act["findings"]] == ["balance of probabilities"]
    case = investigated()
    notice = case.take(
        "05-12 10:00", "give_new_notice", "case_manager-1", allegations=[{"id": "a2", "respondent": "r1"}],
        with_=["allegation and rule", "evidence so far"], **{"for": ["r1"]},
    )  # fmt: skip
    both = [{"allegation": name, "respondent": "r1", "finding": "proved"} for name in ("a1", "a2")]

    def closes(at: str) -> None:
        case.take(
            at, "examine", "lay_examiner-1", role="examiners", outcome="advise",
            votes=votes(*EXAMINERS["examiners"]), with_=["reasons"], findings=both,
        )  # fmt: skip

    with pytest.raises(NotPermitted) as error:
        closes("05-14 10:00")
    assert [(str(need.code), need.item) for need in error.value.needs] == [("not_notified", "a2")]
    case.note("05-13 10:00", "received", of=notice, to=["r1"])
    owed = [each for each in case.state("05-13 11:00").deadlines if each.step == "reply_anew"]
    assert [(each.person, str(each.last_day)) for each in owed] == [("r1", "2026-05-27")]
    with pytest.raises(NotPermitted) as error:
        closes("05-14 10:00")
    assert [(str(need.code), need.item) for need in error.value.needs] == [("too_early", "a2")]
    closes("05-28 10:00")


def test_a_departure_from_the_guidance_needs_reasons_under_the_standard_rulebook() -> None:
    case = decided()
    act = next(row for row in case.docket["acts"] if row.get("step") == "decide")
    rows = case.docket["acts"][: case.docket["acts"].index(act)]
    for entry, code in (
        ([], Code.FACTS),
        ([{"on": "r1", "breach": "disrespect", "stands": "above"}], Code.DEPARTURE),
    ):
        again = Journey(case.rules)
        again.docket["acts"] = [dict(row) for row in rows]
        again.changed()
        with pytest.raises(NotPermitted) as error:
            again.take(
                "06-11 10:00", "decide", "legal_panellist-1", role="panel", outcome="breach",
                votes=votes(*HEARERS), with_=["reasons in short"],
                findings=[{"allegation": "a1", "respondent": "r1", "finding": "proved"}],
                imposes=[{"sanction": "suspension", "on": "r1", "lasts": "3 months"}], guided=entry,
            )  # fmt: skip
        assert code in {need.code for need in error.value.needs}
    assert not case.state("06-20 10:00").irregular


def protected() -> Journey:
    """A case in which somebody is to leave people at risk alone, for six months from 31 March."""
    case = assessed()
    asked = case.take(
        "03-30 10:00", "ask_for_measure", "case_manager-1", with_=["reasons", "risk assessment"]
    )
    case.take(
        "03-31 10:00", "decide_measure", "duty_panellist-1", strand=asked, outcome="granted",
        with_=["reasons", "why nothing milder will do"],
        starts=[{"measure": "protection", "on": "r1", "scope": ["meetings"]}],
    )  # fmt: skip
    return case


def test_protection_warns_and_does_not_end_by_neglect() -> None:
    """Warnings 28, 14 and 7 days before; then three working days; oversight is told of each."""
    case = protected()
    (measure,) = case.state("04-01 10:00").measures
    assert str(measure.last_day) == "2026-09-30"
    assert [str(day) for day in measure.review_on] == ["2026-09-02", "2026-09-16", "2026-09-23"]
    told = {
        day: sorted(
            {(each.to, each.letter) for each in case.state(day).notices if "decided" in str(each.letter)}
        )
        for day in ("09-30 23:00", "10-01 10:00", "10-06 10:00")
    }
    both = ("oversight_body", "oversight_lead")
    assert told["09-30 23:00"] == []
    assert told["10-01 10:00"] == [(who, "protection_must_be_decided") for who in both]
    assert {letter for _who, letter in told["10-06 10:00"]} == {
        "protection_must_be_decided", "protection_was_not_decided",
    }  # fmt: skip
    (measure,) = case.state("12-01 10:00").measures
    assert measure.live, "and it still applies"


def test_protection_goes_on_only_by_a_panel_and_not_past_its_cap() -> None:
    case = protected()
    strand = case.state("04-01 10:00").strands[-1].name
    panel = ["legal_panellist-1", "lay_panellist-1", "regulatory_panellist-1"]
    case.take(
        "09-24 10:00", "form_measures_panel", "clerk-1", strand=strand, appoints={"measures_panel": panel}
    )
    heard = ["reasons", "what the respondent said to it"]
    renewal = {"strand": strand, "role": "measures_panel", "votes": votes(*panel), "with_": heard}
    with pytest.raises(Refused):
        case.take(
            "09-25 10:00", "renew_measure", panel[0],
            starts=[{"measure": "protection", "on": "r1", "until": "2027-12-31"}], **renewal,
        )  # fmt: skip
    case.take(
        "09-25 10:00", "renew_measure", panel[0],
        starts=[{"measure": "protection", "on": "r1", "until": "2027-03-25"}], **renewal,
    )  # fmt: skip
    (measure,) = case.state("10-06 10:00").measures
    assert str(measure.last_day) == "2027-03-25"


@pytest.mark.parametrize(("name", "most"), [("standard", 3), ("small-club", 5), ("conduct-team", 3)])
def test_each_has_a_measure_of_protection_that_must_be_decided(name: str, most: int) -> None:
    held = [one for one in shipped(name).measures.values() if str(one.at_end) == "must be decided"]
    assert [(one.holding.count if one.holding else 0) for one in held] == [most]
    assert all(len(one.remind) == 3 and one.reports_to for one in held)


def test_conditions_are_reviewed_every_six_months_and_lifted() -> None:
    case = decided()
    act = next(row for row in case.docket["acts"] if row.get("step") == "decide")
    act["imposes"] = [{"sanction": "conditions", "on": "r1", "lasts": "2 years"}]
    case.changed()
    owed = [one for one in case.state("08-01 10:00").deadlines if one.step == "review_conditions"]
    assert [str(one.last_day) for one in owed] == ["2026-12-11"]
    case.take("12-10 10:00", "review_conditions", "independent_member-1", outcome="stay", with_=["reasons"])
    owed = [
        one for one in case.state("12-11 10:00").deadlines if one.step == "review_conditions" and not one.met
    ]
    assert [str(one.last_day) for one in owed] == ["2027-06-10"]
    case.take("12-12 10:00", "review_conditions", "independent_member-1", outcome="lifted", with_=["reasons"])
    found = case.state("12-12 11:00")
    assert not any(each.live for each in found.sanctions)
    assert ("c1", "conditions_lifted") in {(each.to, each.letter) for each in found.notices}


# --- exits without a hearing, and outcomes instead of a charge


def leaving(rule: str = "2026-01-01", rests_on: str = "2026-02-01") -> Journey:
    """A membership that has lapsed, as the registrar proposes it."""
    case = Journey(shipped("standard"))
    case.take(
        "03-23 10:00", "propose_exit", "registrar-1", facts={"rule_day": rule, "exit_day": rests_on},
        grounds=["membership has lapsed"], with_=["the rule", "the evidence"],
        countersigned=[{"by": "second_assessor-1", "as": "second_assessor"}],
    )  # fmt: skip
    owed = [str(one.last_day) for one in case.state("03-23 11:00").deadlines if one.step == "replace_handler"]
    assert owed == ["2026-03-24"]
    case.take(
        "03-23 11:00", "replace_handler", "rota_clerk-1", with_=["why", "reasons for the choice"],
        appoints={"case_manager": ["case_manager-1"]},
    )  # fmt: skip
    return case


def test_what_lies_before_a_rule_took_effect_cannot_end_a_membership() -> None:
    with pytest.raises(NotPermitted) as error:
        leaving(rule="2026-02-02")
    assert str(error.value.reason) == (
        "“Day of what it rests on” must not lie before “Day on which the rule took effect”."
    )
    assert leaving(rule="2026-02-01").stages("03-23 12:00") == ["exit_proposed"]


def test_an_exit_has_notice_time_to_reply_reasons_and_an_appeal_to_others() -> None:
    case = leaving()
    notice = case.take(
        "03-24 10:00", "give_exit_notice", "case_manager-1", with_=["the rule and the evidence"],
        **{"for": ["r1"]},
    )  # fmt: skip
    case.note("03-24 12:00", "received", of=notice, to=["r1"])
    ends = {"outcome": "ends", "imposes": [{"sanction": "end_of_membership", "on": "r1"}]}
    for with_ in (["reasons"], []):
        with pytest.raises(NotPermitted):
            case.take("04-07 10:00" if with_ else "04-08 10:00", "decide_exit", "independent_member-1",
                      with_=with_, **ends)  # fmt: skip
    decision = case.take("04-08 10:00", "decide_exit", "independent_member-1", with_=["reasons"], **ends)
    case.note("04-08 12:00", "received", of=decision, to=["r1"])
    assert [str(each.state) for each in case.state("04-09 10:00").sanctions] == ["not yet in force"]
    appeal = case.take("04-10 10:00", "appeal", "r1", against=decision, grounds=["error"], **{"for": ["r1"]})
    with pytest.raises(Refused):
        case.take(
            "04-13 10:00", "permit_appeal", "independent_member-1", strand=appeal, outcome="given",
            facts=PAPERS,
            with_=["reasons", "reasons for the choice"], appoints=PANEL_OF_APPEAL,
        )  # fmt: skip
    case.take(
        "04-13 10:00", "permit_appeal", "independent_member-2", strand=appeal, outcome="given", facts=PAPERS,
        with_=["reasons", "reasons for the choice"], appoints=PANEL_OF_APPEAL,
    )  # fmt: skip
    case.take(
        "04-20 10:00", "decide_appeal", JUDGES[0], strand=appeal, role="appeal_panel",
        outcome="decided_again",
        votes=votes(*JUDGES), with_=["reasons"],
    )  # fmt: skip
    assert case.stages("04-20 11:00")[0] == "exit_reply"
    assert not any(each.live for each in case.state("04-20 11:00").sanctions)


def test_what_is_too_grave_is_neither_mediated_nor_settled_without_a_charge() -> None:
    """The clauses stand in the rulebook; the way of assessment is the same whoever admits or reports it."""
    for clause, open_ in (("4", False), ("1", True)):
        case = assessed(allegations=[{"id": "a1", "respondent": "r1", "code": "conduct", "clause": clause}])
        found = form(case.state("03-26 10:00"), "assess")
        assert [each.open for each in found.outcomes if each.id == "informal"] == [open_]
        rules = case.rules.steps["examine"].outcomes
        assert rules["educate"].when == rules["consensual"].when is not None
        assert case.state("03-26 10:00").facts["excluded_breach"] is not open_


def test_whoever_reports_themselves_is_assessed_like_everybody() -> None:
    case = Journey(shipped("standard"))
    case.take(
        "03-23 10:00", "refer_oneself", "intake_officer-1", grounds=["breach of the code"],
        with_=["their own words", "that they came of their own accord"],
    )  # fmt: skip
    assert case.stages("03-23 11:00") == ["received"]
    owed = {each.step: str(each.last_day) for each in case.state("03-23 11:00").deadlines}
    assert owed["screen"] == "2026-03-23"
    assert owed["appoint_handlers"] == "2026-03-26"
