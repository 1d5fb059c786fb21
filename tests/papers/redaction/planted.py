"""A document in which one secret stands in every place where a PDF can hold text, and how to look for it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageDraw

SECRET = "Quillfeather"
WIDE, HIGH = 420, 300
KEPT = "Harbourmaster"
PAGES = 4


def font(pdf: Pdf, base: str = "Helvetica", map_: bytes | None = None) -> Any:
    made = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/" + base), Encoding=Name.WinAnsiEncoding
    )
    if map_ is not None:
        made.ToUnicode = pdf.make_stream(map_)
    return pdf.make_indirect(made)


def line(text: str, *, x: float = 40, y: float = 200, size: int = 12) -> bytes:
    return b"BT /H %d Tf %g %g Td (%b) Tj ET\n" % (size, x, y, text.encode("cp1252"))


def page(pdf: Pdf, content: bytes, **more: Any) -> Any:
    made = pdf.add_blank_page(page_size=(WIDE, HIGH)).obj
    made.Contents = pdf.make_stream(content)
    made.Resources = Dictionary(Font=Dictionary(H=font(pdf)))
    for key, value in more.items():
        made[f"/{key}"] = value
    return made


def saved(pdf: Pdf, **options: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def simple(text: str = f"The statement of {SECRET} about the {KEPT}", pages: int = 1, **more: Any) -> bytes:
    """A plain document of pages with one line each."""
    with Pdf.new() as pdf:
        for _ in range(pages):
            page(pdf, line(text), **more)
        return saved(pdf)


def _picture(text: str) -> Image.Image:
    made = Image.new("RGB", (200, 40), "white")
    ImageDraw.Draw(made).text((4, 10), text, fill="black")
    return made


def _info(pdf: Pdf, _: Any) -> None:
    pdf.docinfo["/Title"] = SECRET


def _xmp(pdf: Pdf, _: Any) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as meta:
        meta["dc:title"] = SECRET


def _page_metadata(pdf: Pdf, first: Any) -> None:
    first.Metadata = pdf.make_stream(SECRET.encode(), Type=Name.Metadata, Subtype=Name.XML)


def _attachment(pdf: Pdf, _: Any) -> None:
    pdf.attachments["secret.txt"] = SECRET.encode()


def _associated(pdf: Pdf, first: Any) -> None:
    file = pdf.make_stream(SECRET.encode(), Type=Name.EmbeddedFile)
    first.AF = Array([Dictionary(Type=Name.Filespec, F=String(SECRET), EF=Dictionary(F=file))])


def _annotation(pdf: Pdf, first: Any) -> None:
    remark = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=Array([1, 1, 9, 9]), Contents=String(SECRET), F=2
    )
    first.Annots = Array([pdf.make_indirect(remark)])


def _form(pdf: Pdf, first: Any) -> None:
    look = Stream(pdf, line(SECRET, x=2, y=4), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 20])
    look.Resources = Dictionary(Font=Dictionary(H=font(pdf)))
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String("name"),
        V=String(SECRET),
        TU=String(SECRET),
        F=4,
        Rect=Array([40, 195, 240, 215]),
        AP=Dictionary(N=look),
    )
    made = pdf.make_indirect(field)
    first.Annots = Array([made])
    pdf.Root.AcroForm = Dictionary(Fields=Array([made]), DA=String("/Helv 0 Tf"))


def _outline(pdf: Pdf, _: Any) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(SECRET, 0))


def _named_place(pdf: Pdf, first: Any) -> None:
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String(SECRET), Array([first, Name.Fit])])))


def _tags(pdf: Pdf, first: Any) -> None:
    element = Dictionary(
        Type=Name.StructElem,
        S=Name.P,
        Alt=String(SECRET),
        ActualText=String(SECRET),
        E=String(SECRET),
        Pg=first,
        K=0,
    )
    tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([pdf.make_indirect(element)])))
    pdf.Root.StructTreeRoot, pdf.Root.MarkInfo = tree, Dictionary(Marked=True)


def _actual_text(pdf: Pdf, first: Any) -> None:
    before = first.Contents.read_bytes()
    marked = b"/Span <</ActualText (%b)>> BDC\n" % SECRET.encode() + line("Q. F.", y=200) + b"EMC\n"
    first.Contents = pdf.make_stream(before + marked)


def _marked_elsewhere(pdf: Pdf, _: Any) -> None:
    """On a page without boxes, in a list of properties: nobody sees it."""
    second = pdf.pages[1].obj
    second.Resources.Properties = Dictionary(P=Dictionary(Alt=String(SECRET)))
    second.Contents = pdf.make_stream(b"/Span /P BDC\n" + second.Contents.read_bytes() + b"EMC\n")


def _thumbnail(pdf: Pdf, first: Any) -> None:
    first.Thumb = pdf.make_stream(
        SECRET.encode() * 3, Width=12, Height=1, ColorSpace=Name.DeviceRGB, BitsPerComponent=8
    )


def _layer(pdf: Pdf, first: Any) -> None:
    """Beside the box, in a layer that is switched off."""
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(SECRET)))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    first.Resources.Properties = Dictionary(L=layer)
    hidden = b"/OC /L BDC\n" + line(SECRET, y=100) + b"EMC\n"
    first.Contents = pdf.make_stream(first.Contents.read_bytes() + hidden)


def _layer_elsewhere(pdf: Pdf, _: Any) -> None:
    _layer(pdf, pdf.pages[2].obj)


def _script(pdf: Pdf, _: Any) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{SECRET}')"))


def _link(pdf: Pdf, _: Any) -> None:
    pdf.pages[1].obj.Annots = Array(
        [
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([0, 0, 9, 9]),
                A=Dictionary(S=Name.URI, URI=String(f"https://example.org/{SECRET}")),
            )
        ]
    )


def _unused(pdf: Pdf, _: Any) -> None:
    pdf.pages[1].obj.PieceInfo = Dictionary(X=Dictionary(Private=String(SECRET)))


def _shared_form(pdf: Pdf, first: Any) -> None:
    """In the resources of all pages, drawn by the first only."""
    form = Stream(pdf, line(SECRET), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, WIDE, HIGH])
    form.Resources = Dictionary(Font=Dictionary(H=font(pdf)))
    shared = pdf.make_indirect(Dictionary(Font=Dictionary(H=font(pdf)), XObject=Dictionary(S=form)))
    for each in pdf.pages:
        each.obj.Resources = shared
    first.Contents = pdf.make_stream(b"/S Do\n" + line(KEPT, y=40))


def _shared_picture(pdf: Pdf, first: Any) -> None:
    drawn = _picture(SECRET)
    picture = pdf.make_stream(
        drawn.tobytes(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=200,
        Height=40,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
    )
    for each in pdf.pages:
        each.obj.Resources.XObject = Dictionary(S=picture)
    first.Contents = pdf.make_stream(b"q 200 0 0 40 30 185 cm /S Do Q\n" + line(KEPT, y=40))


def _font_map(pdf: Pdf, first: Any) -> None:
    """One code of a font of all pages stands for the whole name."""
    of = b"1 beginbfchar <7E> <%b> endbfchar" % SECRET.encode("utf-16-be").hex().encode()
    shared = font(pdf, map_=of)
    for each in pdf.pages:
        each.obj.Resources.Font.T = shared
    first.Contents = pdf.make_stream(b"BT /T 12 Tf 40 200 Td (~) Tj ET\n" + line(KEPT, y=40))


def _beyond(pdf: Pdf, _: Any) -> None:
    """Outside the border of a page without boxes."""
    third = pdf.pages[2].obj
    third.Contents = pdf.make_stream(third.Contents.read_bytes() + line(SECRET, x=WIDE + 50))


def _cropped(pdf: Pdf, _: Any) -> None:
    third = pdf.pages[2].obj
    third.CropBox = Array([0, 0, WIDE, HIGH - 60])
    third.Contents = pdf.make_stream(third.Contents.read_bytes() + line(SECRET, y=HIGH - 30))


def _bar(pdf: Pdf, first: Any) -> None:
    """Under a black bar that somebody drew before, beside the box."""
    first.Contents = pdf.make_stream(
        first.Contents.read_bytes() + line(SECRET, y=100) + b"0 g 30 90 200 30 re f\n"
    )


def _white(pdf: Pdf, first: Any) -> None:
    first.Contents = pdf.make_stream(first.Contents.read_bytes() + b"1 g\n" + line(SECRET, y=100))


def _comment(pdf: Pdf, _: Any) -> None:
    third = pdf.pages[2].obj
    third.Contents = pdf.make_stream(third.Contents.read_bytes() + b"% " + SECRET.encode() + b"\n")


def _name(pdf: Pdf, _: Any) -> None:
    third = pdf.pages[2].obj
    third.Resources.Font = Dictionary({f"/{SECRET}": font(pdf)})
    third.Contents = pdf.make_stream(third.Contents.read_bytes().replace(b"/H", b"/" + SECRET.encode()))


def _labels(pdf: Pdf, _: Any) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(SECRET))]))


PLACES: dict[str, Callable[[Pdf, Any], None]] = {
    work.__name__.strip("_"): work
    for work in (
        _info, _xmp, _page_metadata, _attachment, _associated, _annotation, _form, _outline, _named_place,
        _tags,
        _actual_text, _marked_elsewhere, _thumbnail, _layer, _layer_elsewhere, _script, _link,
        _unused,
        _shared_form, _shared_picture, _font_map, _beyond, _cropped, _bar, _white, _comment, _name, _labels,
    )
}  # fmt: skip


def planted(*places: str) -> bytes:
    """Four pages; the first says the secret at (40, 200); in each place named it stands once more."""
    with Pdf.new() as pdf:
        for number in range(PAGES):
            said = SECRET if not number else f"page {number + 1}"
            page(pdf, line(said) + line(f"the {KEPT} on page {number + 1}", y=40))
        for place in places:
            PLACES[place](pdf, pdf.pages[0].obj)
        return saved(pdf, compress_streams=False)


def with_history() -> bytes:
    """The same with an earlier version in front, which said the secret in clear."""
    first = planted()
    start = first.rindex(b"startxref")
    before = int(first[start:].split()[1])
    update = b"\n9 0 obj\n(%b)\nendobj\n" % SECRET.encode()
    table = b"xref\n9 1\n%010d 00000 n \n" % (len(first) + 1)
    with Pdf.open(io.BytesIO(first)) as pdf:
        root, size = pdf.Root.objgen[0], len(pdf.objects) + 20
    trailer = b"trailer\n<</Size %d /Root %d 0 R /Prev %d>>\n" % (size, root, before)
    return b"".join([first, update, table, trailer, b"startxref\n%d\n%%%%EOF\n" % (len(first) + len(update))])


# ── an attacker ─────────────────────────────────────────────────────────────────────────────────────────────


def recovered(copy: bytes, secret: str = SECRET) -> Iterator[str]:
    """Every way in which the secret can be had from a file; written without any code of the product."""
    wanted = secret.casefold()
    forms = {wanted.encode(), wanted.encode("utf-16-be"), wanted.encode("utf-16-le")}
    forms |= {form.hex().encode() for form in forms}

    def held(raw: bytes) -> bool:
        return any(form in raw.lower() for form in forms)

    if held(copy):
        yield "raw bytes"
    versions = [match.end() for match in re.finditer(rb"%%EOF\s*", copy)]
    for end in versions:
        yield from (f"{way} of version {end}" for way in _of_version(copy[:end], wanted, held))


def _of_version(raw: bytes, wanted: str, held: Callable[[bytes], bool]) -> Iterator[str]:
    document = pypdfium2.PdfDocument(raw)
    for number in range(len(document)):
        page_ = document[number]
        read = page_.get_textpage()
        if wanted in read.get_text_range().casefold():
            yield f"text of page {number + 1}"
        for thing in page_.get_objects(max_depth=5, textpage=read):
            if thing.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT and wanted in thing.extract().casefold():
                yield f"text object of page {number + 1}"
    document.close()
    with Pdf.open(io.BytesIO(raw)) as pdf:
        for each in pdf.objects:
            if isinstance(each, Stream):
                try:
                    stored = each.read_bytes()
                except pikepdf.PdfError:
                    stored = each.read_raw_bytes()
                if held(stored) or held(each.read_raw_bytes()):
                    yield f"stream {each.objgen}"
            if wanted in repr(each).casefold():
                yield f"object {each.objgen}"
