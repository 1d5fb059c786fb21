"""What speaks against an hour: for whom, why, and which hours are offered; across changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.core.clashes import LONGEST, Against, Away, Clash, Diary, Engaged, Hour, Notice
from dueprocess.core.deadlines import Clock
from dueprocess.core.rulebook.model import Period, Unit
from dueprocess.core.workdays import MONDAY_TO_FRIDAY, workdays

LONDON = ZoneInfo("Europe/London")
GOOD_FRIDAY = date(2026, 4, 3)
CLOCK = Clock(LONDON, workdays(MONDAY_TO_FRIDAY, [GOOD_FRIDAY, date(2026, 4, 6)]))
NOW = datetime(2026, 3, 23, 10, tzinfo=UTC)
TEN, THREE = Period(10, Unit.WORKING_DAYS), Period(3, Unit.WORKING_DAYS)


def hour(day: date, at: int = 10, lasts: float = 2) -> Hour:
    begins = datetime.combine(day, time(at), tzinfo=LONDON)
    return Hour(begins, begins + timedelta(hours=lasts))


def against(day: date, at: int = 10, **more: object) -> list[tuple[Against, str]]:
    book = Diary(clock=CLOCK, now=NOW, **more)  # type: ignore[arg-type]
    return [(each.against, each.who) for each in book.against(hour(day, at))]


def test_who_has_another_appointment_and_who_only_follows_on() -> None:
    day = date(2026, 4, 15)
    engaged = [Engaged("O1", hour(day, 8)), Engaged("O2", hour(day, 11)), Engaged("R1", hour(day, 12))]
    assert against(day, engaged=engaged) == [(Against.ENGAGED, "O2")], "one ends, one begins then"


@pytest.mark.parametrize(
    ("first", "until", "clashes"),
    [
        (date(2026, 4, 15), date(2026, 4, 15), True),
        (date(2026, 4, 1), None, True),
        (date(2026, 4, 16), None, False),
        (date(2026, 4, 1), date(2026, 4, 14), False),
    ],
)
def test_who_is_away(first: date, until: date | None, clashes: bool) -> None:
    found = Diary(clock=CLOCK, now=NOW, away=[Away("R1", first, until)]).against(hour(date(2026, 4, 15)))
    assert found == ((Clash(Against.AWAY, "R1", first, until),) if clashes else ())


def test_an_absence_counts_in_the_zone_of_the_organisation() -> None:
    """Half past midnight in London in summer is still the day before in UTC."""
    begins = datetime(2026, 6, 9, 23, 30, tzinfo=UTC)
    late = Hour(begins, begins + timedelta(hours=1))
    book = Diary(clock=CLOCK, now=NOW, away=[Away("R1", date(2026, 6, 10), date(2026, 6, 10))])
    assert [each.against for each in book.against(late)] == [Against.AWAY]
    ends = Hour(begins - timedelta(hours=2), datetime(2026, 6, 9, 23, tzinfo=UTC))
    assert not book.against(ends), "it ends at midnight: the next day has no part in it"


@pytest.mark.parametrize("day", [GOOD_FRIDAY, date(2026, 4, 11)])
def test_a_holiday_speaks_against_it_and_does_not_forbid_it(day: date) -> None:
    assert against(day) == [(Against.CLOSED, "")]


def test_notice_counts_working_days_and_less_needs_consent() -> None:
    notice = Notice(TEN, THREE)
    assert against(date(2026, 4, 8), notice=notice) == [], "ten working days, two holidays between"
    assert against(date(2026, 4, 7), notice=notice) == [(Against.BY_CONSENT, "")]
    assert against(date(2026, 4, 7), notice=Notice(TEN, THREE, consented=True)) == []
    assert against(date(2026, 3, 25), notice=notice) == [(Against.TOO_SOON, "")]
    assert against(date(2026, 4, 7), notice=Notice(TEN)) == [(Against.TOO_SOON, "")]
    told = Notice(TEN, told_on=date(2026, 3, 3))
    assert against(date(2026, 3, 25), notice=told) == [], "from the day on which it was fixed"
    assert against(date(2026, 3, 20), notice=notice) == [(Against.PAST, "")]


def test_the_best_hours_come_first_and_forbidden_ones_not_at_all() -> None:
    book = Diary(
        clock=CLOCK, now=NOW, notice=Notice(TEN), away=[Away("R1", date(2026, 4, 8), date(2026, 4, 8))],
        engaged=[Engaged("O1", hour(date(2026, 4, 9), 14))],
    )  # fmt: skip
    found = book.offers(
        date(2026, 3, 20), date(2026, 4, 10), starts=[time(14), time(10)], lasts=timedelta(hours=2), most=5
    )
    days = [(each.hour.from_at.astimezone(LONDON).strftime("%d %H"), len(each.clashes)) for each in found]
    assert days == [("09 10", 0), ("10 10", 0), ("10 14", 0), ("08 10", 1), ("08 14", 1)]
    assert all(each.open for each in found)


def test_clock_times_stay_across_the_change_of_the_clocks() -> None:
    book = Diary(clock=CLOCK, now=NOW)
    found = book.offers(
        date(2026, 3, 27), date(2026, 3, 30), starts=[time(10)], lasts=timedelta(hours=1), most=9
    )
    told = {each.hour.from_at.astimezone(LONDON).strftime("%d %H") for each in found}
    assert told == {"27 10", "28 10", "29 10", "30 10"}
    assert {each.hour.from_at.astimezone(UTC).hour for each in found} == {9, 10}


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_long_search_ends(first: int, days: int) -> None:
    begins = date(2026, 3, 24) + timedelta(days=first)
    found = Diary(clock=CLOCK, now=NOW).offers(
        begins, begins + timedelta(days=days), starts=[time(9)], lasts=timedelta(hours=1), most=1000
    )
    assert len(found) == min(days + 1, LONGEST)
    assert [len(each.clashes) for each in found] == sorted(len(each.clashes) for each in found)


@given(*[st.integers(0, 20)] * 4)
def test_two_hours_meet_as_they_do_the_other_way_round(a: int, b: int, c: int, d: int) -> None:
    one = Hour(NOW + timedelta(hours=a), NOW + timedelta(hours=a + b + 1))
    other = Hour(NOW + timedelta(hours=c), NOW + timedelta(hours=c + d + 1))
    assert one.meets(other) == other.meets(one)
    assert one.meets(one)
