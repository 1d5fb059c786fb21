"""What happens to reports by the clock: a quarter that is over is remembered, a prepared report forgotten."""

from __future__ import annotations

from datetime import timedelta

from dueprocess.cases.reports import actions, composing, releases
from dueprocess.core.errors import Broken, Refused
from dueprocess.kit import clock
from dueprocess.kit.jobs import every, job
from dueprocess.ledger import policy
from dueprocess.tlog.figures import before, quarter_of

AFTER = timedelta(days=7)
"""So long after a quarter those who publish are told that it waits."""


@every("1 day")
@job("figures.remind")
def remind() -> None:
    """Tell those who publish figures that the last quarter is over and not published."""
    quarter = waiting()
    if quarter is not None and clock.now() > composing.span(quarter).ends + AFTER:
        actions.remind(quarter=quarter)


def waiting() -> str | None:
    """Return the last quarter that is over, where it can be published and nobody has."""
    try:
        quarter = before(quarter_of(policy.current().label(clock.now())))
        composing.ready(quarter)
    except (Refused, Broken):
        return None
    return quarter if releases.last(quarter) is None else None


@every("1 day")
@job("figures.forget")
def forget() -> None:
    """Drop prepared reports that nobody published."""
    actions.forget()
