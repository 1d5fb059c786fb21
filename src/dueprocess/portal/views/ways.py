"""Coming in by a one-time link, coming back by a passkey, and what opens one's own part: for parties without
a login of their own.

The page of a link looks nothing up: it is the same for every code, and only the press of its button opens
one. So what reads mail and follows addresses spends no link, and learns of none whether it exists.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from allauth.mfa.webauthn.forms import SignupWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases.ways import actions
from dueprocess.cases.ways import extracts as ways
from dueprocess.core.errors import Refused
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import keys
from dueprocess.kit.components import worded
from dueprocess.kit.http import Hidden, keep, once
from dueprocess.people.models import Login
from dueprocess.portal import tries
from dueprocess.portal.views.follow import MATTER, open_link
from dueprocess.portal.views.party import lost, mark, party

NEW = "passkey"
"""Where the session keeps the login for which a passkey is being set up."""


@require_http_methods(["GET", "HEAD", "POST"])
@once
def link(request: HttpRequest, code: str) -> HttpResponse:
    """Say what the link does; open it when its reader presses the button. One that opens nothing is answered
    alike, whatever the reason."""
    if request.method != "POST":
        return render(request, "portal/ways/link.html")
    wait = tries.wait_until(request)
    if wait is not None:
        return render(request, "portal/ways/link.html", {"wait": wait}, status=429)
    if open_link(request, code):
        return redirect("portal:matter")
    if len(keys.normal(code)) == keys.RECEIPT_LENGTH and keys.valid(code):
        keep(partial(tries.note, request))
    return render(request, "portal/ways/spent.html", status=410)


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """What opens one's own part, who gave it and when it was opened."""
    found = party(request)
    if found is None:
        return lost(request)
    return render(request, "portal/ways/every.html", _context(request, *found))


@require_http_methods(["GET", "HEAD", "POST"])
@once
def close(request: HttpRequest) -> HttpResponse:
    """Close every link and passkey of one's own, and with them this sitting if one of them opened it."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    context = _context(request, docket, me)
    if request.method == "POST":
        try:
            actions.close_ways(docket=docket, key=me.key or "", by=me)
        except Refused as error:
            context["refused"] = worded(error.reason)
        else:
            messages.success(request, _("Every link and passkey of yours is closed."))
            return redirect("portal:ways" if party(request) else "public:home")
    return render(request, "portal/ways/close.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def passkey(request: HttpRequest) -> HttpResponse:
    """Say what a passkey is; go on to set one up, or let the one by which somebody is signed in open this
    matter too."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    context = _context(request, docket, me)
    if not context["may_keep"]:
        raise Hidden("they have a login of their own")
    if request.method == "POST":
        theirs = _signed_in(request)
        if theirs is None:
            request.session[NEW] = actions.begin_passkey().pk
            return redirect("portal:passkey_new")
        try:
            actions.keep_passkey(docket=docket, by=me, login=theirs)
        except Refused as error:
            context["refused"] = worded(error.reason)
        else:
            messages.success(request, _("Your passkey opens this matter too."))
            return redirect("portal:ways")
    return render(request, "portal/ways/passkey.html", context)


class NewPasskey(SignupWebAuthnForm):
    """A passkey that signs in alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("A name to know it by")
        self.fields["name"].help_text = _("For example “my phone”.")


@require_http_methods(["GET", "HEAD", "POST"])
@once
def passkey_new(request: HttpRequest) -> HttpResponse:
    """Let the device make the passkey; keep it for this matter."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    login = Login.objects.filter(pk=request.session.get(NEW) or 0, person=None).first()
    if login is None or login.ways.exists():
        return redirect("portal:passkey")
    form = NewPasskey(request.POST or None, user=login)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                auth.WebAuthn.add(login, form.cleaned_data["name"], form.cleaned_data["credential"])
                actions.keep_passkey(docket=docket, by=me, login=login)
        except Refused as error:
            form.add_error(None, worded(error.reason))
        else:
            del request.session[NEW]
            messages.success(request, _("Your passkey is set up. Next time, sign in with it."))
            return redirect("portal:ways")
    options = {"creation_options": auth.begin_registration(login, True)}
    return render(
        request,
        "portal/ways/passkey_new.html",
        _context(request, docket, me) | {"form": form, "js_data": options},
    )


def _signed_in(request: HttpRequest) -> Login | None:
    """The login of a party's passkey by which this browser is signed in."""
    login = request.user
    return login if isinstance(login, Login) and login.person_id is None else None


def _context(request: HttpRequest, docket: Docket, me: Actor) -> dict[str, Any]:
    held = request.session.get(MATTER, {})
    by_login = bool(held.get("by_login"))
    return {
        "mark": mark(docket.number, me.key or ""),
        "ways": ways.ways_of(docket, me.key or ""),
        "may_keep": not (by_login and _signed_in(request) is None),
        "here": "passkey" if by_login and _signed_in(request) else "link" if held.get("link") else "",
        "signed_in": _signed_in(request) is not None,
    }
