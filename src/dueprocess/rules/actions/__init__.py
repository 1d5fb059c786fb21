"""Everything by which rules change: adopting, pausing all cases, duties done, saying whose installation this
is."""

from dueprocess.rules.actions.adopting import (
    adopt,
    adopt_code,
    holidays,
    propose_adoption,
    settle_adoption,
)
from dueprocess.rules.actions.beside import (
    adopt_guidance,
    adopt_letters,
    adopt_requirements,
    adopt_schedule,
)
from dueprocess.rules.actions.describing import describe, go_live, organisation
from dueprocess.rules.actions.duties import do_duty
from dueprocess.rules.actions.pausing import propose_end, propose_pause, settle_pause
from dueprocess.rules.actions.settling import MAY_SETTLE
from dueprocess.rules.adoptable import CODE, GUIDANCE, LETTERS, PLAN, REQUIREMENTS, RETENTION, RULEBOOK

__all__ = [
    "CODE",
    "GUIDANCE",
    "LETTERS",
    "MAY_SETTLE",
    "PLAN",
    "REQUIREMENTS",
    "RETENTION",
    "RULEBOOK",
    "adopt",
    "adopt_code",
    "adopt_guidance",
    "adopt_letters",
    "adopt_requirements",
    "adopt_schedule",
    "describe",
    "do_duty",
    "go_live",
    "holidays",
    "organisation",
    "propose_adoption",
    "propose_end",
    "propose_pause",
    "settle_adoption",
    "settle_pause",
]
