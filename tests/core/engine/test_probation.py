"""Suspended sanctions: probation and its end, what brings them into force, appeals against that."""
# ruff: noqa: E501 (rules are read row by row)

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from dueprocess.core.engine import Docket, NotPermitted, decide, form, permitted, replay, state
from dueprocess.core.engine.view import State
from dueprocess.core.rulebook import check, load
from dueprocess.core.sanctions import ImpositionState

RULES = """
[rulebook]
id = "probation"
version = "1"
title = "Probation"
language = "en"
standings = ["clear", "warned", "suspended"]
[calendar]
timezone = "Europe/London"
[roles]
clerk = { title = "Clerk" }
elder = { title = "Elder" }
[facts]
twice = { title = "Suspended twice", derived = { sanction = "suspension", times = 2 } }
[stages]
open = { title = "Open" }
over = { title = "Over", end = true }
appeal = { title = "Appeal" }
appeal_over = { title = "Appeal over", end = true }
[measures]
away = { title = "Away", effect = "may not attend", lasts = "1 month" }
[sanctions]
suspension = { title = "Suspension", clause = "9", effect = "membership suspended", lasts = "1 month to 1 year", standing = "suspended", may_be_suspended = "up to 12 months", during_appeal = "stayed", credits = ["away"] }
ban = { title = "Ban", effect = "may not stand", lasts = "3 months", may_be_suspended = "1 year", begins = "when final" }
[steps]
complain = { title = "Complain", clause = "1", stage = "start", by = ["complainant"], leads_to = "open" }
hold = { title = "Hold", clause = "2", stage = "open", by = ["clerk"], starts = ["away"] }
release = { title = "Release", clause = "2", stage = "open", by = ["clerk"], lifts = ["away"] }
take_in = { title = "Take in", clause = "3", stage = "open", by = ["clerk"], again = true, joins = true }
decide = { title = "Decide", clause = "4", stage = "open", by = ["clerk"], again = true, imposes = ["suspension", "ban"], activates = true, tells = [{ to = ["parties"], letter = "decision" }] }
warn = { title = "Warn", clause = "4", stage = "open", by = ["clerk"], again = true, imposes = ["suspension"] }
recall = { title = "Recall", clause = "5", stage = "open", by = ["clerk"], again = true, activates = true }
contest = { title = "Contest", clause = "6", stage = "open", by = ["respondent"], appeals = ["decide"], due = { within = "14 days", after = "service of decide", kind = "limit" }, opens = "appeal" }
rule = { title = "Rule", clause = "7", stage = "appeal", by = ["elder"], outcomes = { stands = { decision = "stands", leads_to = "appeal_over" }, gone = { decision = "set aside", leads_to = "appeal_over" }, milder = { decision = "varied", activates = true, imposes = ["suspension"], leads_to = "appeal_over" } } }
close = { title = "Close", clause = "8", stage = "open", by = ["clerk"], leads_to = "over" }
"""
RULEBOOK = load(RULES)
BOOKS = {RULEBOOK.hash: RULEBOOK}
IN_TIME = {"complaints": {"k2": {"at": "2026-09-01T10:00:00+00:00"}}}
ACTIVATED = {"activates": [{"sanction": "suspension", "on": "r1"}]}


def act(day: str, step: str, by: str = "s1", **more: Any) -> dict[str, Any]:
    """An act at noon UTC of a day of 2026."""
    return {"at": f"2026-{day}T12:00:00+00:00", "step": step, "by": by, **more}


def suspended(day: str, length: str = "6 months", sanction: str = "suspension") -> dict[str, Any]:
    """Decided: a month (of a ban its own length), suspended for so long."""
    one = {"sanction": sanction, "on": "r1", "suspended_for": length}
    return act(day, "decide", imposes=[one | ({"lasts": "1 month"} if sanction == "suspension" else {})])


