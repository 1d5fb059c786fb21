"""Finding a complaint again by its receipt code or its number."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dueprocess.cases import projector
from dueprocess.cases.models import Complaint
from dueprocess.core.errors import Refused
from dueprocess.kit import keys


def find_by_code(code: str) -> Complaint:
    """Return the complaint that a receipt code opens, or raise Refused("unknown_code")."""
    found = None
    if keys.valid(code):
        found = Complaint.objects.filter(receipt=projector.receipt_tag(code)).select_related("docket").first()
    if found is None:
        raise Refused(
            "unknown_code", _("This code opens nothing. Look whether every character is right."), None
        )
    return found


def find_by_number(number: str) -> Complaint:
    """Return the complaint of that number, or raise Refused("unknown_number"). Shows nothing of it by
    itself."""
    found = Complaint.objects.filter(number=keys.normal(number)).select_related("docket").first()
    if found is None:
        raise Refused("unknown_number", _("There is no complaint of this number."), None)
    return found
