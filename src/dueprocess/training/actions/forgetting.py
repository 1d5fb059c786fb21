"""What goes of somebody who is erased from the register, and what goes by itself with time. Which version was
finished when, and who need not, stays by keys and days, as their offices do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.db import transaction

from dueprocess.kit import clock, files
from dueprocess.training.models import Feedback, Paper, Place, Trainer, Words

FEEDBACK, PLACES = timedelta(days=366), timedelta(days=3 * 366)
"""So long after a session its feedback, and who had a place, are kept."""


def forget(people: Sequence[int]) -> None:
    """Erase what was written and shown of people (keys), and their places in sessions."""
    Words.objects.filter(person__in=people).update(text="", salt=b"")
    papers = Paper.objects.filter(person__in=people)
    for stored in papers.values_list("stored", flat=True):
        transaction.on_commit(partial(files.remove, stored))
    papers.update(name="", sha256="", salt=b"", key=b"")
    Place.objects.filter(person__in=people).delete()
    Trainer.objects.filter(person__in=people).delete()


@transaction.atomic
def forget_old() -> int:
    """Delete the feedback and the places of sessions that are long over; return how many rows went."""
    now = clock.now()
    gone, _each = Feedback.objects.filter(session__to_at__lt=now - FEEDBACK).delete()
    places, _each = Place.objects.filter(session__to_at__lt=now - PLACES).delete()
    return gone + places
