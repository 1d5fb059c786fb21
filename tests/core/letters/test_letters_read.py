# ruff: noqa: E501 (tables are read row by row)
"""Sets of letters as files: every fault with its line and how to mend it; the shipped ones lack no letter."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dueprocess.core.errors import Malformed
from dueprocess.core.letters import FIELDS, TRUSTED, check, examples, explain, load, render, sent_by
from dueprocess.core.letters.fields import KINDS, Kind
from dueprocess.core.rulebook import load as load_rulebook
from dueprocess.core.rulebook.model import Rulebook, Tell, WhoKind
from tests.core.engine import test_must_be_decided as shields
from tests.core.engine import test_undoing as undoing
from tests.core.letters.wording import RULES, TEXT

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "src" / "dueprocess" / "rules" / "shipped"
BOOKS = ["standard", "small-club", "conduct-team"]
EXAMPLE = load_rulebook(RULES)


def book(name: str) -> Rulebook:
    return load_rulebook((SHIPPED / f"{name}.toml").read_text())


def words(name: str) -> str:
    return (SHIPPED / "letters" / f"{name}.toml").read_text()


def tells(value: Any) -> Iterator[Tell]:
    """Every `tells` anywhere in a rulebook, by walking through all of it."""
    if isinstance(value, Tell):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from tells(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from tells(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from tells(each)


@pytest.mark.parametrize("name", BOOKS)
def test_every_tell_of_a_shipped_rulebook_has_its_letter(name: str) -> None:
    """Found by another way than `sent_by` goes: through every value of the rulebook."""
    rules = book(name)
    letters = load(words(name))
    assert letters.rulebook == rules.id
    found = set()
    for tell in tells(rules):
        assert tell.letter is not None
        for who in tell.to:
            kinds = ["complainant", "affected_person", "respondent"] if who.kind is WhoKind.PARTIES else []
            for audience in kinds or [who.name]:
                assert letters.letters[tell.letter].words([audience]), (tell.letter, audience)
        found.add(tell.letter)
    for measure in rules.measures.values():
        assert letters.letters[measure.undone].text, "one text for whoever was told of it"
        found.add(measure.undone)
        if measure.reports_to:
            found |= {f"{measure.id}_must_be_decided", f"{measure.id}_was_not_decided"}
    assert found == set(letters.letters) == set(sent_by([rules]).letters)


@pytest.mark.parametrize("name", BOOKS)
def test_the_shipped_letters_are_sound_and_read_well(name: str) -> None:
    sent = sent_by([book(name)])
    letters = load(words(name), sent)
    for letter, audiences in sent.letters.items():
        for audience in audiences:
            for values in (examples(), examples(lacking=True)):
                shown = render(letters, letter, [audience], values)
                assert shown.missing == ()
                assert any(block.kind == "text" for block in shown.blocks)
                public = audience in ("public", "members")
                assert len(shown.trusted) == (0 if public else len(TRUSTED))
                said = " ".join(text for block in shown.blocks for text in block.texts)
                assert "{" not in said
                assert "  " not in said
                if public:
                    assert "Ilse Marchetti" not in repr(shown)
                    assert "7KQ4" not in repr(shown)


@pytest.mark.parametrize("name", BOOKS)
def test_what_is_said_before_a_decision_takes_no_side(name: str) -> None:
    """No letter of a measure, notice or hearing calls anybody guilty, and none calls a complainant a liar."""
    told = explain(load(words(name))).lower()
    for word in ("guilty", "offender", "perpetrator", "victim", "accused", "culprit", "liar", "malicious"):
        assert word not in told.replace("nobody is called guilty", ""), word


def test_the_shipped_conduct_team_names_nobody_who_reported() -> None:
    """Of whoever reported no letter to anybody else has a field."""
    letters = load(words("conduct-team"))
    used = {text for letter in letters.letters.values() for part in letter.text for text in part.texts} | {
        text for each in letters.letters.values() for to in each.to.values() for p in to for text in p.texts
    }
    assert not any("{complainants}" in text for text in used)


FAULTS = [
    ("[house.may_tell]", "[house.may]", "house.may_tell", "not said whom one may always tell"),
    ('police = "the police"\n', "", "house.may_tell.police", "is missing"),
    ('family = "your family"\n', 'family = " "\n', "house.may_tell.family", "cannot stand here"),
    ("[letters.complaint]", "[letters.complaints]", "letters.complaints", "never sends a letter"),
    ("[letters.complaint]", "[letters.complaints]", "letters.complaint", "no words for the letter `complaint`"),
    ("[letters.report.to.committee]", "[letters.report.to.commitee]", "letters.report.to.commitee", "never goes to"),
    ("{reasons}", "{reason}", "letters.decision.text", "no field"),
    ("{reasons}", "Because: {reasons}", "letters.decision.text", "whole paragraphs"),
    ("{reasons}", "{reasons", "letters.decision.text", "brace stands alone"),
    ("# Why", "# Why {outcome}", "letters.decision.text", "A heading has no fields"),
    ('title = "The decision"', 'title = "For {name}"', "letters.decision.title", "without fields"),
    ('title = "The decision"\n', "", "letters.decision.title", "is missing"),
    ('language = "en"', 'language = "english"', "about.language", "Write a code"),
    ('rulebook = "example"', 'rulebook = "standard"', "about.rulebook", "another rulebook"),
    ('id = "example_letters"', 'id = "Example"', "about.id", "small letters"),
    ('head = ["{organisation}"]', "head = []", "house.head", "Write a list of lines"),
    ('head = ["{organisation}"]', 'head = ["a", "b", "c", "d", "e", "f"]', "house.head", "room for 5 lines"),
    ('head = ["{organisation}"]', f'head = ["{"a" * 91}"]', "house.head[0]", "at most 90"),
    ('head = ["{organisation}"]', 'head = ["{organization}"]', "house.head[0]", "no field"),
    ('head = ["{organisation}"]', 'heads = ["x"]', "house.heads", "There is no key"),
    ("[about]", "[abot]", "abot", "There is no table"),
    ("[letters.decision]", "[letters.decision]\ntone = 1", "letters.decision.tone", "There is no key"),
]  # fmt: skip


def test_the_example_is_sound() -> None:
    assert check(TEXT, sent_by([EXAMPLE])) == []


@pytest.mark.parametrize(("before", "after", "path", "said"), FAULTS)
def test_every_fault_is_named_with_its_line(before: str, after: str, path: str, said: str) -> None:
    assert before in TEXT
    broken = TEXT.replace(before, after, 1)
    found = [each for each in check(broken, sent_by([EXAMPLE])) if each.path == path and said in str(each)]
    assert found, [str(each) for each in check(broken, sent_by([EXAMPLE]))]
    assert found[0].mend
    if path != "letters.complaint":
        assert found[0].line


def test_the_line_of_a_fault_inside_a_text_is_its_own() -> None:
    broken = TEXT.replace("{reasons}", "{reason}", 1)
    line = 1 + broken.split("\n").index("{reason}")
    assert [each.line for each in check(broken)] == [line]


def test_a_letter_for_everybody_names_nobody() -> None:
    rules = RULES.replace('to = ["parties"]', 'to = ["parties", "public"]')
    found = check(TEXT, sent_by([load_rulebook(rules)]))
    assert {each.path for each in found} == {"letters.decision.text"}
    assert any("this goes to everybody" in each.what for each in found)


def test_nor_do_words_of_their_own_for_everybody() -> None:
    sent = sent_by([load_rulebook(RULES.replace('to = ["parties"]', 'to = ["parties", "public"]'))])
    own = '[letters.decision.to.public]\ntext = "About %s."\n'
    assert check(TEXT + own % "somebody", sent) == []
    assert {each.path for each in check(TEXT + own % "{name}", sent)} == {"letters.decision.to.public.text"}


def test_an_audience_without_words_is_named() -> None:
    rules = RULES.replace('to = ["committee"]', 'to = ["committee", "elders"]')
    [problem] = check(TEXT, sent_by([load_rulebook(rules)]))
    assert problem.path == "letters.report"
    assert "elders" in problem.what
    assert "[letters.report.to.elders]" in problem.mend


def test_letters_that_the_engine_names_itself_are_sent_too() -> None:
    """Of a measure that must be decided, once nobody decided."""
    sent = sent_by([shields.RULEBOOK])
    found = shields.on(shields.docket(), "06-30")
    assert len(found.notices) == 2
    assert {notice.letter: {notice.who} for notice in found.notices} == sent.letters


def test_whoever_can_have_been_told_of_a_measure_is_told_when_it_is_undone() -> None:
    """Of a measure that came in the place of another, also whoever was told of that one."""
    sent = sent_by([undoing.BOOK]).letters
    told = {"respondent", "branch", "public", "press", "organisation"}
    assert sent["away_undone"] == told | {"complainant"}
    assert sent["free_to_talk"] == told | {"complainant"}
    assert "news" in sent
    assert "members" not in sent["away_undone"]


@pytest.mark.parametrize(
    "text", ["", "x", "[about]\nid = 1", "letters = 3", "[letters]\nx = 3", "[letters.x]\nto = 3"]
)
def test_what_is_no_set_of_letters_is_refused_with_reasons(text: str) -> None:
    with pytest.raises(Malformed) as error:
        load(text, sent_by([EXAMPLE]))
    assert all(each.what and each.mend for each in error.value.problems)


def test_the_hash_is_of_the_text() -> None:
    assert load(TEXT).hash == load(TEXT).hash
    assert load(TEXT).hash != load(TEXT + "\n").hash


def test_every_field_has_an_example_of_its_type() -> None:
    assert set(KINDS) == set(Kind)
    shown = render(load(TEXT), "decision", ["respondent"], examples())
    assert shown.missing == ()
    assert FIELDS["name"].private


def test_no_line_of_the_house_names_a_case_in_what_goes_to_everybody() -> None:
    text = TEXT
    for key in ("head", "foot"):
        line = f'{key} = ["{{organisation}}"'
        text = text.replace(line + "]", line + ', "About {case}"]')
    sent = sent_by([load_rulebook(RULES.replace('to = ["parties"]', 'to = ["parties", "public"]'))])
    letters = load(text + '[letters.decision.to.public]\ntext = "It is decided."\n', sent)
    told = examples()
    public = render(letters, "decision", ["public"], told)
    assert str(told["case"]) not in str(public)
    assert str(told["case"]) in str(render(letters, "decision", ["respondent"], told).head)
