"""Stored people, units and offices.

Knows who belongs to the organisation and which roles they hold, where and until when.
Must not know what any complaint is about.
"""

from dueprocess.people.models.accreditations import Accreditation
from dueprocess.people.models.erasures import ErasedKey, PersonErasure
from dueprocess.people.models.lists import SentFile, SentList, Step
from dueprocess.people.models.logins import Login, LoginManager, LoginProposal
from dueprocess.people.models.offices import (
    Appointment,
    Candidacy,
    Delegation,
    Grant,
    Office,
    Power,
    Qualification,
    QualificationKind,
    Term,
)
from dueprocess.people.models.register import (
    BELONGING,
    Alias,
    Change,
    Listing,
    MemberList,
    NameKey,
    NameWord,
    Person,
    PersonStatus,
    Reason,
    Stamp,
    Unit,
    line_of,
)

__all__ = [
    "BELONGING",
    "Accreditation",
    "Alias",
    "Appointment",
    "Candidacy",
    "Change",
    "Delegation",
    "ErasedKey",
    "Grant",
    "Listing",
    "Login",
    "LoginManager",
    "LoginProposal",
    "MemberList",
    "NameKey",
    "NameWord",
    "Office",
    "Person",
    "PersonErasure",
    "PersonStatus",
    "Power",
    "Qualification",
    "QualificationKind",
    "Reason",
    "SentFile",
    "SentList",
    "Stamp",
    "Step",
    "Term",
    "Unit",
    "line_of",
]
