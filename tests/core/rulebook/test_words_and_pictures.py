"""A rulebook said to people: tables in words, diagram, Mermaid, schema, reference page."""

from __future__ import annotations

import json
import re
import tomllib
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from dueprocess.core import codes
from dueprocess.core.rulebook import (
    check,
    diagram_mermaid,
    diagram_svg,
    diagram_words,
    explain,
    load,
    rulebook_schema,
    sections,
)
from dueprocess.core.rulebook.checks.length import longest_path
from dueprocess.core.rulebook.tables import TABLES
from tests.core.rulebook.test_loader import TEXTS
from tests.core.rulebook.test_loader import book as read

DOCS = Path(__file__).parents[3] / "docs" / "reference"
SCHEMA = jsonschema.Draft202012Validator(rulebook_schema())
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_explain_says_every_step_deadline_body_and_sanction(name: str) -> None:
    book = read(name)
    by_id = {section.id: section for section in sections(book)}
    assert len(by_id["steps"].rows) == len(book.steps)
    assert len(by_id["deadlines"].rows) == sum(len(step.due) for step in book.steps.values())
    assert len(by_id["bodies"].rows) == len(book.bodies)
    assert len(by_id["sanctions"].rows) == len(book.sanctions)
    assert len(by_id["stages"].rows) == len(book.stages)
    for section in by_id.values():
        assert all(len(row) == len(section.head) for row in section.rows)
    powers = "\n".join(" ".join(row) for row in by_id["powers"].rows)
    assert all(step.title in powers for step in book.steps.values())
    text = explain(book)
    lines = [line for line in text.split("\n") if line.startswith("|")]
    assert len(lines) == sum(len(section.rows) + 2 for section in by_id.values())
    assert not re.search(r"\w_\w", re.sub(r"`.*?`|\\_", "", text))  # no ids, only words


def test_markup_in_a_title_stays_text() -> None:
    text = TEXTS["example"].replace('title = "Acknowledge"', 'title = "<b>|x|</b> *y*"')
    book = load(text)
    assert "\\<b\\>\\|x\\|\\</b\\> \\*y\\*" in explain(book)
    assert "<b>" not in diagram_svg(book)
    assert "<b>" not in diagram_mermaid(book)


@pytest.mark.parametrize(
    ("name", "stacked"),
    [
        *((name, False) for name in sorted(TEXTS)),
        ("standard", True),
        ("small-club", True),
        ("conduct-team", True),
    ],
)
def test_the_diagram_shows_every_stage_and_carries_no_style(name: str, stacked: bool) -> None:
    book = read(name)
    some = next(iter(book.stages))
    svg = diagram_svg(book, {some}, stacked=stacked)
    root = ElementTree.fromstring(svg)
    shown = {group.get("data-stage") for group in root.iter(f"{SVG}g") if group.get("data-stage")}
    assert shown == set(book.stages)
    here = [group.get("data-stage") for group in root.iter(f"{SVG}g") if group.get("aria-current")]
    assert set(here) == {some}
    assert root.find(f"{SVG}title") is not None
    desc = root.find(f"{SVG}desc")
    assert desc is not None
    assert book.stages[some].title in str(desc.text)
    assert "style" not in svg
    assert "<script" not in svg
    _, _, width, height = map(float, str(root.get("viewBox")).split())
    for rect in root.iter(f"{SVG}rect"):
        assert float(str(rect.get("x"))) + float(str(rect.get("width"))) <= width
        assert float(str(rect.get("y"))) + float(str(rect.get("height"))) <= height
    for text in root.iter(f"{SVG}text"):
        assert len(str(text.text)) <= 60
    assert diagram_svg(book, {some}, stacked=stacked) == svg


