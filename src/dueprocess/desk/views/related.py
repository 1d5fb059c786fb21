"""Which cases may be about the same as a complaint, for those who receive and assess it.

What is proposed says what speaks for it, each with its kind, and never how sure: nobody knows.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from dueprocess.cases import extracts
from dueprocess.cases.extracts import RelatedLine
from dueprocess.core.related import SAME, Kind
from dueprocess.desk.access import me, staff
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit.http import Hidden


@require_safe
@staff
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The cases that may be about the same as this one, among those the reader may see."""
    docket = wall.open(number, me(request), _("to see which cases may be about the same"), what="related")
    case = extracts.case_page(docket, viewer=Actor(person=me(request)), fresh=True)
    if not extracts.may_relate(case):
        raise Hidden("related cases are proposed to those who receive and assess")
    lines = extracts.related_to(docket, me(request))
    for other in Docket.objects.filter(number__in=[each.number for each in lines]):
        wall.looked(other, me(request), "related", _("to see which cases may be about the same"))
    context = {
        "case": case,
        "docket": case.docket,
        "lines": [(each, _why(each)) for each in lines],
        "steps": extracts.joining_steps(case),
    }
    return render(request, "desk/case/related.html", context)


def _why(line: RelatedLine) -> list[str]:
    """What speaks for it, in words."""
    return [_said(kind, level, line) for kind, level in line.reasons]


def _said(kind: Kind, level: str, line: RelatedLine) -> str:
    if kind is Kind.PEOPLE:
        return ngettext(
            "One person named here is named there too.",
            "{n} people named here are named there too.",
            line.people,
        ).format(n=line.people)
    if kind is Kind.PLACE:
        return _("Words for the place stand there too.")
    if kind is Kind.DAY:
        return _days(_("It may be about the same day."), _("What happened lies {n} apart, at most."), level)
    if kind is Kind.RECEIVED:
        return _days(_("Both came on the same day."), _("They came within {n} of each other."), level)
    if kind is Kind.UNIT:
        same = level == SAME
        return _("It is a case of the same unit.") if same else _("It is a case of a unit beside it.")
    if kind is Kind.FILE:
        return _("A file is the same there, byte for byte.")
    return _("{n} of 100 different words are the same.").format(n=line.percent)


def _days(same: str, apart: str, level: str) -> str:
    days = int(level)
    return apart.format(n=ngettext("{n} day", "{n} days", days).format(n=days)) if days else same
