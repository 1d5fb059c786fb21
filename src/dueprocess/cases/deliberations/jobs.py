"""What the clock does: every case in which a body sits has its row; notes go when their time is over."""

from __future__ import annotations

from dueprocess.cases.deliberations import actions
from dueprocess.kit.jobs import every, job


@every("10 minutes")
@job("cases.deliberations")
def deliberations() -> None:
    """Make the rows, and look at each case of which notes may have to go."""
    actions.prepare()
    for docket in actions.to_look_at():
        actions.clear(docket)
