"""Measures undone: a case, or the strand of a measure, ends with nothing found, and whoever was told is told."""
# ruff: noqa: E501 (rules are read row by row)

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.core.engine import Docket, NotPermitted, decide, form, replay, state
from dueprocess.core.engine.view import State
from dueprocess.core.errors import Malformed
from dueprocess.core.rulebook import check, explain
from tests.core.engine.walk import rulebook
from tests.core.reading import loaded
from tests.effort import brief

RULES = """
[rulebook]
id = "undoing"
version = "1"
title = "Undoing"
language = "en"
[calendar]
timezone = "Europe/London"
[roles]
clerk = { title = "Clerk" }
branch = { title = "Branch" }
press = { title = "Press office" }
[stages]
open = { title = "Open" }
away_on = { title = "Away" }
away_over = { title = "Not away any more", end = true }
over = { title = "Over", end = true }
waiting = { title = "Waiting", lasts = "5 days", then = "over" }
[measures]
away = { title = "Suspension", clause = "6", effect = "membership suspended", lasts = "6 months", cap = "12 months" }
apart = { title = "No contact", effect = "no contact", lasts = "until lifted", undone = "free_to_talk" }
[sanctions]
warning = { title = "Warning", effect = "on the record only", lasts = "1 year" }
[steps]
complain = { title = "Complain", stage = "start", by = ["complainant"], leads_to = "open" }
ask = { title = "Ask", stage = "any", by = ["clerk"], again = true, opens = "away_on" }
send_away = { title = "Suspend", stage = ["open", "away_on"], by = ["clerk"], again = true, starts = ["away", "apart"], tells = [{ to = ["respondent"], letter = "away" }, { to = ["branch"], letter = "status" }, { to = ["public"], letter = "to_all", optional = true }] }
ease = { title = "Ease", stage = "open", by = ["clerk"], again = true, lifts = ["away"], starts = ["apart"], tells = [{ to = ["respondent", "complainant"], letter = "eased" }] }
go_on = { title = "Go on", stage = ["open", "away_on"], by = ["clerk"], again = true, continues = ["away"], tells = [{ to = ["press"], letter = "goes_on" }] }
look = { title = "Look", stage = ["open", "away_on"], by = ["clerk"], tells = [{ to = ["organisation"], letter = "looked" }], due = { every = "60 days", after = "send_away" } }
lift = { title = "Lift", stage = ["open", "away_on"], by = ["clerk"], again = true, lifts = ["away", "apart"], tells = [{ to = ["respondent"], letter = "lifted" }] }
write = { title = "Write", stage = "any", by = ["clerk"], again = true, tells = [{ to = ["members"], letter = "news" }] }
let_go = { title = "Let go", stage = "any", by = ["clerk"], again = true, releases = true }
judge = { title = "Judge", stage = "open", by = ["clerk"], imposes = ["warning"], leads_to = "over", tells = [{ to = ["respondent"], letter = "judgement" }] }
withdraw = { title = "Withdraw", stage = "open", by = ["complainant"], leads_to = "over" }
rest = { title = "Rest", stage = "open", by = ["clerk"], leads_to = "waiting" }
go_over = { title = "Go over to another case", stage = "open", by = ["clerk"], leads_to = "over", logged_as = "joined" }
leave = { title = "Leave the strand", stage = "away_on", by = ["clerk"], leads_to = "away_over" }
"""
BOOK = loaded(RULES)
BOOKS = {BOOK.hash: BOOK}
START = datetime.fromisoformat("2026-03-02T12:00:00+00:00")  # a Monday
ON = {"starts": [{"measure": "away", "on": "r1"}]}


def at(days: float) -> datetime:
    return START + timedelta(days=days)


