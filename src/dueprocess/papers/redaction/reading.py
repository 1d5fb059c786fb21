"""Reads a document as a viewer shows it: its pages, words and pictures. Knows pdfium; changes nothing.

Forms and remarks are first made part of the page (flattened), so that what is seen is what is read, covered
and kept.
"""

from __future__ import annotations

import ctypes
import io
import unicodedata
from collections.abc import Callable, Iterator
from itertools import groupby, pairwise
from pathlib import Path
from types import TracebackType

import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import PasswordError, Pdf
from PIL import Image, ImageOps

from dueprocess.papers.alone import PDFIUM
from dueprocess.papers.redaction.marks import Marks, marked
from dueprocess.papers.redaction.model import BROKEN, Box, Found, Size, Source, Unreadable, Word

DPI = 200
"""How finely a page with boxes is drawn."""
MOST_PIXELS = 16_000_000
"""No page is drawn larger; above A2 the drawing is coarser."""
MOST_OF_A_PICTURE = 100_000_000
KINDS = ("PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP")
_FINE = 64.0  # places are asked of pdfium in whole numbers: so many a point
_FAR = 1024.0  # points: far enough for whole numbers to give an exact direction
_Rectangle = tuple[float, float, float, float]


def data(source: Source) -> bytes:
    """The bytes of a source."""
    return source.read_bytes() if isinstance(source, Path) else source


def is_pdf(raw: bytes) -> bool:
    """Whether these bytes are meant as a PDF: its mark within the first kilobyte, as viewers look for it."""
    return b"%PDF-" in raw[:1024]


def is_jpeg(raw: bytes) -> bool:
    """Whether these bytes are meant as a JPEG."""
    return raw.startswith(b"\xff\xd8")


def image(raw: bytes) -> Image.Image:
    """A picture, upright. Raises Unreadable."""
    try:
        with Image.open(io.BytesIO(raw), formats=KINDS) as found:
            if getattr(found, "n_frames", 1) > 1:
                raise Unreadable("The picture has several frames or pages: save it as a PDF first.")
            if found.width * found.height > MOST_OF_A_PICTURE:
                raise Unreadable("The picture has more than 100 million pixels: save a smaller copy.")
            upright = ImageOps.exif_transpose(found)
            flat = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except Unreadable:
        raise
    except Exception as error:  # a decoder may fail with anything
        raise Unreadable("This is neither a PDF nor a picture that can be read: save it again.") from error
    if flat.mode == "RGBA":
        paper = Image.new("RGB", flat.size, "white")
        paper.paste(flat, mask=flat.getchannel("A"))
        return paper
    return flat


_DAMAGED_PAGE = "Page {} of the PDF is damaged: save or print the document again."
_NO_PAGES = "The PDF has no pages: save or print it again."


def _why(raw: bytes) -> str:
    """Why pdfium does not open a PDF; its own word for it may be that of another file."""
    try:
        with Pdf.open(io.BytesIO(raw)) as pdf:
            if not len(pdf.pages):
                return _NO_PAGES
    except PasswordError:
        return "The PDF is locked with a password: save a copy without one."
    except BROKEN:
        pass
    return "The PDF is damaged and cannot be opened: save or print it again."


