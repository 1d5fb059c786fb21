"""A party gives up an appeal: what that means stands on the page, and one has to say that one knows it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dueprocess.cases import extracts
from dueprocess.core.errors import Refused
from dueprocess.docket.actions import waive
from dueprocess.kit import fields
from dueprocess.kit.fields import whole
from dueprocess.kit.http import Hidden, once
from dueprocess.portal.views.party import lost, mark, party


class Waive(fields.Form):
    """That one knows what it means."""

    sure = fields.TickField(
        label=gettext_lazy("I have read the decision, I give this up, and I know that I cannot take it back"),
        required=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@once
def give_up(request: HttpRequest, step: str) -> HttpResponse:
    """Check and send that one will not appeal. Only what is open to this party, and has reached them."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    matter = extracts.party_page(docket, key=me.key or "")
    way = next((each for each in matter.ways if each.step == step), None)
    if way is None:
        raise Hidden("nothing of theirs to give up")
    form = Waive(request.POST or None)
    if request.method == "POST" and form.is_valid():
        length = whole(request.POST.get("length", "")) or 0
        try:
            waive(docket=docket, party=me.key or "", step=step, by=me, length=length)
        except Refused as error:
            form.add_error(None, error.reason)
        else:
            request.session["done"] = {"title": _("You give up: {step}").format(step=way.title)}
            return redirect("portal:matter")
    context = {
        "matter": matter, "way": way, "form": form, "length": docket.length,
        "mark": mark(docket.number, me.key or ""),
    }  # fmt: skip
    return render(request, "portal/matter/waive.html", context)
