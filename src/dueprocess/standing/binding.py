"""What of each row of this room the record binds: a salted commitment to all of it, so that the record says
nothing of anybody once the row is gone. Writes nothing.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from dueprocess.rules import bindings
from dueprocess.standing.models import Contest, Issue, Kept, Listed, Match, OutsideList, Told
from dueprocess.tlog import entry as entries

CHANGED = "standing.changed"
"""The kind of act of the record by which these rows are bound, and told to be gone."""
TABLES: dict[str, type[Kept]] = {
    "list": OutsideList,
    "issue": Issue,
    "listed": Listed,
    "match": Match,
    "contest": Contest,
    "told": Told,
}
_LEFT = frozenset({"salt", "key_wrapped"})
"""Not committed to: what opens the commitment, and keys, whose envelopes change."""


def columns(row: Kept) -> dict[str, Any]:
    """Return the columns of a row as JSON; of what is sealed its hash."""
    return {
        field.attname: bindings.plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.name not in _LEFT
    }


def commitment(row: Kept) -> str:
    """Return the salted commitment to a row as it stands: the same when it is written and when it is
    checked."""
    return entries.commit_field(entries.normal(columns(row)), bytes(row.salt)).hex()


def name_of(row: models.Model) -> str:
    """Return what the record calls the table of a row."""
    return next(name for name, model in TABLES.items() if isinstance(row, model))
