"""Tenure: terms, delegations and what the register said of them when, each with the gap that it leaves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from dueprocess.core.tenure import Gap, Tenure, Written, behind, lacks

DAY = date(2026, 3, 20)
ENTERED = datetime(2026, 3, 20, 19, tzinfo=UTC)


def at(day: int, month: int = 3, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def tenure(
    first: str = "2025-04-01",
    last: str | None = "2027-03-31",
    *,
    id_: str = "t1",
    written: datetime | None = datetime(2025, 4, 2, tzinfo=UTC),
    then: tuple[str, str | None] | None = None,
    changed: datetime | None = None,
) -> Tenure:
    """A term of two years, written down on its second day; `then` is what it was until it was `changed`."""
    days = (date.fromisoformat(first), date.fromisoformat(last) if last else None)
    before = (date.fromisoformat(then[0]), date.fromisoformat(then[1]) if then[1] else None) if then else days
    said = [Written(written, *before)] if written else []
    if changed:
        said.append(Written(changed, *days))
    return Tenure(id_, *days, tuple(said))


def gaps(*tenures: Tenure, named: str | None = "t1", **more: Any) -> list[Gap]:
    asked = {"who": "m1", "role": "Member", "day": DAY, "entered": ENTERED} | more
    found = lacks(tenures, named=named, **asked)
    assert all("m1" in each.reason and each.who == "m1" for each in found)
    return [each.gap for each in found]


@pytest.mark.parametrize(
    ("tenures", "named", "expected"),
    [
        ([tenure()], "t1", []),
        ([tenure(last=None)], "t1", []),
        ([tenure(last="2026-03-20")], "t1", []),  # the last day is included
        ([tenure(first="2026-03-20", written=at(19))], "t1", []),  # and the first
        ([], "t1", [Gap.NO_APPOINTMENT]),
        ([tenure(last="2026-03-19")], "t1", [Gap.TERM_OVER]),
        ([tenure(last="2026-03-19")], None, [Gap.TERM_OVER]),
        ([tenure(first="2026-03-21")], "t1", [Gap.NOT_BEGUN]),
        ([tenure(written=at(20, hour=20))], "t1", [Gap.DATED_BACK]),  # an hour after the entry
        ([tenure(written=at(25))], "t1", [Gap.DATED_BACK]),
        ([tenure()], "", [Gap.NOT_NAMED]),
        ([tenure()], "t9", [Gap.ANOTHER]),
        ([tenure(last="2026-03-19"), tenure(first="2026-03-01", id_="t2")], "t2", []),
        ([tenure(last="2026-03-19"), tenure(first="2026-03-01", id_="t2")], None, []),
    ],
)
def test_each_gap_of_a_tenure(tenures: list[Tenure], named: str | None, expected: list[Gap]) -> None:
    assert gaps(*tenures, named=named) == expected


def test_an_appointment_written_between_the_decision_and_its_late_entry() -> None:
    """Decided on the 20th, entered on the 28th, the appointment written on the 25th."""
    assert gaps(tenure(written=at(25)), entered=at(28)) == [Gap.DATED_BACK]


def test_a_term_that_was_shortened_or_lengthened_afterwards() -> None:
    """Ended afterwards with a day before the decision; or prolonged over it after it had ended."""
    shortened = tenure(last="2026-03-10", then=("2025-04-01", "2027-03-31"), changed=at(2, 4))
    assert gaps(shortened) == [Gap.TERM_OVER, Gap.CHANGED]
    lengthened = tenure(then=("2025-04-01", "2026-03-10"), changed=at(2, 4))
    assert gaps(lengthened) == [Gap.CHANGED]
    known = tenure(last="2027-03-31", then=("2025-04-01", "2026-03-10"), changed=at(1))
    assert gaps(known) == []  # prolonged before the decision


def test_what_nobody_wrote_down_is_taken_as_it_stands() -> None:
    """Without a journal there is a term, and nothing to say of when it was written."""
    assert gaps(tenure(written=None)) == []
    assert tenure(written=None).written_at is None


def test_the_tenure_behind_an_act_is_the_one_it_names() -> None:
    old, new = tenure(last="2026-03-31"), tenure(first="2026-03-01", id_="t2")
    assert behind([old, new], DAY, "t2") is new
    assert behind([old, new], DAY) is old
    assert behind([tenure(last="2026-03-01")], DAY) is None
