"""Documents: tagged, of the same bytes each time, and words that are never taken for a program."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from pikepdf import Pdf

from dueprocess.papers import chart, report
from dueprocess.papers.report import Bytes, Paper, Picture, Points, Section, Table, Text

TABLE = Table("Numbers", ("Name", "Cases"), (("one", "1"), ("two", "1,234")))
WORDS = Table("Words", ("Name", "Said", "Who"), (("one", "in words", "anyone"),), "words")
CODES = Table("Codes", ("What", "Value"), (("hash", "ab" * 32),), "codes")


def paper(text: str = "Something happened.", *, language: str = "en", rtl: bool = False) -> Paper:
    picture = Picture(chart.bars([chart.Bar(text, 1, "1")]), f"Bars of {text}", TABLE)
    section = Section("one", text, (picture, WORDS, CODES, Points((text, "two")), Bytes("Type this", text)))
    lead = (Text(text, "lead"), Text(text, "quiet"), Text(text, "warning"), Text(text))
    return Paper(f"Title {text}", "Clubs", language, rtl, f"foot {text}", lead, (section,))


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(page.get_textpage().get_text_bounded() for page in document)


def standard(pdf: bytes) -> str | None:
    with Pdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        with document.open_metadata() as about:
            return about.get("pdfuaid:part")


def test_it_holds_every_block_is_tagged_and_the_same_each_time() -> None:
    made = report.pdf(paper())
    text = text_of(made)
    for word in (
        "Title Something happened.",
        "1,234",
        "in words",
        "ab" * 32,
        "two",
        "Type this",
        "foot Something",
    ):
        assert word in text
    assert text.count("Something happened.") >= 8
    assert standard(made) == "1"
    assert made == report.pdf(paper())
    assert made != report.pdf(paper("Something else."))


@pytest.mark.parametrize(
    "text",
    [
        '#import "@preview/cetz:0.3.0"', "$x$ *bold* _it_ <label> @ref", "// not a comment", "#panic()",
        'say "a" \\ b', "`raw`", "= head",
    ],
)  # fmt: skip
def test_words_are_never_a_program(text: str) -> None:
    assert text in text_of(report.pdf(paper(text))).replace("\r\n", " ")


@pytest.mark.parametrize("text", ["Żółć Ŵ ł", "Ελληνικά", "Дело"])
def test_many_alphabets_are_set_in_full(text: str) -> None:
    made = report.pdf(paper(text))
    assert text in text_of(made)
    assert standard(made) == "1"


@pytest.mark.parametrize("text", ["投诉", "🙂"])
def test_where_our_fonts_lack_a_letter_it_claims_no_standard_and_is_tagged_all_the_same(text: str) -> None:
    assert standard(report.pdf(paper(text))) is None


def test_language_and_direction_are_told() -> None:
    with Pdf.open(io.BytesIO(report.pdf(paper(language="cy")))) as document:
        assert str(document.Root.Lang) == "cy"
    assert report.pdf(paper(language="ar", rtl=True)) != report.pdf(paper(language="ar"))


def test_nothing_is_asked_of_the_network(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    """With no way out and no home the same bytes come."""
    expected = report.pdf(paper())
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert report.pdf(paper()) == expected
    assert not list(tmp_path.iterdir())
