"""Asking for the outline of a recording to be drawn, in the background."""

from __future__ import annotations

from dueprocess.docket.evidence import Kind
from dueprocess.docket.models import Docket
from dueprocess.kit import clock, jobs

OUTLINE = "evidence.outline"
"""The job."""
HEARD = frozenset({Kind.SOUND, Kind.FILM})


def outline(docket: Docket, item: str, kind: Kind) -> None:
    """Have the outline of an item drawn that was described as sound or film; of nothing else."""
    if kind in HEARD:
        jobs.enqueue(OUTLINE, key=f"{docket.pk}:{item}", docket=docket.pk, item=item)


def outline_again(docket: Docket, item: str) -> None:
    """Have it drawn anew: it failed, or no program was there that could."""
    key = f"{docket.pk}:{item}:{clock.now():%Y%m%d%H%M}"
    jobs.enqueue(OUTLINE, key=key, docket=docket.pk, item=item)
