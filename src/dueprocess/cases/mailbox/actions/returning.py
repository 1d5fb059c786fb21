"""Mail of ours that never arrived: the letter that it told of is owed again, and no deadline runs from it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dueprocess.cases import parting
from dueprocess.cases.mailbox.models import Mailed
from dueprocess.cases.mailbox.reading import Bounce
from dueprocess.docket.actions import letters
from dueprocess.docket.models import Act
from dueprocess.kit import outbox
from dueprocess.kit.models import OutgoingMail


def told(bounce: Bounce) -> str:
    """Act on a delivery report; returns the number of the matter whose mail it was about, "" for none."""
    number = ""
    for code in bounce.codes:
        row = Mailed.objects.filter(code=code).select_related("docket").first()
        if row is None:
            continue
        number = number or row.docket.number
        if bounce.failed:
            came_back(code, bounce.status)
    return number


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
