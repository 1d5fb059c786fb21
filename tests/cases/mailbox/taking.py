"""Ways in for the tests of the mailbox."""

from dueprocess.cases.mailbox import actions
from dueprocess.cases.mailbox.incoming import Incoming
from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from dueprocess.kit.spool import Spool
from tests.cases.mailbox.mails import simple


def take(data=None, *, at=None, cut=False, **more):
    """Take one message in."""
    data = simple(**more) if data is None else data
    with Spool([data]) as spool:
        return actions.take_in(Incoming(spool, at or clock.now(), len(data), "files", cut))


def docket(taken):
    """The docket in which it lies."""
    return Docket.objects.get(number=taken.number)
