"""A secret in every place where a PDF can hold text is gone from the copy, whichever way one looks; what lies
outside the boxes is still there."""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageChops, ImageDraw

from dueprocess.papers import redaction
from dueprocess.papers.redaction import BadBox, Box, Unreadable
from tests.effort import brief
from tests.papers.redaction import planted
from tests.papers.redaction.planted import HIGH, KEPT, SECRET, WIDE

OVER = Box(1, 36, 82, 250, 112, "ID")
OTHER = "Bramblewaite"  # as long as the secret


def swapped(raw: bytes) -> bytes:
    """The same document about somebody else. (Planted ones are not packed.)"""
    for coding in ("utf-8", "utf-16-be"):
        one, two = SECRET.encode(coding), OTHER.encode(coding)
        raw = raw.replace(one, two).replace(one.hex().encode(), two.hex().encode())
    return raw


def texts(copy: bytes, page: int) -> list[str]:
    return [word.text for word in redaction.words(copy, page)]


def drawn(copy: bytes, page: int = 1, dpi: int = 72) -> Image.Image:
    return Image.open(io.BytesIO(redaction.picture(copy, page, dpi=dpi))).convert("L")


@pytest.mark.parametrize("place", planted.PLACES)
def test_nothing_of_a_secret_is_recovered(place: str) -> None:
    raw = planted.planted(place)
    if place != "shared_picture":  # there it stands in pixels only
        assert list(planted.recovered(raw)), "the attacker finds it in the original"
    copy = redaction.redact(raw, [OVER])
    assert not list(planted.recovered(copy))
    for number in range(2, planted.PAGES + 1):
        assert " ".join(texts(copy, number)).startswith(f"page {number}")


@pytest.mark.parametrize("place", [name for name in planted.PLACES if name != "shared_picture"])
def test_the_copy_is_the_same_whatever_the_secret_was(place: str) -> None:
    """Byte for byte: so nothing in it depends on what was covered."""
    raw = planted.planted(place)
    assert SECRET.encode() not in swapped(raw)
    assert redaction.redact(raw, [OVER]) == redaction.redact(swapped(raw), [OVER])


def test_a_picture_of_a_secret_is_the_same_whatever_it_showed() -> None:
    copies = set()
    for said in (SECRET, OTHER):
        with Pdf.open(io.BytesIO(planted.planted("shared_picture"))) as pdf:
            pdf.pages[0].obj.Resources.XObject.S.write(planted._picture(said).tobytes())
            copies.add(redaction.redact(planted.saved(pdf), [Box(1, 28, 70, 260, 120, "ID")]))
    assert len(copies) == 1


def test_earlier_versions_are_gone() -> None:
    raw = planted.with_history()
    assert any("version" in each for each in planted.recovered(raw))
    copy = redaction.redact(raw, [OVER])
    assert not list(planted.recovered(copy))
    assert copy.count(b"%%EOF") == 1


def test_all_places_at_once() -> None:
    apart = {"shared_form", "shared_picture", "font_map", "name"}  # these write pages anew
    raw = planted.planted(*(name for name in planted.PLACES if name not in apart))
    assert not list(planted.recovered(redaction.redact(raw, [OVER])))


def test_words_outside_stay_where_they_are() -> None:
    raw = planted.planted()
    copy = redaction.redact(raw, [OVER])
    before = [word for word in redaction.words(raw, 1) if word.text != SECRET]
    after = redaction.words(copy, 1)
    assert [word.text for word in after] == [word.text for word in before]
    for one, two in zip(before, after, strict=True):
        assert abs(one.x0 - two.x0) <= 1
        assert abs(one.x1 - two.x1) <= 2
        assert abs(one.y1 - two.y1) <= 1


def test_a_word_that_a_box_only_touches_goes_from_the_layer() -> None:
    word = redaction.words(planted.planted(), 1)[0]
    copy = redaction.redact(planted.planted(), [Box(1, word.x1 - 1, word.y0, word.x1 + 5, word.y1)])
    assert SECRET not in texts(copy, 1)


def test_pages_without_boxes_keep_their_drawing() -> None:
    raw = planted.planted()
    with Pdf.open(io.BytesIO(redaction.redact(raw, [OVER]))) as pdf:
        assert [len(page.get_images()) for page in pdf.pages] == [1, 0, 0, 0]
        assert KEPT.encode() in pdf.pages[1].obj.Contents.read_bytes()
    for number in range(2, planted.PAGES + 1):
        one, two = drawn(raw, number), drawn(redaction.redact(raw, [OVER]), number)
        assert ImageChops.difference(one, two).getbbox() is None


