"""Proves a redacted copy against its original: reads it as an attacker would, in more ways than one, and by
other means than those that made it. Knows what may be in a copy; not how it was made.

`CHECKS` names them. Each asks something of its own; each fails closed: what cannot be read is a Leak.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Object, Pdf, Stream
from PIL import Image, ImageChops, ImageFilter

from dueprocess.papers.redaction import burning, cmap, pictures, walking
from dueprocess.papers.redaction.model import BROKEN, Box, Leak, Size, Source, Unreadable, Word, by_page
from dueprocess.papers.redaction.reading import Pages, data, folded, is_pdf
from dueprocess.papers.redaction.terms import VOCABULARY

_SHORTEST, _SHORTEST_OTHER = 3, 2
"""Letters of a word that is sought as a part of other text, in ASCII and in other scripts."""
_SHORTEST_IN_SIGNS = 4
"""Letters of a word that is sought between the signs of a stream."""
_SHORTEST_RAW = 7
"""Bytes of a word that is sought among packed bytes, where shorter ones stand by chance."""
_HEX = re.compile(r"[0-9a-f.]+")
"""Words that cannot be told from numbers between signs; as text they are sought by `operators`."""
_OTHER_DPI = 110


@dataclass(frozen=True)
class Copy:
    """What the checks look at."""

    raw: bytes
    pdf: Pdf
    pages: Pages
    covered: Mapping[int, tuple[Box, ...]]
    kept: Mapping[int, Counter[str]]  # by page with boxes: its words, folded, that lie outside them
    secrets: tuple[str, ...]  # covered words and runs of them, folded, that stand nowhere outside
    sought: tuple[bytes, ...]  # the same as they may stand among bytes

    @cached_property
    def objects(self) -> tuple[Object, ...]:
        """Every object of the file, whether anything refers to it or not."""
        return tuple(each for each in self.pdf.objects if isinstance(each, Object))

    @cached_property
    def values(self) -> tuple[tuple[str, Any], ...]:
        """Every key with its value, in every dictionary of the file."""
        return tuple(pair for each in self.objects for pair in walking.pairs(each))

    @cached_property
    def drawing(self) -> tuple[tuple[str, Any, Object | None], ...]:
        """Every page, form and pattern: where, its stream (or page), its resources."""
        pages = [
            (f"page {number}", page.obj, page.obj.get("/Resources"))
            for number, page in enumerate(self.pdf.pages, 1)
        ]
        forms = [
            (walking.where(each), each, each.get("/Resources"))
            for each in self.objects
            if isinstance(each, Stream)
            and (each.get("/Subtype") == Name.Form or each.get("/PatternType") == 1)
        ]
        return (*pages, *forms)

    @cached_property
    def vocabulary(self) -> str:
        """The words of the format, and the names of the fonts of pages that were copied."""
        names = [str(value) for key, value in self.values if key in ("/BaseFont", "/FontName")]
        return folded("|".join(names)) + VOCABULARY


def prove(redacted: Source, original: Source, boxes: Iterable[Box]) -> None:
    """Return where nothing of what the boxes cover can be found in the copy, by any of `CHECKS`; else raise
    Leak. Raises Leak too where the copy cannot be read, Unreadable and BadBox as `redact` does."""
    copy, raw, wanted = data(redacted), data(original), tuple(boxes)
    if not is_pdf(raw):
        pictures.prove(copy, raw, wanted)
        return
    with Pages(raw) as source:
        covered = by_page(wanted, source.sizes)
        kept, secrets, sought = _told(source, covered)
        sizes = source.sizes
    try:
        with Pages(copy) as pages, Pdf.open(io.BytesIO(copy)) as pdf:
            if len(pages.sizes) != len(sizes) or not all(map(_alike, pages.sizes, sizes)):
                raise Leak("pages", "the document", "its pages are not those of the original")
            of = Copy(copy, pdf, pages, covered, kept, secrets, sought)
            for check in CHECKS.values():
                check(of)
    except Leak:
        raise
    except (Unreadable, OSError, *BROKEN) as error:
        raise Leak("readable", "the document", "it cannot be read through") from error


def _alike(one: Size, two: Size) -> bool:
    return abs(one.width - two.width) < 0.02 and abs(one.height - two.height) < 0.02


def _told(
    source: Pages, covered: Mapping[int, tuple[Box, ...]]
) -> tuple[Mapping[int, Counter[str]], tuple[str, ...], tuple[bytes, ...]]:
    """What of the original's words stays, and what of those that go can be sought."""
    kept: dict[int, Counter[str]] = {}
    staying: list[str] = []
    going: set[str] = set()
    for number in range(1, len(source.sizes) + 1):
        run: list[str] = []
        for word in source.words(number):
            if any(box.touches(word) for box in covered.get(number, ())):
                run.append(word.text)
                going.add(word.text)
                continue
            if word.told:
                continue
            kept.setdefault(number, Counter())[folded(word.text)] += 1
            staying.append(folded(word.text))
            going.add(" ".join(run))
            run = []
        going.add(" ".join(run))
    outside = "".join(staying)
    secrets, sought = set(), set()
    for text in going:
        secret = folded(text)
        if len(secret) < (_SHORTEST if secret.isascii() else _SHORTEST_OTHER) or secret in outside:
            continue
        secrets.add(secret)
        for form in (text, text.lower(), text.replace(" ", "").lower()):
            sought |= {
                form.encode(coding, "ignore") for coding in ("utf-8", "utf-16-be", "utf-16-le", "cp1252")
            }
    return kept, tuple(sorted(secrets)), tuple(sorted(sought))


