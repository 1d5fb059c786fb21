"""What pages may show of the rules, as frozen values. Must not hand out models, nor the parsed rulebook."""

from dueprocess.rules.extracts.pages import (
    ClauseRow,
    CodeLine,
    CodePage,
    CodeVersionPage,
    RulesPage,
    code,
    codes,
    in_force,
    qualifications,
    role_titles,
    version,
    way,
    way_of,
)
from dueprocess.rules.extracts.pausing import PausePage, Standing, pause_choices, pauses, still

__all__ = [
    "ClauseRow",
    "CodeLine",
    "CodePage",
    "CodeVersionPage",
    "PausePage",
    "RulesPage",
    "Standing",
    "code",
    "codes",
    "in_force",
    "pause_choices",
    "pauses",
    "qualifications",
    "role_titles",
    "still",
    "version",
    "way",
    "way_of",
]
