"""Four more documents that were made to betray what is covered: marks of a hidden layer, a form that a
program draws, pictures that are masks, a font of shapes; each with updates behind it. Each says the name on
its first page, where it is covered, and again elsewhere, where nobody sees it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image

from dueprocess.papers import redaction
from dueprocess.papers.redaction import Box
from tests.papers.redaction import planted
from tests.papers.redaction.planted import HIGH, KEPT, SECRET, WIDE, font, line, page, saved

OVER = Box(1, 36, 82, 250, 112, "ID")
OTHER = "Bramblewaite"
BELOW = (0, 240, WIDE, HIGH)


def marked(pdf: Pdf, said: str) -> None:
    """Marks on both pages of a layer that is off: what they show, what they say, what pops up beside them."""
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(said)))
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Order=Array([layer]))
    )
    for each in pdf.pages:
        look = Stream(pdf, line(said, x=2, y=4), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 20])
        look.Resources = Dictionary(Font=Dictionary(H=font(pdf)))
        look.OC = layer
        mark = Dictionary(
            Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([40, 150, 240, 170]), OC=layer, F=4,
            DA=String("/H 9 Tf"), Contents=String(said), RC=String(f"<body><p>{said}</p></body>"),
            AP=Dictionary(N=pdf.make_indirect(look), R=pdf.make_indirect(look)), T=String(said),
        )  # fmt: skip
        each.obj.Annots = Array([pdf.make_indirect(mark)])


def filled_in(pdf: Pdf, said: str) -> None:
    """A form of XML that a program of its own would draw, and files that hang on marks and pages."""
    data = f"<xfa:datasets xmlns:xfa='x'><xfa:data><who>{said}</who></xfa:data></xfa:datasets>".encode()
    held = pdf.make_stream(f"They said it was {said}".encode(), Type=Name.EmbeddedFile)
    spec = Dictionary(
        Type=Name.Filespec, F=String(f"{said}.txt"), UF=String(f"{said}.txt"), EF=Dictionary(F=held, UF=held),
        Desc=String(said), AFRelationship=Name.Data,
    )  # fmt: skip
    second = pdf.pages[1].obj
    pin = Dictionary(
        Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([300, 150, 320, 170]), F=2, FS=spec,
        Contents=String(said), Name=Name.PushPin,
    )  # fmt: skip
    box = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String(said), TU=String(said), F=2,
            V=String(said), DV=String(said), RV=String(f"<p>{said}</p>"), Rect=Array([40, 150, 240, 170]),
            MK=Dictionary(CA=String(said)), DA=String("/H 9 Tf 0 g"), Opt=Array([String(said)]),
        )
    )  # fmt: skip
    second.Annots = Array([box, pin])
    second.AF = Array([spec])
    parts = ["template", pdf.make_stream(b"<template/>"), "datasets", pdf.make_stream(data)]
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([box]), NeedAppearances=True, DR=Dictionary(Font=Dictionary(H=font(pdf))),
        XFA=Array([String(each) if isinstance(each, str) else each for each in parts]),
    )  # fmt: skip
    pdf.Root.Perms = Dictionary(UR3=Dictionary(Reason=String(said)))


def masked(pdf: Pdf, said: str) -> None:
    """A picture of one colour whose mask draws the name, covered on the first page, and its mask once more on
    the second, behind the border; beside it a fax (JBIG2) with the name in the letters that it shares."""
    shape = planted._picture(said).convert("L")
    bare = pdf.make_stream(bytes([0]) * 200 * 40, Type=Name.XObject, Subtype=Name.Image, Width=200, Height=40)
    bare.ColorSpace, bare.BitsPerComponent = Name.DeviceGray, 8
    mask = pdf.make_stream(shape.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=200, Height=40)
    mask.ColorSpace, mask.BitsPerComponent = Name.DeviceGray, 8
    bare.SMask = mask
    fax = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, Width=16, Height=16)
    fax.ColorSpace, fax.BitsPerComponent = Name.DeviceGray, 1
    letters = pdf.make_stream(b"\x00\x00\x00\x00\x00\x01" + said.encode())
    fax.write(said.encode() * 3, filter=Name.JBIG2Decode, decode_parms=Dictionary(JBIG2Globals=letters))
    first, second = (each.obj for each in pdf.pages)
    first.Resources.XObject = Dictionary(M=bare)
    first.Contents = pdf.make_stream(first.Contents.read_bytes() + b"q 200 0 0 20 40 190 cm /M Do Q\n")
    second.Resources.XObject = Dictionary(M=bare, N=mask, J=fax)
    out = b"q 200 0 0 20 40 -60 cm /M Do Q q 0 0 0 0 re W n 200 0 0 20 40 190 cm /N Do Q"
    out += b" q 9 0 0 9 9 9 cm /J Do Q\n"
    second.Contents = pdf.make_stream(second.Contents.read_bytes() + out)


def drawn_by_shapes(pdf: Pdf, said: str) -> None:
    """A font whose shapes are named and remarked with it; the second page shows a harmless one alone."""
    name, spelt = said.encode(), said.encode("utf-16-be").hex().encode()
    shape = pdf.make_stream(b"500 0 d0 %% %b\nBT /H 1 Tf (%b) Tj ET" % (name, name))
    dot = pdf.make_stream(b"200 0 d0 0 0 100 100 re f")
    procs = Dictionary({f"/{said}": shape, "/dot": dot})
    made = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 500, 500]), CharProcs=procs, FirstChar=97,
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), LastChar=98, Widths=Array([500, 200]),
        Name=Name(f"/{said}"),
        Encoding=Dictionary(Differences=Array([97, Name(f"/{said}"), Name.dot])),
        Resources=Dictionary(Font=Dictionary(H=font(pdf))),
        ToUnicode=pdf.make_stream(b"1 beginbfchar <61> <%b> endbfchar" % spelt),
    )  # fmt: skip
    first, second = (each.obj for each in pdf.pages)
    for each in (first, second):
        each.Resources.Font.T = pdf.make_indirect(made)
    first.Contents = pdf.make_stream(first.Contents.read_bytes() + b"BT /T 12 Tf 60 195 Td (a) Tj ET\n")
    second.Contents = pdf.make_stream(second.Contents.read_bytes() + b"BT /T 40 Tf 60 100 Td (b) Tj ET\n")


WAYS: dict[str, Callable[[Pdf, str], None]] = {
    work.__name__: work for work in (marked, filled_in, masked, drawn_by_shapes)
}


def made(way: str, said: str) -> bytes:
    """Two pages, and two updates behind them."""
    with Pdf.new() as pdf:
        page(pdf, line(said) + line(f"the {KEPT}", y=40))
        page(pdf, line(f"the {KEPT}", y=40))
        WAYS[way](pdf, said)
        raw = saved(pdf, compress_streams=False)
    return replaced(raw, 900, said)


def replaced(raw: bytes, number: int, said: str) -> bytes:
    """The same with two updates behind it: one brings an object that says the name, the next frees it."""
    before = int(raw[raw.rindex(b"startxref") :].split()[1])
    with Pdf.open(io.BytesIO(raw)) as pdf:
        root = pdf.Root.objgen[0]
    told = f"The minutes were kept by {said}".encode()
    stream = b"\n%d 0 obj\n<</Length %d>>\nstream\n%b\nendstream\nendobj\n" % (number, len(told), told)
    for body in (stream, b"\n"):
        line_ = b"%010d 00000 n " % (len(raw) + 1) if body == stream else b"0000000000 00001 f "
        at = len(raw) + len(body)
        table = b"xref\n%d 1\n%b\n" % (number, line_)
        trailer = b"trailer\n<</Size %d /Root %d 0 R /Prev %d>>\n" % (number + 1, root, before)
        raw += body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % at
        before = at
    return raw


def pixels(copy: bytes, number: int) -> Image.Image:
    return Image.open(io.BytesIO(redaction.picture(copy, number, dpi=72))).convert("L")


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_recovered_by_extraction_objects_history_or_rendering(way: str) -> None:
    raw = made(way, SECRET)
    assert list(planted.recovered(raw)), "the attacker finds it in the original"
    assert raw.count(b"%%EOF") == 3
    copy = redaction.redact(raw, [OVER])
    assert not list(planted.recovered(copy))
    assert copy.count(b"%%EOF") == 1
    # what was somebody's name decides no byte: no way to look at it can tell
    other = redaction.redact(made(way, OTHER), [OVER])
    assert copy == other
    # drawn, it is black where it was covered, but for the letters of the ground; what was seen below is there
    seen = pixels(copy, 1)
    assert set(seen.crop((38, 84, 60, 110)).tobytes()) == {0}
    assert (seen.width, seen.height) == (WIDE, HIGH)
    for number in (1, 2):
        assert KEPT in [word.text for word in redaction.words(copy, number)]
        was, now = (sum(pixels(each, number).crop(BELOW).tobytes()) for each in (raw, copy))
        assert was == pytest.approx(now, rel=0.002)
