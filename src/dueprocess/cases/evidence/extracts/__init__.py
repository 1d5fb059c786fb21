"""Evidence of a case for pages, as frozen values. Ask the wall first."""

from dueprocess.cases.evidence.extracts.bare import GivenFile, given_file
from dueprocess.cases.evidence.extracts.copies import CopyLine, copy_bytes
from dueprocess.cases.evidence.extracts.custody import CustodyLine, check, codes
from dueprocess.cases.evidence.extracts.given import (
    GivenLine,
    Unused,
    UnusedLine,
    given_to,
    is_given,
    may_open,
    unused,
)
from dueprocess.cases.evidence.extracts.lists import (
    EvidencePage,
    ItemLine,
    ItemPage,
    Thing,
    evidence_page,
    item_in,
    item_page,
)
from dueprocess.cases.evidence.extracts.notes import tell_notes
from dueprocess.cases.evidence.extracts.offered import OfferedLine, offered
from dueprocess.cases.evidence.extracts.read import (
    FaultLine,
    PageLine,
    PartLine,
    ReadLine,
    Version,
    pages_said,
)
from dueprocess.cases.evidence.extracts.shown import Shown, ShownLine, is_shown, may_open_shown, shown

__all__ = [
    "CopyLine",
    "CustodyLine",
    "EvidencePage",
    "FaultLine",
    "GivenFile",
    "GivenLine",
    "ItemLine",
    "ItemPage",
    "OfferedLine",
    "PageLine",
    "PartLine",
    "ReadLine",
    "Shown",
    "ShownLine",
    "Thing",
    "Unused",
    "UnusedLine",
    "Version",
    "check",
    "codes",
    "copy_bytes",
    "evidence_page",
    "given_file",
    "given_to",
    "is_given",
    "is_shown",
    "item_in",
    "item_page",
    "may_open",
    "may_open_shown",
    "offered",
    "pages_said",
    "shown",
    "tell_notes",
    "unused",
]
