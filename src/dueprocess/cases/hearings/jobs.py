"""What is done by the clock: whoever is concerned by a hearing no more is taken out of it, and told."""

from __future__ import annotations

from dueprocess.cases.hearings import actions
from dueprocess.cases.hearings.actions import setting
from dueprocess.kit.jobs import every, job


@every("5 minutes")
@job("cases.drop_invitations")
def drop_invitations() -> None:
    """Look at each case that has a hearing to come."""
    for docket in setting.to_look_at():
        actions.drop(docket)
