"""What must hold of every schedule: nothing that comes later makes the day earlier; the longest wins."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from dueprocess.core.retention import Imposed, Situation, Standing, judge
from tests.core.retention.test_table import SCHEDULE, SINCE

DAYS = some.dates(date(2012, 1, 1), date(2060, 12, 31))
MOMENTS = some.datetimes(datetime(2012, 1, 1), datetime(2060, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
NONE_OR = some.none() | MOMENTS
SANCTIONS = some.lists(
    some.builds(Imposed, some.sampled_from(["warning", "expulsion"]), NONE_OR), max_size=3
).map(tuple)
SITUATIONS = some.builds(
    Situation,
    closed_at=NONE_OR,
    arrived_at=NONE_OR,
    sanctions=SANCTIONS,
    facts=some.sampled_from([{}, {"kind": frozenset(("money",))}]),
    taken=some.sets(some.sampled_from(["withdraw", "assess: refuse", "decide"])).map(frozenset),
    minor=some.booleans(),
    imported=some.booleans(),
    kept_until=some.none() | DAYS,
    released_at=NONE_OR,
)


def gone(of: Situation, today: date) -> bool:
    """Tell whether it may be erased on a day."""
    return judge(SCHEDULE, of, today, since=SINCE).standing is Standing.ERASABLE


@settings(max_examples=400, deadline=None)
@given(SITUATIONS, MOMENTS, DAYS, DAYS, some.integers(1, 400))
def test_what_must_hold_of_every_schedule(
    of: Situation, at: datetime, until: date, today: date, days: int
) -> None:
    """Each property has its own function, whose name a failure tells; what is drawn is drawn once for all."""
    what_arrives_makes_nothing_earlier(of, at, today)
    a_hold_or_a_tie_keeps_it_on_every_day(of, today)
    a_decision_to_keep_makes_nothing_earlier(of, until, today)
    the_longest_class_wins(of, today)
    what_may_go_may_go_later_too(of, today, days)
    a_longer_sanction_makes_nothing_earlier(of, today)


def what_arrives_makes_nothing_earlier(of: Situation, at: datetime, today: date) -> None:
    before, later = of.arrived_at, replace(of, arrived_at=max(at, of.arrived_at or at))
    if gone(later, today):
        assert gone(of, today), (before, at)


def a_hold_or_a_tie_keeps_it_on_every_day(of: Situation, today: date) -> None:
    for kept in (replace(of, held=True), replace(of, linked=True), replace(of, open=True)):
        assert not gone(kept, today)
    lifted = judge(SCHEDULE, replace(of, held=False), today, since=SINCE)
    assert lifted == judge(SCHEDULE, of, today, since=SINCE)


def a_decision_to_keep_makes_nothing_earlier(of: Situation, until: date, today: date) -> None:
    kept = replace(of, kept_until=max(until, of.kept_until or until))
    if gone(kept, today):
        assert gone(of, today)
        assert today > max(until, kept.kept_until or until)


def the_longest_class_wins(of: Situation, today: date) -> None:
    verdict = judge(SCHEDULE, of, today, since=SINCE)
    found = [each.until for each in verdict.applied]
    if None in found:
        assert not gone(of, today) or of.closed_at is None
    elif gone(of, today):
        assert all(each is not None and each < today for each in found)
    assert found == sorted(found, key=lambda day: day or date.max, reverse=True)


def what_may_go_may_go_later_too(of: Situation, today: date, days: int) -> None:
    if gone(of, today):
        assert gone(of, today + timedelta(days=days))


def a_longer_sanction_makes_nothing_earlier(of: Situation, today: date) -> None:
    longer = tuple(
        Imposed(each.name, each.ends_at + timedelta(days=100) if each.ends_at else None)
        for each in of.sanctions
    )
    if gone(replace(of, sanctions=longer), today):
        assert gone(of, today)
