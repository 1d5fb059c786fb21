"""Protective measures: warnings before their end, the time to decide, their cap, and reviews while they run."""
# ruff: noqa: E501 (rules are read row by row)

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from dueprocess.core.engine import Docket, NotPermitted, decide, form, permitted, replay, state
from dueprocess.core.engine.view import State
from dueprocess.core.rulebook import check, explain
from tests.core.reading import loaded

RULES = """
[rulebook]
id = "shields"
version = "1"
title = "Shields"
language = "en"
[calendar]
timezone = "Europe/London"
at_once = "2 days"
[roles]
clerk = { title = "Clerk" }
overseer = { title = "Overseer" }
[facts]
guarded = { title = "Guarded", derived = { measure = "shield" } }
[stages]
open = { title = "Open" }
over = { title = "Over", end = true }
[measures]
shield = { title = "Shield", clause = "6", effect = "no contact", lasts = "2 months", cap = "5 months", at_end = "must be decided", holding = "5 working days", reports_to = ["overseer"] }
[steps]
complain = { title = "Complain", clause = "1", stage = "start", by = ["complainant"], leads_to = "open" }
protect = { title = "Protect", clause = "2", stage = "open", by = ["clerk"], again = true, starts = ["shield"] }
go_on = { title = "Go on", clause = "3", stage = "open", by = ["clerk"], again = true, continues = ["shield"] }
lift = { title = "Lift", clause = "4", stage = "open", by = ["clerk"], again = true, lifts = ["shield"] }
review = { title = "Review", clause = "5", stage = "open", by = ["clerk"], when = { guarded = true }, due = { every = "3 weeks", after = "start of shield" } }
close = { title = "Close", clause = "7", stage = "open", by = ["clerk"], leads_to = "over" }
"""
RULEBOOK = loaded(RULES)


def act(day: str, step: str, by: str = "s1", **more: Any) -> dict[str, Any]:
    """An act at noon UTC of a day of 2026."""
    return {"at": f"2026-{day}T12:00:00+00:00", "step": step, "by": by, **more}


def docket(*rows: dict[str, Any], respondents: int = 1, text: str = RULES) -> dict[str, Any]:
    """Complained on 2 March, protected on 3 March; `decide` accepts the rest."""
    rules = loaded(text)
    obj: dict[str, Any] = {
        "docket": 1,
        "case": "s",
        "rulebook": rules.hash,
        "parties": {"c1": {"is": "complainant"}}
        | {f"r{number}": {"is": "respondent"} for number in range(1, respondents + 1)},
        "people": {"s1": {"roles": ["clerk"]}},
        "acts": [{"n": 1, **act("03-02", "complain", "c1")}, {"n": 2, **act("03-03", "protect")}],
    }
    for row in rows:
        obj["acts"] = [*obj["acts"], decide({rules.hash: rules}, Docket.parse(obj), row).act]
    return obj


def on(obj: dict[str, Any], day: str, text: str = RULES) -> State:
    """The state at 13:00 UTC of a day."""
    rules = loaded(text)
    return state({rules.hash: rules}, Docket.parse(obj), datetime.fromisoformat(f"2026-{day}T13:00:00+00:00"))


def refusal(obj: dict[str, Any], row: dict[str, Any]) -> tuple[str, str, str | None]:
    """Code, reason and clause."""
    with pytest.raises(NotPermitted) as refused:
        decide({RULEBOOK.hash: RULEBOOK}, Docket.parse(obj), row)
    return refused.value.code, refused.value.reason, refused.value.clause


# Begun on 3 March for two months: the last day is 3 May (a Sunday). It must be decided within five working
# days after that: 4, 5, 6, 7 and 8 May. The cap of five months ends on 3 August.


@pytest.mark.parametrize(
    ("remind", "days"),
    [
        ("", ["2026-04-05", "2026-04-19", "2026-04-26"]),  # 3 May less 28, 14 and 7 days
        (
            ', remind = "10 working days"',
            ["2026-04-20"],
        ),  # 1 May is the first working day back, 20 April the tenth
        (', remind = ["70 days", "1 day"]', ["2026-05-02"]),  # 22 February lies before it began
    ],
)
def test_warnings_before_the_end(remind: str, days: list[str]) -> None:
    text = RULES.replace('reports_to = ["overseer"]', f'reports_to = ["overseer"]{remind}')
    found = on(docket(text=text), "03-04", text).measures[0]
    assert [str(day) for day in found.review_on] == days


