# ruff: noqa: E501 (tables are read row by row)
"""A letter with its values: types, what is missing, what is left out, names in any script."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.core.errors import Broken, Malformed
from dueprocess.core.letters import FIELDS, Block, Kind, examples, load, render
from dueprocess.core.letters.reading import parts
from dueprocess.core.letters.rendering import plain
from tests.core.letters.wording import TEXT

LETTERS = load(TEXT)
VALUES: dict[str, Any] = {
    "organisation": "Clubs", "today": date(2026, 4, 3), "case": "7KQ4", "name": "Ada Fern", "sender": "Casimir",
    "allegations": ("One", "Two"), "answer_by": date(2026, 4, 17), "days_left": 14,
}  # fmt: skip


def test_values_stand_where_their_fields_were() -> None:
    shown = render(LETTERS, "complaint", ["respondent"], VALUES)
    assert shown.blocks == (
        Block("text", ("Dear Ada Fern,",)),
        Block("text", ("This is what is said:",)),
        Block("points", ("One", "Two")),
        Block("head", ("What you can do",)),
        Block("points", ("Answer until 17 April 2026.", "You have 14 days.")),
    )
    assert (shown.head, shown.beside) == (("Clubs",), ("3 April 2026", "Our number: 7KQ4"))
    assert shown.closing == ("Casimir", "Clubs")
    assert shown.trusted[:2] == ("a lawyer", "a doctor")
    assert shown.missing == ()


def test_what_is_missing_is_named_and_seen() -> None:
    shown = render(LETTERS, "complaint", ["respondent"], {"name": "Ada Fern"})
    assert set(shown.missing) == {"allegations", "organisation", "today", "sender"}
    assert f"[{FIELDS['allegations'].says}]" in [text for each in shown.blocks for text in each.texts]
    assert not any("Our number" in line for line in shown.beside), "a line of the house's own is left out"


def test_somebody_without_a_name_is_not_addressed() -> None:
    """Whoever complained without a name gets the letter all the same."""
    shown = render(LETTERS, "complaint", ["respondent"], VALUES | {"name": ""})
    assert shown.blocks[0] == Block("text", ("This is what is said:",))
    assert shown.missing == ()


@pytest.mark.parametrize("withheld", [(), ("The name of a witness: afraid",)])
def test_an_absent_value_takes_its_paragraph_and_its_heading_with_it(withheld: tuple[str, ...]) -> None:
    shown = render(LETTERS, "complaint", ["respondent"], VALUES | {"withheld": withheld})
    heads = [each.texts[0] for each in shown.blocks if each.kind == "head"]
    assert heads == (["What we hold back"] if withheld else []) + ["What you can do"]


def test_an_absent_value_takes_only_its_own_point() -> None:
    told = {name: value for name, value in VALUES.items() if name != "days_left"}
    shown = render(LETTERS, "complaint", ["respondent"], told)
    assert shown.blocks[-1] == Block("points", ("Answer until 17 April 2026.",))


def test_each_audience_has_its_own_words() -> None:
    told = VALUES | {
        "findings": ("One: proved", "Two: not proved"),
        "reasons": "A.\n\nB.",
        "outcome": "In part",
    }
    theirs = render(LETTERS, "decision", ["respondent", "parties"], told)
    assert theirs.blocks[1].texts == ("It was decided about you: One: proved; Two: not proved.",)
    others = render(LETTERS, "decision", ["complainant", "parties"], told)
    assert [each.texts for each in others.blocks[1:]] == [
        ("It was decided: In part.",), ("Why",), ("A.",), ("B.",), ("Both sides get this, Ada Fern.",),
    ]  # fmt: skip


def test_a_letter_or_an_audience_without_words_is_refused() -> None:
    for name, to in (("nothing", "respondent"), ("report", "respondent")):
        with pytest.raises(Malformed, match="There are no words"):
            render(LETTERS, name, [to], VALUES)


@pytest.mark.parametrize(
    "wrong",
    [{"days_left": "14"}, {"days_left": True}, {"answer_by": "2026-04-17"}, {"allegations": "One"},
     {"answer_by": datetime(2026, 4, 17, tzinfo=UTC)}, {"name": 3}, {"hearing": "17 April"}, {"nome": "x"}],
)  # fmt: skip
def test_a_value_of_another_type_is_no_value(wrong: dict[str, Any]) -> None:
    with pytest.raises(Broken) as error:
        render(LETTERS, "complaint", ["respondent"], VALUES | wrong)
    assert "Ada" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("Ada Fern", "en", "Ada Fern"),
        ("Prince", "en", "Prince"),
        ("张伟", "en", "张伟"),
        ("मोहन शर्मा", "en", "मोहन शर्मा"),
        ("משה לוי", "en", "\u2068משה לוי\u2069"),
        ("أحمد منصور", "en", "\u2068أحمد منصور\u2069"),
        ("أحمد منصور", "ar", "أحمد منصور"),
        ("Ada Fern", "ar", "\u2068Ada Fern\u2069"),
        ("a\u202enref", "en", "anref"),
        ("a\nb\x00c", "en", "a b c"),
        ("a\u2069\u2067b", "en", "ab"),
    ],
)
def test_names_in_any_script_turn_nothing_around_them(name: str, language: str, said: str) -> None:
    assert plain(name, language=language) == said


@given(st.text(max_size=60))
def test_a_value_is_one_line_and_no_field(text: str) -> None:
    shown = render(LETTERS, "complaint", ["respondent"], VALUES | {"name": text or "x"})
    for block in shown.blocks:
        assert not any("\n" in each or "\u202e" in each for each in block.texts)
    if "{case}" in text:
        assert "7KQ4" not in shown.blocks[0].texts[0]


def test_the_form_of_a_text() -> None:
    told = parts("# A\nOne\ntwo\n\n- a\n  goes on\n- b\nThree?\n\n\nFour")
    assert [(each.kind, each.texts, each.line) for each in told] == [
        ("head", ("A",), 0), ("text", ("One two",), 1), ("points", ("a goes on", "b Three?"), 4),
        ("text", ("Four",), 10),
    ]  # fmt: skip


def test_a_moment_has_its_zone() -> None:
    assert any(each.kind is Kind.MOMENT for each in FIELDS.values())
    text = TEXT.replace("Case {case} begins.", "On {hearing}.")
    shown = render(load(text), "report", ["committee"], examples())
    assert "On 12 May 2026, 18:30 BST." in [text for each in shown.blocks for text in each.texts]
