"""Who had the power for each decision of a case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dueprocess.cases import extracts
from dueprocess.cases.extracts import CasePage
from dueprocess.desk.access import me, staff
from dueprocess.desk.views.case.frame import as_at_of, show
from dueprocess.docket import wall
from dueprocess.docket.extracts.authority import Authority, plain
from dueprocess.docket.needs import Actor


@require_safe
@staff
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Who had the power for each decision, those with a gap first; with `gaps` only these."""
    case, power = _authority(request, number)
    lacking = tuple(each for each in power.decisions if each.gaps)
    only = "gaps" in request.GET
    whole = () if only else tuple(each for each in power.decisions if not each.gaps)
    return show(
        request, "authority", case,
        power=power, lacking=lacking, only_gaps=only, decisions=(*lacking, *whole),
    )  # fmt: skip


@require_safe
@staff
def as_json(request: HttpRequest, number: str) -> JsonResponse:
    """The same as JSON, to be kept or read by a program."""
    power = _authority(request, number)[1]
    response = JsonResponse(plain(power), json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{power.number}-authority.json"'
    return response


def _authority(request: HttpRequest, number: str) -> tuple[CasePage, Authority]:
    docket = wall.open(number, me(request), _("at the desk"), what="authority")
    return extracts.authority_page(docket, viewer=Actor(person=me(request)), at=as_at_of(request))
