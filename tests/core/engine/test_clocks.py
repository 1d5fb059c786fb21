"""Which clocks a step starts: said from the rules before it is taken, and with their days once it is tried."""
# ruff: noqa: E501 (rules are read row by row)

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from dueprocess.core.engine import Docket, changed, clocks, decide, state
from dueprocess.core.rulebook import load

RULES = """
[rulebook]
id = "clocks"
version = "1"
title = "Clocks"
language = "en"
[calendar]
timezone = "Europe/London"
[roles]
secretary = { title = "Secretary" }
[facts]
big = { title = "A big matter" }
hearing = { title = "Day of the hearing", kind = "date" }
[stages]
received = { title = "Received" }
reply = { title = "Reply" }
closed = { title = "Closed", end = true }
[pauses]
police = { title = "Police", lasts = "up to 28 days", stops = "case" }
[steps]
complain = { title = "Complain", stage = "start", by = ["complainant"], leads_to = "received" }
send = { title = "Send", clause = "3", stage = "received", by = ["secretary"], tells = [{ to = ["respondent"], letter = "it" }], leads_to = "reply" }
send_quietly = { title = "Send quietly", stage = "received", by = ["secretary"], leads_to = "reply" }
answer = { title = "Answer", clause = "4", stage = "reply", by = ["respondent"], due = { within = "10 days", after = "service of send" } }
allow_time = { title = "Allow time", stage = "reply", by = ["secretary"], extends = { steps = ["note"], at_most = "5 days", times = 1 } }
note = { title = "Note", clause = "5", stage = "reply", by = ["secretary"], due = { within = "3 days", after = ["complain", "entry into reply"] } }
weigh = { title = "Weigh", stage = "reply", by = ["secretary"], may_record = ["big"] }
check = { title = "Check", stage = "reply", by = ["secretary"], when = { big = true }, due = { within = "2 days", after = "weigh" } }
fix = { title = "Fix the day", stage = "reply", by = ["secretary"], records = ["hearing"] }
invite = { title = "Invite", stage = "reply", by = ["secretary"], due = { at_least = "5 days", before = "hearing" } }
hear = { title = "Hear", stage = "reply", by = ["secretary"], due = { on = "hearing" } }
report = { title = "Report", stage = "any", by = ["secretary"], again = true, due = { every = "1 month", after = "entry into reply", kind = "target" } }
wait = { title = "Wait", stage = "any", by = ["secretary"], pauses = "police" }
ask = { title = "Ask the police", stage = "any", by = ["secretary"], due = { within = "1 week", after = "start of police", never_paused = true, kind = "target" } }
close = { title = "Close", stage = "reply", by = ["secretary"], outcomes = { breach = { leads_to = "closed" }, none = { leads_to = "closed" }, later = {} } }
think = { title = "Think again", stage = "reply", by = ["secretary"], due = { within = "9 days", after = "close: later" } }
"""
BOOK = load(RULES)
BOOKS = {BOOK.hash: BOOK}
MONDAY = datetime.fromisoformat("2026-03-02T10:00:00+00:00")


def docket(*rows: dict[str, Any]) -> dict[str, Any]:
    acts = ({"at": MONDAY.isoformat(), "step": "complain", "by": "c1"}, *rows)
    return {
        "docket": 1,
        "case": "clocks",
        "rulebook": BOOK.hash,
        "parties": {"c1": {"is": "complainant"}, "r1": {"is": "respondent"}},
        "people": {"s1": {"roles": ["secretary"]}},
        "acts": [{"n": number, **row} for number, row in enumerate(acts, start=1)],
    }


def act(days: int, step: str, **more: Any) -> dict[str, Any]:
    return {"at": (MONDAY + timedelta(days=days)).isoformat(), "step": step, "by": "s1", **more}


SENT = docket(act(1, "send"))


@pytest.mark.parametrize(
    ("there", "step", "outcome", "said"),
    [
        (
            docket(), "send", None,
            [
                "Then runs: Answer, 10 days from when the notice of “Send” was received, rule 4 (may, need not).",
                "Then runs: Note, 3 days from when “Complain” was done and the stage “Reply” began, rule 5.",
                "Then runs: Report, every 1 month from when the stage “Reply” began (a target).",
            ],
        ),
        (
            docket(), "send_quietly", None,  # tells nobody: no notice can be received
            [
                "Then runs: Note, 3 days from when “Complain” was done and the stage “Reply” began, rule 5.",
                "Then runs: Report, every 1 month from when the stage “Reply” began (a target).",
            ],
        ),
        (SENT, "weigh", None, ["Then runs: Check, 2 days from when “Weigh” was done."]),
        (
            SENT, "fix", None,
            [
                "Then runs: Invite, at least 5 days before the day recorded as “Day of the hearing”.",
                "Then runs: Hear, on the day recorded as “Day of the hearing”.",
            ],
        ),
        (SENT, "wait", None, ["Then runs: Ask the police, 1 week from when “Police” began (a target)."]),
        (SENT, "close", "later", ["Then runs: Think again, 9 days from when “Close: Later” was done."]),
        (SENT, "close", "breach", []),
        (SENT, "note", None, []),
    ],
)  # fmt: skip
def test_what_a_step_starts(there: dict[str, Any], step: str, outcome: str | None, said: list[str]) -> None:
    found = state(BOOKS, Docket.parse(there), MONDAY + timedelta(days=2))
    assert [str(each.text) for each in clocks(found, step=step, outcome=outcome)] == said


def tried(there: dict[str, Any], row: dict[str, Any]) -> list[str]:
    made = decide(BOOKS, Docket.parse(there), row)
    before = state(BOOKS, Docket.parse(there), made.state.moment)
    return [str(each.text) for each in changed(before, made.state)]


def test_what_was_tried_names_its_days() -> None:
    note, report = tried(docket(), act(1, "send"))
    assert note.startswith("Then runs: Note. Rule 5: 3 days after")
    assert note.endswith("due by the end of 6 March 2026.")
    assert report.startswith("Then runs: Report. 1 month after")


def test_what_was_moved_says_from_where_to_where() -> None:
    there = docket(act(1, "send"))
    assert tried(there, act(2, "allow_time", until="2026-03-09T12:00:00+00:00")) == [
        "Moves: Note, from 6 March 2026 to 9 March 2026."
    ]
    assert tried(there, act(2, "weigh", facts={"big": False})) == []
    assert len(tried(there, act(2, "weigh", facts={"big": True}))) == 1
