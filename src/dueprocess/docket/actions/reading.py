"""What a party reads of their own matter, in the read journal, which knows them by their local key: who came
in by a code is nobody in the register."""

from __future__ import annotations

from datetime import datetime, timedelta

from dueprocess.docket import wall
from dueprocess.docket.models import Docket, PersonKey
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock

LAST = 50
"""So many readings of one thing are looked at, to tell whether one goes on."""


def read_by_party(
    docket: Docket, by: Actor, what: str, purpose: str, *, again: timedelta | None = None
) -> None:
    """Write in the read journal that something of a docket was shown or handed to a party (`by.key`): `what`
    is the code of it (`letter 5`, `file 5/1`), `purpose` is free text and sealed. Within `again` of such a
    line of theirs it is the same look."""
    if again is not None:
        since = clock.now() - again
        lines = wall.readers(docket, limit=LAST, what=(what,))
        if any(name == by.key and datetime.fromisoformat(at) >= since for _pk, at, name, *_rest in lines):
            return
    tag = PersonKey.objects.filter(docket=docket, key=by.key).values_list("tag", flat=True).first() or ""
    wall.journal(docket, tag, {"key": by.key}, what, purpose)
