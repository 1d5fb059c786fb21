"""Who had a part in a decision, or proposed it, does not hear the appeal; and measures end with the decision
that clears somebody, not when its time for an appeal is over."""
# ruff: noqa: E501 (rules are read row by row)

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.core.engine import NotPermitted, permitted
from dueprocess.core.engine.bodies import instead
from dueprocess.core.errors import Refused
from dueprocess.core.rulebook.ways import all_effects
from tests.core.reading import loaded
from tests.core.rulebook.journey import Journey, shipped, votes
from tests.core.rulebook.test_byways import club_appealed
from tests.core.rulebook.test_conduct_team import REVIEW, TEAM, closed_with_ban
from tests.core.rulebook.test_journeys import APPEAL, HEARERS, decided
from tests.effort import brief

NAMES = ("standard", "small-club", "conduct-team")
RULES = """
[rulebook]
id = "others"
version = "1"
title = "By others"
language = "en"
[calendar]
timezone = "Europe/London"
[roles]
officer = { title = "Officer" }
judge = { title = "Judge" }
[bodies.bench]
title = "Bench"
per_case = true
seats = { judge = "up to 5" }
quorum = 2
decides_by = "majority"
[bodies.appeal]
title = "Appeal"
seats = { judge = "all", officer = "all" }
quorum = 1
decides_by = "majority"
fresh = true
[stages]
open = { title = "Open" }
decided = { title = "Decided" }
over = { title = "Over", end = true }
heard = { title = "Heard" }
done = { title = "Done", end = true }
[sanctions]
warning = { title = "Warning", effect = "on the record only", lasts = "1 year" }
[steps]
propose = { title = "Propose", stage = "start", by = ["officer"], countersigned_by = ["judge"], leads_to = "open" }
complain = { title = "Complain", stage = "start", by = ["complainant", "officer"], leads_to = "open" }
appoint = { title = "Appoint", stage = "open", by = ["officer"], again = true, appoints = ["bench"] }
decide = { title = "Decide", stage = "open", by = ["bench"], countersigned_by = ["judge"], imposes = ["warning"], leads_to = "decided", tells = [{ to = ["respondent"], letter = "decision" }] }
close = { title = "Close", stage = "decided", by = ["officer"], leads_to = "over" }
appeal = { title = "Appeal", stage = "decided", by = ["respondent"], appeals = ["decide"], opens = "heard", due = { within = "14 days", after = "service of decide", kind = "limit" } }
[steps.hear]
title = "Hear the appeal"
stage = "heard"
by = ["appeal"]
needs = ["reasons"]
[steps.hear.outcomes]
stands = { title = "Stands", decision = "stands", leads_to = "done" }
again = { title = "Again", decision = "set aside", sends_back = "open" }
"""
BOOK = loaded(RULES)
PEOPLE = [f"judge-{n}" for n in range(1, 8)]


@given(
    bench=st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=5, unique=True),
    proposed=st.booleans(),
    data=st.data(),
)
@brief(60)
def test_whoever_had_any_part_in_it_is_off_the_body_that_hears_it(
    bench: list[str], proposed: bool, data: st.DataObject
) -> None:
    """By vote, signature, second signature, a seat that did not vote, or the proposal; nobody else."""
    case = Journey(BOOK, holders=7)
    part: set[str] = set()
    if proposed:
        signs = data.draw(st.sampled_from(PEOPLE), "signs the proposal")
        case.take("03-23 10:00", "propose", "officer-1", countersigned=[{"by": signs, "as": "judge"}])
        part |= {"officer-1", signs}
    else:  # to take a complaint down is no part in what becomes of it
        case.take("03-23 10:00", "complain", "officer-1")
    case.take(
        "03-24 10:00", "appoint", "officer-2", appoints={"bench": bench}, with_=["reasons for the choice"]
    )
    voted = data.draw(st.lists(st.sampled_from(bench), min_size=2, unique=True), "votes")
    signs = data.draw(st.sampled_from([who for who in PEOPLE if who not in bench]), "signs the decision")
    decision = case.take(
        "03-25 10:00", "decide", voted[0], role="bench", votes=votes(*voted),
        countersigned=[{"by": signs, "as": "judge"}], imposes=[{"sanction": "warning", "on": "r1"}],
    )  # fmt: skip
    part |= {*bench, signs}
    case.note("03-25 12:00", "received", of=decision, to=["r1"])
    lodged = case.take("03-26 10:00", "appeal", "r1", against=decision)
    found = case.state("03-27 10:00")
    body = next(
        way.sitting
        for each in permitted(found)
        if each.step == "hear" and each.strand == lodged
        for way in each.ways
        if way.sitting is not None
    )
    assert {each.id for each in body.members if each.out is not None} == part
    fresh = next(each.id for each in body.members if each.votes)
    for who in sorted(part)[:1]:
        with pytest.raises(Refused):
            case.take("03-27 10:00", "hear", who, role="appeal", strand=lodged, outcome="stands",
                      votes=votes(who), with_=["reasons"])  # fmt: skip
    case.take("03-27 11:00", "hear", fresh, role="appeal", strand=lodged, outcome="again",
              votes=votes(fresh), with_=["reasons"])  # fmt: skip
    assert {each.id for each in _appeal(case, "03-28 10:00") if each.out is not None} == part, (
        "of the next round too"
    )


