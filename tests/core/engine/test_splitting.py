"""Splitting and handing over: what goes out, what stays, and what the docket that goes out knows by replay."""
# ruff: noqa: E501 (rules are read row by row)

from __future__ import annotations

import json
from copy import deepcopy
from datetime import datetime
from functools import cache
from typing import Any

import jsonschema
import pytest

from dueprocess.core.engine import Docket, NotPermitted, decide, form, permitted, replay, split_off, state
from dueprocess.core.engine.view import State
from dueprocess.core.errors import Broken, Malformed
from dueprocess.core.rulebook import check, load
from tests.core.engine.test_schema import SCHEMA

RULES = """
[rulebook]
id = "parts"
version = "1"
title = "Parts"
language = "en"
standings = ["clear", "suspended"]
[calendar]
timezone = "Europe/London"
[roles]
clerk = { title = "Clerk" }
member = { title = "Member" }
finder = { title = "Fact finder", per_case = true }
judge = { title = "Judge", separate_from = ["finder"] }
[bodies]
board = { title = "Board", seats = { member = "all" }, fresh = true }
[conflicts]
near = { title = "Near", grounds = ["friend"], bars = ["see", "speak", "vote"] }
[facts]
ready = { title = "Ready", per = "respondent" }
[stages]
open = { title = "Open" }
inquiry = { title = "Inquiry" }
over = { title = "Over", end = true }
moved = { title = "Handed over", end = true }
review = { title = "Review" }
review_over = { title = "Review over", end = true }
[measures]
away = { title = "Away", effect = "membership suspended", lasts = "3 months", cap = "5 months", standing = "suspended" }
[sanctions]
ban = { title = "Ban", effect = "may not stand", lasts = "1 year" }
[steps]
complain = { title = "Complain", stage = "start", by = ["complainant"], leads_to = "open" }
take_in = { title = "Take in", stage = ["open", "inquiry"], by = ["clerk"], again = true, joins = true }
receipt = { title = "Receipt", stage = ["open", "inquiry"], by = ["clerk"], for_each = "complaint", due = { within = "5 days", after = "complain" } }
update = { title = "Update", stage = "any", by = ["clerk"], due = { every = "30 days", after = "first complain" } }
hold = { title = "Hold", stage = "open", by = ["clerk"], again = true, starts = ["away"] }
name = { title = "Name a finder", stage = "open", by = ["clerk"], appoints = ["finder"], tells = [{ to = ["parties"], letter = "finder" }], leads_to = "inquiry" }
answer = { title = "Answer", stage = "inquiry", by = ["respondent"], due = { within = "20 days", after = "name" }, may_record = ["ready"] }
assess = { title = "Assess", stage = "inquiry", by = ["clerk"], again = true, may_record = ["ready"] }
find = { title = "Find", stage = "inquiry", by = ["board"], imposes = ["ban"], tells = [{ to = ["parties"], letter = "finding" }] }
object = { title = "Object", stage = "inquiry", by = ["respondent"], appeals = ["find"], due = { within = "14 days", after = "service of find", kind = "limit" }, opens = "review" }
hear = { title = "Hear", stage = "review", by = ["clerk"], leads_to = "review_over" }
judge_it = { title = "Judge", stage = "inquiry", by = ["judge"], leads_to = "over" }
part = { title = "Part", stage = ["open", "inquiry"], by = ["clerk"], again = true, splits = true, tells = [{ to = ["parties", "clerk"], letter = "parted" }, { to = ["parties"], letter = "more", optional = true }], logged_as = "split" }
hand_over = { title = "Hand over", stage = ["open", "inquiry"], by = ["clerk"], splits = true, tells = [{ to = ["parties"], letter = "moved" }], leads_to = "moved" }
"""
RULEBOOK = load(RULES)
TAKEN_OVER = (
    RULES.replace('version = "1"', 'version = "7"')
    .replace('id = "parts"', 'id = "elsewhere"')
    .replace("[calendar]", '[rulebook.transition]\nopen_cases = "at once"\n[calendar]')
)
BOOKS = {each.hash: each for each in map(load, (RULES, TAKEN_OVER))}


def act(day: str, step: str, by: str = "s1", **more: Any) -> dict[str, Any]:
    """An act at noon UTC of a day of 2026."""
    return {"at": f"2026-{day}T12:00:00+00:00", "step": step, "by": by, **more}


