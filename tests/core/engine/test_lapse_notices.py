"""Notices owed from what happened by itself: they are owed from the note that wrote the lapse down."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from dueprocess.core.engine import Docket, decide, state
from dueprocess.core.engine.view import State
from dueprocess.core.errors import Malformed
from dueprocess.core.rulebook import Rulebook, load
from tests.core.engine.walk import rulebook

RULES = """
[rulebook]
id = "lapses"
version = "1"
title = "Lapses"
language = "en"
[calendar]
received = { post = "3 days" }
[roles]
secretary = { title = "Secretary" }
[stages]
received = { title = "Received" }
waiting = { title = "Waiting", lasts = "5 days", then = "closed" }
closed = { title = "Closed", end = true, tells = [{ to = ["complainant"], letter = "closed" }] }
[steps]
complain = { title = "Complain", stage = "start", by = ["complainant"], leads_to = "received" }
[steps.answer]
title = "Answer"
stage = "received"
by = ["secretary"]
leads_to = "waiting"
[steps.answer.due]
within = "3 days"
after = "complain"
on_late.tells = [{ to = ["complainant", "secretary"], letter = "late", within = "2 days" }]
[steps.pause]
title = "Wait"
stage = "any"
by = ["secretary"]
pauses = "holiday"
[pauses]
holiday.title = "Holiday"
holiday.lasts = "up to 10 days"
holiday.tells_at_end = [{ to = ["respondent"], letter = "it_goes_on" }]
"""
START = datetime.fromisoformat("2026-03-02T09:00:00+00:00")


def day(days: float) -> datetime:
    return START + timedelta(days=days)


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return load(RULES)


def docket(rules: Rulebook) -> dict[str, Any]:
    return {
        "docket": 1,
        "case": "l1",
        "rulebook": rules.hash,
        "parties": {"c1": {"is": "complainant"}, "r1": {"is": "respondent"}},
        "people": {"s1": {"roles": ["secretary"]}},
        "acts": [{"n": 1, "at": day(0).isoformat(), "step": "complain", "by": "c1"}],
    }


def at(rules: Rulebook, obj: dict[str, Any], days: float) -> State:
    return state({rules.hash: rules}, Docket.parse(obj), day(days))


def add(rules: Rulebook, obj: dict[str, Any], days: float, **row: Any) -> None:
    made = decide({rules.hash: rules}, Docket.parse(obj), {"at": day(days).isoformat(), **row})
    obj["acts"].append(made.act)


def note_lapses(rules: Rulebook, obj: dict[str, Any], days: float) -> None:
    for lapse in at(rules, obj, days).unnoted:
        row = {"at": lapse.at.isoformat(), "entered": day(days).isoformat(), "note": "lapsed"}
        made = decide({rules.hash: rules}, Docket.parse(obj), {**row, "what": lapse.code})
        obj["acts"].append(made.act)


def told(found: State) -> list[tuple[int | None, str, str]]:
    return [(each.n, each.to, str(each.state)) for each in found.notices]


def test_before_the_lapse_is_written_down_its_notice_is_owed_and_cannot_be_sent(rules: Rulebook) -> None:
    obj = docket(rules)
    assert told(at(rules, obj, 3.7)) == [(None, "c1", "owed"), (None, "secretary", "owed")]
    with pytest.raises(Malformed):
        add(rules, obj, 3.7, note="sent", of=2, to=["c1"])


def test_a_notice_of_lateness_is_sent_and_received_under_the_number_of_its_note(rules: Rulebook) -> None:
    obj = docket(rules)
    note_lapses(rules, obj, 3.7)
    assert [row.get("note") for row in obj["acts"]] == [None, "lapsed"]
    assert told(at(rules, obj, 3.7)) == [(2, "c1", "owed"), (2, "secretary", "owed")]
    add(rules, obj, 4, note="sent", of=2, to=["c1"], by="post")
    assert told(at(rules, obj, 4)) == [(2, "c1", "sent"), (2, "secretary", "owed")]
    assert told(at(rules, obj, 6))[1] == (2, "secretary", "late")
    assert told(at(rules, obj, 8))[0] == (2, "c1", "received"), "receipt is presumed three days after posting"
    add(rules, obj, 8, note="received", of=2, to=["secretary"])
    assert told(at(rules, obj, 8))[1] == (2, "secretary", "received")
    assert at(rules, obj, 8).unnoted == ()


def test_a_stage_that_passes_by_itself_tells_under_its_own_note(rules: Rulebook) -> None:
    obj = docket(rules)
    add(rules, obj, 1, step="answer", by="s1")
    note_lapses(rules, obj, 6.7)
    found = at(rules, obj, 6.7)
    assert found.stage == "closed"
    assert told(found) == [(3, "c1", "owed")]


def test_the_end_of_a_pause_tells_under_its_own_note(rules: Rulebook) -> None:
    obj = docket(rules)
    add(rules, obj, 1, step="pause", by="s1", until="2026-03-04")
    note_lapses(rules, obj, 3.2)
    assert told(at(rules, obj, 3.2)) == [(3, "r1", "owed")]
    add(rules, obj, 3.3, note="sent", of=3, to=["r1"])
    assert told(at(rules, obj, 3.3)) == [(3, "r1", "sent")]


def test_a_lapse_that_moved_is_written_down_again(rules: Rulebook) -> None:
    """A pause entered late moves the deadline: the lapse noted before never was, and a later one is."""
    obj = docket(rules)
    note_lapses(rules, obj, 3.7)
    entered = day(3.8).isoformat()
    row = {"entered": entered, "step": "pause", "by": "s1", "until": "2026-03-04", "late_reason": True}
    add(rules, obj, 1, **row)
    assert told(at(rules, obj, 3.8)) == [(None, "r1", "late")]
    note_lapses(rules, obj, 6)
    codes = [row["what"] for row in obj["acts"] if row.get("note") == "lapsed"]
    assert [code.split("|")[0] for code in codes] == ["deadline", "pause", "deadline"]
    assert sorted(told(at(rules, obj, 6)), key=str) == [
        (4, "r1", "late"),
        (5, "c1", "owed"),
        (5, "secretary", "owed"),
    ]


def test_every_lapse_of_a_shipped_rulebook_is_noted_once(rules: Rulebook) -> None:
    standard = rulebook("standard")
    parties = {"c1": {"is": "complainant"}, "r1": {"is": "respondent"}}
    obj = {**docket(rules), "rulebook": standard.hash, "parties": parties}
    obj["acts"] = [{"n": 1, "at": day(0).isoformat(), "step": "receive", "by": "c1"}]
    note_lapses(standard, obj, 700)
    note_lapses(standard, obj, 700)
    codes = [row["what"] for row in obj["acts"] if row.get("note") == "lapsed"]
    assert codes
    assert len(set(codes)) == len(codes)
    assert all(each.n is not None for each in at(standard, obj, 700).notices)
