"""Notes of a deliberation: for those who decide in the case and for nobody else. To others, whatever they may
read of it, there is no such page. The read journal keeps that they looked who sits: that stands there too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases.deliberations import actions, extracts
from dueprocess.cases.deliberations.extracts import BodyWith
from dueprocess.cases.extracts import CasePage
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import answer, ask
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.kit import fields
from dueprocess.kit.fields import whole
from dueprocess.kit.http import once

METHODS = ("GET", "HEAD", "POST")
EVERY, ONE = "desk/deliberation/every.html", "desk/deliberation/one.html"
LOOK = timedelta(days=1)
"""Whoever looked who sits within so long is not written down again: how often somebody writes is nobody's."""
ALONE = "alone"
"""What is chosen for a note that is shared with nobody."""


class Note(fields.Form):
    """What is noted, and who reads it."""

    def __init__(self, bodies: tuple[BodyWith, ...], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["text"] = fields.LongTextField(label=_("Your note"), rows=6, max_length=actions.MOST)
        options = [fields.Option(ALONE, _("I alone"))]
        for each in bodies:
            if each.others:
                title = _("Those who sit with me: {body}").format(body=each.title)
                options.append(fields.Option(each.id, title, ", ".join(each.others)))
        self.fields["readers"] = fields.RadiosField(
            label=_("Who reads it?"), options=options,
            hint=_("Whoever joins later reads nothing of what was shared before."),
        )  # fmt: skip

    def said(self) -> dict[str, str]:
        """Return the text, and the body within which it is shared. Call it on a valid form."""
        readers = self.cleaned_data["readers"]
        return {"text": self.cleaned_data["text"], "body": "" if readers == ALONE else readers}


@require_http_methods(METHODS)
@staff
@once
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The notes that the reader wrote or was given, and writing another one."""
    docket, case, found = _open(request, number)
    form = Note(found.bodies, request.POST or None, initial={"readers": ALONE})
    context: dict[str, Any] = {"case": case, "docket": case.docket, "found": found}
    if request.method != "POST":
        return ask(request, form, page=EVERY, **context)

    def act() -> Any:
        return actions.write(docket=docket, by=me(request), **form.said())

    return answer(request, form, act, _("Noted."), lambda _made: ("desk:deliberation", number), page=EVERY,
                  **context)  # fmt: skip


@require_http_methods(METHODS)
@staff
@once
def one(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Correct one's own note, share it or not, or delete it."""
    docket, case, found = _open(request, number)
    line = found.mine(code)
    if request.method == "POST" and request.POST.get("what") == "delete":
        actions.drop(docket=docket, code=code, by=me(request))
        messages.success(request, _("It is deleted."))
        return redirect("desk:deliberation", number)
    form = Note(
        found.bodies, request.POST or None, initial={"text": line.text, "readers": line.body or ALONE}
    )
    context: dict[str, Any] = {"case": case, "docket": case.docket, "found": found, "line": line}
    if request.method != "POST":
        return ask(request, form, page=ONE, **context)

    def act() -> None:
        version = whole(request.POST.get("version", "")) or 0
        actions.correct(docket=docket, code=code, by=me(request), version=version, **form.said())

    return answer(request, form, act, _("Corrected."), lambda _made: ("desk:deliberation", number), page=ONE,
                  **context)  # fmt: skip


def _open(request: HttpRequest, number: str) -> tuple[Docket, CasePage, extracts.Notes]:
    docket = wall.open(number, me(request), _("at the desk"), what="sitting", again=LOOK)
    return docket, *extracts.notes(docket, me(request))
