"""The pictures: they say what they are given, carry no style and no script, and bear any name and number."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.papers import chart
from tests.effort import brief

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)
NUMBERS = st.integers(0, 10**7)
MAYBE = st.none() | NUMBERS
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
SVG = "{http://www.w3.org/2000/svg}"


def checked(svg: str) -> ElementTree.Element:
    """Read a picture; nothing of it lies outside its frame, is below nothing, or is a style or a script."""
    root = ElementTree.fromstring(svg)
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    assert width == chart.WIDTH
    for each in root.iter():
        assert each.tag.removeprefix(SVG) in {"svg", "rect", "line", "text", "circle", "polygon", "polyline"}
        assert not {"style", "onload", "href"} & each.attrib.keys()
        for name in ("x", "x1", "x2", "cx"):
            assert 0 <= float(each.get(name, 0)) <= width
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(each.get(name, 0)) <= height
        for name in ("width", "height", "r"):
            assert float(each.get(name, 0)) >= 0
        if each.tag == f"{SVG}rect":
            assert float(each.attrib["x"]) + float(each.attrib["width"]) <= width
            assert float(each.attrib["y"]) + float(each.attrib["height"]) <= height
    return root


def texts(root: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


@brief(30)
@given(st.lists(st.builds(chart.Quarter, st.just("2026-Q1"), NUMBERS, NUMBERS, NUMBERS), max_size=12))
def test_a_flow_of_anything_stays_in_its_frame(quarters) -> None:
    checked(chart.flow(quarters, came="came in", closed="closed", still_open="open"))


def test_a_flow_draws_both_sides_on_one_scale_and_says_the_numbers() -> None:
    quarters = [chart.Quarter("2025-Q4", 10, 40, 5), chart.Quarter("2026-Q1", 20, 30, 10)]
    root = checked(chart.flow(quarters, came="came in", closed="closed", still_open="open", say="n{}".format))
    heights = {(each.attrib["fill"], float(each.attrib["height"])) for each in root.iter(f"{SVG}rect")}
    came = {height for fill, height in heights if fill == chart.ACCENT}
    closed = {height for fill, height in heights if fill == chart.BRAND}
    assert max(closed) == pytest.approx(2 * max(came), abs=0.1)
    assert {"n10", "n40", "n20", "n30", "n5", "Q4", "Q1", "2025", "2026", "came in"} <= set(texts(root))


@brief(30)
@given(st.lists(st.builds(chart.Bar, NAMES, MAYBE, NAMES), max_size=12))
def test_bars_of_anything_stay_in_their_frame_and_say_their_names(rows) -> None:
    root = checked(chart.bars(rows))
    for each in rows:
        cut = each.name if len(each.name) <= chart.FITS else each.name[: chart.FITS - 1].rstrip() + "…"
        assert cut in texts(root) or not cut
        assert each.said in texts(root) or not each.said


def test_a_bar_that_is_not_told_has_no_length() -> None:
    root = checked(
        chart.bars([chart.Bar("a", None, "not told"), chart.Bar("b", 8, "8"), chart.Bar("c", 4, "4")])
    )
    lengths = [
        float(each.attrib["width"]) for each in root.iter(f"{SVG}rect") if each.get("fill") == chart.BRAND
    ]
    assert lengths == [310.0, 155.0]


@brief(30)
@given(st.lists(st.builds(chart.Kept, NAMES, MAYBE, MAYBE, MAYBE, NAMES), max_size=12))
def test_limits_of_anything_stay_in_their_frame(rows) -> None:
    checked(chart.within(rows, kept="in time", late="late", missed="not met"))


def test_a_limit_of_which_a_part_is_not_told_shows_no_shares() -> None:
    """The length of what is left would give away what is hidden."""
    rows = [chart.Kept("a", 30, None, 5, "not told"), chart.Kept("b", 30, 10, 0, "30 of 40")]
    root = checked(chart.within(rows, kept="in time", late="late", missed="not met"))
    bars = [each for each in root.iter(f"{SVG}rect") if each.get("height") == "12.0"]
    assert [float(each.attrib["width"]) for each in bars] == [232.5, 77.5, 0.0]


SHARES = st.lists(st.integers(0, 1000), min_size=3, max_size=3).map(sorted)
POINTS = st.lists(st.tuples(st.integers(0, 3000), SHARES), max_size=30, unique_by=lambda each: each[0])


@brief(30)
@given(POINTS, MAYBE)
def test_a_curve_of_anything_stays_in_its_frame(told, median) -> None:
    points = [chart.Point(day, share, low, high) for day, (low, share, high) in sorted(told)]
    last = max((each.day for each in points), default=0)
    half = min(median, last) if median is not None else None
    checked(chart.survival(points, median=half, said="half", days="days", still_open="open"))


def test_a_curve_falls_in_stairs_within_its_band() -> None:
    points = [
        chart.Point(0, 1000, 1000, 1000),
        chart.Point(10, 500, 400, 700),
        chart.Point(20, 200, 100, 300),
    ]
    root = checked(chart.survival(points, median=10, said="half after 10", days="days", still_open="open"))
    (curve,) = root.iter(f"{SVG}polyline")
    places = [tuple(map(float, each.split(","))) for each in curve.attrib["points"].split()]
    assert [y for _, y in places] == [30.0, 30.0, 115.0, 115.0, 166.0]
    assert places[1][0] == places[2][0] == 220.0
    assert "half after 10" in texts(root)


def test_one_more_is_drawn_in_another_colour_at_the_end_of_its_bar() -> None:
    root = checked(chart.bars([chart.Bar("a", 9, "9"), chart.Bar("b", 0, "0 and this one", here=True)]))
    marked = [each for each in root.iter(f"{SVG}rect") if each.attrib["fill"] == chart.ACCENT]
    assert [float(each.attrib["width"]) >= 6 for each in marked] == [True]
    assert not [
        each
        for each in checked(chart.bars([chart.Bar("a", 9, "9")])).iter()
        if chart.ACCENT in each.attrib.values()
    ]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", 'a"b&c', "شكوى عن سلوك", "投诉", "]]>"])
def test_names_are_words_and_nothing_else(name: str) -> None:
    root = checked(chart.bars([chart.Bar(name, 3, "3")]))
    assert name in texts(root)
