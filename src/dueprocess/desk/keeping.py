"""Files of a form that is shown again (a fault, another's act in between, the page on which it is checked):
browsers forget them, so they are held sealed and named in a signed field.

Knows the field. What is held, and how, `docket.actions.holding` knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from dueprocess.docket.actions import Held, is_there
from dueprocess.docket.models import Docket

FIELD, DROP = "held", "drop"


def of(request: HttpRequest, docket: Docket) -> tuple[list[Held], str]:
    """The files held for this form before, without those that were ticked to be left out; and what to say of
    those that are held no more ("" where there are none), so that nothing is sent without them unseen."""
    given = request.POST.get(FIELD, "")
    if not given:
        return [], ""
    try:
        rows = signing.loads(given, salt=_salt(request, docket))
    except signing.BadSignature:
        return [], _("The files that came with this form are not held any more. Choose them again.")
    dropped = set(request.POST.getlist(DROP))
    held = [each for each in (Held(*row) for row in rows) if each.stored not in dropped]
    gone = ", ".join(each.name for each in held if not is_there(each))
    lost = _("Files are held for a day only, and these are gone: {names}. Choose them again.")
    return [each for each in held if is_there(each)], lost.format(names=gone) if gone else ""


def signed(request: HttpRequest, docket: Docket, held: Iterable[Held]) -> str:
    """The value of the field: only this login can send it, and only for this case."""
    return signing.dumps([astuple(each) for each in held], salt=_salt(request, docket), compress=True)


def _salt(request: HttpRequest, docket: Docket) -> str:
    return f"desk.held/{docket.pk}/{request.user.pk}"
