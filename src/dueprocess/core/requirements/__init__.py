"""Training requirements as data: who must have finished what, by when, and where each person stands with it
on any day, with its reason. Pure.

`load` and `check` read them, `status` and `statuses` judge a person, `unit_status` a unit, `because` says it
in a sentence. The format stands in docs/reference/requirements.md. Knows no rulebook by name, no storage and
nobody's case: what is known of a person comes in.
"""

from dueprocess.core.requirements.counting import Coverage, coverage
from dueprocess.core.requirements.exempting import may_exempt
from dueprocess.core.requirements.facts import (
    Done,
    Exempt,
    Holding,
    Membership,
    Order,
    Person,
    Referral,
    Unit,
    What,
)
from dueprocess.core.requirements.judging import (
    Cause,
    Led,
    State,
    Status,
    status,
    statuses,
    unit_status,
    unit_statuses,
)
from dueprocess.core.requirements.model import (
    After,
    Book,
    Consequence,
    Exemption,
    Leads,
    Requirement,
    Requirements,
    Who,
    bound_by,
)
from dueprocess.core.requirements.qualifying import qualifies_until
from dueprocess.core.requirements.reading import Named, check, load, named_by
from dueprocess.core.requirements.telling import because, changes, explain, in_words, leads_to

__all__ = [
    "After",
    "Book",
    "Cause",
    "Consequence",
    "Coverage",
    "Done",
    "Exempt",
    "Exemption",
    "Holding",
    "Leads",
    "Led",
    "Membership",
    "Named",
    "Order",
    "Person",
    "Referral",
    "Requirement",
    "Requirements",
    "State",
    "Status",
    "Unit",
    "What",
    "Who",
    "because",
    "bound_by",
    "changes",
    "check",
    "coverage",
    "explain",
    "in_words",
    "leads_to",
    "load",
    "may_exempt",
    "named_by",
    "qualifies_until",
    "status",
    "statuses",
    "unit_status",
    "unit_statuses",
]
