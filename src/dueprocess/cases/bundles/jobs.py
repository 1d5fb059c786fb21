"""What is done in the background: the next round of a bundle that is put together."""

from __future__ import annotations

from dueprocess.cases.bundles import actions
from dueprocess.cases.bundles.models import Bundle
from dueprocess.kit.jobs import job


@job(actions.JOB)
def go_on(bundle: int) -> None:
    """Look at the next papers of a bundle, or make its next copy."""
    if found := Bundle.objects.select_related("docket").filter(pk=bundle).first():
        actions.carry_on(found)
