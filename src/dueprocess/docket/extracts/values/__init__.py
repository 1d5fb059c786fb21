"""What pages show of a docket: frozen values only, never models, querysets or keys of sealing."""

from dueprocess.docket.extracts.values.entries import AnnulledLine, FileLine, ReadLine, TimelineRow
from dueprocess.docket.extracts.values.imposed import ImposedLine, NoticeLine, ServedLine
from dueprocess.docket.extracts.values.page import DocketPage
from dueprocess.docket.extracts.values.people import (
    AskLine,
    BodyLine,
    MentionLine,
    Named,
    PartyLine,
    SeatLine,
)
from dueprocess.docket.extracts.values.steps import StepForm, StepLine
from dueprocess.docket.extracts.values.times import DeadlineLine, PauseLine, ReminderLine, StrandLine

__all__ = [
    "AnnulledLine",
    "AskLine",
    "BodyLine",
    "DeadlineLine",
    "DocketPage",
    "FileLine",
    "ImposedLine",
    "MentionLine",
    "Named",
    "NoticeLine",
    "PartyLine",
    "PauseLine",
    "ReadLine",
    "ReminderLine",
    "SeatLine",
    "ServedLine",
    "StepForm",
    "StepLine",
    "StrandLine",
    "TimelineRow",
]