# ── the file ────────────────────────────────────────────────────────────────────────────────────────────────


def history(of: Copy) -> None:
    """The file has one beginning, one end and one table, and nothing before, after or between."""
    ends = len(re.findall(rb"%%EOF", of.raw)), len(re.findall(rb"startxref", of.raw))
    if ends != (1, 1) or "/Prev" in of.pdf.trailer:
        raise Leak("history", "the file", "it holds more than one version")
    if not of.raw.startswith(b"%PDF-") or not of.raw.rstrip().endswith(b"%%EOF"):
        raise Leak("history", "the file", "something stands before or after the document")


def unreferenced(of: Copy) -> None:
    """Nothing lies in the file that the document does not use."""
    reached = walking.reached(of.pdf.trailer)
    for each in of.objects:
        kind = each.get("/Type") if isinstance(each, (Dictionary, Stream)) else None
        if each.objgen not in reached and kind not in (Name.ObjStm, Name.XRef):
            raise Leak("unreferenced", walking.where(each), "nothing in the document uses it")


def raw(of: Copy) -> None:
    """None of the words stands in the bytes of the file, in any usual encoding, or in hexadecimal digits."""
    low = of.raw.lower()
    for sought in of.sought:
        if len(sought) < _SHORTEST_RAW or folded(sought.decode("latin-1")) in of.vocabulary:
            continue
        if sought in of.raw or sought in low or sought.hex().encode() in low:
            raise Leak("raw", "the file", "a covered word stands in its bytes")


# ── its objects ─────────────────────────────────────────────────────────────────────────────────────────────

FORBIDDEN: Mapping[str, frozenset[str]] = {
    "metadata": frozenset({"/Metadata", "/Info", "/PieceInfo", "/LastModified", "/PageLabels", "/Lang"}),
    "attachments": frozenset(
        {"/EmbeddedFiles", "/EmbeddedFile", "/AF", "/EF", "/Collection", "/Names", "/F"}
    ),
    "annotations": frozenset({"/Annots", "/Annot", "/Popup", "/AP", "/Threads", "/B"}),
    "forms": frozenset({"/AcroForm", "/XFA", "/V", "/DV", "/TU"}),
    "outlines": frozenset({"/Outlines", "/Dests", "/Dest"}),
    "tags": frozenset(
        {"/StructTreeRoot", "/StructParents", "/StructParent", "/ActualText", "/Alt", "/E", "/RoleMap"}
    ),
    "thumbnails": frozenset({"/Thumb", "/Alternates", "/OPI"}),
    "layers": frozenset({"/OCProperties", "/OC", "/OCGs", "/Properties"}),
    "scripts": frozenset({"/JavaScript", "/JS", "/OpenAction", "/AA", "/A", "/URI", "/Next"}),
}
"""Keys that no copy has, by the check that names them. (/F, /A and /E stand for something else only in places
that a copy has not; /V only in the dictionary of encryption.)"""