def docket(*rows: dict[str, Any], respondents: int = 1) -> dict[str, Any]:
    """Complained on day 0; `decide` accepts the rest."""
    parties: dict[str, Any] = {"c1": {"is": "complainant"}}
    parties |= {f"r{n}": {"is": "respondent"} for n in range(1, respondents + 1)}
    obj: dict[str, Any] = {
        "docket": 1, "case": "u", "rulebook": BOOK.hash, "parties": parties,
        "people": {"s1": {"roles": ["clerk"]}},
        "acts": [{"n": 1, **act(0, "complain", by="c1")}],
    }  # fmt: skip
    for row in rows:
        obj["acts"].append(decide(BOOKS, Docket.parse(obj), row).act)
    return obj


def act(day: float, step: str, *, by: str = "s1", **more: Any) -> dict[str, Any]:
    return {"at": at(day).isoformat(), "step": step, "by": by, **more}


def then(obj: dict[str, Any], days: float) -> State:
    return state(BOOKS, Docket.parse(obj), at(days))


def undone(found: State) -> dict[str, set[str]]:
    """To whom which letters are owed by what was undone."""
    letters: dict[str, set[str]] = {}
    for each in found.notices:
        if each.letter in ("away_undone", "free_to_talk"):
            letters.setdefault(each.letter, set()).add(each.to)
    return letters


def kinds(found: State) -> list[tuple[str, str, str | None]]:
    return [(each.kind, each.what, each.person) for each in found.lapses]


def test_a_case_that_ends_with_nothing_found_tells_whoever_was_told() -> None:
    obj = docket(act(1, "send_away", **ON), act(9, "withdraw", by="c1"))
    found = then(obj, 9)
    assert [(each.state, each.ended_at) for each in found.measures] == [("undone", at(9))]
    assert kinds(found) == [("undone", "away", "r1")]
    assert undone(found) == {"away_undone": {"r1", "branch"}}
    assert {(each.n, str(each.state), str(each.last_day)) for each in found.notices[-2:]} == {
        (None, "owed", "2026-03-11")
    }, "owed the same day, and not to be sent before it is written down"
    [lapse] = found.unnoted
    row = {"at": lapse.at.isoformat(), "entered": at(9.01).isoformat(), "note": "lapsed", "what": lapse.code}
    obj["acts"].append(decide(BOOKS, Docket.parse(obj), row).act)
    assert {each.n for each in then(obj, 9.1).notices if each.letter == "away_undone"} == {4}
    assert then(obj, 9.1).unnoted == ()
    assert {str(each.state) for each in then(obj, 10).notices if each.letter == "away_undone"} == {"late"}
    assert replay(BOOKS, Docket.parse(obj), at(10))["measures"][0]["state"] == "undone"


def test_what_is_due_on_a_closed_day_is_due_on_the_next_working_day() -> None:
    obj = docket(act(1, "send_away", **ON), act(12, "withdraw", by="c1"))  # a Saturday
    assert {str(each.last_day) for each in then(obj, 12).notices if each.letter == "away_undone"} == {
        "2026-03-16"
    }


def test_a_letter_that_may_be_left_out_counts_when_it_went_out() -> None:
    asked = docket(act(1, "send_away", **ON, tells=["2"]), act(9, "withdraw", by="c1"))
    assert undone(then(asked, 9)) == {"away_undone": {"r1", "branch", "public"}}
    sent = {"at": at(2).isoformat(), "note": "sent", "of": 2, "to": ["public"]}
    later = docket(act(1, "send_away", **ON), sent, act(9, "withdraw", by="c1"))
    assert undone(then(later, 9)) == {"away_undone": {"r1", "branch", "public"}}


def test_whoever_was_told_that_it_goes_on_or_was_looked_at_is_told_and_nobody_else() -> None:
    rows = [
        act(1, "send_away", **ON),
        act(3, "go_on"),
        act(4, "look"),
        act(5, "write"),
        act(9, "withdraw", by="c1"),
    ]
    assert undone(then(docket(*rows), 9)) == {"away_undone": {"r1", "branch", "press", "organisation"}}


def test_what_was_eased_is_undone_for_whoever_was_told_of_the_harder_one() -> None:
    rows = [act(1, "send_away", **ON), act(3, "ease"), act(9, "withdraw", by="c1")]
    found = then(docket(*rows), 9)
    assert [each.state for each in found.measures] == ["lifted", "undone"]
    assert undone(found) == {"free_to_talk": {"r1", "branch", "c1"}}


