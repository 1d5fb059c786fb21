"""Checking the index of legal holds against the notes of the dockets: none was lifted, or left out, by
writing into a table. That lists of erasures are as they were bound to the log, `rules.verify` checks."""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.docket import house
from dueprocess.docket.models import Act, ErasureList, LegalHold, RegisterList
from dueprocess.docket.retention import HoldIs, lifts
from dueprocess.ledger import state
from dueprocess.rules import bindings

BOUND, PEOPLE = "erasure.listed", "erasure.people"


@state.check("docket.legal_holds")
def legal_holds() -> Iterator[str]:
    """The holds that are listed are those that the notes of the dockets say, put and lifted as there."""
    notes = Act.objects.filter(is_note=True, name=house.LEGAL_HOLD).select_related("docket")
    said: dict[tuple[int, int], tuple[str, int | None]] = {}
    for act in notes.order_by("docket", "n"):
        if act.facts["what"] == HoldIs.PUT:
            said[act.docket_id, act.n] = (act.docket.number, None)
        elif not lifts(act):
            yield f"docket {act.docket.number} act {act.n}: lifted by one person alone: it does not count"
        else:
            put = (act.docket_id, int(act.facts["of"]))
            said[put] = (act.docket.number, act.n)
    for row in LegalHold.objects.select_related("docket").order_by("pk"):
        number, lifted = said.pop((row.docket_id, row.put), (row.docket.number, row.put))
        if row.lifted != lifted:
            yield f"docket {number}: the legal hold of act {row.put} is listed otherwise than its notes say"
    for (_docket, begun), (number, _lifted) in said.items():
        yield f"docket {number}: the legal hold of act {begun} is not listed"


bindings.also(ErasureList, BOUND)
bindings.also(RegisterList, PEOPLE)
