"""Evidence of a case for pages, as frozen values. Ask the wall first."""

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
    item_page,
    kind_of,
)
from dueprocess.cases.evidence.extracts.notes import tell_notes
from dueprocess.cases.evidence.extracts.read import (
    FaultLine,
    PageLine,
    PartLine,
    ReadLine,
    Version,
    pages_said,
)

__all__ = [
    "CopyLine",
    "CustodyLine",
    "EvidencePage",
    "FaultLine",
    "GivenLine",
    "ItemLine",
    "ItemPage",
    "PageLine",
    "PartLine",
    "ReadLine",
    "Thing",
    "Unused",
    "UnusedLine",
    "Version",
    "check",
    "codes",
    "copy_bytes",
    "evidence_page",
    "given_to",
    "is_given",
    "item_page",
    "kind_of",
    "may_open",
    "pages_said",
    "tell_notes",
    "unused",
]
