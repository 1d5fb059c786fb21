"""What happens to a message: it is taken in, and people say what it is."""

from dueprocess.cases.mailbox.actions.classifying import (
    file_automatic,
    make_complaint,
    propose_not_complaint,
    put_back,
)
from dueprocess.cases.mailbox.actions.fetching import fetch, note_trouble
from dueprocess.cases.mailbox.actions.placing import alone, confirm, decline, place
from dueprocess.cases.mailbox.actions.returning import came_back
from dueprocess.cases.mailbox.actions.several import Sorted, make_one_of_several, one_after_another
from dueprocess.cases.mailbox.actions.taking_in import Taken, take_in

__all__ = [
    "Sorted",
    "Taken",
    "alone",
    "came_back",
    "confirm",
    "decline",
    "fetch",
    "file_automatic",
    "make_complaint",
    "make_one_of_several",
    "note_trouble",
    "one_after_another",
    "place",
    "propose_not_complaint",
    "put_back",
    "take_in",
]
