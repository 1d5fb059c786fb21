"""Conflicts that are owed a ruling each: what a mention bars, until when somebody is to rule, and who."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from dueprocess.core.engine import Docket, NotPermitted, State, decide, form, permitted, state
from dueprocess.core.errors import Malformed
from dueprocess.core.rulebook import explain, load
from tests.core.engine.test_cases import RULES, act, docket, note

HARD = 'hard = { title = "Hard"'
MENTION = (
    'mention = { title = "Mentioned", grounds = ["mentioned"], bars = ["speak", "vote"], alleged = "bars" }'
)
LATE = 'on_late = { tells = [{ to = ["oversight"], letter = "no_ruling" }] }'
SETTLE = (
    'settle = { title = "Rule on it", stage = "any strand", by = ["chair", "umpire"], for_each = "conflict", '
    f'due = {{ within = "1 working day", after = "conflict", {LATE} }}, '
    'outcomes = { is = { title = "It is one", conflict = "confirmed" }, '
    'none = { title = "It is none", conflict = "dismissed" } } }'
)
TEXT = RULES.replace(HARD, f"{MENTION}\n{HARD}", 1) + SETTLE + "\n"
BOOK = load(TEXT)
BOOKS = {BOOK.hash: BOOK}


def said(who: str, day: str = "03-03", by: str = "c1", ground: str = "mentioned") -> dict[str, Any]:
    return note(day, "conflict", who=who, ground=ground, said_by=by)


def case(*rows: dict[str, Any]) -> dict[str, Any]:
    return docket(*rows) | {"rulebook": BOOK.hash}


def on(obj: dict[str, Any], day: str = "03-03", hour: int = 13) -> State:
    return state(BOOKS, Docket.parse(obj), datetime.fromisoformat(f"2026-{day}T{hour}:00:00+00:00"))


def settle(of: int, outcome: str = "none", by: str = "u1", day: str = "03-04") -> dict[str, Any]:
    return act(day, "settle", by, outcome=outcome, conflict=of)


def then(obj: dict[str, Any], *rows: dict[str, Any]) -> dict[str, Any]:
    for row in rows:
        obj = {**obj, "acts": [*obj["acts"], decide(BOOKS, Docket.parse(obj), row).act]}
    return obj


def due(obj: dict[str, Any], day: str = "03-03") -> dict[str | None, tuple[str, str]]:
    """For each note how its deadline stands, and its last day."""
    found = [each for each in on(obj, day).deadlines if each.step == "settle"]
    return {each.person: (str(each.state), str(each.last_day)) for each in found}


def settlers(obj: dict[str, Any], day: str = "03-04") -> tuple[str, ...]:
    return next(each.who for each in permitted(on(obj, day)) if each.step == "settle")


def test_each_mention_has_a_day_of_its_own_and_ruling_on_one_meets_only_that() -> None:
    """Mentioned on Tuesday and on Friday: by Wednesday, and by Monday."""
    obj = case(said("m1"), said("m2", "03-06"))
    assert due(obj, "03-06") == {"2": ("overdue", "2026-03-04"), "3": ("running", "2026-03-09")}
    obj = then(obj, settle(3, day="03-07"))
    assert due(obj, "03-07") == {"2": ("overdue", "2026-03-04"), "3": ("met", "2026-03-09")}
    assert due(then(obj, settle(2, day="03-08")), "03-08")["2"] == ("met late", "2026-03-04")


def test_who_is_mentioned_is_out_until_it_is_ruled_on_and_stays_out_if_it_is_so() -> None:
    obj = case(said("m1"))
    assert "m1" not in on(obj).bodies["board"].voting
    assert "m1" in on(then(obj, settle(2)), "03-05").bodies["board"].voting
    assert "m1" not in on(then(obj, settle(2, "is")), "03-05").bodies["board"].voting


def test_nobody_rules_on_their_own_mention_or_while_they_are_mentioned() -> None:
    obj = case(said("h1"), said("m1"))
    assert settlers(obj) == ("u1",)
    for of in (2, 3):
        with pytest.raises(NotPermitted):
            decide(BOOKS, Docket.parse(obj), settle(of, by="h1"))
    assert settlers(then(obj, settle(2))) == ("h1", "u1")


def test_it_says_which_and_only_once() -> None:
    obj = case(said("m1"), said("m2"))
    for wrong, code in ((act("03-04", "settle", "u1", outcome="none"), "facts"), (settle(1), "facts")):
        with pytest.raises(NotPermitted) as no:
            decide(BOOKS, Docket.parse(obj), wrong)
        assert no.value.code == code
    with pytest.raises(NotPermitted) as no:
        decide(BOOKS, Docket.parse(then(obj, settle(2))), settle(2, day="03-05"))
    assert no.value.code == "done_already"


def test_when_it_is_late_oversight_is_told_once_for_each() -> None:
    obj = case(said("m1"), said("m2"))
    told = [each.letter for each in on(obj, "03-05").notices]
    assert told.count("no_ruling") == 2
    assert "no_ruling" not in [each.letter for each in on(then(obj, settle(2), settle(3)), "03-06").notices]


def test_for_what_somebody_says_of_themselves_no_time_runs_and_it_can_be_settled() -> None:
    obj = case(said("m1", by="m1", ground="family"))
    assert due(obj, "03-10") == {}
    assert settlers(obj) == ("h1", "u1")
    assert "m1" in on(then(obj, settle(2)), "03-05").bodies["board"].voting


def test_without_any_conflict_nothing_is_owed() -> None:
    answer = next(each for each in permitted(on(case())) if each.step == "settle")
    assert not answer.allowed
    assert str(answer.refusal.reason) == "No conflict of interest waits to be settled."


def test_a_note_that_was_annulled_owes_nothing() -> None:
    obj = case(said("m1"), note("03-03", "annulled", act=2))
    assert due(obj) == {}
    assert "m1" in on(obj).bodies["board"].voting


def test_the_form_asks_for_the_note_alone() -> None:
    asked = form(on(case(said("m1"), said("m2"))), "settle", "u1", outcome="none")
    assert ([each.n for each in asked.conflicts], asked.persons, asked.persons_required) == (
        [2, 3],
        (),
        False,
    )


def test_the_deadline_is_explained() -> None:
    [each] = [each for each in on(case(said("m1"))).deadlines if each.step == "settle"]
    assert "the conflict of interest was noted" in str(each.explain())
    assert "the note of the conflict" in explain(BOOK)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('bars = ["speak", "vote"]', 'bars = ["see", "vote"]', "conflicts.mention.bars"),
        (', alleged = "bars" }\nhard', " }\nhard", "conflicts.mention.grounds"),
        (MENTION, MENTION.replace(" }", ', several = 2, become = "hard" }'), "conflicts.mention.several"),
        (SETTLE, "", "conflicts.mention.grounds"),
        ('"It is none", conflict = "dismissed"', '"It is none"', "steps.settle.for_each"),
        ('for_each = "conflict", due', "again = true, due", "steps.settle.due.after"),
    ],
)
def test_a_rulebook_that_would_let_a_mention_stop_the_work_is_wrong(old: str, new: str, where: str) -> None:
    assert TEXT.count(old) == 1, old
    with pytest.raises(Malformed) as wrong:
        load(TEXT.replace(old, new))
    assert where in [each.path for each in wrong.value.problems]
