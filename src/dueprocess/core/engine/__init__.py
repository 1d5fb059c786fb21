"""The engine: what a docket has become, what may be done, and what an act changes. Pure functions of values.

`state(rulebooks, docket, moment)`, `permitted(state, who)`, `form(state, step, …)`, `clocks(state, step, …)`,
`decide(rulebooks, docket, act)`; `split_off(docket, n)` for what an act sends out. The rules are those of
docs/reference/rulebook.md.
"""

from dueprocess.core.engine.apart import split_off
from dueprocess.core.engine.clocks import Clock, changed, clocks
from dueprocess.core.engine.deadlines import DeadlineState, Timing
from dueprocess.core.engine.decisions import Decision, Move, Permission, decide, permitted, state
from dueprocess.core.engine.docket import Docket
from dueprocess.core.engine.earlier import Earlier, earlier, standing
from dueprocess.core.engine.fields import Form
from dueprocess.core.engine.forms import form
from dueprocess.core.engine.notices import Delivery, NoticeState
from dueprocess.core.engine.refusals import Code, Need, NotPermitted
from dueprocess.core.engine.report import replay, standing_on
from dueprocess.core.engine.view import Irregular, PauseState, State, StrandState

__all__ = [
    "Clock",
    "Code",
    "DeadlineState",
    "Decision",
    "Delivery",
    "Docket",
    "Earlier",
    "Form",
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
    "changed",
    "clocks",
    "decide",
    "earlier",
    "form",
    "permitted",
    "replay",
    "split_off",
    "standing",
    "standing_on",
    "state",
]
