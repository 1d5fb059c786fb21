"""What is read in files of each kind, what is said of what is not, and that no file does more than that."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from dueprocess.cases.evidence.reading import Fault, How, anything, apart, office, picture
from dueprocess.cases.evidence.reading.model import LONGEST, Found, of_plain
from tests.cases.evidence import papers
from tests.cases.evidence.papers import MAKER, SAID
from tests.papers.bundle import sheets
from tests.workbooks import book, cell


def said(data: bytes) -> str:
    return "\f".join(page.text for page in anything.read(data).pages)


def facts(found: Found) -> dict[str, str]:
    return dict(found.facts)


def test_a_pdf_is_read_page_by_page_and_scans_are_told_from_text() -> None:
    found = anything.read(sheets.pdf("First sheet of words", "Second sheet of words"))
    assert [(page.how, "sheet of words" in page.text) for page in found.pages] == [(How.TEXT, True)] * 2
    assert [page.how for page in anything.read(papers.scan(SAID, "Other")).pages] == [How.SCAN] * 2
    # locked, damaged, empty: named, and never a failure
    assert anything.read(sheets.locked(sheets.pdf("x"), user="secret")).faults == (Fault.LOCKED,)
    assert Fault.DAMAGED in anything.read(b"%PDF-1.7\nnothing more").faults
    assert anything.read(b"").faults == (Fault.EMPTY,)


def test_a_photograph_says_who_took_it_and_the_copy_does_not() -> None:
    data = papers.photograph("A sign", turned=6)
    found = anything.read(data)
    assert MAKER.encode() in data
    told = facts(found)
    assert (told["exif Artist"], told["exif Model"]) == (MAKER, "Mark II")
    assert (told["exif DateTimeOriginal"], told["gps"]) == ("2026:03:20 21:14:00", "52.50000, -1.25000")
    # the copy is the same picture, upright, and nothing else
    copy = Image.open(io.BytesIO(found.copy))
    assert (found.copy_type, copy.size) == ("image/jpeg", (300, 1200))
    assert not dict(copy.getexif())
    assert set(copy.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for hidden in (MAKER, "Zoetrope", "Mark II", "2026:03:20"):
        assert hidden.encode() not in found.copy
    # a PNG's notes are shown and gone too, and what is seen through stays so
    notes, out = picture.Image.new("RGBA", (9, 9), (1, 2, 3, 4)), io.BytesIO()
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", MAKER)
    notes.save(out, "PNG", pnginfo=info)
    bare = anything.read(out.getvalue())
    assert facts(bare)["note Author"] == MAKER
    assert MAKER.encode() not in bare.copy
    assert Image.open(io.BytesIO(bare.copy)).getpixel((0, 0)) == (1, 2, 3, 4)


def test_a_picture_of_several_pages_and_one_that_is_a_bomb() -> None:
    out = io.BytesIO()
    papers.sheet("one").save(out, "TIFF", save_all=True, append_images=[papers.sheet("two")])
    found = anything.read(out.getvalue())
    assert (len(found.pages), found.faults) == (2, (Fault.FRAMES,))
    pages = list(anything.drawn(out.getvalue(), [1, 2]))
    assert [Image.open(io.BytesIO(small)).width <= 1240 for _fine, small in pages] == [True, True]
    # what others get of it has all of its pages, and of one that moves all that it shows
    copy, kind = apart.bare(out.getvalue())
    assert (kind, Image.open(io.BytesIO(copy)).n_frames) == ("image/tiff", 2)  # type: ignore[attr-defined]
    first, *rest = (Image.new("RGB", (20, 20), each) for each in ("red", "green", "blue"))
    first.save(
        moving := io.BytesIO(), "GIF", save_all=True, append_images=rest, duration=80, comment=b"MAKER"
    )
    copy, kind = apart.bare(moving.getvalue())
    assert (kind, Image.open(io.BytesIO(copy)).n_frames) == ("image/png", 3)  # type: ignore[attr-defined]
    assert b"MAKER" not in copy
    with pytest.raises(apart.NotRead):
        apart.bare(moving.getvalue()[:60])
    # nor does one break its reader that ends where it would move
    moves = sheets.picture("GIF", (20, 30))[:-1] + b"!\xf9\x01\x00"
    assert [page.how for page in anything.read(moves).pages] == [How.SCAN]
    # a picture that is said to have ten thousand million pixels is not unpacked
    bomb = bytearray(papers.photograph(kind="PNG"))
    bomb[16:24] = (100_000).to_bytes(4, "big") * 2
    started = time.process_time()
    assert anything.read(bytes(bomb)).faults in ((Fault.TOO_LARGE,), (Fault.DAMAGED,))
    assert time.process_time() - started < 2


def test_a_word_document_with_notes_remarks_and_what_was_struck_out() -> None:
    body = (
        f"<w:p><w:r><w:t>{SAID}</w:t></w:r><w:del><w:r><w:delText> at nine</w:delText></w:r></w:del></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Left</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    more = {
        "word__comments_xml": f"<w:comments {papers.W}><w:p><w:r><w:t>A note</w:t></w:r></w:p></w:comments>",
        "word__vbaProject_xml": "<w:t>macro</w:t>",
    }
    found = anything.read(papers.word(body, **more))
    text = found.pages[0].text
    for words in (SAID, "at nine", "Left", "A note"):
        assert words in text, words
    assert "macro" not in text
    assert found.faults == (Fault.TRACKED,)
    assert facts(found)["office creator"] == MAKER


def test_other_office_documents(tmp_path: Path) -> None:
    assert said(papers.slides("One slide", "Another")) == "One slide\fAnother"
    odt = papers.text(
        '<text:h>Head</text:h><text:p>Line<text:s text:c="3"/>of <text:span>words</text:span></text:p>'
    )
    assert said(odt) == "Head\nLine   of words"
    rows = f"<row r='1'>{cell('A1', 'Zeppelin', kind='str')}{cell('B1', '46101', style=1)}</row>"
    path = book(tmp_path / "book.xlsx", rows)
    assert "Zeppelin" in said(path.read_bytes())
    assert "2026-03-20" in said(path.read_bytes())
    # what cannot be read is named
    assert anything.read(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)).faults == (Fault.OLD_OFFICE,)
    assert anything.read(papers.archive(a="x", b="y")).faults == (Fault.ARCHIVE,)
    assert anything.read(b"{\\rtf1 words}").faults == (Fault.KIND,)
    assert anything.read(b"PK\x03\x04 cut short").faults == (Fault.DAMAGED,)


def test_an_office_document_that_attacks() -> None:
    entity = "<!DOCTYPE w [<!ENTITY a 'zeppelin'>]><w:p><w:t>&a;</w:t></w:p>"
    found = anything.read(papers.archive(word__document_xml=entity))
    assert ("zeppelin" in str(found.pages), found.faults) == (False, (Fault.DAMAGED,))
    deep = papers.word("<w:p>" * 5_000 + "</w:p>" * 5_000)
    assert Fault.DAMAGED in anything.read(deep).faults
    # a part that unpacks to far more than any document is not unpacked
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b" " * (office.LARGEST_PART + 1))
    started = time.process_time()
    assert anything.read(out.getvalue()).faults == (Fault.TOO_LARGE,)
    assert time.process_time() - started < 2
    long = anything.read(papers.word(f"<w:p><w:r><w:t>{'x ' * LONGEST}</w:t></w:r></w:p>"))
    assert Fault.CUT in long.faults
    assert len(long.pages[0].text) <= LONGEST


def test_a_message_with_its_files_and_what_lies_in_them() -> None:
    found = anything.read(papers.mail())
    assert [each.name for each in found.files] == ["corridor.jpg", "statement.docx"]
    for words in ("I saw it all.", "[statement.docx]", SAID):
        assert words in found.pages[0].text
    assert facts(found)["mail Subject"] == "What I saw"
    assert "mail From" in facts(found)
    name, held = anything.part(papers.mail(), 1)
    assert (name, held) == ("corridor.jpg", papers.photograph("A sign"))
    # a message in a message in a message ends
    data = papers.mail()
    for _ in range(6):
        head = b"From: a@example.org\r\nSubject: on\r\nContent-Type: message/rfc822\r\n\r\n"
        data = head + data
    assert anything.read(data).pages


def test_saved_pages_tell_their_address_and_nothing_of_them_runs() -> None:
    found = anything.read(papers.PAGE)
    assert found.pages[0].text == "What she posted"
    assert facts(found)["page address"] == "https://posts.example/zeppelin"
    assert facts(found)["page article:published_time"] == "2026-03-20T21:14:00Z"
    saved = anything.read(papers.MHTML)
    assert "What she posted – and more" in saved.pages[0].text
    assert facts(saved)["mail Snapshot-Content-Location"] == "https://posts.example/zeppelin"
    assert said("Żółć, as it came".encode("utf-16")) == "Żółć, as it came"


def test_a_file_is_read_in_a_process_without_secrets_and_under_limits(monkeypatch: Any) -> None:
    monkeypatch.setenv("DUEPROCESS_SECRET_KEY", "never")
    found = apart.read(papers.photograph("A sign"))
    assert facts(found)["exif Artist"] == MAKER
    assert Image.open(io.BytesIO(found.copy)).size == (1200, 300)
    # whatever a reader does that breaks, takes too long or talks nonsense is an answer
    assert apart.read(papers.word(), clock=0.01).faults == (Fault.SLOW,)
    with pytest.raises(apart.NotRead):
        apart.pages(b"%PDF-1.7 nothing", [1])
    with pytest.raises(apart.NotRead):
        apart.part(papers.mail(), 9)
    for out in (
        b"",
        b"{}\n",
        b'{"pieces": [5]}\nabc',
        b'{"pieces": [-1, 4]}\nabc',
        b"[]\n",
        b'{"pieces": 1}\n',
    ):
        with pytest.raises(apart.NotRead):
            apart._taken(out)
    with pytest.raises((ValueError, KeyError, TypeError)):
        of_plain({"tool": "x", "pages": [], "facts": [], "files": [], "faults": ["rm -rf"], "copy_type": ""})
    assert "DUEPROCESS_SECRET_KEY" in os.environ
