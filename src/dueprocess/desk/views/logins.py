"""Logins: who of the register may sign in. What they may do then comes from their roles and powers alone.

A login for somebody who holds any of these is proposed by one person and signed by another (`people.actions`
says whose).
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk import people_forms as forms
from dueprocess.desk.access import holding, me
from dueprocess.desk.asking import answer, ask
from dueprocess.kit import clock, mail
from dueprocess.kit.components import faults, worded
from dueprocess.kit.http import once
from dueprocess.people import actions, holdings
from dueprocess.people import extracts as people
from dueprocess.people.models import Login, LoginProposal, Power
from dueprocess.rules import extracts as rules


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody sign in, or propose it where that takes two."""
    person = people.get(pk)
    shown = people.of(pk, on=clock.now().date(), whole=True)
    form = forms.GiveLogin(request.POST or None, initial={"email": shown.login or shown.email})
    two = actions.takes_two(person)
    context: dict[str, Any] = {
        "title": _("Propose a login") if two else _("Give a login"),
        "about": _(
            "They hold a role, an office, a power or a qualification: whoever reads what comes to this "
            "address can act as them. So another who keeps the register signs it; nothing holds before."
        )
        if two
        else _("They are told by mail how to choose a password. Roles and powers are given apart."),
        "person": shown,
        "button": _("Propose it") if two else _("Give a login"),
    }
    if request.method != "POST":
        return ask(request, form, **context)

    def act() -> Any:
        typed = {"person": person, "email": form.cleaned_data["email"], "by": me(request)}
        if two:
            made = actions.propose_login(**typed)
            _notify(request, Power.KEEP_REGISTER, reverse("desk:login_asked", args=[made.pk]))
            _notify(request, Power.OVERSEE, reverse("desk:oversight"))
        else:
            _welcome(request, actions.give_login(**typed))

    said = _("Written down. They can sign in when another has signed it.") if two else _("They can sign in.")
    return answer(request, form, act, said, lambda made: ("desk:person", pk), **context)


def _welcome(request: HttpRequest, made: Login) -> None:
    """Tell the new login's address how to choose a password, which its owner does themselves by a mailed
    link; and tell oversight: whoever gives a login says whose address it is."""
    mail.welcome(made.email, house=request.house.name)  # type: ignore[attr-defined]
    _notify(request, Power.OVERSEE, reverse("desk:oversight"))


def _notify(request: HttpRequest, power: Power, path: str) -> None:
    """Tell those who hold a power, but for whoever acts, that something waits."""
    own = request.user.get_username()
    for address in holdings.addresses(power, on=clock.now().date()):
        if address != own or power == Power.OVERSEE:
            mail.notice(address, path=path, house=request.house.name)  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def asked(request: HttpRequest, proposal: int) -> HttpResponse:
    """A login that somebody proposed: whose, by which address, and what they could do by it."""
    found, shown = holdings.login_asked(proposal, me(request))
    form = forms.CloseLogin()
    if request.method == "POST":
        form = forms.CloseLogin(request.POST if "decline" in request.POST else {"reason": "-"})
        if form.is_valid():
            try:
                return _answered(request, found, form)
            except Refused as error:
                form.add_error(None, worded(error.reason))
            except Malformed as error:
                form.add_error(None, faults(error))
    on = clock.now().date()
    titles = rules.role_titles(clock.now())
    held = [each.role for each in people.of(shown.person, on=on).roles if each.running]
    powers = holdings.powers(people.get(shown.person), on=on)
    context = {
        "asked": shown,
        "form": form,
        "roles": [titles.get(role) or role.replace("_", " ") for role in held],
        "powers": [each.title for each in powers if each.running],
    }
    return render(request, "desk/people/login.html", context)


def _answered(request: HttpRequest, found: LoginProposal, form: forms.CloseLogin) -> HttpResponse:
    if "decline" in request.POST:
        actions.decline_login(proposal=found, by=me(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("Ended. No login was given."))
    else:
        _welcome(request, actions.sign_login(proposal=found, by=me(request)))
        messages.success(request, _("Signed. They can sign in."))
    return redirect("desk:person", pk=found.person_id)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut somebody's login; at their next page they are signed out."""
    login = people.login(pk)
    form = forms.CloseLogin(request.POST or None)
    context: dict[str, Any] = {
        "title": _("Close the login"),
        "about": _(
            "They cannot sign in from now on. Their roles stay until they are ended. Letters to them as a "
            "party then go by post, email or hand."
        ),
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