def test_where_something_was_found_the_measure_ends_with_the_case_and_the_decision_tells() -> None:
    rows = [act(1, "send_away", **ON), act(9, "judge", imposes=[{"sanction": "warning", "on": "r1"}])]
    found = then(docket(*rows), 9)
    assert [each.state for each in found.measures] == ["ended with the case"]
    assert (undone(found), found.lapses) == ({}, ())


@pytest.mark.parametrize(("finding", "how"), [("proved", "ended with the case"), ("not proved", "undone")])
def test_a_finding_decides_for_each_respondent(finding: str, how: str) -> None:
    both = {"starts": [{"measure": "away", "on": "r1"}, {"measure": "apart", "on": "r2"}]}
    allegations = [{"id": f"a{n}", "respondent": f"r{n}", "code": "c", "clause": "1"} for n in (1, 2)]
    found = [
        {"allegation": "a1", "respondent": "r1", "finding": "proved"},
        {"allegation": "a2", "respondent": "r2", "finding": finding},
    ]
    obj = docket(act(1, "send_away", **both), respondents=2)
    obj["acts"] += [
        {"n": 3, **act(2, "write", allegations=allegations)},
        {"n": 4, **act(9, "judge", findings=found)},
    ]
    assert {each.on: each.state for each in then(obj, 9).measures} == {"r1": "ended with the case", "r2": how}
    letters = {"free_to_talk": {"r2", "branch"}} if how == "undone" else {}
    assert undone(then(obj, 9)) == letters, "the other respondent was told of a measure of their own"


def test_a_case_that_ends_by_itself_undoes_them_under_a_note_of_their_own() -> None:
    obj = docket(act(1, "send_away", **ON), act(2, "rest"))
    found = then(obj, 9)
    assert kinds(found) == [("stage", "waiting", None), ("undone", "away", "r1")]
    owed = [each for each in found.notices if each.letter == "away_undone"]
    assert {str(each.last_day) for each in owed} == {"2026-03-10"}, "it was over with the end of the 9th"
    for lapse in found.unnoted:
        row = {"at": lapse.at.isoformat(), "entered": at(9).isoformat(), "note": "lapsed", "what": lapse.code}
        obj["acts"].append(decide(BOOKS, Docket.parse(obj), row).act)
    assert [row["n"] for row in obj["acts"] if row.get("what", "").startswith("undone")] == [5]
    assert {each.n for each in then(obj, 9).notices if each.letter == "away_undone"} == {5}


def test_what_was_lifted_or_is_over_is_not_undone() -> None:
    lifted = docket(act(1, "send_away", **ON), act(3, "lift"), act(9, "withdraw", by="c1"))
    assert (undone(then(lifted, 9)), then(lifted, 9).lapses) == ({}, ())
    over = docket(act(1, "send_away", **ON), act(200, "withdraw", by="c1"))
    assert kinds(then(over, 200)) == [("measure", "away", "r1")]


def test_a_respondent_who_is_let_go_is_free_of_it_and_the_others_are_not() -> None:
    both = {"starts": [{"measure": "away", "on": "r1"}, {"measure": "away", "on": "r2"}]}
    obj = docket(act(1, "send_away", **both), act(5, "let_go", **{"for": ["r2"]}), respondents=2)
    assert {each.on: each.state for each in then(obj, 5).measures} == {"r1": "in force", "r2": "undone"}
    assert undone(then(obj, 5)) == {"away_undone": {"r2", "branch"}}


def test_a_strand_that_ends_leaves_no_measure_that_nobody_can_lift() -> None:
    rows = [act(1, "ask"), act(2, "send_away", strand=2, **ON), act(9, "leave", strand=2)]
    found = then(docket(*rows), 9)
    assert [each.state for each in found.measures] == ["undone"]
    assert undone(found) == {"away_undone": {"r1", "branch"}}
    assert found.stage == "open", "the case itself goes on"


