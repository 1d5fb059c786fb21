"""A whole bundle: one file, numbered from its first page, where everything leads to its page."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from pikepdf import Array, Name, Pdf

from dueprocess.papers import redaction
from dueprocess.papers.bundle.assembling import build
from dueprocess.papers.bundle.manifest import file_name
from dueprocess.papers.bundle.model import Document, OtherNumbers, Part, Section, Stage, Unfit
from dueprocess.papers.redaction.model import Box, Word
from tests.papers.bundle.sheets import everything, locked, pdf, picture, pixels, plan, scan, texts


def documents(count: int, pages: int = 1, start: int = 0) -> list[Document]:
    return [
        Document(
            f"d{n}", f"Paper {n}", pdf(*(f"paper {n} leaf {leaf}" for leaf in range(pages))), "1 May 2026"
        )
        for n in range(start, start + count)
    ]


def place(made: Pdf, dest: Array) -> tuple[int, float, float]:
    pages = [page.obj.objgen for page in made.pages]
    assert dest[1] == Name.XYZ
    assert dest[4] is None, "the zoom must stay"
    return pages.index(dest[0].objgen) + 1, float(dest[2]), float(dest[3])


def bookmarks(made: Pdf) -> list[tuple[int, str, int]]:
    found = []

    def walk(items, depth: int) -> None:
        for item in items:
            found.append((depth, item.title, place(made, item.destination)[0]))
            walk(item.children, depth + 1)

    with made.open_outline() as outline:
        walk(outline.root, 0)
    return found


def test_the_first_page_is_page_one_and_every_page_says_its_number(tmp_path: Path) -> None:
    out = tmp_path / "bundle.pdf"
    made = build(plan(documents(3, pages=4)), out)
    read = texts(out)
    assert len(read) == made.pages == 13
    assert [text.rsplit(" ", 1)[-1] for text in read] == [str(n) for n in range(1, 14)]
    assert read[1].startswith("paper 0 leaf 0")
    assert [(each.first, each.last) for each in made.entries] == [(2, 5), (6, 9), (10, 13)]
    with Pdf.open(out) as opened:
        assert Name.PageLabels not in opened.Root


def test_the_index_names_each_paper_with_its_pages_and_leads_there(tmp_path: Path) -> None:
    out = tmp_path / "bundle.pdf"
    made = build(plan(documents(5, pages=3)), out)
    first = texts(out)[0]
    for n, entry in enumerate(made.entries):
        assert f"Paper {n}" in first
        assert f"{entry.first}–{entry.last}" in first
    with Pdf.open(out) as opened:
        links = opened.pages[0].Annots
        places = [place(opened, link.Dest)[0] for link in links]
        assert sorted(set(places)) == [entry.first for entry in made.entries]
        assert all(places.count(entry.first) >= 2 for entry in made.entries), "title and page number"
        assert all("/A" not in link and str(link.Contents).startswith("Paper ") for link in links)


def test_bookmarks_stand_in_order_with_their_page(tmp_path: Path) -> None:
    out = tmp_path / "bundle.pdf"
    build(plan(documents(2), documents(1, start=5)), out)
    with Pdf.open(out) as opened:
        assert bookmarks(opened) == [
            (0, "Index, p. 1", 1),
            (0, "Section 1, p. 2", 2),
            (1, "Paper 0, p. 2", 2),
            (1, "Paper 1, p. 3", 3),
            (0, "Index: added later, p. 4", 4),
            (1, "Section 2, p. 5", 5),
            (2, "Paper 5, p. 5", 5),
        ]


def test_it_opens_upright_at_its_first_page_at_full_size_with_its_bookmarks(tmp_path: Path) -> None:
    out = tmp_path / "bundle.pdf"
    build(plan(documents(1), language="cy"), out)
    with Pdf.open(out) as opened:
        root = opened.Root
        assert root.OpenAction[0].objgen == opened.pages[0].obj.objgen
        assert (root.OpenAction[1], root.OpenAction[4]) == (Name.XYZ, 1)
        assert root.PageMode == Name.UseOutlines
        assert str(root.Lang) == "cy"
        assert str(opened.docinfo.Title) == "Hearing bundle"
        assert set(opened.docinfo.keys()) == {"/Title"}, "nobody's name and no program's"
        assert Name.StructTreeRoot not in root, "it must not claim to be tagged"
        assert Name.MarkInfo not in root


def test_late_papers_come_at_the_end_and_no_number_changes(tmp_path: Path) -> None:
    early, late = documents(4, pages=2), documents(2, pages=2, start=8)
    before = build(plan(early), tmp_path / "a.pdf")
    after = build(plan(early, late), tmp_path / "b.pdf")
    assert after.numbers()[:4] == before.numbers()
    assert after.numbers()[4:] == (("d8", 11, 12), ("d9", 13, 14))
    assert after.index_pages == (1, 1)
    first, second = texts(tmp_path / "a.pdf"), texts(tmp_path / "b.pdf")
    assert second[: len(first)] == first
    assert "Index: added later" in second[9]
    assert "Paper 8" in second[9]
    assert "Paper 8" not in second[0]
    assert [each.n for each in after.entries] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("count", [1, 20, 45, 46, 47, 48, 90, 200])
def test_the_index_counts_its_own_pages(tmp_path: Path, count: int) -> None:
    """Also where its length turns on the numbers it gives."""
    out = tmp_path / "bundle.pdf"
    made = build(plan(documents(count)), out)
    read = texts(out)
    pages = made.index_pages[0]
    assert made.entries[0].first == pages + 1
    assert made.pages == pages + count
    for entry in made.entries:
        assert read[entry.first - 1].startswith(f"paper {entry.n - 1} leaf 0")
    whole = " ".join(read[:pages])
    assert all(f"Paper {n}" in whole for n in range(count))


def test_every_copy_has_the_same_numbers(tmp_path: Path) -> None:
    """Whatever is withheld, covered or called otherwise."""
    papers = documents(60, pages=2)
    full = build(plan(papers), tmp_path / "full.pdf")
    shorter = [
        Document(
            each.id,
            "x" if n % 2 else each.title,
            each.source,
            withheld="Withheld by ruling." if n == 7 else "",
        )
        for n, each in enumerate(papers)
    ]
    copy = build(plan(shorter, index_pages=full.index_pages), tmp_path / "copy.pdf")
    assert copy.numbers() == full.numbers()
    assert copy.pages == full.pages
    read = texts(tmp_path / "copy.pdf")
    entry = copy.entries[7]
    assert read[entry.first - 1].startswith("Withheld by ruling.")
    assert read[entry.last - 1].startswith("Withheld by ruling.")
    assert b"paper 7 leaf" not in everything(tmp_path / "copy.pdf")
    assert b"paper 8 leaf" in everything(tmp_path / "copy.pdf")
    assert "Withheld by ruling." in " ".join(read[: full.index_pages[0]])


def test_an_index_that_is_shorter_keeps_the_count_and_a_longer_one_is_refused(tmp_path: Path) -> None:
    papers = documents(3)
    made = build(plan(papers, index_pages=(3,)), tmp_path / "a.pdf")
    assert made.entries[0].first == 4
    assert [text.startswith("Left empty") for text in texts(tmp_path / "a.pdf")[:4]] == [
        False,
        True,
        True,
        False,
    ]
    with pytest.raises(OtherNumbers):
        build(plan(documents(200), index_pages=(1,)), tmp_path / "b.pdf")
    assert not (tmp_path / "b.pdf").exists()


def test_an_index_without_room_for_the_reasons_says_briefly_that_something_is_withheld(
    tmp_path: Path,
) -> None:
    why = "Withheld by a ruling: " + "because of this and that, " * 24
    papers = [Document(str(n), "Withheld", pdf("x"), withheld=why, brief="Withheld.") for n in range(12)]
    assert build(plan(papers), tmp_path / "a.pdf").index_pages[0] > 1
    made = build(plan(papers, index_pages=(1,)), tmp_path / "b.pdf")
    read = texts(tmp_path / "b.pdf")
    assert made.index_pages == (1,)
    assert "because" not in read[0]
    assert "because" in read[1]


def test_boxes_cover_and_numbers_stay(tmp_path: Path) -> None:
    source = pdf("her name is Marker", "another leaf")
    made = build(plan([Document("a", "A", source, boxes=(Box(1, 250, 380, 595, 440),))]), tmp_path / "a.pdf")
    assert made.numbers() == (("a", 2, 3),)
    assert made.entries[0].covered == 1
    assert made.entries[0].sha256 == "", "a hash would let a guess be confirmed"
    assert b"Marker" not in everything(tmp_path / "a.pdf")
    read = texts(tmp_path / "a.pdf")
    assert "Covered in part" in read[0]
    assert read[2] == "another leaf 3"
    assert pixels(tmp_path / "a.pdf", 2).getpixel((300, 410)) == (0, 0, 0)
    with pytest.raises(Unfit, match="at a place, that it does not have"):
        build(plan([Document("a", "A", source, boxes=(Box(9, 0, 0, 5, 5),))]), tmp_path / "b.pdf")
    assert not (tmp_path / "b.pdf").exists()


def test_recognised_words_lie_unseen_where_they_stand_and_none_of_a_line_that_is_covered(
    tmp_path: Path,
) -> None:
    words = (
        Word(1, 0, 0, "Żaneta", 100, 100, 160, 120),
        Word(1, 1, 1, "is", 200, 500, 220, 520),
        Word(1, 2, 1, "Marker", 300, 500, 360, 520),
    )
    bare = build(plan([Document("a", "A", scan())]), tmp_path / "bare.pdf")
    assert [each.what for each in bare.odd] == ["no text"]
    made = build(plan([Document("a", "A", scan(), words=words)]), tmp_path / "a.pdf")
    assert not made.odd
    assert texts(tmp_path / "a.pdf")[1] == "Żaneta is Marker 2"
    assert pixels(tmp_path / "a.pdf", 2).tobytes() == pixels(tmp_path / "bare.pdf", 2).tobytes()
    covered = Document("a", "A", scan(), words=words, boxes=(Box(1, 290, 490, 400, 530),))
    build(plan([covered]), tmp_path / "b.pdf")
    assert texts(tmp_path / "b.pdf")[1] == "Żaneta 2"


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("rotate", [0, 90])
def test_recognised_words_turn_with_their_page(tmp_path: Path, turn: int, rotate: int) -> None:
    with Pdf.open(io.BytesIO(scan())) as pdf:
        pdf.pages[0].obj.Rotate = rotate
        out = io.BytesIO()
        pdf.save(out)
    size = redaction.sizes(out.getvalue())[0]
    place = {90: (200, 300, 220, 360), 180: (100, 200, 160, 220), 270: (200, 100, 220, 160)}[turn]
    words = (Word(1, 0, 0, "Marker", *place),)
    build(plan([Document("a", "A", out.getvalue(), words=words, turns={1: turn})]), tmp_path / "a.pdf")
    read = redaction.words((tmp_path / "a.pdf").read_bytes(), 2)
    assert [each.text for each in read] == ["Marker", "2"]
    # then it lies where it is seen now, and is read along its line
    x0, y0, x1, y1 = place
    now = {
        90: (size.height - y1, x0, size.height - y0, x1),
        180: (size.width - x1, size.height - y1, size.width - x0, size.height - y0),
        270: (y0, size.width - x1, y1, size.width - x0),
    }[turn]  # fmt: skip
    assert [round(each) for each in (read[0].x0, read[0].x1)] == pytest.approx([now[0], now[2]], abs=2)
    assert read[0].y0 == pytest.approx(now[1], abs=8)


def test_the_manifest_tells_what_everybody_may_compare(tmp_path: Path) -> None:
    out = tmp_path / "bundle.pdf"
    papers = documents(2)
    made = build(plan(papers), out)
    data = out.read_bytes()
    assert made.sha256 == hashlib.sha256(data).hexdigest()
    assert made.size == len(data)
    assert [each.sha256 for each in made.entries] == [
        hashlib.sha256(each.source).hexdigest() for each in papers
    ]
    told = json.loads(made.as_json())
    assert told["sha256"] == made.sha256
    assert told["entries"][1]["first"] == 3
    assert "odd" not in told
    assert made.as_json() == made.as_json()


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    papers = [*documents(2), Document("p", "Picture", picture()), Document("t", "Text", b"one\ntwo\n")]
    one, two = build(plan(papers), tmp_path / "a.pdf"), build(plan(papers), tmp_path / "b.pdf")
    assert one == two
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_it_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[Stage, int, int]] = []
    build(plan(documents(3, pages=2)), tmp_path / "a.pdf", lambda *each: told.append(each))
    for stage, total in ((Stage.READING, 3), (Stage.PUTTING, 6), (Stage.WRITING, 100)):
        steps = [each for each in told if each[0] == stage]
        assert steps
        assert {each[2] for each in steps} == {total}
        assert steps[-1][1] == total
        assert all(a[1] <= b[1] for a, b in pairwise(steps))
    assert list(dict.fromkeys(each[0] for each in told)) == list(Stage)


def test_all_papers_that_stop_it_are_named_and_what_was_there_stays(tmp_path: Path) -> None:
    out = tmp_path / "bundle.pdf"
    out.write_bytes(b"the copy of before")
    bad = [
        Document("a", "Locked letter", locked(pdf("x"), user="secret")),
        *documents(1),
        Document("b", "Broken letter", b"%PDF-1.7 nothing"),
    ]
    with pytest.raises(Unfit) as caught:
        build(plan(bad), out)
    assert [(each.document, each.what.value) for each in caught.value.oddities] == [
        ("a", "encrypted"), ("b", "damaged"),
    ]  # fmt: skip
    assert "“Locked letter” can only be opened with a password." in str(caught.value)
    assert out.read_bytes() == b"the copy of before"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("stage", list(Stage))
def test_when_it_breaks_off_nothing_is_half_written(tmp_path: Path, stage: Stage) -> None:
    class Stopped(Exception):
        pass

    def stop(at: Stage, done: int, total: int) -> None:
        if at == stage:
            raise Stopped

    with pytest.raises(Stopped):
        build(plan(documents(3)), tmp_path / "a.pdf", stop)
    assert not list(tmp_path.iterdir())


def test_two_papers_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="same id"):
        build(plan([*documents(1), *documents(1)]), tmp_path / "a.pdf")


def test_a_thousand_papers_need_not_a_thousand_open_files(tmp_path: Path) -> None:
    """Small files are read and closed; the machine's limit is often 1,024."""
    paths = []
    data = pdf("short letter")
    for n in range(1100):
        path = tmp_path / f"{n}.pdf"
        path.write_bytes(data)
        paths.append(Document(f"d{n}", f"Letter {n}", path))
    made = build(plan(paths), tmp_path / "bundle.pdf")
    assert made.entries[-1].last == made.pages == 1100 + made.index_pages[0]


