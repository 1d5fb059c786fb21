"""The rulebooks of a small club and of a conduct team: who declares first, what is told before a finding."""

from __future__ import annotations

from typing import Any

import pytest

from dueprocess.core.engine import NotPermitted, form
from dueprocess.core.engine.refusals import Code
from dueprocess.core.letters import load as words
from tests.core.rulebook.journey import SHIPPED, Journey, shipped, votes
from tests.core.rulebook.test_conduct_team import TEAM

COMMITTEE = ("committee_member-1", "committee_member-2", "committee_member-3")
ALLEGED = [{"id": "a1", "respondent": "r1"}]
FOUND = [{"allegation": "a1", "respondent": "r1", "finding": "proved"}]
BOTH = ("small-club", "conduct-team")


@pytest.mark.parametrize(
    ("name", "declare", "apart"),
    [
        ("small-club", {"fact_finder", "appeal_panel"}, {"committee_member"}),
        ("conduct-team", {"lead"}, {"council_member"}),
    ],
)
def test_who_handles_declares_first_and_who_governs_does_not_oversee(
    name: str, declare: set[str], apart: set[str]
) -> None:
    rules = shipped(name)
    every = (*rules.roles.values(), *rules.bodies.values())
    assert {each.id for each in every if each.declares} == declare
    assert {each.id for each in rules.roles.values() if each.never_oversees} == apart
    assert rules.report_within is not None
    assert set(rules.reporters) <= set(rules.roles)


def test_nobody_finds_out_the_facts_before_declaring() -> None:
    case = Journey(shipped("small-club"))
    case.take("03-23 10:00", "complain", "c1", allegations=ALLEGED)
    [field] = form(case.state("03-24 10:00"), "take_up", None, "take_up").appointments
    assert field.eligible == ()
    assert field.undeclared[:2] == ("fact_finder-1", "fact_finder-2")
    case.note("03-24 11:00", "declared", who="fact_finder-2")
    [field] = form(case.state("03-24 12:00"), "take_up", None, "take_up").appointments
    assert field.eligible == ("fact_finder-2",)


def from_the_old_papers(name: str) -> tuple[Journey, dict[str, Any]]:
    """A case of an earlier register that is to be decided, and how it is found against the respondent."""
    case = Journey(shipped(name))
    for person in case.docket["people"].values():
        person["training"] = {"handling reports": "2030-12-31"}
    case.changed()
    case.note("03-23 09:00", "imported", values={"received_on": "2025-01-07"}, origin={"row": 2})
    why = {"with_": ["why it stands there"], "allegations": ALLEGED}
    if name == "small-club":
        case.take("03-23 10:00", "take_from_register", "secretary-1", outcome="to_decide", **why)
        case.take("03-24 10:00", "call_meeting", "secretary-1", facts={"meeting": "2026-04-02"})
        return case, {
            "by": COMMITTEE[0],
            "role": "committee",
            "outcome": "breach",
            "votes": votes(*COMMITTEE),
        }
    case.take("03-23 10:00", "take_from_register", "coordinator-1", outcome="to_agree", **why)
    return case, {"by": TEAM[0], "role": "team", "outcome": "without_ban", "votes": votes(*TEAM)}


@pytest.mark.parametrize("name", BOTH)
def test_in_an_old_case_nothing_is_found_before_its_respondent_was_told(name: str) -> None:
    """They were heard under rules of which nobody knows any more: the letter says what is still alleged."""
    case, how = from_the_old_papers(name)
    told = [each for each in case.state("03-25 10:00").notices if each.to == "r1"]
    [letter] = [each for each in told if each.letter in case.rules.notices]
    lasts = {"small-club": "12 months", "conduct-team": "6 months"}[name]
    how |= {
        "with_": ["findings", "reasons"], "findings": FOUND,
        "imposes": [{"sanction": "warning", "on": "r1", "lasts": lasts}],
    }  # fmt: skip
    with pytest.raises(NotPermitted) as error:
        case.take("04-03 10:00", "decide", **how)
    assert error.value.code == Code.NOT_NOTIFIED
    case.note("04-03 11:00", "received", of=letter.n, to=["r1"])
    case.take("05-04 12:00", "decide", **how)  # once the time to answer it is over
    assert case.docket["acts"][-1]["findings"][0]["standard"] == "balance of probabilities"


def test_in_an_old_case_of_the_club_the_reply_is_owed_from_the_letter() -> None:
    case = Journey(shipped("small-club"))
    case.note("03-23 09:00", "imported", values={"received_on": "2025-01-07"}, origin={"row": 2})
    n = case.take(
        "03-23 10:00", "take_from_register", "secretary-1", outcome="to_hear_both",
        with_=["why it stands there"], allegations=ALLEGED,
    )  # fmt: skip
    owed = {each.step: str(each.last_day) for each in case.state("03-24 10:00").deadlines}
    assert owed["replace_fact_finder"] == "2026-03-30"
    case.take(
        "03-28 10:00", "replace_fact_finder", "secretary-1", with_=["why"],
        appoints={"fact_finder": ["fact_finder-1"]},
    )  # fmt: skip
    with pytest.raises(NotPermitted):
        case.take("03-30 10:00", "report", "fact_finder-1", with_=["report"])
    case.note("04-01 10:00", "received", of=n, to=["r1"])
    owed = {each.step: str(each.last_day) for each in case.state("04-02 10:00").deadlines}
    assert owed["reply"] == "2026-04-15"
    case.take("04-16 10:00", "report", "fact_finder-1", with_=["report"])


