# ruff: noqa: E501 (tables are read row by row)
"""Retention schedules as files: every fault with its line and how to mend it; the shipped ones are sound."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from dueprocess.core.codes import load as load_code
from dueprocess.core.errors import Malformed
from dueprocess.core.retention import check, in_words, load, names_of, retention_schema
from dueprocess.core.rulebook import load as load_rulebook
from tests.core.retention.test_table import TEXT

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "src" / "dueprocess" / "rules" / "shipped"
CODE = load_code((SHIPPED / "conduct.toml").read_text())
BOOKS = ["standard", "small-club", "conduct-team"]


@pytest.mark.parametrize("name", BOOKS)
def test_the_shipped_schedules_are_sound_and_fit_their_rulebooks(name: str) -> None:
    book = load_rulebook((SHIPPED / f"{name}.toml").read_text())
    text = (SHIPPED / "retention" / f"{name}.toml").read_text()
    schedule = load(text, names_of([book], [CODE]))
    assert schedule.rulebook == book.id
    assert {kind for row in schedule.classes.values() for kind in row.of} == {
        "case",
        "message",
        "plan",
        "approach",
        "person",
    }
    assert all(row.reason for row in schedule.classes.values())
    named = {name for row in schedule.classes.values() for when in row.when for name in when.sanction}
    assert named == set(book.sanctions), "every sanction has its class"
    said = [in_words(row, book) for row in schedule.classes.values()]
    assert not any("_" in words for pair in said for words in pair)


FAULTS = [
    ('keep = "2 years"', 'keep = "2 hours"', "classes.plain.keep", "Nothing is kept for"),
    ('keep = "2 years"', 'keep = "at once"', "classes.plain.keep", "Nothing is kept for"),
    ('keep = "2 years"', 'keep = "10 working days"', "classes.plain.keep", "Nothing is kept for"),
    ('keep = "2 years"', "keep = 2", "classes.plain.keep", "is no period"),
    ('keep = "2 years"', 'keep = "2000 years"', "classes.plain.keep", "longer than a century"),
    ('reason = "It counts."\n', "", "classes.warned.reason", "is missing"),
    ('reason = "It counts."', 'reason = " "', "classes.warned.reason", "cannot stand here"),
    ("[classes.plain]", "[classes.Plain]", "classes.Plain", "cannot stand here"),
    ('of = "plan"', 'of = "plans"', "classes.plan.of", "cannot stand here"),
    ('of = "plan"', "of = []", "classes.plan.of", "The list is empty"),
    ('after = "end of sanctions"\nreview = "5 years"', 'after = "end of sanctions"', "classes.warned", "Nobody would"),
    ('keep = "18 months"', 'keep = "18 months"\nreview = "1 year"', "classes.months.review", "belongs to"),
    ("{ imported = true }", "{}", "classes.register.when", "asks for nothing"),
    ("{ imported = true }", '{ imported = "yes" }', "classes.register.when.imported", "cannot stand here"),
    ("{ imported = true }", "{ importd = true }", "classes.register.when.importd", "There is no key"),
    ('timezone = "Europe/London"', 'timezone = "Mars/Base"', "schedule.timezone", "cannot stand here"),
    ('timezone = "Europe/London"', 'timezone = "../etc"', "schedule.timezone", "cannot stand here"),
    ('timezone = "Europe/London"', 'timezone = ""', "schedule.timezone", "cannot stand here"),
    ('rulebook = "example"\n', "", "schedule.rulebook", "is missing"),
    ('rulebook = "example"\n', 'rulebook = "example"\ndeliberations = "3 hours"\n', "schedule.deliberations", "kept"),
    ("[schedule]", "[plan]", "plan", "There is no table"),
    ('facts = { kind = "money" }', "facts = {}", "classes.months.when.facts", "cannot stand here"),
    ('facts = { kind = "money" }', "facts = { kind = 7 }", "classes.months.when.facts.kind", "cannot stand here"),
    ('filed = "automatic"', 'filed = "spam"', "classes.machine.when.filed", "cannot stand here"),
    ('then = "review"', 'then = "burn"', "classes.out.then", "cannot stand here"),
    ('of = "plan"', 'of = ["plan", "person"]', "classes.plan.of", "not in one class"),
    ('of = "plan"', 'of = "person"\nwhen = { sanctioned = true }', "classes.plan.when", "Nobody can ask this"),
    ('of = "plan"', 'of = "person"\nwhen = { status = "member" }', "classes.plan.when.status", "cannot stand"),
    ('of = "plan"', 'of = "person"\nafter = "end of sanctions"\nreview = "1 year"', "classes.plan.after", "left"),
    ("{ imported = true }", '{ status = "left" }', "classes.register.when", "Only of a person"),
]  # fmt: skip


@pytest.mark.parametrize(("was", "now", "path", "what"), FAULTS)
def test_a_fault_is_named_with_its_line(was: str, now: str, path: str, what: str) -> None:
    assert was in TEXT
    problems = check(TEXT.replace(was, now, 1))
    found = [each for each in problems if each.path == path and what in each.what]
    assert found, problems
    assert all(each.line and each.mend for each in found)
    with pytest.raises(Malformed):
        load(TEXT.replace(was, now, 1))


@pytest.mark.parametrize(
    "text", ["", "[schedule", "a = 1", "[schedule]\n[classes]", "classes = 3", "x" * 9, "[" * 3000]
)
def test_what_is_no_schedule_is_refused_whole(text: str) -> None:
    assert check(text)


def test_names_are_those_of_the_rulebook_and_of_no_other() -> None:
    book = load_rulebook((SHIPPED / "standard.toml").read_text())
    text = (SHIPPED / "retention" / "standard.toml").read_text()
    for was, now, path in [
        ('sanction = "suspension"', 'sanction = "suspensoin"', "classes.suspension.when.sanction"),
        ("{ protected = true }", "{ protectd = true }", "classes.protected.when.facts.protectd"),
        ("{ protected = true }", '{ band = "enormous" }', "classes.protected.when.facts.band"),
        ("{ protected = true }", "{ found_against = true }", "classes.protected.when.facts.found_against"),
        ("imported = true", 'stage = "decided"', "classes.earlier_register.when.stage"),  # no end of a case
        ("imported = true", 'taken = "assess: accept"', "classes.earlier_register.when.taken"),
    ]:
        assert was in text
        problems = check(text.replace(was, now, 1), names_of([book], [CODE]))
        assert [each.path for each in problems] == [path], problems
        assert not check(text.replace(was, now, 1)), "without a rulebook nobody can know"
    spaced = text.replace("imported = true", 'taken = "Assess: refer out"').replace("Assess", "assess")
    assert not check(spaced, names_of([book], [CODE]))


CLAUSES = [
    ('"conduct/66"', "", 'No version of conduct has a clause “66”.', "It has 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11."),
    ('["conduct/6", "condct/6"]', "[1]", 'No code of conduct “condct” was adopted here.', "one of these: `conduct`."),
    ('"6"', "", '“6” names a clause, and no code of conduct.', "such as `conduct/6`"),
    ('"conduct/"', "", "cannot stand here", "Write `CODE/CLAUSE`"),
    ('"/6"', "", "cannot stand here", "Write `CODE/CLAUSE`"),
    ("6", "", "cannot stand here", "Write `CODE/CLAUSE`"),
]  # fmt: skip


@pytest.mark.parametrize(("now", "at", "what", "mend"), CLAUSES)
def test_a_clause_is_that_of_a_code_that_was_adopted(now: str, at: str, what: str, mend: str) -> None:
    book = load_rulebook((SHIPPED / "standard.toml").read_text())
    text = (SHIPPED / "retention" / "standard.toml").read_text()
    was = '{ alleged = "conduct/6" }'
    changed = text.replace(was, f"{{ alleged = {now} }}")
    [problem] = check(changed, names_of([book], [CODE]))
    assert problem.path == f"classes.children.when[1].alleged{at}"
    assert problem.line == text[: text.index(was)].count("\n") + 1
    assert what in problem.what
    assert mend in problem.mend
    dropped = text.replace("conduct/6", "conduct/8")
    assert not check(dropped, names_of([book], [CODE])), "a clause that went is alleged of days before"


def test_without_any_code_nothing_of_one_can_be_named() -> None:
    book = load_rulebook((SHIPPED / "standard.toml").read_text())
    [problem] = check((SHIPPED / "retention" / "standard.toml").read_text(), names_of([book]))
    assert problem.mend == "Adopt that code first, or take this out."


def test_a_schedule_that_was_adopted_with_a_clause_alone_is_read_as_before() -> None:
    text = (SHIPPED / "retention" / "standard.toml").read_text().replace("conduct/6", "6")
    assert load(text).classes["children"].when[1].alleged == ("6",)
    assert "clause 6 of any code" in in_words(load(text).classes["children"])[0]
    with pytest.raises(Malformed, match="names a clause, and no code"):
        load(text, adopted=False)


def test_the_schema_is_the_committed_one_and_takes_the_shipped_schedules() -> None:
    from jsonschema import Draft202012Validator

    stored = json.loads((ROOT / "docs" / "reference" / "retention.schema.json").read_text())
    assert stored == retention_schema(), "write docs/reference/retention.schema.json anew"
    validator = Draft202012Validator(stored)
    for name in BOOKS:
        validator.validate(tomllib.loads((SHIPPED / "retention" / f"{name}.toml").read_text()))
    assert not validator.is_valid({"schedule": {}, "classes": {}})
