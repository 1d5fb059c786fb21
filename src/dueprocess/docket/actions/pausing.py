"""A pause of all cases takes effect: every open file that it concerns is worked out anew.

The deadlines themselves are computed, so they move when the pause is agreed; what lists show of them follows
from the wake of each file.
"""

from __future__ import annotations

from django.db import transaction

from dueprocess.docket.models import Docket
from dueprocess.docket.models.dockets import YES
from dueprocess.kit import clock, jobs
from dueprocess.people.models import Person
from dueprocess.rules import actions as rules
from dueprocess.rules import rulebooks
from dueprocess.rules.models import OrganisationPause


@transaction.atomic
def settle_pause(*, proposal: int, agree: bool, by: Person) -> OrganisationPause:
    """Agree to a pause, or to its earlier end, or decline it; raises what
    `rules.actions.settle_pause` does."""
    name = OrganisationPause.objects.get(pk=proposal).pause
    if agree:
        concerned = Docket.objects.filter(is_open__in=YES, rulebook_id__in=rulebooks.with_pause(name))
        concerned.update(wake_at=clock.now())
        jobs.enqueue("docket.wake", key=f"pause:{proposal}")
    return rules.settle_pause(proposal=proposal, agree=agree, by=by)
