# ruff: noqa: E501 (rules are read row by row)
"""Keys of the format that change one thing each: every case here would go otherwise without its key."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from dueprocess.core.engine import Docket, NotPermitted, decide, form, permitted, state
from dueprocess.core.engine.view import State
from dueprocess.core.rulebook import load

HEAD = """
rulebook = { id = "keys", version = "1", title = "Keys", language = "en" }
"""
RULES = """
[roles]
clerk = { title = "Clerk" }
member = { title = "Member" }
[bodies]
open_board = { title = "Open board", seats = { member = "all" }, decides_by = "majority" }
closed_board = { title = "Closed board", seats = { member = "all" }, decides_by = "majority", secret = true, dissent = true }
panel = { title = "Panel", per_case = true, seats = { member = 2 }, quorum = 2, decides_by = "majority" }
[conflicts]
hard = { title = "Hard", grounds = ["family"], bars = ["see", "speak", "vote"] }
[facts]
gone = { title = "Gone", derived = { party = "respondent", status = "left" } }
[stages]
open = { title = "Open" }
decided = { title = "Decided", lasts = "until final", then = "over" }
over = { title = "Over", end = true }
appeal = { title = "Appeal" }
appeal_over = { title = "Appeal over", end = true }
[pauses]
police = { title = "Police", lasts = "up to 28 days", renewable = true, tells_at_end = [{ to = ["respondent"], letter = "police_over" }] }
talks = { title = "Talks", lasts = "up to 28 days" }
[measures]
away = { title = "Away", effect = "may not attend", lasts = "10 days", tells_at_end = [{ to = ["respondent"], letter = "away_over" }, { to = ["clerk"], letter = "given_back" }] }
silent = { title = "Silent", effect = "no contact", lasts = "10 days" }
shield = { title = "Shield", effect = "no contact", lasts = "1 month", at_end = "must be decided", holding = "7 days", remind = ["1 week", "2 days"] }
[sanctions]
warning = { title = "Warning", effect = "on the record only", lasts = "20 days", tells_at_end = [{ to = ["respondent"], letter = "warning_over" }] }
[steps]
begin = { title = "Begin", stage = "start", by = ["complainant"], leads_to = "open" }
answer = { title = "Answer", stage = "open", by = ["respondent"], due = { within = "10 days", after = "begin", remind = ["1 week", "2 days", "1 working day"] } }
file_it = { title = "File it", stage = "open", by = ["clerk"], again = true, clerical = true }
judge_it = { title = "Judge it", stage = "open", by = ["clerk"], again = true }
sort_it = { title = "Sort it", stage = "open", by = ["open_board"], again = true, clerical = true }
vote = { title = "Vote", stage = "open", by = ["open_board"], again = true }
ballot = { title = "Ballot", stage = "open", by = ["closed_board"], again = true }
stop = { title = "Stop", stage = "any", by = ["clerk"], again = true, pauses = "police" }
talk = { title = "Talk", stage = "any", by = ["clerk"], again = true, pauses = "talks" }
hold = { title = "Hold", stage = "any", by = ["clerk"], again = true, starts = ["away"] }
hush = { title = "Hush", stage = "any", by = ["clerk"], again = true, starts = ["silent"] }
protect = { title = "Protect", stage = "any", by = ["clerk"], again = true, starts = ["shield"] }
end_it = { title = "End it", stage = "any", by = ["clerk"], again = true, lifts = ["away", "shield"] }
longer = { title = "Longer", stage = "any", by = ["clerk"], again = true, continues = ["shield"] }
decide = { title = "Decide", stage = "open", by = ["clerk"], imposes = ["warning"], tells = [{ to = ["parties"], letter = "decision" }], leads_to = "decided" }
object = { title = "Object", stage = "decided", by = ["respondent"], appeals = ["decide"], due = { within = "14 days", after = "service of decide", kind = "limit" }, opens = "appeal" }
rule = { title = "Rule", stage = "appeal", by = ["clerk"], decision = "stands", leads_to = "appeal_over" }
seat = { title = "Seat", stage = "open", by = ["clerk"], appoints = ["panel"] }
ask_all = { title = "Ask all", stage = "open", by = ["members"], again = true }
hurry = { title = "Hurry", stage = "open", by = ["clerk"], due = { within = "72 hours", after = "begin" } }
write_to = { title = "Write to who left", stage = "open", by = ["clerk"], for_each = "respondent", when = { gone = true }, due = { within = "5 days", after = "begin" } }
order = { title = "Order", stage = "open", by = ["clerk"], again = true, tells = [{ to = ["parties"], letter = "order" }] }
resist = { title = "Resist", stage = "open", by = ["respondent"], appeals = ["order"], due = { within = "14 days", after = "service of order", kind = "limit" }, opens = "appeal" }
publish = { title = "Publish", stage = "over", by = ["clerk"], due = { within = "5 days", after = "finality of decide" } }
"""


def rules(calendar: str = 'timezone = "Europe/London"') -> Any:
    """The rules with this calendar."""
    return load(f"{HEAD}calendar = {{ {calendar} }}\n{RULES}")


BOOK = rules()


def docket(
    *rows: dict[str, Any], book: Any = BOOK, begun: str = "2026-03-02T10:00:00+00:00"
) -> dict[str, Any]:
    """A case that begins on Monday 2 March 2026, with these rows."""
    first = {"at": begun, "step": "begin", "by": "c1"}
    return {
        "docket": 1,
        "case": "keys",
        "rulebook": book.hash,
        "parties": {"c1": {"is": "complainant"}, "r1": {"is": "respondent"}},
        "people": {
            "s1": {"roles": ["clerk"]},
            "m1": {"roles": ["member"]},
            "m2": {"roles": ["member"]},
        },
        "acts": [{"n": n, **row} for n, row in enumerate((first, *rows), start=1)],
    }


def act(day: str, step: str, by: str = "s1", **more: Any) -> dict[str, Any]:
    """An act at noon of a day of 2026."""
    return {"at": f"2026-{day}T12:00:00+00:00", "step": step, "by": by, **more}


def note(day: str, kind: str, **more: Any) -> dict[str, Any]:
    """A note at noon of a day of 2026."""
    return {"at": f"2026-{day}T12:00:00+00:00", "note": kind, **more}


def on(obj: dict[str, Any], day: str, book: Any = BOOK) -> State:
    """The state at 13:00 of a day of 2026."""
    return state({book.hash: book}, Docket.parse(obj), datetime.fromisoformat(f"2026-{day}T13:00:00+00:00"))


def refused(obj: dict[str, Any], row: dict[str, Any]) -> str | None:
    """The code with which an act is refused, or None."""
    try:
        decide({BOOK.hash: BOOK}, Docket.parse(obj), row)
    except NotPermitted as no:
        return str(no.code)
    return None


def last_day(obj: dict[str, Any], day: str, step: str = "answer", book: Any = BOOK) -> date | None:
    """The last day of a step's deadline, as known on a day."""
    return next((each.last_day for each in on(obj, day, book).deadlines if each.step == step), None)