def _appeal(case: Journey, at: str) -> Any:
    return case.state(at).bodies["appeal"].members


@pytest.mark.parametrize("name", NAMES)
def test_whoever_may_hear_an_appeal_under_a_shipped_rulebook_has_had_no_part(name: str) -> None:
    """Also whoever acts in their place where too few are left."""
    rules = shipped(name)
    fold = Journey(rules).state("03-23 10:00")._fold
    hearing = {
        who
        for step in rules.steps.values()
        if any(effects.decision for effects in all_effects(step))
        for named in step.by
        for who in instead(fold, named.name)
    }
    assert hearing
    assert [who for who in sorted(hearing) if not rules.role_or_body(who).fresh] == []


@pytest.mark.parametrize(
    ("name", "by", "signs", "others"),
    [
        ("small-club", ("secretary-1", "committee_member"), ("elder-1", "elder"), "committee_member"),
        ("conduct-team", ("coordinator-1", "team_member"), ("team_member-1", "team_member"), "team_member"),
    ],
)
def test_nobody_votes_on_an_exit_that_they_proposed_or_signed(
    name: str, by: tuple[str, str], signs: tuple[str, str], others: str
) -> None:
    """The secretary of a club sits on its committee, and whoever signs for a team is of it."""
    case = Journey(shipped(name), holders=5)
    for person in case.docket["people"].values():
        person["training"] = {"handling reports": "2030-12-31"}
    case.docket["people"][by[0]]["roles"].append(by[1])
    case.changed()
    case.take(
        "03-23 10:00", "propose_exit", by[0], grounds=["membership has lapsed"],
        facts={"rule_day": "2026-01-01", "exit_day": "2026-02-01"}, with_=["the rule", "the evidence"],
        countersigned=[{"by": signs[0], "as": signs[1]}],
    )  # fmt: skip
    (body,) = (who.name for who in case.rules.steps["decide_exit"].by)
    members = {each.id: each for each in case.state("03-24 10:00").bodies[body].members}
    assert not members[by[0]].votes
    assert {who for who in members if who.startswith(others) and members[who].votes} == {
        f"{others}-{n}" for n in range(1, 6)
    } - {signs[0]}


def test_the_elder_who_signs_a_proposal_does_not_sit_on_the_appeal_panel_of_a_club() -> None:
    case = Journey(shipped("small-club"))
    proposal = case.take(
        "03-23 10:00", "propose_exit", "secretary-1", facts={"rule_day": "2026-01-01", "exit_day": "2026-02-01"},
        grounds=["membership has lapsed"], with_=["the rule", "the evidence"],
        countersigned=[{"by": "elder-1", "as": "elder"}],
    )  # fmt: skip
    case.note("03-23 12:00", "received", of=proposal, to=["r1"])
    members = [f"committee_member-{n}" for n in (1, 2, 3)]
    decision = case.take(
        "04-08 10:00", "decide_exit", members[0], role="committee_afresh", outcome="ends", votes=votes(*members),
        with_=["reasons"], imposes=[{"sanction": "end_of_membership", "on": "r1"}],
    )  # fmt: skip
    case.note("04-08 12:00", "received", of=decision, to=["r1"])
    lodged = case.take("04-09 10:00", "appeal", "r1", against=decision, grounds=["unfair process"])
    panel = {"strand": lodged, "facts": {"appeal_way": "on the papers"}, "with_": ["reasons for the choice"]}
    with pytest.raises(Refused) as error:
        case.take(
            "04-10 10:00", "form_appeal_panel", "secretary-1",
            appoints={"appeal_panel": ["elder-1", "elder-2", "outsider-1"]}, **panel,
        )  # fmt: skip
    assert "signed the proposal" in str(error.value.reason)
    case.take(
        "04-10 10:00", "form_appeal_panel", "secretary-1",
        appoints={"appeal_panel": ["elder-2", "elder-3", "outsider-1"]}, **panel,
    )  # fmt: skip


# --- "not yet"


def not_yet() -> tuple[Journey, int]:
    """A ban, and the team's answer "not yet", received on 21 October."""
    case = closed_with_ban()
    case.take("10-06 10:00", "ask_readmission", "r1")
    answer = case.take(
        "10-20 10:00", "answer_readmission", TEAM[0], role="team", outcome="not_yet", votes=votes(*TEAM),
        with_=["reasons"],
    )  # fmt: skip
    case.note("10-21 10:00", "received", of=answer, to=["r1"])
    return case, answer


