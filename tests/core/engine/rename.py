"""A rulebook and its dockets with every name that somebody gave replaced by one that means nothing."""

from __future__ import annotations

import json
import os
import random
import re
import string
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from dueprocess.core.rulebook import Rulebook
from dueprocess.core.rulebook.model import PARTIES, Tell

HEADS = ("roles", "bodies", "conflicts", "facts", "stages", "steps", "pauses", "measures", "sanctions")
_NAMING = """
stage by follows after before on required_before for_each records may_record consent_of countersigned_by
only_those_at appeals appoints removes pauses resumes steps lifts fulfils starts continues imposes opens
sends_back leads_to then to first too_few separate_from barred_offices stand_ins seats chair of_unit party
holds late taken sanction measure become meanwhile credits stops at reports_to at_once per found_against
jointly_with chosen_from unit_of not_before reporters
when sets
"""
NAMING = frozenset(_NAMING.split())
"""The keys whose values name rows (events, roles, steps …); all other texts are left alone."""
APART = ("duties", "guidance")
"""Tables whose rows nobody names, so that their ids may be those of others."""


@dataclass(frozen=True, slots=True)
class Names:
    """The new name of every id (of rows, outcomes, added kinds of party), letter and choice."""

    seed: int
    ids: dict[str, str]
    apart: dict[str, str]
    letters: dict[str, str]
    choices: dict[str, str]


def names_of(rules: Rulebook, *, choices: bool = True) -> Names:
    """New names for all that a rulebook names, other ones in every run; the seed is printed, so that a test
    that fails shows it, and is taken from DUEPROCESS_SEED where that is set.

    The kinds of party and the word `complaint` that the format has itself stay. Choices are read on pages as
    titles are: `choices` false leaves them to whoever looks for them there.
    """
    seed = int(os.environ.get("DUEPROCESS_SEED") or random.SystemRandom().randrange(10**9))
    print(f"Other names: DUEPROCESS_SEED={seed}")
    rng = random.Random(seed)
    drawn: set[str] = set()

    def new() -> str:
        name = "z" + "".join(rng.choices(string.ascii_lowercase, k=9))
        if name in drawn:
            return new()
        drawn.add(name)
        return name

    names = [name for head in HEADS for name in getattr(rules, head)]
    names += [name for name in rules.parties if name not in PARTIES]
    names += [name for step in rules.steps.values() for name in step.outcomes]
    apart = {name: new() for head in APART for name in getattr(rules, head)}
    texts = sorted({tell.letter for tell in _tells(rules) if tell.letter is not None})
    words = [choice for fact in rules.facts.values() for choice in fact.choices] if choices else []
    kept = {"complaint", *PARTIES}
    ids = {name: new() for name in dict.fromkeys(names) if name not in kept}
    letters = {text: new() for text in texts}
    return Names(seed, ids, apart, letters, {word: new() for word in dict.fromkeys(words)})


def _tells(rules: Rulebook) -> Iterator[Tell]:
    for step in rules.steps.values():
        yield from step.effects.tells
        for outcome in step.outcomes.values():
            yield from outcome.own.tells
        for due in step.due:
            yield from due.on_late.tells if due.on_late is not None else ()
    for stage in rules.stages.values():
        yield from stage.tells
    for table in (rules.pauses, rules.measures, rules.sanctions):
        for row in table.values():
            yield from row.tells_at_end
    for duty in rules.duties.values():
        yield from duty.tells


class _Renamer:
    def __init__(self, names: Names) -> None:
        self.names = names
        longest = sorted(names.ids, key=len, reverse=True)
        names = "|".join(re.escape(name).replace("_", "[ _]") for name in longest)
        self.pattern = re.compile(rf"(?<![\w]){'(?:' + names + ')'}(?![\w])")
        self.text = cache(self._text)  # the same few words stand in row after row

    def key(self, name: str) -> str:
        return self.names.ids.get(name.replace(" ", "_"), name)

    def choice(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.choice(each) for each in value]
        return self.names.choices.get(value, value) if isinstance(value, str) else value

    def _text(self, value: str) -> str:
        # Words of the format stay words: `end of X`, `entry into X`, `first X`, `taken over` …
        return value if value == "taken over" else self.pattern.sub(lambda match: self.key(match[0]), value)

    def value(self, value: Any, *, naming: bool, key: str = "") -> Any:
        if key == "letter":
            return self.names.letters[value.replace(" ", "_")]
        if key == "notices":
            named = value if isinstance(value, list) else [value]
            return [self.names.letters[each.replace(" ", "_")] for each in named]
        if key in ("for_each", "after") and value == "conflict":
            return value  # a word of the format; a degree or an outcome of that name gets another
        if key == "tie":
            return value if value in ("fails", "chair decides") else self.text(value)
        if key == "stages":  # of a transition: the stages of the earlier version keep their names
            return {old: self.text(new) for old, new in value.items()}
        if key == "choices":
            return self.choice(value)
        if isinstance(value, str):
            return self.text(value) if naming else value
        if isinstance(value, list):
            return [self.value(each, naming=naming, key=key) for each in value]
        if isinstance(value, dict):
            if key in ("when", "sets"):  # facts: their values are choices, not names
                return {self.key(name): self.choice(each) for name, each in value.items()}
            if key in ("seats", "stand_ins"):
                return {
                    self.key(name): self.text(each) if key == "stand_ins" else each
                    for name, each in value.items()
                }
            if key == "outcomes":
                return {self.key(name): self.value(each, naming=False) for name, each in value.items()}
            return {name: self.value(each, naming=name in NAMING, key=name) for name, each in value.items()}
        return value


def renamed_rulebook(text: str, names: Names) -> str:
    """The text of the same rulebook with other names."""
    rename = _Renamer(names)
    data = tomllib.loads(text)
    lines = []
    for head, rows in data.items():
        if head in (*HEADS, *APART):
            for name, row in rows.items():
                lines.append(f"[{head}.{names.apart[name] if head in APART else rename.key(name)}]")
                lines += [
                    f"{key} = {_toml(rename.value(each, naming=key in NAMING, key=key))}"
                    for key, each in row.items()
                ]
        else:
            lines.append(f"[{head}]")
            for key, each in rows.items():
                lines.append(f"{key} = {_toml(rename.value(each, naming=key in NAMING, key=key))}")
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (str, bool, int)) else str(value)


def renamed_docket(obj: dict[str, Any], names: Names) -> dict[str, Any]:
    """The same docket in the other names."""

    def key(name: Any) -> Any:
        return names.ids.get(name, name) if isinstance(name, str) else name

    def answer(value: Any) -> Any:
        if isinstance(value, dict):
            return {each: answer(one) for each, one in value.items()}
        return names.choices.get(value, value) if isinstance(value, str) else value

    def row(given: dict[str, Any]) -> dict[str, Any]:
        new = dict(given)
        for name in ("step", "as", "outcome"):
            if name in new:
                new[name] = key(new[name])
        if "facts" in new:
            new["facts"] = {key(each): answer(value) for each, value in new["facts"].items()}
        for name in ("appoints", "jointly"):
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
    parties = {id_: {**party, "is": key(party["is"])} for id_, party in obj["parties"].items()}
    return {**obj, "people": people, "parties": parties, "acts": [row(each) for each in obj["acts"]]}
