"""Logins: who of the register may sign in. What they may do then comes from their roles and powers alone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.desk import people_forms as forms
from dueprocess.desk.access import holding, me
from dueprocess.desk.asking import answer, ask
from dueprocess.kit import clock, mail
from dueprocess.kit.http import once
from dueprocess.people import actions, holdings
from dueprocess.people import extracts as people
from dueprocess.people.models import Power


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody sign in. They choose their password themselves, by a link that is mailed to them.

    Oversight is told: whoever gives a login says whose address it is.
    """
    shown = people.of(pk, on=clock.now().date(), whole=True)
    form = forms.GiveLogin(request.POST or None, initial={"email": shown.login or shown.email})
    context: dict[str, Any] = {
        "title": _("Give a login"),
        "about": _("They are told by mail how to choose a password. Roles and powers are given apart."),
        "person": shown,
        "button": _("Give a login"),
    }
    if request.method != "POST":
        return ask(request, form, **context)

    def act() -> Any:
        made = actions.give_login(person=people.get(pk), email=form.cleaned_data["email"], by=me(request))
        house = request.house.name  # type: ignore[attr-defined]
        mail.welcome(made.email, house=house)
        for address in holdings.addresses(Power.OVERSEE, on=clock.now().date()):
            mail.notice(address, path=reverse("desk:oversight"), house=house)
        return made

    return answer(request, form, act, _("They can sign in."), lambda made: ("desk:person", pk), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut somebody's login; at their next page they are signed out."""
    login = people.login(pk)
    form = forms.CloseLogin(request.POST or None)
    context: dict[str, Any] = {
        "title": _("Close the login"),
        "about": _("They cannot sign in from now on. Their roles stay until they are ended."),
        "person": people.of(pk, on=clock.now().date()),
        "button": _("Close the login"),
    }
    if request.method != "POST":
        return ask(request, form, **context)
    return answer(
        request, form,
        lambda: actions.close_login(login=login, by=me(request), reason=form.cleaned_data["reason"]),
        _("Closed."), lambda made: ("desk:person", pk), **context,
    )  # fmt: skip
