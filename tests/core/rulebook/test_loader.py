"""What a rulebook reads as; nothing but Malformed ever comes out of a bad one."""

# ruff: noqa: E501, RUF005 -- tables of values
from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueprocess.core.errors import Malformed
from dueprocess.core.rulebook import Rulebook, check, explain, load
from dueprocess.core.rulebook.locate import Lines
from dueprocess.core.rulebook.model import (
    Attack,
    DueKind,
    EventKind,
    Happening,
    LoggedAs,
    Period,
    Unit,
    Who,
    WhoKind,
)
from tests.core.reading import loaded
from tests.core.rulebook.journey import SHIPPED, shipped
from tests.effort import examples

FILES = sorted((Path(__file__).parent / "examples").glob("*.toml")) + [
    SHIPPED / "standard.toml",
    SHIPPED / "small-club.toml",
    SHIPPED / "conduct-team.toml",
]
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in FILES}


def book(name: str) -> Rulebook:
    """The rulebook of one of these texts."""
    return loaded(TEXTS[name])


@pytest.mark.parametrize("name", ["standard", "small-club", "conduct-team"])
def test_the_shipped_rulebooks_have_no_problem_and_no_warning(name: str) -> None:
    assert check(TEXTS[name]) == []
    rulebook = shipped(name)
    assert all(step.clause and step.says for step in rulebook.steps.values())
    assert rulebook.hash == load(TEXTS[name]).hash


def test_what_a_step_and_its_outcomes_say() -> None:
    book = shipped("standard")
    assess = book.steps["assess"]
    refuse = assess.outcomes["refuse"]
    assert assess.demands.records == ("band", "protected")
    assert refuse.demands.records == ("band", "protected", "refusal_reason")  # demands add up
    assert refuse.demands.countersigned_by == ("second_assessor",)
    assert refuse.logged_as is LoggedAs.REFUSED
    assert [lead.to for lead in refuse.effects.leads_to] == ["refused"]
    examine = book.steps["examine"]
    assert [lead.to for lead in examine.outcomes["charge"].effects.leads_to] == ["hearing_stage"]  # replaced
    assert [lead.to for lead in examine.outcomes["close"].effects.leads_to] == ["legal_review", "decided"]
    assert examine.outcomes["charge"].effects.tells == examine.effects.tells
    reply = book.steps["reply"]
    assert reply.own
    assert reply.due[0].kind is DueKind.CHANCE  # a party's own step
    assert reply.due[0].after[0].of == (Happening(EventKind.SERVICE, "give_notice"),)
    assert reply.due[0].clause == "8"
    assert book.steps["appeal"].appeals[1] == Attack("examine", "close")
    assert book.steps["examine"].by == (Who(WhoKind.BODY, "examiners"),)
    assert "complainant" in book.parties
    assert "complainant" not in book.roles


def test_events_are_read_as_they_are_said() -> None:
    book = loaded(TEXTS["national-party"])
    appeal = book.steps["appeal"].due[0].after[0]
    assert [(one.kind, one.name) for one in appeal.of] == [
        (EventKind.SERVICE, "decide"),
        (EventKind.SERVICE, "decide_elsewhere"),
        (EventKind.SERVICE, "accept_remedy"),
    ]
    assert book.steps["review"].follows == ("first_review", "offer_representations")
    standard = shipped("standard")
    update = standard.steps["update"].due[0]
    assert [one.kind for one in update.after[0].of] == [EventKind.STEP, *[EventKind.FIRST] * 4]
    assert update.every == Period(28, Unit.DAYS)
    hear = standard.steps["hear"].due[0].after[0]
    assert [one.outcome for one in hear.of] == ["charge", "vetoed", "heard_again"]


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_key_has_its_line(name: str) -> None:
    text = TEXTS[name]
    lines, source = Lines(text), text.split("\n")

    def walk(value: Any, path: tuple[str | int, ...]) -> None:
        if path and isinstance(path[-1], str):
            line = lines.of(path)
            assert line is not None
            assert path[-1] in source[line - 1]
        if isinstance(value, dict):
            for key, one in value.items():
                walk(one, (*path, key))
        elif isinstance(value, list):
            for index, one in enumerate(value):
                walk(one, (*path, index))

    walk(tomllib.loads(text), ())


