"""What everyone may see of the published figures: which reports there are; one as page, PDF, CSV and JSON.

Knows extracts only. Says of each report whether it is what the record names; figures of one that is not are
shown nowhere.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dueprocess.cases.reports.paper import extracts as figures
from dueprocess.ledger import extracts as ledger

FOR_NOW = "public, max-age=60"


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """Every report that was ever published, the newest first; those that were corrected stay."""
    return render(request, "public/figures.html", {"releases": figures.published()})


@require_safe
def one(request: HttpRequest, sha256: str) -> HttpResponse:
    """One report: plain words, pictures with their tables, who can check what, and how."""
    return render(request, "public/report.html", {"report": _found(request, sha256), "record": _log(request)})


def _found(request: HttpRequest, sha256: str) -> figures.ReportPage:
    owner = request.house.name  # type: ignore[attr-defined]
    found = figures.report(sha256, owner=owner, log=_log(request))
    if found is None:
        raise Http404
    return found


def _log(request: HttpRequest) -> str:
    """Return the address of the record, as whoever asks knows us."""
    return request.build_absolute_uri(reverse("public:record") + "log")


@require_safe
def pdf(request: HttpRequest, sha256: str) -> HttpResponse:
    """The report as a tagged PDF, of the same words and numbers as its page."""
    found = _found(request, sha256)
    if found.paper is None:
        raise Http404
    return _file(figures.as_pdf(found.paper), f"{found.line.name}.pdf", "application/pdf")


@require_safe
def table(request: HttpRequest, sha256: str) -> HttpResponse:
    """The report's numbers, one line each."""
    content = figures.as_csv(sha256)
    if content is None:
        raise Http404
    return _file(content.encode(), f"{_name(sha256)}.csv", "text/csv; charset=utf-8")


@require_safe
def data(request: HttpRequest, sha256: str) -> HttpResponse:
    """The published file itself, byte for byte, whatever is wrong with it: who checks needs it as it is."""
    content = ledger.published(f"reports/{sha256}.json")
    if content is None:
        raise Http404
    return _file(content, f"{_name(sha256)}.json", "application/json")


@require_safe
def proof(request: HttpRequest, sha256: str) -> HttpResponse:
    """The proof that the record names this report."""
    content = figures.proof_of(sha256)
    if content is None:
        raise Http404
    return _file(content, f"{_name(sha256)}.tlog-proof", "text/plain; charset=utf-8")


def _name(sha256: str) -> str:
    line = next((each for each in figures.published() if each.sha256 == sha256), None)
    if line is None:
        raise Http404
    return line.name


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = FOR_NOW
    return response