def test_each_box_leads_to_its_stage() -> None:
    book = read("small-club")
    root = ElementTree.fromstring(diagram_svg(book, link=lambda stage: f"/at/{stage}?a=1&b=2"))
    for group in (each for each in root.iter(f"{SVG}g") if each.get("data-stage")):
        (way,) = group.findall(f"{SVG}a")
        stage = str(group.get("data-stage"))
        assert way.get("href") == f"/at/{stage}?a=1&b=2"
        assert not way.get("aria-label"), "its name is what is seen in it (WCAG 2.5.3)"
        assert book.stages[stage].title.split()[0] in "".join(way.itertext())
        assert way.findall(f"{SVG}rect")
        assert not group.findall(f"{SVG}rect")
    assert not list(ElementTree.fromstring(diagram_svg(book)).iter(f"{SVG}a"))


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_the_same_way_stands_in_words(name: str) -> None:
    book = read(name)
    lanes = diagram_words(book)
    assert sorted(stage.stage for lane in lanes for stage in lane.stages) == sorted(book.stages)
    for lane in lanes:
        for stage in lane.stages:
            assert stage.title == book.stages[stage.stage].title
            assert (
                stage.exits
                or stage.end
                or not any(each.any or stage.stage in each.stages for each in book.steps.values())
            ), stage
    picture = " ".join(ElementTree.fromstring(diagram_svg(book)).itertext())
    words = {word for lane in lanes for stage in lane.stages for line in stage.exits for word in line.split()}
    assert words <= set(picture.split())


def test_no_two_boxes_of_a_strand_lie_upon_one_another() -> None:
    root = ElementTree.fromstring(diagram_svg(read("standard")))
    for lane in root.findall(f"{SVG}g"):
        boxes = [(float(str(r.get("y"))), float(str(r.get("height")))) for r in lane.iter(f"{SVG}rect")]
        for (y, height), (below, _) in pairwise(boxes):
            assert y + height < below


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_mermaid_names_every_stage_once_a_lane(name: str) -> None:
    book = read(name)
    text = diagram_mermaid(book)
    assert text.startswith("flowchart TD\n")
    assert text.count("subgraph") == len(re.findall(r"^  end$", text, re.MULTILINE))
    for stage in book.stages:
        assert re.search(rf"^    l\d+_{stage}[\[(]", text, re.MULTILINE)


def test_the_schema_is_in_step_with_the_format() -> None:
    stored = json.loads((DOCS / "rulebook.schema.json").read_text(encoding="utf-8"))
    assert stored == rulebook_schema(), "write docs/reference/rulebook.schema.json anew"
    jsonschema.Draft202012Validator.check_schema(stored)


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_what_loads_matches_the_schema(name: str) -> None:
    raw = json.loads(json.dumps(tomllib.loads(TEXTS[name]), default=str))
    assert [error.message for error in SCHEMA.iter_errors(raw)] == []
    one, step = next(iter(raw["steps"].items()))
    small = {"rulebook": raw["rulebook"], "calendar": raw["calendar"], "steps": {one: step}}
    assert SCHEMA.is_valid(small)
    step["titel"] = "x"
    assert not SCHEMA.is_valid(small)


def test_the_reference_names_every_key() -> None:
    page = (DOCS / "rulebook.md").read_text(encoding="utf-8")
    missing = {key for keys in TABLES.values() for key in keys if f"`{key}`" not in page}
    assert not missing


def test_the_examples_of_the_reference_load() -> None:
    page = (DOCS / "rulebook.md").read_text(encoding="utf-8")
    rulebook, code = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert check(rulebook) == []
    assert codes.check(code) == []


@pytest.mark.parametrize(
    ("given", "months"), [({"band": "simple"}, 6), ({"band": "standard"}, 6), ({"band": "complex"}, 9)]
)
def test_the_limits_of_the_standard_rulebook_fit_its_targets(given: dict[str, str], months: int) -> None:
    longest = longest_path(read("standard"), given=given)
    assert 100 < longest.days <= months * 365.25 / 12
    assert longest.through[-1] == "close"
