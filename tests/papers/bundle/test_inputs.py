"""Odd papers: each is put right, or named with what mends it. None is left out unsaid."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from dueprocess.papers.bundle.assembling import build
from dueprocess.papers.bundle.inputs import as_pdf, judge
from dueprocess.papers.bundle.model import SAYS, STOPS, Document, Odd, Source, Unfit, ranges
from tests.papers.bundle.sheets import (
    LINES,
    changed,
    everything,
    locked,
    pdf,
    picture,
    pixels,
    plan,
    saved,
    scan,
    texts,
)  # fmt: skip
from tests.project.tree import ROOT


def odd(source: Source, **more: object) -> dict[str, tuple[int, ...]]:
    return {each.what.value: each.pages for each in judge(Document("a", "Paper", source, **more)).odd}


def bundle(tmp_path: Path, source: Source, **more: object) -> Path:
    out = tmp_path / "bundle.pdf"
    build(plan([Document("a", "Paper", source, **more)]), out)
    return out


def test_every_oddity_says_what_is_wrong_and_how_it_is_mended() -> None:
    assert set(SAYS) == set(Odd)
    assert set(Odd) >= STOPS
    assert all(says.endswith(".") and mend.endswith(".") for says, mend in SAYS.values())


def test_a_sound_paper_is_judged_by_pages_and_hash() -> None:
    data = pdf("one", "two")
    found = judge(Document("a", "Paper", data))
    assert (found.pages, found.odd, found.fit) == (2, (), True)
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    expected = Document("a", "Paper", data, sha256=found.sha256.upper())
    assert judge(expected).fit


def no_pages() -> bytes:
    return saved(Pdf.new())


def portfolio(made: Pdf) -> None:
    made.Root.Collection = Dictionary(Type=Name.Collection)


def live(made: Pdf) -> None:
    made.Root.NeedsRendering = True
    made.Root.AcroForm = Dictionary(Fields=Array(), XFA=String("x"))


@pytest.mark.parametrize(
    ("source", "what"),
    [
        (locked(pdf("x"), user="secret"), Odd.ENCRYPTED),
        (b"%PDF-1.7\nnothing of it is here", Odd.DAMAGED),
        (pdf("x")[:60], Odd.DAMAGED),
        (no_pages(), Odd.NO_PAGES),
        (changed(pdf("x"), portfolio), Odd.PORTFOLIO),
        (changed(pdf("x"), live), Odd.LIVE_FORM),
        (b"", Odd.NO_PAGES),
        (b"PK\x03\x04\x14\0\0\0 word/document.xml", Odd.UNKNOWN_KIND),
        (b"\x89PNG\r\n\x1a\n\0\0", Odd.UNKNOWN_KIND),
        (picture()[:-30], Odd.DAMAGED),
        (Path("/nowhere/at all.pdf"), Odd.MISSING),
        (b"a" * 2_000_001, Odd.UNKNOWN_KIND),
        (b"<!DOCTYPE html><html><p>said", Odd.UNKNOWN_KIND),
        (b"{\\rtf1 said}", Odd.UNKNOWN_KIND),
        (
            b"Received: from x\r\n by y\r\nFrom: a@example.org\r\nMIME-Version: 1.0\r\n\r\nsaid",
            Odd.UNKNOWN_KIND,
        ),
    ],
    ids=lambda each: each.value if isinstance(each, Odd) else "",
)
def test_what_cannot_be_used_is_named_and_stops(tmp_path: Path, source: Source, what: Odd) -> None:
    found = judge(Document("a", "Letter of 3 May", source))
    assert [each.what for each in found.odd] == [what]
    assert (found.fit, found.pages) == (False, 0)
    assert str(found.odd[0]).startswith("“Letter of 3 May” ")
    with pytest.raises(Unfit):
        bundle(tmp_path, source)
    assert not list(tmp_path.iterdir())


def test_a_file_that_was_changed_since_is_refused() -> None:
    assert odd(pdf("x"), sha256="ab" * 32) == {"changed": ()}


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.truncate(500_000_001)
    assert odd(path) == {"too large": ()}


def test_a_picture_that_is_a_bomb_is_refused() -> None:
    header = picture("PNG", (1, 1))
    size = (60_000).to_bytes(4, "big")
    assert odd(header[:16] + size + size + header[24:]) in ({"too many points": ()}, {"unknown kind": ()})


def test_what_only_its_owner_may_change_is_taken(tmp_path: Path) -> None:
    assert texts(bundle(tmp_path, locked(pdf("said"), user="")))[1] == "said 2"


def test_a_damaged_file_that_can_be_repaired_is_and_says_so(tmp_path: Path) -> None:
    data = pdf("one", "two")
    broken = data[: data.rindex(b"startxref")]
    assert odd(broken) == {"repaired": ()}
    assert [text.split(" ")[0] for text in texts(bundle(tmp_path, broken))[1:]] == ["one", "two"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_every_page_is_turned_so_that_its_text_is_read_upright(tmp_path: Path, turn: int, angle: int) -> None:
    """Letters stand at an angle (against the clock), the page is turned (with it)."""
    out = bundle(tmp_path, pdf(LINES, turn=turn, angle=angle))
    wrong = (angle - turn) % 360
    found = odd(pdf(LINES, turn=turn, angle=angle))
    assert found == ({"turned": (1,)} if wrong else {})
    with pypdfium2.PdfDocument(out) as document:
        page = document[1]
        assert page.get_rotation() == angle
        wide, high = page.get_size()
        assert (wide > high) == (angle in (90, 270))
    assert texts(out)[1] == f"{LINES} 2"


def test_a_few_letters_on_their_side_turn_nothing() -> None:
    assert odd(pdf("Fig. 1", angle=90)) == {}


def test_a_scan_is_turned_as_it_is_told(tmp_path: Path) -> None:
    made = Image.new("RGB", (595, 842), "white")
    made.paste("red", (0, 0, 595, 100))
    out = io.BytesIO()
    made.save(out, "PDF")
    shown = pixels(bundle(tmp_path, out.getvalue(), turns={1: 180}), 2)
    assert shown.getpixel((300, 20)) == (255, 255, 255)
    red, green, _ = shown.getpixel((300, 800))
    assert red > 200 > green


def test_pages_without_text_are_named_and_empty_ones_are_not() -> None:
    both = Pdf.open(io.BytesIO(pdf("said", "")))
    both.pages.extend(Pdf.open(io.BytesIO(scan())).pages)
    assert odd(saved(both)) == {"no text": (3,)}


@pytest.mark.parametrize(
    "box", [(0, 0, 842, 1191), (-100, -50, 495, 792), (0, 0, 1191, 842), (0, 0, 200, 90)]
)
def test_sizes_are_kept(tmp_path: Path, box: tuple[float, ...]) -> None:
    with pypdfium2.PdfDocument(bundle(tmp_path, pdf("x", box=box))) as document:
        assert document[1].get_size() == (box[2] - box[0], box[3] - box[1])


@pytest.mark.parametrize("box", [(0, 0, 0, 0), (0, 0, 595, 0), (5, 5, 5.5, 700)])
def test_a_page_of_no_size_becomes_a4_and_is_named(tmp_path: Path, box: tuple[float, ...]) -> None:
    assert odd(pdf("one", box=box))["no size"] == (1,)
    with pypdfium2.PdfDocument(bundle(tmp_path, pdf("one", box=box))) as document:
        assert document[1].get_size() == pytest.approx((595.276, 841.89), abs=0.01)


def test_a_page_without_any_size_or_content_is_numbered(tmp_path: Path) -> None:
    def bare(made: Pdf) -> None:
        for key in ("/MediaBox", "/Contents", "/Resources"):
            del made.pages[0].obj[key]
        made.pages[0].obj.Rotate = String("ninety")

    assert texts(bundle(tmp_path, changed(pdf("x"), bare)))[1] == "2"


def test_what_lies_outside_the_crop_box_is_not_shown_and_is_named(tmp_path: Path) -> None:
    data = pdf("x", crop=(100, 100, 400, 400))
    assert odd(data) == {"cropped": (1,)}
    with pypdfium2.PdfDocument(bundle(tmp_path, data)) as document:
        assert document[1].get_size() == (300, 300)
    assert odd(pdf("x", crop=(5000, 5000, 6000, 6000))) == {}


def test_what_a_page_has_by_its_branch_of_the_tree_stays(tmp_path: Path) -> None:
    def above(made: Pdf) -> None:
        tree, page = made.Root.Pages, made.pages[0].obj
        tree.MediaBox, tree.Rotate, tree.Resources = Array([0, 0, 400, 300]), 90, page.Resources
        for key in ("/MediaBox", "/Rotate", "/Resources"):
            del page[key]

    data = changed(pdf("said", box=(0, 0, 400, 300)), above)
    assert odd(data) == {}
    out = bundle(tmp_path, data)
    assert texts(out)[1] == "said 2"
    with pypdfium2.PdfDocument(out) as document:
        assert document[1].get_size() == (300, 400)


def test_names_of_a_paper_s_own_are_never_taken_for_actions(tmp_path: Path) -> None:
    def rename(made: Pdf) -> None:
        fonts = made.make_indirect(Dictionary(AA=made.pages[0].Resources.Font.F1))
        made.pages[0].obj.Resources = Dictionary(Font=fonts)
        made.pages[0].obj.Contents = made.make_stream(b"BT /AA 12 Tf 100 400 Td (said) Tj ET")

    with Pdf.open(bundle(tmp_path, changed(pdf("x"), rename))) as made:
        assert "/AA" in made.pages[1].Resources.XObject.DuePage.Resources.Font


def widget(made: Pdf, **more: object) -> None:
    """A text field with what it shows."""
    shows = made.make_stream(
        b"/Tx BMC q BT /F1 12 Tf 2 5 Td (filled in) Tj ET Q EMC",
        Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 200, 20]),
        Resources=Dictionary(Font=made.pages[0].Resources.Font),
    )  # fmt: skip
    field = made.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="name", V="filled in", F=4,
            Rect=Array([100, 700, 300, 720]), AP=Dictionary(N=shows), DA="/F1 12 Tf 0 g", **more,
        )
    )  # fmt: skip
    made.pages[0].obj.Annots = Array([field])
    made.Root.AcroForm = Dictionary(Fields=Array([field]), DR=made.pages[0].Resources)


def test_a_form_is_shown_as_filled_in_and_can_no_longer_be_changed(tmp_path: Path) -> None:
    data = changed(pdf("printed"), widget)
    assert odd(data) == {"form": ()}
    out = bundle(tmp_path, data)
    assert "filled in" in texts(out)[1]
    with Pdf.open(out) as made:
        assert Name.AcroForm not in made.Root
        assert Name.Annots not in made.pages[1]


def test_a_form_that_shows_nothing_yet_is_drawn(tmp_path: Path) -> None:
    def undrawn(made: Pdf) -> None:
        widget(made)
        del made.pages[0].Annots[0]["/AP"]
        made.Root.AcroForm.NeedAppearances = True

    assert "filled in" in texts(bundle(tmp_path, changed(pdf("printed"), undrawn)))[1]


def test_a_signed_paper_says_where_the_signature_can_be_checked() -> None:
    def sign(made: Pdf) -> None:
        widget(made)
        made.Root.AcroForm.SigFlags = 3

    assert odd(changed(pdf("x"), sign)) == {"form": (), "signed": ()}


def act(made: Pdf, what: str = "app.alert(1)") -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=made.make_stream(what.encode()))


def test_nothing_acts_and_nothing_is_attached(tmp_path: Path) -> None:
    """Seventeen ways by which a file may act, call, play or hide something."""
    secret = b"PLANTED"

    def plant(made: Pdf) -> None:
        root, page = made.Root, made.pages[0].obj
        hidden = made.make_stream(secret, Type=Name.EmbeddedFile)
        file = made.make_indirect(Dictionary(Type=Name.Filespec, F="x.exe", EF=Dictionary(F=hidden)))
        root.OpenAction = act(made, "PLANTED")
        root.AA = Dictionary(WC=act(made, "PLANTED"))
        root.Names = Dictionary(
            JavaScript=Dictionary(Names=Array([String("PLANTED"), act(made, "PLANTED")])),
            EmbeddedFiles=Dictionary(Names=Array([String("PLANTED"), file])),
        )
        root.AF = Array([file])
        root.Metadata = made.make_stream(secret, Type=Name.Metadata, Subtype=Name.XML)
        root.StructTreeRoot = made.make_indirect(Dictionary(Type=Name.StructTreeRoot, Alt=String("PLANTED")))
        made.docinfo["/Author"] = "PLANTED"
        page.AA = Dictionary(O=act(made, "PLANTED"))
        page.PieceInfo = Dictionary(X=Dictionary(Private=made.make_stream(secret)))
        page.Metadata = made.make_stream(secret)
        page.Thumb = made.make_stream(secret, Width=1, Height=1)
        page.AF = Array([file])
        page.Resources.Font.F1.PieceInfo = made.make_stream(secret)
        page.Annots = Array(
            [
                made.make_indirect(Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **each))
                for each in (
                    {"Subtype": Name.Link, "A": Dictionary(S=Name.URI, URI=String("http://PLANTED.example"))},
                    {"Subtype": Name.Link, "A": Dictionary(S=Name.Launch, F=String("PLANTED.exe"))},
                    {"Subtype": Name.FileAttachment, "FS": file},
                    {"Subtype": Name.Text, "Contents": String("PLANTED")},
                    {"Subtype": Name.RichMedia, "Contents": String("PLANTED")},
                )
            ]
        )

    data = changed(pdf("said"), plant)
    (tmp_path / "given.pdf").write_bytes(data)
    assert everything(tmp_path / "given.pdf").count(secret) >= 17, "the test plants nothing"
    out = bundle(tmp_path, data)
    assert secret not in everything(out)
    assert secret not in out.read_bytes()
    assert odd(data) == {"comments": (1,), "attachments": (1,), "actions": (1,)}
    assert texts(out)[1].startswith("said")


def test_a_mark_on_a_page_stays_visible_and_its_comment_is_named(tmp_path: Path) -> None:
    def mark(made: Pdf) -> None:
        shows = made.make_stream(
            b"1 0 0 rg 0 0 50 50 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 50, 50])
        )
        made.pages[0].obj.Annots = Array(
            [
                made.make_indirect(
                    Dictionary(
                        Type=Name.Annot, Subtype=Name.Square, Rect=Array([100, 100, 150, 150]), F=4,
                        AP=Dictionary(N=shows), Contents=String("really?"),
                    )
                )
            ]
        )  # fmt: skip

    data = changed(pdf("x"), mark)
    assert odd(data) == {"comments": (1,)}
    assert pixels(bundle(tmp_path, data), 2).getpixel((125, 842 - 125)) == (255, 0, 0)


def test_a_layer_that_is_hidden_stays_hidden_and_is_named(tmp_path: Path) -> None:
    def layer(made: Pdf) -> None:
        group = made.make_indirect(Dictionary(Type=Name.OCG, Name="Draft"))
        made.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))
        page = made.pages[0].obj
        page.Resources.Properties = Dictionary(MC0=group)
        page.Contents = made.make_stream(b"/OC /MC0 BDC 1 0 0 rg 0 0 595 842 re f EMC")

    data = changed(pdf("x"), layer)
    assert odd(data) == {"no text": (1,), "layers": ()}
    assert pixels(bundle(tmp_path, data), 2).getpixel((300, 300)) == (255, 255, 255)


def test_what_a_page_leaves_behind_reaches_neither_its_number_nor_the_next(tmp_path: Path) -> None:
    """A grid that is left turned, too many or too few brackets, one content for two pages."""

    def spoil(made: Pdf) -> None:
        one = made.make_stream(
            b"q q 0.01 0 0 0.01 0 0 cm 3 Tr 1 0 0 rg Q Q Q Q q 5 0 0 5 900 900 cm 1 1 1 rg"
        )
        for page in made.pages:
            page.obj.Contents = Array([one, made.make_stream(b"BT /F1 9 Tf 2 0 0 2 10 10 Tm")])

    out = bundle(tmp_path, changed(pdf("x", "y"), spoil))
    assert texts(out)[1:] == ["2", "3"]
    corner = pixels(out, 2).crop((555, 805, 590, 835))
    assert corner.convert("L").getextrema()[0] < 60, "the number is not seen"


def test_content_of_which_a_piece_cannot_be_read_is_named_before_anything_is_written(tmp_path: Path) -> None:
    def spoil(made: Pdf) -> None:
        bad = made.make_stream(b"")
        bad.write(b"x\x9cno such thing", filter=Name.FlateDecode)
        made.pages[0].obj.Contents = Array([made.pages[0].obj.Contents, bad])

    data = changed(pdf("x"), spoil)
    assert odd(data) == {"damaged": ()}
    with pytest.raises(Unfit):
        bundle(tmp_path, data)


def test_pages_that_share_their_content_keep_their_own_names(tmp_path: Path) -> None:
    def share(made: Pdf) -> None:
        one = made.make_stream(b"BT /F1 12 Tf 100 400 Td (said) Tj ET")
        for page in made.pages:
            page.obj.Contents = one
        other = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier)
        made.pages[1].obj.Resources = Dictionary(Font=Dictionary(F1=other))

    out = bundle(tmp_path, changed(pdf("x", "y"), share))
    assert texts(out)[1:] == ["said 2", "said 3"]
    with Pdf.open(out) as made:
        inner = [page.Resources.XObject.DuePage.Resources.Font.F1.BaseFont for page in list(made.pages)[1:]]
    assert inner == [Name.Helvetica, Name.Courier]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF"])
def test_pictures_become_pages(tmp_path: Path, kind: str) -> None:
    data = picture(kind)
    assert odd(data) == {"no text": (1,)}
    shown = pixels(bundle(tmp_path, data), 2)
    assert shown.width > shown.height, "a broad picture lies across"
    red, green, blue = shown.getpixel((421, 290))
    assert red > 240
    assert green < 12 > blue


def test_a_picture_comes_upright_and_without_what_is_not_seen(tmp_path: Path) -> None:
    made = Image.new("RGB", (300, 200), "white")
    made.paste("red", (0, 0, 60, 200))
    exif = Image.Exif()
    exif[0x0112] = 6  # its left side is to be above
    exif[0x010F] = "PLANTED camera"
    out = io.BytesIO()
    made.save(out, "JPEG", exif=exif, comment=b"PLANTED place")
    assert out.getvalue().count(b"PLANTED") == 2
    path = bundle(tmp_path, out.getvalue())
    assert b"PLANTED" not in everything(path) + path.read_bytes()
    shown = pixels(path, 2)
    assert shown.height > shown.width
    with Pdf.open(path) as opened:
        inner = opened.pages[1].Resources.XObject.DuePage.Resources.XObject.I
        assert (int(inner.Width), int(inner.Height)) == (200, 300)


def test_a_fax_of_several_leaves_has_as_many_pages(tmp_path: Path) -> None:
    leaves = [Image.new("1", (200, 300), n % 2) for n in range(3)]
    out = io.BytesIO()
    leaves[0].save(out, "TIFF", save_all=True, append_images=leaves[1:])
    assert judge(Document("a", "Fax", out.getvalue())).pages == 3


def test_a_large_picture_has_at_most_300_points_an_inch() -> None:
    with Pdf.open(io.BytesIO(as_pdf(Document("a", "A", picture(size=(6000, 9000)))))) as made:
        held = made.pages[0].Resources.XObject.I
        assert int(held.Width) <= 2480
        assert int(held.Height) <= 3508


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "CMYK", "I;16", "LA"])
def test_pictures_of_every_make(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (20, 30)).save(out, "TIFF")
    assert judge(Document("a", "A", out.getvalue())).pages == 1


def test_what_shows_through_is_on_white(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (300, 400), (0, 0, 0, 0)).save(out, "PNG")
    assert pixels(bundle(tmp_path, out.getvalue()), 2).getpixel((300, 400)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "expected", "oddities"),
    [
        (b"Dear all,\r\n\r\nI was there.", "Dear all, I was there.", {}),
        ("Żółć Дело Ελληνικά".encode(), "Żółć Дело Ελληνικά", {}),
        ("Żółć".encode("utf-16"), "Żółć", {}),
        ("\ufeffsaid".encode(), "said", {}),
        ("Caf\xe9 – said".encode("cp1252"), "Café – said", {"unsure letters": ()}),
        (b"From: Wren\nTo: all\n\nsaid", "From: Wren To: all said", {}),
        (b"#import $x$ *b* <l>", "#import $x$ *b* <l>", {}),
        (b"a\x0bb\x1bc", "a\ufffdb\ufffdc", {}),
        ("投诉".encode(), "", {"no letters": ()}),
    ],
)
def test_plain_text_becomes_pages(
    tmp_path: Path, data: bytes, expected: str, oddities: dict[str, object]
) -> None:
    assert odd(data) == oddities
    assert expected in texts(bundle(tmp_path, data))[1]


def test_a_long_line_stays_on_its_page() -> None:
    text = as_pdf(Document("a", "A", b"x" * 5_000))
    with pypdfium2.PdfDocument(text) as document:
        places = [document[0].get_textpage().get_charbox(n) for n in range(0, 2_000, 50)]
        assert max(right for _, _, right, _ in places) < 595


def test_paths_and_bytes_give_the_same(tmp_path: Path) -> None:
    for name, data in {"a.pdf": pdf(*["x"] * 3), "a.png": picture(), "a.txt": b"said"}.items():
        path = tmp_path / name
        path.write_bytes(data)
        assert judge(Document("a", "A", path)) == judge(Document("a", "A", data))


@given(st.sets(st.integers(1, 60)))
def test_page_numbers_are_written_shortly_and_in_full(pages: set[int]) -> None:
    back: set[int] = set()
    for each in filter(None, ranges(pages).split(", ")):
        first, _, last = each.partition("–")
        back |= set(range(int(first), int(last or first) + 1))
    assert back == pages


@settings(max_examples=25)
@given(st.data())
def test_whatever_is_broken_in_a_file_it_is_judged(data: st.DataObject) -> None:
    """Bytes are changed, cut and doubled; it answers, and what it takes has as many pages as it says."""
    whole = bytearray(changed(pdf("one", "two"), widget))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    found = judge(Document("a", "A", bytes(whole[: data.draw(st.integers(0, len(whole)))])))
    assert found.fit == (found.pages > 0)


def test_the_documentation_names_every_oddity() -> None:
    page = (ROOT / "docs" / "explanation" / "bundle.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ")][1:]
    assert rows == [
        f"| {says} | {mend} | {'stops it' if what in STOPS else ''} |" for what, (says, mend) in SAYS.items()
    ]
