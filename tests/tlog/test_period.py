"""Periods: the three spellings and the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.tlog import period
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.period import Granularity
from tests.effort import brief


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-11-21", date(2026, 11, 21), date(2026, 11, 21)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        ("2020-W53", date(2020, 12, 28), date(2021, 1, 3)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_bounds(text: str, first: date, last: date) -> None:
    assert period.bounds(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29",
        "2025-W53",
        "2026-W00",
        "2026-00",
        "2026-13",
        "26-01",
        "2026-1-1",
        "2026-w01",
        "2026-11-21 ",
        "٢٠٢٦-01",
        "",
        "2026",
        "0000-01",
        "9999-12",
    ],
)
def test_what_is_not_in_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(BadBytes):
        period.bounds(text)


@brief(10)
@given(st.dates(date(1800, 1, 1), date(9998, 12, 1)), st.sampled_from(Granularity))
def test_a_date_lies_in_its_period_and_the_next_day_in_the_same_or_the_next(
    on: date, how: Granularity
) -> None:
    text = period.of(on, how)
    first, last = period.bounds(text)
    assert first <= on <= last
    assert period.granularity(text) is how
    following = period.of(last + timedelta(days=1), how)
    assert period.bounds(following)[0] == last + timedelta(days=1)
