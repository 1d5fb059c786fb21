"""From when to when measures and sanctions applied: the spans that are known at the end say of each day what
applied on it, as it was worked out on that day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from dueprocess.core.engine.view import State
from dueprocess.core.standing import holding
from tests.core.engine.test_cases import ELDERS, act, docket, judged, on, then

LAST = "2026-12-30"
SUSPENDED = {"sanction": "suspension", "on": "r1", "lasts": "1 month"}


def appealed(outcome: str, *sanctions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Judged on 10 March, appealed on 12 March, ruled on 20 March."""
    obj = then(judged(*sanctions), act("03-12", "appeal_it", "r1"))
    return then(obj, act("03-20", "rule", "e1", votes=ELDERS, outcome=outcome, **more))


COURSES = {
    "a sanction that ran": judged(SUSPENDED),
    "stayed and upheld": appealed("stands", SUSPENDED),
    "stayed and replaced": appealed("varied", SUSPENDED, imposes=[{"sanction": "warning", "on": "r1"}]),
    "on probation": judged(SUSPENDED | {"suspended_for": "6 months"}),
    "when final, a measure meanwhile": judged({"sanction": "expulsion", "on": "r1"}),
    "appealed, a measure meanwhile": appealed("stands", {"sanction": "expulsion", "on": "r1"}),
    "a measure that lapsed": docket(act("03-03", "hold")),
    "a measure that was continued": then(docket(act("03-03", "hold")), act("04-01", "longer")),
    "one that must be decided": then(docket(act("03-03", "protect")), act("04-20", "end_it")),
    "one that nobody decided": docket(act("03-03", "protect")),
}


def applying(found: State) -> set[str]:
    return {each.id for each in (*found.measures, *found.sanctions) if each.applies}


def covering(found: State, at: datetime) -> set[str]:
    """What the spans of a state say of a moment; of what stands in a sanction's place, the measure."""
    held = {each.id for each in (*found.measures, *found.sanctions) if holding(each.spans, at)}
    return held | {each.instead_of or "" for each in found.sanctions if holding(each.meanwhile, at)}


@pytest.mark.parametrize("name", COURSES)
def test_of_a_day_that_is_over_the_spans_say_what_applied_on_it(name: str) -> None:
    obj = COURSES[name]
    last = on(obj, LAST)
    told = set()
    day = datetime.fromisoformat("2026-03-01T13:00:00+00:00")
    while day.date().isoformat() < LAST:
        then_ = on(obj, day.date().isoformat())
        assert covering(last, day) == applying(then_), day
        assert covering(then_, day) == applying(then_), "on the day itself, too"
        told.add(frozenset(applying(then_)))
        day += timedelta(days=1 if day.month < 5 else 5)
    assert len(told) > 1 or name == "on probation"
