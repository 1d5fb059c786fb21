"""Cases and complaints for pages, as frozen values. Ask the wall before the functions that take a docket.

desk: `queue`, `my_work`, `counts`, `case_page`, `step_page` · portal: `matters`, `party_of`, `party_page`,
`letter` · both: `intake`.
"""

from dueprocess.cases.extracts.alike import (
    AlikeGroup,
    AlikeGroups,
    AlikeLine,
    alike_groups,
    alike_to,
    joining_steps,
    proposal,
)
from dueprocess.cases.extracts.board import BandOfCases, Board, Card, EscalationLine, board
from dueprocess.cases.extracts.erased import (
    Copy,
    ErasedCase,
    ErasedMatter,
    copies,
    erased_case,
    erased_matter,
)
from dueprocess.cases.extracts.flow import FlowPage, flow
from dueprocess.cases.extracts.in_force import Counts, InForce, InForceLine, Only, in_force
from dueprocess.cases.extracts.in_force import counts as counts_in_force
from dueprocess.cases.extracts.in_force import late as late_reviews
from dueprocess.cases.extracts.intake import (
    Intake,
    IntakeFact,
    clauses,
    intake,
    matched,
    own_openings,
)
from dueprocess.cases.extracts.joining import (
    JoiningLine,
    JoiningPage,
    case_behind,
    joining,
    joinings,
    may_own,
    role_for,
    way_to_join,
)
from dueprocess.cases.extracts.lists import (
    AGE_BANDS,
    CaseLine,
    Queue,
    counts,
    queue,
    stages,
)
from dueprocess.cases.extracts.measures import MeasureLine, to_decide, undecided
from dueprocess.cases.extracts.mine import Letter, Matter, letter, matters, party_may_read_file, party_of
from dueprocess.cases.extracts.owed import LetterGroup, LetterLine, Letters, every_letter, to_send
from dueprocess.cases.extracts.own import OwnLine, own_lines, places
from dueprocess.cases.extracts.page import (
    AllegationLine,
    CasePage,
    ComplaintLine,
    FindingLine,
    authority_page,
    case_page,
    step_page,
)
from dueprocess.cases.extracts.parts import OtherPart, Part, other_parts, parts, with_code_elsewhere
from dueprocess.cases.extracts.party import MessageLine, PartyPage, StageLine, party_page
from dueprocess.cases.extracts.related import RelatedLine, may_relate, related_to
from dueprocess.cases.extracts.saved import ViewLine, may_change_view, saved_view, saved_views
from dueprocess.cases.extracts.work import AskLine, MyWork, WorkLine, my_work

__all__ = [
    "AGE_BANDS",
    "AlikeGroup",
    "AlikeGroups",
    "AlikeLine",
    "AllegationLine",
    "AskLine",
    "BandOfCases",
    "Board",
    "Card",
    "CaseLine",
    "CasePage",
    "ComplaintLine",
    "Copy",
    "Counts",
    "ErasedCase",
    "ErasedMatter",
    "EscalationLine",
    "FindingLine",
    "FlowPage",
    "InForce",
    "InForceLine",
    "Intake",
    "IntakeFact",
    "JoiningLine",
    "JoiningPage",
    "Letter",
    "LetterGroup",
    "LetterLine",
    "Letters",
    "Matter",
    "MeasureLine",
    "MessageLine",
    "MyWork",
    "Only",
    "OtherPart",
    "OwnLine",
    "Part",
    "PartyPage",
    "Queue",
    "RelatedLine",
    "StageLine",
    "ViewLine",
    "WorkLine",
    "alike_groups",
    "alike_to",
    "authority_page",
    "board",
    "case_behind",
    "case_page",
    "clauses",
    "copies",
    "counts",
    "counts_in_force",
    "erased_case",
    "erased_matter",
    "every_letter",
    "flow",
    "in_force",
    "intake",
    "joining",
    "joining_steps",
    "joinings",
    "late_reviews",
    "letter",
    "matched",
    "matters",
    "may_change_view",
    "may_own",
    "may_relate",
    "my_work",
    "other_parts",
    "own_lines",
    "own_openings",
    "parts",
    "party_may_read_file",
    "party_of",
    "party_page",
    "places",
    "proposal",
    "queue",
    "related_to",
    "role_for",
    "saved_view",
    "saved_views",
    "stages",
    "step_page",
    "to_decide",
    "to_send",
    "undecided",
    "way_to_join",
    "with_code_elsewhere",
]