def test_what_is_seen_of_forms_and_remarks_stays() -> None:
    raw = planted.planted("form")
    copy = redaction.redact(raw, [Box(2, 0, 0, 9, 9)])
    assert texts(copy, 1).count(SECRET) == 2, "the field's value was seen, and no box is on it"
    with Pdf.open(io.BytesIO(copy)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}


def test_the_same_gives_the_same_bytes() -> None:
    assert redaction.redact(planted.planted(), [OVER]) == redaction.redact(planted.planted(), [OVER])


def test_a_path_is_read_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "one.pdf"
    raw = planted.planted()
    path.write_bytes(raw)
    assert redaction.redact(path, [OVER]) == redaction.redact(raw, [OVER])
    assert path.read_bytes() == raw


def test_no_box_still_takes_everything_but_the_pages() -> None:
    copy = redaction.redact(planted.planted("info", "attachment", "script"), [])
    with Pdf.open(io.BytesIO(copy)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in pdf.trailer
    assert SECRET in texts(copy, 1)


def test_a_copy_can_be_redacted_again() -> None:
    once = redaction.redact(planted.planted(), [OVER])
    twice = redaction.redact(once, [found.boxes[0] for found in redaction.find(once, KEPT)])
    assert not list(planted.recovered(twice, KEPT))
    assert texts(twice, 2) == ["page", "2", "the", "on", "page", "2"]


@pytest.mark.parametrize("reason", redaction.REASONS)
def test_the_reason_is_printed_where_it_fits(reason: str) -> None:
    wide, tiny = Box(1, 36, 82, 160, 112, reason), Box(1, 36, 200, 44, 205, reason)
    shown = drawn(redaction.redact(planted.planted(), [wide, tiny]), dpi=200)
    scale = 200 / 72

    def light(box: Box) -> int:
        part = shown.crop(tuple(round(at * scale) for at in (box.x0 + 1, box.y0 + 1, box.x1 - 1, box.y1 - 1)))
        return sum(part.histogram()[128:])

    assert light(wide) > 30
    assert light(tiny) == 0


def measures(raw: bytes) -> list[float]:
    return [side for size in redaction.sizes(raw) for side in (size.width, size.height)]


def crooked(turn: int, left: float, low: float, unit: float, text: str = SECRET) -> bytes:
    """One page, turned, its paper beginning anywhere, with the secret and a kept word."""
    with Pdf.new() as pdf:
        said = planted.line(text, x=left + 60, y=low + 180) + planted.line(KEPT, x=left + 60, y=low + 90)
        page = planted.page(pdf, said)
        page.MediaBox = Array([left, low, left + WIDE, low + HIGH])
        page.Rotate = turn
        if unit != 1:
            page.UserUnit = unit
        return planted.saved(pdf)


@brief(12)
@given(
    st.sampled_from([0, 90, 180, 270, -90, 450]),
    st.floats(-900, 900),
    st.floats(-900, 900),
    st.sampled_from([1, 1, 2.5]),
    st.text("ABCDEFGHIJKLMnopqrstuvwxyz0123456789.", min_size=3, max_size=12),
)
def test_turned_and_shifted_pages(turn: int, left: float, low: float, unit: float, text: str) -> None:
    raw = crooked(turn, left, low, unit)
    (found,) = redaction.find(raw, SECRET)
    wide = found.boxes[0]
    box = Box(1, wide.x0 - 60, wide.y0 - 60, wide.x1 + 60, wide.y1 + 60)
    (kept,) = redaction.find(raw, KEPT)
    if box.touches(kept.boxes[0]):
        box = wide
    copy = redaction.redact(raw, [box])
    assert measures(copy) == pytest.approx(measures(raw), abs=0.01)
    assert texts(copy, 1) == [KEPT]
    (again,) = redaction.find(copy, KEPT)
    assert (again.boxes[0].x0, again.boxes[0].y1) == pytest.approx(
        (kept.boxes[0].x0, kept.boxes[0].y1), abs=1.1
    )
    if box is not wide:
        assert copy == redaction.redact(crooked(turn, left, low, unit, text), [box])


@brief(12)
@given(st.data())
def test_any_boxes_on_any_page(data: st.DataObject) -> None:
    """Under each box the drawing is black; outside all of them it is what it was; sizes stay."""
    crop = data.draw(st.sampled_from([None, [0, 0, WIDE, HIGH], [30, 20, WIDE - 40, HIGH - 30]]))
    turn = data.draw(st.sampled_from([0, 90, 180, 270]))
    raw = planted.simple(**({"CropBox": Array(crop)} if crop else {}), Rotate=turn)
    (size,) = redaction.sizes(raw)
    boxes = [
        Box(1, x, y, x + data.draw(st.floats(0.2, 200)), y + data.draw(st.floats(0.2, 100)))
        for x, y in data.draw(
            st.lists(
                st.tuples(st.floats(-5, size.width - 1), st.floats(-5, size.height - 1)),
                min_size=1,
                max_size=4,
            )
        )
        if x + 0.2 > 0.1 and y + 0.2 > 0.1
    ] or [Box(1, 0, 0, 5, 5)]
    copy = redaction.redact(raw, boxes)
    assert measures(copy) == pytest.approx(measures(raw), abs=0.01)
    before, after = drawn(raw, dpi=200), drawn(copy, dpi=200)
    hidden = Image.new("L", before.size)
    across, down = before.width / size.width, before.height / size.height
    for box in boxes:
        at = (box.x0 * across - 2, box.y0 * down - 2, box.x1 * across + 2, box.y1 * down + 2)
        ImageDraw.Draw(hidden).rectangle(at, fill=255)
        inner = [round(each) for each in (at[0] + 4, at[1] + 4, at[2] - 4, at[3] - 4)]
        inner = [max(0, inner[0]), max(0, inner[1]), min(after.width, inner[2]), min(after.height, inner[3])]
        if inner[2] > inner[0] and inner[3] > inner[1]:
            assert after.crop(tuple(inner)).getextrema() == (0, 0)
    changed = ImageChops.subtract(ImageChops.difference(before, after), hidden)
    assert max(level for level, n in enumerate(changed.histogram()) if n) < 40
    kept = [w.text for w in redaction.words(raw, 1) if not any(b.touches(w) for b in boxes)]
    assert not Counter(texts(copy, 1)) - Counter(kept)


# ── pictures ────────────────────────────────────────────────────────────────────────────────────────────────


def photograph(kind: str, said: str = SECRET, **options: object) -> bytes:
    made = Image.linear_gradient("L").resize((240, 160)).convert("RGB")
    ImageDraw.Draw(made).text((50, 60), said, fill="yellow")
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP"])
def test_a_picture(kind: str) -> None:
    box = Box(1, 40, 50, 160, 80, "ID")
    copy = redaction.redact(photograph(kind), [box])
    with Image.open(io.BytesIO(copy)) as made:
        assert made.format == ("JPEG" if kind == "JPEG" else "PNG")
        assert made.size == (240, 160)
    if kind != "WEBP":  # its ripples have no end: see docs/explanation/redaction.md
        assert copy == redaction.redact(photograph(kind, OTHER), [box])
    with Image.open(io.BytesIO(copy)) as made:
        inside = made.convert("L").crop((42, 52, 158, 60))
        assert inside.getextrema()[1] < 60
    assert redaction.words(copy, 1) == () == redaction.find(copy, SECRET)


def test_what_a_photograph_tells_of_its_origin_is_gone_and_it_stands_upright() -> None:
    told = Image.Exif()
    told[0x0112], told[0x010F], told[0x9286] = 6, SECRET, SECRET
    raw = photograph("JPEG", exif=told, comment=SECRET.encode()) + SECRET.encode()
    assert redaction.sizes(raw)[0] == redaction.Size(160, 240)
    copy = redaction.redact(raw, [Box(1, 0, 0, 160, 240)])
    assert SECRET.encode() not in copy
    with Image.open(io.BytesIO(copy)) as made:
        assert made.size == (160, 240)
        assert not made.getexif()
        assert made.convert("L").getextrema()[1] < 8


# ── what cannot be done ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("box", "says"),
    [
        (Box(0, 0, 0, 9, 9), "page 0"),
        (Box(9, 0, 0, 9, 9), "page 9"),
        (Box(1, 9, 0, 9, 9), "covers nothing"),
        (Box(1, 20, 9, 9, 19), "covers nothing"),
        (Box(1, WIDE + 1, 0, WIDE + 9, 9), "covers nothing"),
        (Box(1, float("nan"), 0, 9, 9), "no number"),
        (Box(1, 0, 0, float("inf"), 9), "no number"),
        (Box(1, 0, 0, 9, 9, "XX"), "reason"),
    ],
)
def test_a_box_that_is_nowhere_is_named(box: Box, says: str) -> None:
    with pytest.raises(BadBox, match=says):
        redaction.redact(planted.planted(), [box])
    with pytest.raises(BadBox, match=says):
        redaction.picture(planted.planted(), 1, [box])


