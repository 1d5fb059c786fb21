"""What a party reads of their own matter, in the read journal, which knows them by their local key: who came
in by a code is nobody in the register."""

from __future__ import annotations

from dueprocess.docket import wall
from dueprocess.docket.models import Docket, PersonKey
from dueprocess.docket.needs import Actor


def read_by_party(docket: Docket, by: Actor, what: str, purpose: str) -> None:
    """Write in the read journal that something of a docket was shown or handed to a party (`by.key`): `what`
    is the code of it (`letter 5`, `file 5/1`), `purpose` is free text and sealed."""
    tag = PersonKey.objects.filter(docket=docket, key=by.key).values_list("tag", flat=True).first() or ""
    wall.journal(docket, tag, {"key": by.key}, what, purpose)