def test_not_yet_is_looked_at_by_others_who_may_let_somebody_in() -> None:
    case, answer = not_yet()
    lodged = case.take("11-19 10:00", "object_to_not_yet", "r1", against=answer, grounds=["something new"])
    owed = {each.step: str(each.last_day) for each in case.state("11-20 10:00").deadlines if not each.met}
    assert owed["decide_on_not_yet"] == "2026-12-19"
    case.take(
        "12-01 10:00", "decide_on_not_yet", REVIEW[0], role="review_group", strand=lodged, outcome="let_in",
        votes=votes(*REVIEW), with_=["reasons"],
    )  # fmt: skip
    found = case.state("12-01 11:00")
    assert found.standing["r1"] == "nothing noted"
    assert {("moderator", "open_access"), ("c1", "let_in_again"), ("r1", "not_yet_reviewed")} <= {
        (each.to, each.letter) for each in found.notices
    }
    assert (found.stage, found.ended) == ("closed", True)


def test_not_yet_stands_after_thirty_days_or_when_others_say_so() -> None:
    case, answer = not_yet()
    with pytest.raises(NotPermitted) as error:
        case.take("11-21 10:00", "object_to_not_yet", "r1", against=answer, grounds=["something new"])
    assert str(error.value.code) == "too_late"
    case, answer = not_yet()
    lodged = case.take("11-19 10:00", "object_to_not_yet", "r1", against=answer, grounds=["something new"])
    case.take(
        "12-01 10:00", "decide_on_not_yet", REVIEW[0], role="review_group", strand=lodged, outcome="stands",
        votes=votes(*REVIEW), with_=["reasons"],
    )  # fmt: skip
    assert case.state("12-01 11:00").standing["r1"] == "banned"
    assert "object_to_not_yet" not in case.may("12-01 11:00")


# --- measures end with the decision that clears somebody


def suspended(rows: list[dict[str, Any]], name: str = "standard") -> Journey:
    """A case that goes on after these rows."""
    case = Journey(shipped(name))
    case.docket["acts"] = [dict(row) for row in rows]
    case.changed()
    return case


def heard() -> Journey:
    """Two respondents, both suspended meanwhile, heard, before anything was found."""
    told = decided().docket["acts"]
    rows = told[: next(n for n, row in enumerate(told) if row.get("step") == "hear")]
    case = suspended(rows)
    case.docket["parties"]["r2"] = {"is": "respondent", "person": "m2"}
    case.docket["people"]["m2"] = {"roles": []}
    case.changed()
    asked = case.take(
        "05-19 10:00", "ask_for_measure", "case_manager-1", with_=["reasons", "risk assessment"]
    )
    case.take(
        "05-20 10:00", "decide_measure", "duty_panellist-1", strand=asked, outcome="granted",
        with_=["reasons", "why nothing milder will do"],
        starts=[{"measure": "interim_suspension", "on": who} for who in ("r1", "r2")],
    )  # fmt: skip
    case.take("06-10 10:00", "hear", HEARERS[0], role="panel", votes=votes(*HEARERS))
    return case


def test_who_is_acquitted_is_suspended_no_longer_while_the_time_for_an_appeal_runs() -> None:
    case = heard()
    assert {each.on for each in case.state("06-10 11:00").measures if each.applies} == {"r1", "r2"}
    n = case.take(
        "06-11 10:00", "decide", HEARERS[0], role="panel", outcome="no_breach", votes=votes(*HEARERS),
        with_=["findings"], findings=[{"allegation": "a1", "respondent": "r1", "finding": "not proved"}],
    )  # fmt: skip
    found = case.state("06-11 10:00")
    assert found.stage == "reasons", "it may still be vetoed and appealed against"
    assert [str(each.state) for each in found.measures] == ["undone", "undone"]
    told = {
        (each.to, str(each.last_day)) for each in found.notices if each.letter == "interim_suspension_undone"
    }
    assert told == {("r1", "2026-06-11"), ("r2", "2026-06-11"), ("branches", "2026-06-11")} | {
        (each.to, "2026-06-11") for each in found.notices if each.letter == "measure_granted"
    }, "whoever was told of it, that day, in the same words"
    strand = next(each for each in found.strands if each.stage == "measure_on")
    assert strand.ended_at is not None
    assert not [each for each in found.deadlines if each.strand == strand.name and not each.met]
    assert {"ask_for_measure"} <= case.may("06-11 11:00"), "a new danger can still be met"
    case.note("06-12 10:00", "received", of=n, to=["c1", "r1", "r2"])
    case.take("06-19 10:00", "give_reasons", HEARERS[0], role="panel", votes=votes(HEARERS[0]))
    assert case.stages("07-04 00:00")[0] == "carrying_out"


