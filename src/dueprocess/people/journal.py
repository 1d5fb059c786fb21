"""The register's journal as the record binds it: what a line commits to, and the rows that it holds.

Whoever has work in a case has it by one of these rows. Each change writes them down as they stand after it,
so that the tables can be worked out anew from the journal (`people.verify`). Must not know who may change
what.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db import models

from dueprocess.kit import keys
from dueprocess.people.models import (
    Accreditation,
    Appointment,
    Candidacy,
    Change,
    Delegation,
    Grant,
    Login,
    LoginProposal,
    Office,
    Qualification,
    Term,
    Unit,
)
from dueprocess.tlog import entry as entries

KIND = "register.changed"
LIST_TAKEN = "list taken in"
"""The verb of the line by which a whole list of members was taken in."""
COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Unit: ("parent_id", "path", "name", "closed_on"),
    Office: ("unit_id", "title", "roles", "seats", "abolished_on"),
    Term: ("office_id", "person_id", "from_on", "until_on"),
    Candidacy: ("office_id", "person_id", "from_on", "election_on", "withdrawn_on"),
    Appointment: ("person_id", "role", "unit_id", "from_on", "until_on", "term_id"),
    Delegation: ("appointment_id", "to_id", "from_on", "until_on"),
    Grant: ("person_id", "power", "from_on", "until_on"),
    Qualification: ("person_id", "kind", "name", "from_on", "until_on"),
    Login: ("person_id", "email", "is_active"),
    LoginProposal: ("person_id", "email", "by_id", "made_at", "ended_at", "ended_by_id", "taken"),
    Accreditation: (
        "person_id", "body", "duty", "from_on", "until_on", "by_id", "made_at", "ended_at", "ended_by_id",
        "grant_id",
    ),
}  # fmt: skip
"""What the journal keeps of each table; of a login's address only a keyed tag."""

Rows = dict[str, dict[str, dict[str, Any]]]


def columns(row: models.Model) -> dict[str, Any]:
    """Return what the journal keeps of one row, as JSON."""
    return {name: _plain(name, getattr(row, name)) for name in COLUMNS[type(row)]}


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return keys.tag("address", value) if name == "email" else value


def rows(found: Iterable[models.Model]) -> Rows:
    """Return rows as a line of the journal holds them: table, key, columns."""
    held: Rows = {}
    for row in found:
        held.setdefault(str(row._meta.model_name), {})[str(row.pk)] = columns(row)
    return held


def tells(line: Change, row: models.Model) -> bool:
    """Tell whether a line of the journal, as the log holds it, tells of this row alone, as it stands."""
    return (
        line.values.get("rows") == rows([row])
        and line.record.kind == KIND
        and line.record.payload.get("line") == commitment(line)
    )


def reason(text: str, salt: bytes) -> str:
    """Return the salted commitment to the reason of a line, which stands in its `values["why"]`."""
    return entries.commit_field(entries.normal(text), salt).hex()


def explained(change: Change) -> bool:
    """Tell whether the reason that is kept of a line is the one to which the line commits; False too where
    the line commits to one and none is kept."""
    why = getattr(change, "why", None)
    said = change.values.get("why")
    if why is None or not why.salt:
        return said is None
    return bool(said == reason(why.text, bytes(why.salt)))


def commitment(change: Change) -> str:
    """Return the salted commitment to a line: the same when it is written and when it is checked. A reason of
    before reasons could be erased is part of it."""
    why = getattr(change, "why", None)
    line = {
        "subject": change.subject,
        "pk": change.subject_pk,
        "verb": change.verb,
        "values": change.values,
        "reason": why.text if why is not None and not why.salt else "",
        "by": change.by_id,
        "at": change.at.astimezone(UTC).isoformat(),
    }
    return entries.commit_field(entries.normal(line), bytes(change.salt)).hex()
