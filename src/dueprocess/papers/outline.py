"""The outline of a recording's sound as SVG: a column for each part of it, around a middle line.

Knows heights; nothing of sound. For the eye alone: a table beside it says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

WIDTH, HEIGHT = 800, 96
BRAND, PALE = "#123f46", "#a9bdba"
_LEAST: Final = 0.6


def draw(columns: Sequence[int], *, pale_below: int = 0) -> str:
    """Draw columns of 0 to 100; those below `pale_below` are pale. The picture fills whatever frame it is
    put into, so it has no words."""
    wide, middle = WIDTH / max(len(columns), 1), HEIGHT / 2
    loud: list[str] = []
    pale: list[str] = []
    for n, value in enumerate(columns):
        half = max(_LEAST, middle * min(value, 100) / 100)
        stroke = f"M{(n + 0.5) * wide:.2f} {middle - half:.1f}V{middle + half:.1f}"
        (pale if value < pale_below else loud).append(stroke)
    thick = f"{max(_LEAST, wide * 0.8):.2f}"
    drawn = "".join(
        f'<path d="{"".join(strokes)}" stroke="{colour}" stroke-width="{thick}" fill="none"/>'
        for strokes, colour in ((loud, BRAND), (pale, PALE))
        if strokes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" '
        f'aria-hidden="true" focusable="false">{drawn}</svg>'
    )