# --- clerical


def test_a_conflict_does_not_bar_what_is_clerical() -> None:
    """The clerk is family: what decides nothing they still do, alone and as a body; nothing else."""
    obj = docket(*(note("03-03", "conflict", who=who, ground="family", said_by=who) for who in ("s1", "m1")))
    assert refused(obj, act("03-04", "judge_it")) == "nobody_able"
    found = next(each for each in permitted(on(obj, "03-04")) if each.step == "judge_it")
    assert found.refusal is not None
    assert "s1 has a conflict of interest (Hard)" in found.refusal.reason
    assert refused(obj, act("03-04", "file_it")) is None
    both = {"for": ["m1", "m2"]}
    assert refused(obj, act("03-04", "vote", "m2", votes=both)) == "vote"
    assert refused(obj, act("03-04", "sort_it", "m2", votes=both)) is None


def test_what_is_clerical_is_still_not_for_a_party() -> None:
    obj = docket()
    obj["parties"]["r1"]["person"] = "s1"
    assert refused(obj, act("03-04", "file_it")) == "nobody_able"


# --- pauses


def test_a_renewable_pause_goes_on_and_another_begins_anew() -> None:
    """Both stop from 4 to 11 March and again, on 9 March, to 16 March: one pause of twelve days, or two that
    overlap. What differs is how many there are, and what ends on the 11th."""
    for step, pauses, ends in (("stop", 1, [16]), ("talk", 2, [11, 16])):
        first = act("03-04", step, until="2026-03-11T00:00:00+00:00")
        more = act("03-09", step, until="2026-03-16T00:00:00+00:00")
        found = on(docket(first, more), "03-20")
        assert len(found.pauses) == pauses
        assert [each.at.day for each in found.lapses if each.kind == "pause"] == ends
        assert last_day(docket(first, more), "03-20") == date(2026, 3, 24)  # 12 March and twelve days


def test_a_renewed_pause_never_becomes_shorter() -> None:
    first = act("03-04", "stop", until="2026-03-16T00:00:00+00:00")
    less = act("03-09", "stop", until="2026-03-11T00:00:00+00:00")
    assert last_day(docket(first, less), "03-20") == date(2026, 3, 24)


