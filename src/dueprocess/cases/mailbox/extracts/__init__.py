"""The mailbox for pages: the list, one message, what is late, and the count of all. Ask here from a door."""

from dueprocess.cases.mailbox.extracts.lists import (
    Account,
    Box,
    Line,
    Trouble,
    account,
    box,
    late_count,
    troubles,
    unassigned,
)
from dueprocess.cases.mailbox.extracts.outgoing import Outgoing, outgoing
from dueprocess.cases.mailbox.extracts.pages import MessageFile, MessagePage, MessagePart, able, page, parties

__all__ = [
    "Account",
    "Box",
    "Line",
    "MessageFile",
    "MessagePage",
    "MessagePart",
    "Outgoing",
    "Trouble",
    "able",
    "account",
    "box",
    "late_count",
    "outgoing",
    "page",
    "parties",
    "troubles",
    "unassigned",
]
