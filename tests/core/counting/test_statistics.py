"""Stock and flow reconcile for every set of cases; inexact dates count as the module says."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueprocess.core.errors import Malformed
from dueprocess.core.statistics import Course, Tally, Times, last_day, percentile, periods
from tests.effort import examples

DAYS = st.dates(date(2019, 12, 1), date(2022, 2, 28))
COURSES = st.builds(
    lambda days: Course.of(days[0].isoformat(), [day.isoformat() for day in days[1:]]),
    st.lists(DAYS, min_size=1, max_size=5).map(sorted),
)


def tally_of(*courses: Course, ages_at: tuple[date, ...] = ()) -> Tally:
    tally = Tally(ages_at=ages_at)
    for course in courses:
        tally.add(course)
    return tally


@settings(max_examples=examples(20), deadline=None)
@given(st.lists(COURSES, max_size=40), st.sampled_from(["year", "quarter", "month"]))
def test_what_is_carried_in_and_comes_in_is_closed_or_carried_out(courses, unit) -> None:
    tally = tally_of(*courses)
    spans = list(periods(unit, date(2020, 1, 1), date(2021, 12, 31)))
    flows = tally.flows(spans)
    for flow in flows:
        assert flow.carried_in + flow.received + flow.reopened == flow.closed + flow.carried_out
        assert flow.carried_out == sum(course.open_at(flow.last) for course in courses)
    for before, after in pairwise(flows):
        assert before.carried_out == after.carried_in


@settings(max_examples=examples(20), deadline=None)
@given(st.lists(COURSES, max_size=40), DAYS)
def test_ages_hold_every_open_case_once(courses, day) -> None:
    ages = tally_of(*courses, ages_at=(day,)).ages(day)
    assert sum(band.cases for band in ages.bands) == ages.open == tally_of(*courses).open_at(day)
    assert ages.oldest == max(((day - c.received).days for c in courses if c.open_at(day)), default=None)


@settings(max_examples=examples(20), deadline=None)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=200), st.integers(1, 99))
def test_a_percentile_is_the_least_value_with_that_share_at_or_below_it(values, percent) -> None:
    found = percentile(sorted(values), percent)
    share = sum(value <= found for value in values) * 100
    below = sum(value < found for value in values) * 100
    assert share >= percent * len(values) > below


@pytest.mark.parametrize(
    ("received", "turns", "days", "quality"),
    [
        ("2020-01-31", [], "2020-01-31", "exact"),
        ("2020-01-31", ["2020-02-01"], "2020-01-31 2020-02-01", "exact"),
        ("2020-01-31", ["2020-01-31"], "2020-01-31 2020-01-31", "exact"),
        ("2020-02", ["2020-05-01"], "2020-02-29 2020-05-01", "partial"),
        ("2020", [], "2020-12-31", "partial"),
        ("2020", ["2020-05-01"], "2020-05-01 2020-05-01", "partial"),
        ("2020-05-03", ["2020"], "2020-05-03 2020-12-31", "partial"),
        ("2020-05-03", ["2020-05"], "2020-05-03 2020-05-31", "partial"),
        ("2020-05-03", ["2020-01-01"], "2020-05-03 2020-05-03", "contradictory"),
        ("2020-05-03", ["2019"], "2020-05-03 2020-05-03", "contradictory"),
        ("2020-05", ["2020-04-30"], "2020-05-31 2020-05-31", "contradictory"),
        (
            "2020-01-01",
            ["2020-02-01", "2020-03", "2020-03-09"],
            "2020-01-01 2020-02-01 2020-03-09 2020-03-09",
            "partial",
        ),
    ],
)
def test_dates_are_placed(received, turns, days, quality) -> None:
    course = Course.of(received, turns)
    assert " ".join(day.isoformat() for day in (course.received, *course.turns)) == days
    assert course.quality == quality


@pytest.mark.parametrize("text", ["", "2020-13", "20", "yesterday", "2020-02-30", "2020-W05"])
def test_what_is_no_date_is_refused(text) -> None:
    with pytest.raises(Malformed):
        Course.of(text)


def test_a_case_reopened_and_closed_again_gives_two_times_from_receipt() -> None:
    tally = tally_of(Course.of("2020-01-01", ["2020-01-11", "2020-02-01", "2020-02-10"]))
    assert tally.times() == Times(2, 10, 40, 40)
    assert tally.times(date(2020, 2, 1)) == Times(1, 40, 40, 40)
    assert tally.times(date(2021, 1, 1)) == Times(0, None, None, None)


def test_inexact_dates_are_counted_but_not_timed() -> None:
    tally = tally_of(Course.of("2020-05-03", ["2020-01-01"]), Course.of("2020-01", ["2020-03-01"]))
    assert tally.times().closings == 0
    assert tally.quality == {"contradictory": 1, "partial": 1}
    assert tally.open_at(date(2020, 2, 1)) == 1
    assert tally.open_at(date(2020, 6, 1)) == 0


def test_bands_include_their_upper_bound() -> None:
    day = date(2022, 1, 1)
    received = [day - timedelta(days=age) for age in (0, 30, 31, 365, 366, 731)]
    ages = tally_of(*(Course(each) for each in received), ages_at=(day,)).ages(day)
    assert [(band.first, band.last, band.cases) for band in ages.bands] == [
        (0, 30, 2),
        (31, 90, 1),
        (91, 180, 0),
        (181, 365, 1),
        (366, 730, 1),
        (731, None, 1),
    ]


def test_periods_are_named_and_end_at_months_ends() -> None:
    assert [name for name, _, _ in periods("quarter", date(2020, 2, 5), date(2020, 10, 1))] == [
        "2020-Q1",
        "2020-Q2",
        "2020-Q3",
        "2020-Q4",
    ]
    assert list(periods("month", date(2024, 2, 10), date(2024, 2, 11))) == [
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29))
    ]
    assert [name for name, _, _ in periods("year", date(1999, 12, 31), date(2000, 1, 1))] == ["1999", "2000"]


def test_nothing_gives_nothing() -> None:
    tally = tally_of(ages_at=(date(2020, 1, 1),))
    assert tally.span is None
    assert tally.ages(date(2020, 1, 1)).oldest is None
    assert last_day("2023-02") == date(2023, 2, 28)
