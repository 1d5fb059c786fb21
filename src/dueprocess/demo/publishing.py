"""The federation's last full quarter is published, as an officer would some days after it ended. Must not put
a number into it."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta

from dueprocess.cases.reports import actions, composing
from dueprocess.demo import moments
from dueprocess.tlog.figures import before

AFTER = 9
"""So many days after a quarter its figures are published."""


def run(now: datetime) -> Generator[datetime]:
    """Publish the last quarter of which the figures are due."""
    day = moments.local(now).date() - timedelta(days=AFTER)
    quarter = before(f"{day.year:04}-Q{(day.month - 1) // 3 + 1}")
    yield moments.on_clock(composing.span(quarter).to_on + timedelta(days=AFTER), 11 * 60)
    actions.publish(sha256=actions.prepare(quarter=quarter, by=None), by=None)
