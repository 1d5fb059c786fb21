"""The bundles that were served on a party: opened, taken, read paper by paper. All of it comes out of their
own copy; opening it is noted, and each reading stands in the read journal."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases.bundles import actions, extracts
from dueprocess.cases.bundles.extracts import ServedBundle, ServedPaper
from dueprocess.docket.actions import read_by_party
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit.http import Hidden, once
from dueprocess.portal.views.matter import hand_out
from dueprocess.portal.views.party import lost, mark, party


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """What was served on them, newest first."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    if not extracts.has_any(docket, me.key or ""):
        raise Hidden("no bundle of theirs")
    context = {"bundles": extracts.of_party(docket, key=me.key or ""), "number": docket.number}
    return render(request, "portal/matter/bundles.html", context)


@require_http_methods(("GET", "HEAD", "POST"))
@once
def one(request: HttpRequest, act: int) -> HttpResponse:
    """One copy: opened by the press of a button, which is noted; then the file and its papers."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    bundle = extracts.one_of(docket, key=me.key or "", act=act)
    if request.method == "POST" and not bundle.shut:
        actions.receive(docket=docket, of=act, by=me)
        return redirect("portal:bundle", act=act)
    if bundle.opened_at is not None:
        read_by_party(docket, me, f"bundle {act}", _("a party, on their own pages"))
    context = {"bundle": bundle, "mark": mark(docket.number, me.key or ""), "number": docket.number}
    return render(request, "portal/matter/bundle.html", context)


@require_safe
def copy(request: HttpRequest, act: int) -> HttpResponse | StreamingHttpResponse:
    """The whole bundle as one PDF."""
    return _of(request, act, lambda docket, me: hand_out(docket, me, act, 1, _taken()))


@require_safe
def manifest(request: HttpRequest, act: int) -> HttpResponse | StreamingHttpResponse:
    """What is in it, with the hashes."""
    return _of(request, act, lambda docket, me: hand_out(docket, me, act, 2, _taken()))


@require_safe
def paper(request: HttpRequest, act: int, n: int) -> HttpResponse | StreamingHttpResponse:
    """One paper as a PDF of its own."""

    def give(docket: Docket, me: Actor, found: ServedPaper) -> HttpResponse:
        content = extracts.paper_pdf(docket, act=act, paper=found)
        response = HttpResponse(content, content_type="application/octet-stream")
        name = f"{found.n:03}-{found.title}.pdf".replace("/", "-")
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return response

    return _paper(request, act, n, give)


@require_safe
def words(request: HttpRequest, act: int, n: int) -> HttpResponse | StreamingHttpResponse:
    """The words of one paper as a page that can be read aloud."""

    def give(docket: Docket, me: Actor, found: ServedPaper) -> HttpResponse:
        pages = extracts.paper_words(docket, act=act, paper=found)
        context = {"paper": found, "pages": pages, "act": act, "number": docket.number}
        return render(request, "portal/matter/bundle_words.html", context)

    return _paper(request, act, n, give)


def _of(
    request: HttpRequest, act: int, give: Callable[[Docket, Actor], HttpResponse | StreamingHttpResponse]
) -> HttpResponse | StreamingHttpResponse:
    """Give out something of a copy that was opened; nothing of one that was not."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    if _opened(docket, me, act) is None:
        return redirect("portal:bundle", act=act)
    return give(docket, me)


def _paper(
    request: HttpRequest, act: int, n: int, give: Callable[[Docket, Actor, ServedPaper], HttpResponse]
) -> HttpResponse | StreamingHttpResponse:
    def look(docket: Docket, me: Actor) -> HttpResponse:
        bundle = extracts.one_of(docket, key=me.key or "", act=act)
        found = next((each for each in bundle.papers if each.n == n), None)
        if found is None:
            raise Hidden("no such paper")
        read_by_party(docket, me, f"bundle {act} paper {n}", _taken())
        return give(docket, me, found)

    return _of(request, act, look)


def _opened(docket: Docket, me: Actor, act: int) -> ServedBundle | None:
    bundle = extracts.one_of(docket, key=me.key or "", act=act)
    return bundle if bundle.opened_at is not None else None


def _taken() -> str:
    return _("a party, on their own pages")
