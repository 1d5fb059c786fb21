"""Copies a page without boxes into a new document: what draws it, and nothing else. Knows how pages, forms,
fonts and their resources hang together (ISO 32000-1, 7.8 and 8); not what is to be covered.

Deny by default: content is written anew without comments, marks and hidden names, resources that it does not
use stay behind, and of every dictionary only the keys that drawing needs are taken. What cannot be read for
sure is not copied: `Unkept`, and the page is drawn as a picture instead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Operator, Pdf, Stream

from dueprocess.papers.redaction import cmap, letters
from dueprocess.papers.redaction.model import BROKEN
from dueprocess.papers.redaction.terms import DRAWING, KEYS, MARKS

DEEPEST = 24
_DO, _TF, _GS, _SH = "Do", "Tf", "gs", "sh"
_PLACE = {
    _DO: "XObject",
    _TF: "Font",
    _GS: "ExtGState",
    _SH: "Shading",
    "cs": "ColorSpace",
    "CS": "ColorSpace",
}
_BARE = frozenset({"/DCTDecode", "/DCT", "/JPXDecode"})
"""Pictures that can hold remarks, places, thumbnails: `bare` takes them out of a JPEG that is no more."""
_INLINE = frozenset(
    {
        "/W", "/Width", "/H", "/Height", "/CS", "/ColorSpace", "/BPC", "/BitsPerComponent", "/F", "/Filter",
        "/DP", "/DecodeParms", "/D", "/Decode", "/IM", "/ImageMask", "/I", "/Interpolate", "/Intent", "/L",
        "/Length",
    }
)  # fmt: skip
"""Keys of a picture within the text (ISO 32000-2, 8.9.7)."""
_DEVICE = frozenset({"/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern", "/G", "/RGB", "/CMYK"})


class Unkept(Exception):
    """A page that cannot be copied with certainty; says what is in the way."""


class Keeper:
    """Copies pages of one document into another. Call `finish` when all are copied."""

    def __init__(self, source: Pdf, target: Pdf, covered: Collection[tuple[int, int]] = ()) -> None:
        """`covered`: pictures of which a box covers something on another page."""
        self.source, self.target, self.covered = source, target, covered
        self._made: dict[tuple[int, int], Object] = {}
        self._fonts: dict[tuple[int, int], tuple[Object, Object, set[bytes]]] = {}
        self._shapes: dict[tuple[int, int], tuple[Dictionary, dict[tuple[str, str], Name]]] = {}

    def page(self, number: int) -> Object:
        """A page as an object of the target. Raises Unkept."""
        try:
            return self._page(self.source.pages[number - 1])
        except Unkept:
            raise
        except BROKEN as error:
            raise Unkept("it is not built as the standard asks") from error

    def finish(self) -> None:
        """Give every font the letters that kept pages show in it, and no more: no maps, names or widths of
        others, of which the order may spell what was covered."""
        for font, made, used in self._fonts.values():
            if not font.keys():
                continue  # its codes are none that could be told from one another
            letters.only(made, used)
            codes = font.get("/ToUnicode")
            if not isinstance(codes, Stream):
                continue
            try:
                known = cmap.letters(codes.read_bytes())
            except BROKEN:
                continue  # without a map the letters can still be seen, but not copied
            kept = {code: known[code] for code in used if code in known}
            if kept:
                made.ToUnicode = self.target.make_stream(cmap.to_unicode(kept))

    def _page(self, page: pikepdf.Page) -> Object:
        media, crop = _numbers(page.mediabox), _numbers(page.cropbox)
        if any(abs(one - two) > 0.01 for one, two in zip(media, crop, strict=True)):
            raise Unkept("a part of it is cropped away")
        made = Dictionary(Type=Name.Page, MediaBox=Array(media))
        turn = _inherited(page.obj, "/Rotate")
        if turn is not None:
            made.Rotate = int(turn) % 360
        if "/UserUnit" in page.obj:
            made.UserUnit = page.obj.UserUnit
        if "/Group" in page.obj:
            made.Group = self._copy(page.obj.Group, 0)
        found = _inherited(page.obj, "/Resources")
        content, used = self._content(page.obj, found, 0)
        made.Resources, made.Contents = used, self.target.make_stream(content)
        return self.target.make_indirect(made)

    def _content(self, of: Object, resources: Object | None, depth: int) -> tuple[bytes, Dictionary]:
        used = Dictionary()
        return self._rewritten(of, resources, used, {}, depth), used

    def _rewritten(
        self,
        of: Object,
        resources: Object | None,
        used: Dictionary,
        names: dict[tuple[str, str], Name],
        depth: int,
    ) -> bytes:
        """The content written anew; what it uses is added to `used` under names of ours."""
        if depth > DEEPEST:
            raise Unkept("its parts are nested too deep")
        found: Any = {} if resources is None else resources

        def take(kind: str, name: Object) -> Name:
            key = (kind, str(name))
            if key not in names:
                shelf = found.get(f"/{kind}")
                thing = None if shelf is None else shelf.get(str(name))
                if thing is None:
                    raise Unkept(f"it uses a {kind} that is not there")
                names[key] = Name(f"/{kind[0]}{len(names)}")
                copied = self._font(thing, depth) if kind == "Font" else self._copy(thing, depth + 1)
                if f"/{kind}" not in used:
                    used[f"/{kind}"] = Dictionary()
                used[f"/{kind}"][names[key]] = copied
            return names[key]

        lines: list[Any] = []
        font: Object | None = None
        kept_font: list[Object | None] = []
        for each in pikepdf.parse_content_stream(of):
            if isinstance(each, pikepdf.ContentStreamInlineImage):
                told = each.iimage.obj
                if str(told.get("/ColorSpace", told.get("/CS", "/G"))) not in _DEVICE:
                    raise Unkept("a picture within its text has colours of its own")
                if set(told.keys()) - _INLINE or not _BARE.isdisjoint(_filters(told)):
                    raise Unkept("a picture within its text may say more than it shows")
                lines.append(each)
                continue
            operands, sign = list(each.operands), str(each.operator)
            if sign in MARKS:
                if sign in ("BDC", "DP") and operands and operands[0] == Name.OC:
                    raise Unkept("it has layers")
                continue
            if sign not in DRAWING:
                raise Unkept("it has a sign that no standard knows")
            if sign in _PLACE and operands:
                if sign == _TF:
                    font = found["/Font"][str(operands[0])]
                if str(operands[0]) not in _DEVICE or sign not in ("cs", "CS"):
                    operands[0] = take(_PLACE[sign], operands[0])
            elif sign in ("scn", "SCN") and operands and isinstance(operands[-1], Name):
                operands[-1] = take("Pattern", operands[-1])
            elif sign == "q":
                kept_font.append(font)
            elif sign == "Q" and kept_font:
                font = kept_font.pop()
            elif sign in ("Tj", "TJ", "'", '"') and operands:
                if font is None:
                    raise Unkept("its letters are of a font that it does not name")
                self._shown(font, operands[-1], depth)
            if any(isinstance(operand, Dictionary) for operand in operands):
                raise Unkept("it has a sign with a dictionary")
            lines.append((operands, Operator(sign)))
        return pikepdf.unparse_content_stream(lines)

    def _shown(self, font: Object, text: Object, depth: int) -> None:
        used = self._fonts[font.objgen][2] if font.objgen in self._fonts else set()
        long = 2 if font.get("/Subtype") == Name.Type0 else 1
        for piece in text if isinstance(text, Array) else [text]:
            if isinstance(piece, pikepdf.String):
                raw = bytes(piece)
                used.update(raw[at : at + long] for at in range(0, len(raw), long))
        if font.objgen in self._shapes:
            self._shape(font, used, depth)

    def _shape(self, font: Object, used: Collection[bytes], depth: int) -> None:
        """Copy the shapes of the letters that are shown."""
        made = self._fonts[font.objgen][1]
        resources, names = self._shapes[font.objgen]
        for code, name in letters.named(font).items():
            if bytes([code]) not in used or name in made.CharProcs or name not in font.CharProcs:
                continue
            made.CharProcs[name] = self.target.make_stream(b"")  # it may show itself
            shape = font.CharProcs[name]
            try:
                content = self._rewritten(shape, font.get("/Resources"), resources, names, depth + 1)
            except BaseException:
                del made.CharProcs[name]
                raise
            made.CharProcs[name] = self.target.make_stream(content)

    def _font(self, font: Object, depth: int) -> Object:
        if not font.is_indirect:
            raise Unkept("a font of it stands for itself")
        if font.objgen in self._fonts:
            return self._fonts[font.objgen][1]
        made = self.target.make_indirect(Dictionary())
        coding = font.get("/Encoding")
        if isinstance(coding, Stream) or ("/CharProcs" in font and not letters.named(font)):
            raise Unkept("a font of it has codes of its own")
        two = isinstance(coding, Name) and str(coding) in ("/Identity-H", "/Identity-V")
        known = font if font.get("/Subtype") != Name.Type0 or two else Dictionary()
        self._fonts[font.objgen] = (known, made, set())
        if "/CharProcs" in font:
            shelf = Dictionary()
            made.CharProcs, made.Resources = self.target.make_indirect(Dictionary()), shelf
            self._shapes[font.objgen] = (shelf, {})
        try:
            for key, value in font.items():
                if key[1:] in KEYS:  # what is named in the order of the text is its own, not shared
                    own = key in ("/Encoding", "/Widths", "/DescendantFonts")
                    made[key] = self._anew(value, depth + 1) if own else self._copy(value, depth + 1)
        except BaseException:
            del self._fonts[font.objgen]  # the next page that shows it is drawn too
            raise
        return made

    def _anew(self, thing: Any, depth: int) -> Any:
        """A resource copied for one font alone: `finish` takes out of it what the pages do not show."""
        if isinstance(thing, Stream) or not isinstance(thing, (Dictionary, Array)):
            return self._copy(thing, depth)
        if depth > DEEPEST:
            raise Unkept("its parts are nested too deep")
        if isinstance(thing, Array):
            return Array([self._anew(each, depth + 1) for each in thing])
        return Dictionary(
            {
                key: self._copy(value, depth + 1)
                if key == "/FontDescriptor"
                else self._anew(value, depth + 1)
                for key, value in thing.items()
                if key[1:] in KEYS
            }
        )

    def _copy(self, thing: Any, depth: int) -> Any:
        """A resource without whatever is not in `KEYS`."""
        if depth > DEEPEST:
            raise Unkept("its parts are nested too deep")
        if not isinstance(thing, Object):
            return thing
        if isinstance(thing, Stream):
            return self._once(thing, lambda: self._stream(thing, depth))
        if isinstance(thing, Dictionary):
            return self._once(thing, lambda: self._dictionary(thing, depth))
        if isinstance(thing, Array):
            return self._once(thing, lambda: Array([self._copy(each, depth + 1) for each in thing]))
        if isinstance(thing, pikepdf.String):
            return pikepdf.String(bytes(thing))
        if isinstance(thing, Name):
            return Name(str(thing))
        return thing

    def _once(self, thing: Object, make: Callable[[], Object]) -> Object:
        if not thing.is_indirect:
            return make()
        if thing.objgen not in self._made:
            self._made[thing.objgen] = self.target.make_indirect(make())
        return self._made[thing.objgen]

    def _dictionary(self, thing: Object, depth: int) -> Dictionary:
        if "/OC" in thing:
            raise Unkept("it has layers")
        made = Dictionary()
        for key, value in thing.items():
            if key[1:] in KEYS:
                made[key] = self._copy(value, depth + 1)
            elif key == "/Font":  # of a graphics state
                raise Unkept("a font of it is set with other things")
        return made

    def _stream(self, thing: Stream, depth: int) -> Stream:
        if thing.get("/OC") is not None:
            raise Unkept("it has layers")
        if thing.objgen in self.covered:
            raise Unkept("it shows a picture of which something is covered elsewhere")
        form = thing.get("/Subtype") == Name.Form or thing.get("/PatternType") == 1
        packed = _filters(thing)
        if not form and packed != ["/DCTDecode"] and not _BARE.isdisjoint(packed):
            raise Unkept("a picture on it may say more than it shows")
        if not form and "/JBIG2Globals" in _all_keys(thing.get("/DecodeParms")):
            raise Unkept("a picture on it shares its letters with others")
        keys = {
            key: self._copy(value, depth + 1)
            for key, value in thing.items()
            if key[1:] in KEYS and not (form and key in ("/Filter", "/DecodeParms"))
        }
        if form:
            content, used = self._content(thing, thing.get("/Resources"), depth + 1)
            made = self.target.make_stream(content, Dictionary(keys))
            made.Resources = used
            return made
        raw = thing.read_raw_bytes()
        if packed == ["/DCTDecode"]:
            raw = bare(raw)
        made = self.target.make_stream(raw, Dictionary(keys))
        filters, parms = keys.get("/Filter"), keys.get("/DecodeParms")
        made.write(raw, filter=filters, decode_parms=parms)
        return made


def bare(raw: bytes) -> bytes:
    """A JPEG (ITU-T T.81) without what does not draw it: camera, place, thumbnail, remarks, profile, and what
    follows its end. The colour transform of Adobe (APP14) stays. Raises Unkept."""
    if raw[:2] != b"\xff\xd8":
        raise Unkept("a picture on it is no JPEG, though it says so")
    kept, at = [b"\xff\xd8"], 2
    while at + 4 <= len(raw) and raw[at] == 0xFF:
        sign, length = raw[at + 1], int.from_bytes(raw[at + 2 : at + 4])
        if sign == 0xDA:
            end = raw.rfind(b"\xff\xd9")
            return b"".join([*kept, raw[at : end + 2] if end > at else raw[at:]])
        if not (0xE0 <= sign <= 0xEF or sign == 0xFE) or sign == 0xEE:
            kept.append(raw[at : at + 2 + length])
        at += 2 + length
    raise Unkept("a JPEG on it is damaged")


def _all_keys(parms: Any) -> set[str]:
    each = list(parms) if isinstance(parms, Array) else [parms]
    return {key for one in each if isinstance(one, Dictionary) for key in one.keys()}  # noqa: SIM118


def _filters(thing: Object) -> list[str]:
    found = thing.get("/Filter", thing.get("/F"))
    return (
        [str(each) for each in found] if isinstance(found, Array) else [] if found is None else [str(found)]
    )


def _inherited(page: Object, key: str) -> Any:
    for _ in range(DEEPEST):
        if key in page:
            return page[key]
        if "/Parent" not in page:
            return None
        page = page.Parent
    raise Unkept("its place in the document is nested too deep")


def _numbers(box: Any) -> list[float]:
    found = [float(each) for each in box]
    if len(found) != 4:
        raise Unkept("its size has not four numbers")
    left, right = sorted((found[0], found[2]))
    low, high = sorted((found[1], found[3]))
    return [left, low, right, high]
