"""Every check of `prove` catches an attack that no other check sees: with that check switched off the copy
passes. A copy as `redact` makes it passes them all."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable
from functools import cache

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageDraw

from dueprocess.papers import redaction
from dueprocess.papers.redaction import Box, Leak, proving
from tests.papers.redaction import planted
from tests.papers.redaction.planted import HIGH, KEPT, SECRET, WIDE

OVER = Box(1, 36, 82, 250, 112, "ID")
CODED = codecs.encode(SECRET, "rot13")  # a secret that is not spelt: only the place betrays it


@cache
def original() -> bytes:
    return planted.planted()


@cache
def good() -> bytes:
    return redaction.redact(original(), [OVER])


def saved(pdf: Pdf) -> bytes:
    return planted.saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def changed(change: Callable[[Pdf], None]) -> bytes:
    with Pdf.open(io.BytesIO(good())) as pdf:
        change(pdf)
        return saved(pdf)


def plain() -> tuple[bytes, int]:
    """The good copy with a table of the old kind, and where that begins."""
    with Pdf.open(io.BytesIO(good())) as pdf:
        del pdf.trailer["/ID"]
        raw = planted.saved(
            pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable, force_version="1.4", static_id=True
        )
    return raw, raw.rindex(b"xref\n0 ")


def put(inserted: bytes, row: bytes = b"") -> bytes:
    """Bytes put in before the table, with a row of it for them."""
    raw, at = plain()
    table = re.sub(rb"startxref\n\d+", b"startxref\n%d" % (at + len(inserted)), raw[at:])
    return raw[:at] + inserted + table.replace(b"trailer", row % at + b"trailer" if row else b"trailer")


def history() -> bytes:
    return good() + b"% once more\n%%EOF\n"


def unreferenced() -> bytes:
    return put(b"99 0 obj\n(%b)\nendobj\n" % CODED.encode(), b"99 1\n%010d 00000 n \n")


def raw() -> bytes:
    return put(b"% the statement of " + SECRET.encode() + b"\n")


def metadata(pdf: Pdf) -> None:
    pdf.Root.Metadata = pdf.make_stream(CODED.encode(), Type=Name.Metadata, Subtype=Name.XML)


def attachments(pdf: Pdf) -> None:
    file = pdf.make_stream(CODED.encode(), Type=Name.EmbeddedFile)
    pdf.Root.AF = Array([Dictionary(Type=Name.Filespec, EF=Dictionary(F=file))])


def annotations(pdf: Pdf) -> None:
    remark = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents=String(CODED))
    pdf.pages[1].obj.Annots = Array([remark])


def forms(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([Dictionary(T=String(CODED))]))


def outlines(pdf: Pdf) -> None:
    pdf.Root.Outlines = Dictionary(Type=Name.Outlines, First=Dictionary(Title=String(CODED)))


def tags(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot = Dictionary(K=Array([Dictionary(S=Name.P, T=String(CODED))]))


def thumbnails(pdf: Pdf) -> None:
    small = CODED.encode() * 3
    pdf.pages[1].obj.Thumb = pdf.make_stream(
        small, Width=12, Height=1, BitsPerComponent=8, ColorSpace=Name.DeviceRGB
    )


def layers(pdf: Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(CODED)))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))


def scripts(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=String(CODED))


def strings(pdf: Pdf) -> None:
    pdf.Root["/Note"] = String(f"of {SECRET}")


def streams(pdf: Pdf) -> None:
    second = pdf.pages[1].obj
    second.Contents = pdf.make_stream(second.Contents.read_bytes() + b"\n% " + SECRET.encode() + b"\n")


def fonts(pdf: Pdf) -> None:
    """A font's map has letters of a script that no page shows."""
    (font,) = [font for _, font in pdf.pages[1].obj.Resources.Font.items()]
    font.ToUnicode = pdf.make_stream(b"1 beginbfchar <7E> <0416> endbfchar")


