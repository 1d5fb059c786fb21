"""A picture: what it says of itself (camera, time, place), a copy without that, and its pages to be read."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

import PIL
from PIL import ExifTags, Image, ImageOps

from dueprocess.cases.evidence.reading.model import Fault, Found, How, Page, facts_of

TOOL = f"Pillow {PIL.__version__}"
KINDS = ("PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP", "AVIF")
MOST_PIXELS = 100_000_000
MOST_FRAMES = 200
"""Pages of a TIFF; of a picture that moves only the first is a page."""
BROKEN = (
    OSError, ValueError, TypeError, SyntaxError, EOFError, LookupError, ArithmeticError, AttributeError,
    MemoryError, RuntimeError, struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip
"""What Pillow raises for a picture that is damaged, or unpacks to far more than it should."""
_WANTED = (
    "Make", "Model", "BodySerialNumber", "LensModel", "Software", "DateTimeOriginal", "OffsetTimeOriginal",
    "DateTime", "Artist", "CameraOwnerName", "Copyright", "ImageDescription", "UserComment", "HostComputer",
)  # fmt: skip
_TEXTS = 40_000
_MOST_TOGETHER = 3 * MOST_PIXELS
"""Pixels of all pages of a picture that are written anew at once."""


def opened(data: bytes) -> Image.Image:
    """Open a picture; nothing is decoded yet. Raises one of `BROKEN`, ValueError where it is too large."""
    picture = Image.open(io.BytesIO(data), formats=KINDS)
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    return picture


def read(data: bytes) -> Found:
    """Read a picture; it says in its faults what could not be read."""
    try:
        picture = Image.open(io.BytesIO(data), formats=KINDS)
    except Image.DecompressionBombError:
        return Found(TOOL, faults=(Fault.TOO_LARGE,))
    except BROKEN:
        return Found(TOOL, faults=(Fault.DAMAGED,))
    if picture.width * picture.height > MOST_PIXELS:
        return Found(TOOL, faults=(Fault.TOO_LARGE,))
    facts = facts_of([("size", f"{picture.width} × {picture.height}"), *_facts(picture)])
    frames = _frames(picture)
    try:
        copy, kind = stripped(picture)
    except BROKEN:
        return Found(TOOL, facts=facts, faults=(Fault.DAMAGED,))
    faults = (Fault.FRAMES,) if frames > 1 or _moves(picture) else ()
    return Found(TOOL, tuple(Page("", How.SCAN) for _ in range(frames)), facts, (), faults, copy, kind)


def _frames(picture: Image.Image) -> int:
    if picture.format != "TIFF":
        return 1
    try:
        return min(MOST_FRAMES, int(getattr(picture, "n_frames", 1)))
    except BROKEN:
        return 1


def _moves(picture: Image.Image) -> bool:
    try:
        return bool(getattr(picture, "is_animated", False))
    except BROKEN:
        return False


def _facts(picture: Image.Image) -> Iterator[tuple[str, object]]:
    """What the picture says of itself, as pairs of a name and a value."""
    try:
        exif = picture.getexif()
        tags = dict(exif) | exif.get_ifd(ExifTags.IFD.Exif)
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except BROKEN:
        tags, place = {}, {}
    named: dict[str, object] = {ExifTags.TAGS.get(tag, ""): value for tag, value in tags.items()}
    for name in _WANTED:
        if name in named:
            yield f"exif {name}", _text(named[name])
    yield "gps", _place(place)
    for key, text in sorted(picture.info.items(), key=lambda each: str(each[0])):
        if isinstance(text, str) and len(text) < _TEXTS:
            yield f"note {str(key)[:30]}", text
    comment = picture.info.get("comment")
    if isinstance(comment, bytes):
        yield "note comment", _text(comment)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        if value[:8] in (b"ASCII\0\0\0", b"UNICODE\0", bytes(8)):  # EXIF 2.3 s4.6.5, UserComment
            value = value[8:]
        value = value.decode("utf-8", "replace")
    return str(value).replace("\0", " ")


def _place(tags: dict[int, object]) -> str:
    """Latitude and longitude in degrees, as maps take them; "" where there are none."""
    try:
        found = []
        for at, way, negative in ((2, 1, "S"), (4, 3, "W")):
            degrees, minutes, seconds = (float(each) for each in tags[at])  # type: ignore[attr-defined]
            value = degrees + minutes / 60 + seconds / 3600
            found.append(-value if str(tags[way]).strip("\0 ") == negative else value)
        return f"{found[0]:.5f}, {found[1]:.5f}"
    except BROKEN:
        return ""


def stripped(picture: Image.Image) -> tuple[bytes, str]:
    """A copy of a picture, upright, with nothing but what is seen; and its media type. A photograph stays a
    JPEG, all others lose nothing. Raises one of `BROKEN`."""
    photograph = picture.format in ("JPEG", "AVIF")
    bare = _bare(picture)
    out = io.BytesIO()
    if photograph and bare.mode in ("L", "RGB"):
        bare.save(out, "JPEG", quality=92, subsampling=0)
        return out.getvalue(), "image/jpeg"
    bare.save(out, "PNG")
    return out.getvalue(), "image/png"


def bare(data: bytes) -> tuple[bytes, str]:
    """A copy of a picture as `stripped` makes it, of all its pages or frames; and its media type. Raises one
    of `BROKEN`, also where there are too many to be sure of all."""
    picture = opened(data)
    count = int(getattr(picture, "n_frames", 1)) if picture.format in _SEVERAL else 1
    if count == 1:
        return stripped(picture)
    if count > MOST_FRAMES or count * picture.width * picture.height > _MOST_TOGETHER:
        raise ValueError("too many pages")
    pages, last = [], []
    for number in range(count):
        picture.seek(number)
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        pages.append(_bare(picture))
        last.append(max(1, int(picture.info.get("duration") or 100)))
    out = io.BytesIO()
    if picture.format == "TIFF":
        pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_adobe_deflate")
        return out.getvalue(), "image/tiff"
    again = int(picture.info.get("loop") or 0)
    pages[0].save(out, "PNG", save_all=True, append_images=pages[1:], duration=last, loop=again)
    return out.getvalue(), "image/png"


_SEVERAL = ("TIFF", "GIF", "PNG", "WEBP", "AVIF")
"""Kinds that may have several pages or frames, each of which is seen."""


def _bare(picture: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in ("L", "RGB", "RGBA"):
        upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare


def drawn(data: bytes, numbers: list[int]) -> Iterator[Image.Image]:
    """Yield pages of a picture (from 1), grey and on white. Raises one of `BROKEN`."""
    picture = opened(data)
    for number in numbers:
        if number > 1:
            picture.seek(number - 1)
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        bare = _bare(picture)
        if bare.mode == "RGBA":
            paper = Image.new("RGB", bare.size, "white")
            paper.paste(bare, mask=bare.getchannel("A"))
            bare = paper
        yield bare.convert("L")
