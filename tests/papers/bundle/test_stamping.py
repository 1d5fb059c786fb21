"""The number in the corner: where a reader sees it, whatever the page's grid, turn and size."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueprocess.papers.bundle.assembling import build
from dueprocess.papers.bundle.model import Document
from dueprocess.papers.bundle.stamping import Shown, stamp
from tests.papers.bundle.sheets import changed, pdf, pixels, plan, scan

sides = st.floats(20, 3000)
turns = st.sampled_from([0, 90, 180, 270])


def number(path: Path) -> tuple[tuple[float, float, float, float], tuple[float, float]]:
    """Where the number 2 stands on the second page, as it is shown, and the page's size."""
    with pypdfium2.PdfDocument(path) as document:
        page = document[1]
        wide, high = page.get_size()
        text = page.get_textpage()
        assert text.get_text_bounded().strip() == "2"
        x0, y0, x1, y1 = text.get_charbox(text.count_chars() - 1)
        corners = [page_point(page, x, y) for x in (x0, x1) for y in (y0, y1)]
    xs, ys = zip(*corners, strict=True)
    return (min(xs), min(ys), max(xs), max(ys)), (wide, high)


def page_point(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    """A point of the page's grid as it is shown, from the lower left corner."""
    left, bottom, right, top = page.get_cropbox()
    return {
        0: (x - left, y - bottom),
        90: (y - bottom, right - x),
        180: (right - x, top - y),
        270: (top - y, x - left),
    }[page.get_rotation()]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(sides, sides, st.floats(-500, 500), st.floats(-500, 500), turns)
def test_it_stands_in_the_lower_right_corner_of_what_is_shown(
    tmp_path: Path, wide: float, high: float, x: float, y: float, turn: int
) -> None:
    out = tmp_path / "a.pdf"
    build(plan([Document("a", "A", pdf("", box=(x, y, x + wide, y + high), turn=turn))]), out)
    (x0, y0, x1, y1), (shown_wide, shown_high) = number(out)
    assert 0 <= x0 < x1 <= shown_wide
    assert 0 <= y0 < y1 <= shown_high / 2
    assert x0 >= shown_wide / 2 - 12
    assert y1 - y0 <= shown_high / 4


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_it_follows_the_crop_box(tmp_path: Path, turn: int) -> None:
    out = tmp_path / "a.pdf"
    build(plan([Document("a", "A", pdf("", turn=turn, crop=(100, 200, 400, 600)))]), out)
    (_, y0, x1, _), (wide, _) = number(out)
    assert wide - x1 < 30
    assert y0 < 30


@pytest.mark.parametrize("colour", ["black", "white", "#777777"])
def test_it_is_black_on_white_on_every_page(tmp_path: Path, colour: str) -> None:
    out = tmp_path / "a.pdf"
    build(plan([Document("a", "A", scan(colour))]), out)
    (x0, y0, x1, y1), (_, high) = number(out)
    around = (
        pixels(out, 2).convert("L").crop((int(x0) - 2, int(high - y1) - 1, int(x1) + 3, int(high - y0) + 2))
    )
    assert around.getpixel((0, around.height // 2)) > 240
    assert around.getextrema()[0] < 90


def test_a_page_in_a_unit_of_its_own_gets_a_number_that_can_be_read(tmp_path: Path) -> None:
    def unit(made) -> None:
        made.pages[0].obj.UserUnit = 10.0

    out = tmp_path / "a.pdf"
    build(plan([Document("a", "A", changed(pdf("", box=(0, 0, 59.5, 84.2)), unit))]), out)
    (_, y0, _, y1), (wide, _) = number(out)
    assert wide == pytest.approx(595, abs=1) or wide == pytest.approx(59.5, abs=1)
    assert 0.05 < (y1 - y0) / wide * 595 / 11 < 1.2


@given(sides, sides, st.integers(1, 99_999), turns)
def test_its_white_box_lies_on_the_page_and_is_small(wide: float, high: float, n: int, turn: int) -> None:
    place = Shown(0, 0, wide, high, turn)
    told = stamp(place, n).decode().split("\n")[1]
    x, y, box_wide, box_high = (
        float(each) for each in told.removeprefix("1 g ").removesuffix(" re f").split()
    )
    assert x >= -0.01
    assert y >= 0
    assert x + box_wide <= place.width
    assert y + box_high <= place.height / 2
    if min(wide, high) > 400:
        assert box_wide * box_high < 0.01 * wide * high


@given(st.floats(-99, 99), st.floats(-99, 99), sides, sides, turns)
def test_the_upper_left_corner_is_a_corner_of_the_page(
    x: float, y: float, wide: float, high: float, turn: int
) -> None:
    place = Shown(x, y, x + wide, y + high, turn)
    assert place.top == pytest.approx(
        {0: (x, y + high), 90: (x, y), 180: (x + wide, y), 270: (x + wide, y + high)}[turn], abs=1e-6
    )
