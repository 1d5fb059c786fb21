"""The rota: whoever sits in the fewest open cases comes first, among equals in the order of the register."""

from __future__ import annotations

from typing import Any

import pytest

from dueprocess.core.engine import Docket, NotPermitted, decide, form, state
from dueprocess.core.errors import Malformed
from tests.core.engine.test_declarations import RULES
from tests.core.reading import loaded

BOOK = loaded(RULES.replace(", declares = true", ""))
PEOPLE = {"k": {"roles": ["clerk"]}} | {f"h{n}": {"roles": ["handler"]} for n in (1, 2, 3)} | {
    f"m{n}": {"roles": ["member"]} for n in (1, 2, 3)
}  # fmt: skip


def docket(**sits_in: dict[str, Any]) -> Docket:
    people = {
        who: said | ({"sits_in": sits_in[who]} if who in sits_in else {}) for who, said in PEOPLE.items()
    }
    opened = {"n": 1, "at": "2026-03-02T09:00:00+00:00", "step": "begin", "by": "C1"}
    return Docket.parse(
        {
            "docket": 1, "case": "2222-2222-2222", "rulebook": BOOK.hash, "people": people,
            "parties": {"C1": {"is": "complainant"}}, "acts": [opened],
        }
    )  # fmt: skip


def turn(found: Docket, step: str = "name") -> tuple[str, ...]:
    at = found.acts[-1].at
    return form(state({BOOK.hash: BOOK}, found, at), step).appointments[0].turn


def name(found: Docket, who: str) -> None:
    at = "2026-03-03T12:00:00+00:00"
    decide(
        {BOOK.hash: BOOK},
        found,
        {"at": at, "step": "name", "by": "k", "as": "clerk", "appoints": {"handler": [who]}},
    )


def test_who_sits_in_the_fewest_cases_comes_first() -> None:
    assert turn(docket()) == ("h1",)
    some = docket(h1={"handler": 2}, h2={"handler": 1, "panel": 9}, h3={"handler": 1})
    assert turn(some) == ("h2",)
    name(some, "h2")
    with pytest.raises(NotPermitted, match="chosen by rota"):
        name(some, "h1")
    assert turn(docket(m1={"panel": 1}), "seat") == ("m2", "m3")


def test_what_is_no_number_is_named() -> None:
    with pytest.raises(Malformed, match="sits_in"):
        docket(h1={"handler": "two"})
    with pytest.raises(Malformed, match="sits_in"):
        docket(h1={"handler": -1})
