"""Draws a page with boxes anew: one picture with the boxes burnt in, and an invisible layer of the words that
lie wholly outside them. Knows where a box lies in a picture; not where the page came from.
"""

from __future__ import annotations

import io
import math
import zlib
from collections.abc import Sequence
from dataclasses import replace

from pikepdf import Array, Dictionary, Name, Object, Pdf
from PIL import Image, ImageChops, ImageDraw, ImageFont

from dueprocess.papers.redaction.cmap import to_unicode
from dueprocess.papers.redaction.model import Box, Size, Word
from dueprocess.papers.typesetting import FONTS

LARGEST_EXACT = 1 << 20
"""Bytes up to which a picture is kept exactly; a larger one (a scan, a photograph) is kept as JPEG."""
_BOLD = FONTS / "AtkinsonHyperlegibleNext_700Bold.ttf"
_LETTERS = 250  # of a font
_LEAST, _MOST = 5.0, 11.0  # points of a code


_RIPPLE, _BLOCK = 18, 8
_SEEN = 24  # levels of 255 between the lightest and the darkest of what can be seen


def brightest(grey: Image.Image) -> int:
    """The level of the lightest pixel of a grey picture."""
    return max(level for level, number in enumerate(grey.histogram()) if number)


def pixels(box: Box, size: Size, of: tuple[int, int]) -> tuple[int, int, int, int]:
    """The pixels that a box touches, in a picture of the page: left, top, and the first beyond."""
    across, down = of[0] / size.width, of[1] / size.height
    return (
        max(0, math.floor(box.x0 * across)),
        max(0, math.floor(box.y0 * down)),
        min(of[0], math.ceil(box.x1 * across)),
        min(of[1], math.ceil(box.y1 * down)),
    )


def burn(picture: Image.Image, boxes: Sequence[Box], size: Size) -> None:
    """Make every pixel of the boxes black, then print the codes of reasons in white where they fit. Nothing
    that is drawn depends on what lay there."""
    pen = ImageDraw.Draw(picture)
    pen.fontmode = "1"  # black or white, nothing between: what is left can be compared exactly
    for box in boxes:
        left, top, right, bottom = pixels(box, size, picture.size)
        pen.rectangle((left, top, right - 1, bottom - 1), fill=0 if picture.mode == "L" else (0, 0, 0))
    unit = picture.width / size.width
    for box in boxes:
        left, top, right, bottom = pixels(box, size, picture.size)
        high = min((bottom - top) * 0.72, _MOST * unit)
        if not box.reason or high < _LEAST * unit:
            continue
        font = ImageFont.truetype(_BOLD, round(high))
        if font.getlength(box.reason) <= (right - left) - high * 0.4:
            middle = ((left + right) / 2, (top + bottom) / 2)
            white = 255 if picture.mode == "L" else (255, 255, 255)
            pen.text(middle, box.reason, font=font, fill=white, anchor="mm")


