"""Makes the redacted copy: pages with boxes drawn anew, all others copied, nothing else taken along; then has
it proved. Knows the order of the work; each part is done elsewhere.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image

from dueprocess.papers.redaction import burning, proving, walking
from dueprocess.papers.redaction.keeping import Keeper, Unkept
from dueprocess.papers.redaction.model import (
    BROKEN,
    Box,
    Found,
    Leak,
    Size,
    Source,
    Unreadable,
    Word,
    by_page,
)
from dueprocess.papers.redaction.reading import Pages, data, folded, image, is_jpeg, is_pdf, places


def redact(source: Source, boxes: Iterable[Box], *, whole: bool = False) -> bytes:
    """A copy of a PDF or a picture in which nothing can be recovered of what the boxes cover.

    A PDF gives a PDF with as many pages of the same size and orientation. A page with a box is a picture at
    200 dpi with an invisible layer of the words that lie wholly outside all boxes; so is a page with layers,
    or with something cropped away, because what is not shown was not looked at. Every other page keeps its
    text and drawing, unless `whole` asks for all pages to be drawn: then no font of the document comes along,
    of which the outlines may tell in which order letters were shown. Nothing else is taken
    along: no description, attachment, remark, form, bookmark, link, tag, script, thumbnail or earlier
    version. Remarks and forms stay as they are seen.

    A picture gives a picture (a JPEG a JPEG, all else a PNG), upright, with nothing but its pixels. The boxes
    of a JPEG grow by up to 25 pixels, since its blocks tell of one another.

    The copy has been proved (`prove`); where a program would read the layer otherwise than it was laid, it is
    left out. Raises Unreadable, BadBox, Leak.
    """
    raw, wanted = data(source), tuple(boxes)
    made = _pdf(raw, wanted, whole=whole) if is_pdf(raw) else _picture(raw, wanted)
    try:
        proving.prove(made, raw, wanted)
    except Leak as leak:
        if not is_pdf(raw) or leak.check not in ("text", "fonts"):
            raise
        made = _pdf(
            raw, wanted, whole=whole, layer=False
        )  # its words are read in another way than they were laid
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


def find_among(words: Iterable[Word], phrase: str) -> tuple[Found, ...]:
    """Every place where a phrase stands among words that somebody else read, in their order; as `find`."""
    return places(tuple(words), phrase)


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


def _pdf(raw: bytes, boxes: tuple[Box, ...], *, whole: bool, layer: bool = True) -> bytes:
    try:
        return _made(raw, boxes, whole=whole, layer=layer)
    except (pikepdf.PdfError, RuntimeError) as error:
        raise Unreadable("The PDF is damaged: save or print it again.") from error


def _made(raw: bytes, boxes: tuple[Box, ...], *, whole: bool, layer: bool) -> bytes:
    with Pages(raw) as pages:
        covered = by_page(boxes, pages.sizes)
        with Pdf.open(io.BytesIO(pages.raw)) as source, Pdf.new() as target:
            if len(source.pages) != len(pages.sizes):
                raise Unreadable("The pages of the PDF cannot be counted for sure: print it to a new PDF.")
            # What was mended as it was read may be without something that is seen: its pages are drawn.
            whole = whole or bool(source.get_warnings())
            keeper = Keeper(source, target, _pictures(pages, source, covered))
            going = _going(pages, covered)
            for number in range(1, len(pages.sizes) + 1):
                made = None
                if not (whole or number in covered or pages.layered(number) or _hides(pages, number, going)):
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


def _pictures(pages: Pages, source: Pdf, covered: Mapping[int, tuple[Box, ...]]) -> set[tuple[int, int]]:
    """The pictures of the source of which a box covers something: a page that shows another part of one keeps
    all of it, and is drawn instead."""
    found: set[tuple[int, int]] = set()
    for number, boxes in covered.items():
        place = pages.placing(number)

        def touches(corners: walking.Corners) -> bool:
            across, down = [x for x, _ in corners], [y for _, y in corners]
            at = place((min(across), min(down), max(across), max(down)))  # noqa: B023 - asked at once
            return any(box.touches(Box(number, *at)) for box in boxes)  # noqa: B023

        try:
            found |= walking.drawn(source.pages[number - 1].obj, touches)
        except BROKEN:  # nobody knows where they stand: all of them may be covered
            found |= {each.objgen for each in source.objects if isinstance(each, Stream)}
    return found


def _going(pages: Pages, covered: Mapping[int, tuple[Box, ...]]) -> set[str]:
    """The words that boxes cover, as they are compared."""
    return {
        text
        for number, boxes in covered.items()
        for word in pages.words(number)
        if any(box.touches(word) for box in boxes) and len(text := folded(word.text)) >= SHORTEST
    }


def _hides(pages: Pages, number: int, going: Collection[str]) -> bool:
    """Whether a page without boxes holds a covered word where nobody sees it: cut off, white, beneath
    something. Whoever drew the boxes could not cover it there."""
    suspect = [word for word in pages.words(number) if any(text in folded(word.text) for text in going)]
    if not suspect:
        return False
    drawn, size = pages.picture(number, LOOKED), pages.sizes[number - 1]
    return not all(burning.seen(word, drawn, size) for word in suspect)


LOOKED, SHORTEST = 100, 3
"""How finely a page is drawn to see whether words are seen on it; letters of a word that is looked for."""
_PACKED = pikepdf.ObjectStreamMode.generate


def _saved(target: Pdf) -> bytes:
    target.trailer.Root = target.make_indirect(Dictionary(Type=Name.Catalog, Pages=target.Root.Pages))
    target.remove_unreferenced_resources()
    saved = io.BytesIO()
    target.save(saved, compress_streams=True, object_stream_mode=_PACKED, deterministic_id=True)
    return saved.getvalue()