@pytest.mark.parametrize(
    ("day", "stands", "overdue", "told"),
    [
        ("05-03", "in force", False, []),
        ("05-04", "must be decided", False, ["shield_must_be_decided"]),
        ("05-08", "must be decided", False, ["shield_must_be_decided"]),
        ("05-09", "must be decided", True, ["shield_must_be_decided", "shield_was_not_decided"]),
        ("12-31", "must be decided", True, ["shield_must_be_decided", "shield_was_not_decided"]),
    ],
)
def test_it_applies_until_somebody_decides(day: str, stands: str, overdue: bool, told: list[str]) -> None:
    found = on(docket(), day)
    [shield] = found.measures
    assert (shield.state, shield.applies, shield.overdue) == (stands, True, overdue)
    assert [each.letter for each in found.notices] == told
    assert {each.to for each in found.notices} <= {"overseer"}
    assert str(shield.decide_by) == "2026-05-08 23:00:00+00:00"
    for notice in found.notices[:1]:  # at once means two days here: told on 3 May, by 5 May
        assert str(notice.last_day) == "2026-05-05"
    shown = replay({RULEBOOK.hash: RULEBOOK}, Docket.parse(docket()), found.moment)["measures"][0]
    assert (shown["overdue"], shown["warnings"]) == (overdue, ["2026-04-05", "2026-04-19", "2026-04-26"])


def test_continued_it_has_a_new_end_and_new_warnings_and_is_told_anew() -> None:
    """On 9 May for two months: 9 July; then again five working days: 10, 13, 14, 15, 16 July."""
    case = docket(act("05-09", "go_on"))
    [shield] = on(case, "05-10").measures
    assert (shield.state, str(shield.last_day), shield.overdue) == ("in force", "2026-07-09", False)
    assert [str(day) for day in shield.review_on] == ["2026-06-11", "2026-06-25", "2026-07-02"]
    assert [each.kind for each in on(case, "07-17").lapses] == ["holding", "overdue", "holding", "overdue"]
    assert [str(each.at) for each in on(case, "07-17").lapses[2:]] == [
        "2026-07-09 23:00:00+00:00",
        "2026-07-16 23:00:00+00:00",
    ]
    assert on(docket(act("05-06", "lift")), "05-07").measures[0].state == "lifted"
    assert [each.kind for each in on(docket(act("05-06", "lift")), "06-07").lapses] == ["holding"]


def test_never_past_its_cap() -> None:
    """From 3 March five months: 3 August. After that it can only be lifted, and nobody is let off that."""
    case = docket(act("05-02", "go_on"), act("07-01", "go_on", until="2026-12-31"))
    assert str(on(case, "07-02").measures[0].last_day) == "2026-08-03"
    assert refusal(case, act("08-04", "go_on")) == (
        "sanction",
        "Shield has lasted 5 months, its longest: it can only be lifted.",
        "6",
    )
    assert next(each for each in permitted(on(case, "08-04")) if each.step == "lift").allowed
    assert on(case, "08-04").measures[0].applies
    back = act("05-02", "go_on", until="2026-05-01")
    assert refusal(docket(), back)[:2] == ("sanction", "Shield would end before it goes on.")


def test_it_is_not_renewed_by_ordering_it_again() -> None:
    """Nobody gets around the decision, or the cap, by a new order in the place of one that runs or waits."""
    again = act("05-02", "protect")
    for day in ("05-02", "05-06", "05-20"):  # it runs, it waits, its time to decide has passed
        assert refusal(docket(), again | {"at": f"2026-{day}T12:00:00+00:00"}) == (
            "sanction", "Shield is in force on r1 already. It is continued or lifted, not ordered again.", "6",
        )  # fmt: skip
    two = docket(act("05-06", "lift", **{"for": ["r1"]}), respondents=2)
    on_one = act("05-07", "protect", starts=[{"measure": "shield", "on": "r1"}])
    found = on(
        {**two, "acts": [*two["acts"], decide({RULEBOOK.hash: RULEBOOK}, Docket.parse(two), on_one).act]},
        "05-08",
    )
    assert [(each.on, each.state) for each in found.measures] == [
        ("r1", "lifted"), ("r2", "must be decided"), ("r1", "in force"),
    ]  # fmt: skip
    assert refusal(two, act("05-07", "protect"))[1].startswith("Shield is in force on r2 already.")
    shown = form(on(two, "05-07"), "protect")
    assert [each.open for each in shown.measures] == [("r1",)]


def test_what_it_lasted_before_counts_for_its_cap() -> None:
    """3 March to 4 April are 32 days. Ordered again on 1 June it lasts five months less these: to 30 September."""
    case = docket(act("04-04", "lift"), act("06-01", "protect"), act("07-31", "go_on", until="2026-12-31"))
    [_lifted, shield] = on(case, "08-01").measures
    assert (str(shield.last_day), str(shield.cap_at)) == ("2026-09-30", "2026-09-30 23:00:00+00:00")
    used = docket(act("05-02", "go_on"), act("07-01", "go_on", until="2026-08-03"), act("08-04", "lift"))
    assert refusal(used, act("08-05", "protect")) == (
        "sanction", "Shield was on r1 for 5 months in this case, its longest: it is not ordered again.", "6",
    )  # fmt: skip