def test_whoever_is_outvoted_may_say_why() -> None:
    assert all(body.dissent for body in shipped("small-club").bodies.values())
    team = shipped("conduct-team").bodies
    assert {name for name, body in team.items() if not body.dissent} == {"duty_check"}


SAID = [
    ("small-club", "report", "the report itself"),
    ("small-club", "agreed_terms", "what was agreed"),
    ("small-club", "delay", "why it takes longer, and until when"),
    ("conduct-team", "your_side", "what was done, in neutral words"),
    ("conduct-team", "proposed_outcome", "what happened, and the outcome"),
    ("conduct-team", "proposal", "the same, for the team"),
    ("conduct-team", "already_handled", "what was done, and by whom"),
    ("conduct-team", "delay", "why it takes longer, and until when"),
]


@pytest.mark.parametrize(("name", "letter", "what"), SAID)
def test_a_letter_says_what_its_step_had_to_write(name: str, letter: str, what: str) -> None:
    """What a step needs in writing stands in `reasons`; a letter without that field leaves it out."""
    told = words((SHIPPED / "letters" / f"{name}.toml").read_text(encoding="utf-8")).letters[letter]
    for part in (told.text, *told.to.values()):
        assert any("{reasons}" in text for paragraph in part for text in paragraph.texts), (letter, what)


# --- a rule that ends or refuses a membership, and outcomes instead of a sanction

EXITS = {
    "small-club": ("secretary-1", "elder-1", "elder", COMMITTEE, "committee_afresh"),
    "conduct-team": ("coordinator-1", "team_member-4", "team_member", TEAM[:3], "team_afresh"),
}


def leaving(name: str, rule: str = "2026-01-01", rests_on: str = "2026-02-01") -> tuple[Journey, int]:
    """A membership that has lapsed, as it is proposed, and the act."""
    case = Journey(shipped(name))
    for person in case.docket["people"].values():
        person["training"] = {"handling reports": "2030-12-31"}
    del case.docket["parties"]["c1"]
    case.changed()
    by, signs, role, *_rest = EXITS[name]
    n = case.take(
        "03-23 10:00", "propose_exit", by, facts={"rule_day": rule, "exit_day": rests_on},
        grounds=["membership has lapsed"], with_=["the rule", "the evidence"],
        countersigned=[{"by": signs, "as": role}],
    )  # fmt: skip
    return case, n


@pytest.mark.parametrize("name", BOTH)
def test_a_membership_ends_by_a_rule_only_after_a_letter_time_to_answer_and_reasons(name: str) -> None:
    with pytest.raises(NotPermitted, match="must not lie before"):
        leaving(name, rule="2026-02-02")
    case, proposed = leaving(name)
    *_rest, members, body = EXITS[name]
    case.note("03-24 12:00", "received", of=proposed, to=["r1"])
    ends: dict[str, Any] = {
        "role": body, "outcome": "ends", "votes": votes(*members),
        "imposes": [{"sanction": "end_of_membership", "on": "r1"}],
    }  # fmt: skip
    with pytest.raises(NotPermitted):  # they may still answer
        case.take("04-06 10:00", "decide_exit", members[0], with_=["reasons"], **ends)
    with pytest.raises(NotPermitted):
        case.take("04-09 10:00", "decide_exit", members[0], **ends)
    decision = case.take("04-09 10:00", "decide_exit", members[0], with_=["reasons"], **ends)
    case.note("04-09 12:00", "received", of=decision, to=["r1"])
    assert [str(each.state) for each in case.state("04-10 10:00").sanctions] == ["not yet in force"]
    attacking = {"small-club": "appeal", "conduct-team": "ask_for_review"}[name]
    assert attacking in case.may("04-20 10:00")
    assert [str(each.state) for each in case.state("06-10 10:00").sanctions] == ["in force"]


@pytest.mark.parametrize("name", BOTH)
def test_what_is_too_grave_or_was_not_admitted_is_not_settled_with_an_apology(name: str) -> None:
    """It needs that the respondent says so first; nothing is decided by that alone."""
    step = shipped(name).steps["make_good"]
    assert step.follows == ("admit",)
    assert {str(who.name) for who in step.demands.consent_of} == {"respondent"}
    for clause, grave in (("4", True), ("1", False)):
        case = Journey(shipped(name))
        first = {"small-club": "complain", "conduct-team": "report"}[name]
        case.take(
            "03-23 10:00", first, "c1", allegations=[{**ALLEGED[0], "code": "conduct", "clause": clause}]
        )
        assert case.state("03-24 10:00").facts["too_grave"] is grave
    admitting = shipped(name).steps["admit"]
    assert not admitting.effects.leads_to


@pytest.mark.parametrize(("name", "by"), [("small-club", "secretary-1"), ("conduct-team", "coordinator-1")])
def test_whoever_reports_themselves_is_looked_at_like_everybody(name: str, by: str) -> None:
    case = Journey(shipped(name))
    del case.docket["parties"]["c1"]
    case.changed()
    case.take(
        "03-23 10:00", "refer_oneself", by, grounds=[case.rules.steps["refer_oneself"].grounds[0]],
        with_=["their own words", "that they came of their own accord"], allegations=ALLEGED,
    )  # fmt: skip
    assert case.stages("03-23 11:00") == ["received"]
    assert {each.step for each in case.state("03-23 11:00").deadlines if not each.met} & {"take_up", "assign"}