def forbids(check: str, keys: frozenset[str]) -> Callable[[Copy], None]:
    """The check that none of these keys is in any dictionary of the file, used or not."""

    def none_of(of: Copy) -> None:
        for key, _ in of.values:
            if key in keys:
                raise Leak(check, "the document", f"it has {key}")
        if check == "metadata" and "/Info" in of.pdf.trailer:
            raise Leak(check, "the document", "it has a description")

    none_of.__doc__ = f"No dictionary of the file has a key of {check}."
    return none_of


def strings(of: Copy) -> None:
    """No text in any object holds a covered word, nor does a name."""
    for each in of.objects:
        for value in walking.leaves(each):
            secrets = of.secrets
            if isinstance(value, Name):
                secrets = tuple(secret for secret in secrets if secret not in of.vocabulary)
                readings = [str(value)]
            else:
                stored = bytes(value)
                readings = [str(value), stored.decode("latin-1")]
                if not stored.startswith((b"\xfe\xff", b"\xff\xfe")) and not readings[1].isprintable():
                    secrets = tuple(secret for secret in secrets if len(secret) >= _SHORTEST_RAW)
            if any(secret in folded(text) for text in readings for secret in secrets):
                raise Leak("strings", walking.where(each), "a covered word stands in it")


def streams(of: Copy) -> None:
    """No stream, unpacked, holds a covered word; the programs of fonts, profiles of colours and pixels of
    pictures are no text."""
    apart = {
        value.objgen
        for key, value in of.values
        if key in ("/FontFile", "/FontFile2", "/FontFile3") and isinstance(value, Object)
    }
    secrets = [
        secret
        for secret in of.secrets
        if len(secret) >= _SHORTEST_IN_SIGNS and secret not in of.vocabulary and not _HEX.fullmatch(secret)
    ]
    for each in of.objects:
        if not isinstance(each, Stream) or each.objgen in apart or each.get("/Subtype") == Name.Image:
            continue
        if each.get("/Type") in (Name.ObjStm, Name.XRef) or _profile(each):
            continue
        stored = each.read_bytes()
        for reading in ("utf-8", "utf-16-be", "latin-1"):
            plain = unicodedata.normalize("NFKD", stored.decode(reading, "ignore").casefold())
            if any(secret in plain for secret in secrets):
                raise Leak("streams", walking.where(each), "a covered word stands in it")


def _profile(stream: Stream) -> bool:
    return "/N" in stream and "/Type" not in stream and "/Subtype" not in stream


def fonts(of: Copy) -> None:
    """No font stands for letters that no page shows: a map of letters tells of words."""
    shown = {
        letter
        for number in range(1, len(of.pages.sizes) + 1)
        for word in of.pages.words(number)
        for letter in folded(word.text)
    }
    for _, stream, shelf in of.drawing:
        shown |= set(folded(walking.spelt(stream, shelf)))
    for each in of.objects:
        if not isinstance(each, (Dictionary, Stream)) or "/ToUnicode" not in each:
            continue
        for text in cmap.letters(each.ToUnicode.read_bytes()).values():
            if set(folded(text)) - shown:
                raise Leak("fonts", walking.where(each), "it stands for letters that no page shows")


def resources(of: Copy) -> None:
    """No page or form names a picture, form or font that it does not draw."""
    for where, stream, shelf in of.drawing:
        drawn = {
            str(each) for operands, _ in walking.signs(stream) for each in operands if isinstance(each, Name)
        }
        for kind in ("/XObject", "/Font", "/Pattern"):
            named = Dictionary() if shelf is None else shelf.get(kind, Dictionary())
            if any(name not in drawn for name, _ in named.items()):
                raise Leak("resources", where, "it names something that it does not draw")


