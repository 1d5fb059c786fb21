"""The bundles that were served on a party: opened, taken, read paper by paper, by them or by whoever acts
for them or may read with them. All of it comes out of that party's own copy; opening it is noted, and each
reading stands in the read journal."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases.bundles import actions, extracts
from dueprocess.cases.bundles.extracts import ServedBundle, ServedPaper
from dueprocess.docket.actions import read_by_party
from dueprocess.kit.http import Hidden, once
from dueprocess.portal.views.matter import hand_out
from dueprocess.portal.views.party import lost, mark
from dueprocess.portal.views.whose import Whose, whose

Answer = HttpResponse | StreamingHttpResponse


@require_safe
def every(request: HttpRequest, key: str = "") -> HttpResponse:
    """What was served on them, newest first."""
    found = whose(request, key)
    if found is None:
        return lost(request)
    if not extracts.has_any(found.docket, found.key):
        raise Hidden("no bundle of theirs")
    bundles = extracts.of_party(found.docket, key=found.key)
    return render(request, "portal/matter/bundles.html", _context(found) | {"bundles": bundles})


@require_http_methods(("GET", "HEAD", "POST"))
@once
def one(request: HttpRequest, act: int, key: str = "") -> HttpResponse:
    """One copy: opened by the press of a button, which is noted; then the file and its papers. Whoever only
    comes along reads it once the party has opened it."""
    found = whose(request, key)
    if found is None:
        return lost(request)
    docket = found.docket
    bundle = extracts.one_of(docket, key=found.key, act=act)
    if request.method == "POST" and not bundle.shut and found.receives:
        actions.receive(docket=docket, of=act, by=found.me, to=found.key)
        return redirect(_there(found, act))
    if bundle.opened_at is not None:
        read_by_party(docket, found.me, f"bundle {act}", found.why)
    due = bundle.last and extracts.is_due(docket, key=found.key, act=act)
    context = _context(found) | {"bundle": bundle, "here": _there(found, act), "due": due}
    return render(request, "portal/matter/bundle.html", context)


@require_safe
def copy(request: HttpRequest, act: int, key: str = "") -> Answer:
    """The whole bundle as one PDF."""
    return _of(request, act, key, lambda found, _: _file(found, act, extracts.COPY))


@require_safe
def manifest(request: HttpRequest, act: int, key: str = "") -> Answer:
    """What is in it, with the hashes."""
    return _of(request, act, key, lambda found, _: _file(found, act, extracts.MANIFEST))


@require_safe
def paper(request: HttpRequest, act: int, n: int, key: str = "") -> Answer:
    """One paper as a PDF of its own."""

    def give(found: Whose, chosen: ServedPaper) -> HttpResponse:
        content = extracts.paper_pdf(found.docket, act=act, paper=chosen)
        response = HttpResponse(content, content_type="application/octet-stream")
        name = f"{chosen.n:03}-{chosen.title}.pdf".replace("/", "-")
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return response

    return _paper(request, act, n, key, give)


@require_safe
def words(request: HttpRequest, act: int, n: int, key: str = "") -> Answer:
    """The words of one paper as a page that can be read aloud."""

    def give(found: Whose, chosen: ServedPaper) -> HttpResponse:
        pages = extracts.paper_words(found.docket, act=act, paper=chosen)
        context = _context(found) | {"paper": chosen, "pages": pages, "here": _there(found, act)}
        return render(request, "portal/matter/bundle_words.html", context)

    return _paper(request, act, n, key, give)


def _file(found: Whose, act: int, number: int) -> StreamingHttpResponse:
    return hand_out(found.docket, found.me, act, number, found.why, key=found.key)


def _of(request: HttpRequest, act: int, key: str, give: Callable[[Whose, ServedBundle], Answer]) -> Answer:
    """Give out something of a copy that was opened; nothing of one that was not."""
    found = whose(request, key)
    if found is None:
        return lost(request)
    bundle = extracts.one_of(found.docket, key=found.key, act=act)
    if bundle.opened_at is None:
        return redirect(_there(found, act))
    return give(found, bundle)


def _paper(
    request: HttpRequest, act: int, n: int, key: str, give: Callable[[Whose, ServedPaper], HttpResponse]
) -> Answer:
    def look(found: Whose, bundle: ServedBundle) -> HttpResponse:
        chosen = next((each for each in bundle.papers if each.n == n), None)
        if chosen is None:
            raise Hidden("no such paper")
        read_by_party(found.docket, found.me, f"bundle {act} paper {n}", found.why)
        for item in extracts.items_in(found.docket, chosen):
            read_by_party(found.docket, found.me, f"bundled {item}", found.why)
        return give(found, chosen)

    return _of(request, act, key, look)


def _context(found: Whose) -> dict[str, object]:
    return {
        "every": _every(found), "back": found.back, "who": found.name, "receives": found.receives,
        "mark": mark(found.docket.number, found.me.key or ""), "number": found.docket.number,
    }  # fmt: skip


def _every(found: Whose) -> str:
    return reverse("portal:acting_bundles", args=[found.key]) if found.name else reverse("portal:bundles")


def _there(found: Whose, act: int) -> str:
    return f"{_every(found)}{act}/"
