# ruff: noqa: E501 (rules are read row by row)
"""Nobody is appointed before declaring that nothing binds them to the parties, and nobody gains a turn by being
asked first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from dueprocess.core.engine import Docket, NotPermitted, decide, form, state
from dueprocess.core.errors import Malformed
from dueprocess.core.rulebook import load
from dueprocess.core.rulebook.model import Rulebook

RULES = """
rulebook = { id = "declares", version = "1", title = "Declares", language = "en" }
calendar = { timezone = "UTC" }
[roles]
clerk = { title = "Clerk" }
handler = { title = "Handler", per_case = true, chosen = "rota", declares = true }
member = { title = "Member" }
[bodies]
panel = { title = "Panel", per_case = true, seats = { member = 2 }, decides_by = "majority", chosen = "rota", declares = true }
[conflicts]
hard = { title = "Hard", grounds = ["family"], bars = ["see", "speak", "vote"] }
[stages]
open = { title = "Open" }
over = { title = "Over", end = true }
[steps]
begin = { title = "Begin", stage = "start", by = ["complainant"], leads_to = "open" }
name = { title = "Name a handler", stage = "open", by = ["clerk"], appoints = ["handler"] }
seat = { title = "Seat a panel", stage = "open", by = ["clerk"], appoints = ["panel"] }
rule = { title = "Rule", stage = "open", by = ["panel"], leads_to = "over" }
look = { title = "Look", stage = "open", by = ["handler"], again = true }
"""
BOOK = load(RULES)
PEOPLE = {
    "k": {"roles": ["clerk"]}, "h1": {"roles": ["handler"]}, "h2": {"roles": ["handler"]},
    "m1": {"roles": ["member"]}, "m2": {"roles": ["member"]}, "m3": {"roles": ["member"]},
    "r1": {"roles": ["handler"]},
}  # fmt: skip


def docket(*rows: dict[str, Any]) -> Docket:
    acts = [
        {"n": n, "at": f"2026-03-02T{9 + n:02}:00:00+00:00", **row} for n, row in enumerate(rows, start=2)
    ]
    return Docket.parse(
        {
            "docket": 1, "case": "2222-2222-2222", "rulebook": BOOK.hash, "people": PEOPLE,
            "parties": {"C1": {"is": "complainant"}, "R1": {"is": "respondent", "person": "r1"}},
            "acts": [{"n": 1, "at": "2026-03-02T09:00:00+00:00", "step": "begin", "by": "C1"}, *acts],
        }
    )  # fmt: skip


def declared(who: str) -> dict[str, Any]:
    return {"note": "declared", "who": who}


def bound(who: str, said_by: str | None = None) -> dict[str, Any]:
    return {"note": "conflict", "who": who, "ground": "family", "said_by": said_by or who}


def name(found: Docket, *who: str, to: str = "handler", **more: Any) -> None:
    step = {"handler": "name", "panel": "seat"}[to]
    at = "2026-03-03T12:00:00+00:00"
    row = {"at": at, "step": step, "by": "k", "as": "clerk", "appoints": {to: list(who)}, **more}
    decide({BOOK.hash: BOOK}, found, row)


def asked(found: Docket, to: str = "handler") -> Any:
    now = state({BOOK.hash: BOOK}, found, datetime.fromisoformat("2026-03-03T12:00:00+00:00"))
    step = {"handler": "name", "panel": "seat"}[to]
    [field] = form(now, step).appointments
    return field


CHOICE = {"with": ["reasons for the choice"]}


def test_nobody_is_named_before_they_have_declared() -> None:
    with pytest.raises(NotPermitted, match="has not declared yet whether there is a conflict"):
        name(docket(), "h1")
    field = asked(docket())
    assert (field.eligible, field.undeclared) == ((), ("h1", "h2"))  # the respondent is not asked
    assert ("h1", "has not declared yet whether there is a conflict of interest") in [
        (who, str(why)) for who, why in field.out
    ]
    name(docket(declared("h1")), "h1")
    assert asked(docket(declared("h1"))).eligible == ("h1",)


def test_whoever_is_asked_first_has_no_turn_by_that() -> None:
    """Only the second on the rota was asked: to name them takes reasons."""
    only = docket(declared("h2"))
    assert asked(only).turn == ("h1",)
    with pytest.raises(NotPermitted, match="chosen by rota"):
        name(only, "h2")
    name(only, "h2", **CHOICE)
    name(docket(bound("h1"), declared("h2")), "h2")  # whoever is bound is passed over without
    with pytest.raises(NotPermitted):
        name(docket(bound("h1", "C1"), declared("h2")), "h2")  # what others say of them is not their answer


def test_each_member_of_a_body_declares() -> None:
    some = docket(declared("m1"))
    with pytest.raises(NotPermitted, match="m2 has not declared"):
        name(some, "m1", "m2", to="panel")
    assert asked(some, "panel").undeclared == ("m2", "m3")
    name(docket(declared("m1"), declared("m2")), "m1", "m2", to="panel")


def test_a_declaration_speaks_of_the_parties_that_there_were() -> None:
    came = {"note": "party", "adds": {"R2": {"is": "respondent"}}}
    with pytest.raises(NotPermitted, match="has not declared"):
        name(docket(declared("h1"), came), "h1")
    name(docket(declared("h1"), came, declared("h1")), "h1")


def test_whoever_declares_that_they_are_bound_is_out_whatever_they_said_before() -> None:
    with pytest.raises(NotPermitted, match="has a conflict of interest"):
        name(docket(declared("h1"), bound("h1")), "h1")


def test_an_annulled_declaration_was_never_made() -> None:
    with pytest.raises(NotPermitted, match="has not declared"):
        name(docket(declared("h1"), {"note": "annulled", "act": 2}), "h1")


def test_whoever_steps_down_is_out_of_everything_for_good() -> None:
    """Also an appointed one, also from what is clerical, also one who holds no role and only looks on."""
    down = {"note": "stepped_down", "who": "h1"}
    with pytest.raises(NotPermitted, match="has stepped down from this case"):
        name(docket(declared("h1"), down), "h1")
    named = {"step": "name", "by": "k", "as": "clerk", "appoints": {"handler": ["h1"]}}
    look = {"at": "2026-03-03T12:00:00+00:00", "step": "look", "by": "h1", "as": "handler"}
    decide({BOOK.hash: BOOK}, docket(declared("h1"), named), look)
    with pytest.raises(NotPermitted, match="has stepped down"):
        decide({BOOK.hash: BOOK}, docket(declared("h1"), named, down), look)
    decide(
        {BOOK.hash: BOOK}, docket(), {"at": "2026-03-03T12:00:00+00:00", "note": "stepped_down", "who": "zz"}
    )


def test_only_people_declare() -> None:
    with pytest.raises(Malformed, match="is not among the people"):
        decide(
            {BOOK.hash: BOOK}, docket(), {"at": "2026-03-03T12:00:00+00:00", "note": "declared", "who": "zz"}
        )


def test_a_role_held_by_office_declares_nothing() -> None:
    text = RULES.replace('clerk = { title = "Clerk" }', 'clerk = { title = "Clerk", declares = true }')
    with pytest.raises(Malformed, match="held by office, so nobody declares"):
        load(text)


def test_the_rules_in_words_say_it() -> None:
    role: Rulebook = BOOK
    assert role.roles["handler"].declares
    assert not role.roles["member"].declares


NAMED = {"step": "name", "by": "k", "as": "clerk", "appoints": {"handler": ["h1"]}}
CAME = {"note": "party", "adds": {"R2": {"is": "respondent"}}}


def looks(found: Docket) -> None:
    decide(
        {BOOK.hash: BOOK},
        found,
        {"at": "2026-03-03T12:00:00+00:00", "step": "look", "by": "h1", "as": "handler"},
    )


def test_whoever_sits_declares_anew_before_the_next_act() -> None:
    """As soon as somebody comes in on a side; of a witness they are asked, and go on meanwhile."""
    sits = (declared("h1"), NAMED)
    looks(docket(*sits))
    with pytest.raises(NotPermitted, match="h1 has to declare anew"):
        looks(docket(*sits, CAME))
    assert "h1" in asked(docket(*sits, CAME)).undeclared
    looks(docket(*sits, CAME, declared("h1")))
    looks(docket(*sits, {"note": "party", "adds": {"W1": {"is": "witness"}}}))
    with pytest.raises(NotPermitted, match="has a conflict"):
        looks(docket(*sits, CAME, bound("h1")))


def test_a_body_whose_members_have_to_declare_is_neither_smaller_nor_replaced() -> None:
    """Nobody gets another body, or a lower quorum, by bringing somebody in."""
    text = RULES.replace(
        'decides_by = "majority",',
        'decides_by = "majority", quorum = "majority of those eligible", too_few = "clerk",',
    )
    text = text.replace("member = 2 }", "member = 3 }")
    book = load(text)
    people = ("m1", "m2", "m3")
    seated = {"step": "seat", "by": "k", "as": "clerk", "appoints": {"panel": list(people)}}

    def ruled(*rows: dict[str, Any], yes: tuple[str, ...], by: str = "m1", role: str = "panel") -> None:
        found = Docket.parse(
            {
                "docket": 1, "case": "2222-2222-2222", "rulebook": book.hash, "people": PEOPLE,
                "parties": {"C1": {"is": "complainant"}},
                "acts": [
                    {"n": n, "at": f"2026-03-02T{8 + n:02}:00:00+00:00", **row}
                    for n, row in enumerate(({"step": "begin", "by": "C1"}, *map(declared, people), seated, *rows), start=1)
                ],
            }
        )  # fmt: skip
        votes = {"votes": {"for": list(yes)}} if yes else {}
        decide(
            {book.hash: book},
            found,
            {"at": "2026-03-03T12:00:00+00:00", "step": "rule", "by": by, "as": role} | votes,
        )

    ruled(yes=("m1", "m2"))
    with pytest.raises(NotPermitted, match="m1 has to declare anew"):
        ruled(CAME, yes=("m1", "m2"))
    with pytest.raises(NotPermitted):
        ruled(CAME, yes=(), by="k", role="clerk")
    with pytest.raises(NotPermitted, match="1 voted; the quorum is 2"):
        ruled(CAME, declared("m1"), yes=("m1",))
    with pytest.raises(NotPermitted, match="m3 may not vote"):
        ruled(CAME, declared("m1"), declared("m2"), yes=("m1", "m2", "m3"))
    ruled(CAME, declared("m1"), declared("m2"), yes=("m1", "m2"))
    ruled(CAME, *map(bound, people), yes=(), by="k", role="clerk")  # who are bound are too few
