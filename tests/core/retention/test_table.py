# ruff: noqa: E501 (tables are read row by row)
"""Until when something is kept, worked out by hand: leap days, time zones, late arrivals, sanctions that outlast
their class, holds, reviews, and dates that nobody knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dueprocess.core.retention import Imposed, Schedule, Situation, Standing, judge, load

TEXT = """
[schedule]
id = "example"
version = "1"
title = "Example"
language = "en"
timezone = "Europe/London"
rulebook = "example"
[classes.plain]
title = "Plain"
reason = "Nothing more is needed."
keep = "2 years"
when = { sanctioned = false }
[classes.warned]
title = "Warned"
reason = "It counts."
keep = "1 year"
when = { sanction = "warning" }
after = "end of sanctions"
review = "5 years"
[classes.out]
title = "Expelled"
reason = "It lasts."
keep = "6 years"
when = { sanction = "expulsion" }
after = "end of sanctions"
then = "review"
review = "5 years"
[classes.months]
title = "Money"
reason = "Accounts."
keep = "18 months"
when = { facts = { kind = "money" } }
[classes.child]
title = "Child"
reason = "Safeguarding."
keep = "25 years"
when = [{ minor = true }, { alleged = "6" }]
then = "review"
[classes.register]
title = "Register"
reason = "Dates of others."
keep = "2 years"
when = { imported = true }
then = "review"
[classes.refused]
title = "Refused"
reason = "Appeal is over."
keep = "90 days"
when = { taken = ["assess: refuse", "withdraw"], sanctioned = false }
[classes.mail]
title = "Mail"
reason = "In case somebody asks."
of = "message"
keep = "6 months"
[classes.machine]
title = "Machine"
reason = "Nothing in it."
of = "message"
when = { filed = "automatic" }
keep = "6 weeks"
[classes.plan]
title = "Plan"
reason = "Accountability."
of = "plan"
keep = "6 years"
"""
SCHEDULE = load(TEXT)
SINCE = date(2010, 1, 1)


def at(text: str) -> datetime:
    """A moment in UTC: `2026-03-23` (at noon) or `2026-03-23 23:30`."""
    day, _space, time = text.partition(" ")
    return datetime.fromisoformat(f"{day}T{time or '12:00'}").replace(tzinfo=UTC)


def closed(day: str, **more: object) -> Situation:
    return Situation(closed_at=at(day), stage="closed", **more)  # type: ignore[arg-type]


def warned(*ends: str | None, name: str = "warning") -> tuple[Imposed, ...]:
    return tuple(Imposed(name, at(end) if end else None) for end in ends)


def money(kind: str) -> dict[str, frozenset[bool | str]]:
    return {"kind": frozenset((kind,))}


TABLE = [
    # what is closed when, with what                                             last day kept   class that holds
    (closed("2024-03-01"), "2026-03-01", "plain"),
    (closed("2024-02-29"), "2026-02-28", "plain"),  # two years after a leap day: the month's last
    (closed("2022-02-28"), "2024-02-28", "plain"),  # not the 29th: the same day number
    (closed("2023-12-31"), "2025-12-31", "plain"),
    (closed("2024-06-30 23:30"), "2026-07-01", "plain"),  # half past midnight in London
    (closed("2024-06-30 22:59"), "2026-06-30", "plain"),  # one minute to midnight in London
    (closed("2024-12-31 23:30"), "2026-12-31", "plain"),  # no summer time: still the last of the year
    (closed("2024-03-31 00:30"), "2026-03-31", "plain"),  # the night on which clocks go forward
    (closed("2024-10-26 23:30"), "2026-10-27", "plain"),  # the night on which they go back
    (closed("2024-03-01", arrived_at=at("2024-09-10")), "2026-09-10", "plain"),  # a message came later
    (closed("2024-03-01", arrived_at=at("2024-02-10")), "2026-03-01", "plain"),  # what came before counts not
    (closed("2024-03-01", arrived_at=at("2024-02-29 23:59")), "2026-03-01", "plain"),
    (closed("2024-03-01", arrived_at=at("2026-06-30 23:30")), "2028-07-01", "plain"),  # after its time was over
    (closed("2025-01-15", arrived_at=at("2024-01-15")), "2027-01-15", "plain"),  # reopened, and closed anew
    (closed("2024-03-01", facts=money("money")), "2026-03-01", "plain"),  # 18 months are shorter
    (closed("2024-03-01", facts=money("behaviour")), "2026-03-01", "plain"),
    (closed("2024-08-31", facts=money("money"), sanctions=warned("2024-09-01")), "2026-02-28", "months"),  # no 31st
    (closed("2022-08-31", facts=money("money"), sanctions=warned("2022-09-01")), "2024-02-29", "months"),  # leap year
    (closed("2024-08-29", facts=money("money"), sanctions=warned("2024-09-01")), "2026-02-28", "months"),
    (closed("2024-05-05", facts=money("money"), sanctions=warned("2024-11-05")), "2025-11-05", "warned"),  # of two alike the one above
    (closed("2024-03-01", sanctions=warned("2025-03-01")), "2026-03-01", "warned"),  # one year after its end
    (closed("2024-03-01", sanctions=warned("2024-01-31")), "2025-03-01", "warned"),  # ended before closing
    (closed("2024-03-01", sanctions=warned("2024-01-31", "2025-09-30")), "2026-09-30", "warned"),  # the last of two
    (closed("2024-03-01", sanctions=warned("2026-02-28 23:59")), "2027-02-28", "warned"),
    (closed("2024-03-01", sanctions=warned("2028-02-29")), "2029-02-28", "warned"),
    (closed("2024-03-01", sanctions=warned("2025-03-01"), arrived_at=at("2025-08-08")), "2026-08-08", "warned"),
    (closed("2024-03-01", sanctions=warned("2030-01-01", name="expulsion")), "2036-01-01", "out"),  # readmitted
    (closed("2024-03-01", sanctions=warned(None, name="expulsion")), None, "out"),
    (closed("2024-03-01", sanctions=warned(None)), None, "warned"),  # an end that nobody knows
    (closed("2024-03-01", sanctions=(*warned("2024-09-01"), *warned(None, name="expulsion"))), None, "warned"),
    (closed("2024-03-01", minor=True), "2049-03-01", "child"),
    (closed("2024-02-29", minor=True), "2049-02-28", "child"),
    (closed("2024-03-01", alleged=frozenset(("2", "6"))), "2049-03-01", "child"),
    (closed("2024-03-01", alleged=frozenset(("2",))), "2026-03-01", "plain"),
    (closed("2024-03-01", minor=True, sanctions=warned("2025-03-01")), "2049-03-01", "child"),  # the longest
    (closed("2015-07-07", imported=True), "2017-07-07", "plain"),  # of two alike the one above
    (Situation(closed_at=None, stage="closed", imported=True), None, "plain"),  # nobody knows when
    (closed("2024-03-01", taken=frozenset(("assess: refuse",))), "2026-03-01", "plain"),
    (closed("2024-03-01", sanctions=warned("2024-03-02"), taken=frozenset(("withdraw",))), "2025-03-02", "warned"),
    (closed("2024-03-01", kept_until=date(2027, 1, 1)), "2027-01-01", "plain"),  # a review said so
    (closed("2024-03-01", kept_until=date(2025, 1, 1)), "2026-03-01", "plain"),  # no decision shortens a class
    (Situation(kind="message", closed_at=at("2025-08-31"), filed="not_complaint"), "2026-02-28", "mail"),
    (Situation(kind="message", closed_at=at("2025-08-31"), filed="automatic"), "2026-02-28", "mail"),
    (Situation(kind="message", closed_at=at("2025-08-31"), filed="part", arrived_at=at("2025-10-31")), "2026-04-30", "mail"),
    (Situation(kind="plan", closed_at=at("2020-02-29")), "2026-02-28", "plan"),
    (Situation(kind="training", closed_at=at("2020-02-29")), None, ""),  # no class is for it
]  # fmt: skip


@pytest.mark.parametrize(("of", "until", "holds"), TABLE)
def test_the_last_day_and_the_class_are_those_worked_out_by_hand(
    of: Situation, until: str | None, holds: str
) -> None:
    verdict = judge(SCHEDULE, of, date(2026, 1, 1), since=SINCE)
    assert (verdict.until.isoformat() if verdict.until else None) == until
    assert (verdict.holds.id if verdict.holds else "") == holds


def standing(of: Situation, today: str, schedule: Schedule = SCHEDULE, since: date = SINCE) -> Standing:
    return judge(schedule, of, date.fromisoformat(today), since=since).standing


PLAIN = closed("2024-03-01")
CHILD = closed("2024-03-01", minor=True)
BARRED = closed("2024-03-01", sanctions=warned(None, name="expulsion"))
UNKNOWN = Situation(closed_at=None, stage="closed", imported=True)


@pytest.mark.parametrize(
    ("of", "today", "expected"),
    [
        (PLAIN, "2026-03-01", Standing.KEPT),  # its last day
        (PLAIN, "2026-03-02", Standing.ERASABLE),
        (replace(PLAIN, open=True), "2040-01-01", Standing.OPEN),
        (replace(PLAIN, held=True), "2026-03-02", Standing.HELD),
        (replace(PLAIN, held=True), "2025-01-01", Standing.HELD),
        (replace(PLAIN, linked=True), "2026-03-02", Standing.LINKED),
        (replace(PLAIN, held=True, linked=True), "2026-03-02", Standing.HELD),
        (replace(PLAIN, kept_until=date(2027, 1, 1)), "2027-01-01", Standing.KEPT),
        (replace(PLAIN, kept_until=date(2027, 1, 1)), "2027-01-02", Standing.ERASABLE),
        (replace(PLAIN, arrived_at=at("2026-03-02")), "2026-03-02", Standing.KEPT),  # came on the very day
        (CHILD, "2049-03-01", Standing.KEPT),
        (CHILD, "2049-03-02", Standing.REVIEW),
        (replace(CHILD, released_at=at("2049-03-05")), "2049-03-06", Standing.ERASABLE),
        (replace(CHILD, released_at=at("2030-03-05")), "2030-03-06", Standing.KEPT),  # not before its time
        (replace(CHILD, released_at=at("2049-03-05"), arrived_at=at("2049-04-01")), "2080-01-01", Standing.REVIEW),
        (replace(CHILD, kept_until=date(2055, 1, 1)), "2055-01-01", Standing.KEPT),
        (replace(CHILD, kept_until=date(2055, 1, 1)), "2055-01-02", Standing.REVIEW),
        (BARRED, "2029-03-01", Standing.KEPT),  # five years
        (BARRED, "2029-03-02", Standing.REVIEW),
        (BARRED, "2099-03-02", Standing.REVIEW),  # never by the calendar
        (replace(BARRED, reviewed_at=at("2029-04-01"), kept_until=date(2031, 1, 1)), "2034-04-01", Standing.KEPT),
        (replace(BARRED, reviewed_at=at("2029-04-01"), kept_until=date(2031, 1, 1)), "2034-04-02", Standing.REVIEW),
        (replace(BARRED, reviewed_at=at("2029-04-01"), released_at=at("2029-04-01")), "2099-01-01", Standing.REVIEW),
        (UNKNOWN, "2026-01-01", Standing.REVIEW),
        (UNKNOWN, "2099-01-01", Standing.REVIEW),
        (replace(UNKNOWN, kept_until=date(2030, 1, 1)), "2030-01-01", Standing.KEPT),
        (replace(UNKNOWN, released_at=at("2026-01-01")), "2026-01-01", Standing.ERASABLE),  # somebody said so
        (replace(UNKNOWN, released_at=at("2026-01-01"), arrived_at=at("2026-01-02")), "2026-02-01", Standing.REVIEW),
        (Situation(kind="training", closed_at=at("2020-02-29")), "2099-01-01", Standing.REVIEW),
    ],
)  # fmt: skip
def test_how_it_stands_on_a_day(of: Situation, today: str, expected: Standing) -> None:
    assert standing(of, today) is expected


def test_a_new_schedule_erases_nothing_for_four_weeks() -> None:
    """Whoever shortens a class to bury something is seen before anything goes."""
    since = date(2026, 3, 10)
    assert standing(PLAIN, "2026-04-07", since=since) is Standing.KEPT
    assert standing(PLAIN, "2026-04-08", since=since) is Standing.ERASABLE
    told = judge(SCHEDULE, PLAIN, date(2026, 4, 1), since=since)
    assert told.until == date(2026, 4, 7)
    assert any("The schedule is new" in why for why in told.why)
    released = replace(UNKNOWN, released_at=at("2026-03-11"))
    assert standing(released, "2026-04-07", since=since) is Standing.KEPT


def test_the_day_is_counted_where_the_organisation_is() -> None:
    tokyo = load(TEXT.replace("Europe/London", "Asia/Tokyo"))
    honolulu = load(TEXT.replace("Europe/London", "Pacific/Honolulu"))
    late = closed("2024-06-30 15:30")
    assert judge(tokyo, late, date(2026, 1, 1), since=SINCE).until == date(2026, 7, 1)
    assert judge(honolulu, late, date(2026, 1, 1), since=SINCE).until == date(2026, 6, 30)


def test_it_says_why_in_sentences() -> None:
    verdict = judge(SCHEDULE, replace(CHILD, held=True, linked=True), date(2026, 1, 1), since=SINCE)
    assert verdict.why == (
        "Child, 25 years from closing, or from what arrived last, until 1 March 2049",
        "Plain, 2 years from closing, or from what arrived last, until 1 March 2026",
        "The longest of these holds.",
        "A legal hold keeps it until it is lifted.",
        "A case that it belongs with is open, held or kept for longer.",
    )
    assert "Nobody knows when it was closed" in " ".join(
        judge(SCHEDULE, UNKNOWN, date(2026, 1, 1), since=SINCE).why
    )
