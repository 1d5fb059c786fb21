"""For whom a case that goes out of another is shut: whom that concerns and this one does not. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from dueprocess.docket import parted, roster, ties
from dueprocess.docket.actions import copies
from dueprocess.docket.models import AccessRule
from dueprocess.docket.roster import Assembled
from dueprocess.docket.sealing import person_tag


def persons(whole: Assembled, known: Mapping[str, Mapping[str, Any]], parties: Collection[str]) -> list[int]:
    """Return whom the old docket concerns or to whom it is shut, and who are no party of the new one.
    `known`: who each local key of the old one is; `parties`: of the new one."""
    linked = roster.links(whole.rows)
    alike = roster.unlinked(whole.rows)
    found: set[int] = set()
    for key in roster.since(whole.rows):
        if key in parties:
            continue
        who = linked.get(key, key)
        for each in (who, *alike.get(key, ())):
            if person := known.get(each, {}).get("person"):
                found.add(person)
    denied = AccessRule.objects.filter(docket=whole.docket, allows=False, ended_at=None)
    tags = set(denied.values_list("tag", flat=True))
    for row in whole.rows:
        if row.is_note and row.name == parted.CAME:
            found |= {known[key]["person"] for key in row.facts["shut"]}
    found |= {
        each["person"] for each in known.values() if each.get("person") and person_tag(each["person"]) in tags
    }
    mine = {known[linked.get(key, key)].get("person") for key in parties if key in known}
    return sorted(found - mine)


def units(whole: Assembled, parties: Mapping[str, Any]) -> list[int]:
    """Return the units for whose officers the old docket is shut, and that are no party of the new one."""
    found = set(roster.accused(whole.rows, {}).values())
    found.update(copies.parting_units(whole.rows, ()))
    return sorted(found - set(ties.accused(parties).values()))
