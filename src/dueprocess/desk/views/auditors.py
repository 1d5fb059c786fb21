"""Accrediting auditors: one who appoints proposes it on somebody's page, another who oversees signs it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases.audits import extracts
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk import audit_forms as forms
from dueprocess.desk import telling
from dueprocess.desk.access import held, holding, me
from dueprocess.desk.asking import answer, ask, blame
from dueprocess.kit import clock
from dueprocess.kit.components import worded
from dueprocess.kit.http import once
from dueprocess.people import actions
from dueprocess.people import extracts as people
from dueprocess.people.models import Power


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.APPOINT)
@once
def accredit(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose somebody as an auditor."""
    person = people.get(pk)
    on = clock.now().date()
    initial = {"from_on": on, "duty": str(forms.DUTY)}
    form = forms.Accredit(request.POST or None, initial=initial)
    context: dict[str, Any] = {
        "title": _("Accredit as an auditor"),
        "about": _(
            "An auditor is handed whole files, drawn by lot, and nothing else. It takes two: somebody who "
            "oversees signs it; nothing holds before."
        ),
        "person": people.of(pk, on=on),
        "button": _("Propose it"),
    }
    if request.method != "POST":
        return ask(request, form, **context)

    def act() -> Any:
        made = actions.propose_auditor(person=person, by=me(request), **form.cleaned_data)
        telling.others(request, Power.OVERSEE, path=reverse("desk:auditor", args=[made.pk]))
        return made

    said = _("Written down. It holds when somebody who oversees has signed it.")
    return answer(request, form, act, said, lambda made: ("desk:auditor", made.pk), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.OVERSEE, Power.APPOINT)
@once
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """An accreditation: what it says, and the second person's yes or no."""
    row, shown = extracts.auditor(pk, me(request))
    form = forms.Decline()
    oversees = Power.OVERSEE in held(request)
    if request.method == "POST":
        form = forms.Decline(request.POST if "decline" in request.POST else {"reason": "-"})
        if form.is_valid():
            try:
                if "decline" in request.POST:
                    actions.decline_auditor(proposal=row, by=me(request), reason=form.cleaned_data["reason"])
                    messages.success(request, _("Ended. Nobody was accredited."))
                else:
                    actions.sign_auditor(proposal=row, by=me(request))
                    messages.success(request, _("Signed. They are accredited."))
            except Refused as error:
                form.add_error(None, worded(error.reason))
            except Malformed as error:
                blame(form, error)
            else:
                return redirect("desk:auditor", pk=pk)
    context = {"auditor": shown, "form": form, "may_sign": shown.mine and oversees, "oversees": oversees}
    return render(request, "desk/audits/auditor.html", context)
