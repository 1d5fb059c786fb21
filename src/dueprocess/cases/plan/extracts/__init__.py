"""The start-up plan for pages, as frozen values: its page, cases and counts, stock and promises of a case.

desk: all but `public_plans` · portal: `promised` · public: `public_plans`.
"""

from dueprocess.cases.plan.extracts.notes import (
    PromiseLine,
    StockLine,
    choices,
    promised,
    promised_in,
    stock,
    tell_notes,
)
from dueprocess.cases.plan.extracts.owed import OwedLine, owed, running_deadlines
from dueprocess.cases.plan.extracts.pages import (
    Carried,
    CarriedLine,
    PartLine,
    PlanPage,
    carried,
    count_now,
    following,
    in_force,
    last,
    may_begin,
    numbers,
    plan_page,
    running,
    step_form,
)
from dueprocess.cases.plan.extracts.proposed import beginnings, proposed_count
from dueprocess.cases.plan.extracts.weeks import PublicPlan, Week, public_plans, weeks

__all__ = [
    "Carried",
    "CarriedLine",
    "OwedLine",
    "PartLine",
    "PlanPage",
    "PromiseLine",
    "PublicPlan",
    "StockLine",
    "Week",
    "beginnings",
    "carried",
    "choices",
    "count_now",
    "following",
    "in_force",
    "last",
    "may_begin",
    "numbers",
    "owed",
    "plan_page",
    "promised",
    "promised_in",
    "proposed_count",
    "public_plans",
    "running",
    "running_deadlines",
    "step_form",
    "stock",
    "tell_notes",
    "weeks",
]