def docket(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Complained on 2 March 2026, and what `decide` accepted after that."""
    obj: dict[str, Any] = {
        "docket": 1,
        "case": "B-2",
        "rulebook": RULEBOOK.hash,
        "parties": {"c1": {"is": "complainant"}, "r1": {"is": "respondent", "person": "p1"}},
        "people": {"s1": {"roles": ["clerk"]}, "e1": {"roles": ["elder"]}},
        "acts": [{"n": 1, **act("03-02", "complain", "c1")}],
        **more,
    }
    for row in rows:
        obj["acts"] = [*obj["acts"], decide(BOOKS, Docket.parse(obj), row).act]
    return obj


def on(obj: dict[str, Any], day: str) -> State:
    """The state at 13:00 UTC of a day."""
    full = day if len(day) == 10 else f"2026-{day}"
    return state(BOOKS, Docket.parse(obj), datetime.fromisoformat(f"{full}T13:00:00+00:00"))


def stands(obj: dict[str, Any], day: str) -> tuple[str, str, str | None]:
    """State and last day of the last sanction, and the standing of r1."""
    found = on(obj, day)
    return found.sanctions[-1].state, str(found.sanctions[-1].last_day), found.standing["r1"]


def refusal(obj: dict[str, Any], row: dict[str, Any]) -> tuple[str, str]:
    """Code and reason."""
    with pytest.raises(NotPermitted) as refused:
        decide(BOOKS, Docket.parse(obj), row)
    return refused.value.code, refused.value.reason


# Decided on 10 March for six months: the last day of probation is 10 September (day 1 is 11 March).


def test_probation_ends_and_it_falls_away_by_itself() -> None:
    case = docket(suspended("03-10"))
    assert stands(case, "09-10") == ("suspended", "2026-09-10", "clear")
    assert str(on(case, "09-10").sanctions[0].probation_until) == "2026-09-10"
    assert stands(case, "09-11") == ("fallen away", "2026-09-10", "clear")
    assert [(each.kind, each.at.isoformat()) for each in on(case, "09-11").lapses] == [
        ("sanction", "2026-09-10T23:00:00+00:00")
    ]
    assert on(case, "09-11").sanctions[0].probation_until is None


@pytest.mark.parametrize(
    ("received", "may"),
    [
        ("2026-09-10T22:59:00+00:00", True),  # 23:59 in London on the last day
        ("2026-09-10T23:00:00+00:00", False),  # 11 September has begun there
        ("2026-03-10T12:00:00+00:00", True),  # the very moment of the decision
        ("2026-03-10T11:59:00+00:00", False),
    ],
)
def test_only_a_complaint_received_within_probation_brings_it_into_force(received: str, may: bool) -> None:
    """It may come in from another case later: what counts is when it was received."""
    joined = act("10-01", "take_in", complaints={"k2": {"at": received}})
    case = docket(suspended("03-10"), joined)
    activating = act("10-02", "decide", **ACTIVATED)
    if may:
        found = on(docket(suspended("03-10"), joined, activating), "10-03")
        assert (found.sanctions[0].state, found.sanctions[0].activated_by) == ("in force", 4)
        return
    code, reason = refusal(case, activating)
    assert code == "sanction"
    assert (
        "No complaint of this case was received within its probation, 10 March 2026 to 10 September" in reason
    )
    assert form(on(case, "10-02"), "decide").activates == ()
    assert next(each for each in permitted(on(case, "10-02")) if each.step == "recall").refusal is not None
    assert refusal(case, act("10-02", "recall", **ACTIVATED))[0] == "nothing_there"


def test_while_such_a_complaint_waits_it_does_not_fall_away() -> None:
    """Received on 1 September; the case is closed on 15 October without a word of it."""
    case = docket(suspended("03-10"), act("09-05", "take_in", **IN_TIME))
    assert stands(case, "09-20") == ("suspended", "2026-09-10", "clear")
    asked = form(on(case, "09-20"), "decide").activates
    assert [
        (each.sanction, each.on, each.act, each.case, str(each.last_day), each.lasts) for each in asked
    ] == [("suspension", "r1", 2, None, "2026-09-10", "1 month")]
    closed = docket(suspended("03-10"), act("09-05", "take_in", **IN_TIME), act("10-15", "close"))
    assert stands(closed, "10-14")[0] == "suspended"
    assert stands(closed, "10-15") == ("fallen away", "2026-09-10", "clear")
    assert on(closed, "10-16").sanctions[0].ended_at == datetime.fromisoformat("2026-10-15T12:00:00+00:00")


def in_force(*rows: dict[str, Any], before: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """Suspended on 10 March, another complaint of 1 September, brought into force on 1 October."""
    return docket(
        *before,
        suspended("03-10"),
        act("09-05", "take_in", **IN_TIME),
        act("10-01", "decide", **ACTIVATED),
        *rows,
    )


def test_it_runs_from_the_act_that_brings_it_into_force() -> None:
    """A month from 1 October: day 1 is 2 October, the last day 1 November."""
    case = in_force()
    assert stands(case, "10-02") == ("in force", "2026-11-01", "suspended")
    assert stands(case, "11-01")[0] == "in force"
    assert stands(case, "11-02") == ("served", "2026-11-01", "clear")
    again = act("10-02", "decide", **ACTIVATED)
    assert refusal(case, again) == ("sanction", "Suspension is not suspended on r1.")


def test_time_under_a_measure_is_credited() -> None:
    """Away from 3 to 10 March, seven days: 1 November less seven is 25 October."""
    before = (act("03-03", "hold"), act("03-10", "release"))
    found = on(in_force(before=before), "10-02").sanctions[0]
    assert (found.credited_days, str(found.last_day)) == (7, "2026-10-25")


def test_stayed_days_do_not_count() -> None:
    """Contested on 5 October, upheld on 15 October, ten days: 1 November and ten are 11 November."""
    contested = act("10-05", "contest", "r1", against=4)
    received = {"at": "2026-10-02T12:00:00+00:00", "note": "received", "of": 4, "to": ["r1"]}
    assert stands(in_force(received, contested), "10-06") == ("stayed", "None", "clear")
    upheld = in_force(received, contested, act("10-15", "rule", "e1", outcome="stands"))
    assert stands(upheld, "10-16") == ("in force", "2026-11-11", "suspended")
    assert stands(upheld, "11-12")[0] == "served"


def test_an_activation_set_aside_leaves_it_suspended() -> None:
    """As before: the other complaint still waits; with the case it falls away. A milder one replaces nothing."""
    received = {"at": "2026-10-02T12:00:00+00:00", "note": "received", "of": 4, "to": ["r1"]}
    contested = act("10-05", "contest", "r1", against=4)
    gone = in_force(received, contested, act("10-15", "rule", "e1", outcome="gone"))
    assert stands(gone, "10-16") == ("suspended", "2026-09-10", "clear")
    assert on(gone, "10-16").sanctions[0].activated_by is None
    once_more = in_force(received, contested, act("10-15", "rule", "e1", outcome="milder", **ACTIVATED))
    found = on(once_more, "10-16").sanctions
    assert [(each.state, each.activated_by, str(each.last_day)) for each in found] == [
        ("in force", 7, "2026-11-15")
    ]
    assert stands(docket(*gone["acts"][1:], act("10-20", "close")), "10-21")[0] == "fallen away"


def test_an_appeal_against_the_first_decision_stays_the_probation_too() -> None:
    """Contested from 12 to 20 March, eight days: 18 September; while it is stayed nobody can say."""
    received = {"at": "2026-03-11T12:00:00+00:00", "note": "received", "of": 2, "to": ["r1"]}
    contested = docket(suspended("03-10"), received, act("03-12", "contest", "r1", against=2))
    assert stands(contested, "03-13") == ("suspended", "None", "clear")
    upheld = docket(*contested["acts"][1:], act("03-20", "rule", "e1", outcome="stands"))
    assert stands(upheld, "03-21")[1] == "2026-09-18"
    assert [stands(upheld, day)[0] for day in ("09-18", "09-19")] == ["suspended", "fallen away"]


def test_probation_begins_when_the_sanction_would() -> None:
    """The ban waits for finality: received on 11 March, final on 26 March; a year from then."""
    received = {"at": "2026-03-11T12:00:00+00:00", "note": "received", "of": 2, "to": ["r1"]}
    case = docket(suspended("03-10", "1 year", "ban"), received)
    assert stands(case, "03-20")[:2] == ("suspended", "None")
    assert stands(case, "03-27")[:2] == ("suspended", "2027-03-26")
    taken = act("04-01", "take_in", complaints={"k2": {"at": "2026-03-20T10:00:00+00:00"}})
    ban = {"activates": [{"sanction": "ban", "on": "r1"}]}
    assert refusal(docket(*case["acts"][1:], taken), act("04-02", "decide", **ban))[0] == "sanction"


# --- earlier cases

EARLIER = {
    "sanction": "suspension",
    "from": "2026-01-01",
    "suspended_until": "2026-06-30",
    "lasts": "2 months",
    "case": "A-1",
}


def test_a_sanction_suspended_in_an_earlier_case_is_brought_into_force_here() -> None:
    """The complaint of 2 March lies within; two months from 1 October: 1 December. It is not live before."""
    case = docket(history={"p1": [EARLIER, {**EARLIER, "case": "A-0"}]})
    assert on(case, "03-03").facts["twice"] is False
    assert [(each.case, each.lasts) for each in form(on(case, "03-03"), "decide").activates] == [
        ("A-1", "2 months"),
        ("A-0", "2 months"),
    ]
    both = act("10-01", "decide", **ACTIVATED)
    assert "name the act or the case" in refusal(case, both)[1]
    one = {"activates": [{"sanction": "suspension", "on": "r1", "case": "A-1"}]}
    case = docket(act("10-01", "decide", **one), history={"p1": [EARLIER, {**EARLIER, "case": "A-0"}]})
    found: ImpositionState = on(case, "10-02").sanctions[0]
    assert (found.state, found.case, found.activated_by, str(found.last_day)) == (
        "in force",
        "A-1",
        2,
        "2026-12-01",
    )
    assert on(case, "10-02").standing["r1"] == "suspended"
    assert [each.case for each in form(on(case, "10-02"), "decide").activates] == ["A-0"]
    assert "is not suspended" in refusal(case, act("10-03", "decide", **one))[1]
    shown = replay(BOOKS, Docket.parse(case), datetime.fromisoformat("2026-10-02T12:00:00Z"))["sanctions"][0]
    assert (shown["case"], shown["activated_by"], shown["lasts"]) == ("A-1", 2, "2 months")


@pytest.mark.parametrize(
    "change", [{"from": "2026-03-03"}, {"suspended_until": "2026-03-01"}, {"lasts": None}]
)
def test_the_complaint_must_lie_within_and_the_length_be_known(change: dict[str, Any]) -> None:
    history = {"p1": [{key: value for key, value in (EARLIER | change).items() if value is not None}]}
    row = act("10-01", "decide", activates=[{"sanction": "suspension", "on": "r1"}])
    assert refusal(docket(history=history), row)[0] == "sanction"


def test_set_aside_it_is_suspended_again_and_may_be_activated_anew() -> None:
    history = {"p1": [EARLIER]}
    rows = (
        act("10-01", "decide", **ACTIVATED),
        {"at": "2026-10-02T12:00:00+00:00", "note": "received", "of": 2, "to": ["r1"]},
        act("10-05", "contest", "r1", against=2),
        act("10-15", "rule", "e1", outcome="gone"),
    )
    case = docket(*rows, history=history)
    assert (on(case, "10-16").sanctions[0].state, on(case, "10-16").standing["r1"]) == ("set aside", "clear")
    assert [each.case for each in form(on(case, "10-16"), "decide").activates] == ["A-1"]


def test_only_a_step_that_may_and_nothing_twice() -> None:
    case = docket(suspended("03-10"), act("09-05", "take_in", **IN_TIME))
    assert "brings no suspended sanction" in refusal(case, act("10-01", "warn", **ACTIVATED))[1]
    twice = {"activates": ACTIVATED["activates"] * 2}
    assert "named twice" in refusal(case, act("10-01", "decide", **twice))[1]
    assert refusal(case, act("10-01", "decide", activates=[{"sanction": "x", "on": "r1"}]))[0] == "sanction"


def test_probation_without_teeth_is_named() -> None:
    text = RULES.replace(", activates = true", "").replace("recall = {", "# recall = {")
    found = {one.path: one.severity for one in check(text)}
    assert found == {f"sanctions.{name}.may_be_suspended": "warning" for name in ("suspension", "ban")}
