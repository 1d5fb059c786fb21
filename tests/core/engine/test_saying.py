"""Sentences of the engine are English strings that can be said again in another language."""

from __future__ import annotations

import copy
import pickle
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import pytest

from dueprocess.core.engine import said
from dueprocess.core.rulebook.model import Period, Range, Rule
from dueprocess.core.saying import Said, retold, say, say_day, say_many, together
from tests.core.engine.walk import rulebook

WELSH = {"“%(step)s” must come first by %(day)s.": "Rhaid i “%(step)s” ddod gyntaf erbyn %(day)s."}
ARABIC = {"%(n)s day": ["%(n)s A", "%(n)s B"]}


def welsh(text: str) -> str:
    return retold(
        text,
        lambda one: WELSH.get(one, one),
        lambda one, many, n: ARABIC[one][n > 2],
        lambda day: day.isoformat(),
    )


def test_a_sentence_is_english_and_is_said_again() -> None:
    sentence = say("“%(step)s” must come first by %(day)s.", step="Answer", day=say_day(date(2026, 4, 3)))
    assert sentence == "“Answer” must come first by 3 April 2026."
    assert welsh(sentence) == "Rhaid i “Answer” ddod gyntaf erbyn 2026-04-03."
    assert welsh(together([sentence, "R1"], "; ")) == "Rhaid i “Answer” ddod gyntaf erbyn 2026-04-03.; R1"
    assert welsh("Answer") == "Answer"
    assert welsh(say("50% of them")) == "50% of them"


def test_rules_that_are_named_together_are_told_apart() -> None:
    assert said.said_clause("9") == "rule 9"
    assert said.said_clause("9, 11") == "rules 9 and 11"
    assert said.said_clause("7.2, 11(e), §15") == "rules 7.2, 11(e) and §15"
    assert said.said_clause("Article 3, paragraph 2") == "rule Article 3, paragraph 2"


def test_numbers_choose_their_form() -> None:
    assert [say_many("%(n)s day", "%(n)s days", n) for n in (1, 2)] == ["1 day", "2 days"]
    assert [welsh(say_many("%(n)s day", "%(n)s days", n)) for n in (1, 2, 3)] == ["1 A", "2 A", "3 B"]


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
def test_a_copy_remembers_the_same(again: Any) -> None:
    for sentence in (
        say("“%(step)s” must come first by %(day)s.", step="A", day="B"),
        say_day(date(2026, 4, 3)),
    ):
        found = again(sentence)
        assert (type(found), found, welsh(found)) == (type(sentence), sentence, welsh(sentence))


def inside(value: object) -> Any:
    if isinstance(value, Period | Range | Rule):
        yield value
    if is_dataclass(value):
        for field in fields(value):
            if field.repr:
                yield from inside(getattr(value, field.name))
        for name in ("steps", "pauses", "measures", "sanctions", "facts", "bodies"):
            yield from inside(getattr(value, name, None))
    elif isinstance(value, dict):
        for each in value.values():
            yield from inside(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from inside(each)


@pytest.mark.parametrize("name", ["standard", "small-club", "conduct-team"])
def test_lengths_and_rules_are_said_as_the_rulebook_writes_them(name: str) -> None:
    seen = list(inside(rulebook(name)))
    assert {type(each) for each in seen} == {Period, Range, Rule}
    for each in seen:
        words = {Period: said.said_period, Range: said.said_range}.get(
            type(each), lambda rule: said.said_rules((rule,))
        )
        assert words(each) == str(each)
        assert isinstance(words(each), Said)
