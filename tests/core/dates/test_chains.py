# ruff: noqa: E501 (tables are read row by row)
"""Deadlines of whole cases worked out by hand: chains, latest-of, bounds, repeats, receipt by post, extensions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from dueprocess.core.engine import DeadlineState, Docket, state
from dueprocess.core.rulebook import load

RULES = """
[rulebook]
id = "chains"
version = "1"
title = "Chains"
language = "en"
[calendar]
timezone = "Europe/London"
holidays = "GB-ENG"
received = { post = "2 working days", email = "same day" }
[roles]
clerk = { title = "Clerk" }
[facts]
hearing = { title = "Hearing", kind = "date" }
band = { title = "Band", choices = ["simple", "complex"] }
[stages]
open = { title = "Open" }
later = { title = "Later", lasts = "2 weeks", then = "over" }
over = { title = "Over", end = true }
[pauses]
police = { title = "Police", lasts = "until lifted" }
holiday_break = { title = "Break", lasts = "up to 28 days", stops = ["answer"] }
[steps]
begin = { title = "Begin", clause = "1", stage = "start", by = ["complainant"], may_record = ["hearing", "band"], leads_to = "open" }
send = { title = "Send", clause = "2", stage = "open", by = ["clerk"], tells = [{ to = ["respondent"], letter = "x" }] }
answer = { title = "Answer", clause = "3", stage = "open", by = ["respondent"], due = { within = "10 working days", after = "service of send" } }
comment = { title = "Comment", clause = "4", stage = "open", by = ["complainant"], due = { within = "14 days", after = "begin" } }
decide = { title = "Decide", clause = "5", stage = "open", by = ["clerk"], due = { within = "5 working days", after = ["deadline of answer", "deadline of comment"] }, leads_to = "later" }
either = { title = "Either", clause = "6", stage = "open", by = ["clerk"], due = { within = "3 days", after = "begin or send" } }
no_later = { title = "No later", clause = "7", stage = "open", by = ["clerk"], due = { within = "10 working days", after = "begin", but_not_after = "13 days" } }
no_earlier = { title = "No earlier", clause = "8", stage = "open", by = ["clerk"], due = { within = "2 days", after = "begin", but_not_before = { within = "1 week", after = "send" } } }
update = { title = "Update", clause = "9", stage = "open", by = ["clerk"], due = { every = "28 days", after = "first begin", never_paused = true } }
papers = { title = "Papers", clause = "10", stage = "open", by = ["clerk"], due = { at_least = "5 working days", before = "hearing", by_time = "17:00" } }
sit = { title = "Sit", clause = "11", stage = "open", by = ["clerk"], due = { on = "hearing" } }
simple = { title = "Simple", clause = "12", stage = "open", by = ["clerk"], due = [{ within = "40 days", after = "begin", when = { band = "simple" } }, { within = "80 days", after = "begin", when = { band = "complex" } }] }
fast = { title = "Fast", clause = "13", stage = "open", by = ["clerk"], due = { within = "24 hours", after = "send" } }
more = { title = "More time", clause = "14", stage = "open", by = ["clerk"], again = true, extends = { steps = ["answer", "comment"], at_most = "10 working days" } }
stop = { title = "Stop", clause = "15", stage = "any", by = ["clerk"], again = true, pauses = "police" }
go_on = { title = "Go on", clause = "15", stage = "any", by = ["clerk"], again = true, resumes = "police" }
rest = { title = "Rest", clause = "16", stage = "open", by = ["clerk"], pauses = "holiday_break" }
"""
RULEBOOK = load(RULES)
HOLIDAYS = ["2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25"]


def case(*rows: dict[str, Any]) -> Docket:
    """A docket that begins on Monday 23 March 2026 at 10:00, with these rows after it."""
    first = {"at": "2026-03-23T10:00:00+00:00", "step": "begin", "by": "c1", "facts": {}}
    if rows and rows[0].get("step") == "begin":
        first, rows = {**first, **rows[0]}, rows[1:]
    return Docket.parse(
        {
            "docket": 1,
            "case": "chain",
            "rulebook": RULEBOOK.hash,
            "holidays": HOLIDAYS,
            "parties": {"c1": {"is": "complainant"}, "r1": {"is": "respondent"}},
            "people": {"s1": {"roles": ["clerk"]}},
            "acts": [{"n": number, **row} for number, row in enumerate((first, *rows), start=1)],
        }
    )


def act(at: str, step: str, **more: Any) -> dict[str, Any]:
    """An act of the clerk."""
    return {"at": at, "step": step, "by": "s1", "as": "clerk", **more}


def due(docket: Docket, at: str, step: str, **which: Any) -> DeadlineState:
    """The one deadline of a step, at a moment."""
    found = state({RULEBOOK.hash: RULEBOOK}, docket, datetime.fromisoformat(at)).deadlines
    mine = [
        each
        for each in found
        if each.step == step and all(getattr(each, name) == value for name, value in which.items())
    ]
    assert len(mine) == 1, [each.step for each in found]
    return mine[0]


SENT = act("2026-03-26T09:00:00+00:00", "send")
RECEIVED = {"at": "2026-03-27T12:00:00+00:00", "note": "received", "of": 2, "to": ["r1"]}
STOPPED = act("2026-04-08T15:00:00+01:00", "stop")

# rows, moment, step, last day, state, how
TABLE: list[tuple[tuple[dict[str, Any], ...], str, str, str | None, str, str]] = [
    ((SENT, RECEIVED), "2026-03-28T12:00Z", "answer", "2026-04-14", "running", "10 working days from 27 March"),
    ((SENT, RECEIVED), "2026-03-28T12:00Z", "comment", "2026-04-06", "running", "23 March + 14 days"),
    ((SENT, RECEIVED), "2026-03-28T12:00Z", "decide", "2026-04-21", "running", "the later is 14 April: 15 16 17 20 21"),
    ((SENT, RECEIVED), "2026-03-28T12:00Z", "either", "2026-03-29", "running", "the last of both is 26 March"),
    ((), "2026-03-24T12:00Z", "either", "2026-03-26", "running", "only the first has happened: 23 + 3"),
    ((), "2026-03-24T12:00Z", "no_later", "2026-04-05", "running", "10 working days would be 8 April; 13 days are the 5th"),
    ((SENT,), "2026-03-28T12:00Z", "no_earlier", "2026-04-02", "running", "2 days: 25 March; a week after 26 March"),
    ((), "2026-03-24T12:00Z", "no_earlier", "2026-03-25", "running", "nothing sent yet: 2 days"),
    ((), "2026-04-01T12:00Z", "update", "2026-04-20", "running", "23 March + 28 days"),
    ((STOPPED,), "2026-04-09T12:00Z", "update", "2026-04-20", "running", "never paused"),
    ((SENT,), "2026-03-26T12:00Z", "fast", "2026-03-27", "running", "24 hours from 26 March 09:00"),
    ((SENT,), "2026-03-27T09:00Z", "fast", "2026-03-27", "overdue", "at the very due moment it is late"),
    ((SENT,), "2026-03-27T08:59Z", "fast", "2026-03-27", "running", "a minute before it is not"),
    (({"step": "begin", "facts": {"hearing": "2026-05-08"}},), "2026-03-24T12:00Z", "papers", "2026-04-30", "running", "7 6 5 1 30"),
    (({"step": "begin", "facts": {"hearing": "2026-05-08"}},), "2026-03-24T12:00Z", "sit", "2026-05-08", "running", "the day set"),
    (({"step": "begin", "facts": {"hearing": "2026-05-08"}}, STOPPED), "2026-04-09T12:00Z", "papers", "2026-04-30", "running", "counting back ignores pauses"),
    (({"step": "begin", "facts": {"band": "simple"}},), "2026-03-24T12:00Z", "simple", "2026-05-02", "running", "23 March + 40 days: 8 in March, 30 in April, 2"),
    (({"step": "begin", "facts": {"band": "complex"}},), "2026-03-24T12:00Z", "simple", "2026-06-11", "running", "8 + 30 + 31 + 11"),
    ((SENT, {"at": "2026-03-26T10:00:00+00:00", "note": "sent", "of": 2, "to": ["r1"], "by": "post"}), "2026-04-01T12:00Z", "answer", "2026-04-15", "running", "posted 26, presumed Monday 30: 31 1 2 7-10 13 14 15"),
    ((SENT, {"at": "2026-03-26T10:00:00+00:00", "note": "sent", "of": 2, "to": ["r1"], "by": "email"}), "2026-04-01T12:00Z", "answer", "2026-04-13", "running", "same day: 27 30 31 1 2 7-10 13"),
    ((SENT, RECEIVED, STOPPED), "2026-04-09T12:00Z", "answer", None, "stands still", "nobody knows until when"),
    ((SENT, RECEIVED, STOPPED), "2026-04-09T12:00Z", "decide", None, "stands still", "it waits for what stands still"),
    ((SENT, RECEIVED, STOPPED), "2026-04-09T12:00Z", "comment", "2026-04-06", "passed", "was over before the pause"),
    ((SENT, RECEIVED, STOPPED, act("2026-04-15T09:00:00+01:00", "go_on")), "2026-04-16T12:00Z", "answer", "2026-04-21", "running", "8 to 14 April not counted: five working days"),
    ((SENT, RECEIVED, act("2026-04-01T09:00:00+01:00", "rest", until="2026-04-07")), "2026-04-02T12:00Z", "answer", "2026-04-17", "running", "1 2 7 not counted: 30 31 8 9 10 13-17"),
    ((SENT, RECEIVED, act("2026-04-01T09:00:00+01:00", "rest", until="2026-04-07")), "2026-04-02T12:00Z", "comment", "2026-04-06", "running", "the break stops only the answer"),
    ((SENT, RECEIVED, act("2026-04-01T09:00:00+01:00", "more", until="2026-04-20", deadline="answer")), "2026-04-02T12:00Z", "answer", "2026-04-20", "running", "extended"),
    ((SENT, RECEIVED, act("2026-04-01T09:00:00+01:00", "more", until="2026-04-20", deadline="answer")), "2026-04-02T12:00Z", "decide", "2026-04-27", "running", "21 22 23 24 27"),
    ((SENT, RECEIVED, act("2026-04-01T09:00:00+01:00", "more", until="2026-04-20", deadline="answer"), STOPPED, act("2026-04-10T09:00:00+01:00", "go_on")), "2026-04-11T12:00Z", "answer", "2026-04-22", "running", "two later working days paused: 8 and 9 April"),
    ((SENT, RECEIVED, act("2026-04-01T09:00:00+01:00", "more", until="2026-04-10", deadline="answer")), "2026-04-02T12:00Z", "answer", "2026-04-14", "running", "an extension is never an earlier day"),
    ((SENT, RECEIVED, act("2026-04-08T09:00:00+01:00", "decide")), "2026-04-09T12:00Z", "decide", "2026-04-21", "met", "done on 8 April"),
    ((SENT, RECEIVED, {"at": "2026-04-15T00:30:00+01:00", "step": "answer", "by": "r1"}), "2026-04-16T12:00Z", "answer", "2026-04-14", "met late", "half past midnight"),
    ((SENT, RECEIVED, {"at": "2026-04-14T23:59:00+01:00", "step": "answer", "by": "r1"}), "2026-04-16T12:00Z", "answer", "2026-04-14", "met", "a minute before midnight"),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=[f"{row[2]}: {row[5]}" for row in TABLE])
def test_deadline(row: tuple[tuple[dict[str, Any], ...], str, str, str | None, str, str]) -> None:
    """The last day and how it stands."""
    rows, at, step, last, timing, _ = row
    found = due(case(*rows), at, step)
    assert (found.last_day.isoformat() if found.last_day else None) == last
    assert found.state == timing
    assert (found.due_at is None) == (last is None)


def test_repeated_deadline_runs_from_the_last_act() -> None:
    """Every 28 days: 20 April, and after an update on 15 April, 13 May (15 days of April, 13 of May)."""
    docket = case(act("2026-04-15T09:00:00+01:00", "update"))
    assert due(docket, "2026-04-16T12:00Z", "update", cycle=0).state == "met"
    assert due(docket, "2026-04-16T12:00Z", "update", cycle=1).last_day.isoformat() == "2026-05-13"  # type: ignore[union-attr]


def test_stage_passes_by_itself() -> None:
    """Two weeks from 8 April are over with 22 April: at 23:00 UTC the case is over, not before."""
    docket = case(SENT, RECEIVED, act("2026-04-08T09:00:00+01:00", "decide"))
    books = {RULEBOOK.hash: RULEBOOK}
    before = state(books, docket, datetime.fromisoformat("2026-04-22T22:59:59Z"))
    after = state(books, docket, datetime.fromisoformat("2026-04-22T23:00Z"))
    assert (before.stage, after.stage) == ("later", "over")
    assert after.strands[0].ended_at == datetime.fromisoformat("2026-04-22T23:00Z")


def test_explanation_names_clause_event_holidays_pause_and_extension() -> None:
    """One sentence says it all."""
    rest = act("2026-04-01T09:00:00+01:00", "rest", until="2026-04-07")
    more = act("2026-04-08T09:00:00+01:00", "more", until="2026-04-24", deadline="answer")
    text = due(case(SENT, RECEIVED, rest, more), "2026-04-09T12:00Z", "answer").explain()
    assert text == (
        "Rule 3: 10 working days after the notice of “Send” was received on 27 March 2026; "
        "not counted: 1 April 2026 to 7 April 2026 (paused: Break); extended to 24 April 2026 by entry 5; "
        "due by the end of 24 April 2026."
    )


def left(*rows: dict[str, Any], step: str, at: str) -> int | None:
    """The working days that a page shows for a deadline."""
    found = next(
        each
        for each in state({RULEBOOK.hash: RULEBOOK}, case(*rows), moment(at)).deadlines
        if each.step == step
    )
    assert found.working_days == found.working_days_left(moment(at))
    return found.working_days


def moment(at: str) -> datetime:
    """A moment as ISO 8601."""
    return datetime.fromisoformat(at)


def test_working_days_left() -> None:
    """Counted as the rule counts: from tomorrow to the last day, without weekends, holidays and pauses."""
    rows = (SENT, RECEIVED)  # the last day for the answer is 14 April; 3 and 6 April are holidays
    assert left(*rows, step="answer", at="2026-03-30T12:00Z") == 9
    assert left(*rows, step="answer", at="2026-04-02T12:00Z") == 6
    assert left(*rows, step="answer", at="2026-04-03T12:00Z") == 6  # a holiday itself
    assert left(*rows, step="answer", at="2026-04-14T12:00Z") == 0
    assert left(*rows, step="answer", at="2026-04-15T12:00Z") is None  # gone by
    assert left(*rows, step="comment", at="2026-03-30T12:00Z") is None  # counts days of every kind
    paused = act("2026-04-01T09:00:00+01:00", "rest", until="2026-04-09")
    # 1 to 9 April stand still (five working days), so the last day is 21 April
    assert left(*rows, paused, step="answer", at="2026-04-01T12:00Z") == 8
    weekend = act("2026-04-01T09:00:00+01:00", "more", until="2026-04-19", deadline="answer")
    assert (
        left(*rows, weekend, step="answer", at="2026-04-17T12:00Z") is None
    )  # Friday; Sunday is the last day


def test_an_act_at_the_very_due_moment_is_late() -> None:
    """The last day for sending, in hours: due at 09:00 on the next day, to the second."""
    send = {**SENT, "at": "2026-03-26T09:00:00+00:00"}
    states = {}
    for at in ("2026-03-27T08:59:59+00:00", "2026-03-27T09:00:00+00:00"):
        found = state({RULEBOOK.hash: RULEBOOK}, case(send, act(at, "fast")), moment("2026-03-28T12:00Z"))
        states[at[11:16]] = str(next(each for each in found.deadlines if each.step == "fast").state)
    assert states == {"08:59": "met", "09:00": "met late"}


def test_a_pause_that_ran_when_time_was_given_does_not_move_the_new_day() -> None:
    """Only later pauses do: the police stop of 1 to 14 April was known when 30 April was named."""
    rows = (
        SENT,
        RECEIVED,
        act("2026-04-01T09:00:00+01:00", "stop"),
        act("2026-04-08T09:00:00+01:00", "more", until="2026-04-30", deadline="answer"),
        act("2026-04-15T09:00:00+01:00", "go_on"),
    )
    found = state({RULEBOOK.hash: RULEBOOK}, case(*rows), moment("2026-04-16T12:00Z"))
    assert str(next(each for each in found.deadlines if each.step == "answer").last_day) == "2026-04-30"


def test_no_pause_makes_any_deadline_of_a_case_earlier() -> None:
    """Whenever it begins and however long it is: every deadline of the case, chains of them included."""
    later = moment("2030-01-01T00:00Z")

    def due(*rows: dict[str, Any]) -> dict[tuple[str, str | None], datetime]:
        found = state({RULEBOOK.hash: RULEBOOK}, case(SENT, RECEIVED, *rows), moment("2026-06-30T12:00Z"))
        return {(each.step, each.person): each.due_at or later for each in found.deadlines if not each.met}

    plain = due()
    for first in range(28, 32):
        stop = act(f"2026-03-{first}T09:00:00+01:00" if first > 28 else "2026-03-28T09:00:00+00:00", "stop")
        assert all(at >= plain[key] for key, at in due(stop).items())  # and never ends
        for last in (1, 7, 20):
            paused = due(stop, act(f"2026-04-{last:02}T12:00:00+01:00", "go_on"))
            assert paused.keys() >= plain.keys()
            assert all(at >= plain[key] for key, at in paused.items() if key in plain)
            assert paused["answer", "r1"] > plain["answer", "r1"]


def test_what_comes_round_runs_from_the_last_time() -> None:
    """Updates on 10 and 20 April: the next is due 28 days after the second, and both met theirs."""
    rows = [act(f"2026-04-{day}T09:00:00+01:00", "update") for day in (10, 20)]
    found = state({RULEBOOK.hash: RULEBOOK}, case(*rows), moment("2026-05-01T12:00Z")).deadlines
    due = [(str(each.last_day), str(each.state)) for each in found if each.step == "update"]
    assert due == [("2026-04-20", "met"), ("2026-05-08", "met"), ("2026-05-18", "running")]
