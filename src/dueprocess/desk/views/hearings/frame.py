"""What every page about hearings has: the case behind the wall, its hearings, and the zone in which hours
are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dueprocess.cases.extracts import CasePage
from dueprocess.cases.hearings import extracts
from dueprocess.cases.hearings.extracts import HearingLine, HearingsPage
from dueprocess.desk.access import me
from dueprocess.desk.asking import answer, ask
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import zones
from dueprocess.kit.http import Hidden

METHODS = ("GET", "HEAD", "POST")
ASK = "desk/hearings/ask.html"


def opened(
    request: HttpRequest, number: str, what: str = "hearings"
) -> tuple[Docket, CasePage, HearingsPage]:
    """Return a case with its hearings. Raises Hidden."""
    docket = wall.open(number, me(request), _("to see or prepare a hearing"), what=what)
    page, found = extracts.hearings_page(docket, viewer=Actor(person=me(request)))
    return docket, page, found


def one(
    request: HttpRequest, number: str, hearing: str
) -> tuple[Docket, CasePage, HearingsPage, HearingLine]:
    """Return the same with one hearing. Raises Hidden where there is none of that key."""
    docket, page, found = opened(request, number, f"hearing {hearing[:10]}")
    line = found.line(hearing)
    if line is None:
        raise Hidden("no such hearing")
    return docket, page, found, line


def zone(found: HearingsPage) -> ZoneInfo:
    """The zone of the organisation."""
    return ZoneInfo(found.zone)


def context(request: HttpRequest, page: CasePage, found: HearingsPage, **more: Any) -> dict[str, Any]:
    """What the templates of these pages are given."""
    return {
        "case": page, "docket": page.docket, "found": found, "zone": found.zone,
        "reader": zones.chosen(request), "places": zones.places(),
    } | more  # fmt: skip


def asked(
    request: HttpRequest,
    form: Any,
    act: Callable[[], Any],
    said: str,
    to: tuple[Any, ...],
    *,
    page: str = ASK,
    **more: Any,
) -> HttpResponse:
    """Show a form, or act on what was typed and go on."""
    if request.method != "POST":
        return ask(request, form, page=page, **more)
    return answer(request, form, act, said, lambda made: to, page=page, **more)