def note(day: str, kind: str, **more: Any) -> dict[str, Any]:
    """A note at noon UTC of a day of 2026."""
    return {"at": f"2026-{day}T12:00:00+00:00", "note": kind, **more}


def then(obj: dict[str, Any], *rows: dict[str, Any]) -> dict[str, Any]:
    """The same docket with more rows, each accepted by `decide`."""
    docket = Docket.parse(obj)
    for row in rows:
        decided = decide(BOOKS, docket, row)
        obj, docket = {**obj, "acts": [*obj["acts"], decided.act]}, decided.state.docket
    return obj


def case() -> dict[str, Any]:
    """Two complaints against two respondents, in inquiry: rows 1 to 13."""
    return deepcopy(_case())


@cache
def _case() -> dict[str, Any]:
    obj: dict[str, Any] = {
        "docket": 1,
        "case": "A-1",
        "rulebook": RULEBOOK.hash,
        "parties": {
            "c1": {"is": "complainant"},
            "r1": {"is": "respondent", "person": "p1"},
            "r2": {"is": "respondent", "person": "p2"},
        },
        "complaints": {"k1": {"by": ["c1"]}},
        "history": {
            who: [{"sanction": "ban", "from": "2025-01-01", "to": "2026-01-01"}] for who in ("p1", "p2")
        },
        "people": {
            "s1": {"roles": ["clerk"]},
            **{f"m{number}": {"roles": ["member"]} for number in (1, 2, 3)},
            **{f"j{number}": {"roles": ["judge", "finder"]} for number in (1, 2)},
        },
        "acts": [{"n": 1, **act("03-02", "complain", "c1")}],
    }
    allegations = [
        {"id": "a1", "respondent": "r1"},
        {"id": "a2", "respondent": "r2"},
        {"id": "a3", "respondent": "r2"},
    ]
    second = {"k2": {"at": "2026-03-09T09:00:00+00:00", "by": ["c2"]}}
    return then(
        obj,
        act("03-03", "receipt", **{"for": ["k1"]}),  # 2
        act("03-04", "hold", starts=[{"measure": "away", "on": "r2"}], allegations=allegations),  # 3
        act("03-04", "hold", starts=[{"measure": "away", "on": "r1", "until": "2026-05-01"}]),  # 4
        note("03-05", "conflict", who="m3", ground="friend"),  # 5
        act("03-10", "take_in", complaints=second, parties={"c2": {"is": "complainant"}}),  # 6
        act("03-11", "receipt", **{"for": ["k2"]}),  # 7
        act("03-12", "name", appoints={"finder": ["j1"]}),  # 8
        note("03-13", "received", of=8, to=["r1", "r2", "c2"]),  # 9
        act("03-16", "answer", "r1", facts={"ready": {"r1": True}}),  # 10
        act("03-17", "answer", "r2"),  # 11
        act("03-18", "assess", facts={"ready": {"r1": False, "r2": True}}),  # 12
        act("03-19", "find", "m1", votes={"for": ["m1", "m2"]}, findings=[  # 13
            {"allegation": "a1", "respondent": "r1", "finding": "proved"},
            {"allegation": "a2", "respondent": "r2", "finding": "not proved"},
            {"allegation": "a3", "respondent": "r2", "finding": "proved"},
        ]),
    )  # fmt: skip


