"""Coming back: by receipt code or the code of a one-time link, or signed in as somebody in the register who
is a party, or by the passkey of one.

The session holds a docket's number and a local key, no name and no code; and whether a login or a link opened
it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dueprocess.cases import actions, extracts
from dueprocess.cases.approaches import named as approaches
from dueprocess.cases.ways import actions as ways
from dueprocess.cases.ways import extracts as ways_of
from dueprocess.core.errors import Refused
from dueprocess.kit import keys
from dueprocess.kit.http import Hidden
from dueprocess.people.models import Login
from dueprocess.portal import forms, tries

MATTER = "matter"
CODE_LENGTH, NUMBER_LENGTH = 20, 11


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Open a matter with its code. A wrong code says so, and nothing about what exists."""
    form = forms.Code(request.POST or None)
    if request.method != "POST":
        return render(request, "portal/follow.html", {"form": form})
    wait = tries.wait_until(request)
    if wait is not None:
        return render(request, "portal/follow.html", {"form": forms.Code(), "wait": wait}, status=429)
    if form.is_valid():
        code = form.cleaned_data["code"]
        if open_with(request, code):
            return redirect("portal:matter")
        form.add_error("code", _wrong(code))
        if len(code) == CODE_LENGTH and keys.valid(code):
            tries.note(request)
    return render(request, "portal/follow.html", {"form": form})


def open_with(request: HttpRequest, code: str) -> bool:
    """Open a matter in this browser with a receipt code, or with the code of a link, which is spent by it;
    False where it opens nothing."""
    try:
        found = actions.find_by_code(code)
    except Refused:
        return open_link(request, code)
    _hold(request, {"number": found.docket.number, "key": found.complainant})
    return True


def open_link(request: HttpRequest, code: str) -> bool:
    """Open a matter in this browser with the code of a link, and spend it; False where it opens nothing."""
    try:
        way = ways.use_link(code)
    except Refused:
        return False
    number = way.docket.number
    _hold(request, {"number": number, "key": way.key, "link": {"of": number, "act": way.act}})
    return True


def _hold(request: HttpRequest, matter: dict[str, Any]) -> None:
    """Keep in the session which matter is open, under a new session key: an earlier one opens nothing."""
    request.session.cycle_key()
    request.session[MATTER] = matter


def matters(request: HttpRequest) -> tuple[extracts.Matter, ...]:
    """The matters of whoever is signed in."""
    login = request.user
    if isinstance(login, Login) and login.person is None:
        return ways_of.matters(login)
    return extracts.matters(getattr(login, "person", None))


def _wrong(code: str) -> str:
    """What may help whoever mistyped; it says of no code whether there is one."""
    if len(code) == NUMBER_LENGTH and keys.valid(code):
        return _("This is the number of a complaint. The code is longer: five groups of four.")
    if len(code) != CODE_LENGTH:
        return _("A code has {n} letters and digits; you entered {given}.").format(
            n=CODE_LENGTH, given=len(code)
        )
    return _("This code opens nothing. Look whether every character is right.")


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The matters in which whoever is signed in is a party, as far as they have been told."""
    person = getattr(request.user, "person", None)
    context = {"matters": matters(request), "approaches": approaches.lines(person)}
    return render(request, "portal/mine.html", context)


@require_safe
@login_required
def choose(request: HttpRequest, number: str) -> HttpResponse:
    """Go to one of one's own matters."""
    found = next((each for each in matters(request) if each.number == number), None)
    if found is None:
        raise Hidden("not a matter of theirs")
    request.session[MATTER] = {"number": found.docket, "key": found.key, "by_login": True}
    return redirect("portal:matter")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the matter on this device."""
    request.session.pop(MATTER, None)
    if not request.user.is_authenticated:
        request.session.flush()
    return redirect("public:home")
