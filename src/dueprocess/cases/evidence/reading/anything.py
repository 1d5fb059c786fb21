"""Any file: told by what is in it, read by whoever knows its kind. Never raises for what the bytes are."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

from PIL import Image

from dueprocess.cases.evidence.reading import capture, mail, office, pdf, picture
from dueprocess.cases.evidence.reading.model import LARGEST, Fault, Found, Page, cut
from dueprocess.cases.mailbox.reading import text as words

DEEPEST = 3
"""Messages within one another that are read."""
OLD = "application/x-ole-storage application/msword application/vnd.ms-excel application/vnd.ms-powerpoint"
_OFFICE = ("application/vnd.openxmlformats-officedocument", "application/vnd.oasis.opendocument")
_SHOWN = 1_240
"""Pixels across of a page that is shown: 150 to an inch of A4."""


def read(data: bytes, *, depth: int = 0) -> Found:
    """Read a file of whatever kind."""
    if not data:
        return Found("", faults=(Fault.EMPTY,))
    if len(data) > LARGEST:
        return Found("", faults=(Fault.TOO_LARGE,))
    if b"%PDF-" in data[:1024]:
        return pdf.read(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return office.read(data)
    if data.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
        return Found("", faults=(Fault.OLD_OFFICE,))
    if _is_picture(data):
        return picture.read(data)
    if mail.is_mail(data):
        return mail.read(data, inside(depth + 1))
    if capture.is_page(data):
        return capture.read(data)
    return _plain(data)


def inside(depth: int) -> Callable[[bytes, str], Found]:
    """How what lies in a message is read: no deeper than `DEEPEST`. Pictures wait until they are items."""

    def reads(data: bytes, _kind: str) -> Found:
        return Found("") if depth > DEEPEST or not data else read(data, depth=depth)

    return reads


def _is_picture(data: bytes) -> bool:
    try:
        Image.open(io.BytesIO(data), formats=picture.KINDS)
    except Image.DecompressionBombError:
        return True
    except picture.BROKEN:
        return data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"BM"))
    return True


def _plain(data: bytes) -> Found:
    """Text of any code; RTF and all else that is no text is named."""
    if data.startswith((b"{\\rtf", b"PAR1", b"\x1f\x8b")) or b"\0" in data[:4096].removeprefix(b"\xff\xfe"):
        marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        if not marked:
            return Found("", faults=(Fault.KIND,))
    code = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    said, known = words.decode(data, code)
    texts, short = cut([said])
    faults = ((Fault.CUT,) if short else ()) + (() if known else (Fault.DAMAGED,))
    return Found("text", tuple(Page(text) for text in texts), faults=faults)


def drawn(data: bytes, numbers: list[int]) -> Iterator[tuple[bytes, bytes]]:
    """Yield pages (by number, from 1), fine enough to be read (PNG) and small enough to be shown (JPEG)."""
    pages = pdf.drawn if b"%PDF-" in data[:1024] else picture.drawn
    for page in pages(data, numbers):
        fine, small = io.BytesIO(), io.BytesIO()
        page.save(fine, "PNG")
        page.thumbnail((_SHOWN, 4 * _SHOWN))
        page.save(small, "JPEG", quality=75)
        yield fine.getvalue(), small.getvalue()


part, bare = mail.part, picture.bare