def parted(step: str = "part", case_: str = "B-2", **out: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The case after sending that out on 20 March (row 14), and the docket that goes out."""
    whole = then(case(), act("03-20", step, case=case_, out=out))
    return whole, split_off(whole, 14)


def on(obj: dict[str, Any], day: str) -> State:
    """The state at 13:00 UTC of a day."""
    return state(BOOKS, Docket.parse(obj), datetime.fromisoformat(f"2026-{day}T13:00:00+00:00"))


def due(found: State, step: str) -> dict[str | None, str]:
    """Last days of the open deadlines of a step, by person."""
    return {each.person: str(each.last_day) for each in found.deadlines if each.step == step and not each.met}


def test_a_respondent_goes_out_with_everything_that_concerns_them() -> None:
    whole, gone = parted(parties=["r2"])
    assert set(gone["parties"]) == {"c1", "c2", "r2"}
    assert gone["from"] == {
        "case": "A-1", "act": 14, "at": "2026-03-20T12:00:00+00:00", "parties": ["r2"], "step": "part",
        "left": ["r2"],
    }  # fmt: skip
    assert [row["n"] for row in gone["acts"]] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14]
    rows = {row["n"]: row for row in gone["acts"]}
    assert rows[3]["allegations"] == [{"id": "a2", "respondent": "r2"}, {"id": "a3", "respondent": "r2"}]
    assert rows[4]["starts"] == []
    assert rows[9]["to"] == ["r2", "c2"]
    assert rows[12]["facts"] == {"ready": {"r2": True}}
    assert {each["respondent"] for each in rows[13]["findings"]} == {"r2"}
    assert set(gone["history"]) == {"p2"}
    assert "r1" not in json.dumps(gone)
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(gone)
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(whole)


def test_there_it_stands_where_it_stood_here() -> None:
    """Stage, steps done, findings, who acted, conflicts and the clock: all by replay."""
    whole, gone = parted(parties=["r2"])
    here, there = on(whole, "03-21"), on(gone, "03-21")
    assert there.stage == here.stage == "inquiry"
    assert there.irregular == ()
    assert (due(there, "answer"), due(there, "receipt")) == ({}, {})
    assert due(there, "update") == due(here, "update") == {None: "2026-04-01"}  # 30 days from 2 March
    assert there.appointed("finder") == ("j1",)
    judging = {each.step: each for each in permitted(there)}["judge_it"]
    assert judging.who == ("j2",)  # j1 is the fact finder
    assert [each.id for each in there.bodies["board"].members if not each.votes] == ["m3"]
    assert replay(BOOKS, Docket.parse(gone), there.moment)["from"] == {"case": "A-1", "act": 14}
    more = decide(BOOKS, Docket.parse(gone), act("03-23", "judge_it", "j2"))
    assert more.act["n"] == 15  # 14 is the splitting itself


def test_here_they_are_parties_no_longer() -> None:
    whole, _ = parted(parties=["r2"])
    found = on(whole, "03-21")
    assert set(found.parties) == {"c1", "c2", "r1"}
    assert [(each.on, each.state) for each in found.measures] == [
        ("r2", "gone to another case"),
        ("r1", "in force"),
    ]
    assert set(found.standing) == {"c1", "c2", "r1"}
    assert found.irregular == ()


def test_what_is_in_force_goes_on_there_with_the_same_beginning() -> None:
    """Away from 4 March for three months: 4 June; never past five, 4 August, counted from the beginning."""
    _, gone = parted(parties=["r2"])
    [away] = on(gone, "03-21").measures
    assert (away.on, away.state, str(away.begun_at), str(away.last_day)) == (
        "r2",
        "in force",
        "2026-03-04 12:00:00+00:00",
        "2026-06-04",
    )
    assert on(gone, "03-21").standing["r2"] == "suspended"


def test_a_complaint_goes_out_with_its_own_clock_and_maker() -> None:
    """Received on 9 March: updates are due 30 days from then, 8 April. Nobody's measure goes with it."""
    whole, gone = parted(complaints=["k2"])
    assert set(gone["parties"]) == {"c2", "r1", "r2"}
    assert gone["complaints"] == {"k2": {"at": "2026-03-09T09:00:00+00:00", "by": ["c2"]}}
    assert [row["n"] for row in gone["acts"]] == [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
    assert gone["from"]["parties"] == []
    here, there = on(whole, "03-21"), on(gone, "03-21")
    assert (due(here, "update"), due(there, "update")) == ({None: "2026-04-01"}, {None: "2026-04-08"})
    assert there.stage == "inquiry"
    assert there.irregular == ()
    assert (len(there.measures), len(here.measures)) == (0, 2)
    assert set(here.parties) == {"c1", "r1", "r2"}  # c2 made no other complaint
    assert due(here, "receipt") == {}


def test_allegations_go_out_alone() -> None:
    whole, gone = parted(allegations=["a3"])
    assert set(gone["parties"]) == {"c1", "c2", "r1", "r2"}
    rows = {row["n"]: row for row in gone["acts"]}
    assert [each["allegation"] for each in rows[13]["findings"]] == ["a3"]
    assert on(whole, "03-21").irregular == ()
    assert set(on(whole, "03-21").parties) == {"c1", "c2", "r1", "r2"}


def test_what_hangs_from_an_act_left_behind_stays_with_it() -> None:
    """r1 objects; the review that it opened, and what is done there, is no part of what r2 takes along."""
    received = note("03-20", "received", of=13, to=["r1", "r2"])
    whole = then(case(), received, act("03-21", "object", "r1", against=13), act("03-22", "hear", strand=15))
    whole = then(
        whole,
        note("03-23", "consent", who="r1", to="answer"),
        act("03-24", "part", case="B-2", out={"parties": ["r2"]}),
    )
    gone = split_off(whole, 18)
    assert [row["n"] for row in gone["acts"]][-3:] == [13, 14, 18]
    assert [each.name for each in on(gone, "03-25").strands] == [1]
    assert split_off(whole, 18) == gone


def test_a_case_is_handed_over_whole_and_goes_on_under_other_rules() -> None:
    """Nothing is left and this case has ended; there a `version` note brings it under the receiver's rulebook."""
    whole, gone = parted("hand_over", parties=["r1", "r2"], complaints=["k1", "k2"])
    here = on(whole, "03-21")
    assert (here.stage, here.ended, dict(here.parties)) == ("moved", True, {})
    assert [row["n"] for row in gone["acts"]] == list(range(1, 15))
    assert on(gone, "03-21").stage == "inquiry"
    taken = then(gone, note("03-23", "version", rulebook=load(TAKEN_OVER).hash))
    assert (on(taken, "03-24").rulebook.id, on(taken, "03-24").rulebook.version) == ("elsewhere", "7")
    assert on(taken, "03-24").irregular == ()
    assert on(then(taken, act("03-25", "judge_it", "j2")), "03-26").ended


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"out": {"parties": ["r2"]}}, "case", "Give the number"),
        ({"case": "A-1", "out": {"parties": ["r2"]}}, "case", "Give the number"),
        ({"case": "B-2"}, "out", "Name the respondents"),
        ({"case": "B-2", "out": {}}, "out", "Name the respondents"),
        ({"case": "B-2", "out": {"parties": ["r9"]}}, "out", "r9 is not among the parties"),
        ({"case": "B-2", "out": {"complaints": ["k9"]}}, "out", "k9 is not among the complaints"),
        ({"case": "B-2", "out": {"allegations": ["a9"]}}, "out", "a9 is not among the allegations"),
        ({"case": "B-2", "out": {"parties": ["r1", "r2"]}}, "out", "No respondent would be left"),
        ({"case": "B-2", "out": {"complaints": ["k1", "k2"]}}, "out", "No complaint would be left"),
    ],
)
def test_what_cannot_go_out_is_named(given: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(NotPermitted) as refused:
        then(case(), act("03-20", "part", **given))
    assert (refused.value.code, refused.value.first.field) == ("facts", field)
    assert said in refused.value.reason


@pytest.mark.parametrize(
    ("out", "left"),
    [
        ({"parties": ["r1"], "complaints": ["k1", "k2"]}, "r2"),
        ({"parties": ["r1", "r2"], "complaints": ["k1"]}, "k2"),
        ({"parties": ["r1", "r2"], "complaints": ["k1", "k2"], "allegations": ["a1", "a2"]}, "a3"),
    ],
)
def test_what_ends_the_case_leaves_nothing_behind(out: dict[str, Any], left: str) -> None:
    """Nobody ends a complaint unheard by handing over the rest of its case."""
    with pytest.raises(NotPermitted) as refused:
        then(case(), act("03-20", "hand_over", case="B-2", out=out))
    assert f"all of it goes out: {left} too" in refused.value.reason


def test_a_message_to_several_goes_along_to_those_who_go() -> None:
    said = note("03-20", "message", by="s1", to=["r1", "r2"])
    other = note("03-20", "message", by="s1", to=["r1"])
    whole = then(case(), said, other, act("03-21", "part", case="B-2", out={"parties": ["r2"]}))
    rows = {row["n"]: row for row in split_off(whole, 16)["acts"]}
    assert rows[14]["to"] == ["r2"]
    assert 15 not in rows


def test_what_is_handed_over_outside_ends_here_with_its_parties() -> None:
    whole = then(case(), act("03-20", "hand_over", out={"outside": True}))
    found = on(whole, "03-21")
    assert (found.ended, set(found.parties)) == (True, {"c1", "c2", "r1", "r2"})
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(whole)
    with pytest.raises(Broken):
        split_off(whole, 14)
    with pytest.raises(NotPermitted, match="ends the case"):
        then(case(), act("03-20", "part", out={"outside": True}))
    with pytest.raises(Malformed, match="goes whole"):
        then(case(), act("03-20", "hand_over", out={"outside": True, "parties": ["r1"]}))


def test_a_letter_not_yet_sent_is_owed_where_its_addressee_is() -> None:
    """The finding was told to c1 alone before r2 left; r2 hears of it there."""
    whole = then(case(), note("03-20", "sent", of=13, to=["c1"]))
    whole = then(whole, act("03-21", "part", case="B-2", out={"parties": ["r2"]}))
    owed = {(each.n, each.to) for each in on(whole, "03-22").notices if each.sent_at is None}
    assert (13, "r2") not in owed
    assert (13, "r1") in owed
    there = {(each.n, each.to) for each in on(split_off(whole, 15), "03-22").notices if each.sent_at is None}
    assert (13, "r2") in there
    assert (13, "r1") not in there


def owing(found: State, n: int) -> set[tuple[str, str | None]]:
    """To whom which letter of an entry is owed."""
    return {
        (each.to, each.letter) for each in found.notices if each.n == n and each.state in ("owed", "late")
    }


def test_the_letters_of_a_splitting_are_owed_where_whoever_gets_them_is_a_party() -> None:
    whole, gone = parted(parties=["r2"], complaints=["k2"])
    assert gone["from"]["left"] == ["c2", "r2"]
    assert owing(on(whole, "03-20"), 14) == {("c1", "parted"), ("r1", "parted"), ("clerk", "parted")}
    assert owing(on(gone, "03-20"), 14) == {("c2", "parted"), ("r2", "parted")}
    before = datetime.fromisoformat("2026-03-20T11:00:00+00:00")
    assert not [each for each in state(BOOKS, Docket.parse(gone), before).notices if each.n == 14]
    sent = then(gone, note("03-21", "sent", of=14, to=["r2"]))
    assert owing(on(sent, "03-22"), 14) == {("c2", "parted")}
    row = {**note("03-19", "message", by="s1"), "entered": "2026-03-22T12:00:00+00:00", "n": 16}
    late = {**sent, "acts": [*sent["acts"], row]}
    assert owing(on(late, "03-22"), 14) == {("c2", "parted")}
    with pytest.raises(Malformed, match="no entry 15"):
        then(gone, note("03-21", "sent", of=15, to=["r2"]))


def test_a_letter_that_may_be_left_out_goes_there_if_it_was_chosen() -> None:
    whole = then(case(), act("03-20", "part", case="B-2", out={"parties": ["r2"]}, tells=["1"]))
    gone = split_off(whole, 14)
    assert gone["from"]["tells"] == ["1"]
    assert owing(on(gone, "03-20"), 14) == {("r2", "parted"), ("r2", "more")}


def test_of_a_case_handed_over_everything_is_owed_there() -> None:
    whole, gone = parted("hand_over", parties=["r1", "r2"], complaints=["k1", "k2"])
    assert not owing(on(whole, "03-22"), 14)
    everybody = {(who, "moved") for who in ("c1", "c2", "r1", "r2")}
    assert owing(on(gone, "03-22"), 14) == everybody
    again = then(gone, act("03-23", "hand_over", case="C-3", out={
        "parties": ["r1", "r2"], "complaints": ["k1", "k2"],
    }))  # fmt: skip
    open_ = [each for each in on(again, "03-24").notices if not (each.sent_at or each.received_at)]
    assert not [each for each in open_ if each.to in gone["parties"]]
    assert owing(on(split_off(again, again["acts"][-1]["n"]), "03-24"), again["acts"][-1]["n"]) == everybody


def test_of_one_matter_about_one_person_nothing_is_split_off() -> None:
    """It is not offered until there is something that could go: an allegation, another person or complaint."""
    obj = {**case(), "parties": {"c1": {"is": "complainant"}, "r1": {"is": "respondent"}}}
    one = {**obj, "acts": [{"n": 1, **act("03-02", "complain", "c1")}]}
    may = {each.step: each for each in permitted(on(one, "03-03"))}
    assert not may["part"].allowed
    assert may["part"].refusal is not None
    assert may["part"].refusal.code == "nothing_there"
    assert may["hand_over"].allowed
    with pytest.raises(NotPermitted, match="one matter"):
        then(one, act("03-03", "part", case="B-2", out={"parties": ["c1"]}))
    alleged = then(one, act("03-03", "hold", starts=[], allegations=[{"id": "a1", "respondent": "r1"}]))
    assert {each.step: each.allowed for each in permitted(on(alleged, "03-04"))}["part"]


def test_a_case_about_nobody_is_split_by_its_complaints() -> None:
    obj = {**case(), "parties": {"c1": {"is": "complainant"}}, "complaints": ["k1"]}
    one = {**obj, "acts": [{"n": 1, **act("03-02", "complain", "c1")}]}
    second = {"k2": {"at": "2026-03-09T09:00:00+00:00", "by": ["c2"]}}
    two = then(one, act("03-10", "take_in", complaints=second, parties={"c2": {"is": "complainant"}}))
    whole = then(two, act("03-11", "part", case="B-2", out={"complaints": ["k2"]}))
    assert set(on(whole, "03-12").parties) == {"c1"}
    assert set(on(split_off(whole, 3), "03-12").parties) == {"c2"}


def test_nothing_goes_out_twice_nor_by_a_step_that_may_not() -> None:
    whole, _ = parted(parties=["r2"])
    with pytest.raises(NotPermitted) as refused:
        then(whole, act("03-21", "part", case="C-3", out={"parties": ["r2"]}))
    assert "r2 is not among the parties" in refused.value.reason
    with pytest.raises(NotPermitted) as refused:
        then(case(), act("03-20", "assess", case="C-3", out={"parties": ["r2"]}))
    assert "sends nothing out" in refused.value.reason
    with pytest.raises(Broken):
        split_off(whole, 13)


def test_the_form_offers_what_is_here() -> None:
    whole, _ = parted(parties=["r2"])
    out = form(on(whole, "03-21"), "part").out
    assert out is not None
    assert (out.parties, out.respondents, out.complaints, out.allegations, out.whole) == (
        ("c1", "r1", "c2"),
        ("r1",),
        ("k1", "k2"),
        ("a1", "a2", "a3"),
        False,
    )
    over = form(on(whole, "03-21"), "hand_over").out
    assert over is not None
    assert over.whole
    assert form(on(whole, "03-21"), "assess").out is None


def test_a_case_that_is_being_opened_cannot_be_split() -> None:
    text = RULES.replace('by = ["complainant"], leads_to', 'by = ["complainant"], splits = true, leads_to')
    assert [(each.path, each.severity) for each in check(text) if each.severity == "error"] == [
        ("steps.complain.splits", "error")
    ]


def test_joining_says_where_it_came_from() -> None:
    """The counterpart: a case that ended elsewhere comes in with its number."""
    came = {"k3": {"at": "2026-03-01T09:00:00+00:00", "done": ["receipt"]}}
    whole = then(case(), act("03-20", "take_in", case="C-9", complaints=came))
    assert whole["acts"][-1]["case"] == "C-9"
    assert due(on(whole, "03-21"), "update") == {None: "2026-03-31"}  # the oldest clock: 1 March and 30 days


def test_who_comes_along_is_in_both_cases() -> None:
    whole = then(
        case(),
        note("03-23", "party", adds={"p1": {"is": "representative"}, "p2": {"is": "representative"}}),
        act("03-24", "part", case="A-2", out={"parties": ["r2"], "along": ["p1"]}),
    )
    jsonschema.validate(whole, SCHEMA)
    gone = split_off(whole, whole["acts"][-1]["n"])
    assert {"r2", "p1"} <= set(gone["parties"])
    assert not {"r1", "p2"} & set(gone["parties"])
    assert "p1" not in gone["from"]["left"]
    here = state(BOOKS, Docket.parse(whole), datetime.fromisoformat("2026-03-25T12:00:00+00:00"))
    assert {"p1", "p2", "r1"} <= set(here.parties)
    assert "r2" not in here.parties
    with pytest.raises(NotPermitted):
        then(case(), act("03-24", "part", case="A-2", out={"parties": ["r2"], "along": ["p9"]}))
