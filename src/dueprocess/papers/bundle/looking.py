"""Looks at the pages of a PDF as a reader does: is there text, and which way up is it?

Knows pdfium; changes nothing. Its calls are made by hand, since a bundle has thousands of pages.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from dueprocess.papers.alone import PDFIUM
from dueprocess.papers.bundle.model import Source

SAMPLE = 80
"""How many letters of a page are asked which way they stand."""
ENOUGH = 12
"""So many letters must agree, and nine tenths of all, before a page is turned."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a page shows: `letters` of text, whether there is anything at all, and by how many degrees
    clockwise it has to be turned to be read."""

    letters: int
    empty: bool
    turn: int


def look(source: Source) -> tuple[Look, ...]:
    """Look at every page; none where pdfium cannot open the file. A page that it cannot read has no text."""
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(source)
        except (pypdfium2.PdfiumError, OSError, ValueError):
            return ()
        try:
            return tuple(_page(document.raw, number) for number in range(len(document)))
        finally:
            document.close()


def _page(document: object, number: int) -> Look:
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        return Look(0, False, 0)
    try:
        empty = not pdfium.FPDFPage_CountObjects(page)
        text = None if empty else pdfium.FPDFText_LoadPage(page)
        if not text:
            return Look(0, empty, 0)
        try:
            return Look(*_text(text, pdfium.FPDFPage_GetRotation(page) * 90))
        finally:
            pdfium.FPDFText_ClosePage(text)
    finally:
        pdfium.FPDF_ClosePage(page)


def _text(text: object, rotated: int) -> tuple[int, bool, int]:
    letters = pdfium.FPDFText_CountChars(text)
    ways: Counter[int] = Counter()
    for at in range(0, letters, max(1, letters // SAMPLE)):
        if pdfium.FPDFText_GetUnicode(text, at) > 32:
            ways[round(math.degrees(pdfium.FPDFText_GetCharAngle(text, at))) % 360] += 1
    if not ways:
        return 0, False, 0
    way, most = ways.most_common(1)[0]  # clockwise, before the page is turned
    turn = -(way + rotated) % 360
    agreed = most >= ENOUGH and most >= 0.9 * ways.total() and turn in (90, 180, 270)
    return letters, False, turn if agreed else 0