# --- what is told at an end


def told(found: State) -> list[tuple[str, str | None, int, int]]:
    """To whom, which letter, and the day and month from which it is owed."""
    return [(each.to, each.letter, each.owed_at.day, each.owed_at.month) for each in found.notices]


def test_the_end_of_a_pause_is_told() -> None:
    """Of the one whose rule says so, at the moment of its end and not before."""
    obj = docket(
        act("03-04", "stop", until="2026-03-11T00:00:00+00:00"),
        act("03-04", "talk", until="2026-03-11T00:00:00+00:00"),
    )
    assert told(on(obj, "03-10")) == []
    assert told(on(obj, "03-11")) == [("r1", "police_over", 11, 3)]


def test_the_end_of_a_measure_is_told() -> None:
    """Ten days from 3 March: over when 14 March begins. Nothing is told of one whose rule says nothing."""
    obj = docket(act("03-03", "hold"), act("03-03", "hush"))
    assert told(on(obj, "03-13")) == []
    assert told(on(obj, "03-14")) == [("r1", "away_over", 14, 3), ("clerk", "given_back", 14, 3)]
    assert [each.state for each in on(obj, "03-14").measures] == ["lapsed", "lapsed"]


def test_the_end_of_a_sanction_is_told() -> None:
    """Twenty days from 10 March: over when 31 March begins (an hour before midnight of UTC: summer time)."""
    obj = docket(act("03-10", "decide", imposes=[{"sanction": "warning", "on": "r1"}]))
    letters = [("c1", "decision", 10, 3), ("r1", "decision", 10, 3)]
    assert told(on(obj, "03-30")) == letters
    assert told(on(obj, "03-31")) == [*letters, ("r1", "warning_over", 30, 3)]


# --- reminders


def test_reminders_lie_so_long_before_the_last_day() -> None:
    """The last day is Thursday 12 March: a week, two days and one working day before it."""
    found = next(each for each in on(docket(), "03-03").deadlines if each.step == "answer")
    assert found.last_day == date(2026, 3, 12)
    assert found.remind_on == (date(2026, 3, 5), date(2026, 3, 10), date(2026, 3, 11))


def test_a_measure_that_must_be_decided_warns_of_its_end() -> None:
    """A month from 3 March: to 3 April; a week and two days before it. One without `remind` warns of nothing."""
    found = {
        each.id: each for each in on(docket(act("03-03", "protect"), act("03-03", "hold")), "03-04").measures
    }
    assert found["shield"].last_day == date(2026, 4, 3)
    assert found["shield"].review_on == (date(2026, 3, 27), date(2026, 4, 1))
    assert found["away"].review_on == ()


# --- finality


def test_time_that_runs_from_finality() -> None:
    """Received on 11 March: nobody may object after 25 March, so the decision is final with that day. Five days
    from it is 30 March. Without receipt it is not final, and no time runs."""
    obj = docket(act("03-10", "decide"), note("03-11", "received", of=2, to=["c1", "r1"]))
    assert last_day(obj, "03-25", "publish") is None
    assert last_day(obj, "03-26", "publish") == date(2026, 3, 30)
    assert last_day(docket(act("03-10", "decide")), "06-01", "publish") is None


def test_an_appeal_puts_finality_off() -> None:
    """Decided on 20 April: final then, five days to 25 April."""
    obj = docket(
        act("03-10", "decide"),
        note("03-11", "received", of=2, to=["c1", "r1"]),
        act("03-20", "object", "r1", against=2),
        act("04-20", "rule", strand=4),
    )
    assert last_day(obj, "04-19", "publish") is None
    assert last_day(obj, "04-21", "publish") == date(2026, 4, 25)


# --- votes


def test_the_form_says_whether_votes_are_shown_and_a_minority_may_write() -> None:
    """Of the body that acts."""
    found = on(docket(), "03-03")
    asked = {step: form(found, step).votes[0] for step in ("vote", "ballot")}
    assert {step: (each.secret, each.dissent) for step, each in asked.items()} == {
        "vote": (False, False),
        "ballot": (True, True),
    }


# --- who acts, for whom, against what


def test_what_the_members_may_do_anybody_of_the_register_does() -> None:
    obj = docket()
    found = next(each for each in permitted(on(obj, "03-03")) if each.step == "ask_all")
    assert (found.allowed, [way.name for way in found.ways]) == (True, ["members"])
    assert refused(obj, act("03-03", "ask_all", "m1")) is None


