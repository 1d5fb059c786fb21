"""What dockets do by the clock: lapses are written down, letters go out, and other rooms learn what is ours.

Every job may be missed or run twice: moments are computed, and each lapse is written once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dueprocess.core.errors import Refused
from dueprocess.docket import verify
from dueprocess.docket.actions import deliver, record_lapses
from dueprocess.docket.models import Docket, File, Notice, Proposal, Read
from dueprocess.kit import clock, files
from dueprocess.kit.jobs import every, job
from dueprocess.ledger import journal

MOST = 500  # dockets in one run; the next run goes on


@every("5 minutes")
@job("docket.wake")
def wake() -> None:
    """Write down what time has done by itself in every docket in which something was due."""
    due = Docket.objects.filter(wake_at__lte=clock.now(), key_wrapped__isnull=False).order_by("wake_at")
    for docket in due[:MOST]:
        record_lapses(docket)


@every("5 minutes")
@job("docket.deliver")
def send() -> None:
    """Put owed letters into the portal and tell their readers by mail that something waits there."""
    owed = (
        Notice.objects.filter(state="owed")
        .order_by("docket_id")
        .values_list("docket_id", flat=True)
        .distinct()
    )
    for docket in Docket.objects.filter(pk__in=owed[:MOST], key_wrapped__isnull=False):
        try:
            deliver(docket)
        except Refused:
            continue  # somebody acted meanwhile; the next run looks again


def _lines(since: datetime, until: datetime) -> Iterable[bytes]:
    """Give the read journal's lines of a span, in a fixed order."""
    rows = (
        Read.objects.filter(at__gte=since, at__lt=until).order_by("at", "pk").values_list("line", flat=True)
    )
    for line in rows.iterator(chunk_size=2000):
        yield bytes(line)


def _kept(names: set[str]) -> set[str]:
    """Tell which of these stored files an act names."""
    kept = set(File.objects.filter(stored__in=names).values_list("stored", flat=True))
    if kept == names:
        return kept
    waiting = Proposal.objects.filter(ended_at=None).values_list("files", flat=True)
    return kept | {name for files in waiting for name in files if name in names}


journal.read_with(_lines)
files.register_in_use(_kept)

__all__ = ["send", "verify", "wake"]
