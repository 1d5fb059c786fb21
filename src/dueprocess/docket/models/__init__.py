"""Dockets as stored.

`source` is what happened and is never rewritten; `projections` can be dropped and rebuilt from it; `access`
says who may read and who has read; `reminders` which mails of a coming last day went out; `erasures` that the
content is gone. Must not know what a case, a complaint or a note is about.
"""

from dueprocess.docket.models.access import AccessRule, Reach, Read
from dueprocess.docket.models.dockets import Docket, DocketQuerySet
from dueprocess.docket.models.erasures import Erasure
from dueprocess.docket.models.projections import (
    Deadline,
    Measure,
    Notice,
    Party,
    Sanction,
    Word,
)
from dueprocess.docket.models.proposals import Proposal, Signature
from dueprocess.docket.models.reminders import Reminder
from dueprocess.docket.models.retention import ErasureList, Keeping, LegalHold, RegisterList
from dueprocess.docket.models.source import Act, Content, File, PersonKey

__all__ = [
    "AccessRule",
    "Act",
    "Content",
    "Deadline",
    "Docket",
    "DocketQuerySet",
    "Erasure",
    "ErasureList",
    "File",
    "Keeping",
    "LegalHold",
    "Measure",
    "Notice",
    "Party",
    "PersonKey",
    "Proposal",
    "Reach",
    "Read",
    "RegisterList",
    "Reminder",
    "Sanction",
    "Signature",
    "Word",
]