def test_a_complaint_goes_on_elsewhere_only_when_no_measure_is_left_behind() -> None:
    """It would end with its case, and everyone would be told that nothing was found."""
    obj = docket(act(1, "send_away", **ON))
    with pytest.raises(NotPermitted, match="Suspension") as error:
        decide(BOOKS, Docket.parse(obj), act(2, "go_over"))
    assert [(each.code, each.item) for each in error.value.needs] == [("first", "away")]
    assert form(then(obj, 2), "go_over", "s1").first[0].item == "away", "said before anything is typed"
    lifted = docket(act(1, "send_away", **ON), act(2, "lift"), act(3, "go_over"))
    assert undone(then(lifted, 3)) == {}


def test_an_annulled_closing_undoes_nothing() -> None:
    """The letters that went out about it are astray: whoever has them is to be told."""
    obj = docket(act(1, "send_away", **ON), act(9, "withdraw", by="c1"))
    [lapse] = then(obj, 9).unnoted
    row = {"at": lapse.at.isoformat(), "entered": at(9).isoformat(), "note": "lapsed", "what": lapse.code}
    obj["acts"].append(decide(BOOKS, Docket.parse(obj), row).act)
    obj["acts"].append(
        decide(
            BOOKS, Docket.parse(obj), {"at": at(9.1).isoformat(), "note": "sent", "of": 4, "to": ["branch"]}
        ).act
    )
    obj["acts"].append({"n": 6, "at": at(10).isoformat(), "note": "annulled", "act": 3})
    found = then(obj, 10)
    assert [each.state for each in found.measures] == ["in force"]
    assert [(each.n, each.to) for each in found.astray] == [(4, "branch")]


def annulled(obj: dict[str, Any], n: int, day: float) -> dict[str, Any]:
    """The docket with entry `n` annulled on a day."""
    note = {"at": at(day).isoformat(), "note": "annulled", "act": n}
    return {**obj, "acts": [*obj["acts"], decide(BOOKS, Docket.parse(obj), note).act]}


def went(obj: dict[str, Any], of: int, to: list[str], day: float) -> dict[str, Any]:
    """The docket with a letter sent."""
    note = {"at": at(day).isoformat(), "note": "sent", "of": of, "to": to, "by": "post"}
    return {**obj, "acts": [*obj["acts"], decide(BOOKS, Docket.parse(obj), note).act]}


def test_one_whose_order_is_annulled_is_told_of_to_whoever_had_a_letter_about_it() -> None:
    obj = docket(act(1, "send_away", **ON, tells=["2"]))
    obj = annulled(went(went(obj, 2, ["r1"], 1.1), 2, ["public"], 1.2), 2, 2)
    found = then(obj, 2.3)
    assert (found.measures, found.lapses) == ((), ())
    assert undone(found) == {"away_undone": {"r1", "public"}}, "the branch had not heard of it"
    assert {(each.n, str(each.state), str(each.last_day)) for each in found.notices} == {
        (5, "owed", "2026-03-04")
    }
    assert {(each.n, each.to) for each in found.astray} == {(2, "r1"), (2, "public")}
    later = then(went(obj, 5, ["r1"], 2.2), 9)
    assert {each.to: str(each.state) for each in later.notices} == {"r1": "sent", "public": "late"}
    assert later.irregular == ()


def test_whoever_heard_of_it_later_is_told_too() -> None:
    obj = went(docket(act(1, "send_away", **ON), act(3, "look")), 3, ["organisation"], 3.1)
    assert undone(then(annulled(obj, 2, 4), 4)) == {"away_undone": {"organisation"}}