def over_blocks(boxes: Sequence[Box], size: Size) -> tuple[Box, ...]:
    """The boxes of a picture that was a JPEG, grown by 18 to 25 pixels to its blocks. A JPEG stores blocks of
    16 pixels, and the ripples in one tell of the whole; new blocks shall hold nothing of them."""
    return tuple(
        replace(
            box,
            x0=max(0, (math.floor(box.x0) - _RIPPLE) // _BLOCK * _BLOCK),
            y0=max(0, (math.floor(box.y0) - _RIPPLE) // _BLOCK * _BLOCK),
            x1=min(size.width, -(-(math.ceil(box.x1) + _RIPPLE) // _BLOCK) * _BLOCK),
            y1=min(size.height, -(-(math.ceil(box.y1) + _RIPPLE) // _BLOCK) * _BLOCK),
        )
        for box in boxes
    )


def seen(word: Word, picture: Image.Image, size: Size) -> bool:
    """Whether anything is to be seen in the place of a word: white words on white, and words under a black
    bar that somebody drew before, are not laid under the picture."""
    left, top, right, bottom = pixels(word.box(), size, picture.size)
    if right <= left or bottom <= top:
        return False
    place = picture.crop((left, top, right, bottom)).convert("L")
    return brightest(place) - 255 + brightest(ImageChops.invert(place)) > _SEEN


def page(pdf: Pdf, picture: Image.Image, words: Sequence[Word], boxes: Sequence[Box], size: Size) -> Object:
    """A page object of `pdf`: the picture burnt, and the words beneath. Its size is the one shown."""
    kept = [
        word
        for word in words
        if not (word.told or any(box.touches(word) for box in boxes)) and seen(word, picture, size)
    ]
    burn(picture, boxes, size)
    fonts, layer = unseen(pdf, kept, size)
    drawn = f"q {size.width:.4f} 0 0 {size.height:.4f} 0 0 cm /I Do Q\n".encode()
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, round(size.width, 4), round(size.height, 4)]),
            Resources=Dictionary(XObject=Dictionary(I=_picture(pdf, picture)), Font=fonts),
            Contents=pdf.make_stream(drawn + layer),
        )
    )


def _picture(pdf: Pdf, picture: Image.Image) -> Object:
    if picture.mode == "RGB":
        red, green, blue = picture.split()
        if max(brightest(ImageChops.difference(red, other)) for other in (green, blue)) < 8:
            picture = green
    space = Name.DeviceGray if picture.mode == "L" else Name.DeviceRGB
    raw, coding = zlib.compress(picture.tobytes(), 6), Name.FlateDecode
    if len(raw) > LARGEST_EXACT:
        packed = io.BytesIO()
        picture.save(packed, "JPEG", quality=88, subsampling=0, optimize=True)
        raw, coding = packed.getvalue(), Name.DCTDecode
    made = pdf.make_stream(
        raw,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=space,
        BitsPerComponent=8,
    )
    made.write(raw, filter=coding)
    return made


def unseen(pdf: Pdf, words: Sequence[Word], size: Size) -> tuple[Dictionary, bytes]:
    """Fonts without any shape for the letters of the words, in the order of their codes, and the words set in
    them. Places are whole points: finer ones would tell of the width of what was taken out."""
    letters = sorted({" ", *(letter for word in words for letter in word.text)})
    code = {letter: divmod(n, _LETTERS) for n, letter in enumerate(letters)}
    fonts = Dictionary()
    for n in range(-(-len(letters) // _LETTERS) if words else 0):
        fonts[f"/F{n}"] = _font(pdf, letters[n * _LETTERS : (n + 1) * _LETTERS])
    told = [b"BT 3 Tr\n"]
    for word in words:
        x, y = round(word.x0), round(size.height - word.y1)
        wide, high = max(1, round(word.x1 - word.x0)), max(1, round(word.y1 - word.y0))
        told.append(f"{2 * wide / len(word.text):.3f} 0 0 {high} {x} {y + high * 0.2:.1f} Tm ".encode())
        before, run = -1, b""
        for letter in [*word.text, " "]:
            font, number = code[letter]
            if font != before:
                told.append(_shown(run) + f"/F{font} 1 Tf ".encode())
                before, run = font, b""
            run += bytes([number + 1])
        told.append(_shown(run) + b"\n")
    return fonts, b"".join([*told, b"ET\n"]) if words else b""


def _shown(run: bytes) -> bytes:
    return b"<" + run.hex().encode() + b"> Tj " if run else b""


def _font(pdf: Pdf, letters: Sequence[str]) -> Object:
    codes = range(1, len(letters) + 1)
    mapped = {bytes([n]): letter for n, letter in zip(codes, letters, strict=True)}
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, -200, 500, 800]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            CharProcs=Dictionary(g=pdf.make_stream(b"500 0 0 -200 500 800 d1")),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([1, *[Name.g for _ in codes]])),
            FirstChar=1,
            LastChar=len(letters),
            Widths=Array([500 for _ in codes]),
            ToUnicode=pdf.make_stream(to_unicode(mapped)),
            Resources=Dictionary(),
        )
    )
