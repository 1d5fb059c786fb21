"""Whether a message is an approach that somebody at the desk forwarded: it went to the mailbox's own address
for that, from the address by which they sign in, and nothing speaks against it.
"""

from __future__ import annotations

from django.conf import settings

from dueprocess.cases.approaches.models import Approach
from dueprocess.cases.mailbox.reading import Letter, Warn
from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from dueprocess.people import extracts as people
from dueprocess.people.models import Login, Person

SIGN = "+approach@"
AGAINST = {Warn.FORGED, Warn.SEVERAL_FROM, Warn.NO_FROM}


def address() -> str:
    """Return where an approach is forwarded to; "" where there is no mailbox."""
    return settings.DUEPROCESS_MAILBOX.replace("@", SIGN, 1)


def writer(letter: Letter) -> Person | None:
    """Return who at the desk forwarded it; None where it is no such message, and goes the way of all others.
    A machine's answer is none, nor one of which our own server says that its sender is forged."""
    if not address() or address() not in letter.to or letter.why is not None or letter.warnings & AGAINST:
        return None
    login = Login.objects.filter(email__iexact=letter.sender, is_active=True).select_related("person").first()
    person = login.person if login is not None else None
    return person if person is not None and people.at_desk(person, on=clock.now().date()) else None


def known(tag: str) -> Docket | None:
    """Return the approach in which a message lies that was taken in before."""
    row = Approach.objects.filter(mail=tag).select_related("docket").first()
    return row.docket if row is not None else None
