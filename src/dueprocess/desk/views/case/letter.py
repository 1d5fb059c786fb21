"""One letter of a case: as it would go out now, or as it went; and as PDF, to be posted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dueprocess.cases.letters import extracts as letters
from dueprocess.cases.service.reading import HAND
from dueprocess.desk.access import me, staff
from dueprocess.docket import wall
from dueprocess.docket.needs import Actor


@require_safe
@staff
def one(request: HttpRequest, number: str, n: int, to: str) -> HttpResponse:
    """The letter about an entry to one reader."""
    docket = wall.open(number, me(request), _("at the desk"), what=f"letter {n}")
    page, letter = letters.letter_page(
        docket, viewer=Actor(person=me(request)), act=n, to=to, by=_by(request)
    )
    context = {"case": page, "docket": page.docket, "letter": letter, "by": _by(request)}
    return render(request, "desk/case/letter.html", context)


@require_safe
@staff
def paper(request: HttpRequest, number: str, n: int, to: str, letter: int) -> HttpResponse:
    """One that has not gone out, to be printed and posted."""
    docket = wall.open(number, me(request), _("to post a letter"), what=f"letter {n}")
    found = letters.paper(
        docket, viewer=Actor(person=me(request)), act=n, to=to, number=letter, by=_by(request)
    )
    response = HttpResponse(found, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="letter-{n}.pdf"'
    return response


def _by(request: HttpRequest) -> str:
    """How somebody would bring it to its reader: by post, if they do not say by hand."""
    return HAND if request.GET.get("by") == HAND else letters.POST