def locked() -> bytes:
    with Pdf.open(io.BytesIO(planted.planted())) as pdf:
        return planted.saved(pdf, encryption=pikepdf.Encryption(owner="o", user="u", R=6))


def empty() -> bytes:
    with Pdf.new() as pdf:
        return planted.saved(pdf)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (locked, "password"),
        (empty, "no pages|damaged"),
        (lambda: b"%PDF-1.7\nnothing", "damaged"),
        (lambda: b"", "neither"),
        (lambda: b"a text", "neither"),
        (lambda: photograph("GIF", save_all=True, append_images=[Image.new("RGB", (240, 160))]), "frames"),
    ],
)
def test_what_cannot_be_read_is_said_with_how_to_mend_it(raw: object, says: str) -> None:
    source = raw()  # type: ignore[operator]
    for work in (
        lambda: redaction.redact(source, []),
        lambda: redaction.words(source, 1),
        lambda: redaction.find(source, "x"),
        lambda: redaction.sizes(source),
        lambda: redaction.picture(source, 1),
    ):
        with pytest.raises(Unreadable, match=says):
            work()


def test_a_pdf_that_only_forbids_copying_is_read() -> None:
    with Pdf.open(io.BytesIO(planted.planted())) as pdf:
        raw = planted.saved(pdf, encryption=pikepdf.Encryption(owner="o", user="", R=6))
    assert not list(planted.recovered(redaction.redact(raw, [OVER])))


