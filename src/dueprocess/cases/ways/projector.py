"""PartyWay rows, made from one act of a case after another. Must not decide anything.

A new link ends the links before it, and what they had opened. A note that closes a party's ways ends all of
them, and so does one that says that the party is somebody else than was thought: the way was given to
another. A link or passkey of which nothing is known any more (its content was erased) has no row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from django.db import models

from dueprocess.cases.ways.models import PartyWay
from dueprocess.docket import house
from dueprocess.docket.actions.rooms import Row, Rows, Written

TABLES: Mapping[type[models.Model], str] = {PartyWay: ""}


def write(rows: Rows, act: Written) -> None:
    """Make what one act means for these rows; nothing, for most."""
    if not act.is_note:
        return
    if act.name == house.LINK_GIVEN:
        to = act.facts["to"]
        _end(rows, act, to, lambda row: row["login_id"] is None)
        if house.WAY in act.content:
            until = datetime.fromisoformat(act.facts["until"])
            rows.of(PartyWay).append(
                _row(rows, act, to[0]) | {"tag": act.content[house.WAY], "until_at": until}
            )
    elif act.name == house.PASSKEY_KEPT and house.WAY in act.content:
        rows.of(PartyWay).append(_row(rows, act, act.facts["to"][0]) | {"login_id": act.content[house.WAY]})
    elif act.name == house.LINK_USED:
        for row in rows.of(PartyWay):
            if row["act"] == act.facts["of"]:
                row["used_at"] = act.recorded_at
    elif act.name == house.WAYS_CLOSED:
        _end(rows, act, act.facts["to"])
    elif act.name == house.LINKED:
        _end(rows, act, [act.facts["party"]])


def _row(rows: Rows, act: Written, key: str) -> Row:
    return {
        "docket_id": rows.docket, "key": key, "act": act.n, "tag": None, "login_id": None,
        "made_at": act.recorded_at, "until_at": None, "used_at": None, "ended_at": None,
    }  # fmt: skip


def _end(
    rows: Rows, act: Written, keys: Collection[str], which: Callable[[Row], bool] = lambda row: True
) -> None:
    for row in rows.of(PartyWay):
        if row["key"] in keys and row["ended_at"] is None and which(row):
            row["ended_at"] = act.recorded_at
