"""What the mailbox does by the clock, and what the doctor says of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from dueprocess.cases.mailbox import actions, projector
from dueprocess.cases.mailbox.models import Fetching
from dueprocess.cases.mailbox.sources import Imap, Maildir, Trouble, configured
from dueprocess.kit import clock
from dueprocess.kit.jobs import every, job
from dueprocess.ledger import doctor
from dueprocess.ledger.doctor import Finding, Health


@every("1 minute")
@job("mailbox.fetch", attempts=1)
def fetch() -> None:
    """Take in what lies in the mailbox. A source in trouble is tried again a minute later."""
    try:
        sources = configured()
    except Trouble as error:
        actions.note_trouble("imap", error.code, at=clock.now())
        return
    for source in sources:
        actions.fetch(source)


@doctor.check
def _mailbox() -> Iterator[Finding]:
    named = {Maildir.name: settings.DUEPROCESS_MAILDIR, Imap.name: settings.DUEPROCESS_IMAP}
    rows = {row.source: row for row in Fetching.objects.all()}
    for source, address in named.items():
        if not address:
            continue
        row = rows.get(source)
        if row is None:
            yield Finding(Health.LOOK, f"mail from {source}: never fetched", "Is `dueprocess work` running?")
        elif row.trouble:
            mend = "See docs/how-to/mailbox.md. Nothing is lost: what was not fetched still lies there."
            yield Finding(Health.FAIL, f"mail from {source} is not fetched: {row.trouble}", mend)
        else:
            yield Finding(Health.OK, f"mail from {source}: fetched")


__all__ = ["fetch", "projector"]
