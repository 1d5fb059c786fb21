"""Documents that somebody made so that a word comes through: shown where the program does not look, told by a
font, a mark or a picture, or kept on a page that nobody covered."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageChops

from dueprocess.papers import redaction
from dueprocess.papers.redaction import Box
from tests.papers.redaction import planted
from tests.papers.redaction.planted import HIGH, KEPT, SECRET, WIDE, font, line, page, saved

OTHER = "Mapplethorpe"
OVER = Box(1, 20, 60, 300, 130, "ID")
"""Over the line at y = 200 of a planted page."""


# ── shown where a program may not look ──────────────────────────────────────────────────────────────────────


def shown(said: bytes, **more: Any) -> Callable[[Pdf, Any], bytes]:
    """How a secret is shown by signs alone; `more` goes into the resources."""

    def work(_pdf: Pdf, first: Any) -> bytes:
        for key, value in more.items():
            first.Resources[f"/{key}"] = value
        return said

    return work


def _turned(_pdf: Pdf, _first: Any) -> bytes:
    c, s = math.cos(0.8), math.sin(0.8)
    return b"BT /H 12 Tf %f %f %f %f 120 120 Tm (%b) Tj ET\n" % (c, s, -s, c, SECRET.encode())


def _form(pdf: Pdf, first: Any) -> bytes:
    form = Stream(pdf, line(SECRET, x=0, y=0), Type=Name.XObject, Subtype=Name.Form, BBox=[0, -9, 200, 20])
    form.Matrix = Array([1, 0, 0.4, 1, 60, 180])
    form.Resources = Dictionary(Font=Dictionary(H=font(pdf)))
    first.Resources.XObject = Dictionary(S=form)
    return b"q 0.9 0.1 -0.1 0.9 10 10 cm /S Do Q\n"


def _pattern(pdf: Pdf, first: Any) -> bytes:
    tile = Stream(pdf, line(SECRET, x=4, y=6))
    tile.Type, tile.PatternType, tile.PaintType, tile.TilingType = Name.Pattern, 1, 1, 1
    tile.BBox, tile.XStep, tile.YStep = Array([0, 0, 100, 30]), 100, 30
    tile.Resources = Dictionary(Font=Dictionary(H=font(pdf)))
    first.Resources.Pattern = Dictionary(P=pdf.make_indirect(tile))
    return b"/Pattern cs /P scn 40 180 100 30 re f\n"


def _soft_mask(pdf: Pdf, first: Any) -> bytes:
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    form = Stream(pdf, b"1 g\n" + line(SECRET), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, WIDE, HIGH])
    form.Group, form.Resources = group, Dictionary(Font=Dictionary(H=font(pdf)))
    mask = Dictionary(Type=Name.Mask, S=Name.Luminosity, G=form)
    first.Resources.ExtGState = Dictionary(M=Dictionary(Type=Name.ExtGState, SMask=mask))
    return b"q /M gs 0 g 0 0 %d %d re f Q\n" % (WIDE, HIGH)


def _clip(_pdf: Pdf, _first: Any) -> bytes:
    return b"q BT /H 20 Tf 7 Tr 40 200 Td (%b) Tj ET 0 0 0 rg 0 0 400 300 re f Q\n" % SECRET.encode()


def _shapes(pdf: Pdf, first: Any, *, up: int, box: list[int], said: str = SECRET) -> bytes:
    """A font whose letters are drawn far above the place where they stand."""
    letters = sorted(set(said))
    procs = Dictionary()
    for letter in letters:
        procs[f"/g{ord(letter)}"] = pdf.make_stream(b"700 0 d0 0 %d 600 600 re f" % up)
    codes = range(1, len(letters) + 1)
    of = b"%d beginbfchar %b endbfchar" % (
        len(letters), b" ".join(b"<%02X> <%04X>" % (n, ord(x)) for n, x in zip(codes, letters, strict=True)),
    )  # fmt: skip
    made = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array(box), FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
        CharProcs=procs, FirstChar=1, LastChar=len(letters), Widths=Array([700 for _ in letters]),
        Encoding=Dictionary(Differences=Array([1, *(Name(f"/g{ord(x)}") for x in letters)])),
        ToUnicode=pdf.make_stream(of), Resources=Dictionary(),
    )  # fmt: skip
    first.Resources.Font.T = pdf.make_indirect(made)
    run = bytes(letters.index(x) + 1 for x in said)
    return b"BT /T 12 Tf 40 100 Td <%b> Tj ET\n" % run.hex().encode()


def _high(pdf: Pdf, first: Any) -> bytes:
    return _shapes(pdf, first, up=8000, box=[0, 8000, 600, 8600]) + b"0 g 30 95 300 20 re S\n"


def _no_box(pdf: Pdf, first: Any) -> bytes:
    return _shapes(pdf, first, up=8000, box=[0, 0, 0, 0]) + b"0 g 30 95 300 20 re S\n"


def _lying_measures(pdf: Pdf, first: Any) -> bytes:
    """A font that says of itself that it has no height, and letters no width."""
    about = Dictionary(
        Type=Name.FontDescriptor, FontName=Name.Helvetica, Flags=32, FontBBox=Array([0, 0, 0, 0]), Ascent=0,
        Descent=0, CapHeight=0, ItalicAngle=0, StemV=80,
    )  # fmt: skip
    first.Resources.Font.L = pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding,
            FirstChar=32, LastChar=126, Widths=Array([0] * 95), FontDescriptor=pdf.make_indirect(about),
        )
    )  # fmt: skip
    return b"BT /L 14 Tf 6 Tc 40 200 Td (%b) Tj ET\n" % SECRET.encode()


SHOWN: dict[str, Callable[[Pdf, Any], bytes]] = {
    "turned": _turned,
    "form": _form,
    "pattern": _pattern,
    "soft mask": _soft_mask,
    "clip": _clip,
    "high shapes": _high,
    "shapes without a box": _no_box,
    "lying measures": _lying_measures,
    "skewed": shown(b"BT /H 12 Tf 1 0 2 1 40 200 Tm (%b) Tj ET\n" % SECRET.encode()),
    "mirrored": shown(b"BT /H 12 Tf -1 0 0 1 300 200 Tm (%b) Tj ET\n" % SECRET.encode()),
    "upside down": shown(b"BT /H 12 Tf 1 0 0 -1 40 200 Tm (%b) Tj ET\n" % SECRET.encode()),
    "raised": shown(b"BT /H 12 Tf 90 Ts 40 100 Td (%b) Tj ET 0 Ts\n" % SECRET.encode()),
    "narrow": shown(b"BT /H 30 Tf 12 Tz 40 200 Td (%b) Tj ET 100 Tz\n" % SECRET.encode()),
    "negative size": shown(b"BT /H -12 Tf 1 0 0 1 300 200 Tm (%b) Tj ET\n" % SECRET.encode()),
    "letter by letter": shown(
        b"".join(
            b"BT /H 9 Tf %d 200 Td (%c) Tj ET\n" % (40 + 20 * n, x) for n, x in enumerate(SECRET.encode())
        )
    ),
}


def with_shown(work: Callable[[Pdf, Any], bytes] | None) -> bytes:
    """Two pages: a secret on the first, shown in that way, and a word that stays on both."""
    with Pdf.new() as pdf:
        first = page(pdf, b"")
        page(pdf, line(f"the {KEPT}", y=40))
        said = work(pdf, first) if work else b""
        first.Contents = pdf.make_stream(b"q\n" + said + b"Q\n" + line(f"the {KEPT}", y=20))
        return saved(pdf)


def ink(raw: bytes) -> Box:
    """A box over all that is to be seen of it: what somebody draws who looks at the page."""
    pages = []
    for each in (raw, with_shown(None)):
        with pypdfium2.PdfDocument(each) as read:
            pages.append(read[0].render(scale=2).to_pil().convert("L"))
    found = ImageChops.difference(*pages).getbbox()
    assert found, "it is to be seen"
    left, top, right, bottom = (each / 2 for each in found)
    return Box(1, left - 2, top - 2, right + 2, bottom + 2, "ID")


@pytest.mark.parametrize("way", SHOWN)
def test_what_is_covered_where_it_is_seen_is_gone(way: str) -> None:
    raw = with_shown(SHOWN[way])
    copy = redaction.redact(raw, [ink(raw)])
    assert not list(planted.recovered(copy))
    with Pdf.open(io.BytesIO(copy)) as pdf:
        spelt = "".join(word.text for word in redaction.words(copy, 1))
        assert SECRET.casefold() not in spelt.casefold()
        assert len(pdf.pages) == 2
    assert KEPT in [word.text for word in redaction.words(copy, 1)]


def test_words_that_a_mark_puts_in_the_place_of_others_are_not_laid_under_the_picture() -> None:
    """Beside the box stands “Q. F.”, of which the document says that it is read as the secret."""
    with Pdf.new() as pdf:
        marked = b"/Span <</ActualText (%b)>> BDC\n" % SECRET.encode() + line("Q. F.", y=100) + b"EMC\n"
        page(pdf, line(SECRET) + marked + line(KEPT, y=40))
        second = page(pdf, b"/Span /P BDC\n" + line("Q. F.", y=100) + b"EMC\n")
        second.Resources.Properties = Dictionary(P=Dictionary(ActualText=String(SECRET)))
        raw = saved(pdf)
    copy = redaction.redact(raw, [OVER, Box(2, 300, 0, 320, 20, "NR")])
    assert not list(planted.recovered(copy))
    assert KEPT in [word.text for word in redaction.words(copy, 1)]


# ── kept by pages without boxes ─────────────────────────────────────────────────────────────────────────────


def _clipped(pdf: Pdf, secret: str) -> None:
    """The second page draws the form of the first through a hole beside the words."""
    form = Stream(pdf, line(secret), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, WIDE, HIGH])
    form.Resources = Dictionary(Font=Dictionary(H=font(pdf)))
    shared = pdf.make_indirect(form)
    for each in pdf.pages:
        each.obj.Resources.XObject = Dictionary(S=shared)
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/S Do\n")
    pdf.pages[1].obj.Contents = pdf.make_stream(b"q 0 0 9 9 re W n /S Do Q\n" + line(KEPT, y=40))


def _white(pdf: Pdf, secret: str) -> None:
    second = pdf.pages[1].obj
    second.Contents = pdf.make_stream(second.Contents.read_bytes() + b"1 g\n" + line(secret, y=120))


def _unseen(pdf: Pdf, secret: str) -> None:
    second = pdf.pages[1].obj
    second.Contents = pdf.make_stream(second.Contents.read_bytes() + b"3 Tr\n" + line(secret, y=120))


def _picture(pdf: Pdf, secret: str) -> None:
    """The second page shows another part of the picture of the first."""
    drawn = planted._picture(secret)
    picture = pdf.make_stream(
        drawn.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=200, Height=40,
        ColorSpace=Name.DeviceRGB, BitsPerComponent=8,
    )  # fmt: skip
    for each in pdf.pages:
        each.obj.Resources.XObject = Dictionary(S=picture)
    pdf.pages[0].obj.Contents = pdf.make_stream(b"q 200 0 0 40 30 185 cm /S Do Q\n")
    hole = b"q 30 185 3 3 re W n 200 0 0 40 30 185 cm /S Do Q\n"
    pdf.pages[1].obj.Contents = pdf.make_stream(hole + line(KEPT, y=40))


def _glyph(pdf: Pdf, secret: str) -> None:
    """A font of both pages has a shape that draws the name as a picture; the second page shows another."""
    drawn = planted._picture(secret).convert("1")
    name = b"q 200 0 0 40 0 0 cm BI /W 200 /H 40 /IM true /BPC 1 ID " + drawn.tobytes() + b" EI Q"
    procs = Dictionary(a=pdf.make_stream(b"200 0 d0 " + name), b=pdf.make_stream(b"20 0 d0 0 0 15 15 re f"))
    made = pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 200, 40]),
            FontMatrix=Array([1, 0, 0, 1, 0, 0]), CharProcs=procs, FirstChar=97, LastChar=98,
            Widths=Array([200, 20]), Resources=Dictionary(),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([97, Name.a, Name.b])),
        )
    )  # fmt: skip
    for each in pdf.pages:
        each.obj.Resources.Font.T = made
    pdf.pages[0].obj.Contents = pdf.make_stream(b"BT /T 1 Tf 40 185 Td (a) Tj ET\n")
    pdf.pages[1].obj.Contents = pdf.make_stream(b"BT /T 1 Tf 40 185 Td (b) Tj ET\n" + line(KEPT, y=40))


def _inline(pdf: Pdf, secret: str) -> None:
    said = b"q 9 0 0 9 9 9 cm BI /W 1 /H 1 /CS /G /BPC 8 /X (%b) ID \x00 EI Q\n" % secret.encode()
    second = pdf.pages[1].obj
    second.Contents = pdf.make_stream(said + second.Contents.read_bytes())


def _packed_twice(pdf: Pdf, secret: str) -> None:
    """A JPEG within another packing keeps its remarks."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG", comment=secret.encode() * 2)
    picture = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8)
    picture.ColorSpace, picture.BitsPerComponent = Name.DeviceRGB, 8
    hexed = out.getvalue().hex().encode() + b">"
    picture.write(hexed, filter=Array([Name.ASCIIHexDecode, Name.DCTDecode]), decode_parms=None)
    _on_second(pdf, picture)


