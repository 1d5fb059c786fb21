"""The shipped rulebooks: whoever is named or near does not decide, and a sanction is chosen by the guidance."""

from __future__ import annotations

import pytest

from dueprocess.core.engine import NotPermitted
from dueprocess.core.engine.refusals import Code
from dueprocess.core.errors import Refused
from dueprocess.core.rulebook.model import MENTIONED
from tests.core.rulebook.journey import Journey, shipped, votes
from tests.core.rulebook.test_journeys import HEARERS, assessed, decided

NAMES = ("standard", "small-club", "conduct-team")
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
    imposing = {
        step.id
        for step in rules.steps.values()
        if any(step.effects_with(outcome).imposes for outcome in step.outcomes)
    }
    assert {step.id for step in rules.steps.values() if step.by_guidance} == (finding | last) & imposing


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
                votes=votes(*HEARERS), with_=["findings"],
                findings=[{"allegation": "a1", "respondent": "r1", "finding": "proved"}],
                imposes=[{"sanction": "suspension", "on": "r1", "lasts": "3 months"}], guided=entry,
            )  # fmt: skip
        assert code in {need.code for need in error.value.needs}
    assert not case.state("06-20 10:00").irregular
