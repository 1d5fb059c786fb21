"""Priority of a case: giving it by a published criterion, ending it; and for oversight all of them, beside
the approaches of the fourteen days before."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases import extracts as cases
from dueprocess.cases.priority import actions, extracts
from dueprocess.desk.access import holding, me, staff
from dueprocess.desk.asking import answer, ask
from dueprocess.docket import wall
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.fields import whole
from dueprocess.kit.http import once
from dueprocess.people.models import Power

PAGE = "desk/priority/one.html"
END = "end"
"""What is chosen to end it."""


class Priority(fields.Form):
    """By which criterion, and why."""

    def __init__(self, found: extracts.CasePriority, *args: Any) -> None:
        super().__init__(*args)
        options = [fields.Option(each.id, each.title, each.text) for each in found.criteria]
        if found.now:
            options.append(fields.Option(END, _("None any more"), _("It goes in its turn from now on.")))
        self.fields["criterion"] = fields.RadiosField(label=_("By which criterion?"), options=options)
        self.fields["reason"] = fields.LongTextField(
            label=_("Why?"), rows=4, hint=_("What in this case makes it so. Who asks is no reason.")
        )


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Whether a case has priority, by what; giving it and ending it."""
    docket = wall.open(number, me(request), _("to give it priority, or end it"), what="case")
    found = extracts.of_case(docket)
    case = cases.case_page(docket, viewer=Actor(person=me(request)))
    form = Priority(found, request.POST or None)
    context: dict[str, Any] = {"case": case, "docket": case.docket, "priority": found}
    if request.method != "POST":
        return ask(request, form, page=PAGE, **context)

    def act() -> Any:
        typed, by = form.cleaned_data, Actor(person=me(request))
        length = whole(request.POST.get("length", "")) or 0
        if typed["criterion"] == END:
            return actions.end(docket=docket, reason=typed["reason"], by=by, length=length)
        return actions.give(
            docket=docket, criterion=typed["criterion"], reason=typed["reason"], by=by, length=length
        )

    return answer(
        request, form, act, _("It is written down. Oversight sees it."), lambda _act: ("desk:case", number),
        page=PAGE, **context,
    )  # fmt: skip


@require_safe
@holding(Power.OVERSEE)
def every(request: HttpRequest) -> HttpResponse:
    """Every priority that was given, the newest first."""
    page = whole(request.GET.get("page", "")) or 1
    return render(request, "desk/priority/every.html", {"priorities": extracts.every(me(request), page=page)})
