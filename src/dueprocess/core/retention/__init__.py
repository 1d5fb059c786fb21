"""How long what is closed is kept: a schedule as data, and what it says of one docket on one day. Pure.

`load` and `check` read a schedule; `judge` says until when something is kept, and why. The format stands in
docs/reference/retention.md. Knows no rulebook by name; what a condition names is checked against one.
"""

from dueprocess.core.retention.judging import LOOKED_AT, Applied, Imposed, Situation, Standing, Verdict, judge
from dueprocess.core.retention.model import (
    CASE,
    FILED,
    KINDS,
    MESSAGE,
    PLAN,
    After,
    Class,
    Condition,
    Schedule,
    Then,
)
from dueprocess.core.retention.reading import Names, check, load, names_of
from dueprocess.core.retention.schema import retention_schema
from dueprocess.core.retention.telling import changes, in_words

__all__ = [
    "CASE",
    "FILED",
    "KINDS",
    "LOOKED_AT",
    "MESSAGE",
    "PLAN",
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
    "retention_schema",
]
