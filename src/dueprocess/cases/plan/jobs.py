"""What the plan does in the background: it tells the offices that its rules name."""

from __future__ import annotations

from dueprocess.cases.plan import actions
from dueprocess.docket.models import Docket
from dueprocess.docket.models.dockets import PLAN
from dueprocess.kit.jobs import every, job


@every("5 minutes")
@job("plan.tell")
def tell() -> None:
    """Write to whoever the acts of plans are told."""
    for docket in Docket.objects.filter(kind=PLAN, key_wrapped__isnull=False):
        actions.tell(docket)
