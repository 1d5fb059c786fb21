"""Every step and every outcome of the shipped rulebooks, in turn: what each form asks for is what it takes.

The ways are those of `tests/desk/courses.py`, which the desk's forms go too. A step that stands in none of
them fails here. Random walks (`test_walks`) look at what lies between.
"""

from __future__ import annotations

import random
from copy import copy
from datetime import datetime, timedelta
from typing import Any

import pytest

from dueprocess.core.engine import Form, Permission, form
from dueprocess.core.engine.view import State
from tests.core.engine.walk import START, Casebook, act_of, declarations, placed, rulebook
from tests.desk.courses import COURSES, TWO, Move

WAYS = [
    (name, title, title in TWO, moves)
    for name, parts in COURSES.items()
    for part in parts
    for title, moves in part.items()
]
"""Rulebook, title, whether there are two respondents, moves."""


class Walker(Casebook):
    """Goes one way, by the forms."""

    def __init__(self, name: str, *, two: bool) -> None:
        super().__init__(rulebook(name), respondents=2 if two else 1)
        self.at = START

    def twin(self) -> Walker:
        """Another who has come as far."""
        found = copy(self)
        found.obj = {**self.obj, "acts": list(self.obj["acts"])}
        return found

    def go(self, move: Move) -> None:
        """Take one step as its form asks, and let everybody who is told receive it."""
        self._wait(move)
        if self.rules.steps[move.step].takes_over and not self.obj["acts"]:
            origin = {"values": {"received_on": "2025-01-07"}, "origin": {"row": 2}}
            self.take({"at": self.at.isoformat(), "note": "imported", **origin})
        if move.doubt:
            self._doubt(move.doubt)
        for party in move.agree:
            self.take({"at": self.at.isoformat(), "note": "consent", "who": party.lower(), "to": move.step})
        found = self.state(self.at)
        asked = self._asked(found, move)
        if notes := declarations(found, asked):
            for note in notes:
                self.take(note)
            found = self.state(self.at)
            asked = self._asked(found, move)
        where = Permission(move.step, asked.strand, True, (), (), None, ())
        act = act_of(self.rules, found, where, asked, random.Random(len(self.obj["acts"])), self.obj)
        act["facts"] = self._facts(act.get("facts", {}), move)
        self._chosen(act, asked, move)
        after = self.take(act)
        n = self.obj["acts"][-1]["n"]
        if told := sorted({each.to for each in after.notices if each.n == n and each.to in found.parties}):
            self.take({"at": self.at.isoformat(), "note": "received", "of": n, "to": told})

    def _asked(self, found: State, move: Move) -> Form:
        """The form of the step: in the only strand in which it stands, else in the newest where it may be."""
        refused = []
        for strand in (None, *(each.name for each in reversed(found.strands) if not each.ended)):
            asked = form(found, move.step, strand, move.outcome or None)
            if asked.refusal is None:
                return asked
            refused.append(asked.refusal)
        raise AssertionError((move, refused))

    def _wait(self, move: Move) -> None:
        if isinstance(move.wait, str):
            day = str(self.state(self.at).facts[move.wait])
            self.at = max(self.at, datetime.fromisoformat(f"{day}T12:00:00+00:00"))
        else:
            self.at += timedelta(days=move.wait)

    def _doubt(self, role: str) -> None:
        degree = next(iter(self.rules.conflicts.values()))
        who = next(key for key, person in self.obj["people"].items() if role in person["roles"])
        note = {"note": "conflict", "who": who, "ground": degree.grounds[0], "said_by": "c1"}
        self.take({"at": self.at.isoformat(), **note})

    @staticmethod
    def _facts(recorded: dict[str, Any], move: Move) -> dict[str, Any]:
        return {**recorded, **{name: value for name, value in move.facts.items() if name in recorded}}

    def _chosen(self, act: dict[str, Any], asked: Any, move: Move) -> None:
        """The measures and sanctions that the way chooses, and no others."""
        act.pop("imposes", None)
        act.pop("starts", None)
        starts = [field for field in asked.measures if field.id in move.chosen]
        if starts or any(field.scope for field in asked.measures):
            act["starts"] = [self._one("measure", field, None) for field in starts or asked.measures[:1]]
        if imposes := [field for field in asked.sanctions if field.id in move.chosen]:
            act["imposes"] = [self._one("sanction", field, move.chosen[field.id]) for field in imposes]
        if asked.by_guidance:
            act["guided"] = [placed("r1")] if imposes else []

    @staticmethod
    def _one(kind: str, field: Any, lasts: str | None) -> dict[str, Any]:
        one: dict[str, Any] = {kind: field.id, "on": "r1"}
        if field.scope:
            one["scope"] = [field.scope[0]]
        if kind == "sanction" and not field.fixed:
            one["lasts"] = lasts or (field.lengths[0] if field.lengths else field.low or field.high)
        return one


_GONE: dict[str, Walker] = {}


def walked(name: str, two: bool, moves: tuple[Move, ...]) -> Walker:
    """A way gone to its end; what several ways begin with is gone once."""
    key = f"{name} {two} {moves}"
    if key not in _GONE:
        walker = walked(name, two, moves[:-1]).twin() if moves else Walker(name, two=two)
        for move in moves[-1:]:
            walker.go(move)
        _GONE[key] = walker
    return _GONE[key]


@pytest.mark.parametrize("number", range(len(WAYS)), ids=[f"{name}: {title}" for name, title, _, _ in WAYS])
def test_the_way_can_be_gone_by_its_forms(number: int) -> None:
    """Each form, filled in, is accepted by `decide`; nothing of it is irregular afterwards."""
    walker = walked(WAYS[number][0], *WAYS[number][2:])
    found: State = walker.state(walker.at + timedelta(days=1))
    assert found.irregular == ()


@pytest.mark.parametrize("name", COURSES)
def test_the_ways_take_every_step_and_every_outcome(name: str) -> None:
    rules = rulebook(name)
    moves = {(move.step, move.outcome or None) for each, _, _, way in WAYS if each == name for move in way}
    wanted = {(step.id, outcome) for step in rules.steps.values() for outcome in (step.outcomes or [None])}
    assert wanted - moves == set()
