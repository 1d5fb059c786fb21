"""Powers that need more than one: lists, joint decisions, a second exercise, consultations, jurisdiction."""
# ruff: noqa: E501 (rules are read row by row)

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from dueprocess.core.engine import Docket, NotPermitted, decide, form, permitted, state
from dueprocess.core.engine.refusals import Need
from dueprocess.core.engine.view import State
from dueprocess.core.rulebook import check, explain, load

RULES = """
[rulebook]
id = "powers"
version = "1"
title = "Powers"
language = "en"
[calendar]
timezone = "Europe/London"
[roles]
clerk = { title = "Clerk" }
member = { title = "Member" }
elder = { title = "Elder" }
umpire = { title = "Umpire" }
pool = { title = "Arbitrator" }
listed = { title = "List of arbitrators", per_case = true }
sole = { title = "Sole arbitrator", per_case = true, chosen_from = "listed" }
[bodies]
board = { title = "Board", clause = "B", seats = { member = "all" }, quorum = 2, decides_by = "majority", in_writing = { rule = "majority", wait = "2 days" } }
elders = { title = "Elders", clause = "E", seats = { elder = 3 }, quorum = 2, decides_by = "unanimous", too_few = "umpires" }
umpires = { title = "Umpires", seats = { umpire = "all" }, decides_by = "any one" }
local = { title = "Local board", seats = { member = "all" }, of_unit = "where", quorum = 1, decides_by = "majority", too_few = "board" }
tribunal = { title = "Tribunal", per_case = true, chosen_from = "listed", seats = { pool = "1 to 3" }, decides_by = "majority" }
fresh_ones = { title = "Fresh", seats = { member = "all", elder = "all" }, fresh = true, decides_by = "any one" }
[conflicts]
near = { title = "Near", grounds = ["friend"], bars = ["see", "speak", "vote"] }
[facts]
where = { title = "Where the respondent is", derived = { unit_of = "respondent" } }
[stages]
open = { title = "Open" }
back = { title = "Back" }
appeal = { title = "Appeal" }
over = { title = "Over", end = true }
[pauses]
police = { title = "Police", lasts = "up to 30 days", renewable = true }
[sanctions]
ban = { title = "Ban", clause = "S", effect = "may not stand", lasts = "1 year", follows = ["consult"] }
note = { title = "Note", effect = "on the record only", lasts = "1 year" }
[steps]
complain = { title = "Complain", stage = "start", by = ["complainant"], leads_to = "open" }
list_them = { title = "List them", clause = "1", stage = "open", by = ["clerk"], appoints = ["listed"] }
choose = { title = "Choose", clause = "2", stage = "open", by = ["clerk"], appoints = ["sole"] }
compose = { title = "Compose", clause = "2", stage = "open", by = ["clerk"], appoints = ["tribunal"] }
agree = { title = "Agree", clause = "3", stage = "open", by = ["board"], again = true, jointly_with = ["elders"], imposes = ["note"] }
stay = { title = "Stay", clause = "4", stage = ["open", "back"], by = ["clerk"], again = true, times = 2, pauses = "police" }
each_time = { title = "Each", clause = "4", stage = "any", by = ["respondent"], again = true, times = 1 }
consult = { title = "Consult", clause = "5", stage = "open", by = ["clerk"], again = true }
punish = { title = "Punish", clause = "6", stage = "open", by = ["clerk"], again = true, imposes = ["ban", "note"] }
rule = { title = "Rule", clause = "7", stage = "open", by = ["local"], again = true }
object = { title = "Object", clause = "8", stage = "open", by = ["respondent"], appeals = ["agree"], due = { within = "14 days", after = "agree", kind = "limit" }, opens = "appeal" }
again = { title = "Again", clause = "9", stage = "appeal", by = ["fresh_ones"], decision = "set aside", sends_back = "open" }
award = { title = "Award", clause = "9", stage = "open", by = ["sole"] }
go_back = { title = "Go back", clause = "9", stage = "open", by = ["clerk"], leads_to = "back" }
close = { title = "Close", clause = "9", stage = ["open", "back"], by = ["clerk"], leads_to = "over" }
"""
RULEBOOK = load(RULES)
BOOKS = {RULEBOOK.hash: RULEBOOK}


def act(day: str, step: str, by: str = "s1", **more: Any) -> dict[str, Any]:
    """An act at noon UTC of a day of 2026."""
    return {"at": f"2026-{day}T12:00:00+00:00", "step": step, "by": by, **more}


