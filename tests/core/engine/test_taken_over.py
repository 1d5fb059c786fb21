"""A case from an earlier register: a step `taken over` begins it at a stage, with the clock that it had."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from dueprocess.core.engine import Docket, NotPermitted, decide, permitted, state
from dueprocess.core.errors import Malformed
from dueprocess.core.rulebook import load

BOOK = """
[rulebook]
id = "over"
version = "1"
title = "Over"
language = "en"
[roles]
secretary = { title = "Secretary" }
[stages]
open = { title = "Open" }
heard = { title = "Heard" }
closed = { title = "Closed", end = true }
[steps]
complain = { title = "Complain", stage = "start", by = ["complainant"], leads_to = "open" }
hear = { title = "Hear", stage = "open", by = ["secretary"], leads_to = "heard" }
close = { title = "Close", stage = "heard", by = ["secretary"], due = { within = "6 months", after = "first complain" }, leads_to = "closed" }
[steps.take_on]
title = "Take up"
stage = "taken over"
by = ["secretary"]
[steps.take_on.outcomes]
open = { title = "At the beginning", leads_to = "open" }
heard = { title = "It was heard", leads_to = "heard" }
closed = { title = "Nothing is left", leads_to = "closed", logged_as = "closed" }
"""  # noqa: E501
RULES = load(BOOK)
LIBRARY = {RULES.hash: RULES}
AT = datetime.fromisoformat("2026-03-23T10:00:00+00:00")
IMPORTED = {"n": 1, "at": AT.isoformat(), "note": "imported", "values": {}, "origin": {"row": 2}}


def docket(*acts: dict[str, Any], **more: Any) -> Docket:
    people = {"s1": {"roles": ["secretary"]}}
    parties = {"c1": {"is": "complainant"}}
    return Docket.parse(
        {"docket": 1, "case": "x", "rulebook": RULES.hash, "parties": parties, "people": people,
         "acts": list(acts)} | more
    )  # fmt: skip


def act(step: str, by: str, **more: Any) -> dict[str, Any]:
    return {"at": AT.isoformat(), "step": step, "by": by, **more}


def may(found: Docket) -> set[str]:
    return {each.step for each in permitted(state(LIBRARY, found, AT)) if each.allowed}


def test_what_opens_a_new_case_and_what_takes_one_up_are_never_open_at_once() -> None:
    assert may(docket()) == {"complain"}
    assert may(docket(IMPORTED)) == {"take_on"}
    with pytest.raises(NotPermitted, match="only for a case that comes from an earlier register"):
        decide(LIBRARY, docket(), act("take_on", "s1", outcome="open"))
    with pytest.raises(NotPermitted, match="is there already"):
        decide(LIBRARY, docket(IMPORTED), act("complain", "c1"))


@pytest.mark.parametrize(("outcome", "ended"), [("open", False), ("heard", False), ("closed", True)])
def test_it_begins_at_the_stage_that_is_named(outcome: str, ended: bool) -> None:
    after = decide(LIBRARY, docket(IMPORTED), act("take_on", "s1", outcome=outcome)).state
    assert (after.stage, after.ended) == (outcome, ended)
    assert after.irregular == ()


def test_time_runs_from_the_day_on_which_the_register_received_it() -> None:
    old = {"k1": {"at": "2025-01-07T00:00:00+00:00"}}
    taken = decide(LIBRARY, docket(IMPORTED, complaints=old), act("take_on", "s1", outcome="heard"))
    assert [each.last_day for each in taken.state.deadlines] == [date(2025, 7, 7)]
    unknown = decide(LIBRARY, docket(IMPORTED), act("take_on", "s1", outcome="heard"))
    assert list(unknown.state.deadlines) == []


def test_it_stands_alone_and_leads_somewhere() -> None:
    with pytest.raises(Malformed, match="stands alone"):
        load(BOOK.replace('"taken over"', '["taken over", "open"]'))
    with pytest.raises(Malformed, match="at no stage"):
        load(
            BOOK.replace('heard = { title = "It was heard", leads_to = "heard" }', 'heard = { title = "?" }')
        )
    with pytest.raises(Malformed, match="No step opens a case"):
        load(BOOK.replace('stage = "start"', 'stage = "open"'))
