"""A PDF: the text of each page, which pages are pictures, what it says of itself; and pages as pictures."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from dueprocess.cases.evidence.reading.model import Fault, Found, How, Page, cut, facts_of

TOOL = f"pdfium {pypdfium2.PYPDFIUM_INFO}"
ENOUGH = 12
"""A page with fewer letters than this and a picture on it is a scan, with a stamp or a number at most."""
DPI = 300
"""How finely a page is drawn for reading: what Tesseract's makers advise."""
MOST_PIXELS = 25_000_000
NAMES = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate")
BROKEN = (pypdfium2.PdfiumError, RuntimeError, ValueError, TypeError, LookupError, ArithmeticError, OSError)


def read(data: bytes) -> Found:
    """Read a PDF; it says in its faults what could not be read."""
    try:
        document = pypdfium2.PdfDocument(data)
    except BROKEN as error:
        locked = "password" in str(error).lower()
        return Found(TOOL, faults=(Fault.LOCKED if locked else Fault.DAMAGED,))
    try:
        return _read(document)
    finally:
        document.close()


def _read(document: pypdfium2.PdfDocument) -> Found:
    faults: list[str] = []
    try:
        document.init_forms()
    except BROKEN:
        faults.append(Fault.DAMAGED)
    read_: list[tuple[str, str, str]] = []
    for number in range(len(document)):
        try:
            read_.append(_page(document, number))
        except BROKEN:
            read_.append(("", How.TEXT, Fault.DAMAGED))
        if sum(len(text) for text, _how, _fault in read_[-50:]) > 1_000_000:
            break  # of what is drawn over and over: the rest is cut below
    texts, short = cut(text for text, _how, _fault in read_)
    pages = tuple(Page(text, how, -1, fault) for text, (_, how, fault) in zip(texts, read_, strict=False))
    if short or len(pages) < len(document):
        faults.append(Fault.CUT)
    if not len(document):
        faults.append(Fault.EMPTY)
    try:
        told = document.get_metadata_dict(skip_empty=True)
        if document.count_attachments():
            faults.append(Fault.HOLDS_FILES)
    except BROKEN:
        told = {}
    facts = facts_of((f"pdf {name}", told.get(name)) for name in NAMES)
    return Found(TOOL, pages, facts, faults=tuple(dict.fromkeys(faults)))


def _page(document: pypdfium2.PdfDocument, number: int) -> tuple[str, str, str]:
    """The text of a page with what is filled in on it, whether it is a picture, and what is wrong with it."""
    page = _flat(document, number)
    try:
        text = page.get_textpage()
        try:
            said = text.get_text_bounded() if text.count_chars() else ""
        finally:
            text.close()
        few = sum(letter.isalnum() for letter in said) < ENOUGH
        pictures = few and any(
            each.type == pdfium.FPDF_PAGEOBJ_IMAGE for each in page.get_objects(max_depth=4)
        )
        drawn = few and not said.strip() and bool(pdfium.FPDFPage_CountObjects(page.raw))
        return said, How.SCAN if pictures or drawn else How.TEXT, ""
    finally:
        page.close()


def _flat(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    """A page of which forms and remarks are part, as they are seen."""
    page = document[number]
    if pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS:
        page.close()
        page = document[number]
    return page


def drawn(data: bytes, numbers: list[int]) -> Iterator[Image.Image]:
    """Yield pages (by number, from 1) as grey pictures, fine enough to be read. Raises one of `BROKEN`."""
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        for number in numbers:
            page = document[number - 1]
            width, height = page.get_size()
            scale = DPI / 72
            while width * height * scale * scale > MOST_PIXELS:
                scale *= 0.8
            yield page.render(scale=scale, grayscale=True, may_draw_forms=True).to_pil().convert("L")
            page.close()
    finally:
        document.close()
