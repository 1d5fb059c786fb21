"""Who is drawn by lot in a case: announce it, draw when the record was published, see what came up and by
what anybody can check it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases import extracts
from dueprocess.cases.lots import actions
from dueprocess.cases.lots import extracts as lots
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import answer, ask
from dueprocess.docket import wall
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.http import once

PAGE = "desk/lots/case.html"
DO = {"open": actions.announce, "ready": actions.draw}
"""What can be done about a role or body, by where its lot stands."""


class Press(fields.Form):
    """A button, and nothing to fill in."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def case(request: HttpRequest, number: str) -> HttpResponse:
    """What the lot chooses in a case, and how each stands."""
    viewer = Actor(person=me(request))
    docket = wall.open(number, me(request), _("to see who was drawn by lot"), what="lots")
    lines = lots.of_case(docket, viewer=viewer)
    page = extracts.case_page(docket, viewer=viewer)
    pressed, role = request.POST.get("do", ""), request.POST.get("role", "")
    form = Press(request.POST or None)
    context: dict[str, Any] = {"case": page, "docket": page.docket, "lines": lines}
    if request.method != "POST" or pressed not in DO:
        return ask(request, form, page=PAGE, **context)

    def act() -> Any:
        return DO[pressed](docket=docket, role=role, by=viewer)

    done = (
        _("Announced. It can be drawn as soon as the record was published after this.")
        if pressed == "open"
        else _("Drawn. Whoever announced it could not know what comes up, and anybody can check it.")
    )
    return answer(request, form, act, done, lambda made: ("desk:lots", docket.number), page=PAGE, **context)