def test_whoever_was_told_already_that_it_is_undone_is_not_told_again_when_its_order_is_annulled() -> None:
    """The case was withdrawn, and only one of the two letters about that had gone out."""
    obj = went(docket(act(1, "send_away", **ON)), 2, ["r1", "branch"], 1.1)
    row = act(9, "withdraw", by="c1")
    obj["acts"].append(decide(BOOKS, Docket.parse(obj), row).act)
    [lapse] = then(obj, 9).unnoted
    noted = {"at": at(9).isoformat(), "entered": at(9).isoformat(), "note": "lapsed", "what": lapse.code}
    obj["acts"].append(decide(BOOKS, Docket.parse(obj), noted).act)
    found = then(annulled(went(obj, 5, ["branch"], 9.1), 2, 9.2), 9.2)
    assert (found.measures, found.lapses) == ((), ())
    assert [(each.n, each.to) for each in found.notices if each.letter == "away_undone"] == [(7, "r1")]


def test_an_annulled_easing_is_told_of_to_whoever_heard_of_the_milder_one_alone() -> None:
    """What it came in the place of is in force again."""
    obj = went(docket(act(1, "send_away", **ON)), 2, ["r1", "branch"], 1.1)
    row = act(3, "ease", **{"for": ["r1"]}, starts=[{"measure": "apart", "on": "r1"}])
    obj["acts"].append(decide(BOOKS, Docket.parse(obj), row).act)
    found = then(annulled(went(obj, 4, ["c1"], 3.1), 4, 4), 4)
    assert [(each.id, each.state) for each in found.measures] == [("away", "in force")]
    assert undone(found) == {"free_to_talk": {"c1"}}


def test_one_that_ran_out_before_its_order_is_annulled_is_not_told_of() -> None:
    obj = went(docket(act(1, "send_away", **ON)), 2, ["r1"], 1.1)
    assert undone(then(annulled(obj, 2, 200), 200)) == {}


def test_of_two_who_are_freed_by_an_annulment_each_is_told_of_their_own() -> None:
    both = {"starts": [{"measure": "away", "on": "r1"}, {"measure": "apart", "on": "r2"}]}
    obj = went(docket(act(1, "send_away", **both), respondents=2), 2, ["r1", "r2", "branch"], 1.1)
    assert undone(then(annulled(obj, 2, 2), 2)) == {
        "away_undone": {"r1", "branch"},
        "free_to_talk": {"r2", "branch"},
    }


def test_one_that_another_entry_ordered_stays_and_nobody_is_told_of_it() -> None:
    apart = act(2, "send_away", starts=[{"measure": "apart", "on": "r1"}])
    obj = docket(act(1, "send_away", **ON), apart)
    obj = annulled(went(went(obj, 2, ["r1"], 2.1), 3, ["r1", "branch"], 2.2), 2, 3)
    found = then(obj, 3)
    assert [(each.id, each.state) for each in found.measures] == [("apart", "in force")]
    assert undone(found) == {"away_undone": {"r1"}}


def test_one_that_is_ordered_again_after_an_annulment_is_a_measure_of_its_own() -> None:
    obj = annulled(went(docket(act(1, "send_away", **ON)), 2, ["r1"], 1.1), 2, 2)
    again = {**obj, "acts": [*obj["acts"], decide(BOOKS, Docket.parse(obj), act(3, "send_away", **ON)).act]}
    again = annulled(went(again, 5, ["branch"], 3.1), 5, 4)
    letters = [(each.n, each.to) for each in then(again, 4).notices if each.letter == "away_undone"]
    assert letters == [(4, "r1"), (7, "branch")]


def test_reviews_are_fixed_when_it_begins_and_do_not_move() -> None:
    """Six months from 3 March: every 60 days, three times; the last of it is 3 September."""
    obj = docket(act(1, "send_away", **ON))
    days = ["2026-05-02", "2026-07-01", "2026-08-30"]
    [measure] = then(obj, 1).measures
    assert [str(day) for day in measure.reviews] == days
    assert str(measure.cap_at) == "2027-03-04 00:00:00+00:00"
    obj["acts"].append(decide(BOOKS, Docket.parse(obj), act(30, "look")).act)
    assert [str(day) for day in then(obj, 31).measures[0].reviews] == days
    assert replay(BOOKS, Docket.parse(obj), at(31))["measures"][0]["reviews"] == days
    [due] = [each for each in then(obj, 31).deadlines if each.step == "look" and not each.met]
    assert str(due.last_day) == "2026-05-31", "the review that is owed runs from the one that was held"


