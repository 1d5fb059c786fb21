"""Evidence of a party: the list of what is not relied on, single items or their gist that they were given,
and what they offered themselves, with the ruling on it."""

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


@require_safe
def given(request: HttpRequest) -> HttpResponse:
    """What they were given of single items, and what is withheld from them. Each reading stands in the read
    journal."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    shown = extracts.shown(docket, key=me.key or "")
    if shown is None:
        raise Hidden("nothing was given to them")
    read_by_party(docket, me, "given evidence", _("a party, on their own pages"))
    return render(request, "portal/matter/given.html", {"given": shown, "number": docket.number})


@require_safe
def offered(request: HttpRequest) -> HttpResponse:
    """What they offered as evidence: whether it was admitted, by whom, and why."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    lines = extracts.offered(docket, key=me.key or "")
    if not lines:
        raise Hidden("nothing was offered")
    return render(request, "portal/matter/offered.html", {"offered": lines, "number": docket.number})
