"""The items of a case, and one of them with its chain of custody and its working copies."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dueprocess.cases.evidence import extracts
from dueprocess.cases.evidence.extracts import ItemPage
from dueprocess.cases.extracts import CasePage
from dueprocess.desk.access import held, me, staff
from dueprocess.desk.views.case.frame import as_at_of, keeps, show
from dueprocess.docket import wall
from dueprocess.docket.evidence import Item
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit.downloads import download
from dueprocess.kit.http import Hidden, once
from dueprocess.people.models import Power


@require_safe
@staff
def every(request: HttpRequest, number: str) -> HttpResponse:
    """The items of evidence, then every file that nobody has described."""
    docket = wall.open(number, me(request), _("at the desk"), what="files")
    by = Actor(person=me(request))
    page, found = extracts.evidence_page(docket, viewer=by, at=as_at_of(request))
    return show(request, "files", page, evidence=found)


@require_safe
@staff
def one(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """One item: what it is, where it has been, what was made of it."""
    _docket, page, _item, found = opened(request, number, item, f"item {item}")
    context = {"case": page, "docket": page.docket, "item": found, "as_at": as_at_of(request)}
    return render(request, "desk/evidence/item.html", context | {"reads": keeps(request, page)})


@require_POST
@staff
@once
def check(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """Read the whole file and compare it with the fingerprint that went into the record."""
    docket, _page, found, _shown = opened(request, number, item, f"check {item}")
    if extracts.check(docket, found):
        messages.success(request, _("Compared just now: every byte is the one that was recorded."))
    else:
        said = _("This file is NOT the one that was recorded, or it is gone. Tell whoever runs the system.")
        messages.error(request, said)
    return redirect("desk:item", number=docket.number, item=item)


@require_safe
@staff
def copy(request: HttpRequest, number: str, item: str, pk: int) -> StreamingHttpResponse:
    """One working copy, as a download."""
    docket, _page, _item, shown = opened(request, number, item, f"copy {item}")
    if pk not in {each.pk for each in shown.copies}:
        raise Hidden("no such copy, or not theirs to read")
    line, content = extracts.copy_bytes(docket, item, pk)
    return download(content, line.name, line.size)


def opened(
    request: HttpRequest, number: str, item: str, what: str, *, page_of_it: int = 0
) -> tuple[Docket, CasePage, Item, ItemPage]:
    """Return a case as its reader may see it, with one of its items; `what` is what the read journal calls
    it, `page_of_it` a page of what was read in it. Raises Hidden."""
    docket = wall.open(number, me(request), _("at the desk"), what=what)
    page, found, shown = extracts.item_page(
        docket, viewer=Actor(person=me(request)), item=item, at=as_at_of(request),
        reads=True if Power.OVERSEE in held(request) else None, page_of_it=page_of_it,
    )  # fmt: skip
    return docket, page, found, shown
