"""Decisions in writing: who may object until when, by which rule, and what a pause does to it."""

# ruff: noqa: E501 (rules are read row by row)

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from dueprocess.core.engine import Docket, NotPermitted, decide, form, replay, state
from dueprocess.core.engine.refusals import Need
from dueprocess.core.rulebook import check, explain, load

RULES = """
[rulebook]
id = "writing"
version = "1"
title = "In writing"
language = "en"
[calendar]
timezone = "Europe/London"
[roles]
clerk = { title = "Clerk" }
chair = { title = "Chair" }
member = { title = "Member" }
[bodies]
board = { title = "Board", seats = { chair = 1, member = "all" }, chair = "chair", quorum = 3, decides_by = "unanimous", tie = "chair decides", in_writing = { rule = "majority", wait = "3 working days" } }
panel = { title = "Panel", seats = { member = 3 }, decides_by = "majority" }
[conflicts]
soft = { title = "Soft", grounds = ["colleague"], bars = ["vote"] }
[stages]
open = { title = "Open" }
heard = { title = "Heard" }
over = { title = "Over", end = true }
[pauses]
police = { title = "Police", lasts = "until lifted" }
[sanctions]
expulsion = { title = "Expulsion", effect = "may not take part", lasts = "for good", decides_by = "all but one" }
[steps]
complain = { title = "Complain", clause = "1", stage = "start", by = ["complainant"], leads_to = "open" }
hear = { title = "Hear", clause = "2", stage = "open", by = ["clerk"], leads_to = "heard" }
stop = { title = "Stop", clause = "3", stage = "any", by = ["clerk"], again = true, pauses = "police" }
go_on = { title = "Go on", clause = "3", stage = "any", by = ["clerk"], again = true, resumes = "police" }
ask = { title = "Ask", clause = "4", stage = "heard", by = ["panel"], again = true }
sign = { title = "Sign", clause = "5", stage = "heard", by = ["clerk"], again = true }
weigh = { title = "Weigh", clause = "6", stage = "heard", by = ["board"], again = true, decides_by = "three quarters" }
decide = { title = "Decide", clause = "7", stage = "heard", by = ["board"], again = true, imposes = ["expulsion"] }
close = { title = "Close", clause = "8", stage = "heard", by = ["clerk"], leads_to = "over" }
"""
RULEBOOK = load(RULES)
BOOKS = {RULEBOOK.hash: RULEBOOK}
FRIDAY = "2026-03-06T10:00:00+00:00"
ENDS = datetime.fromisoformat("2026-03-12T00:00:00+00:00")
"""Proposed on Friday 6 March: Monday 9, Tuesday 10, Wednesday 11 are the three working days."""


def docket(*rows: dict[str, Any]) -> dict[str, Any]:
    """Complained on 2 March, heard on 5 March; a chair and four members."""
    first = [
        {"at": "2026-03-02T10:00:00+00:00", "step": "complain", "by": "c1"},
        {"at": "2026-03-05T10:00:00+00:00", "step": "hear", "by": "s1"},
    ]
    return {
        "docket": 1,
        "case": "w",
        "rulebook": RULEBOOK.hash,
        "parties": {"c1": {"is": "complainant"}, "r1": {"is": "respondent"}},
        "people": {
            "s1": {"roles": ["clerk"]},
            "h1": {"roles": ["chair"]},
            **{f"m{number}": {"roles": ["member"]} for number in (1, 2, 3, 4)},
        },
        "acts": [{"n": number, **row} for number, row in enumerate((*first, *rows), start=1)],
    }


def act(at: str, yes: str, no: str = "", step: str = "decide", **more: Any) -> dict[str, Any]:
    """A decision in writing, proposed on Friday 6 March unless the act says otherwise."""
    votes = {"for": yes.split(), "against": no.split()}
    asked = {"in_writing": {"proposed_at": FRIDAY}} | more
    return {"at": f"2026-03-{at}:00+00:00", "step": step, "by": yes.split()[0], "votes": votes, **asked}


def needs(obj: dict[str, Any], given: dict[str, Any]) -> list[Need]:
    """What an act lacks; empty when it is permitted."""
    try:
        decide(BOOKS, Docket.parse(obj), given)
    except NotPermitted as refused:
        return list(refused.needs)
    return []


def test_it_may_be_decided_when_the_time_to_object_is_over() -> None:
    """Not at 23:59 on 11 March, and at the first instant of 12 March."""
    early = needs(docket(), act("11T23:59", "h1 m1 m2"))
    assert [(each.code, each.field, each.clause, each.moment) for each in early] == [
        ("too_early", "in_writing", "7", ENDS)
    ]
    assert "11 March 2026" in early[0].reason
    assert needs(docket(), act("12T00:00", "h1 m1 m2")) == []


def test_a_pause_does_not_count() -> None:
    """Paused from Monday 9 to Wednesday 11 March, two working days (9, 10): 11, 12 and 13 March are left."""
    stopped = docket(
        {"at": "2026-03-09T08:00:00+00:00", "step": "stop", "by": "s1"},
        {"at": "2026-03-11T08:00:00+00:00", "step": "go_on", "by": "s1"},
    )
    early = needs(stopped, act("13T12:00", "h1 m1 m2"))
    assert [str(each.moment) for each in early] == ["2026-03-14 00:00:00+00:00"]
    assert needs(stopped, act("14T00:00", "h1 m1 m2")) == []
    still = docket({"at": "2026-03-09T08:00:00+00:00", "step": "stop", "by": "s1"})
    early = needs(still, act("30T12:00", "h1 m1 m2"))
    assert [(each.code, each.moment) for each in early] == [("too_early", None)]


