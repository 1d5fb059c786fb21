# ruff: noqa: E501 (tables are read row by row)
"""Dates worked out by hand, with a wall calendar: each row says how. Nothing here was copied from the code."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from dueprocess.core.deadlines import Clock, back_ends, merged, period_ends
from dueprocess.core.rulebook.model import FirstDay, LastDay, Period, Unit
from dueprocess.core.workdays import MONDAY_TO_FRIDAY, workdays

D, WD, W, M, Y, H = Unit.DAYS, Unit.WORKING_DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS, Unit.HOURS

# Good Friday 3 April, Easter Monday 6 April, 4 May, 25 May; the office is closed from 24 December to 2 January.
CLOSED = {date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25)}
CLOSED |= {date(2026, 12, day) for day in range(24, 32)} | {date(2027, 1, 1), date(2027, 1, 2)}


def clock(zone: str = "Europe/London", **settings: object) -> Clock:
    """A clock with the closed days above."""
    return Clock(ZoneInfo(zone), workdays(MONDAY_TO_FRIDAY, CLOSED), **settings)  # type: ignore[arg-type]


LONDON = clock()
MOVED_ON = clock(last_day=LastDay.NEXT_WORKING_DAY)
FROM_WORKING_DAY = clock(first_day=FirstDay.NEXT_WORKING_DAY)
SAME_DAY = clock(first_day=FirstDay.SAME_DAY)
UNTIL_FIVE = clock(day_ends=time(17))
NEW_YORK = clock("America/New_York")
KOLKATA = clock("Asia/Kolkata")
AUCKLAND = clock("Pacific/Auckland")
SANTIAGO = clock("America/Santiago")
RIYADH = Clock(ZoneInfo("Asia/Riyadh"), workdays({6, 0, 1, 2, 3}, ()))  # Sunday to Thursday

# clock, period, event (UTC), paused days (from, to before), last day, over at (UTC; None: not looked at), how
ROWS: list[tuple[Clock, Period, str, list[tuple[str, str | None]], str | None, str | None, str]] = [
    # --- days, weeks, months, years: day 1 is the day after the event
    (LONDON, Period(14, D), "2026-05-07T08:00", [], "2026-05-21", "2026-05-21T23:00", "7 + 14 = 21; summer time"),
    (LONDON, Period(14, D), "2026-05-11T08:00", [], "2026-05-25", "2026-05-25T23:00", "a holiday stays last day"),
    (LONDON, Period(10, D), "2026-12-20T12:00", [], "2026-12-30", "2026-12-31T00:00", "closed days count as days"),
    (LONDON, Period(1, D), "2026-03-30T23:30", [], "2026-04-01", None, "00:30 on 31 March in London"),
    (LONDON, Period(1, D), "2026-03-27T23:30", [], "2026-03-28", "2026-03-29T00:00", "still 27 March: winter time"),
    (LONDON, Period(2, W), "2026-03-20T12:00", [], "2026-04-03", None, "20 March + 14 days; Good Friday as counted"),
    (LONDON, Period(3, W), "2026-03-08T12:00", [], "2026-03-29", "2026-03-29T23:00", "ends in summer time"),
    (LONDON, Period(1, M), "2026-05-20T08:00", [], "2026-06-20", "2026-06-20T23:00", "same day number"),
    (LONDON, Period(1, M), "2026-01-31T12:00", [], "2026-02-28", "2026-03-01T00:00", "February has no 31st"),
    (LONDON, Period(1, M), "2028-01-31T12:00", [], "2028-02-29", None, "nor in a leap year, but a 29th"),
    (LONDON, Period(1, M), "2026-02-28T12:00", [], "2026-03-28", "2026-03-29T00:00", "the 28th, not the month's end"),
    (LONDON, Period(3, M), "2025-11-30T12:00", [], "2026-02-28", None, "30 November + 3 months: no 30 February"),
    (LONDON, Period(6, M), "2025-08-31T12:00", [], "2026-02-28", None, "31 August + 6 months"),
    (LONDON, Period(1, Y), "2024-02-29T12:00", [], "2025-02-28", None, "2025 has no 29 February"),
    (LONDON, Period(4, Y), "2024-02-29T12:00", [], "2028-02-29", None, "2028 has"),
    (LONDON, Period(18, M), "2026-08-31T12:00", [], "2028-02-29", None, "31 August 2026 + 18 months: February 2028"),
    (LONDON, Period(0, D), "2026-04-04T12:00", [], "2026-04-04", "2026-04-04T23:00", "same day, a Saturday"),
    # --- working days
    (LONDON, Period(2, WD), "2026-03-23T10:00", [], "2026-03-25", "2026-03-26T00:00", "Tuesday 24, Wednesday 25"),
    (LONDON, Period(10, WD), "2026-03-27T12:00", [], "2026-04-14", None, "30 31 1 2 | 7 8 9 10 13 14"),
    (LONDON, Period(10, WD), "2026-04-14T12:00", [], "2026-04-28", None, "15 16 17 20-24 27 28"),
    (LONDON, Period(10, WD), "2026-04-21T12:00", [], "2026-05-06", None, "22 23 24 27-30 1 | 5 6: not 4 May"),
    (LONDON, Period(10, WD), "2026-04-24T12:00", [], "2026-05-11", None, "27-30 1 | 5 6 7 8 11"),
    (LONDON, Period(1, WD), "2026-04-02T12:00", [], "2026-04-07", None, "over Easter, Thursday to Tuesday"),
    (LONDON, Period(5, WD), "2026-12-23T12:00", [], "2027-01-08", None, "closed to 2 January: 4 5 6 7 8"),
    (LONDON, Period(40, WD), "2026-01-05T12:00", [], "2026-03-02", None, "4 + 7 weeks of 5 = 39 on 27 Feb, then 2 March"),
    (LONDON, Period(80, WD), "2026-01-05T12:00", [], "2026-04-29", None, "44 on 6 Mar, 59 on 27 Mar, 63 on 2 Apr, 77 on 24"),
    (LONDON, Period(0, WD), "2026-04-07T12:00", [], "2026-04-07", None, "same working day: a Tuesday"),
    (LONDON, Period(0, WD), "2026-04-04T12:00", [], "2026-04-07", None, "same working day: Saturday, so Tuesday"),
    (RIYADH, Period(3, WD), "2026-04-01T09:00", [], "2026-04-06", "2026-04-06T21:00", "Thu 2, Sun 5, Mon 6"),
    (RIYADH, Period(0, WD), "2026-04-03T09:00", [], "2026-04-05", None, "Friday is free; Sunday is worked"),
    # --- hours are exact, across both changes of the clock
    (LONDON, Period(24, H), "2026-03-28T12:00", [], "2026-03-29", "2026-03-29T12:00", "13:00 by the wall clock"),
    (LONDON, Period(24, H), "2026-10-24T11:00", [], "2026-10-25", "2026-10-25T11:00", "noon to 11:00 by the wall clock"),
    (LONDON, Period(48, H), "2026-04-03T08:00", [], "2026-04-05", "2026-04-05T08:00", "holidays do not matter"),
    (LONDON, Period(48, H), "2026-04-08T10:00", [("2026-04-08", "2026-04-15")], "2026-04-10", "2026-04-10T10:00", "nor pauses"),
    (NEW_YORK, Period(24, H), "2026-10-31T16:00", [], "2026-11-01", "2026-11-01T16:00", "noon EDT to 11:00 EST"),
    (NEW_YORK, Period(72, H), "2026-03-07T05:30", [], "2026-03-10", "2026-03-10T05:30", "00:30 EST to 01:30 EDT"),
    # --- days with 23 and 25 hours, midnights that are skipped or come late; five zones and more
    (LONDON, Period(1, D), "2026-03-28T12:00", [], "2026-03-29", "2026-03-29T23:00", "23 hours"),
    (LONDON, Period(1, D), "2026-10-24T12:00", [], "2026-10-25", "2026-10-26T00:00", "25 hours"),
    (NEW_YORK, Period(1, D), "2026-03-08T04:30", [], "2026-03-08", "2026-03-09T04:00", "23:30 on the 7th; ends in EDT"),
    (NEW_YORK, Period(1, D), "2026-10-31T12:00", [], "2026-11-01", "2026-11-02T05:00", "ends in EST"),
    (KOLKATA, Period(3, D), "2026-04-01T19:00", [], "2026-04-05", "2026-04-05T18:30", "00:30 on 2 April; +5:30"),
    (AUCKLAND, Period(2, D), "2026-04-03T12:00", [], "2026-04-06", "2026-04-06T12:00", "01:00 on 4 April; back to +12 on the 5th"),
    (AUCKLAND, Period(1, D), "2026-04-02T10:00", [], "2026-04-03", "2026-04-03T11:00", "23:00 on 2 April; still +13"),
    (SANTIAGO, Period(1, D), "2026-09-04T15:00", [], "2026-09-05", "2026-09-06T04:00", "6 September has no midnight"),
    (SANTIAGO, Period(1, D), "2026-04-03T15:00", [], "2026-04-04", "2026-04-05T04:00", "23:00 comes twice on the 4th"),
    # --- a closed last day moves on, where the calendar says so
    (MOVED_ON, Period(14, D), "2026-03-21T12:00", [], "2026-04-07", None, "Saturday 4 April, Sunday, Easter Monday"),
    (MOVED_ON, Period(1, M), "2026-04-25T12:00", [], "2026-05-26", None, "25 May is a holiday"),
    (MOVED_ON, Period(2, W), "2026-03-20T12:00", [], "2026-04-07", None, "Good Friday to Tuesday"),
    (MOVED_ON, Period(5, WD), "2026-03-27T12:00", [], "2026-04-07", None, "working days never end on a closed day"),
    (MOVED_ON, Period(72, H), "2026-04-02T09:00", [], "2026-04-05", "2026-04-05T09:00", "hours are not moved"),
    (MOVED_ON, Period(0, D), "2026-04-11T12:00", [], "2026-04-13", None, "Saturday to Monday"),
    (MOVED_ON, Period(14, D), "2026-03-21T12:00", [("2026-04-07", "2026-04-10")], "2026-04-10", None, "Tuesday is paused"),
    # --- day 1 is the next working day
    (FROM_WORKING_DAY, Period(7, D), "2026-03-27T12:00", [], "2026-04-05", None, "day 1 Monday 30, day 7 Sunday"),
    (FROM_WORKING_DAY, Period(7, D), "2026-04-02T12:00", [], "2026-04-13", None, "day 1 Tuesday 7"),
    (FROM_WORKING_DAY, Period(2, W), "2026-03-28T12:00", [], "2026-04-12", None, "day 1 Monday 30, day 14"),
    (FROM_WORKING_DAY, Period(1, M), "2026-03-27T12:00", [], "2026-04-29", None, "from Sunday 29, the day before day 1"),
    (FROM_WORKING_DAY, Period(3, WD), "2026-03-27T12:00", [], "2026-04-01", None, "30 31 1"),
    # --- day 1 is the day itself
    (SAME_DAY, Period(1, D), "2026-03-27T12:00", [], "2026-03-27", None, "the day is the period"),
    (SAME_DAY, Period(7, D), "2026-03-27T12:00", [], "2026-04-02", None, "27 28 29 30 31 1 2"),
    (SAME_DAY, Period(3, WD), "2026-03-27T12:00", [], "2026-03-31", None, "27 30 31"),
    (SAME_DAY, Period(3, WD), "2026-03-28T12:00", [], "2026-04-01", None, "from Saturday: 30 31 1"),
    (SAME_DAY, Period(1, M), "2026-04-01T12:00", [], "2026-04-30", None, "from 31 March; April has 30"),
    # --- the day ends at 17:00: what comes then or later counts for the next day
    (UNTIL_FIVE, Period(14, D), "2026-03-27T17:00", [], "2026-04-11", None, "17:00 itself is the 28th"),
    (UNTIL_FIVE, Period(14, D), "2026-03-27T16:59", [], "2026-04-10", None, "a minute before is the 27th"),
    (UNTIL_FIVE, Period(2, WD), "2026-03-27T18:00", [], "2026-03-31", None, "Saturday 28; 30 31"),
    (UNTIL_FIVE, Period(1, WD), "2026-03-31T16:30", [], "2026-04-02", None, "17:30 by the wall clock: 1 April"),
    # --- pauses: from the first day to the day before the second is not counted
    (LONDON, Period(10, WD), "2026-03-27T12:00", [("2026-04-08", "2026-04-15")], "2026-04-21", None, "30 31 1 2 7 | 15 16 17 20 21"),
    (LONDON, Period(14, D), "2026-04-01T12:00", [("2026-04-05", "2026-04-10")], "2026-04-20", None, "15 April + 5 days"),
    (LONDON, Period(14, D), "2026-04-01T12:00", [("2026-04-16", "2026-04-21")], "2026-04-15", None, "begins after the end"),
    (LONDON, Period(14, D), "2026-04-01T12:00", [("2026-04-15", "2026-04-18")], "2026-04-18", None, "begins on the last day: 15 16 17"),
    (LONDON, Period(14, D), "2026-04-01T12:00", [("2026-03-25", "2026-04-06")], "2026-04-19", None, "of the 14: 2 3 4 5 April"),
    (LONDON, Period(14, D), "2026-04-01T12:00", [("2026-04-09", "2026-04-09")], "2026-04-15", None, "over the same day: nothing"),
    (LONDON, Period(14, D), "2026-04-01T12:00", [("2026-04-05", "2026-04-10"), ("2026-04-08", "2026-04-12")], "2026-04-22", None, "two that overlap: 5 to 11 April, 7 days"),
    (LONDON, Period(14, D), "2026-04-01T12:00", [("2026-04-05", "2026-04-10"), ("2026-04-18", "2026-04-21")], "2026-04-23", None, "the second falls into the time gained: 20 + 3"),
    (LONDON, Period(14, D), "2026-04-01T12:00", [("2026-04-10", None)], None, None, "nobody knows until when: stands still"),
    (LONDON, Period(14, D), "2026-04-01T12:00", [("2026-04-16", None)], "2026-04-15", None, "open, but begun after the end"),
    (LONDON, Period(1, M), "2026-04-01T12:00", [("2026-04-10", "2026-04-20")], "2026-05-11", None, "1 May + 10 days"),
    (LONDON, Period(1, M), "2026-01-31T12:00", [("2026-02-20", "2026-02-25")], "2026-03-05", None, "28 February + 5 days"),
    (LONDON, Period(5, WD), "2026-04-10T12:00", [("2026-04-11", "2026-04-13")], "2026-04-17", None, "only a weekend: nothing lost"),
    (LONDON, Period(5, WD), "2026-04-01T12:00", [("2026-04-02", "2026-04-08")], "2026-04-14", None, "without 2 and 7: 8 9 10 13 14"),
    (LONDON, Period(0, WD), "2026-04-08T12:00", [("2026-04-08", "2026-04-10")], "2026-04-10", None, "same working day, paused on 8 and 9"),
]  # fmt: skip

# clock, period, day, by, last day, over at (UTC), how
BACK: list[tuple[Clock, Period, str, time | None, str, str | None, str]] = [
    (LONDON, Period(15, WD), "2026-05-08", None, "2026-04-16", None, "7 6 5 1 | 30-27 | 24-20 | 17 16"),
    (LONDON, Period(7, WD), "2026-05-08", None, "2026-04-28", None, "7 6 5 1 30 29 28: not 4 May"),
    (LONDON, Period(5, WD), "2026-05-08", time(17), "2026-04-30", "2026-04-30T16:00", "7 6 5 1 30; 17:00 in summer"),
    (LONDON, Period(1, WD), "2026-04-07", None, "2026-04-02", "2026-04-02T23:00", "Tuesday after Easter to Thursday"),
    (LONDON, Period(2, W), "2026-05-08", None, "2026-04-24", None, "14 days, the date itself left out"),
    (LONDON, Period(5, D), "2026-04-20", None, "2026-04-15", None, "19 18 17 16 15"),
    (LONDON, Period(1, M), "2026-05-31", None, "2026-04-30", None, "April has no 31st"),
    (LONDON, Period(1, M), "2026-03-31", None, "2026-02-28", None, "nor has February a 31st"),
    (LONDON, Period(1, Y), "2028-02-29", None, "2027-02-28", None, "2027 has no 29 February"),
    (LONDON, Period(48, H), "2026-03-30", None, "2026-03-27", "2026-03-27T23:00", "30 March begins at 23:00 UTC"),
    (MOVED_ON, Period(5, D), "2026-04-10", None, "2026-04-05", None, "counting back moves nothing on: a Sunday"),
    (AUCKLAND, Period(2, D), "2026-04-06", time(17), "2026-04-04", "2026-04-04T04:00", "17:00 at +13"),
]  # fmt: skip

# by_time: the clock time of the last day
BY: list[tuple[Clock, Period, str, time, str, str]] = [
    (LONDON, Period(2, WD), "2026-03-23T10:00", time(17), "2026-03-25T17:00", "winter time"),
    (LONDON, Period(5, WD), "2026-03-27T12:00", time(17), "2026-04-07T16:00", "summer time"),
    (
        LONDON,
        Period(1, D),
        "2026-10-24T12:00",
        time(1, 30),
        "2026-10-25T01:30",
        "01:30 comes twice: the later",
    ),
    (
        LONDON,
        Period(1, D),
        "2026-03-28T12:00",
        time(1, 30),
        "2026-03-29T01:30",
        "01:30 is skipped: 02:30 summer time",
    ),
    (KOLKATA, Period(1, D), "2026-04-01T06:00", time(9), "2026-04-02T03:30", "09:00 at +5:30"),
]


def utc(text: str) -> datetime:
    """A moment written in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def day(text: str | None) -> date | None:
    """A day, or None."""
    return date.fromisoformat(text) if text is not None else None


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[1]} from {row[2]}: {row[6]}" for row in ROWS])
def test_period(
    row: tuple[Clock, Period, str, list[tuple[str, str | None]], str | None, str | None, str],
) -> None:
    """The last day and the instant from which it is late."""
    used, period, event, pauses, last, over, _ = row
    at = utc(event)
    spans = merged([(date.fromisoformat(first), day(until)) for first, until in pauses])
    ending = period_ends(used, period, day=used.day_of(at), at=at, spans=spans)
    assert ending.last_day == day(last)
    if over is not None:
        assert ending.at == utc(over)
    if last is None:
        assert ending.at is None


@pytest.mark.parametrize("row", BACK, ids=[f"{row[1]} before {row[2]}: {row[6]}" for row in BACK])
def test_counting_back(row: tuple[Clock, Period, str, time | None, str, str | None, str]) -> None:
    """The last day to act so long before a day."""
    used, period, of, by, last, over, _ = row
    ending = back_ends(used, period, date.fromisoformat(of), by)
    assert ending.last_day == day(last)
    if over is not None:
        assert ending.at == utc(over)


@pytest.mark.parametrize("row", BY, ids=[f"{row[1]} by {row[3]}: {row[5]}" for row in BY])
def test_by_time(row: tuple[Clock, Period, str, time, str, str]) -> None:
    """The instant of a clock time on the last day."""
    used, period, event, by, over, _ = row
    at = utc(event)
    assert period_ends(used, period, day=used.day_of(at), at=at, by_time=by).at == utc(over)


def test_there_are_enough_rows() -> None:
    """At least eighty dates by hand, in at least five zones."""
    assert len(ROWS) + len(BACK) + len(BY) >= 80
    assert len({str(row[0].zone) for row in ROWS}) >= 5
