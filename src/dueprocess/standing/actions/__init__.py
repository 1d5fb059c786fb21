"""Every change of the register of standing: lists of other bodies and their issues, matches, contests, who
was told and who looked. Each is bound to the log, the last write of its transaction.
"""

from dueprocess.standing.actions.contesting import DAYS, MOST_FILES, contest, decide_contest, escalate
from dueprocess.standing.actions.erasing import AFTER, CONTESTS_FOR, erase_expired
from dueprocess.standing.actions.issues import drop_issue, send_issue, take_issue
from dueprocess.standing.actions.lists import (
    LONGEST,
    end_list,
    make_list,
    propose_renewal,
    settle_renewal,
)
from dueprocess.standing.actions.looking import look
from dueprocess.standing.actions.matches import confirm, dismiss
from dueprocess.standing.actions.telling import tell

__all__ = [
    "AFTER",
    "CONTESTS_FOR",
    "DAYS",
    "LONGEST",
    "MOST_FILES",
    "confirm",
    "contest",
    "decide_contest",
    "dismiss",
    "drop_issue",
    "end_list",
    "erase_expired",
    "escalate",
    "look",
    "make_list",
    "propose_renewal",
    "send_issue",
    "settle_renewal",
    "take_issue",
    "tell",
]
