"""Words and phrases are found where they stand, in any script, across ends of lines and pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Dictionary, Pdf

from dueprocess.papers import redaction
from tests.effort import brief
from tests.papers.redaction import planted


def written(*pages: list[str]) -> bytes:
    """A document of lines in any script: each letter has a code of its own, as in PDFs of the wild."""
    letters = sorted({letter for page in pages for line in page for letter in line})
    assert len(letters) < 190
    code = {letter: 60 + n for n, letter in enumerate(letters)}
    to = b"".join(
        b"<%02X> <%b>\n" % (at, letter.encode("utf-16-be").hex().encode()) for letter, at in code.items()
    )
    with Pdf.new() as pdf:
        font = planted.font(pdf, "Courier", b"%d beginbfchar\n%bendbfchar" % (len(letters), to))
        for lines in pages:
            said = b"".join(
                b"BT /T 12 Tf 40 %d Td <%b> Tj ET\n"
                % (250 - 20 * n, bytes(code[c] for c in line).hex().encode())
                for n, line in enumerate(lines)
            )
            planted.page(pdf, said).Resources = Dictionary(Font=Dictionary(T=font))
        return planted.saved(pdf)


SCRIPTS = [
    ("Müller", ["Frau MÜLLER kam", "spät"]),
    ("muller", ["Frau Müller kam"]),
    ("Straße 5", ["in der STRASSE 5 war"]),
    ("Олена Коваль", ["пані Олена", "Коваль сказала"]),
    ("Ελένη", ["η ΕΛΈΝΗ είπε"]),
    ("王小明", ["證人王小明說"]),
    ("山田太郎", ["昨日山田", "太郎さんが"]),
    ("สมชาย", ["นายสมชายพูด"]),
    ("𠮷田", ["今日𠮷田が"]),
    ("अनिता", ["श्रीमती अनिता ने"]),
    ("김민수", ["증인 김민수 씨"]),
    ("office", ["the oﬃce desk"]),
    ("ABC 12", ["ＡＢＣ １２ is it"]),
    ("+44 7700 900123", ["call +44 7700", "900-123 now"]),
]


@pytest.mark.parametrize(("phrase", "lines"), SCRIPTS, ids=[phrase for phrase, _ in SCRIPTS])
def test_any_script_is_found_covered_and_gone(phrase: str, lines: list[str]) -> None:
    raw = written(lines)
    (found,) = redaction.find(raw, phrase)
    copy = redaction.redact(raw, found.boxes)
    assert not redaction.find(copy, phrase)
    left = [w.text for w in redaction.words(raw, 1) if not any(box.touches(w) for box in found.boxes)]
    assert left == [word.text for word in redaction.words(copy, 1)]
    assert left or "".join(lines).replace(" ", "") == phrase


@pytest.mark.parametrize("phrase", ["ליאור כהן", "سامي حداد"])
def test_scripts_from_the_right(phrase: str) -> None:
    """As they are stored in reading order, and as they are stored in the order in which they are drawn."""
    for line in (f"A {phrase} B", f"A {phrase[::-1]} B"):
        raw = written([line])
        found = redaction.find(raw, phrase)
        assert found
        copy = redaction.redact(raw, found[0].boxes)
        assert [word.text for word in redaction.words(copy, 1)] == ["A", "B"]


def test_a_phrase_over_the_end_of_a_line_has_a_box_on_each() -> None:
    (found,) = redaction.find(written(["spoke to Jana", "Novakova then"]), "Jana  NOVÁKOVÁ")
    assert found.text == "Jana Novakova"
    assert [box.y0 < 55 for box in found.boxes] == [True, False]
    assert len(found.boxes) == 2


def test_a_phrase_over_the_end_of_a_page() -> None:
    (found,) = redaction.find(written(["by Jana"], ["Novak then"]), "Jana Novak")
    assert [box.page for box in found.boxes] == [1, 2]


def test_a_hyphenated_name_is_found_either_way() -> None:
    raw = written(["Mrs Under-", "wood and Smith-Jones"])
    assert len(redaction.find(raw, "Underwood")) == 1
    assert len(redaction.find(raw, "Smith Jones")) == len(redaction.find(raw, "smithjones")) == 1


def test_parts_of_words_are_found_and_the_whole_word_is_covered() -> None:
    raw = written(["Anna and Annabel met Ann"])
    found = redaction.find(raw, "ann")
    assert [each.text for each in found] == ["Anna", "Annabel", "Ann"]
    words = redaction.words(raw, 1)
    assert found[1].boxes[0] == words[2].box()


@pytest.mark.parametrize("phrase", ["", " ", "-", "\u200b", "absent", "\ud800", "a" * 10_000])
def test_nothing_is_found_of_nothing(phrase: str) -> None:
    assert redaction.find(written(["Some words"]), phrase) == ()


def test_words_say_page_line_and_number() -> None:
    words = redaction.words(written(["one two", "three"], ["four"]), 1)
    assert [(word.page, word.line, word.n, word.text) for word in words] == [
        (1, 0, 0, "one"),
        (1, 0, 1, "two"),
        (1, 1, 2, "three"),
    ]
    assert redaction.words(written(["one"]), 2) == () == redaction.words(written(["one"]), 0)


@brief(15)
@given(st.lists(st.text("abcdeé ñ中文字ж", min_size=1, max_size=20), min_size=1, max_size=5), st.data())
def test_every_word_that_is_offered_can_be_covered(lines: list[str], data: st.DataObject) -> None:
    raw = written(lines)
    words = redaction.words(raw, 1)
    if not words:
        return
    chosen = data.draw(st.lists(st.sampled_from(words), min_size=1, unique=True))
    boxes = [word.box("ID") for word in chosen]
    left = [w.text for w in words if not any(box.touches(w) for box in boxes)]
    assert [word.text for word in redaction.words(redaction.redact(raw, boxes), 1)] == left
