"""What of an adoption the log binds: the whole row. A text has its own hash; holidays, the day from which it
is in force and a pause of everything move deadlines just as much. What one person only proposed is bound too.

None of these rows ever changes but the organisation's, and those of what takes two people when it is settled:
the last binding counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

from django.db import models

from dueprocess.ledger import actions as record
from dueprocess.people.models import Person
from dueprocess.rules.models import (
    Adoption,
    CodeVersion,
    DutyDone,
    GuidanceVersion,
    LettersVersion,
    Organisation,
    OrganisationPause,
    RequirementsVersion,
    RulebookVersion,
    ScheduleVersion,
)

KINDS: dict[type[models.Model], str] = {
    RulebookVersion: "rules.adopted",
    CodeVersion: "code.adopted",
    ScheduleVersion: "retention.adopted",
    LettersVersion: "letters.adopted",
    GuidanceVersion: "guidance.adopted",
    RequirementsVersion: "requirements.adopted",
    Adoption: "rules.proposed",
    OrganisationPause: "rules.paused",
    DutyDone: "duty.done",
    Organisation: "organisation.told",
}
_above: dict[type[models.Model], str] = {}
_beside: dict[type[models.Model], frozenset[str]] = {}


def also(model: type[models.Model], name: str, but: Collection[str] = ()) -> None:
    """Let a room above bind its rows as these are bound, and have them checked with these: every column `but`
    these fields, to which another column of the row commits (so that they can be erased)."""
    _above[model] = name
    _beside[model] = frozenset(but)


def kinds() -> dict[type[models.Model], str]:
    """Return under which kind of act of the record the rows of each table are bound."""
    return KINDS | _above


_HASHED = frozenset({"text"})
"""Columns that the row's own hash speaks for."""


def columns(row: models.Model) -> dict[str, Any]:
    """Return every column of a row as JSON, but the text that its hash commits to, and what else another
    column commits to."""
    beside = _HASHED | _beside.get(type(row), frozenset())
    return {
        field.attname: plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.name not in beside
    }


def plain(value: Any) -> Any:
    """Return what a column holds as JSON: of bytes their SHA-256, of a moment UTC."""
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(bytes(value)).hexdigest()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def bind(row: models.Model, by: Person | None) -> None:
    """Bind a row as it stands to the log; the last write of its transaction."""
    record.bind(kinds()[type(row)], {"row": columns(row), "by": by.pk if by else None})
