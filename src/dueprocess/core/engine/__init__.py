"""The engine: what a docket has become, what may be done, and what an act changes. Pure functions of values.

`state(rulebooks, docket, moment)`, `permitted(state, who)`, `form(state, step, …)`,
`decide(rulebooks, docket, act)`. The rules are those of docs/reference/rulebook.md.
"""

from dueprocess.core.engine.deadlines import DeadlineState, Timing
from dueprocess.core.engine.decide import Decision, Move, Permission, decide, permitted, state
from dueprocess.core.engine.docket import Docket
from dueprocess.core.engine.notices import Delivery, NoticeState
from dueprocess.core.engine.refusals import Code, Need, NotPermitted
from dueprocess.core.engine.state import Irregular, PauseState, State, StrandState

__all__ = [
    "Code",
    "DeadlineState",
    "Decision",
    "Delivery",
    "Docket",
    "Irregular",
    "Move",
    "Need",
    "NotPermitted",
    "NoticeState",
    "PauseState",
    "Permission",
    "State",
    "StrandState",
    "Timing",
    "decide",
    "permitted",
    "state",
]
