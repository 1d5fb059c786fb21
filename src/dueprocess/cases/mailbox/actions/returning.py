"""Mail of ours that never arrived: the letter that it told of is owed again, and no deadline runs from it.

Anybody can write a delivery report (RFC 3464 s4.1). One counts only where it came to the envelope sender
that our message alone had, names that message, is made as such a report is, and comes while a mail server may
still be trying. Every other one is shown as what it says, and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from dueprocess.cases import parting
from dueprocess.cases.mailbox.models import Mailed
from dueprocess.cases.mailbox.reading import Letter, Warn
from dueprocess.docket.actions import letters
from dueprocess.docket.models import Act
from dueprocess.kit import outbox
from dueprocess.kit.models import OutgoingMail

GIVES_UP = timedelta(days=7)
"""So long after it went out a report about a message may come: servers try for four to five days (RFC 5321
s4.5.4.1). Later nobody undoes a letter by a report, and with it what ran from it."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a delivery report is about: the number of the matter ("" for none), and whether it says that a
    message of ours failed without our having anything to believe it by."""

    number: str = ""
    doubtful: bool = False


def told(letter: Letter, arrived_at: datetime) -> Report:
    """Act on a delivery report as far as it can be believed."""
    number, doubtful, bounce = "", False, letter.bounce
    assert bounce is not None
    for code in bounce.codes:
        row = Mailed.objects.filter(code=code).select_related("docket").first()
        if row is None:
            continue
        number = number or row.docket.number
        if not bounce.failed:
            continue
        ours = bounce.whole and Warn.FORGED not in letter.warnings and outbox.returned(code, bounce.tokens)
        if ours and arrived_at - _went_out(row) <= GIVES_UP:
            came_back(code, bounce.status)
        else:
            doubtful = True
    return Report(number, doubtful or (bounce.failed and not number))


def _went_out(row: Mailed) -> datetime:
    """Return when a message went out: as the mail server took it, else as its note says."""
    sent_at = OutgoingMail.objects.filter(id=row.code).values_list("sent_at", flat=True).first()
    return sent_at or Act.objects.get(docket=row.docket_id, n=row.act).recorded_at


def came_back(code: str, status: str = "") -> bool:
    """Note that the mail of that code never arrived. False where nothing follows from that: it told of no
    letter, or the letter was confirmed by other means. Where the case was split since, each part says so in
    which the sending stands."""
    row = Mailed.objects.filter(code=code).select_related("docket").first()
    if row is None or row.docket.key_wrapped is None:
        return False
    reason = _("The mail that told of this letter did not arrive.")
    noted = False
    for docket in (row.docket, *parting.went_on(row.docket, row.key, since=row.act)):
        act = Act.objects.filter(docket=docket, n=row.act, name="sent").first()
        if docket.key_wrapped is not None and act is not None and row.key in act.facts["to"]:
            noted |= letters.returned(docket=docket, n=row.act, key=row.key, status=status, reason=reason)
    return noted


def _refused(code: str) -> None:
    why = OutgoingMail.objects.filter(id=code).values_list("why", flat=True).first() or ""
    came_back(code, why)


outbox.when_refused(_refused)
