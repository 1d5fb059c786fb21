"""Giving respondents the list of what was gathered and is not relied on, with whatever may help them, before
they reply. What was on it, and when, is a note of the case."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.actions.talking import send_message
from dueprocess.cases.evidence.actions.describing import impartial
from dueprocess.core.errors import Malformed, Problem
from dueprocess.docket import actions as dockets
from dueprocess.docket import evidence, house
from dueprocess.docket.evidence import Class, Items
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs

KIND = "respondent"


@transaction.atomic
def disclose(*, docket: Docket, to: Collection[str], by: Actor, length: int | None = None) -> Act:
    """Give respondents (local keys) the list of the unused items as it is now, and write to them that it is
    there; return the note. They open it, and what may help them, on their own pages.

    Raises Malformed for nobody, or somebody who is no respondent; Refused as `describe`, and "untold" for one
    whom the rules have not told of the case yet.
    """
    docket = Docket.objects.locked(docket.pk)
    rows = impartial(docket, by)
    respondents = set(docket.parties.filter(kind=KIND).values_list("key", flat=True))
    if not to or not set(to) <= respondents:
        said = _("The list goes to respondents.")
        raise Malformed([Problem("to", None, said, _("Choose at least one of them."))])
    facts = {"to": sorted(to), **listed(evidence.items(rows))}
    note = dockets.house_note(
        docket=docket, note=house.DISCLOSED, by=by, needs=Needs(act=facts), named={}, length=length
    )
    said = _(
        "You can read on your page what was gathered in this matter and is not relied on against you. "
        "What may help you is there to be opened."
    )
    send_message(docket=docket, by=by, text=said, to=sorted(to))
    return note


def listed(items: Items) -> dict[str, Any]:
    """Return what a list of unused items says, in codes: items, with those that may help; items whose source
    is protected, or on whose use nobody has ruled yet, of which only that they are there is told.
    What is privileged is on no list."""
    open_, shut = [], []
    for item in items.values():
        if item.counts_as != Class.UNUSED:
            continue
        if item.protected or item.unruled:
            shut.append(item.key)
        else:
            open_.append({"item": item.key} | ({"helpful": True} if item.helpful else {}))
    return {"items": open_, "withheld": shut}
