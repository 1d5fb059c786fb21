"""What the processes do that are killed: one act after another, each acknowledged after its commit.

A scenario is pluggable: any room can have its own acts killed by adding a class with these two methods.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from django.db import transaction

from dueprocess.ledger import append
from dueprocess.ledger.models import RecordAct
from dueprocess.tlog import entry

Mark = Callable[[], None]


class Scenario(Protocol):
    """One kind of act, done by many processes at once."""

    def act(self, writer: int, number: int, inside: Mark) -> str:
        """Carry out one act, call `inside` once while its transaction is open, and return after the commit
        what is acknowledged: a text by which the act is found again."""

    def kept(self) -> set[str]:
        """What the database still holds, in the same words."""


class RecordActs:
    """The record's own rows: an act that names its entry, then the entry."""

    def act(self, writer: int, number: int, inside: Mark) -> str:
        """Write one row and its entry."""
        key, salt = append.new_key(), bytes(32)
        payload = {"writer": writer, "number": number}
        with transaction.atomic():
            RecordAct.objects.create(
                kind="access.sealed",
                recorded_at=datetime.now(UTC),
                period="x",
                payload=payload,
                salt=salt,
                entry_id=key,
            )
            inside()
            append.entry(key, "access.sealed", {"cm": entry.commit(payload, salt)}, datetime.now(UTC))
        return str(key)

    def kept(self) -> set[str]:
        """The keys of the entries of every row."""
        return {str(key) for key in RecordAct.objects.values_list("entry_id", flat=True)}
