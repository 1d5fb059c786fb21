"""What this room does in the background, and what the record and the rooms below learn from it when the
installation starts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dueprocess.kit.jobs import every, job
from dueprocess.ledger import journal
from dueprocess.standing import actions, verify
from dueprocess.standing.models import Look


@every("5 minutes")
@job("standing.tell")
def tell() -> None:
    """Tell whoever is on the register of standing since, or is on it no longer."""
    actions.tell()


@every("1 hour")
@job("standing.escalate")
def escalate() -> None:
    """Tell oversight of contests that are late."""
    actions.escalate()


@every("1 day")
@job("standing.erase")
def erase() -> None:
    """Erase the names of lists whose time is over, and old contests."""
    actions.erase_expired()


def _lines(since: datetime, until: datetime) -> Iterable[bytes]:
    """Give the lines of the journal of looks of a span, in a fixed order."""
    rows = Look.objects.filter(at__gte=since, at__lt=until).order_by("at", "pk")
    for line in rows.values_list("line", flat=True).iterator(chunk_size=2000):
        yield bytes(line)


journal.read_with(_lines)

__all__ = ["erase", "escalate", "tell", "verify"]
