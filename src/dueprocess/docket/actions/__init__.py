"""The one write path of dockets. Every change to what the organisation has done goes through here."""

from dueprocess.docket.actions.access import allow, deny, end_rule
from dueprocess.docket.actions.steps import assign, open_docket, record_lapses, take_note, take_step

__all__ = [
    "allow",
    "assign",
    "deny",
    "end_rule",
    "open_docket",
    "record_lapses",
    "take_note",
    "take_step",
]