def _jpeg_2000(pdf: Pdf, secret: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG2000", comment=secret.encode() * 2)
    picture = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8)
    picture.write(out.getvalue(), filter=Name.JPXDecode)
    _on_second(pdf, picture)


def _on_second(pdf: Pdf, picture: Stream) -> None:
    second = pdf.pages[1].obj
    second.Resources.XObject = Dictionary(S=pdf.make_indirect(picture))
    second.Contents = pdf.make_stream(b"q 9 0 0 9 9 9 cm /S Do Q\n" + second.Contents.read_bytes())


KEEPS: dict[str, Callable[[Pdf, str], None]] = {
    work.__name__.strip("_"): work
    for work in (
        _clipped, _white, _unseen, _picture, _glyph, _inline, _packed_twice, _jpeg_2000,
    )
}  # fmt: skip


def with_kept(work: Callable[[Pdf, str], None], secret: str) -> bytes:
    with Pdf.new() as pdf:
        page(pdf, line(secret) + line(f"the {KEPT}", y=40))
        page(pdf, line(f"the {KEPT}", y=40))
        work(pdf, secret)
        return saved(pdf)


@pytest.mark.parametrize("way", KEEPS)
def test_a_page_without_boxes_keeps_nothing_of_what_is_covered_elsewhere(way: str) -> None:
    copies = [redaction.redact(with_kept(KEEPS[way], said), [OVER]) for said in (SECRET, OTHER)]
    assert not list(planted.recovered(copies[0]))
    assert copies[0] == copies[1]
    assert KEPT in [word.text for word in redaction.words(copies[0], 2)]