def test_neither_a_pause_nor_a_resignation_makes_it_lapse_and_an_end_undoes_it() -> None:
    """A pause of the case moves no day of it; who has left is still on it; a case that ends while it waits to
    be decided, and nothing is found, undoes it that day."""
    text = RULES.replace(
        "[measures]",
        '[pauses]\npolice = { title = "Police", lasts = "up to 28 days", stops = "case" }\n[measures]',
    )
    text = text.replace(
        "[steps]\n", '[steps]\nwait = { title = "Wait", stage = "any", by = ["clerk"], pauses = "police" }\n'
    )
    paused = docket(act("04-28", "wait", until="2026-05-20"), text=text)
    left = docket({"at": "2026-04-01T12:00:00+00:00", "note": "left", "who": "r1"})
    for case, rules in ((paused, text), (left, RULES)):
        for day, overdue in (("05-04", False), ("05-08", False), ("05-09", True)):
            [shield] = on(case, day, rules).measures
            assert (shield.state, shield.applies, shield.overdue) == ("must be decided", True, overdue)
        assert {each.step for each in permitted(on(case, "05-06", rules)) if each.allowed} >= {
            "go_on",
            "lift",
        }
    over = on(docket(act("05-06", "close")), "05-06")
    assert (over.measures[0].state, [each.kind for each in over.lapses]) == ("undone", ["holding", "undone"])


def test_nobody_gets_around_it_by_bringing_the_same_person_in_again() -> None:
    """A second party who is the same person in the register has no measure, and no days, of their own."""
    case = docket()
    case["people"]["p1"] = {"roles": []}
    case["parties"]["r1"]["person"] = "p1"
    twice = {
        "at": "2026-03-20T12:00:00+00:00",
        "note": "party",
        "adds": {"r2": {"is": "respondent", "person": "p1"}},
    }
    case["acts"] = [*case["acts"], decide({RULEBOOK.hash: RULEBOOK}, Docket.parse(case), twice).act]
    again = act("05-02", "protect", starts=[{"measure": "shield", "on": "r2"}])
    assert refusal(case, again)[1].startswith("Shield is in force on r2 already.")
    for row in (act("05-02", "go_on"), act("07-01", "go_on", until="2026-08-03"), act("08-04", "lift")):
        case["acts"] = [*case["acts"], decide({RULEBOOK.hash: RULEBOOK}, Docket.parse(case), row).act]
    assert refusal(case, {**again, "at": "2026-08-05T12:00:00+00:00"})[1].startswith(
        "Shield was on r2 for 5 months"
    )


def test_a_day_counts_once_for_its_cap_whatever_its_scope() -> None:
    """Two parts of it at once are no reason to end the protection sooner."""
    text = RULES.replace('cap = "5 months"', 'cap = "5 months", scope = ["office", "events"]')
    case = docket(text=text)
    both = [{"measure": "shield", "scope": [each]} for each in ("office", "events")]
    case["acts"][1]["starts"] = both
    rules = loaded(text)
    for row in (act("04-04", "lift"), act("06-01", "protect", starts=both[:1])):
        case["acts"] = [*case["acts"], decide({rules.hash: rules}, Docket.parse(case), row).act]
    assert str(on(case, "06-02", text).measures[-1].cap_at) == "2026-09-30 23:00:00+00:00"


def test_only_those_named_go_on() -> None:
    case = docket(act("04-01", "go_on", until="2026-06-30", **{"for": ["r2"]}), respondents=2)
    assert {each.on: str(each.last_day) for each in on(case, "04-02").measures} == {
        "r1": "2026-05-03",
        "r2": "2026-06-30",
    }


def test_it_is_reviewed_again_and_again_while_it_is_in_force() -> None:
    """Every three weeks from 3 March: 24 March; reviewed on the 20th: 10 April; once it is lifted, no more."""
    assert [str(each.last_day) for each in on(docket(), "03-04").deadlines if each.step == "review"] == [
        "2026-03-24"
    ]
    case = docket(act("03-20", "review"))
    assert [
        (str(each.last_day), each.state.value)
        for each in on(case, "04-12").deadlines
        if each.step == "review"
    ] == [
        ("2026-03-24", "met"),
        ("2026-04-10", "overdue"),
    ]
    lifted = docket(act("03-20", "review"), act("04-01", "lift"))
    assert [each.state.value for each in on(lifted, "04-12").deadlines if each.step == "review"] == ["met"]


def test_in_words_and_checked() -> None:
    said = explain(RULEBOOK)
    assert "At its end it must be decided within 5 working days" in said
    assert "Warnings 28 days, 14 days and 7 days before its end" in said
    assert "When that time begins, and when it has passed, tells Overseer" in said
    text = RULES.replace(', reports_to = ["overseer"]', "")
    found = [(each.path, each.severity) for each in check(text) if each.path != "steps"]  # no letters at all
    assert found == [("measures.shield.at_end", "warning")]
