"""Everything by which rules change: adopting, pausing all cases, duties done, saying whose installation this
is."""

from dueprocess.rules.actions.adopting import adopt, adopt_code, describe, go_live, holidays, organisation
from dueprocess.rules.actions.duties import do_duty
from dueprocess.rules.actions.pausing import MAY_SETTLE, propose_end, propose_pause, settle_pause

__all__ = [
    "MAY_SETTLE",
    "adopt",
    "adopt_code",
    "describe",
    "do_duty",
    "go_live",
    "holidays",
    "organisation",
    "propose_end",
    "propose_pause",
    "settle_pause",
]
