"""Codes of conduct: the version in force on the day of the conduct judges it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.core import codes
from dueprocess.core.errors import Malformed, Refused
from tests.core.rulebook.journey import SHIPPED

TEXT = (SHIPPED / "conduct.toml").read_text(encoding="utf-8")
HEAD = '[code]\nid = "c"\ntitle = "Code"\nlanguage = "en"\n'
ONE = '[versions.1]\nin_force = "2020-01-01"\nclauses.a = { title = "A", text = "Be kind." }\n'


@pytest.mark.parametrize(
    ("day", "version", "clauses"),
    [
        (date(2022, 12, 31), None, 0),
        (date(2023, 1, 1), "2023", 9),
        (date(2025, 12, 31), "2023", 9),
        (date(2026, 1, 1), "2026", 10),
        (date(2199, 1, 1), "2026", 10),
    ],
)
def test_the_version_of_the_day(day: date, version: str | None, clauses: int) -> None:
    found = codes.load(TEXT).version_on(day)
    assert (found.id if found else None) == version
    assert len(found.clauses if found else ()) == clauses


def test_a_clause_is_read_as_it_stood_on_the_day() -> None:
    code = codes.load(TEXT)
    assert "online" not in code.clause_on(date(2025, 6, 1), "2").text
    assert "online" in code.clause_on(date(2026, 6, 1), "2").text
    for day, clause, refusal in (
        (date(2025, 6, 1), "10", "no_clause"),
        (date(2026, 6, 1), "8", "no_clause"),
        (date(2020, 1, 1), "1", "no_code"),
    ):
        with pytest.raises(Refused) as refused:
            code.clause_on(day, clause)
        assert (refused.value.code, refused.value.clause) == (refusal, clause)


def test_a_code_can_end() -> None:
    code = codes.load(HEAD + ONE.replace("clauses", 'until = "2021-01-01"\nclauses'))
    assert code.version_on(date(2020, 12, 31)) is not None
    assert code.version_on(date(2021, 1, 1)) is None


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("", "code", None),
        (HEAD, "versions", None),
        (HEAD + ONE.replace("2020-01-01", "2020-13-01"), "versions.1.in_force", 6),
        (HEAD + ONE.replace('in_force = "2020-01-01"', ""), "versions.1", 5),
        (HEAD + ONE.replace("text =", "txt ="), "versions.1.clauses.a.txt", 7),
        (HEAD + ONE.replace("clauses.a", "clause.a"), "versions.1.clause", 7),
        (HEAD + ONE + ONE.replace("versions.1", "versions.2"), "versions.2.in_force", 9),
        (HEAD + ONE + '[versions.2]\nin_force = "2021-01-01"\nunchanged = "x"', "versions.2.unchanged", 10),
        (
            HEAD + ONE + '[versions.2]\nin_force = "2021-01-01"\nunchanged = "1"\ndropped = ["b"]',
            "versions.2.dropped[0]",
            11,
        ),
        (HEAD + ONE + "[other]", "other", 8),
        ("[code", "", None),
    ],
)
def test_each_fault_has_its_place(text: str, path: str, line: int | None) -> None:
    problems = codes.check(text)
    assert path in {problem.path for problem in problems}, problems
    problem = next(problem for problem in problems if problem.path == path)
    assert problem.mend
    if line is not None:
        assert problem.line == line
    with pytest.raises(Malformed):
        codes.load(text)


@given(st.text(max_size=80))
def test_no_text_raises_anything_but_malformed(text: str) -> None:
    codes.check(text)
    codes.check(HEAD + text)
    codes.check(HEAD + "[versions.1]\n" + text)
