"""A pause of all cases takes effect: every open file that it concerns is worked out anew.

The deadlines themselves are computed, so they move when the pause is agreed; what lists show of them follows
from the wake of each file.
"""

from __future__ import annotations

from django.db import transaction

from dueprocess.docket.models import Docket
from dueprocess.docket.models.dockets import YES
from dueprocess.kit import jobs
from dueprocess.people.models import Person
from dueprocess.rules import actions as rules
from dueprocess.rules import rulebooks
from dueprocess.rules.models import OrganisationPause


@transaction.atomic
def settle_pause(*, proposal: int, agree: bool, by: Person) -> OrganisationPause:
    """Agree to a pause, or to its earlier end, or decline it; raises what
    `rules.actions.settle_pause` does."""
    settled = rules.settle_pause(proposal=proposal, agree=agree, by=by)
    if agree:
        books = rulebooks.with_pause(settled.pause)
        concerned = Docket.objects.filter(is_open__in=YES, rulebook_id__in=books)
        at = settled.settled_at
        concerned.exclude(wake_at__lte=at).update(wake_at=at)  # what is to wake already does so for all of it
        jobs.enqueue("docket.wake", key=f"pause:{proposal}")
    return settled
