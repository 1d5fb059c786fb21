"""Cases and complaints for pages, as frozen values. Ask the wall before the functions that take a docket.

desk: `queue`, `my_work`, `counts`, `case_page` · portal: `party_page`, `progress` · both: `intake` · public: `procedure`.
"""

from dueprocess.cases.extracts.intake import Intake, IntakeFact, intake, procedure
from dueprocess.cases.extracts.lists import (
    CaseLine,
    MyWork,
    Queue,
    WorkLine,
    counts,
    my_work,
    queue,
    recent,
    stages,
)
from dueprocess.cases.extracts.page import AllegationLine, CasePage, ComplaintLine, FindingLine, case_page
from dueprocess.cases.extracts.party import MessageLine, PartyPage, StageLine, party_page

__all__ = [
    "AllegationLine",
    "CaseLine",
    "CasePage",
    "ComplaintLine",
    "FindingLine",
    "Intake",
    "IntakeFact",
    "MessageLine",
    "MyWork",
    "PartyPage",
    "Queue",
    "StageLine",
    "WorkLine",
    "case_page",
    "counts",
    "intake",
    "my_work",
    "party_page",
    "procedure",
    "queue",
    "recent",
    "stages",
]
