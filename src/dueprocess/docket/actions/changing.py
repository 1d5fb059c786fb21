"""An open docket comes to the version of the rulebook that replaced its own, as that version says.

Where it lands, what governs until then, and that no running deadline becomes earlier by it: the engine.
"""

from __future__ import annotations

from django.db import transaction

from dueprocess.docket import house
from dueprocess.docket.actions import steps
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import MACHINE, Needs
from dueprocess.kit import clock


@transaction.atomic
def change_version(docket: Docket, *, left: str, to: str) -> Act | None:
    """Write the note that this docket comes from the version `left` to the version `to` (hashes); None where
    it is not, or no longer, under `left`, or has ended.

    Raises Malformed where a stage has no place in the version that comes.
    """
    docket = Docket.objects.locked(docket.pk)
    if docket.rulebook_id != left or not docket.is_open:
        return None
    needs = Needs(act={"rulebook": to})
    return steps.take_note(docket=docket, note=house.VERSION, by=MACHINE, at=clock.now(), needs=needs)