def docket(*rows: dict[str, Any], units: tuple[str | None, ...] = ("north",)) -> dict[str, Any]:
    """Complained on 2 March against one respondent for each unit; `decide` accepts the rest."""
    respondents: dict[str, Any] = {
        f"r{number}": {"is": "respondent", **({"unit": unit} if unit else {})}
        for number, unit in enumerate(units, start=1)
    }
    obj: dict[str, Any] = {
        "docket": 1,
        "case": "p",
        "rulebook": RULEBOOK.hash,
        "parties": {"c1": {"is": "complainant"}, **respondents},
        "people": {
            "s1": {"roles": ["clerk"]},
            "m1": {"roles": [{"role": "member", "unit": "north"}]},
            "m2": {"roles": [{"role": "member", "unit": "south"}]},
            "m3": {"roles": [{"role": "member", "unit": "south"}]},
            **{f"e{number}": {"roles": ["elder"]} for number in (1, 2, 3)},
            "u1": {"roles": ["umpire"]},
            **{f"a{number}": {"roles": ["pool"]} for number in (1, 2, 3)},
        },
        "acts": [{"n": 1, **act("03-02", "complain", "c1")}],
    }
    for row in rows:
        obj["acts"] = [*obj["acts"], decide(BOOKS, Docket.parse(obj), row).act]
    return obj


def on(obj: dict[str, Any], day: str) -> State:
    """The state at 13:00 UTC of a day."""
    return state(BOOKS, Docket.parse(obj), datetime.fromisoformat(f"2026-{day}T13:00:00+00:00"))


def needs(obj: dict[str, Any], row: dict[str, Any]) -> list[Need]:
    """What an act lacks; empty when it is permitted."""
    try:
        decide(BOOKS, Docket.parse(obj), row)
    except NotPermitted as refused:
        return list(refused.needs)
    return []


# --- choosing from a list that another step named

LISTED = act("03-03", "list_them", appoints={"listed": ["a1", "a2"]})


def test_only_who_is_on_the_list_can_be_chosen() -> None:
    case = docket(LISTED)
    asked = form(on(case, "03-04"), "choose").appointments[0]
    assert asked.eligible == ("a1", "a2")
    assert needs(case, act("03-04", "choose", appoints={"sole": ["a2"]})) == []
    [need] = needs(case, act("03-04", "choose", appoints={"sole": ["a3"]}))
    assert need.code == "appointment"
    assert "a3 is not among those named as List of arbitrators" in need.reason
    assert form(on(docket(), "03-04"), "choose").appointments[0].eligible == ()


def test_a_body_is_composed_from_the_list() -> None:
    """Who holds a seat and is not on the list is named with the reason."""
    case = docket(LISTED)
    asked = form(on(case, "03-04"), "compose").appointments[0]
    assert (asked.eligible, asked.turn) == (("a1", "a2"), ("a1", "a2"))
    assert asked.out == (("a3", "is not among those named as List of arbitrators"),)
    assert needs(case, act("03-04", "compose", appoints={"tribunal": ["a1", "a2"]})) == []
    assert needs(case, act("03-04", "compose", appoints={"tribunal": ["a1", "a3"]}))[0].code == "appointment"


# --- two bodies decide jointly

BOARD = {"for": ["m1", "m2"]}
ELDERS = {"for": ["e1", "e2"]}


def agreed(day: str = "03-04", **more: Any) -> dict[str, Any]:
    return act(day, "agree", "m1", **({"votes": BOARD, "jointly": {"elders": ELDERS}} | more))


@pytest.mark.parametrize(
    ("votes", "said"),
    [
        (ELDERS, None),
        (None, "name who voted how"),
        ({"for": ["e1"]}, "the quorum is 2"),
        ({"for": ["e1", "e2"], "against": ["e3"]}, "it takes unanimous"),
        ({"for": ["e1", "m3"]}, "m3 may not vote"),
    ],
)
def test_each_votes_by_its_own_quorum_and_rule(votes: dict[str, Any] | None, said: str | None) -> None:
    found = needs(docket(), agreed(jointly={"elders": votes} if votes else {}))
    if said is None:
        assert found == []
        return
    assert {(each.code, each.field, each.item, each.clause) for each in found} == {
        ("vote", "jointly", "elders", "E")
    }
    assert any(said in each.reason for each in found)


def test_one_cannot_decide_for_the_other() -> None:
    assert {each.field for each in needs(docket(), agreed(votes={"for": ["m1"], "against": ["m2"]}))} == {
        "votes"
    }
    stranger = agreed(jointly={"elders": ELDERS, "umpires": {"for": ["u1"]}})
    assert [each.item for each in needs(docket(), stranger)] == ["umpires"]


