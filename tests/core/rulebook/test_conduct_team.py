"""The shipped rulebook of a conduct team, worked through: its ordinary case and what is particular to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dueprocess.core.errors import Refused
from tests.core.rulebook.journey import Journey, shipped, votes

TEAM = ("team_member-1", "team_member-2", "team_member-3", "team_member-4")
COUNCIL = ("council_member-1", "council_member-2", "council_member-3")
REVIEW = ("reviewer-1", "reviewer-2", "reviewer-3")
WRITTEN = ["findings", "reasons"]
AT_ONCE = ["what goes on", "why it cannot wait"]


def reported(*, holders: int = 4) -> Journey:
    """A report that has a lead. The case is `r1`'s; `team_member-4` reads the letter to them."""
    case = Journey(shipped("conduct-team"), holders=holders)
    for person in case.docket["people"].values():
        person["training"] = {"handling reports": "2030-12-31"}
    case.changed()
    case.take(
        "03-23 10:00", "report", "c1", facts={"without_name": {"c1": True}},
        allegations=[{"id": "a1", "respondent": "r1"}],
    )  # fmt: skip
    case.take("03-23 18:00", "acknowledge", "duty_member-1", **{"for": ["k1"]})
    case.take(
        "03-24 10:00",
        "assign",
        "coordinator-1",
        appoints={"lead": ["lead-1"]},
        with_=["who was asked, and who answered", "reasons for the choice"],
    )
    return case


def taken_up(case: Journey) -> Journey:
    """The same, looked into, with the letter to the respondent received on 27 March."""
    where = {"space": "chat", "kind": "insults"}
    case.take("03-25 10:00", "take_up", "lead-1", outcome="look_into", facts=where, with_=["reasons"])
    letter = case.take(
        "03-26 10:00",
        "ask_for_side",
        "lead-1",
        **{"for": ["r1"]},
        with_=["what was done, in neutral words"],
        countersigned=[{"by": "team_member-4", "as": "team_member"}],
    )
    case.note("03-27 10:00", "received", of=letter, to=["r1"])
    return case


def proposed(case: Journey) -> Journey:
    """The same, with an outcome proposed on 2 April."""
    case.take("04-01 10:00", "give_side", "r1")
    case.take("04-02 10:00", "propose", "lead-1", with_=["what happened", "the proposed outcome"])
    return case


def decide(case: Journey, at: str, *sanctions: dict[str, Any], **more: Any) -> int:
    """The team decides, all for it unless told otherwise."""
    many = {"votes": votes(*TEAM), "with_": WRITTEN, "outcome": "with_ban"} | more
    found = [{"allegation": "a1", "respondent": "r1", "finding": "proved"}]
    return case.take(at, "decide", TEAM[0], role="team", findings=found, imposes=list(sanctions), **many)


def time_ban(lasts: str = "30 days") -> dict[str, Any]:
    return {"sanction": "time_ban", "on": "r1", "lasts": lasts, "scope": ["chat"]}


BAN = {"sanction": "ban", "on": "r1", "scope": ["all spaces"]}


def test_access_is_closed_before_the_respondent_is_told() -> None:
    """The moderators' letter is owed at once; the respondent's waits until they have closed the access."""
    case = proposed(taken_up(reported()))
    case.take("04-04 10:00", "say_to_proposal", "c1")
    n = decide(case, "04-05 10:00", time_ban())

    def letters(at: str) -> dict[str, str]:
        return {each.to: str(each.state) for each in case.state(at).notices if each.n == n}

    assert letters("04-05 11:00") == {
        "c1": "owed",
        "moderator": "owed",
        "r1": "waiting",
        "council": "owed",
    }
    case.take("04-05 12:00", "close_access", "moderator-1")
    assert letters("04-05 13:00")["r1"] == "owed"


def test_who_reported_is_asked_before_anything_takes_effect() -> None:
    """Five days from the proposal on 2 April: to 7 April, unless they answer sooner."""
    case = proposed(taken_up(reported()))
    with pytest.raises(Refused) as refused:
        decide(case, "04-05 10:00", time_ban())
    assert (refused.value.code, refused.value.clause) == ("wrong_stage", "7")
    assert "decide" not in case.may("04-07 23:59")
    assert "decide" in case.may("04-08 01:00")  # 00:00 UTC is 01:00 in London


