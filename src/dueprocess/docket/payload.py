"""What an act's entry commits to, built from the stored row: the same when it is written and when it is
checked.

Knows the columns of an act. Must not know sealed text: the payload holds only commitments to it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from dueprocess.docket.models import Act

VERSION = 1


class Plain(NamedTuple):
    """The columns of an act that has no row yet, where a model for each of many would take too long."""

    n: int
    at: datetime
    recorded_at: datetime
    is_note: bool
    name: str
    logged_as: str
    entry_type: str
    rulebook: str
    facts: dict[str, Any]
    introduces: dict[str, Any]
    commitments: dict[str, str]
    salt: bytes
    entry_id: int
    strand: int | None = None
    role: str = ""
    by_key: str = ""
    appointment: str = ""
    relied: dict[str, Any] | None = None
    owner: str = ""


def moment(at: datetime) -> str:
    """Write a moment in UTC, ISO 8601, as payloads and acts hold it."""
    return at.astimezone(UTC).isoformat()


def of(act: Act | Plain, *, pseudonym: str, previous: bytes) -> dict[str, Any]:
    """Return the payload: every column of the act, the docket's pseudonym c, the act's number s and the
    leaf hash p of the docket's entry before it (empty for the first)."""
    return {
        "v": VERSION,
        "t": act.logged_as,
        "e": act.entry_type,
        "c": pseudonym,
        "s": act.n,
        "p": bytes(previous).hex(),
        "day": act.recorded_at.astimezone(UTC).date().isoformat(),
        "at": moment(act.at),
        "recorded_at": moment(act.recorded_at),
        "note": act.is_note,
        "step": act.name,
        "strand": act.strand,
        "role": act.role,
        "by": act.by_key,
        "appointment": act.appointment,
        "rulebook": act.rulebook,
        "facts": act.facts,
        "relied": act.relied,
        "introduces": act.introduces,
        "owner": act.owner,
        "f": act.commitments,
    }
