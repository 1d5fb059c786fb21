"""Where an act was first written down, of one that came along when a case was split. Reads acts alone."""

from __future__ import annotations

from dueprocess.docket import roster
from dueprocess.docket.models import Act
from dueprocess.docket.models.source import CARRIED


def first_entry(act: Act) -> int:
    """Return the key of the entry by which an act came into the record: of what came out of another case, the
    entry in the first of them, which the receipt of a complaint is about."""
    while CARRIED in act.introduces:
        first = act if act.n == 1 else Act.objects.get(docket=act.docket_id, n=1)
        origin = first.introduces[roster.ORIGIN]["c"]
        act = Act.objects.get(docket__pseudonym=origin, n=act.n)
    return act.entry_id
