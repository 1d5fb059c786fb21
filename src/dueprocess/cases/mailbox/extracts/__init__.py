"""The mailbox for pages: the list, one message, what is late, and the count of all. Ask here from a door."""

from dueprocess.cases.mailbox.extracts.lists import (
    Account,
    Box,
    Line,
    Trouble,
    account,
    box,
    late,
    late_count,
    numbers,
    troubles,
    unassigned,
)
from dueprocess.cases.mailbox.extracts.outgoing import Outgoing, outgoing
from dueprocess.cases.mailbox.extracts.pages import MessageFile, MessagePage, MessagePart, able, page, parties
from dueprocess.cases.mailbox.extracts.placed import Put, PutPage, count_to_confirm, put, put_to, to_confirm
from dueprocess.cases.mailbox.extracts.several import (
    MOST,
    Chosen,
    ToSign,
    chosen,
    count_to_sign,
    like,
    to_sign,
)

__all__ = [
    "MOST",
    "Account",
    "Box",
    "Chosen",
    "Line",
    "MessageFile",
    "MessagePage",
    "MessagePart",
    "Outgoing",
    "Put",
    "PutPage",
    "ToSign",
    "Trouble",
    "able",
    "account",
    "box",
    "chosen",
    "count_to_confirm",
    "count_to_sign",
    "late",
    "late_count",
    "like",
    "numbers",
    "outgoing",
    "page",
    "parties",
    "put",
    "put_to",
    "to_confirm",
    "to_sign",
    "troubles",
    "unassigned",
]
