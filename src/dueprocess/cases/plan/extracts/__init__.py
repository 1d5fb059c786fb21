"""The start-up plan for pages, as frozen values: its page, cases and counts, stock and promises of a case.

desk: all but `public_plan` · portal: `promised` · public: `public_plan`.
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
    may_read,
    plan_page,
    running,
    step_form,
)
from dueprocess.cases.plan.extracts.weeks import PublicPlan, Week, public_plan, weeks

__all__ = [
    "Carried",
    "CarriedLine",
    "PartLine",
    "PlanPage",
    "PromiseLine",
    "PublicPlan",
    "StockLine",
    "Week",
    "carried",
    "choices",
    "count_now",
    "following",
    "in_force",
    "last",
    "may_begin",
    "may_read",
    "plan_page",
    "promised",
    "promised_in",
    "public_plan",
    "running",
    "step_form",
    "stock",
    "tell_notes",
    "weeks",
]