@pytest.mark.parametrize(
    "title", ['#import "x"', "$x$ *b* _i_ <l> @r", "投诉", "שלום עולם", "Мост 🙂", "a\nb", "x" * 300]
)
def test_titles_in_any_script_are_words_and_no_program(tmp_path: Path, title: str) -> None:
    made = build(plan([Document("a", title, pdf("x"))], title=title), tmp_path / "a.pdf")
    assert made.entries[0].title == title
    with Pdf.open(tmp_path / "a.pdf") as opened:
        assert str(opened.docinfo.Title) == title
        assert (1, f"{title}, p. 2", 2) in bookmarks(opened)


def test_a_bundle_of_four_hundred_pages(tmp_path: Path) -> None:
    made = build(
        plan([Document("a", "Long report", pdf(*(f"leaf {n}" for n in range(400))))]), tmp_path / "a.pdf"
    )
    assert made.numbers() == (("a", 2, 401),)
    assert texts(tmp_path / "a.pdf")[400] == "leaf 399 401"


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("Copper Heron", "Copper-Heron_Hearing-bundle_2026-05-12.pdf"),
        ("../../etc", "etc_Hearing-bundle_2026-05-12.pdf"),
        ("Żółć/Дело", "Żółć-Дело_Hearing-bundle_2026-05-12.pdf"),
        ("", "Hearing-bundle_2026-05-12.pdf"),
    ],
)
def test_the_file_is_named_as_courts_want_it(case: str, expected: str) -> None:
    assert file_name(case, "Hearing bundle", date(2026, 5, 12)) == expected


def test_sections_without_papers_stand_with_their_bookmark(tmp_path: Path) -> None:
    whole = plan(documents(1))
    part = Part("", (Section("Empty one", ()), *whole.parts[0].sections))
    made = build(plan(documents(1), parts=(part,)), tmp_path / "a.pdf")
    assert made.pages == 2
    assert "Empty one" in texts(tmp_path / "a.pdf")[0]
