"""Stock, Promise and WeekCount rows, made from one act after another. Must not decide anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta

from django.db import models

from dueprocess.cases.plan.models import Promise, Stock, Urgency, WeekCount
from dueprocess.core.workdays import at_time
from dueprocess.docket import house
from dueprocess.docket.actions.rooms import Rows, Written, project
from dueprocess.docket.models import Docket
from dueprocess.docket.models.dockets import PLAN
from dueprocess.rules import rulebooks

TABLES: Mapping[type[models.Model], str] = {Promise: "", Stock: ""}
COUNT = "count"
"""What `introduces` names in the act of a plan that counts: the numbers."""


def write(rows: Rows, docket: Docket, act: Written) -> None:
    """Make what one act of a case means for these rows; nothing, for most."""
    if act.is_note and act.name == house.STOCK:
        _stock(rows, act)
    elif act.is_note and act.name == house.PROMISED:
        _promise(rows, docket, act)


def _stock(rows: Rows, act: Written) -> None:
    found = rows.of(Stock)
    if not found:
        found.append({"docket_id": rows.docket})
    found[0].update(
        act=act.n,
        taken_at=act.recorded_at,
        found=act.facts["found"],
        lacking=act.facts["lacking"],
        conflict=act.facts["conflict"],
        suspended=act.facts["suspended"],
        urgency=act.facts.get("urgency", Urgency.TURN),  # nobody was asked before it was asked
    )


def _promise(rows: Rows, docket: Docket, act: Written) -> None:
    for row in rows.of(Promise):
        if row["of"] == act.facts["of_what"] and row["ended_at"] is None:
            row["ended_at"] = act.at
    on = date.fromisoformat(act.facts["day"])
    zone = rulebooks.clock(act.rulebook or docket.rulebook_id).zone
    rows.of(Promise).append(
        {
            "docket_id": rows.docket,
            "act": act.n,
            "of": act.facts["of_what"],
            "on": on,
            "ends_at": at_time(zone, on + timedelta(days=1), time()),
            "made_at": act.at,
            "ended_at": None,
        }
    )


@project(PLAN, into={WeekCount: ""})
def write_plan(rows: Rows, docket: Docket, act: Written) -> None:
    """Make the row of a weekly count."""
    if COUNT in act.introduces and not act.annulled:
        count = act.introduces[COUNT]
        names = ("carried_in", "split_off", "closed", "dated", "undated", "promised", "kept", "missed")
        rows.of(WeekCount).append(
            {"docket_id": docket.pk, "act": act.n, "on": date.fromisoformat(count["on"])}
            | {name: int(count.get(name, 0)) for name in names}
        )
