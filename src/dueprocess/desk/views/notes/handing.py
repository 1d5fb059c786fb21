"""Giving a case to another owner, and joining another case into it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases import actions, extracts
from dueprocess.cases.extracts import CasePage
from dueprocess.core.errors import Refused
from dueprocess.desk.access import me, staff
from dueprocess.desk.views.notes.asking import ask
from dueprocess.docket import actions as dockets
from dueprocess.docket import extracts as dockets_of
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.components import worded
from dueprocess.kit.http import Hidden, denied, once


class Assign(fields.Form):
    """Whose case it is from now on."""

    def __init__(self, able: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = fields.SelectField(label=_("Who owns it from now on?"), options=able)
        self.fields["reason"] = fields.LongTextField(label=_("Why?"), rows=3)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Make somebody the owner of the case."""
    docket = wall.open(number, me(request), _("to assign it"), what="assign")
    page = extracts.case_page(docket, viewer=Actor(person=me(request)))
    if not page.may_assign:
        raise denied(_("The owner assigns the case, or somebody who has something to do in it."))
    able = extracts.may_own(docket)
    form = Assign([(str(pk), name) for pk, name in able], request.POST or None)
    if request.method == "POST":
        return _assign(request, docket, page, form)
    return ask(request, page, form, _("Assign the case"), "assign")


def _assign(request: HttpRequest, docket: Docket, page: CasePage, form: Assign) -> HttpResponse:
    if form.is_valid():
        typed = form.cleaned_data
        dockets.assign(
            docket=docket, to=int(typed["to"]), by=Actor(person=me(request)), reason=typed["reason"]
        )
        messages.success(request, _("Assigned."))
        return redirect("desk:case", number=docket.number)
    return ask(request, page, form, _("Assign the case"), "assign")


class Join(fields.Form):
    """Which other case comes in, and by which step it ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = fields.CodeField(
            label=_("Number of the other case or complaint"),
            hint=_("It comes to its end and its complaints move here."),
        )
        self.fields["reason"] = fields.LongTextField(label=_("Why do they belong together?"), rows=3)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def join(request: HttpRequest, number: str, step: str, strand: int) -> HttpResponse:
    """Join the complaints of another case into this one. Both have to be open to whoever joins them."""
    docket = wall.open(number, me(request), _("to join a case"), what="join")
    page = extracts.case_page(docket, viewer=Actor(person=me(request)))
    asked = dockets_of.form(docket, step=step, viewer=Actor(person=me(request)), strand=strand or None)
    if not asked.form.joins:
        raise Hidden("no step that joins")
    if asked.form.refusal is not None:
        raise Refused(str(asked.form.refusal.code), asked.form.refusal.reason, asked.form.refusal.clause)
    form = Join(request.POST or None)
    if request.method == "POST":
        return _join(request, docket, page, form, step)
    return ask(request, page, form, _("Join another case to this one"), "join")


def _join(request: HttpRequest, docket: Docket, page: CasePage, form: Join, step: str) -> HttpResponse:
    title = _("Join another case to this one")
    if not form.is_valid():
        return ask(request, page, form, title, "join")
    try:
        other = extracts.case_behind(form.cleaned_data["other"], me(request))
        actions.join_case(
            into=docket, other=other, step=step, leave=extracts.way_to_join(other, me(request)),
            by=Actor(person=me(request)), role=extracts.role_for(docket, step, me(request)),
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
    except Refused as error:
        form.add_error(None if error.code != "unknown_number" else "other", worded(error.reason))
        return ask(request, page, form, title, "join")
    messages.success(request, _("Joined. The old numbers still lead here."))
    return redirect("desk:case", number=docket.number)
