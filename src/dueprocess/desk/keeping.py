"""Files of a form that is shown again (a fault, another's act in between, the page on which it is checked):
browsers forget them, so they are held sealed and named in a signed field.

Knows the field. What is held, and how, `docket.actions.holding` knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple
from datetime import timedelta

from django.core import signing
from django.http import HttpRequest

from dueprocess.docket.actions import Held
from dueprocess.docket.models import Docket

FIELD, DROP = "held", "drop"
FOR = timedelta(hours=20)


def of(request: HttpRequest, docket: Docket) -> list[Held]:
    """The files held for this form before, without those that were ticked to be left out."""
    try:
        rows = signing.loads(request.POST.get(FIELD, ""), salt=_salt(request, docket), max_age=FOR)
    except signing.BadSignature:
        return []
    dropped = set(request.POST.getlist(DROP))
    return [each for each in (Held(*row) for row in rows) if each.stored not in dropped]


def signed(request: HttpRequest, docket: Docket, held: Iterable[Held]) -> str:
    """The value of the field: only this login can send it, and only for this case."""
    return signing.dumps([astuple(each) for each in held], salt=_salt(request, docket), compress=True)


def _salt(request: HttpRequest, docket: Docket) -> str:
    return f"desk.held/{docket.pk}/{request.user.pk}"
