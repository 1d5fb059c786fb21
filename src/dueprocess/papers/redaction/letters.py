"""What a font says of letters besides its map: names, widths and shapes, by their codes (ISO 32000-1, 9.6 and
9.7). Programs often write them in the order in which a document first shows them; that order can spell a
covered word. Knows fonts; not which letters may stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Object


def named(font: Object) -> dict[int, str]:
    """The names that a font gives to codes of its own."""
    coding = font.get("/Encoding")
    found: dict[int, str] = {}
    if isinstance(coding, Dictionary) and isinstance(coding.get("/Differences"), Array):
        at = 0
        for each in coding.Differences:
            if isinstance(each, Name):
                found[at] = str(each)
                at += 1
            else:
                at = int(each)
    return found


def only(font: Object, used: Collection[bytes]) -> None:
    """Take out of a font of ours the names and widths of codes that are not used; what other fonts have too
    must not be in it."""
    if font.get("/Subtype") == Name.Type0:
        for each in font.get("/DescendantFonts", ()):
            _cid(each, {int.from_bytes(code) for code in used})
        return
    codes = {code[0] for code in used if len(code) == 1}
    kept = {code: name for code, name in named(font).items() if code in codes}
    if isinstance(font.get("/Encoding"), Dictionary) and "/Differences" in font.Encoding:
        font.Encoding.Differences = Array(
            [each for code in sorted(kept) for each in (code, Name(kept[code]))]
        )
    widths = font.get("/Widths")
    if isinstance(widths, Array):
        first = int(font.get("/FirstChar", 0))
        font.Widths = Array([each if first + n in codes else 0 for n, each in enumerate(widths)])


def _cid(font: Any, used: Collection[int]) -> None:
    """The same of the font within a composite one, of which codes are numbers of shapes."""
    for key, size in (("/W", 1), ("/W2", 3)):
        if isinstance(font.get(key), Array):
            kept = [(code, values) for code, values in _each(font[key], size) if code in used]
            font[key] = Array([part for code, values in sorted(kept) for part in (code, Array(values))])


def _each(widths: Array, size: int) -> Iterator[tuple[int, list[Any]]]:
    """Every code with its widths (9.7.4.3): `c [w …]`, or `first last w`."""
    parts, at = list(widths), 0
    while at + 1 < len(parts):
        first, then = int(parts[at]), parts[at + 1]
        if isinstance(then, Array):
            told = list(then)
            yield from ((first + n // size, told[n : n + size]) for n in range(0, len(told) - size + 1, size))
            at += 2
            continue
        last = int(then)
        if last - first > 0xFFFF:
            raise ValueError("a font has more letters than there are")
        yield from ((code, parts[at + 2 : at + 2 + size]) for code in range(first, last + 1))
        at += 2 + size
