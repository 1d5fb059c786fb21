"""Closing the circle of a case: no role opens it any more; and opening it again. It takes two."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases import extracts
from dueprocess.desk.access import held, me, staff
from dueprocess.desk.asking import answer, ask
from dueprocess.desk.views.identity import signer
from dueprocess.docket import actions as dockets
from dueprocess.docket import extracts as dockets_of
from dueprocess.docket import wall
from dueprocess.docket.extracts import access as rules
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.http import denied, once
from dueprocess.people import extracts as people
from dueprocess.people.models import Power

PAGE = "desk/case/circle.html"


class Circle(fields.Form):
    """Why, and who signs it."""

    def __init__(self, signers: list[tuple[int, str]], *args: Any) -> None:
        super().__init__(*args)
        self.fields["reason"] = fields.LongTextField(label=_("Why?"), rows=3)
        self.fields["signer"] = signer(tuple(signers), required=True)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Who reads a case whatever their roles, who could act and would lose sight of it; propose the other
    state."""
    docket = wall.open(number, me(request), _("to see for whom it was opened or shut"), what="access")
    if Power.SET_ACCESS not in held(request):
        raise denied(_("This needs the power: {needed}.").format(needed=Power.SET_ACCESS.label))
    case = extracts.case_page(docket, viewer=Actor(person=me(request)))
    circle = rules.circle(docket)
    form = Circle(list(dockets_of.signers(docket, me(request))), request.POST or None)
    context: dict[str, Any] = {"case": case, "docket": case.docket, "circle": circle}
    if request.method != "POST":
        return ask(request, form, page=PAGE, **context)

    def act() -> Any:
        return dockets.propose_circle(
            docket=docket, close=not circle.closed, by=Actor(person=me(request)),
            reason=form.cleaned_data["reason"], signer=people.get(int(form.cleaned_data["signer"])),
        )  # fmt: skip

    done = _("Written down. It takes effect when the other has signed.")
    return answer(request, form, act, done, lambda made: ("desk:case", docket.number), page=PAGE, **context)