def test_a_damaged_table_is_read_as_viewers_read_it() -> None:
    raw = planted.planted()
    raw = raw[: raw.rindex(b"startxref")] + b"startxref\n7\n%%EOF\n"
    assert not list(planted.recovered(redaction.redact(raw, [OVER])))


def test_a_tree_of_pages_that_cannot_be_counted_is_refused() -> None:
    """Found by mutation: pdfium opens it, qpdf does not."""
    raw = planted.planted().replace(b"/Count 4", b" Count 4")
    raw = re.sub(rb"(\n6 0 obj\n).*?(endobj)", rb"\1\2", raw, count=1, flags=re.S)
    with pytest.raises(Unreadable, match="damaged"):
        redaction.redact(raw, [OVER])


def test_huge_pages_are_drawn_coarser_and_covered_all_the_same() -> None:
    raw = planted.simple()
    with Pdf.open(io.BytesIO(raw)) as pdf:
        pdf.pages[0].obj.MediaBox = Array([0, 0, 14_400, 14_400])
        raw = planted.saved(pdf)
    (found,) = redaction.find(raw, SECRET)
    copy = redaction.redact(raw, found.boxes)
    assert not list(planted.recovered(copy))
    assert redaction.sizes(copy)[0].width == 14_400
    pypdfium2.PdfDocument(copy).close()


def test_a_page_that_is_not_built_as_it_should_be_is_drawn_instead() -> None:
    """It uses a font that is not there; deny by default."""
    with Pdf.open(io.BytesIO(planted.planted())) as pdf:
        pdf.pages[1].obj.Contents = pdf.make_stream(planted.line("Lost") + b"/Nowhere Do\n")
        pdf.pages[2].obj.Resources.ExtGState = Dictionary(
            G=Dictionary(Type=Name.ExtGState, SMask=Name("/None"))
        )
        raw = planted.saved(pdf)
    copy = redaction.redact(raw, [OVER])
    with Pdf.open(io.BytesIO(copy)) as pdf:
        assert [len(page.get_images()) for page in pdf.pages] == [1, 1, 0, 0]
    assert texts(copy, 2) == ["Lost"]
