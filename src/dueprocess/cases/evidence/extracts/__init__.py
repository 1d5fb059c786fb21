"""Evidence of a case for pages, as frozen values. Ask the wall first."""

from dueprocess.cases.evidence.extracts.copies import CopyLine, copy_bytes
from dueprocess.cases.evidence.extracts.custody import CustodyLine, check, codes
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

__all__ = [
    "CopyLine",
    "CustodyLine",
    "EvidencePage",
    "ItemLine",
    "ItemPage",
    "Thing",
    "check",
    "codes",
    "copy_bytes",
    "evidence_page",
    "item_page",
    "kind_of",
    "tell_notes",
]
