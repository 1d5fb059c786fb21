"""The consistency report of a quarter, for oversight and for those who publish figures: how far decisions
kept to the sanctions guidance, and what came to the register of approaches. Small numbers are not told here.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dueprocess.cases.reports import extracts as figures
from dueprocess.cases.reports.paper import consistent
from dueprocess.core.errors import Refused
from dueprocess.desk.access import held, holding
from dueprocess.kit.components import worded
from dueprocess.kit.http import Hidden
from dueprocess.papers.report import Section
from dueprocess.people.models import Power


@require_safe
@holding(Power.OVERSEE, Power.PUBLISH_FIGURES)
def page(request: HttpRequest, quarter: str) -> HttpResponse:
    """One quarter, with the others to choose from; of one that is not over it is said when it is."""
    every = figures.every_quarter()
    shown = next((each for each in every if each.name == quarter), None)
    if shown is None:
        raise Hidden("no such quarter")
    why_not, sections = "", list[Section]()
    try:
        report = figures.consistency(quarter)
        sections = list(consistent.sections(report, figures.definitions(report.definitions)))
    except Refused as error:
        why_not = worded(error.reason)
    context = {
        "quarter": shown,
        "others": every,
        "sections": sections,
        "why_not": why_not,
        "may_publish": Power.PUBLISH_FIGURES in held(request),
    }
    return render(request, "desk/figures/consistency.html", context)