def test_who_acts_instead_decides_jointly_and_nobody_means_nobody() -> None:
    """Two of three elders are friends of a party: the umpires decide in their place; without them nobody can."""
    near = [
        {
            "at": "2026-03-03T12:00:00+00:00",
            "note": "conflict",
            "who": who,
            "ground": "friend",
            "said_by": who,
        }
        for who in ("e1", "e2", "u1")
    ]
    case = docket(*near[:2])
    assert [each.body for each in form(on(case, "03-04"), "agree").jointly] == ["umpires"]
    assert needs(case, agreed(jointly={"elders": {"for": ["u1"]}})) == []
    case = docket(*near)
    refused = next(each for each in permitted(on(case, "03-04")) if each.step == "agree").refusal
    assert refused is not None
    assert refused.code == "nobody_able"
    assert "Elders" in refused.reason
    assert [each.code for each in needs(case, agreed())] == ["nobody_able"]


def both(*seats: str) -> dict[str, Any]:
    """The docket, with these elders also on the board."""
    case = docket()
    for who in seats:
        case["people"][who] = {"roles": ["elder", {"role": "member", "unit": "north"}]}
    return case


def test_nobody_votes_twice_on_one_decision() -> None:
    """Who sits on the board and among the elders votes on the board, which takes the step."""
    case = both("e1")
    [asked] = form(on(case, "03-04"), "agree", who="m1").jointly
    told = {member.id: str(member.out.reason) for member in asked.members if member.out}
    assert told == {"e1": "votes on this in Board, and nobody votes twice"}
    [need] = needs(case, agreed())
    assert (need.code, need.field, need.item) == ("vote", "jointly", "elders")
    assert need.reason == "e1 may not vote: e1 votes on this in Board, and nobody votes twice."
    assert needs(case, agreed(votes={"for": ["m1", "e1"]}, jointly={"elders": {"for": ["e2", "e3"]}})) == []
    # With two of three elders on the board, the umpires decide instead of the elders.
    case = both("e1", "e2")
    assert [each.body for each in form(on(case, "03-04"), "agree", who="m1").jointly] == ["umpires"]
    assert needs(case, agreed(jointly={"elders": {"for": ["u1"]}})) == []


def test_the_rulebook_says_who_sits_for_whoever_votes_elsewhere() -> None:
    text = RULES.replace("seats = { elder = 3 }", 'seats = { elder = 3 }, stand_ins = { elder = "umpire" }')
    book = load(text)
    case = both("e1") | {"rulebook": book.hash}
    at = datetime.fromisoformat("2026-03-04T13:00:00+00:00")
    [asked] = form(state({book.hash: book}, Docket.parse(case), at), "agree", who="m1").jointly
    assert [(each.id, each.stands_in_for) for each in asked.members if each.votes] == [
        ("e2", None), ("e3", None), ("u1", "e1"),
    ]  # fmt: skip
    row = agreed(jointly={"elders": {"for": ["e2", "u1"]}})
    decide({book.hash: book}, Docket.parse(case), row)


def test_bodies_that_share_a_role_are_warned_of() -> None:
    text = RULES.replace("seats = { elder = 3 }", 'seats = { elder = 3, member = "all" }')
    [warned] = [each for each in check(text) if each.path == "steps.agree.jointly_with"]
    assert (warned.severity, warned.what) == (
        "warning", "`board` and `elders` decide together, and both seat `member`.",
    )  # fmt: skip
    assert not [each for each in check(RULES) if each.path == "steps.agree.jointly_with"]


def test_all_who_voted_have_decided() -> None:
    """An elder of the joint decision is not fresh for the appeal against it."""
    case = docket(agreed(), act("03-05", "object", "r1"))
    out = {each.id for each in on(case, "03-06").body("fresh_ones", 3).members if not each.votes}
    assert out == {"m1", "m2", "e1", "e2"}


def test_in_writing_both_must_be_able_to() -> None:
    """The elders decide at meetings only."""
    found = needs(docket(), agreed("03-10", in_writing={"proposed_at": "2026-03-03T10:00:00+00:00"}))
    assert [(each.field, each.item) for each in found] == [("jointly", "elders")]


# --- a second exercise of one power


