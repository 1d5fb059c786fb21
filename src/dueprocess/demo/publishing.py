"""The federation's last full quarters are published, each some days after it ended. Must not put a number
into it."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta

from dueprocess.cases.reports import actions, composing
from dueprocess.demo import moments
from dueprocess.demo.building import Federation
from dueprocess.tlog.figures import before

AFTER = 9
"""So many days after a quarter its figures are published."""


QUARTERS = 3
"""So many of them are published."""


def run(built: Federation, now: datetime) -> Generator[datetime]:
    """Publish the last quarters of which the figures are due, the earliest first."""
    day = moments.local(now).date() - timedelta(days=AFTER)
    names = [before(f"{day.year:04}-Q{(day.month - 1) // 3 + 1}")]
    while len(names) < QUARTERS:
        names.append(before(names[-1]))
    secretary = built.cast["secretary"]
    for quarter in reversed(names):
        yield moments.on_clock(composing.span(quarter).to_on + timedelta(days=AFTER), 11 * 60)
        actions.publish(sha256=actions.prepare(quarter=quarter, by=secretary), by=secretary)
