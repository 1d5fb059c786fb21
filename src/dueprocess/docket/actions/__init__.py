"""The one write path of dockets. Every change to what the organisation has done goes through here."""

from dueprocess.docket.actions.access import Decision
from dueprocess.docket.actions.changing import change_version
from dueprocess.docket.actions.circling import propose_circle
from dueprocess.docket.actions.holding import Held, hold, is_there, uploads
from dueprocess.docket.actions.in_writing import (
    ask_others,
    conclude,
    object_to,
    propose_in_writing,
    vote,
    waits,
)
from dueprocess.docket.actions.laying import journal_opening, lay_open
from dueprocess.docket.actions.letters import announce, deliver, lacking, note_sent, send_again, send_now
from dueprocess.docket.actions.pausing import settle_pause
from dueprocess.docket.actions.placing import needs as placed
from dueprocess.docket.actions.placing import place
from dueprocess.docket.actions.placing import takes_two as place_takes_two
from dueprocess.docket.actions.proposals import decline, propose, propose_note, sign
from dueprocess.docket.actions.proposing import propose_access, propose_annulment, propose_lift, propose_unit
from dueprocess.docket.actions.reading import read_by_party
from dueprocess.docket.actions.rehearsing import rehearse, tried
from dueprocess.docket.actions.reminders import remind
from dueprocess.docket.actions.retaining import put_hold, review
from dueprocess.docket.actions.steps import (
    assign,
    house_note,
    open_docket,
    record_lapses,
    take_note,
    take_step,
)
from dueprocess.docket.actions.unassigned import look_after
from dueprocess.docket.actions.units import close_unit
from dueprocess.docket.actions.waiving import waive

__all__ = [
    "Decision",
    "Held",
    "announce",
    "ask_others",
    "assign",
    "change_version",
    "close_unit",
    "conclude",
    "decline",
    "deliver",
    "hold",
    "house_note",
    "is_there",
    "journal_opening",
    "lacking",
    "lay_open",
    "look_after",
    "note_sent",
    "object_to",
    "open_docket",
    "place",
    "place_takes_two",
    "placed",
    "propose",
    "propose_access",
    "propose_annulment",
    "propose_circle",
    "propose_in_writing",
    "propose_lift",
    "propose_note",
    "propose_unit",
    "put_hold",
    "read_by_party",
    "record_lapses",
    "rehearse",
    "remind",
    "review",
    "send_again",
    "send_now",
    "settle_pause",
    "sign",
    "take_note",
    "take_step",
    "tried",
    "uploads",
    "vote",
    "waits",
    "waive",
]
