"""What the machine says of somebody on a platform, and by when an event has to be announced."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.core import platforms, rulebook
from dueprocess.core.deadlines import Clock
from dueprocess.core.platforms import Held, Lane, Machine
from dueprocess.core.rulebook.model import Appearance, Period, Platform, Status, Unit
from dueprocess.core.workdays import MONDAY_TO_FRIDAY, workdays

CLOCK = Clock(ZoneInfo("Europe/London"), workdays(MONDAY_TO_FRIDAY, [date(2026, 12, 25), date(2026, 12, 28)]))
MEETING = Platform(
    id="meeting",
    title="Public meeting",
    appear=(Appearance.SPEAKER, Appearance.HOST),
    counts=(Status.EXPELLED, Status.SUSPENDED, Status.SPEAKING),
    bound=("branch_officer",),
    notice=Period(14, Unit.DAYS),
    urgent=Period(2, Unit.WORKING_DAYS),
)
ASKED = datetime(2026, 3, 2, 9, tzinfo=UTC)
BEGINS = datetime(2026, 3, 20, 19, tzinfo=UTC)
ENDS = BEGINS + timedelta(hours=2)
DAY = timedelta(days=1)


def held(
    status: Status = Status.EXPELLED, from_at: datetime = ASKED - DAY, until_at: datetime | None = None
) -> Held:
    return Held("k1", status, from_at, until_at)


def said(*near: Held, appears: Appearance = Appearance.SPEAKER) -> Machine:
    return platforms.answer(MEETING, appears, near, from_at=BEGINS, to_at=ENDS, asked_at=ASKED)


def test_wait_only_where_a_standing_counts_on_this_platform() -> None:
    assert said() is Machine.NOTHING_FOUND
    assert said(held(Status.OFFICE), held(Status.CONDITIONS)) is Machine.NOTHING_FOUND
    assert said(held(Status.OFFICE), held(Status.SPEAKING)) is Machine.WAIT
    assert said(held(), appears=Appearance.GUEST) is Machine.NOTHING_FOUND, "a guest is on no such platform"


@pytest.mark.parametrize(
    ("from_at", "until_at", "answer"),
    [
        (ASKED - DAY, ASKED, Machine.NOTHING_FOUND),  # over at the very moment of asking
        (ASKED - DAY, ASKED + DAY, Machine.WAIT),  # ends before the event: a registrar says so
        (BEGINS, None, Machine.WAIT),
        (ENDS - timedelta(seconds=1), None, Machine.WAIT),  # begins while the event lasts
        (ENDS, None, Machine.NOTHING_FOUND),
        (ASKED + DAY, BEGINS, Machine.WAIT),
    ],
)
def test_what_runs_from_asking_to_the_end_of_the_event(
    from_at: datetime, until_at: datetime | None, answer: Machine
) -> None:
    assert said(held(from_at=from_at, until_at=until_at)) is answer


MOMENTS = st.integers(-30, 60).map(lambda days: ASKED + days * DAY)


@given(
    st.lists(st.builds(Held, st.just("k1"), st.sampled_from(Status), MOMENTS, st.none() | MOMENTS)), st.data()
)
def test_more_that_is_known_never_turns_wait_into_nothing_found(
    near: list[Held], data: st.DataObject
) -> None:
    fewer = [each for each in near if data.draw(st.booleans())]
    assert said(*near) is said(*reversed(near))
    if said(*fewer) is Machine.WAIT:
        assert said(*near) is Machine.WAIT


@pytest.mark.parametrize(
    ("today", "lane"),
    [
        (date(2026, 3, 6), Lane.IN_TIME),  # 14 days before the 20th
        (date(2026, 3, 7), Lane.URGENT),
        (date(2026, 3, 18), Lane.URGENT),  # two working days before a Friday
        (date(2026, 3, 19), Lane.TOO_LATE),
        (date(2026, 3, 20), Lane.TOO_LATE),
    ],
)
def test_announced_in_time_late_or_too_late(today: date, lane: Lane) -> None:
    assert platforms.lane(MEETING, CLOCK, on=date(2026, 3, 20), today=today) is lane


def test_the_urgent_lane_counts_working_days_over_holidays() -> None:
    tuesday = date(2026, 12, 29)  # the working days before it are the 24th and the 23rd
    assert platforms.lane(MEETING, CLOCK, on=tuesday, today=date(2026, 12, 23)) is Lane.URGENT
    assert platforms.lane(MEETING, CLOCK, on=tuesday, today=date(2026, 12, 24)) is Lane.TOO_LATE


def test_whoever_holds_a_role_that_is_named_is_bound() -> None:
    assert platforms.binding([MEETING], ["member", "branch_officer"]) == (MEETING,)
    assert platforms.binding([MEETING], ["member"]) == ()


BOOK = """
[rulebook]
id = "check"
version = "1"
title = "Checks"
language = "en"
[roles]
officer = {{ title = "Officer", clause = "1" }}
reader = {{ title = "Reader", clause = "1", per_case = true }}
[stages]
asked = {{ title = "Asked" }}
over = {{ title = "Over", end = true }}
[steps]
ask = {{ title = "Ask", stage = "start", by = ["officer"], appoints = ["reader"], leads_to = "asked" }}
say = {{ title = "Say", stage = "asked", by = ["reader"], leads_to = "over" }}
[platforms]
meeting = {{ title = "Meeting", {keys} }}
"""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"counts": None}, "`counts` is missing"),
        ({"counts": '["opinion"]'}, "opinion"),
        ({"bound": '["reader"]'}, "“Reader” is appointed in single cases"),
        ({"bound": '["respondent"]'}, "respondent"),
        ({"notice": '"36 hours"'}, "Notice is counted in days"),
        ({"notice": '"7 days"', "urgent": '"5 working days"'}, "The urgent lane closes before the usual one"),
        ({"appear": '["listener"]'}, "listener"),
    ],
)
def test_a_platform_that_cannot_be_kept_is_refused_with_its_place(
    change: dict[str, str | None], words: str
) -> None:
    row = {"counts": '["expelled"]', "bound": '["officer"]', "notice": '"14 days"', **change}
    keys = ", ".join(f"{key} = {value}" for key, value in row.items() if value)
    problems = [each for each in rulebook.check(BOOK.format(keys=keys)) if each.path.startswith("platforms.")]
    assert any(words in each.what and each.line == 17 and each.mend for each in problems), problems


def test_a_sound_platform_is_read_as_it_is_written() -> None:
    keys = 'counts = ["expelled", "speaking"], bound = ["officer"], notice = "14 days"'
    platform = rulebook.load(BOOK.format(keys=keys)).platforms["meeting"]
    assert platform.appear == tuple(Appearance), "in every way, unless it says otherwise"
    assert platform.counts == (Status.EXPELLED, Status.SPEAKING)
    assert not platform.elsewhere