# ── its pages ───────────────────────────────────────────────────────────────────────────────────────────────


def text(of: Copy) -> None:
    """pdfium reads nothing under a box, on a page with boxes no word oftener than it stands outside them, and
    no covered word anywhere."""
    for number in range(1, len(of.pages.sizes) + 1):
        read = of.pages.words(number)
        boxes = of.covered.get(number, ())
        if any(_within(word, box) for word in read for box in boxes):
            raise Leak("text", f"page {number}", "text can be read under a box")
        texts = Counter(folded(word.text) for word in read)
        if boxes and texts - of.kept.get(number, Counter()):
            raise Leak("text", f"page {number}", "a word can be read that does not stand outside the boxes")
        if any(secret in each for each in texts for secret in of.secrets):
            raise Leak("text", f"page {number}", "a covered word can be read")


def operators(of: Copy) -> None:
    """The signs that draw text, read by another library and every font's own map, spell no covered word."""
    fonts_ = [each for each in of.objects if isinstance(each, Dictionary) and "/CharProcs" in each]
    letters = [
        (walking.where(font), drawn, font.get("/Resources"))
        for font in fonts_
        for _, drawn in font.CharProcs.items()
    ]
    for where, stream, shelf in (*of.drawing, *letters):
        plain = folded(walking.spelt(stream, shelf))
        if any(secret in plain for secret in of.secrets):
            raise Leak("operators", where, "a covered word is spelt in it")


def shape(of: Copy) -> None:
    """A page with boxes is one picture and a layer of invisible text: no other sign, no other thing."""
    for number in of.covered:
        fault = walking.fault(of.pdf.pages[number - 1].obj)
        if fault:
            raise Leak("shape", f"page {number}", fault)


def picture(of: Copy) -> None:
    """Every stored picture of a page with boxes is black under them, but for the codes of reasons."""
    for number, boxes in of.covered.items():
        for _, thing in of.pdf.pages[number - 1].obj.Resources.XObject.items():
            if isinstance(thing, Stream) and thing.get("/Subtype") == Name.Image:
                exact = thing.get("/Filter") == Name.FlateDecode
                stored = pikepdf.PdfImage(thing).as_pil_image()
                pictures.black(
                    stored, boxes, of.pages.sizes[number - 1], f"page {number}", 0 if exact else pictures.NEAR
                )


def rendering(of: Copy) -> None:
    """A page with boxes, drawn at another resolution, is black under them, but for the codes of reasons."""
    for number, boxes in of.covered.items():
        size = of.pages.sizes[number - 1]
        drawn = of.pages.picture(number, _OTHER_DPI).convert("L")
        finer = Image.new("L", of.pages.picture(number).size)
        burning.burn(finer, boxes, size)
        codes = finer.resize(drawn.size, Image.Resampling.BOX).filter(ImageFilter.MaxFilter(5))
        bright = ImageChops.subtract(drawn, codes.point([255 if level > 16 else 0 for level in range(256)]))
        for box in boxes:
            left, top, right, bottom = burning.pixels(box, size, drawn.size)
            inner = (left + 1, top + 1, right - 1, bottom - 1)
            if (
                inner[2] > inner[0]
                and inner[3] > inner[1]
                and burning.brightest(bright.crop(inner)) > pictures.NEAR
            ):
                raise Leak("rendering", f"page {number}", "something is to be seen under a box")


def _within(word: Word, box: Box) -> bool:
    """Whether the middle of a word lies under a box."""
    across, down = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return box.x0 < across < box.x1 and box.y0 < down < box.y1


CHECKS: dict[str, Callable[[Copy], None]] = {
    "history": history,
    "unreferenced": unreferenced,
    "raw": raw,
    **{name: forbids(name, keys) for name, keys in FORBIDDEN.items()},
    "strings": strings,
    "streams": streams,
    "fonts": fonts,
    "resources": resources,
    "text": text,
    "operators": operators,
    "shape": shape,
    "picture": picture,
    "rendering": rendering,
}