class Pages:
    """The pages of a PDF as they are shown. Use it with `with`: until then no other thread opens one. Raises
    Unreadable."""

    def __init__(self, source: Source) -> None:
        PDFIUM.acquire()
        try:
            self._open(data(source))
        except BaseException:
            PDFIUM.release()
            raise

    def _open(self, raw: bytes) -> None:
        if not is_pdf(raw):
            raise Unreadable("This is no PDF.")
        try:
            self._pdf = pypdfium2.PdfDocument(raw)
        except pypdfium2.PdfiumError as error:
            raise Unreadable(_why(raw)) from error
        self.raw = raw
        self._known: dict[int, tuple[tuple[Word, ...], bool]] = {}
        self._marked = marked(raw)
        if not len(self._pdf):
            self._pdf.close()
            raise Unreadable(_NO_PAGES)
        try:
            self._flatten()
            self.sizes = tuple(Size(*self._page(n).get_size()) for n in range(1, len(self._pdf) + 1))
        except pypdfium2.PdfiumError as error:
            self._pdf.close()
            raise Unreadable("A page of the PDF is damaged: save or print it again.") from error
        if any(size.width < 1 or size.height < 1 for size in self.sizes):
            self._pdf.close()
            raise Unreadable("A page of the PDF has no size: take it out, or print the document again.")

    def __enter__(self) -> Pages:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pdf.close()
        PDFIUM.release()

    def _page(self, number: int) -> pypdfium2.PdfPage:
        return self._pdf[number - 1]

    def _flatten(self) -> None:
        changed = False
        for number in range(len(self._pdf)):
            page = self._pdf[number]
            if pdfium.FPDFPage_GetAnnotCount(page.raw):
                done = pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
                if done == pdfium.FLATTEN_FAIL:
                    page.close()
                    raise Unreadable(f"The form on page {number + 1} cannot be read: print it to a new PDF.")
                changed = True
            page.close()
        if changed:
            flat = io.BytesIO()
            self._pdf.save(flat)
            self._pdf.close()
            self.raw = flat.getvalue()
            self._pdf = pypdfium2.PdfDocument(self.raw)

    def picture(self, number: int, dpi: float = DPI) -> Image.Image:
        """The page drawn on white, at most `MOST_PIXELS` large. RGB."""
        size = self.sizes[number - 1]
        scale = min(dpi / 72, (MOST_PIXELS / (size.width * size.height)) ** 0.5)
        try:
            page = self._page(number)
            drawn = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
            page.close()
        except (pypdfium2.PdfiumError, MemoryError) as error:
            raise Unreadable(_DAMAGED_PAGE.format(number)) from error
        return drawn

    def placing(self, number: int) -> Callable[[_Rectangle], _Rectangle]:
        """How a rectangle of the page's own space (left, low, right, high) lies in page space."""
        page = self._page(number)
        seen = self._seen(page, number)
        page.close()
        return seen

    def words(self, number: int) -> tuple[Word, ...]:
        """The words that lie on the page, at least in part, in the order in which pdfium reads them; none of
        those that a layer holds."""
        return self._read(number)[0]

    def layered(self, number: int) -> bool:
        """Whether letters stand on the page that belong to a layer, or beyond its border."""
        return self._read(number)[1]

    def _read(self, number: int) -> tuple[tuple[Word, ...], bool]:
        if number not in self._known:
            try:
                page = self._page(number)
                text = page.get_textpage()
                self._known[number] = self._in_words(number, page, text)
                text.close()
                page.close()
            except pypdfium2.PdfiumError as error:
                raise Unreadable(_DAMAGED_PAGE.format(number)) from error
        return self._known[number]

    def _in_words(
        self, number: int, page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage
    ) -> tuple[tuple[Word, ...], bool]:
        seen, size = self._seen(page, number), self.sizes[number - 1]
        found: list[Word] = []
        beyond, line, row, so_far, told = False, 0, "", "", False
        around: _Rectangle = (0.0, 0.0, 0.0, 0.0)

        def done() -> None:
            nonlocal beyond, so_far, told
            if so_far:
                place = seen(around)
                beyond = (
                    beyond or place[0] < 0 or place[1] < 0 or place[2] > size.width or place[3] > size.height
                )
                if place[2] >= 0 and place[3] >= 0 and place[0] <= size.width and place[1] <= size.height:
                    found.append(Word(number, len(found), line, so_far, *place, told))
            so_far, told = "", False

        for letter, at, layer, said in self._letters(text):
            if at is None or layer or letter.isspace():
                beyond = beyond or layer
                done()
                row = row[-1:] + letter
                if row.endswith("\n"):
                    line, row = line + 1, ""
                continue
            if so_far and (_alone(letter) or _alone(so_far[-1])):
                done()
            around = _around(around, at) if so_far else at
            so_far, told = so_far + letter, told or said
        done()
        return tuple(found), beyond

    def _letters(self, text: pypdfium2.PdfTextPage) -> Iterator[tuple[str, _Rectangle | None, bool, bool]]:
        """Each letter, its place in the page's own space (none for what pdfium puts between words), whether a
        layer holds it, and whether the document only says that it is read so."""
        at, raw, high = pdfium.FS_RECTF(), text.raw, 0
        marks = Marks()
        for index in range(text.count_chars()):
            code = pdfium.FPDFText_GetUnicode(raw, index)
            if 0xD800 <= code < 0xE000:
                if code < 0xDC00:
                    high = code
                    continue
                code = 0x10000 + (high - 0xD800 << 10) + code - 0xDC00 if high else 0xFFFD
                high = 0
            letter = _NO_LETTERS.get(code) or chr(code)
            if letter.isspace() and pdfium.FPDFText_IsGenerated(raw, index) == 1:
                yield letter, None, False, False
                continue
            pdfium.FPDFText_GetLooseCharBox(raw, index, at)
            place = (at.left, at.bottom, at.right, at.top)
            layer, told = marks.of(text, index) if self._marked else (False, False)
            yield letter, place, layer, told

    def _seen(self, page: pypdfium2.PdfPage, number: int) -> Callable[[_Rectangle], _Rectangle]:
        """How a rectangle of the page's own space lies in page space, wherever the page was turned and
        cropped."""
        size = self.sizes[number - 1]
        wide, high = round(size.width * _FINE), round(size.height * _FINE)
        x, y = ctypes.c_int(), ctypes.c_int()

        def place(left: float, low: float) -> tuple[float, float]:
            pdfium.FPDF_PageToDevice(page.raw, 0, 0, wide, high, 0, left, low, x, y)
            return x.value * size.width / wide, y.value * size.height / high

        (x0, y0), (xa, ya), (xb, yb) = place(0, 0), place(_FAR, 0), place(0, _FAR)
        ax, ay, bx, by = ((xa - x0) / _FAR, (ya - y0) / _FAR, (xb - x0) / _FAR, (yb - y0) / _FAR)

        def seen(at: _Rectangle) -> _Rectangle:
            across = sorted((x0 + at[0] * ax + at[1] * bx, x0 + at[2] * ax + at[3] * bx))
            down = sorted((y0 + at[0] * ay + at[1] * by, y0 + at[2] * ay + at[3] * by))
            return round(across[0], 3), round(down[0], 3), round(across[1], 3), round(down[1], 3)

        return seen


