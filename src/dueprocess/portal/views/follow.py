"""Coming back: by receipt code, or signed in as somebody in the register who is a party.

The session holds a docket's number and a local key, no name and no code; and whether a login opened it.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dueprocess.cases import actions, extracts
from dueprocess.cases.approaches import named as approaches
from dueprocess.core.errors import Refused
from dueprocess.kit import keys
from dueprocess.kit.http import Hidden
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
        try:
            found = actions.find_by_code(code)
        except Refused:
            form.add_error("code", _wrong(code))
            if len(code) == CODE_LENGTH and keys.valid(code):
                tries.note(request)
        else:
            request.session.cycle_key()
            request.session[MATTER] = {"number": found.docket.number, "key": found.complainant}
            return redirect("portal:matter")
    return render(request, "portal/follow.html", {"form": form})


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
    context = {"matters": extracts.matters(person), "approaches": approaches.lines(person)}
    return render(request, "portal/mine.html", context)


@require_safe
@login_required
def choose(request: HttpRequest, number: str) -> HttpResponse:
    """Go to one of one's own matters."""
    person = getattr(request.user, "person", None)
    found = next((each for each in extracts.matters(person) if each.number == number), None)
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
