"""The page of one docket as a value, the form of a step, its files and its read journal."""

from dueprocess.docket.extracts.pages.files import file_bytes, reads
from dueprocess.docket.extracts.pages.page import of, page
from dueprocess.docket.extracts.pages.people import bodies, parties
from dueprocess.docket.extracts.pages.steps import form, form_of, steps
from dueprocess.docket.extracts.pages.times import deadline, pauses

__all__ = [
    "bodies",
    "deadline",
    "file_bytes",
    "form",
    "form_of",
    "of",
    "page",
    "parties",
    "pauses",
    "reads",
    "steps",
]
