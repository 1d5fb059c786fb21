"""The small vocabularies: what each form reads as, and what is refused."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from dueprocess.core.rulebook import words
from dueprocess.core.rulebook.model import (
    Base,
    Closure,
    Open,
    Period,
    Quorum,
    QuorumKind,
    Range,
    Rule,
    RuleKind,
    Seats,
    Unit,
)

DAY, WEEK = Period(1, Unit.DAYS), Period(1, Unit.WEEKS)


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("10 working days", 10, Unit.WORKING_DAYS),
        ("1 working day", 1, Unit.WORKING_DAYS),
        ("14 days", 14, Unit.DAYS),
        ("24 hours", 24, Unit.HOURS),
        ("2  weeks", 2, Unit.WEEKS),
        ("1 month", 1, Unit.MONTHS),
        ("100 years", 100, Unit.YEARS),
        ("same day", 0, Unit.DAYS),
        ("same working day", 0, Unit.WORKING_DAYS),
    ],
)
def test_periods(text: str, count: int, unit: Unit) -> None:
    assert words.period(text) == Period(count, unit)
    assert words.period(str(words.period(text))) == Period(count, unit)


def test_at_once_is_what_the_calendar_says() -> None:
    found = words.period("at once", Period(3, Unit.DAYS))
    assert (found.count, found.unit, found.at_once, str(found)) == (3, Unit.DAYS, True, "at once")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "ten days",
        "0 days",
        "-1 days",
        "1.5 days",
        "3 fortnights",
        "١ days",
        "999999999 days",
        5,
        None,
        [],
    ],
)
def test_what_is_no_period(value: Any) -> None:
    with pytest.raises(words.NotUnderstood) as error:
        words.period(value)
    assert error.value.mend


@pytest.mark.parametrize(
    ("value", "range_"),
    [
        ("1 week", Range(choices=(WEEK,))),
        ("1 day to 1 week", Range(low=DAY, high=WEEK)),
        ("up to 1 week", Range(high=WEEK)),
        ("at least 1 day", Range(low=DAY)),
        (["1 day", "1 week"], Range(choices=(DAY, WEEK))),
        (["for good", "1 week"], Range(choices=(Open.FOR_GOOD, WEEK))),
        ("until the case ends", Range(choices=(Open.UNTIL_THE_CASE_ENDS,))),
        ("until done", Range(choices=(Open.UNTIL_DONE,))),
    ],
)
def test_ranges(value: Any, range_: Range) -> None:
    assert words.range_(value) == range_


@pytest.mark.parametrize(
    "value", ["", "1 week to 1 day", "up to", "forever", [], ["up to 1 day"], [3], 3, True]
)
def test_what_is_no_range(value: Any) -> None:
    with pytest.raises(words.NotUnderstood):
        words.range_(value)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("any one", Rule(RuleKind.ANY_ONE)),
        ("2 members", Rule(RuleKind.MEMBERS, 2)),
        ("consensus", Rule(RuleKind.CONSENSUS)),
        ("unanimous", Rule(RuleKind.UNANIMOUS)),
        ("majority", Rule(RuleKind.MAJORITY, base=Base.VOTES)),
        ("majority of all seats", Rule(RuleKind.MAJORITY, base=Base.SEATS)),
        ("two thirds of those present", Rule(RuleKind.TWO_THIRDS, base=Base.PRESENT)),
        ("three quarters of those eligible", Rule(RuleKind.THREE_QUARTERS, base=Base.ELIGIBLE)),
        ("all but one", Rule(RuleKind.ALL_BUT, 1, Base.ELIGIBLE)),
        ("all but 3 of all seats", Rule(RuleKind.ALL_BUT, 3, Base.SEATS)),
    ],
)
def test_rules(text: str, rule: Rule) -> None:
    assert words.rule(text) == rule
    assert words.rule(str(rule)) == rule


@pytest.mark.parametrize(
    "value", ["", "most", "0 members", "majority of members", "all but none", "consensus of votes", 2]
)
def test_what_is_no_rule(value: Any) -> None:
    with pytest.raises(words.NotUnderstood):
        words.rule(value)


def test_quorums_and_seats() -> None:
    assert words.quorum(3) == Quorum(QuorumKind.NUMBER, 3)
    assert words.quorum("majority of all seats") == Quorum(QuorumKind.MAJORITY_SEATS)
    assert words.quorum("all") == Quorum(QuorumKind.ALL)
    assert words.seats(3) == Seats(3, 3)
    assert words.seats("all") == Seats(0, None, all=True)
    assert words.seats("2 to 5") == Seats(2, 5)
    assert words.seats("2 or more") == Seats(2, None)
    assert words.seats("up to 5") == Seats(0, 5)
    for wrong in (0, -1, True, "half", 1.5, "5 to 2", "up to 0", None):
        with pytest.raises(words.NotUnderstood):
            words.quorum(wrong)
        with pytest.raises(words.NotUnderstood):
            words.seats(wrong)


def test_days_times_and_weeks() -> None:
    assert words.day("2028-02-29") == date(2028, 2, 29)
    assert words.clock_time("17:05") == time(17, 5)
    span = Closure(date(2026, 12, 24), date(2027, 1, 2))
    assert words.closure("2026-12-24/2027-01-02") == span
    assert words.working_week("Sunday to Thursday") == (0, 1, 2, 3, 6)
    assert words.working_week(["Monday", "saturday"]) == (0, 5)
    for reader, wrong in (
        (words.day, "2026-02-30"),
        (words.day, 2026),
        (words.clock_time, "24:00"),
        (words.clock_time, "5 pm"),
        (words.closure, "2027-01-02/2026-12-24"),
        (words.working_week, "weekdays"),
        (words.working_week, []),
    ):
        with pytest.raises(words.NotUnderstood):
            reader(wrong)