def test_one_without_an_end_has_its_first_reviews_fixed() -> None:
    obj = docket(act(1, "send_away", starts=[{"measure": "apart", "on": "r1"}]))
    [measure] = then(obj, 1).measures
    assert (len(measure.reviews), str(measure.reviews[0]), measure.cap_at) == (12, "2026-05-02", None)


def test_in_words_and_checked() -> None:
    said = explain(BOOK)
    assert "Where nothing is found, whoever was told of it is told that it is undone: away undone" in said
    assert "Where nothing is found, whoever was told of it is told that it is undone: free to talk" in said
    found = [
        (each.path, each.severity)
        for each in check(RULES.replace('"free_to_talk"', '"away"'))
        if each.severity == "error"
    ]
    assert found == [("measures.apart.undone", "error")]
    assert not [each for each in check(RULES) if each.severity == "error"]


# --- whatever happens


ABOUT = {"away": ("go_on", "ease", "lift", "look"), "apart": ("lift", "look")}
MOVES = ("send_away", "ease", "go_on", "look", "lift", "write")
CLOSERS = ("withdraw", "judge", "rest")
someone = st.sampled_from(["r1", "r2"])


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[dict[str, Any]], str]:
    """What officers do about two respondents, day by day, and how the case ends."""
    rows = []
    for day in range(1, draw(st.integers(1, 7)) + 1):
        step = draw(st.sampled_from(MOVES))
        more: dict[str, Any] = {}
        if step == "send_away":
            names = draw(st.lists(st.sampled_from(["away", "apart"]), min_size=1, max_size=2, unique=True))
            more = {"starts": [{"measure": name, "on": draw(someone)} for name in names]}
            more |= {"tells": ["2"]} if draw(st.booleans()) else {}
        elif step in ("ease", "go_on", "lift") and draw(st.booleans()):
            more = {"for": [draw(someone)]}
            more |= {"starts": [{"measure": "apart", "on": more["for"][0]}]} if step == "ease" else {}
        rows.append(act(day, step, **more))
    return rows, draw(st.sampled_from(CLOSERS))