def test_an_appointment_to_a_case_outlasts_the_office() -> None:
    """Appointed as a member who is none any more: still on the panel of this case."""
    obj = docket(act("03-03", "seat", appoints={"panel": ["m1", "m2"]}))
    obj["people"]["m2"]["roles"] = []
    assert on(obj, "03-04").bodies["panel"].voting == ("m1", "m2")


def test_what_is_owed_for_each_who_left_is_not_owed_for_the_other() -> None:
    obj = docket(note("03-03", "left", who="r1"))
    obj["parties"]["r2"] = {"is": "respondent"}
    owed = [each.person for each in on(obj, "03-04").deadlines if each.step == "write_to"]
    assert owed == ["r1"]


def test_hours_run_through_a_pause_and_nothing_else_is_said_of_them() -> None:
    """Ten days wait for the pause and say so; 72 hours do neither."""
    obj = docket(act("03-03", "stop", until="2026-03-11T00:00:00+00:00"))
    lines = {each.step: each for each in on(obj, "03-04").deadlines}
    assert (lines["answer"].last_day, len(lines["answer"].paused)) == (date(2026, 3, 20), 1)
    assert (lines["hurry"].last_day, lines["hurry"].paused) == (date(2026, 3, 5), ())


def test_only_a_pause_that_bears_on_a_deadline_is_told_with_it() -> None:
    """The pause was over before the order; the answer was waiting in it."""
    obj = docket(
        act("03-03", "stop", until="2026-03-05T00:00:00+00:00"),
        act("03-10", "order"),
        note("03-10", "received", of=3, to=["c1", "r1"]),
    )
    said = {each.step: each.explain() for each in on(obj, "03-11").deadlines}
    assert "(paused: Police)" in said["answer"]
    assert "paused" not in said["resist"]


def test_an_act_attacked_in_time_does_not_open_the_way_to_an_older_one() -> None:
    """The time against the first order is over since 17 March; the second has been attacked already."""
    obj = docket(
        act("03-03", "order"),
        note("03-03", "received", of=2, to=["c1", "r1"]),
        act("03-20", "order"),
        note("03-20", "received", of=4, to=["c1", "r1"]),
    )
    assert refused(obj, act("03-21", "resist", "r1", against=2)) == "too_late"
    assert refused(obj, act("03-21", "resist", "r1", against=4)) is None
    obj["acts"].append({"n": 6, **act("03-21", "resist", "r1", against=4)})
    found = next(each for each in permitted(on(obj, "03-22")) if each.step == "resist")
    assert not found.allowed


# --- the calendar


@pytest.mark.parametrize(
    ("calendar", "begun", "days", "working"),
    [
        # Monday 2 March: + 10 days; 3 4 5 6
        ("", "2026-03-02T10:00:00+00:00", "2026-03-12", "2026-03-06"),
        ('working_week = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday"]', "2026-03-05T10:00:00+00:00", "2026-03-15", "2026-03-11"),
        ('working_week = "Monday to Thursday"', "2026-03-05T10:00:00+00:00", "2026-03-15", "2026-03-12"),
        ("", "2026-03-05T10:00:00+00:00", "2026-03-15", "2026-03-11"),
        ('first_day = "same day"', "2026-03-02T10:00:00+00:00", "2026-03-11", "2026-03-05"),
        ('first_day = "next working day"', "2026-03-06T10:00:00+00:00", "2026-03-18", "2026-03-12"),
        ("", "2026-03-06T10:00:00+00:00", "2026-03-16", "2026-03-12"),
        ('last_day = "next working day"', "2026-03-05T10:00:00+00:00", "2026-03-16", "2026-03-11"),
        ('day_ends = "17:00"', "2026-03-02T16:59:00+00:00", "2026-03-12", "2026-03-06"),
        ('day_ends = "17:00"', "2026-03-02T17:00:00+00:00", "2026-03-13", "2026-03-09"),
        ('closed = ["2026-03-04/2026-03-05"]', "2026-03-02T10:00:00+00:00", "2026-03-12", "2026-03-10"),
        ('timezone = "Pacific/Auckland"', "2026-03-02T12:00:00+00:00", "2026-03-13", "2026-03-09"),
    ],
)  # fmt: skip
def test_the_calendar_counts(calendar: str, begun: str, days: str, working: str) -> None:
    """Ten days and four working days from the beginning of the case, by the calendar of the rulebook."""
    text = f"{HEAD}calendar = {{ {calendar} }}\n{RULES}".replace(
        'file_it = { title = "File it",',
        'file_it = { title = "File it", due = { within = "4 working days", after = "begin" },',
    )
    book = load(text)
    obj = docket(book=book, begun=begun)
    assert str(last_day(obj, "03-07", book=book)) == days
    assert str(last_day(obj, "03-07", "file_it", book=book)) == working
