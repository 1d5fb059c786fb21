"""What is done with recordings in the background."""

from __future__ import annotations

from dueprocess.cases.evidence.sound import drawing
from dueprocess.cases.evidence.sound.asking import OUTLINE
from dueprocess.docket.models import Docket
from dueprocess.kit.jobs import job


@job(OUTLINE)
def outline(docket: int, item: str) -> None:
    """Draw the outline of a recording, if a program here can."""
    found = Docket.objects.filter(pk=docket).first()
    if found is not None:
        drawing.draw(found, item)
