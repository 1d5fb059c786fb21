"""Arrival and Mailed rows, made from one act after another of dockets that messages opened and of cases.

The docket is the source: `dueprocess rebuild` drops these rows and runs the same function again. Must not
decide anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import models

from dueprocess.cases.mailbox.models import Arrival, Mailed, State
from dueprocess.docket import house, replies
from dueprocess.docket.actions.letters import MAILS
from dueprocess.docket.actions.rooms import Rows, Written, project
from dueprocess.docket.models import Docket
from dueprocess.docket.models.dockets import MESSAGE
from dueprocess.docket.models.source import FROM_MESSAGE
from dueprocess.kit import keys

MAIL = "mail"
"""The content field with what was read of a message beside its text."""
INTO = "into"
"""What `introduces` names in the note that puts a message to a case: the pseudonym of that case."""
TABLES: Mapping[type[models.Model], str] = {Mailed: "", Arrival: ""}


@project(MESSAGE, into=TABLES)
def write(rows: Rows, docket: Docket, act: Written) -> None:
    """Make what one act means for the rows of the mailbox; nothing, for most acts of a case."""
    if mail := act.content.get(MAIL):
        waits = act.name == house.ARRIVED
        rows.of(Arrival).append(
            {
                "docket_id": docket.pk,
                "act": act.n,
                "tag": mail["tag"],
                "sender": sender_tag(mail["sender"]),
                "arrived_at": act.at,
                "recorded_at": act.recorded_at,
                "proposal": mail["proposal"],
                "why": mail["why"],
                "state": str(State.WAITING if waits else State.PART),
                "settled_at": None if waits else act.recorded_at,
                "into": "",
                "answered": bool(mail["answered"]),
            }
        )
    for key, code in act.introduces.get(MAILS, {}).items():
        token = replies.tag_of(docket, key)
        rows.of(Mailed).append(
            {"docket_id": docket.pk, "act": act.n, "key": key, "code": code, "token": token}
        )
    if act.name == house.CLASSIFIED:
        for row in rows.of(Arrival):
            _settle(row, State(act.facts["as"]), act.recorded_at)
            row["into"] = act.introduces.get(INTO, "")
    elif FROM_MESSAGE in act.introduces:
        for row in rows.of(Arrival):
            if row["state"] == State.WAITING:
                _settle(row, State.COMPLAINT, act.recorded_at)


def _settle(row: dict[str, object], state: State, at: datetime) -> None:
    waits = state in (State.WAITING, State.PLACED)
    row["state"], row["settled_at"] = str(state), None if waits else at


def sender_tag(address: str) -> str:
    """Return the keyed tag under which a sender's messages are counted; "" for no address."""
    return keys.tag("sender", address) if address else ""
