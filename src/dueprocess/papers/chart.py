"""The pictures of a report as SVG, the same in a page and in a PDF.

Knows numbers, words and places in a picture; not what is counted. Colours and type are presentation
attributes, so that a picture needs no style sheet and breaks no strict content security policy. Each is 400
units wide: a phone shows its letters at about their size. A picture is for the eye alone; a table beside it
says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from xml.sax.saxutils import escape

Say = Callable[[int], str]
WIDTH: Final = 400
FONT: Final = "Atkinson, Atkinson Hyperlegible Next, sans-serif"
INK, QUIET, LINE, BRAND, ACCENT, LATE, BAND, SOFT = (
    "#1b2430", "#535c68", "#d9d6cd", "#123f46", "#c98a12", "#a3231c", "#d3e2df", "#6f9d96",
)  # fmt: skip
SIZE: Final = 14
"""Of letters, in the picture's units."""
FITS: Final = 50
"""So many letters stand in one line; longer words are cut, and the table has them whole."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """What came in and was closed in a quarter, and what was open at its end."""

    name: str
    came: int
    closed: int
    open: int


def flow(quarters: Sequence[Quarter], *, came: str, closed: str, still_open: str, say: Say = str) -> str:
    """Draw what came in beside what was closed, quarter by quarter, and what was open below. `say` writes a
    number as the language does. Quarters are named as `2026-Q3`."""
    top, middle, gap, foot = 38, 144, 56, 274
    most = max((max(each.came, each.closed) for each in quarters), default=0) or 1
    stock = max((each.open for each in quarters), default=0) or 1
    step = (WIDTH - 20) / max(len(quarters), 1)
    wide = min(step * 0.42, 40)
    parts = [*_legend([(came, ACCENT), (closed, BRAND)], 14), *_legend([(still_open, SOFT)], middle + 26)]
    size = _fitting((say(number) for each in quarters for number in (each.came, each.closed)), wide + 5)
    stock_size = _fitting((say(each.open) for each in quarters), step)
    for n, each in enumerate(quarters):
        x = 10 + step * (n + 0.5)
        came_in, closed_in = ((middle - top) * number / most for number in (each.came, each.closed))
        parts += _column(x - wide - 1, middle, wide, came_in, ACCENT, say(each.came), size)
        parts += _column(x + 1, middle, wide, closed_in, BRAND, say(each.closed), size)
        height = (foot - middle - gap) * each.open / stock
        parts += _column(x - wide, foot, 2 * wide, height, SOFT, say(each.open), stock_size)
        year, _dash, number = each.name.partition("-")
        parts.append(_text(x, foot + 17, number, anchor="middle"))
        if n == 0 or number == "Q1":
            parts.append(_text(x, foot + 33, year, anchor="middle", fill=QUIET))
    parts += [_line(10, middle, WIDTH - 10, middle), _line(10, foot, WIDTH - 10, foot)]
    return _svg(foot + 40, parts)


@dataclass(frozen=True, slots=True)
class Bar:
    """A named bar; `value` None where it is not told, `said` is what stands at its end. `here`: one more
    would come to it, drawn at its end in another colour."""

    name: str
    value: int | None
    said: str
    here: bool = False


def bars(rows: Sequence[Bar]) -> str:
    """Draw one bar under its name for each row, all on one scale."""
    most = max(((each.value or 0) + each.here for each in rows), default=0) or 1
    parts = []
    for n, each in enumerate(rows):
        y = 16 + n * 38
        parts += [_text(0, y, _cut(each.name)), _rect(0, y + 6, 1, 12, LINE)]
        length = round((WIDTH - 90) * (each.value or 0) / most, 1)
        if each.value is None:
            parts.append(_text(6, y + 17, each.said, fill=QUIET))
            continue
        parts.append(_rect(0, y + 6, length, 12, BRAND))
        if each.here:
            more = max(round((WIDTH - 90) / most, 1), 6)
            parts.append(_rect(length, y + 6, more, 12, ACCENT))
            length += more
        parts.append(_text(length + 6, y + 17, each.said, bold=True))
    return _svg(len(rows) * 38 + 4, parts)


@dataclass(frozen=True, slots=True)
class Kept:
    """Of one limit, how often it was kept, met too late, and not met; None where that is not told."""

    name: str
    kept: int | None
    late: int | None
    missed: int | None
    said: str


def within(rows: Sequence[Kept], *, kept: str, late: str, missed: str) -> str:
    """Draw for each limit one bar of three parts, its shares; without what is not told there is no bar."""
    parts = _legend([(kept, SOFT), (late, ACCENT), (missed, LATE)], 12)
    for n, each in enumerate(rows):
        y = 40 + n * 42
        parts.append(_text(0, y, _cut(each.name)))
        told = [each.kept, each.late, each.missed]
        whole = sum(part or 0 for part in told)
        if None in told or not whole:
            parts.append(_text(0, y + 17, each.said, fill=QUIET))
            continue
        x = 0.0
        for part, fill in zip(told, (SOFT, ACCENT, LATE), strict=True):
            length = (WIDTH - 90) * (part or 0) / whole
            parts.append(_rect(x, y + 6, length, 12, fill))
            x += length
        parts.append(_text(x + 6, y + 17, each.said, bold=True))
    return _svg(len(rows) * 42 + 26, parts)


@dataclass(frozen=True, slots=True)
class Point:
    """After so many days, so many thousandths are still open: `low` to `high` of them with confidence."""

    day: int
    share: int
    low: int
    high: int


def survival(
    points: Sequence[Point], *, median: int | None, said: str, days: str, still_open: str, say: Say = str
) -> str:
    """Draw the share still open by days since receipt, with its band, and where half are closed (`said`)."""
    left, right, top, foot = 50, WIDTH - 10, 30, 200
    last = max((each.day for each in points), default=0) or 1

    def x(day: float) -> float:
        return round(left + (right - left) * day / last, 1)

    def y(share: float) -> float:
        return round(foot - (foot - top) * share / 1000, 1)

    parts = [_text(0, 14, still_open, fill=QUIET)]
    for share in (0, 500, 1000):
        parts += [
            _line(left, y(share), right, y(share), LINE),
            _text(left - 6, y(share) + 4, f"{share // 10} %", anchor="end"),
        ]
    high = _steps([(x(each.day), y(each.high)) for each in points])
    low = _steps([(x(each.day), y(each.low)) for each in points])
    outline = " ".join(f"{a},{b}" for a, b in [*high, *reversed(low)])
    curve = " ".join(f"{a},{b}" for a, b in _steps([(x(each.day), y(each.share)) for each in points]))
    parts += [
        f'<polygon points="{outline}" fill="{BAND}"/>',
        f'<polyline points="{curve}" fill="none" stroke="{BRAND}" stroke-width="2.5"/>',
    ]
    for day in _marks(last):
        parts += [
            _line(x(day), foot, x(day), foot + 5, QUIET),
            _text(x(day), foot + 19, say(day), anchor="middle"),
        ]
    parts += [_line(left, foot, right, foot, QUIET), _text(right, foot + 37, days, anchor="end", fill=QUIET)]
    if median is not None:
        at = x(median)
        words = right - len(said) * SIZE * 0.56
        parts += [
            f'<line x1="{at}" y1="{y(500)}" x2="{at}" y2="{foot}" stroke="{LATE}" stroke-dasharray="4 3"/>',
            *(
                f'<circle cx="{a}" cy="{b}" r="4.5" fill="{LATE}"/>'
                for a, b in ((at, y(500)), (words - 11, 10))
            ),
            _text(words, 14, said, bold=True),
        ]
    return _svg(foot + 44, parts)


def _steps(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Stairs: each height holds until the next place."""
    found = list(places[:1])
    for before, here in pairwise(places):
        found += [(here[0], before[1]), here]
    return found


