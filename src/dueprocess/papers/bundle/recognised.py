"""Where recognised words stand on the pages that a bundle takes in: of a PDF on what is seen of a page, of a
picture where the page of A4 shows it. Reads no text itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

from pikepdf import Pdf, parse_content_stream

from dueprocess.papers.redaction import Word, sizes

Placed = tuple[str, int, int, int, int, int]
"""A word, its line, and its left, top, right and bottom in ten-thousandths of what was read."""


def words(source: bytes, pdf: bytes, placed: Mapping[int, Sequence[Placed]]) -> tuple[Word, ...]:
    """Return words that were read from a paper (`source`), by page, with their places on its pages (`pdf`:
    itself, or what was made of a picture). Raises `papers.redaction.Unreadable`."""
    if not placed:
        return ()
    areas = list(_whole(pdf) if source == pdf else _shown(pdf))
    return tuple(
        Word(page, n, line, text, left + x0 * wide, top + y0 * high, left + x1 * wide, top + y1 * high)
        for page, read in sorted(placed.items())
        if 0 < page <= len(areas)
        for left, top, wide, high in [areas[page - 1]]
        for n, (text, line, x0, y0, x1, y1) in enumerate(read)
    )


PARTS = 10_000
Area = tuple[float, float, float, float]
"""Left, top, and a ten-thousandth of the width and of the height."""


def _whole(pdf: bytes) -> Iterator[Area]:
    for size in sizes(pdf):
        yield 0, 0, size.width / PARTS, size.height / PARTS


def _shown(pdf: bytes) -> Iterator[Area]:
    """Where each page of ours shows its one picture (`made.of_picture`)."""
    with Pdf.open(BytesIO(pdf)) as made:
        for page in made.pages:
            high = float(page.MediaBox[3])
            [matrix] = [each.operands for each in parse_content_stream(page) if str(each.operator) == "cm"]
            width, _b, _c, height, x, y = (float(each) for each in matrix)
            yield x, high - y - height, width / PARTS, height / PARTS


__all__ = ["Placed", "words"]
