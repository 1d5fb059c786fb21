"""Grounds that nobody says: a unit that is a respondent, the same unit, an earlier role or decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from dueprocess.core.engine import Docket, State, decide, state
from dueprocess.core.engine.power import powers
from dueprocess.core.errors import Malformed, Refused
from dueprocess.core.rulebook import load
from tests.core.engine.test_cases import RULEBOOK, RULES, act, docket

SOFT, HARD = 'grounds = ["colleague"]', 'grounds = ["family"]'
CHAIR = 'chair = "chair", quorum = 2'


def book(soft: str = "", hard: str = "", *, chair: bool = False) -> dict[str, Any]:
    """The rules of the cases, with these grounds computed."""
    text = RULES.replace(SOFT, f"{SOFT}, computed = {soft}" if soft else SOFT)
    text = text.replace(HARD, f"{HARD}, computed = {hard}" if hard else HARD)
    if chair:
        text = text.replace(CHAIR, f"{CHAIR}, chair_not_of_unit = true")
    found = load(text)
    return {found.hash: found}


PLAIN = {RULEBOOK.hash: RULEBOOK}


def case(*rows: dict[str, Any], books: dict[str, Any] = PLAIN, **parties: dict[str, Any]) -> dict[str, Any]:
    """A case with these parties: union 1, regions 2 and 3, club 4 in region 2, club 5 in region 3."""
    obj = docket(*rows)
    obj["rulebook"] = next(iter(books))
    obj["parties"] |= parties
    return obj


def known(obj: dict[str, Any], **people: dict[str, Any]) -> dict[str, Any]:
    """The same with more said of people."""
    for who, more in people.items():
        obj["people"].setdefault(who, {"roles": []}).update(more)
    return obj


def on(obj: dict[str, Any], books: dict[str, Any] = PLAIN, day: str = "03-03") -> State:
    at = datetime.fromisoformat(f"2026-{day}T13:00:00+00:00")
    return state(books, Docket.parse(obj), at)


def out(found: State, who: str, body: str = "board") -> str | None:
    """Why somebody is out of a body; None where they vote, "" where they may speak."""
    member = next(each for each in found.bodies[body].members if each.id == who)
    return None if member.out is None else "" if member.out.speaks else str(member.out.reason)


UNIT = {"is": "respondent", "unit": "4"}


@pytest.mark.parametrize(
    ("lines", "barred"),
    [
        (["1/2/4"], True),  # of the accused club
        (["1/2/4/9"], True),  # of what is below it
        (["1/2"], False),  # of the region above it, which judges
        (["1"], False),
        (["1/3/5"], False),  # of another club
        (["1/2", "1/2/4"], True),  # offices in two units: one is enough
        (["1/2/44", "1/24"], False),  # other units with the same digits
        ([], False),
    ],
)
def test_the_officers_of_an_accused_unit_and_of_those_below_are_out(lines: list[str], barred: bool) -> None:
    obj = known(case(r1=UNIT), m1={"offices_in": lines})
    assert (out(on(obj), "m1") is not None) is barred


def test_membership_alone_shuts_nobody_out() -> None:
    """Whoever only belongs to an accused club may be an officer of the union."""
    assert out(on(known(case(r1=UNIT), m1={"unit": "1/2/4"})), "m1") is None


def test_the_reason_is_said_and_a_clerical_step_is_no_way_around_it() -> None:
    found = on(known(case(r1=UNIT), m1={"offices_in": ["1/2/4"]}))
    assert out(found, "m1") == "holds an office in a unit that is a respondent, or below one"
    obj = known(case(r1=UNIT), s1={"offices_in": ["1/2/4"]})
    with pytest.raises(Refused, match="unit that is a respondent"):
        decide(PLAIN, Docket.parse(obj), act("03-03", "hold"))


@pytest.mark.parametrize(
    ("party", "barred"),
    [
        ({"is": "complainant", "unit": "4"}, False),  # a unit that complains is not accused
        ({"is": "respondent", "unit": "4", "person": "u1"}, False),  # the unit of a person who is
        ({"is": "respondent"}, False),
    ],
)
def test_only_a_unit_that_is_a_respondent_is_accused(party: dict[str, Any], barred: bool) -> None:
    obj = known(case(r1=party), m1={"offices_in": ["1/2/4"]})
    assert (out(on(obj), "m1") is not None) is barred


def test_of_several_respondents_one_unit_is_enough() -> None:
    obj = known(case(r1={"is": "respondent"}, r2=UNIT, r3={"is": "respondent", "unit": "5"}),
                m1={"offices_in": ["1/3/5"]}, m2={"offices_in": ["1/2/4"]})  # fmt: skip
    found = on(obj)
    assert out(found, "m1")
    assert out(found, "m2")
    assert out(found, "h1") is None


def test_a_decision_stands_by_the_register_of_its_day() -> None:
    """What changed later in the register does not make a decision wrong: an act keeps what it relied on."""
    obj = known(case(r1=UNIT), m1={"offices_in": []})
    obj["acts"][0]["people"] = obj["people"]
    vote = act("03-03", "vote", "h1", votes={"for": ["h1", "m1", "m2"]}, people=obj["people"])
    then = decide(PLAIN, Docket.parse(obj), vote)
    people = {**obj["people"], "m1": {"roles": ["member"], "offices_in": ["1/2/4"]}}
    later = {**obj, "people": people, "acts": [*obj["acts"], then.act]}
    assert out(on(later, day="03-04"), "m1")
    assert powers(on(later, day="03-04")) == powers(on({**later, "people": obj["people"]}, day="03-04"))
    with pytest.raises(Refused, match="unit that is a respondent"):
        decide(PLAIN, Docket.parse(obj), {**vote, "people": people})


# --- grounds that a rulebook turns on


SAME = book(soft='["same unit"]')


@pytest.mark.parametrize(
    ("person", "conflicted"),
    [
        ({"unit": "1/2/4"}, True),
        ({"offices_in": ["1/2/4"]}, True),
        ({"unit": "1/2"}, False),  # the region above is another unit
        ({"unit": "1/2/4/9"}, False),
        ({}, False),
    ],
)
@pytest.mark.parametrize(
    "parties",
    [
        {"r1": {"is": "respondent", "person": "x1"}},
        {"c1": {"is": "complainant", "person": "x1"}},
        {"c1": {"is": "complainant", "unit": "4"}},
    ],
)
def test_of_the_same_unit_as_a_party(
    parties: dict[str, Any], person: dict[str, Any], conflicted: bool
) -> None:
    obj = known(case(books=SAME, **parties), x1={"unit": "1/2/4"}, m1=person)
    assert out(on(obj, SAME), "m1") == ("" if conflicted else None)
    plain = known(case(**parties), x1={"unit": "1/2/4"}, m1=person)
    assert out(on(plain), "m1") is None


def test_the_ground_is_named_in_the_reason() -> None:
    hard = book(hard='["same unit"]')
    obj = known(case(books=hard, r1={"is": "respondent", "person": "x1"}),
                x1={"unit": "1/2/4"}, m1={"unit": "1/2/4"})  # fmt: skip
    why = "has a conflict of interest (Hard): is of the same unit as a party"
    assert out(on(obj, hard), "m1") == why


def test_what_shows_by_itself_counts_as_one_of_several_and_once() -> None:
    """Two soft conflicts are a hard one; a ground that is said and shows is one."""
    obj = known(case(books=SAME, c1={"is": "complainant", "person": "x1"}),
                x1={"unit": "1/2/4"}, m1={"unit": "1/2/4"})  # fmt: skip
    said = {"at": "2026-03-03T12:00:00+00:00", "note": "conflict", "who": "m1", "said_by": "m1"}
    both = book(soft='["same unit"]')
    twice = {**obj, "acts": [*obj["acts"], {"n": 2, **said, "ground": "colleague"}]}
    assert out(on(twice, both), "m1")
    named = book(soft='["same unit"]')
    text = RULES.replace(SOFT, 'grounds = ["colleague", "same unit"], computed = ["same unit"]')
    loaded = load(text)
    named = {loaded.hash: loaded}
    once = {**obj, "rulebook": loaded.hash,
            "acts": [*obj["acts"], {"n": 2, **said, "ground": "same unit"}]}  # fmt: skip
    assert out(on(once, named), "m1") == ""


def test_whoever_had_another_role_here_has_one_earlier() -> None:
    """The clerk who named somebody sits on the board too; acting for the board is no other role."""
    books = book(soft='["earlier role"]')
    both = {"roles": ["member", "clerk"]}
    before = known(case(books=books), m1=both)
    assert out(on(before, books), "m1") is None
    entered = known(case(act("03-02", "hold", "m1", **{"as": "clerk"}), books=books), m1=both)
    assert out(on(entered, books), "m1") == ""
    voted = act("03-02", "vote", "h1", votes={"for": ["h1", "m1", "m2"]})
    assert out(on(known(case(voted, books=books), m1=both), books), "m1") is None


def test_nobody_chairs_a_case_of_their_own_unit() -> None:
    books = book(chair=True)
    parties = {"r1": {"is": "respondent", "person": "x1"}}
    people = {"x1": {"unit": "1/2/4"}, "h1": {"unit": "1/2/4"}, "m1": {"unit": "1/2/4"}}
    found = on(known(case(books=books, **parties), **people), books)
    assert out(found, "h1") == "does not chair a case of their own unit"
    assert out(found, "m1") is None  # sits, but does not chair
    assert found.bodies["board"].chairs() == ()
    assert out(on(known(case(**parties), **people)), "h1") is None  # where the rules do not ask
    people["h1"] = {"unit": "1/2"}
    found = on(known(case(books=books, **parties), **people), books)
    assert found.bodies["board"].chairs() == ("h1",)


def test_no_stand_in_of_that_unit_takes_the_chair_either() -> None:
    text = RULES.replace('stand_ins = { member = "deputy" }', 'stand_ins = { chair = "deputy" }')
    loaded = load(text.replace(CHAIR, f"{CHAIR}, chair_not_of_unit = true"))
    books = {loaded.hash: loaded}
    obj = known(case(books=books, r1={"is": "respondent", "person": "x1"}), x1={"unit": "1/2/4"},
                h1={"unit": "1/2/4"}, d1={"unit": "1/2/4"})  # fmt: skip
    assert on(obj, books).bodies["board"].chairs() == ("d2",)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({SOFT: f'{SOFT}, computed = ["same unit"]', HARD: f'{HARD}, computed = ["same unit"]'}, "already"),
        ({HARD: f'{HARD}, computed = ["earlier role"]'}, "read the file already"),
        ({HARD: f'{HARD}, computed = ["decided before"]'}, "read the file already"),
        ({SOFT: f'{SOFT}, computed = ["same street"]'}, "same street"),
        ({CHAIR: "quorum = 2, chair_not_of_unit = true", ', tie = "chair decides"': ""}, "Nobody chairs"),
    ],
)
def test_a_rulebook_that_means_nothing_by_it_is_refused(changes: dict[str, str], said: str) -> None:
    text = RULES
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    with pytest.raises(Malformed, match=said):
        load(text)