@pytest.mark.parametrize(
    ("yes", "no", "carried"),
    [
        ("h1 m1 m2", "", True),  # 3 of 5 who may vote, silence of two: 2*3 > 5
        ("h1 m1", "m2", False),  # 2*2 < 5, though two thirds of the votes
        ("h1 m1 m2", "m3 m4", True),  # not unanimous: the rule for meetings gives way
        ("h1 m1", "", False),
    ],
)
def test_its_own_rule_counts_those_who_may_vote(yes: str, no: str, carried: bool) -> None:
    found = needs(docket(), act("12T09:00", yes, no))
    assert (found == []) is carried
    assert {each.code for each in found} <= {"vote"}


def test_who_may_not_vote_does_not_count_and_cannot_object() -> None:
    """With m4 out two of four are no majority and no tie broken by the chair; three are."""
    conflict = {"at": FRIDAY, "note": "conflict", "who": "m4", "ground": "colleague", "said_by": "m4"}
    obj = docket(conflict)
    assert [each.field for each in needs(obj, act("12T09:00", "h1 m1", "m2 m3"))] == ["votes"]
    objected = {"proposed_at": FRIDAY, "objections": ["m4"]}
    assert needs(obj, act("12T09:00", "h1 m1 m2", in_writing=objected)) == []
    refused = needs(docket(), act("12T09:00", "h1 m1 m2", in_writing=objected))
    assert [(each.code, each.field, each.item) for each in refused] == [("vote", "in_writing", "m4")]
    stranger = {"proposed_at": FRIDAY, "objections": ["nobody"]}
    assert [each.item for each in needs(obj, act("12T09:00", "h1 m1 m2", in_writing=stranger))] == ["nobody"]


def test_the_quorum_and_a_rule_of_the_step_or_sanction_hold_too() -> None:
    """Three quarters of five are four; all but one of five are four; a quorum of three."""
    assert needs(docket(), act("12T09:00", "h1 m1 m2", step="weigh")) != []
    assert needs(docket(), act("12T09:00", "h1 m1 m2 m3", step="weigh")) == []
    out = [{"sanction": "expulsion", "on": "r1"}]
    assert [each.code for each in needs(docket(), act("12T09:00", "h1 m1 m2", imposes=out))] == ["sanction"]
    assert needs(docket(), act("12T09:00", "h1 m1 m2 m3", imposes=out)) == []
    short = needs(docket(), act("12T09:00", "h1 m1"))
    assert any("the quorum is 3" in each.reason for each in short)


def test_only_a_body_that_may_and_only_what_was_proposed_at_this_stage() -> None:
    """The panel meets; a clerk votes on nothing; what was proposed before the hearing is void."""
    assert "meetings only" in needs(docket(), act("12T09:00", "m1 m2 m3", step="ask"))[0].reason
    alone = {**act("12T09:00", "s1", step="sign"), "votes": None}
    assert [each.field for each in needs(docket(), alone)] == ["in_writing"]
    before = {"proposed_at": "2026-03-05T09:59:00+00:00"}
    after = {"proposed_at": "2026-03-12T10:00:00+00:00"}
    assert needs(docket(), act("20T09:00", "h1 m1 m2", in_writing=before))[0].field == "in_writing"
    assert "in_writing" in {
        each.field for each in needs(docket(), act("12T09:00", "h1 m1 m2", in_writing=after))
    }
    assert [each.field for each in needs(docket(), {**act("12T09:00", "h1"), "votes": None})] == ["votes"]


def test_the_form_the_replay_and_the_words_say_so() -> None:
    """Proposed on Friday, objections until Wednesday 11 March."""
    now = datetime.fromisoformat(FRIDAY)
    field = form(state(BOOKS, Docket.parse(docket()), now), "decide").votes[0].in_writing
    assert field is not None
    assert (field.rule, field.wait, str(field.last_day)) == ("majority", "3 working days", "2026-03-11")
    assert form(state(BOOKS, Docket.parse(docket()), now), "ask").votes[0].in_writing is None
    bodies = replay(BOOKS, Docket.parse(docket()), now)["bodies"]
    assert bodies["board"]["in_writing"] == {"rule": "majority", "wait": "3 working days"}
    assert bodies["panel"]["in_writing"] is None
    assert "In writing by majority, if nobody objects within 3 working days" in explain(RULEBOOK)


@pytest.mark.parametrize("rule", ["majority of votes", "two thirds of those present", "9 members"])
def test_rules_that_cannot_be_met_in_writing_are_named(rule: str) -> None:
    text = RULES.replace('rule = "majority"', f'rule = "{rule}"').replace('member = "all"', "member = 4")
    [problem] = [each for each in check(text) if each.severity == "error"]
    assert (problem.path, problem.severity) == ("bodies.board.in_writing.rule", "error")
    assert problem.line == text[: text.index("board = {")].count("\n") + 1
    assert problem.mend
