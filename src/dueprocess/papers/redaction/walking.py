"""Walks through the objects of a PDF: keys, texts, signs, and the letters that fonts' codes stand for. Knows
the form of a PDF; not what is sought in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dueprocess.papers.redaction import cmap
from dueprocess.papers.redaction.terms import FREE


def where(thing: Object) -> str:
    """An object's name in the file."""
    return f"object {thing.objgen[0]}" if thing.is_indirect else "an object"


def pairs(thing: Any) -> Iterator[tuple[str, Any]]:
    """Every key and value of an object and of those within it, but for what other objects hold, and for the
    names of a font's shapes."""
    waiting = [thing]
    while waiting:
        each = waiting.pop()
        if isinstance(each, (Dictionary, Stream)):
            for key, value in each.items():
                yield key, value
                if key[1:] not in FREE and not _apart(value):
                    waiting.append(value)
        elif isinstance(each, Array):
            waiting += [value for value in each if not _apart(value)]


def leaves(thing: Any) -> Iterator[Any]:
    """Every text and name of an object, keys too, but for what other objects hold, and for names of a font's
    shapes (which may be words: /eight)."""
    waiting = [thing]
    while waiting:
        each = waiting.pop()
        if isinstance(each, (pikepdf.String, Name)):
            yield each
        elif isinstance(each, (Dictionary, Stream)):
            for key, value in each.items():
                if key not in ("/CharProcs", "/Differences", "/BaseFont", "/FontName"):
                    yield Name(key)
                    if not _apart(value):
                        waiting.append(value)
        elif isinstance(each, Array):
            waiting += [value for value in each if not _apart(value)]


def _apart(value: Any) -> bool:
    return isinstance(value, Object) and value.is_indirect


def reached(start: Object) -> set[tuple[int, int]]:
    """The objects that can be reached from one."""
    found: set[tuple[int, int]] = set()
    waiting: list[Any] = [start]
    while waiting:
        each = waiting.pop()
        if not isinstance(each, Object):
            continue
        if each.is_indirect:
            if each.objgen in found:
                continue
            found.add(each.objgen)
        if isinstance(each, Array):
            waiting += list(each)
        elif isinstance(each, (Dictionary, Stream)):
            waiting += [value for _, value in each.items()]
    return found


def signs(content: Any) -> Iterator[tuple[list[Any], str]]:
    """The signs of a stream that draws, each with what stands before it."""
    for each in pikepdf.parse_content_stream(content):
        if isinstance(each, pikepdf.ContentStreamInlineImage):
            yield [], "INLINE IMAGE"
        else:
            yield list(each.operands), str(each.operator)


def spelt(content: Any, shelf: Object | None) -> str:
    """The text that a stream shows: each code as its font's map says, else as a letter of Latin-1; a bar
    where the place changes."""
    maps: dict[str, dict[bytes, str]] = {}
    fonts: Any = {} if shelf is None else shelf.get("/Font", {})
    for name, font in fonts.items():
        if "/ToUnicode" in font:
            maps[name] = cmap.letters(font.ToUnicode.read_bytes())
    found: list[str] = []
    known: dict[bytes, str] = {}
    for operands, sign in signs(content):
        if sign == "Tf":
            known = maps.get(str(operands[0]), {})
        elif sign in ("Tj", "TJ", "'", '"') and operands:
            pieces = operands[-1] if isinstance(operands[-1], Array) else [operands[-1]]
            codes = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
            found.append(_letters(codes, known))
        elif sign in ("Td", "TD", "T*", "Tm", "BT"):
            found.append("|")
    return "".join(found)


def _letters(codes: bytes, known: dict[bytes, str]) -> str:
    long = max((len(code) for code in known), default=1)
    if not known:
        return codes.decode("latin-1")
    return "".join(known.get(codes[at : at + long], "") for at in range(0, len(codes), long))


def drawn(page: Object, touches: Callable[[Corners], bool]) -> set[tuple[int, int]]:
    """The pictures that a page draws where `touches` says so of their corners (in the page's own space), also
    within forms."""
    found: set[tuple[int, int]] = set()
    _drawn(page, page.get("/Resources"), pikepdf.Matrix(), touches, found, 0)
    return found


def _drawn(
    content: Any,
    shelf: Any,
    at: pikepdf.Matrix,
    touches: Callable[[Corners], bool],
    found: set[tuple[int, int]],
    depth: int,
) -> None:
    kept: list[pikepdf.Matrix] = []
    for operands, sign in signs(content):
        if sign == "q":
            kept.append(at)
        elif sign == "Q" and kept:
            at = kept.pop()
        elif sign == "cm" and len(operands) == 6:
            at = pikepdf.Matrix(*(float(each) for each in operands)) @ at
        elif sign == "Do" and operands and depth < DEEPEST:
            thing = None if shelf is None else shelf.get("/XObject", Dictionary()).get(str(operands[0]))
            if not isinstance(thing, Stream):
                continue
            if thing.get("/Subtype") == Name.Form:
                inner = thing.get("/Matrix")
                to = pikepdf.Matrix(inner) @ at if inner is not None else at
                _drawn(thing, thing.get("/Resources", shelf), to, touches, found, depth + 1)
            elif touches(tuple(at.transform(corner) for corner in _UNIT)):
                found.add(thing.objgen)
                if isinstance(mask := thing.get("/SMask"), Stream):
                    found.add(mask.objgen)


Corners = tuple[tuple[float, float], ...]
DEEPEST = 24
_UNIT = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))


def fault(page: Object) -> str:
    """What of a page is neither its one picture nor its layer of invisible text; else empty. The picture may
    only be set to the whole page."""
    if set(page.keys()) - {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents", "/UserUnit"}:
        return "it has a key of its own"
    shelf = page.Resources
    if set(shelf.keys()) - {"/XObject", "/Font"} or len(shelf.XObject) != 1:
        return "it has more than one picture and its letters"
    (drawn,) = [thing for _, thing in shelf.XObject.items()]
    if set(drawn.keys()) - _PICTURE or drawn.get("/Subtype") != Name.Image:
        return "what it shows is no plain picture"
    for _, font in shelf.get("/Font", Dictionary()).items():
        if font.get("/Subtype") != Name.Type3 or len(font.CharProcs) != 1:
            return "its letters have shapes"
    found = [sign for _, sign in signs(page)]
    if found[:4] != ["q", "cm", "Do", "Q"]:
        return "it draws something before its picture"
    layer = list(signs(page))[4:]
    if any(sign not in ("BT", "Tr", "Tm", "Tf", "Tj", "ET") for _, sign in layer):
        return "it draws something over its picture"
    if any(sign == "Tr" and int(operands[0]) != 3 for operands, sign in layer):
        return "its letters can be seen"
    return ""


_PICTURE = frozenset(
    {"/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Filter", "/Length"}
    | {"/DecodeParms"}
)
