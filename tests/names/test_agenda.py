"""Names that a pasted agenda holds, as what their bearers come, and what is no name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.names.agenda import LONGEST, MOST, proposed

AGENDA = """Northern Branch: Autumn Open Evening
Friday 4 December 2026, 19:00 - 21:30, Castle Street Hall
1. Welcome by the chair, Robin Ashdown
2. 19:15 Keynote: Dr. Amara Okonkwo-Reyes (University of Elsewhere)
3. 19:45–20:30 Panel: Juan Carlos de la Vega, Siobhán O'Neill & Li Wei
4. Q&A, moderated by Prof. José M. Silva
- Coffee break
Speaker: Сергей Иванович Петров
講者：王小明
Guest: Madonna
Workshop led by Ted van der Berg
In conversation with MARY SMITH
any other business
"""


def test_everybody_on_an_agenda_is_proposed_with_their_line_and_as_what_they_come() -> None:
    found = {each.name: (each.appears, each.line) for each in proposed(AGENDA)}
    assert found == {
        "Robin Ashdown": ("host", 3),
        "Amara Okonkwo-Reyes": ("speaker", 4),
        "Juan Carlos de la Vega": ("speaker", 5),
        "Siobhán O'Neill": ("speaker", 5),
        "Li Wei": ("speaker", 5),
        "José M Silva": ("host", 6),
        "Сергей Иванович Петров": ("speaker", 8),
        "講者": ("speaker", 9),  # a word for speaker that is not known: crossed out by whoever pasted it
        "王小明": ("speaker", 9),
        "Madonna": ("guest", 10),
        "Ted van der Berg": ("trainer", 11),
        "MARY SMITH": ("speaker", 12),
    }


@pytest.mark.parametrize(
    "line",
    [
        "Doors open at 7pm",
        "Tea and Coffee",
        "Annual General Meeting",
        "Castle Street Hall",
        "Q&A",
        "12.30 Lunch",
        "",
    ],
)
def test_what_only_looks_like_a_name_is_not_proposed(line: str) -> None:
    assert proposed(line) == []


def test_a_name_that_stands_there_twice_comes_once_and_as_the_line_that_says_more() -> None:
    first, second = "Noor Haddad and Ines Falk will be there", "Chair: Ines Falk"
    found = {each.name: (each.appears, each.sure) for each in proposed(f"{first}\n{second}")}
    assert found == {"Noor Haddad": ("speaker", False), "Ines Falk": ("host", True)}


@given(st.text(max_size=300))
def test_whatever_is_pasted_each_name_stands_in_it_once(text: str) -> None:
    found = proposed(text)
    assert len({each.name.casefold() for each in found}) == len(found)
    lines = text.splitlines()
    for each in found:
        assert 1 <= each.line <= max(len(lines), 1) + text.count("\x85")


def test_a_long_text_is_read_as_far_as_is_said() -> None:
    many = "\n".join(f"Speaker: Ada {chr(65 + n // 26)}{chr(97 + n % 26)}x" for n in range(300))
    assert len(proposed(many)) == MOST
    assert proposed("x" * LONGEST + "\nSpeaker: Ada Brix") == []
