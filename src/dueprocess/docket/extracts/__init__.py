"""Dockets for pages: read once, opened, told in words. Ask the wall first (`wall.open`): this does not."""

from dueprocess.core.engine import Clock
from dueprocess.docket.extracts.annulling import as_if_standing, changes, entry, kept
from dueprocess.docket.extracts.authority import (
    Authority,
    DecidedBy,
    authority,
    authority_of,
    decided_by,
)
from dueprocess.docket.extracts.changing import Coming, coming, still_to_come
from dueprocess.docket.extracts.identity import Unknown, signers, who_is
from dueprocess.docket.extracts.laying import LaidOpen, laid, laid_opening
from dueprocess.docket.extracts.opened import Opened, opened
from dueprocess.docket.extracts.overseeing import ShutOut, shut_out
from dueprocess.docket.extracts.package import HandedOut, handed_out, members
from dueprocess.docket.extracts.pages import file_bytes, form, page, reads
from dueprocess.docket.extracts.pausing import Moved, moved_by
from dueprocess.docket.extracts.placing import moved_sight
from dueprocess.docket.extracts.signing import (
    AskedLine,
    ProposalLine,
    ProposalPage,
    asked_to_sign,
    count_asked,
    proposal,
    signatures,
    waiting,
)
from dueprocess.docket.extracts.telling import decisions
from dueprocess.docket.extracts.unassigned import UnassignedLine, unassigned_case, unassigned_cases
from dueprocess.docket.extracts.values import (
    AnnulledLine,
    BodyLine,
    DeadlineLine,
    DocketPage,
    FileLine,
    ImposedLine,
    Named,
    NoticeLine,
    PartyLine,
    PauseLine,
    ReadLine,
    SeatLine,
    ServedLine,
    StepForm,
    StepLine,
    StrandLine,
    TimelineRow,
)
from dueprocess.docket.extracts.waiving import OpenWay, ways

__all__ = [
    "AnnulledLine",
    "AskedLine",
    "Authority",
    "BodyLine",
    "Clock",
    "Coming",
    "DeadlineLine",
    "DecidedBy",
    "DocketPage",
    "FileLine",
    "HandedOut",
    "ImposedLine",
    "LaidOpen",
    "Moved",
    "Named",
    "NoticeLine",
    "OpenWay",
    "Opened",
    "PartyLine",
    "PauseLine",
    "ProposalLine",
    "ProposalPage",
    "ReadLine",
    "SeatLine",
    "ServedLine",
    "ShutOut",
    "StepForm",
    "StepLine",
    "StrandLine",
    "TimelineRow",
    "UnassignedLine",
    "Unknown",
    "as_if_standing",
    "asked_to_sign",
    "authority",
    "authority_of",
    "changes",
    "coming",
    "count_asked",
    "decided_by",
    "decisions",
    "entry",
    "file_bytes",
    "form",
    "handed_out",
    "kept",
    "laid",
    "laid_opening",
    "members",
    "moved_by",
    "moved_sight",
    "opened",
    "page",
    "proposal",
    "reads",
    "shut_out",
    "signatures",
    "signers",
    "still_to_come",
    "unassigned_case",
    "unassigned_cases",
    "waiting",
    "ways",
    "who_is",
]
