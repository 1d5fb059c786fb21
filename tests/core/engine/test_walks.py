"""Random walks through whole procedures: what is permitted can be done, what is refused cannot."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from dueprocess.core.engine import Docket, NotPermitted, decide, permitted, state
from dueprocess.core.engine.refusals import CONTENT, Code
from dueprocess.core.engine.view import State
from dueprocess.core.rulebook import Rulebook
from tests.core.engine.walk import GAPS, NAMES, now, walk
from tests.effort import SOAK, examples, seeds


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", seeds(1))
def test_what_is_permitted_can_be_done_from_its_form(name: str, seed: int) -> None:
    """Every permitted step, filled in from its form, is accepted; no act is irregular afterwards."""
    rules, obj = walk(name, seed)
    last = datetime.fromisoformat(obj["acts"][-1]["at"])
    found = now(rules, obj, last + timedelta(days=1))
    assert len(obj["acts"]) > 1
    assert found.irregular == ()


def code_of(rules: Rulebook, docket: Docket, act: dict[str, Any]) -> str | None:
    """The code with which `decide` refuses an act, or None."""
    try:
        decide({rules.hash: rules}, docket, act)
    except NotPermitted as refused:
        return refused.code
    return None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", seeds(1))
def test_permitted_and_decide_agree(name: str, seed: int) -> None:
    """For anybody, at any moment: what `permitted` refuses `decide` refuses, with the same code; only then.

    `decide` is given an empty act; what it refuses beyond that is what only content can show.
    """
    rules, whole = walk(name, seed)
    rng = random.Random(seed)
    for length in sorted(rng.sample(range(len(whole["acts"])), min(examples(2), len(whole["acts"])))):
        obj = {**whole, "acts": whole["acts"][: length + 1]}
        last = datetime.fromisoformat(obj["acts"][-1]["at"])
        at = last + rng.choice([timedelta(0), *GAPS])
        docket = Docket.parse(obj)
        found = state({rules.hash: rules}, docket, at)
        everyone = [*obj["parties"], *obj["people"], "nobody"]
        for who in rng.sample(everyone, 2):
            every = permitted(found, who)
            for permission in rng.sample(every, min(examples(12), len(every))):
                act: dict[str, Any] = {"at": at.isoformat(), "step": permission.step, "by": who}
                if permission.strand is not None and rules.steps[permission.step].start is False:
                    act["strand"] = permission.strand
                code = code_of(rules, docket, act)
                if permission.refusal is not None:
                    assert code == permission.refusal.code, (permission, act)
                else:
                    assert code is None or Code(code) in CONTENT, (permission, act, code)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", seeds(1))
def test_what_comes_later_changes_nothing_before(name: str, seed: int) -> None:
    """A prefix of acts gives the same state at its last moment as the whole docket does then."""
    rules, whole = walk(name, seed)
    everything = Docket.parse(whole)
    for length in range(1, len(whole["acts"]), 1 if SOAK else 6):
        part = {**whole, "acts": whole["acts"][:length]}
        at = datetime.fromisoformat(whole["acts"][length]["at"]) - timedelta(microseconds=1)
        if at < datetime.fromisoformat(part["acts"][-1]["at"]):
            continue
        short = now(rules, part, at)
        long = state({rules.hash: rules}, everything, at)
        assert shown(short) == shown(long)


def shown(found: State) -> tuple[object, ...]:
    """Everything about a state that can be compared."""
    return (
        found.strands,
        found.deadlines,
        found.measures,
        found.sanctions,
        found.notices,
        found.facts,
        found.standing,
        found.final,
        found.lapses,
        found.pauses,
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", seeds(1))
def test_nothing_that_happened_by_itself_is_later_than_the_moment(name: str, seed: int) -> None:
    """Lapses, moves, ends of measures and finality lie at or before the moment, and come in order."""
    rules, whole = walk(name, seed)
    docket = Docket.parse(whole)
    last = datetime.fromisoformat(whole["acts"][-1]["at"])
    for days in (0, 10, 100, 900):
        found = state({rules.hash: rules}, docket, last + timedelta(days=days))
        times = [lapse.at for lapse in found.lapses]
        assert times == sorted(times)
        assert all(at <= found.moment for at in times)
        assert all(at <= found.moment for strand in found.strands for _, at, _ in strand.visits)
        assert all(at <= found.moment for at in found.final.values())
        for each in (*found.measures, *found.sanctions):
            assert each.ended_at is None or each.ended_at <= found.moment


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", seeds(1))
def test_finality_does_not_come_undone_by_itself(name: str, seed: int) -> None:
    """What is final stays final, at the same moment, unless a limit is given back or an act annulled."""
    rules, whole = walk(name, seed)
    docket = Docket.parse(whole)
    known: dict[int, datetime] = {}
    sent_back: set[int] = set()
    for row in whole["acts"][:: 1 if SOAK else 5]:
        found = state({rules.hash: rules}, docket, datetime.fromisoformat(row["at"]))
        restored = any(
            rules.steps[each["step"]].effects_with(each.get("outcome")).restores is not None
            for each in whole["acts"]
            if "step" in each
        )
        if restored:
            return
        for strand in found.strands:
            if strand.round > 1:
                sent_back |= set(known)
        for n, at in known.items():
            if n not in sent_back:
                assert found.final.get(n) == at
        known.update(found.final)
