"""Dates worked out by hand where several things meet: stays, shortened time, and what is entered late."""

from __future__ import annotations

from typing import Any

import pytest

from dueprocess.core.engine import NotPermitted
from tests.core.engine.test_cases import ELDERS, YES, act, conflict, docket, judged, note, on, then

MONTH = {"sanction": "suspension", "on": "r1", "lasts": "1 month"}
"""Imposed on 10 March: its last day is 10 April."""


@pytest.mark.parametrize(
    ("appeals", "last"),
    [
        ([("r1", "03-12", "03-20")], "2026-04-18"),  # 12 to 19 March: 8 days
        ([("r1", "03-12", "03-20"), ("c1", "03-15", "03-25")], "2026-04-23"),  # together 12 to 24: 13 days
        ([("r1", "03-12", "03-25"), ("c1", "03-15", "03-20")], "2026-04-23"),  # one within the other: 13
        ([("r1", "03-12", "03-14"), ("c1", "03-20", "03-25")], "2026-04-17"),  # 2 and 5 days
        ([("r1", "03-12", "03-14"), ("c1", "03-14", "03-16")], "2026-04-14"),  # 2 and 2, end to end
    ],
)
def test_days_of_several_stays_count_once(appeals: list[tuple[str, str, str]], last: str) -> None:
    case = judged(MONTH)
    rows = [(lodged, "lodge", who) for who, lodged, _ in appeals]
    rows += [(ruled, "rule", who) for who, _, ruled in appeals]
    opened: dict[str, int] = {}
    for day, what, who in sorted(rows):
        if what == "lodge":
            case = then(case, act(day, "appeal_it", who, against=3))
            opened[who] = case["acts"][-1]["n"]
            assert on(case, day).sanctions[0].state == "stayed"
        else:
            case = then(case, act(day, "rule", "e1", strand=opened[who], votes=ELDERS, outcome="stands"))
    found = on(case, "03-26").sanctions[0]
    assert (found.state, str(found.last_day)) == ("in force", last)


# The answer is due ten days after 2 March: 12 March. A shortening on 3 March names 9 March.


@pytest.mark.parametrize(
    ("rows", "pause", "last"),
    [
        ([("03-03", "sooner", "2026-03-09")], None, "2026-03-09"),
        (
            [("03-03", "sooner", "2026-03-09")],
            ("04", "06"),
            "2026-03-11",
        ),  # two days later
        ([("03-04", "more_time", "2026-03-15"), ("03-05", "sooner", "2026-03-09")], None, "2026-03-09"),
        ([("03-03", "sooner", "2026-03-09"), ("03-04", "more_time", "2026-03-15")], None, "2026-03-15"),
        ([("03-04", "more_time", "2026-03-20")], ("06", "09"), "2026-03-23"),  # three days after it
        ([("03-04", "more_time", "2026-03-20")], ("03", "04"), "2026-03-20"),  # an earlier one is in it
    ],
)
def test_shortened_extended_and_paused(
    rows: list[tuple[str, str, str]], pause: tuple[str, str] | None, last: str
) -> None:
    more: dict[str, Any] = {}
    if pause is not None:
        first, until = (f"2026-03-{day}T00:00:00+00:00" for day in pause)
        more["organisation"] = [{"pause": "election", "from": first, "to": until}]
    case = docket(**more)
    for day, step, until in rows:
        case = then(case, act(day, step, until=until, deadline="answer"))
    [answer] = [each for each in on(case, "03-07").deadlines if each.step == "answer"]
    assert str(answer.last_day) == last


def late(row: dict[str, Any], day: str) -> dict[str, Any]:
    """The same row, written down on a later day with a reason."""
    return {**row, "entered": f"2026-{day}T12:00:00+00:00", "late_reason": True}


def test_a_late_entry_takes_its_place_and_what_followed_by_itself_is_undone() -> None:
    """The case closed by itself on 26 March; the appeal of 20 March, entered on 2 April, was in time."""
    case = judged(MONTH)
    assert on(case, "03-27").stage == "over"
    case = then(case, late(act("03-20", "appeal_it", "r1", against=3), "04-02"))
    assert [on(case, day).stage for day in ("03-27", "04-03")] == ["over", "decided"]
    assert on(case, "04-03").sanctions[0].state == "stayed"
    assert on(case, "04-03").final == {}


@pytest.mark.parametrize(
    "row",
    [
        conflict("m1", "family"),  # m1 voted on 10 March
        note("03-09", "absent", who="m1", **{"from": "2026-03-10", "to": "2026-03-10"}),
        act("03-04", "let_go", **{"for": ["r1"]}),  # nobody would be there to answer or be judged
    ],
)
def test_a_late_entry_that_would_undo_a_later_act_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(NotPermitted) as refused:
        then(judged(MONTH), late(row, "04-02"))
    assert refused.value.code == "late_entry"
    assert "taken later, would then be refused" in refused.value.reason


def test_what_undoes_nothing_may_be_entered_late() -> None:
    """Somebody else's conflict, and an absence on another day."""
    for row in (conflict("e3", "family"), note("03-09", "absent", who="m1", **{"from": "2026-03-11"})):
        assert on(then(judged(MONTH), late(row, "04-02")), "04-03").irregular == ()
    assert YES["for"][1] == "m1"