_NO_LETTERS = {0: "\u00ad", 2: "-", 0xFFFE: "\u00ad", 0xFFFF: "\u00ad"}
"""What pdfium says where a code stands for no letter; 2 is a hyphen at the end of a line."""


def _around(one: _Rectangle, two: _Rectangle) -> _Rectangle:
    return min(one[0], two[0]), min(one[1], two[1]), max(one[2], two[2]), max(one[3], two[3])


def _alone(letter: str) -> bool:
    """Whether a letter is of a script that writes no spaces: Han, kana, Thai, Lao, Khmer, Burmese."""
    if letter < "\u0e00":
        return False
    wide = unicodedata.east_asian_width(letter) in "WF" and not 0xAC00 <= ord(letter) <= 0xD7A3
    return wide or any(first <= ord(letter) <= last for first, last in _NO_SPACES)


_NO_SPACES = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))


def folded(text: str) -> str:
    """Text as it is compared: compatibility forms, case, accents, hyphens, spaces and invisible signs do not
    count."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(each for each in plain if unicodedata.category(each) not in _UNHEARD)


_UNHEARD = frozenset({"Mn", "Cf", "Cc", "Pd", "Zs", "Zl", "Zp"})


def places(words: tuple[Word, ...], phrase: str) -> tuple[Found, ...]:
    """The places of a phrase among words, across ends of lines and pages. Scripts from the right are read in
    their own order, and looked for backwards too: some programs store them as they are drawn."""
    parts = [folded(part) for part in phrase.split()]
    wanted = "".join(parts)
    if not wanted:
        return ()
    ways = {wanted}
    if _from_right(phrase):
        words = _in_order(words)
        ways |= {"".join(parts[::-1]), wanted[::-1], "".join(part[::-1] for part in parts)}
    letters = [(letter, n) for n, word in enumerate(words) for letter in folded(word.text)]
    whole = "".join(letter for letter, _ in letters)
    spans = set()
    for way in ways:
        start = whole.find(way)
        while start >= 0:
            spans.add((letters[start][1], letters[start + len(way) - 1][1]))
            start = whole.find(way, start + 1)
    return tuple(_found(words[first : last + 1]) for first, last in sorted(spans))


def _from_right(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def _in_order(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words with every run of a script from the right, within a line, turned: pdfium reads it from the
    left."""
    found: list[Word] = []
    for (_, _, turned), run in groupby(words, lambda word: (word.page, word.line, _from_right(word.text))):
        some = tuple(run)
        found += some[::-1] if turned else some
    return tuple(found)


def _found(words: tuple[Word, ...]) -> Found:
    lines: dict[tuple[int, int], Box] = {}
    for word in words:
        key = (word.page, word.line)
        before = lines.get(key)
        box = word.box()
        if before is not None:
            box = Box(
                box.page,
                *_around((before.x0, before.y0, before.x1, before.y1), (box.x0, box.y0, box.x1, box.y1)),
            )
        lines[key] = box
    said = words[0].text
    for last, word in pairwise(words):
        joined = _alone(last.text[-1]) and _alone(word.text[0])
        said += word.text if joined else f" {word.text}"
    return Found(said, tuple(lines.values()))
