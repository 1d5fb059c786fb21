"""Acts told in words: title, author, coded facts, texts. Knows the JSON of acts and titles of the
rulebook."""

from dueprocess.docket.extracts.telling.facts import coded, details, fact_words, placed
from dueprocess.docket.extracts.telling.rooms import note_with
from dueprocess.docket.extracts.telling.rows import HIDDEN, files, row, timeline
from dueprocess.docket.extracts.telling.titles import decisions, entry, notes, numbered, title_of, whom

__all__ = [
    "HIDDEN",
    "coded",
    "decisions",
    "details",
    "entry",
    "fact_words",
    "files",
    "note_with",
    "notes",
    "numbered",
    "placed",
    "row",
    "timeline",
    "title_of",
    "whom",
]
