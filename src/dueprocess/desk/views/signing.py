"""Signing, or declining to sign, what somebody else proposes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases.plan import extracts as plan
from dueprocess.core.engine import NotPermitted
from dueprocess.desk import forms
from dueprocess.desk.access import me, staff
from dueprocess.docket import extracts as dockets
from dueprocess.docket.actions import decline, object_to, sign, vote
from dueprocess.docket.models import Proposal
from dueprocess.docket.models.dockets import MESSAGE
from dueprocess.docket.needs import Actor
from dueprocess.kit.components import worded
from dueprocess.kit.http import once


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def one(request: HttpRequest, number: str, proposal: int) -> HttpResponse:
    """The whole of what is to be signed, before anybody signs it."""
    found, page = dockets.proposal(number, proposal, me(request))
    if request.method == "POST":
        return _answer(request, found, page)
    return _show(request, found, page, forms.Reason())


def _answer(request: HttpRequest, found: Proposal, page: dockets.ProposalPage) -> HttpResponse:
    by = Actor(person=me(request))
    if "vote" in request.POST:
        return _vote(request, found, page, by)
    if "object" in request.POST:
        said = forms.Objection(request.POST)
        object_to(proposal=found, by=by, reason=said.cleaned_data["reason"] if said.is_valid() else "")
        messages.success(request, _("You have objected: it is not decided in writing, and takes a meeting."))
        return redirect("desk:work")
    if "decline" in request.POST:
        form = forms.Reason(request.POST)
        if not form.is_valid():
            return _show(request, found, page, form)
        decline(proposal=found, by=by, reason=form.cleaned_data["reason"])
        messages.success(request, _("You have declined. Whoever proposed it can read why."))
        return redirect("desk:work")
    form = forms.Reason()
    try:
        act = sign(proposal=found, by=by)
    except NotPermitted as error:
        form = forms.Reason({})
        form.add_error(None, worded(error.reason))
        return _show(request, found, page, form)
    if act is None:
        messages.success(request, _("Signed. Others still have to sign."))
        return redirect("desk:work")
    messages.success(request, _("Signed. With your signature it is done, as entry {n}.").format(n=act.n))
    if page.line.of_plan:
        return redirect("desk:plan")
    if found.docket.kind == MESSAGE:
        return redirect("desk:message", number=page.line.number)
    return redirect("desk:act", number=page.line.number, n=act.n)


def _vote(request: HttpRequest, found: Proposal, page: dockets.ProposalPage, by: Actor) -> HttpResponse:
    said = request.POST["vote"]
    if said not in ("for", "against", "abstain"):
        return redirect("desk:signature", number=page.line.number, proposal=found.pk)
    vote(proposal=found, by=by, vote=said)
    messages.success(request, _("Your vote is kept, sealed in the record."))
    return redirect("desk:work")


def _show(
    request: HttpRequest, found: Proposal, page: dockets.ProposalPage, form: forms.Reason
) -> HttpResponse:
    context = {"proposal": page, "form": form, "objection": forms.Objection()}
    if page.line.of_plan:
        context["count"] = plan.proposed_count(found)
    return render(request, "desk/case/sign.html", context)