def accepted(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows that the rules let through, in order."""
    obj = docket(respondents=2)
    for row in rows:
        try:
            obj["acts"].append(decide(BOOKS, Docket.parse(obj), row).act)
        except NotPermitted:
            continue
        yield row


@given(history=histories(), guilty=st.sets(someone))
@brief(60)
def test_everyone_told_of_the_start_is_told_of_the_end_and_nobody_else(
    history: tuple[list[dict[str, Any]], str], guilty: set[str]
) -> None:
    """Of each measure that is undone, worked out from the letters of the acts alone."""
    rows, closer = history
    obj = docket(*accepted(rows), respondents=2)
    before = then(obj, 20)
    row = act(20, closer, by="c1" if closer == "withdraw" else "s1")
    if closer == "judge":
        row["imposes"] = [{"sanction": "warning", "on": who} for who in sorted(guilty)]
    obj["acts"].append({"n": len(obj["acts"]) + 1, **row})
    after = then(obj, 30)
    guilty = guilty if closer == "judge" else set()
    running = [each for each in before.measures if each.applies]
    assert not [each for each in after.measures if each.applies], "no measure outlives its case"
    expected: dict[tuple[str, str | None], set[str]] = {}
    for each in running:
        if each.on not in guilty:
            expected.setdefault((each.id, each.on), set()).update(told_of(before, obj, each))
    assert {(each.what, each.person) for each in after.lapses if each.kind == "undone"} == {*expected}
    owed: dict[tuple[str, str | None], set[str]] = {key: set() for key in expected}
    codes = {each.code: (each.what, each.person) for each in after.lapses if each.kind == "undone"}
    for code, key in codes.items():
        noted = {**obj, "acts": [*obj["acts"], lapse_note(obj, after, code)]}
        owed[key] |= {one.to for one in then(noted, 30).notices if one.n == len(noted["acts"])}
    assert owed == expected


@given(history=histories(), data=st.data())
@brief(60)
def test_whoever_had_a_letter_about_an_annulled_order_is_told_and_nobody_else(
    history: tuple[list[dict[str, Any]], str], data: st.DataObject
) -> None:
    """By the letters that were sent alone; an order on which a later act rests is not annulled."""
    obj = docket(*accepted(history[0]), respondents=2)
    orders = [row["n"] for row in obj["acts"] if row.get("starts")]
    for n in {each.n: 0 for each in then(obj, 15).notices if str(each.state) != "optional"}:
        names = sorted({each.to for each in then(obj, 15).notices if each.n == n})
        if to := data.draw(st.lists(st.sampled_from(names), unique=True), f"sent of {n}"):
            obj = went(obj, n, to, 15)
    n = data.draw(st.sampled_from(orders), "annulled") if orders else 0
    try:
        after = then(annulled(obj, n, 16), 16)
    except (Malformed, NotPermitted):
        return
    assert not [each for each in after.measures if each.act == n]
    owed = [(each.letter, each.to) for each in after.notices if each.n == len(obj["acts"]) + 1]
    gone = [each for each in then(obj, 16).measures if each.act == n and each.applies]
    letters = {"away": "away_undone", "apart": "free_to_talk"}
    assert {letter for letter, _to in owed} <= {letters[each.id] for each in gone}
    for each in gone:
        told = {to for letter, to in owed if letter == letters[each.id]}
        mine = {one.on for one in gone if one.id == each.id}
        assert heard_of(obj, {n}) - ({"r1", "r2"} - mine) <= told
        about = {row["n"] for row in obj["acts"] if row["n"] > n and row.get("step") in ABOUT[each.id]}
        assert told <= heard_of(obj, {n} | about)


def heard_of(obj: dict[str, Any], numbers: set[int]) -> set[str]:
    """To whom letters of these acts were sent."""
    sent = (row for row in obj["acts"] if row.get("note") == "sent" and row["of"] in numbers)
    return {to for row in sent for to in row["to"]}


def lapse_note(obj: dict[str, Any], found: State, code: str) -> dict[str, Any]:
    [lapse] = [each for each in found.unnoted if each.code == code]
    return {
        "n": len(obj["acts"]) + 1, "at": lapse.at.isoformat(), "entered": at(30).isoformat(),
        "note": "lapsed", "what": code,
    }  # fmt: skip


def told_of(before: State, obj: dict[str, Any], measure: Any) -> set[str]:
    """Who got a letter of an act about a measure, or about what it came in the place of; not the other
    respondent where one of these acts put a measure on them too."""
    line, numbers = [measure], set()
    for each in line:
        numbers.add(each.act)
        for row in obj["acts"]:
            named = row.get("for") or [each.on]
            until = each.ended_at.isoformat() if each.ended_at else "9"
            if (
                row["n"] > each.act
                and row["step"] in ABOUT[each.id]
                and row["at"] <= until
                and each.on in named
            ):
                numbers.add(row["n"])  # fmt: skip
        start = next(row for row in obj["acts"] if row["n"] == each.act)
        if start["step"] == "ease":
            line += [
                one
                for one in before.measures
                if one.id == "away" and one.on == each.on and one.state == "lifted" and one not in line
                and one.ended_at is not None and one.ended_at.isoformat() == start["at"]
            ]  # fmt: skip
    others = {each.on for each in before.measures if each.act in numbers and each.on != measure.on}
    letters = {each.to for each in before.notices if each.n in numbers and str(each.state) != "optional"}
    return letters - others


@pytest.mark.parametrize("name", ["standard", "small-club", "conduct-team"])
def test_every_measure_of_a_shipped_rulebook_has_its_letter(name: str) -> None:
    letters = {key: each.undone for key, each in rulebook(name).measures.items()}
    assert letters == {key: f"{key}_undone" for key in letters}
