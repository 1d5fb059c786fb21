"""Letters as PDF: PDF/UA-1, the address where a window shows it, nobody named in the file's own data."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2
import pytest
from pikepdf import Pdf

from dueprocess.papers import letter
from dueprocess.papers.letter import Block, Letter
from tests.papers.test_report import standard, text_of

MM = 72 / 25.4
LETTER = Letter(
    title="Notice of investigation", owner="Clubs", language="en", rtl=False,
    head=("Clubs", "1 Example Street"), back="Clubs · 1 Example Street",
    to=("Ilse Marchetti", "2 Example Road", "Exampleton"), beside=("3 April 2026", "Our number: 7KQ4"),
    blocks=(Block("text", ("Dear Ilse Marchetti,",)), Block("head", ("What is said",)),
            Block("points", ("One", "Two"))),
    closing=("Casimir Holt", "Clubs"), may_tell="You may always talk to:", trusted=("a lawyer", "the police"),
    foot=("Clubs",), page="Page %n of %m",
)  # fmt: skip
LONG = replace(LETTER, blocks=tuple(Block("text", (f"Paragraph {n}. " * 20,)) for n in range(40)))


def test_it_holds_everything_is_tagged_and_the_same_each_time() -> None:
    made = letter.pdf(LETTER)
    said = text_of(made)
    for each in (*LETTER.head, *LETTER.to, *LETTER.beside, *LETTER.closing, *LETTER.trusted, LETTER.title):
        assert each in said
    assert "Page 1 of 1" in said
    assert standard(made) == "1"
    assert made == letter.pdf(LETTER)
    with Pdf.open(io.BytesIO(made)) as document:
        assert str(document.Root.Lang) == "en"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle


def test_pages_are_counted() -> None:
    with pypdfium2.PdfDocument(letter.pdf(LONG)) as document:
        count = len(document)
        assert count > 2
        for number, page in enumerate(document, start=1):
            assert f"Page {number} of {count}" in page.get_textpage().get_text_bounded()


@pytest.mark.parametrize("rtl", [False, True])
def test_the_address_stands_where_a_window_shows_it(rtl: bool) -> None:
    """DIN 5008, form B: 20 to 105 mm from the left, 45 to 90 mm from the top; nothing else stands there."""
    with pypdfium2.PdfDocument(letter.pdf(replace(LETTER, rtl=rtl))) as document:
        page = document[0]
        height = page.get_height()
        inside = page.get_textpage().get_text_bounded(
            left=20 * MM, right=105 * MM, top=height - 45 * MM, bottom=height - 90 * MM
        )
    lines = [line.strip() for line in inside.replace("\r", "").split("\n") if line.strip()]
    assert set(LETTER.to) <= set(lines)
    assert set(lines) <= {*LETTER.to, LETTER.back}


def test_nobody_is_named_in_the_files_own_data() -> None:
    with Pdf.open(io.BytesIO(letter.pdf(LETTER))) as document:
        told = repr(dict(document.docinfo))
        with document.open_metadata() as about:
            told += str(about)
    assert "Notice of investigation" in told
    assert not any(part in told for part in ("Ilse", "Marchetti", "Casimir", "7KQ4", "2026"))


@pytest.mark.parametrize("name", ["أحمد منصور", "משה לוי", "मोहन शर्मा", "Żółć Ŵ", "Ελένη", "Дело", "Prince"])
def test_names_of_many_scripts_are_set_in_full_by_our_own_fonts(name: str) -> None:
    made = letter.pdf(
        replace(LETTER, to=(name, "2 Example Road"), blocks=(Block("text", (f"Dear {name},",)),))
    )
    assert standard(made) == "1", "Typst refuses the standard where a letter is in none of the fonts"


@pytest.mark.parametrize("name", ["张伟", "🙂"])
def test_where_a_font_lacks_a_letter_it_is_set_all_the_same(name: str) -> None:
    """By a font of the system, or without claiming the standard."""
    made = letter.pdf(replace(LETTER, to=(name,)))
    assert standard(made) in ("1", None)
    assert "Notice of investigation" in text_of(made)


@pytest.mark.parametrize(
    "text", ['#panic("x")', "$x$ *bold* _it_ <label> @ref", "= head", "`raw` \\ b", "// gone"]
)
def test_words_are_never_a_program(text: str) -> None:
    made = letter.pdf(replace(LETTER, blocks=(Block("text", (text,)), Block("head", (text,)))))
    assert text_of(made).replace("\r\n", " ").count(text) == 2


def test_a_letter_may_lack_almost_everything() -> None:
    bare = replace(LETTER, head=(), to=(), back="", beside=(), blocks=(), closing=(), trusted=(), foot=())
    assert standard(letter.pdf(bare)) == "1"


def test_a_long_address_pushes_what_is_below_it() -> None:
    told = replace(LETTER, to=tuple(f"Line {n}" for n in range(14)))
    with pypdfium2.PdfDocument(letter.pdf(told)) as document:
        page = document[0].get_textpage()
        title = page.search("Notice of investigation").get_next()
        last = page.search("Line 13").get_next()
        assert title
        assert last
        assert page.get_charbox(title[0])[3] < page.get_charbox(last[0])[1]
