"""How long what is closed, and who has left, is kept: a schedule as data, and what it says on one day. Pure.
one day. Pure.

`load` and `check` read a schedule; `judge` says until when something is kept, and why. The format stands in
docs/reference/retention.md. Knows no rulebook by name; what a condition names is checked against one.
"""

from dueprocess.core.retention.judging import LOOKED_AT, Applied, Imposed, Situation, Standing, Verdict, judge
from dueprocess.core.retention.model import (
    CASE,
    DOCKETS,
    FILED,
    KINDS,
    MESSAGE,
    PERSON,
    PLAN,
    STATUSES,
    After,
    Class,
    Condition,
    Schedule,
    Then,
)
from dueprocess.core.retention.reading import Names, check, load, names_of
from dueprocess.core.retention.schema import retention_schema
from dueprocess.core.retention.telling import changes, in_words, notes_in_words

__all__ = [
    "CASE",
    "DOCKETS",
    "FILED",
    "KINDS",
    "LOOKED_AT",
    "MESSAGE",
    "PERSON",
    "PLAN",
    "STATUSES",
    "After",
    "Applied",
    "Class",
    "Condition",
    "Imposed",
    "Names",
    "Schedule",
    "Situation",
    "Standing",
    "Then",
    "Verdict",
    "changes",
    "check",
    "in_words",
    "judge",
    "load",
    "names_of",
    "notes_in_words",
    "retention_schema",
]
