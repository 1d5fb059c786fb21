"""What the floors above may know of training, as frozen values. What requirements are judged by, `finished`
gives: `done(person)` and `exemptions(person)`, and both for many people at once.
"""

from dueprocess.training.extracts.finished import (
    Catalogue,
    Done,
    Exempt,
    catalogue,
    done,
    done_of,
    exemptions,
    exemptions_of,
)

__all__ = [
    "Catalogue",
    "Done",
    "Exempt",
    "catalogue",
    "done",
    "done_of",
    "exemptions",
    "exemptions_of",
]
