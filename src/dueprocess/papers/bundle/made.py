"""Pages made of what has none: pictures and plain text, as PDF.

A picture is written anew, so that nothing goes with it that is not seen (place, camera, thumbnails), with at
most 300 points an inch. Text goes to the typesetter as data, never as its program.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Page, Pdf
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from dueprocess.papers.bundle.model import Source
from dueprocess.papers.typesetting import Lacking, typeset

HERE = Path(__file__).parent
A4 = (595.276, 841.89)
SIDE, BELOW = 28.0, 48.0
"""White around a picture, in points; below it stands the number."""
PICTURES = ("JPEG", "PNG", "TIFF", "GIF", "WEBP", "BMP")
TOO_BIG = Image.DecompressionBombError
UNREADABLE = (
    OSError, ValueError, TypeError, SyntaxError, EOFError, LookupError, ArithmeticError, AttributeError,
    MemoryError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow raises for a picture that is damaged."""
LONGEST_TEXT = 2_000_000
"""Bytes of plain text that are set as pages: about a thousand."""
LONG_WORD = re.compile(r"\S{60}(?=\S)")
MARKUP = (b"<!", b"<html", b"<?xml", b"<svg", b"{\\rtf")
MAIL = re.compile(rb"^(received|return-path|message-id|mime-version):", re.M)
HEAD_END = re.compile(rb"\r?\n\r?\n")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


def opened_picture(source: Source) -> Image.Image | None:
    """Open a picture of a kind that can be read; None where it is none. Nothing is decoded yet."""
    try:
        return Image.open(io.BytesIO(source) if isinstance(source, bytes) else source, formats=PICTURES)
    except UnidentifiedImageError:
        return None


def of_picture(picture: Image.Image) -> bytes:
    """Put a picture on a page of A4, upright or across as it is itself; one page for each of its frames.

    Raises one of `UNREADABLE` where it is damaged and `TOO_BIG` where it is a bomb.
    """
    pdf = Pdf.new()
    still = picture.format == "JPEG"
    for frame in _frames(picture):
        width, height, x, y, wide, high = placed(frame.width, frame.height)
        frame.thumbnail((max(1, int(wide * 300 / 72)), max(1, int(high * 300 / 72))))
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, width, height]),
            Resources=Dictionary(XObject=Dictionary(I=_stream(pdf, frame, still=still))),
            Contents=pdf.make_stream(f"q {wide:.3f} 0 0 {high:.3f} {x:.3f} {y:.3f} cm /I Do Q".encode()),
        )
        pdf.pages.append(Page(pdf.make_indirect(page)))
    return _saved(pdf)


def placed(across: int, down: int) -> tuple[float, float, float, float, float, float]:
    """Return how wide and high the page is on which a picture of so many points is put, and where it stands
    there: left, below, its width and its height, in points of the page."""
    width, height = A4 if down >= across else A4[::-1]
    scale = min((width - 2 * SIDE) / across, (height - SIDE - BELOW) / down, 1)
    wide, high = across * scale, down * scale
    return width, height, (width - wide) / 2, BELOW + (height - SIDE - BELOW - high) / 2, wide, high


def _frames(picture: Image.Image) -> Iterator[Image.Image]:
    """Each page of a picture, the right way up and on white; of a moving one only the first."""
    for frame in ImageSequence.Iterator(picture):
        upright = ImageOps.exif_transpose(frame)
        if upright.mode not in ("1", "L", "RGB"):
            laid = upright.convert("RGBA")
            upright = Image.new("RGB", laid.size, "white")
            upright.paste(laid, mask=laid.getchannel("A"))
        bare = upright.convert("L") if upright.mode == "1" else upright.copy()
        bare.info = {}  # what was written beside the picture would be written again
        yield bare
        if picture.format != "TIFF":
            return


def _stream(pdf: Pdf, frame: Image.Image, *, still: bool) -> object:
    """The picture as an object of PDF: a photograph stays one, others lose nothing."""
    if still:
        out = io.BytesIO()
        frame.save(out, "JPEG", quality=90)
        data, way = out.getvalue(), Name.DCTDecode
    else:
        data, way = zlib.compress(frame.tobytes()), Name.FlateDecode
    return pdf.make_stream(
        data, Type=Name.XObject, Subtype=Name.Image, Width=frame.width, Height=frame.height,
        BitsPerComponent=8, ColorSpace=Name.DeviceGray if frame.mode == "L" else Name.DeviceRGB, Filter=way,
    )  # fmt: skip


def decoded(data: bytes) -> tuple[str, bool] | None:
    """Read bytes as plain text: the text, and whether its encoding is only a guess. None where it is none, is
    too long, or is not as anybody reads it (a page of the web, mail as it travels)."""
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if len(data) > LONGEST_TEXT or start.startswith(MARKUP) or MAIL.search(HEAD_END.split(start)[0]):
        return None
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return None if "\0" in text else (text, False)
    if len(CONTROL.findall(data[:4096].decode("latin-1").translate(OLD_LETTERS))) > 0:
        return None
    return data.decode("cp1252", "replace"), True


OLD_LETTERS = dict.fromkeys(range(0x80, 0xA0), " ")
"""Where Western European text of old has letters and quotation marks, and no control signs."""


def of_text(text: str) -> bytes:
    """Set plain text on pages of A4, line by line as it is; lines that are too long are broken."""
    return typeset(HERE / "text.typ", _lines(text))


def lacks_letters(text: str) -> bool:
    """Whether the text has letters that are in none of the fonts, so that empty boxes stand for them."""
    try:
        typeset(HERE / "text.typ", _lines(text), standard=True)
    except Lacking:
        return True
    return False


def _lines(text: str) -> str:
    text = CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
    return LONG_WORD.sub("\\g<0>\u200b", text).replace("\f", "\n\n").expandtabs(4)


def of_notices(notices: tuple[str, ...]) -> bytes:
    """One page of A4 for each text, which stands in the middle of it."""
    return typeset(HERE / "notice.typ", list(notices))


def _saved(pdf: Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()