def _marks(last: int) -> list[int]:
    """Round numbers of days up to the last."""
    step = next(each for each in (1, 2, 5, 10, 15, 30, 60, 90, 180, 365, last) if last / each <= 5)
    return list(range(0, last + 1, step))


def _column(x: float, foot: float, width: float, height: float, fill: str, said: str, size: int) -> list[str]:
    """A column with its number above, without where there is no size for it."""
    bar = _rect(x, foot - height, width, height, fill)
    return [bar, _text(x + width / 2, foot - height - 4, said, anchor="middle", size=size)] if size else [bar]


def _fitting(words: Iterable[str], width: float) -> int:
    """Return the largest size at which the longest of the words is no wider; 0 where none is."""
    longest = max(map(len, words), default=0)
    return next((each for each in range(SIZE, 9, -1) if longest * each * 0.56 <= width), 0)


def _legend(words: Sequence[tuple[str, str]], y: float) -> list[str]:
    """Words with their colours, in one line; a letter is about half as wide as high."""
    parts, x = [], 0.0
    for word, fill in words:
        parts += [_rect(x, y - 10, 11, 11, fill), _text(x + 16, y, word)]
        x += 34 + len(word) * SIZE * 0.54
    return parts


def _cut(words: str) -> str:
    return words if len(words) <= FITS else f"{words[: FITS - 1].rstrip()}…"


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    size = f'width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{fill}"/>'


def _line(x: float, y: float, to_x: float, to_y: float, stroke: str = QUIET) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{stroke}"/>'


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: int = SIZE,
    fill: str = INK,
    bold: bool = False,
) -> str:
    weight = ' font-weight="700"' if bold else ""
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}"{weight}'
    return f"<text {place}>{escape(words)}</text>"


def _svg(height: float, parts: Sequence[str]) -> str:
    head = f'viewBox="0 0 {WIDTH} {height:.0f}" font-family="{FONT}" aria-hidden="true" focusable="false"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="dp-chart" {head}>{"".join(parts)}</svg>'
