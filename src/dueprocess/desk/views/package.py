"""The sealed copy of a case for whom outside it went to: a passphrase is shown once, then it is taken.

The passphrase is stored nowhere. That somebody took the copy stands in the read journal before it goes out.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases import extracts
from dueprocess.desk.access import me, staff
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import keys, packages, zipping
from dueprocess.kit.http import Hidden


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def package(request: HttpRequest, number: str) -> HttpResponse | StreamingHttpResponse:
    """Show a passphrase, and then make the copy that opens with it."""
    person = me(request)
    taken = request.method == "POST"
    docket = wall.open(number, person, _("to hand it over"), what="package taken" if taken else "package")
    by = Actor(person=person)
    page = extracts.case_page(docket, viewer=by)
    mine = wall.by_their_roles(person, Docket.objects.filter(pk=docket.pk))
    if page.handed_out is None or not mine.exists():
        raise Hidden("nothing to hand over, or no part in it")
    if not taken:
        command = f"python verify.py unpack {page.docket.number}.dpp case"
        context = {"case": page, "docket": page.docket, "passphrase": keys.receipt_code(), "command": command}
        return render(request, "desk/case/package.html", context)
    code = keys.normal(request.POST.get("passphrase", ""))
    if len(code) != keys.RECEIPT_LENGTH or not keys.valid(code):
        raise Hidden("no passphrase of this page")
    content = zipping.pieces(dockets.members(docket, viewer=by))
    response = StreamingHttpResponse(packages.sealed(code, content), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{page.docket.number}.dpp"'
    return response
