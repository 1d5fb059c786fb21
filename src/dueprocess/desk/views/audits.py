"""Draws by lot: oversight announces one, the auditor draws it and takes what was drawn. Whoever holds the
power to audit and nothing else sees these pages of the desk alone.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases.audits import actions, extracts, package
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk import audit_forms as forms
from dueprocess.desk import awaited
from dueprocess.desk.access import auditing, held, holding, me
from dueprocess.desk.asking import answer, ask, blame
from dueprocess.kit import clock, keys, mail, packages, zipping
from dueprocess.kit.components import worded
from dueprocess.kit.http import Hidden, once
from dueprocess.people.models import Power


@require_safe
@auditing
def every(request: HttpRequest) -> HttpResponse:
    """Every draw with what comes next, and for oversight every auditor."""
    oversees = Power.OVERSEE in held(request)
    context = {
        "draws": extracts.draws(me(request)),
        "oversees": oversees,
        "auditors": extracts.auditors(me(request)) if oversees else (),
        "awaited": awaited.audit(me(request)),
        "mine": actions.accredited(me(request), clock.now().date()),
        "number_command": "python verify.py number",
    }
    return render(request, "desk/audits/every.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.OVERSEE)
@once
def new(request: HttpRequest) -> HttpResponse:
    """Announce a draw, before anybody can know what it will draw."""
    choices = extracts.running()
    on = clock.now().date()
    initial = {"last_on": on, "sample": 5, "auditor": choices[0][0] if len(choices) == 1 else ""}
    form = forms.Announce(choices, request.POST or None, initial=initial)
    context: dict[str, Any] = {
        "title": _("Announce a draw by lot"),
        "about": _("It stands in the record before it can be known what will be drawn.")
        if choices
        else _("Nobody is accredited today. Accredit an auditor first, on their page in the register."),
        "button": _("Announce it"),
        "audits_page": True,
    }
    if request.method != "POST":
        return ask(request, form, **context)

    def act() -> Any:
        typed = form.cleaned_data
        found = extracts.accreditation(int(typed["auditor"]))
        made = actions.announce(
            accreditation=found, first_on=typed["first_on"], last_on=typed["last_on"],
            sample=typed["sample"], whole=typed["whole"] == "yes", seal=typed["seal"], by=me(request),
        )  # fmt: skip
        address = extracts.address(found)
        if address:
            path = reverse("desk:audit", args=[made.code])
            mail.notice(address, path=path, house=request.house.name)  # type: ignore[attr-defined]
        return made

    said = _("Announced. It can be drawn when the record was published after this.")
    return answer(request, form, act, said, lambda made: ("desk:audit", made.code), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@auditing
@once
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One draw: what was announced, what comes next, what was drawn and how it was answered."""
    row, shown = extracts.draw(code, me(request))
    draws, takes = "number" in request.POST, "take" in request.POST
    number = forms.Draw(request.POST if draws else None)
    bound = forms.HandOver(request.POST if takes else None)
    form = number if draws else bound
    if request.method == "POST":
        if not shown.mine:
            raise Hidden("not their draw")
        if form.is_valid():
            try:
                return _next(request, row, form)
            except Malformed as error:
                blame(form, error)
            except Refused as error:
                form.add_error(None, worded(error.reason))
    context = {
        "draw": shown,
        "number": number,
        "bound": bound,
        "form": form,
        "open": shown.mine and actions.may_take(row),
    }
    return render(request, "desk/audits/one.html", context)


def _next(request: HttpRequest, row: Any, form: Any) -> HttpResponse:
    if isinstance(form, forms.Draw):
        actions.draw_lot(draw=row, number=form.cleaned_data["number"], by=me(request))
        return redirect("desk:audit", code=row.code)
    actions.hand_over(draw=row, by=me(request), bound=form.cleaned_data["bound"])
    return redirect("desk:audit_package", code=row.code)


@require_http_methods(["GET", "HEAD", "POST"])
@auditing
def take(request: HttpRequest, code: str) -> HttpResponse | StreamingHttpResponse:
    """Show a passphrase, and then make the package that opens with it."""
    row, shown = extracts.draw(code, me(request))
    if not (shown.mine and shown.runs and actions.may_take(row)):
        raise Hidden("nothing to take")
    if request.method != "POST":
        context = {
            "draw": shown,
            "passphrase": keys.receipt_code(),
            "check_command": f"python verify.py unpack {shown.code}.dpp audit\n"
            "python verify.py openings audit --log record --policy policy",
        }
        return render(request, "desk/audits/package.html", context)
    typed = keys.normal(request.POST.get("passphrase", ""))
    if len(typed) != keys.RECEIPT_LENGTH or not keys.valid(typed):
        raise Hidden("no passphrase of this page")
    content = zipping.pieces(package.members(row))
    response = StreamingHttpResponse(packages.sealed(typed, content), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{shown.code}.dpp"'
    return response
