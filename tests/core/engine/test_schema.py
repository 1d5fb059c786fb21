"""The published schema of the docket says what the parser takes: the same keys, the same refusals."""

from __future__ import annotations

import copy
import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dueprocess.core.engine import Docket
from dueprocess.core.engine.reading_rows import ACT, NOTES, ROW
from dueprocess.core.errors import Malformed
from tests.core.engine.walk import HERE, NAMES, walk
from tests.effort import SOAK

SCHEMA = json.loads(
    (Path(__file__).resolve().parents[3] / "docs" / "reference" / "docket.schema.json").read_text("utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA)


def example() -> dict[str, Any]:
    """The docket of the worked example."""
    obj: dict[str, Any] = json.loads((HERE / "example.json").read_text("utf-8"))
    return obj


def test_the_schema_is_a_schema() -> None:
    """Draft 2020-12."""
    Draft202012Validator.check_schema(SCHEMA)


def test_acts_and_notes_have_the_keys_of_the_parser() -> None:
    """Key by key, so that neither can gain one alone."""
    assert set(SCHEMA["$defs"]["act"]["properties"]) == ACT
    notes = {each["properties"]["note"]["const"]: each for each in SCHEMA["$defs"]["note"]["oneOf"]}
    assert set(notes) == set(NOTES)
    for name, keys in NOTES.items():
        assert set(notes[name]["properties"]) == ROW | keys | {"note"}


@pytest.mark.parametrize("name", NAMES if SOAK else NAMES[:3])
def test_what_the_engine_makes_fits(name: str) -> None:
    """Every act that `decide` returns, over a whole random case."""
    _, obj = walk(name, 0)
    obj = {**obj, "people": dict(islice(obj["people"].items(), 2))}  # they are the test's own, and all alike
    assert [error.message for error in VALIDATOR.iter_errors(obj)] == []


def test_the_shipped_examples_fit() -> None:
    """And are parsed."""
    for path in sorted(HERE.glob("*.json")):
        obj = json.loads(path.read_text("utf-8"))
        assert VALIDATOR.is_valid(obj), path.name
        assert Docket.parse(obj).case == obj["case"]


BROKEN: list[tuple[tuple[str | int, ...], Any]] = [
    (("docket",), 2),
    (("case",), ""),
    (("colour",), "red"),
    (("holidays", 0), "Easter"),
    (("parties", "c1", "is"), 3),
    (("parties", "c1", "colour"), "red"),
    (("people", "s1", "roles", 0), 3),
    (("people", "s1", "training"), {"law": "soon"}),
    (("acts", 0, "n"), "one"),
    (("acts", 0, "at"), "2026-03-23T10:00:00"),
    (("acts", 0, "by"), ""),
    (("acts", 0, "note"), "received"),
    (("acts", 3, "note"), "gossip"),
    (("acts", 3, "to"), []),
    (("acts", 4, "votes"), ["k1"]),
    (("acts", 4, "votes", "maybe"), ["k1"]),
    (("acts", 5, "until"), "soon"),
    (("acts", 6, "imposes", 0, "sanction"), ""),
    (("acts", 6, "imposes", 0, "colour"), "red"),
    (("acts", 6, "guided"), [{"on": "r1", "breach": "insult"}]),
    (("acts", 6, "guided"), [{"on": "r1", "breach": "insult", "stands": "within", "explained": "yes"}]),
    (("acts", 9, "against"), "seven"),
    (("organisation",), [{"pause": "police"}]),
    (("history",), {"k1": [{"sanction": "warning"}]}),
]


@pytest.mark.parametrize(("path", "value"), BROKEN, ids=[".".join(map(str, path)) for path, _ in BROKEN])
def test_both_refuse_the_same(path: tuple[str | int, ...], value: Any) -> None:
    """What the schema refuses the parser refuses, naming the place and how to mend it."""
    obj = copy.deepcopy(example())
    at: Any = obj
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    assert not VALIDATOR.is_valid(obj)
    with pytest.raises(Malformed) as wrong:
        Docket.parse(obj)
    assert str(path[0]) in wrong.value.problems[0].path
    assert wrong.value.problems[0].mend


def test_numbers_rise_and_entries_never_fall() -> None:
    """What no schema can say."""
    obj = example()
    obj["acts"][2]["n"] = 2
    with pytest.raises(Malformed) as wrong:
        Docket.parse(obj)
    assert wrong.value.problems[0].path == "acts[2].n"
    obj = example()
    obj["acts"][1]["entered"] = "2026-06-25T09:00:00+00:00"
    with pytest.raises(Malformed) as wrong:
        Docket.parse(obj)
    assert wrong.value.problems[0].path == "acts[2].entered"
