"""Makes the redacted copy: pages with boxes drawn anew, all others copied, nothing else taken along; then has
it proved. Knows the order of the work; each part is done elsewhere.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal

import pikepdf
from pikepdf import Dictionary, Name, Pdf
from PIL import Image

from dueprocess.papers.redaction import burning, proving
from dueprocess.papers.redaction.keeping import Keeper, Unkept
from dueprocess.papers.redaction.model import Box, Found, Leak, Size, Source, Unreadable, Word, by_page
from dueprocess.papers.redaction.reading import Pages, data, image, is_jpeg, is_pdf, places


def redact(source: Source, boxes: Iterable[Box]) -> bytes:
    """A copy of a PDF or a picture in which nothing can be recovered of what the boxes cover.

    A PDF gives a PDF with as many pages of the same size and orientation. A page with a box is a picture at
    200 dpi with an invisible layer of the words that lie wholly outside all boxes; so is a page with layers,
    or with something cropped away, because what is not shown was not looked at. Every other page keeps its
    text and drawing. Nothing else is taken along: no description, attachment, remark, form, bookmark, link,
    tag, script, thumbnail or earlier version. Remarks and forms stay as they are seen.

    A picture gives a picture (a JPEG a JPEG, all else a PNG), upright, with nothing but its pixels. The boxes
    of a JPEG grow by up to 25 pixels, since its blocks tell of one another.

    The copy has been proved (`prove`); where a program would read the layer otherwise than it was laid, it is
    left out. Raises Unreadable, BadBox, Leak.
    """
    raw, wanted = data(source), tuple(boxes)
    made = _pdf(raw, wanted) if is_pdf(raw) else _picture(raw, wanted)
    try:
        proving.prove(made, raw, wanted)
    except Leak as leak:
        if not is_pdf(raw) or leak.check not in ("text", "fonts"):
            raise
        made = _pdf(raw, wanted, layer=False)  # its words are read in another way than they were laid
        proving.prove(made, raw, wanted)
    return made


def sizes(source: Source) -> tuple[Size, ...]:
    """What the pages measure, in page space; a picture is one page. Raises Unreadable."""
    raw = data(source)
    if not is_pdf(raw):
        return (Size(*image(raw).size),)
    with Pages(raw) as pages:
        return pages.sizes


def words(source: Source, page: int) -> tuple[Word, ...]:
    """The words of a page with their places, in the order in which they are read; none for a picture. Raises
    Unreadable."""
    raw = data(source)
    if not is_pdf(raw):
        image(raw)
        return ()
    with Pages(raw) as pages:
        return pages.words(page) if 1 <= page <= len(pages.sizes) else ()


def every_word(source: Source) -> tuple[tuple[Word, ...], ...]:
    """The words of each page of a PDF, as `words`. Raises Unreadable."""
    with Pages(data(source)) as pages:
        return tuple(pages.words(number) for number in range(1, len(pages.sizes) + 1))


def find(source: Source, phrase: str) -> tuple[Found, ...]:
    """Every place where a phrase stands, also across ends of lines and pages and within longer words. Case,
    accents, hyphens, spaces and forms of letters do not count: rather too many places than too few. Raises
    Unreadable."""
    raw = data(source)
    if not is_pdf(raw):
        image(raw)
        return ()
    with Pages(raw) as pages:
        every = [word for n in range(1, len(pages.sizes) + 1) for word in pages.words(n)]
    return places(tuple(every), phrase)


def picture(source: Source, page: int, boxes: Iterable[Box] = (), dpi: int = 100) -> bytes:
    """A page as PNG, to be looked at while boxes are chosen; boxes are drawn as they will be. Raises
    Unreadable, BadBox."""
    raw = data(source)
    if is_pdf(raw):
        with Pages(raw) as pages:
            if not 1 <= page <= len(pages.sizes):
                raise Unreadable(f"There is no page {page}; the document has {len(pages.sizes)}.")
            all_sizes, drawn = pages.sizes, pages.picture(page, dpi)
    else:
        drawn = image(raw)
        all_sizes = (Size(*drawn.size),)
    burning.burn(drawn, by_page(boxes, all_sizes).get(page, ()), all_sizes[page - 1])
    return _packed(drawn, "PNG")


def _picture(raw: bytes, boxes: tuple[Box, ...]) -> bytes:
    drawn = image(raw)
    size = Size(*drawn.size)
    covered = by_page(boxes, (size,)).get(1, ())
    if not is_jpeg(raw):
        burning.burn(drawn, covered, size)
        return _packed(drawn, "PNG")
    burning.burn(drawn, burning.over_blocks(covered, size), size)
    return _packed(drawn, "JPEG")


def _packed(drawn: Image.Image, kind: str) -> bytes:
    fresh = Image.new(drawn.mode, drawn.size)  # without what the first one knew of its origin
    fresh.paste(drawn)
    packed = io.BytesIO()
    if kind == "JPEG":
        fresh.save(packed, kind, quality=92, subsampling=0)
    else:
        fresh.save(packed, kind)
    return packed.getvalue()


def _pdf(raw: bytes, boxes: tuple[Box, ...], *, layer: bool = True) -> bytes:
    try:
        return _made(raw, boxes, layer=layer)
    except (pikepdf.PdfError, RuntimeError) as error:
        raise Unreadable("The PDF is damaged: save or print it again.") from error


def _made(raw: bytes, boxes: tuple[Box, ...], *, layer: bool) -> bytes:
    with Pages(raw) as pages:
        covered = by_page(boxes, pages.sizes)
        with Pdf.open(io.BytesIO(pages.raw)) as source, Pdf.new() as target:
            if len(source.pages) != len(pages.sizes):
                raise Unreadable("The pages of the PDF cannot be counted for sure: print it to a new PDF.")
            keeper = Keeper(source, target)
            for number in range(1, len(pages.sizes) + 1):
                made = None
                if number not in covered and not pages.layered(number):
                    try:
                        made = keeper.page(number)
                    except Unkept:
                        made = None
                if made is None:
                    made = burning.page(
                        target,
                        pages.picture(number),
                        pages.words(number) if layer else (),
                        covered.get(number, ()),
                        pages.sizes[number - 1],
                    )
                    unit = source.pages[number - 1].obj.get("/UserUnit")
                    if isinstance(unit, (int, Decimal)):
                        made.UserUnit = unit
                target.pages.append(pikepdf.Page(made))
            keeper.finish()
            return _saved(target)


_PACKED = pikepdf.ObjectStreamMode.generate


def _saved(target: Pdf) -> bytes:
    target.trailer.Root = target.make_indirect(Dictionary(Type=Name.Catalog, Pages=target.Root.Pages))
    target.remove_unreferenced_resources()
    saved = io.BytesIO()
    target.save(saved, compress_streams=True, object_stream_mode=_PACKED, deterministic_id=True)
    return saved.getvalue()