def test_agreement_or_else_two_thirds_of_all_who_may_vote() -> None:
    """Of four: one against and one abstaining is neither; one against three for is two thirds."""
    case = proposed(taken_up(reported()))
    case.take("04-04 10:00", "say_to_proposal", "c1")
    split = {"for": list(TEAM[:2]), "against": [TEAM[2]], "abstain": [TEAM[3]]}
    with pytest.raises(Refused) as refused:
        decide(case, "04-05 10:00", time_ban(), votes=split)
    assert refused.value.code == "vote"
    decide(case, "04-05 10:00", time_ban(), votes={"for": list(TEAM[:3]), "against": [TEAM[3]]})


def test_a_ban_for_good_takes_three_quarters_even_where_nobody_is_against() -> None:
    """Two for it and two abstaining is agreement, and no majority for such a ban."""
    case = proposed(taken_up(reported()))
    case.take("04-04 10:00", "say_to_proposal", "c1")
    mild = {"for": list(TEAM[:2]), "abstain": list(TEAM[2:])}
    with pytest.raises(Refused) as refused:
        decide(case, "04-05 10:00", BAN, votes=mild)
    assert refused.value.code == "sanction"
    decide(case, "04-05 10:00", BAN, votes={"for": list(TEAM[:3]), "against": [TEAM[3]]})


def test_what_one_did_alone_falls_away_after_24_hours_and_not_a_minute_sooner() -> None:
    case = reported()
    case.take(
        "03-24 15:30",
        "act_now",
        "duty_member-1",
        with_=AT_ONCE,
        starts=[{"measure": "block", "on": "r1", "scope": ["chat"]}],
    )
    assert case.state("03-25 15:29").standing["r1"] == "flagged"
    found = case.state("03-25 15:30")
    assert found.standing["r1"] == "nothing noted"
    assert [each.stage for each in found.strands] == ["received", "acted_over"]
    assert {each.to for each in found.notices if each.letter == "fell_away"} == {
        "coordinator",
        "moderator",
        "r1",
    }


def test_nobody_checks_what_they_did_themselves() -> None:
    """A member of the team who acted on duty is not one of the two."""
    case = reported()
    case.docket["people"]["team_member-1"]["roles"] = ["team_member", "duty_member"]
    case.changed()
    starts = [{"measure": "block", "on": "r1", "scope": ["chat"]}]
    acted = case.take(
        "03-24 15:30", "act_now", "team_member-1", role="duty_member", with_=AT_ONCE, starts=starts
    )
    check: dict[str, Any] = {
        "role": "duty_check",
        "strand": acted,
        "outcome": "stays",
        "with_": ["reasons"],
    }
    with pytest.raises(Refused) as refused:
        case.take("03-25 10:00", "check_act", TEAM[1], votes=votes(*TEAM[:2]), **check)
    assert refused.value.code == "vote"
    case.take("03-25 10:00", "check_act", TEAM[1], votes=votes(*TEAM[1:3]), **check)
    assert case.state("04-23 10:00").standing["r1"] == "flagged"
    assert case.state("04-25 10:00").standing["r1"] == "nothing noted"  # a month from 24 March


def test_the_council_decides_when_too_few_of_the_team_may() -> None:
    """Two of the four say that they are too close; two are fewer than three."""
    case = proposed(taken_up(reported()))
    for who in TEAM[:2]:
        case.note("04-03 10:00", "conflict", who=who, ground="other reason", said_by=who)
    case.take("04-04 10:00", "say_to_proposal", "c1")
    body = case.state("04-05 10:00").bodies["team"]
    assert body.too_few
    case.take(
        "04-05 10:00",
        "decide",
        COUNCIL[0],
        role="council",
        outcome="without_ban",
        votes=votes(*COUNCIL),
        with_=WRITTEN,
        findings=[{"allegation": "a1", "respondent": "r1", "finding": "proved"}],
        imposes=[{"sanction": "warning", "on": "r1", "lasts": "6 months"}],
    )
    assert case.stages("04-05 11:00") == ["decided"]


def test_a_warning_expires_and_a_ban_ends_on_its_day() -> None:
    """From 5 April: a warning of six months to 5 October, a ban of 30 days to 5 May."""
    case = proposed(taken_up(reported()))
    case.take("04-04 10:00", "say_to_proposal", "c1")
    decide(case, "04-05 10:00", time_ban(), {"sanction": "warning", "on": "r1", "lasts": "6 months"})
    ends = {each.id: each.last_day for each in case.state("04-06 10:00").sanctions}
    assert ends == {"time_ban": date(2026, 5, 5), "warning": date(2026, 10, 5)}
    standings = [case.state(f"{day} 12:00").standing["r1"] for day in ("05-05", "05-06", "10-05", "10-06")]
    assert standings == ["banned for a time", "warned", "warned", "nothing noted"]


