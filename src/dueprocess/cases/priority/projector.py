"""Priority rows, made from one act of a case after another. Must not decide anything."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from dueprocess.cases.priority.models import Priority
from dueprocess.docket import house
from dueprocess.docket.actions.rooms import Rows, Written

TABLES: Mapping[type[models.Model], str] = {Priority: ""}


def write(rows: Rows, act: Written) -> None:
    """Make what one act means for these rows; nothing, for most."""
    if not act.is_note or act.annulled or act.name != house.PRIORITY:
        return
    for row in rows.of(Priority):
        row["ended_at"] = row["ended_at"] or act.recorded_at
    if act.facts["given"]:
        rows.of(Priority).append(
            {
                "docket_id": rows.docket,
                "act": act.n,
                "code": act.facts["code"],
                "criterion": act.facts["criterion"],
                "given_at": act.recorded_at,
                "ended_at": None,
            }
        )
