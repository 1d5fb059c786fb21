"""What is taught, by whom and when, who has a place, who finished it and who need not.

Rows of the register's kind: their keys and days stay, their words can be erased. Must not know why anybody
attends: a course that was ordered stands in the docket of the order, and nowhere here.
"""

from dueprocess.training.models.catalogue import (
    Consultation,
    Programme,
    ProgrammeVersion,
    Provider,
    ProviderAccreditation,
)
from dueprocess.training.models.register import Completion, Exemption, How
from dueprocess.training.models.sessions import Assessed, Feedback, Mode, Place, Session, Stands, Trainer
from dueprocess.training.models.words import Paper, Words

__all__ = [
    "Assessed",
    "Completion",
    "Consultation",
    "Exemption",
    "Feedback",
    "How",
    "Mode",
    "Paper",
    "Place",
    "Programme",
    "ProgrammeVersion",
    "Provider",
    "ProviderAccreditation",
    "Session",
    "Stands",
    "Trainer",
    "Words",
]
