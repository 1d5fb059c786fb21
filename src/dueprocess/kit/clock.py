"""What time it is. Knows the machine's clock and, in a demonstration, a set one; nothing of deadlines.

The clock decides what the record says about *when*, so it can be set only where the log's origin ends
in `.invalid` (RFC 6761 s6.4): a demonstration or a test, never a log that anyone relies on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused

_set_to: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present moment, in UTC and with its zone."""
    return _set_to.get() or datetime.now(UTC)


def may_be_set() -> bool:
    """Whether this installation's log is one that nobody can rely on (its origin ends in `.invalid`)."""
    return str(settings.DUEPROCESS_ORIGIN).endswith(".invalid")


@contextmanager
def frozen(moment: datetime) -> Iterator[datetime]:
    """Let `now()` answer `moment` inside the block, in this thread only.

    Raises Refused where the log is a real one, ValueError for a moment without a zone.
    """
    if not may_be_set():
        raise Refused(
            "clock.real",
            _("The clock of a real log cannot be set, only that of one whose origin ends in .invalid."),
            None,
        )
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield moment
    finally:
        _set_to.reset(token)
