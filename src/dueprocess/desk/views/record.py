"""The record as its keepers see it: size, beats, witnesses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dueprocess.desk.access import staff
from dueprocess.ledger import extracts as ledger


@require_safe
@staff
def page(request: HttpRequest) -> HttpResponse:
    """How far the record reaches, how far it is published, and who watches."""
    return render(request, "desk/record.html", {"record": ledger.record(), "inside": ledger.inside()})