def test_lines_of_strings_that_look_like_toml() -> None:
    text = 'a = """\n[b]\nc = 1\n"""\n"d.e" = \'[f]\'\n[[g]]\nh = [1, # ]\n  { i = "}" }]\n[[g]]\nh = 2\n'
    lines = Lines(text)
    assert lines.of(("a",)) == 1
    assert lines.of(("d.e",)) == 5
    assert lines.of(("g", 0, "h", 1, "i")) == 8
    assert lines.of(("g", 1, "h")) == 10
    assert lines.of(("nothing",)) is None


def test_what_is_nested_ever_deeper_is_told_and_breaks_nothing() -> None:
    """Before and beyond the depth at which it is still read."""
    told = {
        problem.what
        for depth in range(250, 500, 12)
        for opener, closer in (("[", "]"), ("{ a = ", "}"))
        for problem in check(f"x = {opener * depth}1{closer * depth}")
    }
    assert "Lists or tables are nested too deeply." in told
    assert any("There is no table" in what for what in told)


def _only_malformed(text: str) -> None:
    for problem in check(text):
        assert problem.what
        assert problem.mend
    try:
        rulebook = load(text)
    except Malformed:
        assert any(problem.severity == "error" for problem in check(text))
    else:
        assert explain(rulebook)


VALUES = st.sampled_from(
    ['""', '"x"', "0", "-1", "[]", "{}", "true", "1.5", "[[]]", "{ a = 1 }", '["", 1]', "2026-01-01", "nan", '"a or b"']
    + ['"any"', '"at once"', '"end of x"', '"up to"', '{ to = "closed" }', '[{ when = {} }]', '"first "', '": "']
)  # fmt: skip


@settings(max_examples=examples(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["example", "student-society", "small-club"]), st.data())
def test_no_change_of_a_value_raises_anything_but_malformed(name: str, data: st.DataObject) -> None:
    lines = TEXTS[name].split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(0, len(lines) - 1))
        if "=" in lines[number]:
            cuts = [at for at, mark in enumerate(lines[number]) if mark == "="]
            at = data.draw(st.sampled_from(cuts))
            lines[number] = lines[number][: at + 1] + " " + data.draw(VALUES)
        else:
            lines[number] = data.draw(
                st.sampled_from(["", "[steps.x]", "[stages]", "x = 1", "[[roles]]", "}"])
            )
    _only_malformed("\n".join(lines))


@settings(max_examples=examples(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=200))
def test_no_text_raises_anything_but_malformed(text: str) -> None:
    _only_malformed(text)
    _only_malformed(TEXTS["example"] + "\n" + text)


TABLE = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-3, 3),
        st.sampled_from(["", "closed", "any", "1 day", "complain", "first x"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["to", "when", "by", "a"]), inner)
    ),
    max_leaves=6,
)


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return (
        str(value).lower()
        if isinstance(value, bool)
        else f'"{value}"'
        if isinstance(value, str)
        else str(value)
    )


@settings(max_examples=examples(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(
        [
            "stage",
            "by",
            "when",
            "follows",
            "not_before",
            "due",
            "tells",
            "sets",
            "extends",
            "leads_to",
            "outcomes",
        ]
        + ["appeals", "for_each", "decides_by", "quorum", "opens", "imposes", "pauses", "needs", "conflict"]
    ),
    TABLE,
)
def test_any_value_under_any_key_of_a_step(key: str, value: Any) -> None:
    step = {"title": "X", "clause": "1", "stage": "received", "by": "secretary", key: value}
    rows = "\n".join(f"{name} = {_toml(one)}" for name, one in step.items())
    _only_malformed(TEXTS["example"] + f"\n[steps.x]\n{rows}\n")
