"""Invitation rows, made from one act of a case after another. Must not decide anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import models

from dueprocess.cases.hearings.models import Invitation
from dueprocess.docket import house
from dueprocess.docket.actions.rooms import Rows, Written

TABLES: Mapping[type[models.Model], str] = {Invitation: ""}


def write(rows: Rows, act: Written) -> None:
    """Make what one act means for these rows; nothing, for most."""
    if not act.is_note:
        return
    if act.name in (house.HEARING_SET, house.HEARING_MOVED):
        _put(rows, act)
    elif act.name in (house.HEARING_OFF, house.UNINVITED):
        there = rows.of(Invitation)
        out = act.facts.get("without")
        there[:] = [
            row
            for row in there
            if row["hearing"] != act.facts["hearing"] or (out is not None and row["key"] not in out)
        ]


def _put(rows: Rows, act: Written) -> None:
    there = rows.of(Invitation)
    hearing, invited = act.facts["hearing"], act.facts["invited"]
    hour = {
        "from_at": datetime.fromisoformat(act.facts["from"]),
        "to_at": datetime.fromisoformat(act.facts["to"]),
    }
    there[:] = [row for row in there if row["hearing"] != hearing or row["key"] in invited]
    known = {row["key"]: row for row in there if row["hearing"] == hearing}
    for key in invited:
        if key in known:
            known[key].update(hour)
        else:
            there.append({"docket_id": rows.docket, "hearing": hearing, "key": key, **hour})