def test_a_power_may_be_used_so_often_and_no_more() -> None:
    """A stay, prolonged once: 30 days from 3 March are 2 April; from 1 April, 1 May."""
    once = docket(act("03-03", "stay"))
    assert needs(once, act("04-01", "stay")) == []
    twice = docket(act("03-03", "stay"), act("04-01", "stay"))
    [need] = needs(twice, act("04-15", "stay"))
    assert (need.code, need.clause) == ("done_already", "4")
    assert "2 times in all; the last was entry 3" in need.reason
    assert on(twice, "04-15").pauses[0].until == datetime.fromisoformat("2026-05-01T23:00:00+00:00")
    moved = docket(act("03-03", "stay"), act("04-01", "stay"), act("04-02", "go_back"))
    assert needs(moved, act("05-15", "stay")) != []  # both stages are its own: it is the same stay
    refused = next(each for each in permitted(on(twice, "04-15")) if each.step == "stay").refusal
    assert refused is not None
    assert refused.code == "done_already"


def test_each_has_their_own_number_and_a_new_round_begins_anew() -> None:
    case = docket(act("03-03", "each_time", "r1"), units=("north", "north"))
    assert needs(case, act("03-04", "each_time", "r1"))[0].code == "done_already"
    assert needs(case, act("03-04", "each_time", "r2")) == []
    sent = docket(
        act("03-03", "stay"),
        act("03-03", "stay"),
        agreed(),
        act("03-05", "object", "r1"),
        act("03-06", "again", "m3"),
    )
    assert needs(sent, act("04-20", "stay")) == []


# --- a consultation tied to the sanction


def test_a_sanction_waits_for_its_consultation_and_others_do_not() -> None:
    ban, light = ([{"sanction": name, "on": "r1"}] for name in ("ban", "note"))
    assert needs(docket(), act("03-04", "punish", imposes=light)) == []
    [need] = needs(docket(), act("03-04", "punish", imposes=ban))
    assert (need.code, need.clause, need.item) == ("sanction", "S", "ban")
    assert need.reason == "“Consult” must come before Ban."
    fields = {each.id: each.follows for each in form(on(docket(), "03-04"), "punish").sanctions}
    assert fields == {"ban": ("Consult",), "note": ()}
    case = docket(act("03-03", "consult"))
    assert needs(case, act("03-04", "punish", imposes=ban)) == []
    assert form(on(case, "03-04"), "punish").sanctions[0].follows == ()


# --- jurisdiction by a respondent's unit


@pytest.mark.parametrize(
    ("units", "where", "who"),
    [
        (("north",), "north", ("m1",)),
        (("south",), "south", ("m2", "m3")),
        (("south", "south"), "south", ("m2", "m3")),
        (("north", "south"), None, ("m1", "m2", "m3")),  # of several units: the whole board
        ((None,), None, ("m1", "m2", "m3")),
        (("north", None), None, ("m1", "m2", "m3")),
    ],
)
def test_the_respondents_unit_says_which_board(
    units: tuple[str | None, ...], where: str | None, who: tuple[str, ...]
) -> None:
    found = on(docket(units=units), "03-04")
    assert found.facts["where"] == where
    assert next(each for each in permitted(found) if each.step == "rule").who == who


# --- in words, and what cannot be


def test_in_words() -> None:
    said = explain(RULEBOOK)
    for words in (
        "Decided jointly with Elders",
        "May be done 2 times in all",
        "After “Consult”",
        "the unit of the respondent",
        "Chosen from those who are “List of arbitrators”",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('per_case = true, chosen_from = "listed" }', 'chosen_from = "listed" }', "roles.sole.chosen_from"),
        ('chosen_from = "listed" }', 'chosen_from = "sole" }', "roles.sole.chosen_from"),
        ('chosen_from = "listed" }', 'chosen_from = "clerk" }', "roles.sole.chosen_from"),
        ("again = true, times = 2", "times = 2", "steps.stay.times"),
        ('jointly_with = ["elders"]', 'jointly_with = ["board"]', "steps.agree.jointly_with"),
        ('by = ["clerk"], again = true, times', 'by = ["clerk"], again = true, jointly_with = ["board"], times', "steps.stay.jointly_with"),
        ('derived = { unit_of = "respondent" }', 'derived = { found_against = "respondent" }', "bodies.local.of_unit"),
        ('[steps]\n', '[steps]\nstuck = { title = "Stuck", stage = "open", by = ["clerk"], when = { where = true } }\n', "steps.stuck.when.where"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named(old: str, new: str, path: str) -> None:
    text = RULES.replace(old, new, 1)
    found = [each for each in check(text) if each.severity == "error"]
    assert path in [each.path for each in found], found
    one = next(each for each in found if each.path == path)
    assert one.line is not None
    assert one.mend
