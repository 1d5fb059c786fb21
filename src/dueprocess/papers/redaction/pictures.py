"""Proves pictures: a redacted copy of one, and what a page stores. Knows pixels; no PDF."""

from __future__ import annotations

import io

from PIL import Image, ImageChops

from dueprocess.papers.redaction import burning
from dueprocess.papers.redaction.model import Box, Leak, Size, Unreadable, by_page
from dueprocess.papers.redaction.reading import image, is_jpeg

NEAR = 110
"""How far a JPEG may stray from black and white at an edge."""


def black(stored: Image.Image, boxes: tuple[Box, ...], size: Size, where: str, near: int) -> None:
    """Raise Leak where a picture is not, under the boxes, what burning makes of them."""
    made = Image.new("L", stored.size)
    burning.burn(made, boxes, size)
    for band in stored.split():
        for box in boxes:
            part = burning.pixels(box, size, stored.size)
            if burning.brightest(ImageChops.difference(band.crop(part), made.crop(part))) > near:
                raise Leak("picture", where, "its stored picture is not black under a box")


def prove(copy: bytes, original: bytes, boxes: tuple[Box, ...]) -> None:
    """Return where a copy of a picture is black under the boxes and says nothing but its pixels; else raise
    Leak."""
    before = image(original)
    size = Size(*before.size)
    covered = by_page(boxes, (size,)).get(1, ())
    if is_jpeg(original):
        covered = burning.over_blocks(covered, size)
    try:
        with Image.open(io.BytesIO(copy), formats=("PNG", "JPEG")) as found:
            kind, told = found.format, set(found.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        after = image(copy)
    except (Unreadable, OSError) as error:
        raise Leak("readable", "the picture", "it cannot be read") from error
    if after.size != before.size:
        raise Leak("pages", "the picture", "it is not as large as the original")
    if told:
        raise Leak("metadata", "the picture", "it says more than its pixels")
    if not copy.endswith(b"\xff\xd9" if kind == "JPEG" else b"IEND\xaeB`\x82"):
        raise Leak("history", "the picture", "something stands behind it")
    black(after, covered, size, "the picture", NEAR if kind == "JPEG" else 0)
