"""Lists of members: sent in, compared with the register, and taken in by whoever sent them once they saw what
differs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.core.errors import Malformed
from dueprocess.desk import people_forms as forms
from dueprocess.desk.access import holding, me
from dueprocess.desk.asking import answer, ask
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden, once
from dueprocess.people.imports import sent as lists
from dueprocess.people.imports.actions import sending
from dueprocess.people.models import Power
from dueprocess.rules import extracts as rules


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def every(request: HttpRequest) -> HttpResponse:
    """The lists that were sent in, and the form to send one."""
    form = forms.SendList(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "title": _("Take in a list"),
        "about": _(
            "A list of units, people, offices or terms from the program in which you keep them. It is "
            "compared first: nothing changes before you have seen what differs."
        ),
        "button": _("Compare it"),
        "lists": lists.every(),
        "files": True,
    }
    if request.method != "POST":
        return ask(request, form, **context)

    def act() -> Any:
        given = form.cleaned_data["map"]
        try:
            text = given[0].read().decode("utf-8-sig") if given else lists.shipped_map()
        except UnicodeDecodeError:
            raise Malformed(forms.SendList.no_text()) from None
        sent = [(each.name, each.chunks()) for each in form.cleaned_data["files"]]
        return sending.send_list(map=text, sent=sent, roles=rules.role_titles(clock.now()), by=me(request))

    return answer(
        request, form, act, _("Sent. It is being compared."), lambda made: ("desk:list", made.pk), **context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What a list would change, field by field; taking it in, comparing it again, throwing it away."""
    shown = lists.one(pk)
    if shown is None:
        raise Hidden("no such list")
    if request.method == "POST":
        sent, by, what = lists.get(pk), me(request), request.POST.get("what")
        if what == "take":
            sending.take_list(sent=sent, by=by, gone=request.POST.get("gone") == "yes")
            messages.success(request, _("It is being taken in."))
        elif what == "again":
            sending.compare_again(sent=sent, by=by)
            messages.success(request, _("It is being compared again."))
        elif what == "drop":
            sending.drop_list(sent=sent, by=by)
            messages.success(request, _("Thrown away."))
            return redirect("desk:lists")
        return redirect("desk:list", pk)
    for each in shown.said.get("lines", ()):
        each["columns"] = any(column or was for _file, _row, _who, column, was, _now in each["rows"])
    context = {"list": shown, "mine": shown.by == me(request).pk}
    return render(request, "desk/people/list.html", context)
