"""A rulebook and its dockets with every id replaced by one that means nothing."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from typing import Any

from dueprocess.core.rulebook import Rulebook

HEADS = ("roles", "bodies", "conflicts", "facts", "stages", "steps", "pauses", "measures", "sanctions")
_NAMING = """
stage by follows after before on required_before for_each records may_record consent_of countersigned_by
only_those_at appeals appoints removes pauses resumes steps lifts fulfils starts continues imposes opens
sends_back leads_to then to first too_few separate_from barred_offices stand_ins seats chair of_unit party
holds late taken sanction measure become meanwhile credits stops at reports_to at_once per found_against
jointly_with chosen_from unit_of
when sets
"""
NAMING = frozenset(_NAMING.split())
"""The keys whose values name rows (events, roles, steps …); all other texts are left alone."""


def names_of(rules: Rulebook) -> dict[str, str]:
    """Every id of a rulebook (kinds of party apart) with its new name."""
    names = [name for head in HEADS for name in getattr(rules, head)]
    names += [name for step in rules.steps.values() for name in step.outcomes]
    kept = {"complaint", *rules.parties}
    return {name: f"x{number}x" for number, name in enumerate(dict.fromkeys(names)) if name not in kept}


class _Renamer:
    def __init__(self, table: dict[str, str]) -> None:
        self.table = table
        longest = sorted(table, key=len, reverse=True)
        names = "|".join(re.escape(name).replace("_", "[ _]") for name in longest)
        self.pattern = re.compile(rf"(?<![\w]){'(?:' + names + ')'}(?![\w])")
        self.text = cache(self._text)  # the same few words stand in row after row

    def key(self, name: str) -> str:
        return self.table.get(name.replace(" ", "_"), name)

    def _text(self, value: str) -> str:
        # Words of the format stay words: `end of X`, `entry into X`, `service of X`, `first X` …
        return self.pattern.sub(lambda match: self.key(match.group()), value)

    def value(self, value: Any, *, naming: bool, key: str = "") -> Any:
        if isinstance(value, str):
            return self.text(value) if naming else value
        if isinstance(value, list):
            return [self.value(each, naming=naming, key=key) for each in value]
        if isinstance(value, dict):
            if key in ("when", "sets"):  # facts: their values are words, not names
                return {self.key(name): each for name, each in value.items()}
            if key in ("seats", "stand_ins"):
                return {
                    self.key(name): self.text(each) if key == "stand_ins" else each
                    for name, each in value.items()
                }
            if key == "outcomes":
                return {self.key(name): self.value(each, naming=False) for name, each in value.items()}
            return {name: self.value(each, naming=name in NAMING, key=name) for name, each in value.items()}
        return value


def renamed_rulebook(text: str, table: dict[str, str]) -> str:
    """The text of the same rulebook with other names."""
    rename = _Renamer(table)
    data = tomllib.loads(text)
    lines = []
    for head, rows in data.items():
        if head in (*HEADS, "guidance", "duties"):
            for name, row in rows.items():
                lines.append(f"[{head}.{rename.key(name)}]")
                lines += [
                    f"{key} = {_toml(rename.value(each, naming=key in NAMING, key=key))}"
                    for key, each in row.items()
                ]
        else:
            lines.append(f"[{head}]")
            for key, each in rows.items():
                lines.append(f"{key} = {_toml(rename.value(each, naming=False, key=key))}")
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (str, bool, int)) else str(value)


def renamed_docket(obj: dict[str, Any], table: dict[str, str]) -> dict[str, Any]:
    """The same docket in the other names."""

    def key(name: Any) -> Any:
        return table.get(name, name) if isinstance(name, str) else name

    def row(given: dict[str, Any]) -> dict[str, Any]:
        new = dict(given)
        for name in ("step", "as", "outcome"):
            if name in new:
                new[name] = key(new[name])
        for name in ("facts", "appoints"):
            if name in new:
                new[name] = {key(each): value for each, value in new[name].items()}
        if "note" in new and isinstance(new.get("to"), (str, list)):
            to = new["to"]
            new["to"] = key(to) if isinstance(to, str) else [key(each) for each in to]
        if "deadline" in new:
            new["deadline"] = {**new["deadline"], "step": key(new["deadline"]["step"])}
        for name, inner in (("starts", "measure"), ("imposes", "sanction"), ("countersigned", "as")):
            if name in new:
                new[name] = [{**each, inner: key(each[inner])} for each in new[name]]
        return new

    people = {
        id_: {**person, "roles": [key(role) for role in person["roles"]]}
        for id_, person in obj["people"].items()
    }
    return {**obj, "people": people, "acts": [row(each) for each in obj["acts"]]}
