"""Fetching from one source after another: each message in its own transaction, the source's copy marked only
after it. What went wrong is written down, told at the desk and by `doctor`, and tried again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from dueprocess.cases.mailbox.actions.taking_in import Taken, take_in
from dueprocess.cases.mailbox.incoming import Incoming
from dueprocess.cases.mailbox.models import Fetching
from dueprocess.cases.mailbox.sources import Source, Trouble
from dueprocess.core.errors import Refused
from dueprocess.kit import clock

log = logging.getLogger(__name__)

MOST = 200
"""Messages that are taken in by one run; the next run goes on. Those that cannot be taken in do not count:
however many of them lie there, they hold up none that came later."""


def fetch(source: Source, *, told: Callable[[Incoming, Taken], None] | None = None, most: int = MOST) -> int:
    """Take in what lies in a source; returns how many messages are new here.

    A message that cannot be taken in is left where it lies, leaves a line in the log, and does not stop the
    others; the source then has the trouble `message`.
    """
    began, new, done, trouble, validity = clock.now(), 0, 0, "", ""
    try:
        for incoming in source.messages():
            with incoming.spool:
                try:
                    taken = take_in(incoming)
                except Refused:
                    raise
                except Exception:  # whatever it is, the other messages come in
                    log.exception("a message of %s was not taken in", source.name)
                    trouble = "message"
                    continue
                incoming.done()
                new += not taken.known
                if told is not None:
                    told(incoming, taken)
            done += 1
            if done == most:
                break
    except Trouble as error:
        trouble = error.code
    except Refused as error:
        trouble = error.code
    finally:
        validity = source.validity
    note_trouble(source.name, trouble, at=began, validity=validity)
    return new


def note_trouble(source: str, trouble: str, *, at: datetime, validity: str = "") -> None:
    """Write down how fetching from a source went; "" as trouble: well."""
    row, _made = Fetching.objects.get_or_create(source=source, defaults={"tried_at": at})
    if row.trouble != trouble and trouble:
        log.warning("fetching mail from %s: %s", source, trouble)
    if validity and row.validity and validity != row.validity:
        log.warning("the folder of %s was made anew (UIDVALIDITY); nothing was remembered by it", source)
    row.tried_at, row.trouble = at, trouble[:40]
    row.validity = validity or row.validity
    if not trouble:
        row.done_at = at
    row.save()