def test_a_font_of_two_pages_keeps_the_order_of_no_letters_that_only_a_covered_word_had() -> None:
    """Its codes, names and widths stand in the order in which the document first shows them."""
    with Pdf.new() as pdf:
        order = list(dict.fromkeys(SECRET + KEPT))
        made = font(pdf)
        made.Encoding = Dictionary(
            Type=Name.Encoding, Differences=Array([1, *(Name(f"/{letter}") for letter in order)])
        )
        made.FirstChar, made.LastChar = 1, len(order)
        made.Widths = Array([400 + 10 * n for n, _ in enumerate(order)])
        for said in (SECRET, KEPT):
            codes = bytes(order.index(letter) + 1 for letter in said).hex().encode()
            page(pdf, b"BT /O 12 Tf 40 200 Td <%b> Tj ET\n" % codes).Resources.Font.O = made
        raw = saved(pdf)
    with Pdf.open(io.BytesIO(redaction.redact(raw, [OVER]))) as pdf:
        [kept] = [each for _, each in pdf.pages[1].obj.Resources.Font.items()]
        names = {str(each)[1:] for each in kept.Encoding.Differences if isinstance(each, Name)}
        widths = [int(each) for each in kept.Widths]
    assert names == set(KEPT)
    assert sum(each > 0 for each in widths) == len(set(KEPT))


def test_a_font_that_a_form_takes_over_is_no_font_that_can_be_told() -> None:
    """Letters of a form in the font of the page around it: the page is drawn, and nothing is lost."""
    with Pdf.new() as pdf:
        form = Stream(
            pdf,
            b"BT 40 100 Td (Inherited) Tj ET",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=[0, 0, 400, 300],
        )
        page(pdf, line(SECRET))
        second = page(pdf, b"/H 12 Tf /S Do\n" + line(KEPT, y=40))
        second.Resources.XObject = Dictionary(S=form)
        raw = saved(pdf)
    copy = redaction.redact(raw, [OVER])
    with Pdf.open(io.BytesIO(copy)) as pdf:
        assert len(pdf.pages[1].get_images()) == 1
    assert KEPT in [word.text for word in redaction.words(copy, 2)]
