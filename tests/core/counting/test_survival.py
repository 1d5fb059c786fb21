"""Time to close with the open ones counted: by hand, by exact fractions, and against `lifelines`."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueprocess.core import survival
from tests.core.counting import survival_oracle
from tests.effort import examples

CASES = st.lists(st.tuples(st.integers(0, 12) | st.integers(0, 900), st.booleans()), max_size=60)
TABLE = json.loads(survival_oracle.TABLE.read_text())


def of(cases: list[tuple[int, bool]]) -> survival.Survival:
    return survival.median([days for days, _ in cases], [over for _, over in cases])


def exactly(cases: list[tuple[int, bool]]) -> dict[int, Fraction]:
    """The share still open at the end of each day on which something was closed, in fractions."""
    share, found = Fraction(1), {}
    for day in sorted({days for days, over in cases if over}):
        at_risk = sum(days >= day for days, _ in cases)
        share *= 1 - Fraction(sum(days == day and over for days, over in cases), at_risk)
        found[day] = share
    return found


def agrees(ours: survival.Survival, theirs: dict[str, Any]) -> None:
    """Compare with `lifelines`. In two things it is otherwise by purpose: a curve that is exactly at half it
    takes for above half now and then (it adds logarithms), and where nothing is left open it closes the
    interval to 0, where ours, as R's survfit, has no end that can be seen."""
    told = {row[0]: row[1:] for row in theirs["curve"]}
    for day, share, low, high in ours.curve:
        if day in told:
            expected = told[day]
            assert share == pytest.approx(expected[0], abs=1e-9)
            if share > 0:
                assert (low, high) == pytest.approx(tuple(expected[1:]), abs=1e-9)
    on_half = any(abs(share - 0.5) < 1e-6 for _, share, _, _ in ours.curve)
    assert ours.median == theirs["median"] or on_half
    near = any(abs(end - 0.5) < 1e-6 for row in ours.curve for end in row[2:])
    assert ours.low == theirs["low"] or near or _nothing_left(ours, theirs["low"])
    assert ours.high == theirs["high"] or near or (ours.high is None and _nothing_left(ours, theirs["high"]))


def _nothing_left(ours: survival.Survival, day: int | None) -> bool:
    return any(at == day and share == 0 for at, share, _, _ in ours.curve)


def test_freireich_s_patients_as_in_every_textbook() -> None:
    """6-MP, 21 patients (Freireich 1963): median 23 weeks; at 6, 10 and 23 weeks 0.857, 0.753, 0.448; the
    interval of the median begins at 13 and has no end (R's survfit, conf.type log-log)."""
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    running = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    found = of([(each, True) for each in ended] + [(each, False) for each in running])
    shares = {day: round(share, 3) for day, share, _, _ in found.curve}
    assert (found.median, found.low, found.high) == (23, 13, None)
    assert (shares[0], shares[6], shares[10], shares[23], shares[35]) == (1.0, 0.857, 0.753, 0.448, 0.448)


def test_open_cases_count() -> None:
    """Four quick ones closed and six that lie: the median of the closed is 2 days, the truth cannot be
    seen."""
    quick = [(1, True), (2, True), (2, True), (3, True)]
    assert of(quick).median == 2
    assert of(quick + [(200, False)] * 6).median is None
    assert of(quick + [(200, False)] * 3).median == 3


def test_one_left_open_on_the_day_of_another_s_closing_was_at_risk_on_it() -> None:
    assert of([(5, True), (5, False)]).curve[-1][1] == 0.5
    assert of([(5, True), (4, False)]).curve[-1][1] == 0.0


@pytest.mark.parametrize(
    ("cases", "median", "curve"),
    [
        ([], None, ()),
        ([(0, True)], 0, ((0, 0.0, 0.0, 1.0),)),
        ([(0, False)], None, ((0, 1.0, 1.0, 1.0),)),
        ([(9, False)] * 3, None, ((0, 1.0, 1.0, 1.0), (9, 1.0, 1.0, 1.0))),
        ([(9, True)], 9, ((0, 1.0, 1.0, 1.0), (9, 0.0, 0.0, 1.0))),
    ],
)
def test_nothing_one_and_none_closed(cases, median, curve) -> None:
    found = of(cases)
    assert (found.median, found.curve) == (median, curve)


@settings(max_examples=examples(60), deadline=None)
@given(CASES)
def test_the_curve_is_the_exact_product_within_its_band_and_never_rises(cases) -> None:
    found, exact = of(cases), exactly(cases)
    days = [row[0] for row in found.curve]
    assert days == sorted({*exact, 0, max(each[0] for each in cases)} if cases else ())
    before = Fraction(1)
    for day, share, low, high in found.curve:
        before = exact.get(day, before)
        assert share == pytest.approx(float(before), abs=1e-9)
        assert 0 <= low <= share <= high <= 1
    assert found.median == next((day for day, share in exact.items() if share <= Fraction(1, 2)), None)
    assert found.low is None or found.median is None or found.low <= found.median
    assert found.high is None or (found.median is not None and found.median <= found.high)


@settings(max_examples=examples(30), deadline=None)
@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_cases_does_not_matter_and_more_confidence_makes_it_no_narrower(cases, draw) -> None:
    mixed = list(cases)
    draw.shuffle(mixed)
    assert of(mixed) == of(cases)
    days, over = [each for each, _ in cases], [each for _, each in cases]
    wide, narrow = (survival.median(days, over, confidence=each) for each in (0.99, 0.8))
    for outer, inner in zip(wide.curve, narrow.curve, strict=True):
        assert outer[2] <= inner[2] + 1e-12
        assert outer[3] >= inner[3] - 1e-12


@settings(max_examples=examples(30), deadline=None)
@given(st.lists(st.integers(0, 300), min_size=1, max_size=50))
def test_without_open_cases_it_is_the_plain_nearest_rank(days) -> None:
    assert of([(each, True) for each in days]).median == sorted(days)[(len(days) + 1) // 2 - 1]


@pytest.mark.parametrize(
    ("durations", "closed", "confidence", "words"),
    [
        ([1, 2], [True], 0.95, "2 durations, but 1"),
        ([3, -1], [True, True], 0.95, "below 0 days"),
        ([1], [True], 1.0, "confidence of 1.0"),
    ],
)
def test_what_cannot_be_estimated_says_why(durations, closed, confidence, words) -> None:
    with pytest.raises(ValueError, match=words):
        survival.median(durations, closed, confidence=confidence)


@pytest.mark.parametrize("row", TABLE, ids=range(len(TABLE)))
def test_it_says_what_lifelines_said(row) -> None:
    agrees(survival.median(row["durations"], row["closed"]), row)


@settings(max_examples=examples(30), deadline=None)
@given(CASES.filter(bool))
def test_it_says_what_lifelines_says(cases) -> None:
    """Runs where `lifelines` is installed beside the locked set; the table above holds everywhere."""
    pytest.importorskip("lifelines")
    days, over = [each for each, _ in cases], [each for _, each in cases]
    agrees(survival.median(days, over), survival_oracle.ask(days, over))
