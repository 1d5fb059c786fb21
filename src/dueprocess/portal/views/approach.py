"""What is entered about somebody who spoke to an officer about a case: read by them, and replied to."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dueprocess.cases.approaches import actions, named
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket.actions import read_by_party
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.components import mended, worded
from dueprocess.kit.fields import whole
from dueprocess.kit.http import Hidden, once


class Reply(fields.Form):
    """What the person named replies."""

    text = fields.LongTextField(
        label=gettext_lazy("Your reply"), rows=6,
        hint=gettext_lazy("It stands beside the entry. Nobody changes it, and neither can you."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One approach as the person named reads it, and their reply."""
    docket = named.find(number, getattr(request.user, "person", None))
    if docket is None:
        raise Hidden("not about them, or not for them yet")
    by = Actor(key=actions.NAMED)
    form = Reply(request.POST or None)
    if request.method == "POST" and form.is_valid():
        length = whole(request.POST.get("length", "")) or 0
        try:
            actions.reply(docket=docket, text=form.cleaned_data["text"], by=by, length=length)
        except Malformed as error:
            for each in error.problems:
                form.add_error("text", mended(each))
        except Refused as error:
            form.add_error(None, worded(error.reason))
        else:
            messages.success(request, _("Your reply stands beside the entry. Oversight is told."))
            return redirect("portal:approach", number=number)
    if request.method != "POST":
        read_by_party(docket, by, "approach", _("on their own pages"))
    context = {"approach": named.page(docket), "form": form}
    return render(request, "portal/approach.html", context)
