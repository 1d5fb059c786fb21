# ruff: noqa: E501 (rules are read row by row)
"""What an act must say by the sanctions guidance, as far as the engine is told of it."""

from __future__ import annotations

from typing import Any

from dueprocess.core.engine import Docket, NotPermitted, decide, form, permitted, state
from dueprocess.core.rulebook import check, load
from tests.core.engine.test_small_keys import HEAD

TEXT = f"""{HEAD}calendar = {{ timezone = "Europe/London" }}
[roles]
clerk = {{ title = "Clerk" }}
[stages]
open = {{ title = "Open" }}
over = {{ title = "Over", end = true }}
[sanctions]
warning = {{ title = "Warning", effect = "on the record only", lasts = "20 days" }}
[steps]
begin = {{ title = "Begin", stage = "start", by = ["complainant"], leads_to = "open" }}
judge = {{ title = "Judge", stage = "open", clause = "3", by = ["clerk"], imposes = ["warning"], by_guidance = true, leads_to = "over" }}
advise = {{ title = "Advise", stage = "open", by = ["clerk"], imposes = ["warning"], again = true }}
"""
BOOK = load(TEXT)
WARNED = {"sanction": "warning", "on": "r1"}
PROVED = {"allegation": "a1", "respondent": "r1", "finding": "proved"}
WITHIN = {"on": "r1", "breach": "insult", "factors": ["again"], "stands": "within"}
BELOW = {**WITHIN, "stands": "below"}


def docket(*respondents: str) -> Docket:
    return Docket.parse(
        {
            "docket": 1, "case": "guided", "rulebook": BOOK.hash, "people": {"s1": {"roles": ["clerk"]}},
            "parties": {"c1": {"is": "complainant"}, **{who: {"is": "respondent"} for who in respondents}},
            "acts": [
                {"n": 1, "at": "2026-03-02T10:00:00+00:00", "step": "begin", "by": "c1",
                 "allegations": [{"id": "a1", "respondent": "r1"}]},
            ],
        }
    )  # fmt: skip


def needs(step: str = "judge", *, who: tuple[str, ...] = ("r1",), **more: Any) -> list[tuple[str, str]]:
    """What an act lacks: the code and whom it is about."""
    act = {"n": 2, "at": "2026-03-03T10:00:00+00:00", "step": step, "by": "s1", **more}
    try:
        decide({BOOK.hash: BOOK}, docket(*who), act)
    except NotPermitted as no:
        return [(str(need.code), str(need.item)) for need in no.needs]
    return []


def test_each_who_is_found_against_or_sanctioned_is_placed() -> None:
    assert needs(imposes=[WARNED]) == [("facts", "r1")]
    assert needs(imposes=[{"sanction": "warning"}]) == [("facts", "r1")], "the only respondent is meant"
    assert needs(findings=[PROVED]) == [("facts", "r1")], "nothing may be imposed, but by the guidance"
    assert needs(imposes=[WARNED], findings=[PROVED], guided=[WITHIN]) == []
    assert needs(
        who=("r1", "r2"), imposes=[WARNED, {"sanction": "warning", "on": "r2"}], guided=[WITHIN]
    ) == [("facts", "r2")]


def test_nobody_is_placed_against_whom_nothing_is_found() -> None:
    assert needs() == []
    assert needs(findings=[{**PROVED, "finding": "not proved"}]) == []


def test_a_departure_says_why() -> None:
    assert needs(findings=[PROVED], guided=[BELOW]) == [("departure", "r1")]
    assert needs(findings=[PROVED], guided=[{**BELOW, "explained": False}]) == [("departure", "r1")]
    assert needs(findings=[PROVED], guided=[{**BELOW, "explained": True}]) == []
    above = {**BELOW, "stands": "above"}
    assert needs("advise", imposes=[WARNED], guided=[above]) == [("departure", "r1")], "wherever it is told"


def test_what_is_said_stands_for_a_party_and_once() -> None:
    assert needs(guided=[{**WITHIN, "on": "r7"}]) == [("facts", "r7")]
    assert needs(guided=[WITHIN]) == [("facts", "r1")], "nothing is decided on them here"
    proved = {"findings": [PROVED]}
    assert needs(**proved, guided=[WITHIN, WITHIN]) == [("facts", "r1"), ("facts", "r1")]
    assert needs(**proved, guided=[{**WITHIN, "stands": "near"}]) == [("facts", "r1")]


def test_who_may_act_is_not_asked_for_it_before() -> None:
    """`permitted` and the form know what only the act can show: they say that it will be asked for."""
    here = state({BOOK.hash: BOOK}, docket("r1"), docket("r1").acts[0].at)
    assert {each.step: each.refusal for each in permitted(here, "s1")}["judge"] is None
    assert form(here, "judge", "s1").by_guidance
    assert not form(here, "advise", "s1").by_guidance


def test_a_rulebook_asks_for_guidance_only_where_something_is_imposed() -> None:
    wrong = TEXT.replace('imposes = ["warning"], by_guidance', "by_guidance")
    assert [each.path for each in check(wrong) if each.severity == "error"] == ["steps.judge.by_guidance"]
    assert not [each for each in check(TEXT) if "by_guidance" in each.path]
