"""Setting, moving and cancelling hearings, inviting and answering, and what is written down on the day. Each
is a note of the case."""

from dueprocess.cases.hearings.actions.answering import available, away, reply
from dueprocess.cases.hearings.actions.day import attend, end_special, plan_publicity, record, special
from dueprocess.cases.hearings.actions.setting import (
    AT_DESK,
    AT_PORTAL,
    Plan,
    cancel,
    drop,
    move,
    set_up,
)

__all__ = [
    "AT_DESK",
    "AT_PORTAL",
    "Plan",
    "attend",
    "available",
    "away",
    "cancel",
    "drop",
    "end_special",
    "move",
    "plan_publicity",
    "record",
    "reply",
    "set_up",
    "special",
]
