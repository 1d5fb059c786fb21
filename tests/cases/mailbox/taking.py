"""Ways in for the tests of the mailbox."""

from django.db import transaction

from dueprocess.cases.mailbox import actions
from dueprocess.cases.mailbox.incoming import Incoming
from dueprocess.docket.models import Docket
from dueprocess.kit import clock, outbox
from dueprocess.kit.spool import Spool
from tests.cases.mailbox import mails
from tests.cases.mailbox.mails import simple


def take(data=None, *, at=None, cut=False, **more):
    """Take one message in."""
    data = simple(**more) if data is None else data
    with Spool([data]) as spool:
        return actions.take_in(Incoming(spool, at or clock.now(), len(data), "files", cut))


def take_machines(**more):
    """Take in an automatic answer to a mail of ours."""
    with transaction.atomic():
        code = outbox.put("wren@example.org", "News", "Something new waits for you.")
    return take(mails.away(In_Reply_To=f"<{code}@{outbox.domain()}>", **more))


def docket(taken):
    """The docket in which it lies."""
    return Docket.objects.get(number=taken.number)
