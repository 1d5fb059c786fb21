"""Small numbers are hidden so that nobody works them out, from one release or from several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueprocess.core.reports import Cell, Checked, Figure, Report, State, Unit, read
from dueprocess.core.suppression import LEAST, WITHHELD, suppress
from tests.effort import examples

QUARTER = "2026-Q3"


def report(*figures: Figure, quarter: str = QUARTER, replaces: str = "") -> Report:
    return Report(
        origin="clubs.example.invalid/record", quarter=quarter, first="2026-07", last="2026-09",
        from_on="2026-07-01", to_on="2026-09-30", granularity="month", zone="Europe/London", size=900,
        definitions="a" * 64, quarters=(quarter,), figures=figures, replaces=replaces,
    )  # fmt: skip


def figure(name: str, checked: str = "auditor", total: str = "", **cells: int) -> Figure:
    told = tuple(Cell(key, value) for key, value in cells.items())
    return Figure(name, Checked(checked), Unit.CASES, told, total)


def closed(number: int) -> Figure:
    return Figure("flow.closed", Checked.ANYONE, Unit.CASES, (Cell(QUARTER, number),))


def routes(**cells: int) -> Figure:
    return figure("closed.route", total=f"flow.closed/{QUARTER}", **cells)


def shown(given: Report, *earlier: Report, name: str = "closed.route") -> dict[str, int | None]:
    return suppress(given, earlier).report.by_id[name].values


def test_a_small_count_takes_the_next_smallest_with_it_since_the_total_is_public() -> None:
    told = shown(report(closed(40), routes(expelled=3, warned=12, none=25)))
    assert told == {"expelled": None, "warned": None, "none": 25}


def test_without_a_total_it_goes_alone_and_nought_and_five_stay() -> None:
    told = shown(report(figure("refused", a=1, b=4, c=5, d=0)), name="refused")
    assert told == {"a": None, "b": None, "c": 5, "d": 0}


def test_what_is_hidden_is_together_no_small_number_either() -> None:
    assert shown(report(closed(23), routes(expelled=1, warned=2, none=20))) == dict.fromkeys(
        ("expelled", "warned", "none")
    )
    assert shown(report(closed(36), routes(expelled=1, warned=2, none=13, left=20)))["left"] == 20


def test_what_anyone_can_count_is_never_hidden() -> None:
    told = suppress(report(closed(3), routes(expelled=3, warned=0, none=0)), []).report
    assert told.by_id["flow.closed"].values == {QUARTER: 3}
    assert told.by_id["closed.route"].values == {"expelled": None, "warned": None, "none": None}


def test_a_figure_that_would_tell_of_everybody_is_told_without_its_cells() -> None:
    told = suppress(report(closed(3), routes(expelled=3)), []).report.by_id["closed.route"]
    assert told.cells == (Cell(WITHHELD, None, State.HIDDEN),)
    read(suppress(report(closed(3), routes(expelled=3), figure("x", total="closed.route/expelled", a=3)), [])
         .report.to_bytes())  # fmt: skip
    assert shown(report(closed(30), routes(expelled=30))) == {"expelled": 30}


def test_what_was_withheld_once_is_withheld_in_the_correction() -> None:
    first = suppress(report(closed(3), routes(expelled=3)), []).report
    assert shown(report(closed(13), routes(expelled=13)), first) == {WITHHELD: None}


def test_what_was_hidden_stays_hidden_although_it_grew() -> None:
    first = suppress(report(closed(40), routes(expelled=3, warned=12, none=25)), []).report
    told = shown(report(closed(46), routes(expelled=9, warned=12, none=25)), first)
    assert told == {"expelled": None, "warned": None, "none": 25}


def test_a_correction_by_a_few_hides_what_it_corrects_and_one_by_many_does_not() -> None:
    first = suppress(report(figure("refused", a=20, b=30)), []).report
    assert shown(report(figure("refused", a=22, b=30)), first, name="refused") == {"a": None, "b": 30}
    assert shown(report(figure("refused", a=27, b=30)), first, name="refused") == {"a": 27, "b": 30}


def test_a_move_of_two_cases_between_routes_hides_both() -> None:
    first = suppress(report(closed(60), routes(expelled=20, warned=20, none=20)), []).report
    told = shown(report(closed(60), routes(expelled=22, warned=18, none=20)), first)
    assert told == {"expelled": None, "warned": None, "none": 20}


def test_a_later_release_does_not_give_away_what_an_earlier_one_hid() -> None:
    """The first hides 3 and 12 of 40; the same again with the 12 told would give the 3."""
    first = suppress(report(closed(40), routes(expelled=3, warned=12, none=25)), []).report
    hidden = replace(
        first, figures=(first.figures[0], replace(first.figures[1], cells=first.figures[1].cells))
    )
    told = suppress(report(closed(40), routes(expelled=3, warned=12, none=25)), [hidden])
    assert told.report.figures == first.figures
    assert told.exposed == ()


def test_what_an_earlier_release_gives_away_is_said() -> None:
    """An older version of these rules told everything but the 3."""
    leaky = report(closed(40), routes(expelled=3, warned=12, none=25))
    cells = (Cell("expelled", None, State.HIDDEN), Cell("warned", 12), Cell("none", 25))
    leaky = replace(leaky, figures=(leaky.figures[0], replace(leaky.figures[1], cells=cells)))
    found = suppress(report(closed(40), routes(expelled=3, warned=12, none=25)), [leaky])
    assert found.exposed == (f"{QUARTER} closed.route/expelled",)
    assert found.report.by_id["closed.route"].values.get("expelled") is None


def test_a_new_small_count_does_not_follow_by_guessing_that_the_rest_stayed() -> None:
    """15 are hidden of 40, then 17 of 42: whoever guesses that nothing else changed reads the new 2."""
    first = suppress(report(closed(40), routes(expelled=3, warned=12, none=25)), []).report
    told = shown(report(closed(42), routes(expelled=3, warned=12, none=25, left=2)), first)
    assert told == {WITHHELD: None}


def test_a_wrong_guess_does_not_keep_it_from_hiding_what_is_certain() -> None:
    """By guessing that k2 and k3 stayed hidden as they were, k1 would follow from the first two alone."""
    bands = f"flow.closed/{QUARTER}"
    releases: list[Report] = []
    for cells in ({"k0": 0, "k2": 1, "k3": 4}, {"k0": 0, "k1": 5, "k2": 0, "k3": 1}, {"k0": 0, "k1": 1}):
        truth = report(closed(sum(cells.values())), figure("bands", total=bands, **cells))
        releases.append(suppress(truth, releases).report)
    assert releases[-1].by_id["bands"].values == {WITHHELD: None}


def test_other_quarters_do_not_matter() -> None:
    other = suppress(report(figure("refused", a=20), quarter="2026-Q2"), []).report
    assert shown(report(figure("refused", a=22)), other, name="refused") == {"a": 22}


@pytest.mark.parametrize("cases", [{"cases": 4, "closed": 4}, {"cases": 40, "closed": 2}])
def test_a_median_of_few_is_hidden(cases) -> None:
    made = (figure("survival", median=30, low=4), figure("survival.open", d30=500))
    told = suppress(report(figure("survival.cases", **cases), *made), []).report
    assert all(
        cell.state is State.HIDDEN
        for name in ("survival", "survival.open")
        for cell in told.by_id[name].cells
    )
    many = suppress(report(figure("survival.cases", cases=40, closed=30), *made), []).report
    assert many.by_id["survival"].values == {"median": 30, "low": 4}


# Every way to add and subtract what is told, tried by an elimination of its own.

VALUES = st.integers(0, 9) | st.integers(0, 40)
SOME = st.lists(VALUES, min_size=1, max_size=5)


@st.composite
def truths(draw) -> Report:
    """A report in three layers: routes add up to the public total, as bands do; kinds to one of the
    routes."""
    by_route = draw(SOME)
    bands = _parted(draw, sum(by_route))
    kinds = _parted(draw, by_route[0])
    loose = draw(SOME)
    return report(
        closed(sum(by_route)),
        routes(**_keys(by_route)),
        figure("bands", total=f"flow.closed/{QUARTER}", **_keys(bands)),
        figure("kinds", total="closed.route/k0", **_keys(kinds)),
        figure("loose", **_keys(loose)),
    )


def _keys(values: Sequence[int]) -> dict[str, int]:
    return {f"k{n}": value for n, value in enumerate(values)}


def _parted(draw, whole: int) -> list[int]:
    cuts = sorted(draw(st.lists(st.integers(0, whole), max_size=4)))
    return [b - a for a, b in zip([0, *cuts], [*cuts, whole], strict=True)]


Variable = tuple[int, str, str]


def determined(releases: Sequence[Report], same: Sequence[tuple[Variable, Variable]]) -> set[Variable]:
    """The hidden cells, by release, that a reader of all releases can work out. Gives each hidden cell a
    column, each sum a row; a cell is determined if a row of its own adds nothing to the rank."""
    hidden = [
        (n, each.id, cell.key)
        for n, release in enumerate(releases)
        for each in release.figures
        for cell in each.cells
        if cell.state is State.HIDDEN
    ]
    rows: list[dict[Variable, int]] = [{one: 1, other: -1} for one, other in same]
    for n, release in enumerate(releases):
        for each in release.figures:
            if each.total and not each.cell(WITHHELD):
                name, _, key = each.total.partition("/")
                rows.append({(n, name, key): 1} | {(n, each.id, cell.key): -1 for cell in each.cells})
    reduced: list[Row] = []
    for row in rows:
        if left := against({each: row[each] for each in hidden if row.get(each)}, reduced):
            reduced.append(left)
    return {one for one in hidden if not against({one: 1}, reduced)}


Row = dict[Variable, int]
"""An equation by the cells that stand in it, each with its whole number; nothing stands in the empty one."""


def against(row: Row, reduced: Sequence[Row]) -> Row:
    """What is left of an equation when others are taken from it as often as they go; empty: it follows from
    them. Of each the first cell is to vanish; all in whole numbers, so that nothing is rounded."""
    for other in reduced:
        first = next(iter(other))
        if by := row.get(first):
            times = other[first]
            both = {each: times * row.get(each, 0) - by * other.get(each, 0) for each in [*row, *other]}
            row = {each: value for each, value in both.items() if value}
    return row


def value(told: Report, name: str, key: str) -> int | None:
    return told.by_id[name].values.get(key)


def secrets(truth: Report) -> Mapping[tuple[str, str], int]:
    """The small counts that only the organisation could make."""
    return {
        (each.id, cell.key): cell.value
        for each in truth.figures
        for cell in each.cells
        if each.checked is not Checked.ANYONE and cell.value is not None and 0 < cell.value < LEAST
    }


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(truths(), min_size=1, max_size=3))
def test_no_small_count_follows_from_what_is_told_in_this_and_earlier_releases(made) -> None:
    releases: list[Report] = []
    for truth in made:
        found = suppress(truth, releases)
        assert found == suppress(truth, releases)
        assert not found.exposed
        assert found.report.by_id["flow.closed"] == truth.by_id["flow.closed"]
        releases.append(read(found.report.to_bytes()))
    # What is hidden in two releases and did not change is one number; readers may assume as much.
    same = [
        ((n, each.id, cell.key), (n + 1, each.id, cell.key))
        for n in range(len(made) - 1)
        for each in releases[n].figures
        for cell in each.cells
        if cell.state is State.HIDDEN and cell.key != WITHHELD
        and (later := releases[n + 1].by_id[each.id].cell(cell.key)) is not None
        and later.state is State.HIDDEN
        and value(made[n], each.id, cell.key) == value(made[n + 1], each.id, cell.key)
    ]  # fmt: skip
    known = determined(releases, same)
    for n, truth in enumerate(made):
        for name, key in secrets(truth):
            assert value(releases[n], name, key) is None or _told_before(releases[:n], name, key)
            assert (n, name, key) not in known
        for (name, key), now in _given(releases[n]).items():
            assert now == value(truth, name, key)
            for before in releases[:n]:
                then = value(before, name, key)
                changed = 0 if then is None else abs(now - then)
                assert not 0 < changed < LEAST or truth.by_id[name].checked is Checked.ANYONE


def _told_before(releases: Sequence[Report], name: str, key: str) -> bool:
    return any(value(each, name, key) is not None for each in releases)


def _given(told: Report) -> dict[tuple[str, str], int]:
    return {
        (each.id, cell.key): cell.value
        for each in told.figures
        for cell in each.cells
        if cell.value is not None
    }


@settings(max_examples=examples(60), deadline=None)
@given(truths())
def test_what_is_hidden_of_a_sum_is_nothing_small_unless_nothing_else_is_left_to_hide(truth) -> None:
    told = suppress(truth, []).report
    for each in told.figures:
        if each.total and not each.cell(WITHHELD):
            hidden = [value(truth, each.id, cell.key) for cell in each.cells if cell.value is None]
            name, _, key = each.total.partition("/")
            if hidden and value(told, name, key) is not None:
                assert sum(hidden) >= LEAST or sum(hidden) == 0 or len(hidden) == len(each.cells)


@settings(max_examples=examples(30), deadline=None)
@given(truths())
def test_where_every_count_is_nought_or_large_nothing_is_hidden(truth) -> None:
    large = replace(
        truth,
        figures=tuple(
            replace(each, cells=tuple(replace(cell, value=cell.value * LEAST) for cell in each.cells))
            for each in truth.figures
        ),
    )
    assert suppress(large, []).report == large