def _image(pdf: Pdf, drawn: Image.Image) -> Stream:
    return pdf.make_stream(
        drawn.tobytes(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=drawn.width,
        Height=drawn.height,
        ColorSpace=Name.DeviceRGB if drawn.mode == "RGB" else Name.DeviceGray,
        BitsPerComponent=8,
    )


def resources(pdf: Pdf) -> None:
    """A page holds a picture of the secret that it does not draw."""
    pdf.pages[1].obj.Resources.XObject = Dictionary(S=_image(pdf, planted._picture(SECRET)))


def _after(pdf: Pdf, page: int, more: bytes) -> None:
    of = pdf.pages[page].obj
    of.Contents = pdf.make_stream(of.Contents.read_bytes() + b"\n" + more)


def text(pdf: Pdf) -> None:
    """A letter of the layer lies under the box."""
    _after(pdf, 0, b"BT 3 Tr 12 0 0 12 80 200 Tm /F0 1 Tf <0301> Tj ET")


def operators(pdf: Pdf) -> None:
    """The secret stands beyond the border of a page, where a viewer shows and reads nothing."""
    (name,) = [name for name, _ in pdf.pages[1].obj.Resources.Font.items()]
    said = name.encode() + b" 12 Tf 900 900 Td <" + SECRET.encode().hex().encode() + b"> Tj"
    _after(pdf, 1, b"BT " + said + b" ET")


def shape(pdf: Pdf) -> None:
    """Something is drawn over the picture: a cover that could be taken away."""
    _after(pdf, 0, b"0 g 5 5 20 20 re f")


def picture(pdf: Pdf) -> None:
    """The picture is whole, and its colours make all of it black."""
    with_secret = Image.open(io.BytesIO(redaction.picture(original(), 1, dpi=200))).convert("L")
    made = _image(pdf, with_secret)
    made.ColorSpace = Array([Name.Indexed, Name.DeviceGray, 255, String(bytes(256))])
    pdf.pages[0].obj.Resources.XObject = Dictionary(I=made)


def rendering(pdf: Pdf) -> None:
    """The picture is set upside down, so that what was covered lies elsewhere."""
    page = pdf.pages[0].obj
    upright = page.Contents.read_bytes()
    turned = re.sub(rb"^q .*? cm", b"q %d 0 0 -%d 0 %d cm" % (WIDE, HIGH, HIGH), upright)
    assert turned != upright
    page.Contents = pdf.make_stream(turned)


ATTACKS: dict[str, Callable[[], bytes]] = {
    work.__name__: work for work in (history, unreferenced, raw)
} | {
    work.__name__: lambda work=work: changed(work)  # type: ignore[misc]
    for work in (
        metadata, attachments, annotations, forms, outlines, tags, thumbnails, layers, scripts,
        strings,
        streams,
        fonts, resources, text, operators, shape, picture, rendering,
    )
}  # fmt: skip


def test_every_check_has_an_attack() -> None:
    assert ATTACKS.keys() == proving.CHECKS.keys()


def test_a_good_copy_passes() -> None:
    redaction.prove(good(), original(), [OVER])
    redaction.prove(changed(lambda pdf: None), original(), [OVER])
    redaction.prove(plain()[0], original(), [OVER])


@pytest.mark.parametrize("check", ATTACKS)
def test_a_check_catches_its_attack_and_no_other_does(check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    attacked = ATTACKS[check]()
    with pytest.raises(Leak) as told:
        redaction.prove(attacked, original(), [OVER])
    assert told.value.check == check
    assert SECRET.casefold() not in str(told.value).casefold(), "a leak is told without its words"
    monkeypatch.delitem(proving.CHECKS, check)
    redaction.prove(attacked, original(), [OVER])


def boxed_only() -> bytes:
    """What is often taken for redaction: a black rectangle over the text."""
    with Pdf.open(io.BytesIO(original())) as pdf:
        _after(pdf, 0, b"0 g 36 188 214 30 re f")
        return saved(pdf)


def removed_but_drawn() -> bytes:
    """The text is gone, the picture of it lies under a rectangle."""
    drawn = Image.open(io.BytesIO(redaction.picture(original(), 1, dpi=150))).convert("RGB")
    with Pdf.open(io.BytesIO(good())) as pdf:
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=_image(pdf, drawn)))
        cover = b"q %d 0 0 %d 0 0 cm /I Do Q 0 g 36 188 214 30 re f" % (WIDE, HIGH)
        pdf.pages[0].obj.Contents = pdf.make_stream(cover)
        return saved(pdf)


def page_missing() -> bytes:
    def without(pdf: Pdf) -> None:
        del pdf.pages[3]

    return changed(without)


def page_turned() -> bytes:
    def turned(pdf: Pdf) -> None:
        pdf.pages[1].obj.Rotate = 90

    return changed(turned)


@pytest.mark.parametrize(
    "attack",
    [
        boxed_only,
        removed_but_drawn,
        page_missing,
        page_turned,
        original,
        lambda: b"",
        lambda: b"%PDF-1.7\nnothing",
        lambda: good()[:-400],
        lambda: b"x" + good(),
    ],
)
def test_what_is_no_redaction_is_refused(attack: Callable[[], bytes]) -> None:
    with pytest.raises(Leak):
        redaction.prove(attack(), original(), [OVER])


def test_the_copy_of_another_box_is_refused() -> None:
    with pytest.raises(Leak):
        redaction.prove(good(), original(), [Box(2, 36, 82, 250, 112)])
    (found, *_) = redaction.find(original(), KEPT)
    with pytest.raises(Leak):
        redaction.prove(good(), original(), [OVER, *found.boxes])


def test_redact_fails_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where burning went wrong nothing is given out."""
    monkeypatch.setattr("dueprocess.papers.redaction.making.burning.page", _unburnt)
    with pytest.raises(Leak):
        redaction.redact(original(), [OVER])


def _unburnt(pdf: Pdf, picture: Image.Image, *_: object) -> object:
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, WIDE, HIGH]),
            Resources=Dictionary(XObject=Dictionary(I=_image(pdf, picture))),
            Contents=pdf.make_stream(b"q %d 0 0 %d 0 0 cm /I Do Q" % (WIDE, HIGH)),
        )
    )


# ── pictures ────────────────────────────────────────────────────────────────────────────────────────────────


def _png(drawn: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    drawn.save(out, "PNG", **options)
    return out.getvalue()


def _one(black: bool = True) -> Image.Image:
    made = planted._picture(SECRET)
    if black:
        ImageDraw.Draw(made).rectangle((0, 0, 99, 39), fill="black")
    return made


def test_pictures_are_proved_too() -> None:
    before, box = _png(_one(black=False)), [Box(1, 0, 0, 100, 40)]
    redaction.prove(_png(_one()), before, box)
    told_more = described()
    for attacked, check in (
        (_png(_one(black=False)), "picture"),
        (_png(_one()) + SECRET.encode(), "history"),
        (_png(_one(), pnginfo=told_more), "metadata"),
        (_png(_one().crop((0, 0, 150, 40))), "pages"),
        (b"", "readable"),
    ):
        with pytest.raises(Leak) as told:
            redaction.prove(attacked, before, box)
        assert told.value.check == check


def described() -> object:
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Comment", SECRET)
    return told
