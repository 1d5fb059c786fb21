# ruff: noqa: E501 (rules are read row by row)
"""Whoever is chosen by lot comes in the order in which a note says that people were drawn; nobody else without
reasons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from dueprocess.core.engine import Docket, NotPermitted, appointing, decide, form, state
from dueprocess.core.errors import Malformed
from dueprocess.core.rulebook import load

RULES = """
rulebook = { id = "lots", version = "1", title = "Lots", language = "en" }
calendar = { timezone = "UTC" }
[roles]
clerk = { title = "Clerk" }
handler = { title = "Handler", per_case = true, chosen = "lot" }
reader = { title = "Reader", per_case = true, chosen = "rota" }
member = { title = "Member" }
lawyer = { title = "Lawyer" }
[bodies]
panel = { title = "Panel", per_case = true, seats = { lawyer = 1, member = 2 }, decides_by = "majority", chosen = "lot" }
[conflicts]
hard = { title = "Hard", grounds = ["family"], bars = ["see", "speak", "vote"] }
[stages]
open = { title = "Open" }
over = { title = "Over", end = true }
[steps]
begin = { title = "Begin", stage = "start", by = ["complainant"], leads_to = "open" }
name = { title = "Name a handler", stage = "open", by = ["clerk"], again = true, appoints = ["handler"] }
read = { title = "Name a reader", stage = "open", by = ["clerk"], appoints = ["reader"] }
look = { title = "Look", stage = "open", by = ["handler"], again = true }
skim = { title = "Skim", stage = "open", by = ["reader"], again = true }
seat = { title = "Seat a panel", stage = "open", by = ["clerk"], appoints = ["panel"] }
rule = { title = "Rule", stage = "open", by = ["panel"], leads_to = "over" }
"""
BOOK = load(RULES)
LIBRARY = {BOOK.hash: BOOK}
PEOPLE = {
    "k": {"roles": ["clerk"]}, "h1": {"roles": ["handler"]}, "h2": {"roles": ["handler"]},
    "h3": {"roles": ["handler"]}, "l1": {"roles": ["lawyer", "member"]}, "l2": {"roles": ["lawyer"]},
    "m1": {"roles": ["member"]}, "m2": {"roles": ["member"]}, "m3": {"roles": ["member"]},
    "r1": {"roles": ["handler"]},
}  # fmt: skip
NOW = "2026-03-03T12:00:00+00:00"
CHOICE = {"with": ["reasons for the choice"]}


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


def drawn(*order: str, role: str = "handler") -> dict[str, Any]:
    return {"note": "drawn", "role": role, "order": list(order)}


def bound(who: str) -> dict[str, Any]:
    return {"note": "conflict", "who": who, "ground": "family", "said_by": who}


def name(found: Docket, *who: str, to: str = "handler", **more: Any) -> None:
    step = {"handler": "name", "panel": "seat", "reader": "read"}[to]
    decide(
        LIBRARY,
        found,
        {"at": NOW, "step": step, "by": "k", "as": "clerk", "appoints": {to: list(who)}, **more},
    )


def turn(found: Docket, step: str = "name") -> tuple[str, ...]:
    [field] = form(state(LIBRARY, found, datetime.fromisoformat(NOW)), step).appointments
    return field.turn


def lot(found: Docket, role: str) -> appointing.Lot:
    now = state(LIBRARY, found, datetime.fromisoformat(NOW))
    return appointing.lot(now._fold, now._fold.main, role)


def test_nobody_is_named_before_the_lot_fell_but_with_reasons() -> None:
    assert turn(docket()) == ()
    for words in ([], ["by lot"]):  # that somebody says so is no drawing
        with pytest.raises(NotPermitted, match="chosen by lot"):
            name(docket(), "h1", **{"with": words})
    name(docket(), "h1", **CHOICE)


def test_the_first_who_was_drawn_is_named_and_nobody_else() -> None:
    found = docket(drawn("h3", "h1", "h2"))
    assert turn(found) == ("h3",)
    name(found, "h3")
    with pytest.raises(NotPermitted, match="chosen by lot"):
        name(found, "h1")
    name(found, "h1", **CHOICE)


def test_whoever_cannot_be_appointed_is_passed_over_and_the_next_who_was_drawn_comes() -> None:
    found = docket(drawn("h3", "h1", "h2"), bound("h3"))
    assert turn(found) == ("h1",)
    name(found, "h1")
    party = docket(drawn("r1", "h2", "h1"))
    assert turn(party) == ("h2",)


def test_a_second_drawing_puts_nobody_before_whoever_was_drawn_first() -> None:
    found = docket(drawn("h3", "h1"), drawn("h2", "h1", "h3"))
    assert turn(found) == ("h3",)
    assert lot(found, "handler").order == ("h3", "h1", "h2")


def test_a_body_is_filled_seat_by_seat_in_the_order_drawn() -> None:
    found = docket(drawn("m3", "l2", "m1", "l1", "m2", role="panel"))
    assert turn(found, "seat") == ("l2", "m3", "m1")
    name(found, "m1", "m3", "l2", to="panel")  # whatever the order in which the form names them
    with pytest.raises(NotPermitted, match="chosen by lot"):
        name(found, "l2", "m3", "m2", to="panel")


def test_too_few_are_no_drawing() -> None:
    found = docket(drawn("l1", "m1", role="panel"))
    where = lot(found, "panel")
    assert (where.filled, where.enough) == (False, True)
    assert where.able == ("l1", "l2", "m1", "m2", "m3")
    few = docket(bound("l1"), bound("l2"))
    assert lot(few, "panel").enough is False
    assert [who for who, _why in lot(few, "panel").out] == ["l1", "l2"]


def test_a_drawing_of_some_role_orders_no_other() -> None:
    name(docket(drawn("h2", "h1", "h3")), "h1", to="reader", **CHOICE)
    assert turn(docket(drawn("m1", role="panel"))) == ()


@pytest.mark.parametrize(
    ("note", "what"),
    [
        (drawn("h1", role="reader"), "chooses nobody by lot as 'reader'"),
        (drawn("h1", role="nobody"), "chooses nobody by lot as 'nobody'"),
        (drawn(), "Nobody is named, or somebody twice"),
        (drawn("h1", "h1"), "Nobody is named, or somebody twice"),
        (drawn("h1", "h2") | {"among": ["h1", "h3"]}, "Others were drawn among"),
        (drawn("h1") | {"size": "many"}, "It is no number"),
    ],
)  # fmt: skip
def test_what_is_no_drawing(note: dict[str, Any], what: str) -> None:
    with pytest.raises(Malformed) as caught:
        decide(LIBRARY, docket(), {"at": NOW, **note})
    assert what in str([each.what for each in caught.value.problems]) or what in str(caught.value)
