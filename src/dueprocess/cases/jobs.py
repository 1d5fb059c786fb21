"""What the record and the dockets learn from this room when the installation starts."""

from __future__ import annotations

from dueprocess.cases import projector
from dueprocess.cases.models import Complaint
from dueprocess.docket.actions import letters
from dueprocess.docket.models import Act, Docket
from dueprocess.kit import keys
from dueprocess.ledger import proofs


def _entry_of(number: str) -> int | None:
    """Return the entry that received the complaint or case of that number."""
    number = keys.normal(number)
    found = Complaint.objects.filter(number=number).values_list("docket_id", "act").first()
    if found is None:
        docket = Docket.objects.filter(number=number).values_list("pk", flat=True).first()
        found = (docket, 1) if docket is not None else None
    if found is None:
        return None
    return Act.objects.filter(docket_id=found[0], n=found[1]).values_list("entry_id", flat=True).first()


def _holding_codes(docket: Docket) -> set[str]:
    """Return the complainants of this case who were given a receipt code, by local key."""
    found = Complaint.objects.filter(docket=docket, receipt__isnull=False).exclude(complainant="")
    return set(found.values_list("complainant", flat=True))


proofs.find_with(_entry_of)
letters.codes_with(_holding_codes)

__all__ = ["projector"]
