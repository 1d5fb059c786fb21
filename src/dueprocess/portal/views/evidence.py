"""Evidence of a party: the list of what is not relied on, single items or their gist that they were given,
and what they offered themselves, with the ruling on it."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dueprocess.cases.evidence import extracts
from dueprocess.docket.actions import read_by_party
from dueprocess.kit.http import Hidden
from dueprocess.portal.views.party import lost, party
from dueprocess.portal.views.whose import Whose, whose


@require_safe
def unused(request: HttpRequest, key: str = "") -> HttpResponse:
    """The last list that they were given, or somebody for whom they read. Each reading stands in the read
    journal."""
    found = whose(request, key)
    if found is None:
        return lost(request)
    given = extracts.unused(found.docket, key=found.key)
    if given is None:
        raise Hidden("no list of theirs")
    read_by_party(found.docket, found.me, "unused evidence", found.why)
    _words_read(found, given.lines)
    context = {"given": given, "number": found.docket.number, "key": found.other, "who": found.name}
    return render(request, "portal/matter/unused.html", context)


@require_safe
def given(request: HttpRequest, key: str = "") -> HttpResponse:
    """What they were given of single items, and what is withheld from them; or somebody for whom they read.
    Each reading stands in the read journal."""
    found = whose(request, key)
    if found is None:
        return lost(request)
    shown = extracts.shown(found.docket, key=found.key)
    if shown is None:
        raise Hidden("nothing was given to them")
    read_by_party(found.docket, found.me, "given evidence", found.why)
    _words_read(found, shown.lines)
    context = {"given": shown, "number": found.docket.number, "key": found.other}
    return render(request, "portal/matter/given.html", context)


def _words_read(found: Whose, lines: Iterable[extracts.UnusedLine | extracts.ShownLine]) -> None:
    """Note of each item whose words stand on a page that they were read there."""
    for line in lines:
        if line.text:
            read_by_party(found.docket, found.me, f"words {line.key}", found.why)


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