def closed_with_ban() -> Journey:
    """A ban until further notice from 5 April, received by both on 6 April, closed on 7 May."""
    case = proposed(taken_up(reported()))
    case.take("04-04 10:00", "say_to_proposal", "c1")
    n = decide(case, "04-05 10:00", BAN)
    case.take("04-05 12:00", "close_access", "moderator-1")
    case.note("04-06 10:00", "received", of=n, to=["c1", "r1"])
    assert case.stages("05-06 23:00") == ["decided"]
    case.take("05-07 10:00", "close", "lead-1", with_=["what is learned from it"])
    return case


def test_readmission_may_be_asked_for_after_six_months_and_six_months_after_each_answer() -> None:
    case = closed_with_ban()
    with pytest.raises(Refused) as refused:
        case.take("10-05 10:00", "ask_readmission", "r1")
    assert (refused.value.code, refused.value.clause) == ("too_early", "11")
    case.take("10-06 10:00", "ask_readmission", "r1")
    owed = {each.step: each.last_day for each in case.state("10-07 10:00").deadlines}
    assert owed["answer_readmission"] == date(2026, 11, 5)
    case.take(
        "10-20 10:00",
        "answer_readmission",
        TEAM[0],
        role="team",
        outcome="let_in",
        votes=votes(*TEAM),
        with_=["reasons"],
    )
    assert case.state("10-20 11:00").standing["r1"] == "nothing noted"
    assert "ask_readmission" not in case.may("12-30 10:00")  # nothing is in force any more


def test_others_look_at_it_again_and_the_team_begins_anew() -> None:
    """A report without a name, too: the letterbox counts as receipt, and the same 30 days run."""
    case = proposed(taken_up(reported()))
    case.take("04-04 10:00", "say_to_proposal", "c1")
    n = decide(case, "04-05 10:00", outcome="not_against")
    case.note("04-06 10:00", "received", of=n, to=["c1", "r1"])
    asked = case.take("05-06 10:00", "ask_for_review", "c1", against=n, grounds=["something new"])
    assert {each.step: each.last_day for each in case.state("05-07 10:00").deadlines}[
        "decide_review"
    ] == date(2026, 6, 5)
    case.take(
        "05-20 10:00",
        "decide_review",
        REVIEW[0],
        role="review_group",
        strand=asked,
        outcome="again",
        facts={"review_way": "on the papers"},
        votes=votes(*REVIEW),
        with_=["reasons"],
    )
    assert case.stages("05-20 11:00")[0] == "received"
    assert {"assign"} <= case.may("05-20 11:00")


def test_a_case_from_what_the_team_saw_has_nobody_to_ask_and_is_decided_all_the_same() -> None:
    case = Journey(shipped("conduct-team"))
    del case.docket["parties"]["c1"]
    for person in case.docket["people"].values():
        person["training"] = {"handling reports": "2030-12-31"}
    case.changed()
    seen = ["who saw it", "what was seen and where"]
    case.take(
        "03-23 10:00",
        "open_case",
        TEAM[0],
        with_=seen,
        grounds=["seen in a space of the community"],
        allegations=[{"id": "a1", "respondent": "r1"}],
    )
    assert "acknowledge" not in case.may("03-23 11:00")
    chosen = ["who was asked, and who answered", "reasons for the choice"]
    case.take("03-24 10:00", "assign", "coordinator-1", appoints={"lead": ["lead-1"]}, with_=chosen)
    case = proposed(taken_up(case))
    decide(case, "04-08 10:00", outcome="not_against")
    assert case.stages("04-08 11:00") == ["decided"]


def test_nobody_leads_or_decides_without_training() -> None:
    case = proposed(taken_up(reported()))
    case.docket["people"][TEAM[0]]["training"] = {"handling reports": "2026-04-01"}
    case.changed()
    case.take("04-04 10:00", "say_to_proposal", "c1")
    members = {each.id: each for each in case.state("04-05 10:00").bodies["team"].members}
    assert not members[TEAM[0]].votes
    with pytest.raises(Refused):
        decide(case, "04-05 10:00", outcome="not_against")
