"""The list of what was gathered and is not relied on, for a respondent who was given it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dueprocess.cases.evidence import extracts
from dueprocess.docket.actions import read_by_party
from dueprocess.kit.http import Hidden
from dueprocess.portal.views.party import lost, party


@require_safe
def unused(request: HttpRequest) -> HttpResponse:
    """The last list that they were given. Each reading stands in the read journal."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    given = extracts.unused(docket, key=me.key or "")
    if given is None:
        raise Hidden("no list of theirs")
    read_by_party(docket, me, "unused evidence", _("a party, on their own pages"))
    return render(request, "portal/matter/unused.html", {"given": given, "number": docket.number})
