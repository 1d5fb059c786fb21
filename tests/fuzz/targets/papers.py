"""Documents of strangers: PDFs and pictures that are redacted, and maps of fonts."""

import io
from functools import cache

from pikepdf import Pdf

from dueprocess.papers import redaction
from dueprocess.papers.redaction import cmap
from tests.fuzz.running import Target
from tests.papers.redaction import planted

OVER = redaction.Box(1, 36, 82, 250, 112, "ID")


@cache
def documents() -> tuple[bytes, ...]:
    packed = planted.planted("form", "layer", "shared_picture", "font_map")
    with Pdf.open(io.BytesIO(packed)) as pdf:
        return (planted.planted("actual_text", "bar", "script"), planted.saved(pdf), planted.with_history())


def redacted(data: bytes) -> None:
    """Whatever comes out has been proved; a box that is no longer on the page is named."""
    copy = redaction.redact(data, [OVER])
    if not copy.startswith((b"%PDF-", b"\x89PNG", b"\xff\xd8")):
        raise AssertionError("no document comes out")


def map_of_a_font(data: bytes) -> None:
    known = cmap.letters(data)
    if known and len({len(code) for code in known}) == 1 and cmap.letters(cmap.to_unicode(known)) != known:
        raise AssertionError("a map that was written is read as another")


TARGETS = [
    Target(
        "papers.redaction",
        redacted,
        documents,
        (redaction.Unreadable, redaction.BadBox, redaction.Leak),
        few=20,
    ),
    Target(
        "papers.cmap",
        map_of_a_font,
        lambda: (
            cmap.to_unicode({b"\1": "A", b"\2": "ffi", b"\3": "\U00020bb7"}),
            b"2 beginbfrange <0001> <0004> <0041> <0005> <0006> [<0061> <00620063>] endbfrange",
        ),
        (ValueError,),
    ),
]
