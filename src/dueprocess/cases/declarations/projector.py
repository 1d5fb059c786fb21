"""Declaration rows, made from one act of a case after another. Must not decide anything.

Whoever is asked again, since a further party came in, has not answered yet. What was declared without being
asked, and what others say of an officer, has no row here.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from dueprocess.cases.declarations.models import Declaration
from dueprocess.docket import house
from dueprocess.docket.actions.rooms import Rows, Written

TABLES: Mapping[type[models.Model], str] = {Declaration: ""}
Answer = Declaration.Answer
_SAYS = {"declared": Answer.FREE, "conflict": Answer.BOUND, "stepped_down": Answer.BOUND}


def write(rows: Rows, act: Written) -> None:
    """Make what one act means for these rows; nothing, for most."""
    if not act.is_note or act.annulled:
        return
    if act.name == house.ASKED_TO_DECLARE:
        there = rows.of(Declaration)
        there[:] = [row for row in there if row["key"] not in act.facts["asked"]]
        for key in act.facts["asked"]:
            there.append(
                {
                    "docket_id": rows.docket, "key": key, "role": act.facts["role"], "act": act.n,
                    "asked_at": act.recorded_at, "answer": Answer.NONE, "answered_at": None,
                }
            )  # fmt: skip
    elif act.name in _SAYS and act.facts["who"] == act.facts.get("said_by", act.facts["who"]):
        for row in rows.of(Declaration):
            if row["key"] == act.facts["who"]:
                row["answer"], row["answered_at"] = _SAYS[act.name], act.recorded_at
