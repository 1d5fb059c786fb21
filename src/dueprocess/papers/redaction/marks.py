"""Reads how letters of a page are marked: as those of a layer, or with other words in their place
(ISO 32000-1, 8.11 and 14.9.4). Knows pdfium; not what that means for what is covered.
"""

from __future__ import annotations

import ctypes
import io

import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import Dictionary, Name, Pdf, Stream

from dueprocess.papers.redaction.model import BROKEN


def marked(raw: bytes) -> bool:
    """Whether a PDF may have layers, or words in place of others: it says so, or cannot be read."""
    try:
        with Pdf.open(io.BytesIO(raw)) as pdf:
            return "/OCProperties" in pdf.Root or any(_tells(each) for each in pdf.objects)
    except BROKEN:
        return True


def _tells(thing: object) -> bool:
    if isinstance(thing, Stream):
        draws = "/Subtype" not in thing or thing.Subtype == Name.Form
        return draws and "/Length1" not in thing and _SAID in thing.read_bytes()
    return isinstance(thing, Dictionary) and "/ActualText" in thing


_SAID = b"ActualText"


class Marks:
    """The marks of the letters of one page; each text is asked once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[bool, bool]] = {}

    def of(self, text: pypdfium2.PdfTextPage, index: int) -> tuple[bool, bool]:
        """Whether the text that a letter is of is a layer's; whether other words are said in its place."""
        thing = pdfium.FPDFText_GetTextObject(text.raw, index)
        at = ctypes.cast(thing, ctypes.c_void_p).value
        if at is None:
            return False, False
        if at not in self._known:
            every = [
                pdfium.FPDFPageObj_GetMark(thing, n)
                for n in range(max(0, pdfium.FPDFPageObj_CountMarks(thing)))
            ]
            told = any(_has(mark, b"ActualText") for mark in every)
            self._known[at] = any(_says_layer(mark) for mark in every), told
        return self._known[at]


def _says_layer(mark: object) -> bool:
    name, length = ctypes.create_string_buffer(8), ctypes.c_ulong()
    wide = ctypes.cast(name, ctypes.POINTER(pdfium.FPDF_WCHAR))
    told = bool(mark) and pdfium.FPDFPageObjMark_GetName(mark, wide, 8, length)
    return bool(told) and name.raw[: length.value] == b"O\0C\0\0\0"


def _has(mark: object, key: bytes) -> bool:
    if not mark:
        return False
    for n in range(max(0, pdfium.FPDFPageObjMark_CountParams(mark))):
        name, length = ctypes.create_string_buffer(64), ctypes.c_ulong()
        wide = ctypes.cast(name, ctypes.POINTER(pdfium.FPDF_WCHAR))
        if not pdfium.FPDFPageObjMark_GetParamKey(mark, n, wide, 64, length):
            continue
        if name.raw[: length.value].decode("utf-16-le", "ignore").rstrip("\0").encode() == key:
            return True
    return False
