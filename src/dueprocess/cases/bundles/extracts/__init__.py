"""Bundles for pages, as frozen values. At the desk ask the wall first."""

from dueprocess.cases.bundles.extracts.due import DueLine
from dueprocess.cases.bundles.extracts.notes import tell_notes
from dueprocess.cases.bundles.extracts.pages import (
    BundleLine,
    BundlePage,
    CopyLine,
    OddLine,
    PaperLine,
    ReaderLine,
    SectionLine,
    bundle_page,
    bundles,
)
from dueprocess.cases.bundles.extracts.redacting import (
    CoverLine,
    RedactPage,
    found_in,
    picture,
    redact_page,
    word_covers,
)
from dueprocess.cases.bundles.extracts.taking import bundle_of, copy_bytes, held_in
from dueprocess.cases.bundles.extracts.theirs import (
    COPY,
    MANIFEST,
    ServedBundle,
    ServedPaper,
    has_any,
    is_due,
    items_in,
    manifest_bytes,
    of_party,
    one_of,
    paper_pdf,
    paper_words,
)

__all__ = [
    "COPY",
    "MANIFEST",
    "BundleLine",
    "BundlePage",
    "CopyLine",
    "CoverLine",
    "DueLine",
    "OddLine",
    "PaperLine",
    "ReaderLine",
    "RedactPage",
    "SectionLine",
    "ServedBundle",
    "ServedPaper",
    "bundle_of",
    "bundle_page",
    "bundles",
    "copy_bytes",
    "found_in",
    "has_any",
    "held_in",
    "is_due",
    "items_in",
    "manifest_bytes",
    "of_party",
    "one_of",
    "paper_pdf",
    "paper_words",
    "picture",
    "redact_page",
    "tell_notes",
    "word_covers",
]
