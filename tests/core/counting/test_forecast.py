"""What will be open: the same past gives the same answer, and what cannot be said is not said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueprocess.core.forecast import AHEAD, LOOKED_AT, forecast, trial
from dueprocess.core.statistics import Flow
from tests.effort import examples


def flows(moves: Sequence[tuple[int, int]], carried_in: int = 0) -> list[Flow]:
    """Months of 30 days with what was received and closed in each."""
    found, first = [], date(2024, 1, 1)
    for received, closed in moves:
        out = carried_in + received - closed
        last = first + timedelta(days=29)
        found.append(Flow("", first, last, carried_in, received, 0, closed, out))
        carried_in, first = out, last + timedelta(days=1)
    return found


MOVES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=6, max_size=30)


@settings(max_examples=examples(20), deadline=None)
@given(MOVES, st.integers(0, 200))
def test_it_is_ordered_never_below_nothing_and_within_what_months_can_do(moves, start) -> None:
    past = flows(moves, 1_000)
    said = forecast(past, start)
    if said is None:
        assert sum(each.received + each.closed for each in past[-LOOKED_AT:]) < 12
        return
    changes = [received - closed for received, closed in moves[-LOOKED_AT:]]
    for point in said.points:
        assert 0 <= point.low <= point.median <= point.high
        assert point.high <= max(start, 0) + max(0, max(changes)) * point.months
        assert point.low >= start + min(0, min(changes)) * point.months
    assert said == forecast(past, start)


def test_months_that_are_all_alike_leave_no_doubt() -> None:
    said = forecast(flows([(5, 3)] * 12, 40), 64)
    assert said is not None
    assert [(each.months, each.low, each.median, each.high) for each in said.points] == [
        (n, 64 + 2 * n, 64 + 2 * n, 64 + 2 * n) for n in range(1, AHEAD + 1)
    ]
    assert (said.months, said.received, said.closed) == (12, 60, 36)


def test_low_middle_and_high_are_the_tenth_fiftieth_and_ninetieth_of_a_hundred() -> None:
    """Twelve changes, -5 to 6, each as likely: the second, sixth and eleventh of them (nearest rank)."""
    said = forecast(flows([(n, 5) for n in range(12)], 100), 100)
    assert said is not None
    first = said.points[0]
    assert (first.low, first.median, first.high) == (96, 100, 105)


def test_the_band_holds_what_comes_of_such_months_eight_times_of_ten() -> None:
    """Two changes, +4 and -4, each as likely: the number of ups in six months is binomial. Within 8 of the
    start end 78 of 100 ways, within 16 of it 97: eight of ten is in between."""
    said = forecast(flows([(6, 2), (2, 6)] * 6, 100), 100)
    assert said is not None
    last = said.points[-1]
    assert (last.low, last.median, last.high) == (84, 100, 116)


def test_the_farther_the_less_is_sure() -> None:
    said = forecast(flows([(6, 2), (2, 6), (9, 1)] * 4, 100), 100)
    assert said is not None
    widths = [each.high - each.low for each in said.points]
    assert widths == sorted(widths)
    assert widths[-1] > widths[0]


@pytest.mark.parametrize(
    "moves",
    [
        [],
        [(9, 4)] * 5,  # five months
        [(0, 0)] * 20 + [(9, 4)] * 5,  # and nothing before the first case counts as a month
        [(1, 0)] * 6 + [(0, 1)] * 5,  # eleven moves in a year
    ],
)
def test_too_little_to_say(moves) -> None:
    assert forecast(flows(moves), 30) is None


def test_it_is_asked_what_it_would_have_said() -> None:
    steady = trial(flows([(5, 3)] * 18))
    assert steady is not None
    assert steady.held
    assert steady.open == 36
    surprised = trial(flows([(5, 3)] * 12 + [(20, 0)] * 6))
    assert surprised is not None
    assert not surprised.held
    assert surprised.point.median == 36
    assert surprised.open == 144
    assert trial(flows([(5, 3)] * 11)) is None