def test_of_two_respondents_the_one_who_is_cleared_is_free_of_it() -> None:
    case = heard()
    case.docket["acts"][0].setdefault("allegations", []).append({"id": "a2", "respondent": "r2"})
    case.changed()
    with pytest.raises(NotPermitted):  # r2 was not told of a2: nothing can be found against them
        _finds(case, r2="proved")
    _finds(case, r2="not proved", imposes=[{"sanction": "suspension", "on": "r1", "lasts": "3 months"}])
    found = case.state("06-11 11:00")
    assert {each.on: str(each.state) for each in found.measures} == {"r1": "in force", "r2": "undone"}
    strand = next(each for each in found.strands if each.stage == "measure_on")
    assert strand.ended_at is None, "the other's measure is still dealt with there"


def _finds(case: Journey, r2: str, **more: Any) -> int:
    return case.take(
        "06-11 10:00", "decide", HEARERS[0], role="panel", outcome="breach", votes=votes(*HEARERS),
        with_=["findings"], **more,
        findings=[
            {"allegation": "a1", "respondent": "r1", "finding": "proved"},
            {"allegation": "a2", "respondent": "r2", "finding": r2},
        ],
    )  # fmt: skip


def test_what_is_found_keeps_the_measure_and_so_does_what_decides_nothing_yet() -> None:
    case = heard()
    case.take(
        "06-11 10:00", "decide", HEARERS[0], role="panel", outcome="breach", votes=votes(*HEARERS),
        with_=["findings"], findings=[{"allegation": "a1", "respondent": "r1", "finding": "proved"}],
        imposes=[{"sanction": "expulsion", "on": "r1"}],
    )  # fmt: skip
    assert next(each for each in case.state("06-12 10:00").measures if each.on == "r1").applies


def test_a_club_that_finds_nothing_lets_somebody_come_back_that_day() -> None:
    case, _decision = club_appealed()
    rows = case.docket["acts"]
    case = suspended(
        rows[: next(n for n, row in enumerate(rows) if row.get("step") == "decide")], "small-club"
    )
    members = [f"committee_member-{n}" for n in (1, 2, 3)]
    at = "04-29"
    committee: dict[str, Any] = {"role": "committee", "votes": votes(*members)}
    away = case.take(
        f"{at} 20:00", "ask_to_stay_away", members[0], with_=["the risk", "why nothing milder will do"],
        starts=[{"measure": "staying_away", "on": "r1", "scope": ["training"]}], **committee,
    )  # fmt: skip
    case.note(f"{at} 21:00", "received", of=away, to=["r1"])
    case.take(
        f"{at} 22:00", "decide", members[0], outcome="no_breach", with_=["findings", "reasons"],
        findings=[{"allegation": "a1", "respondent": "r1", "finding": "not proved"}], **committee,
    )  # fmt: skip
    found = case.state(f"{at} 22:30")
    assert [str(each.state) for each in found.measures] == ["undone"]
    assert found.standing["r1"] == "clear"
    left = {each.step for each in found.deadlines if not each.met}
    assert not left & {"look_again", "answer_measure"}


# --- on the papers or at a hearing


@pytest.mark.parametrize(("way", "fixed"), [("on the papers", False), ("at a hearing", True)])
def test_with_the_permission_it_is_said_whether_an_appeal_is_heard(way: str, fixed: bool) -> None:
    case = decided()
    decision = next(row["n"] for row in case.docket["acts"] if row.get("step") == "decide")
    lodged = case.take("06-24 10:00", "appeal", "r1", against=decision, grounds=["error"])
    permits = {"strand": lodged, "outcome": "given", "appoints": APPEAL, "with_": ["reasons"]}
    with pytest.raises(NotPermitted) as error:
        case.take("06-29 10:00", "permit_appeal", "independent_member-1", **permits)
    assert [each.item for each in error.value.needs] == ["appeal_way"]
    case.take("06-29 10:00", "permit_appeal", "independent_member-1", facts={"appeal_way": way}, **permits)
    assert ("fix_appeal_hearing" in case.may("06-30 10:00")) is fixed
    if fixed:
        late = {"strand": lodged, "facts": {"appeal_hearing": "2026-07-03"}}
        with pytest.raises(NotPermitted):  # less than is due, and nobody agreed
            case.take("06-30 10:00", "fix_appeal_hearing", "clerk-1", **late)
        day = {"strand": lodged, "facts": {"appeal_hearing": "2026-07-24"}}
        n = case.take("06-30 10:00", "fix_appeal_hearing", "clerk-1", **day)
        told = {each.to for each in case.state("06-30 11:00").notices if each.n == n}
        assert {"c1", "r1"} <= told
