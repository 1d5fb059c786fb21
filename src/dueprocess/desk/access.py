"""Who may come to the desk at all: people with an appointment, a delegation or a power. What they then see of
cases, the wall says."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from dueprocess.kit import clock
from dueprocess.kit.fields import whole
from dueprocess.kit.http import Hidden, denied
from dueprocess.people import extracts as people
from dueprocess.people.models import Person, Power

View = Callable[..., HttpResponseBase]
FRAME = "desk/base.html"
"""The frame in which staff see refusals and errors too."""


def staff(view: View) -> View:
    """Let a view through to staff only. For anybody else the desk is not there, but that its first page leads
    a member to their own matters."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return admitted(request, *args, **kwargs)
        with people.steady():
            return admitted(request, *args, **kwargs)

    def admitted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = getattr(request.user, "person", None)
        if person is None or not people.at_desk(person, on=clock.now().date()):
            if request.path == reverse("desk:work"):
                return redirect("desk:audits" if person and _may_audit(person) else "portal:mine")
            raise Hidden("no work at the desk")
        request.frame = FRAME  # type: ignore[attr-defined]  # read by `kit.components.page`
        return view(request, *args, **kwargs)

    return guarded


def auditing(view: View) -> View:
    """Let a view through to auditors and to whoever oversees. For members the pages are not there."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = getattr(request.user, "person", None)
        on = clock.now().date()
        if person is None or not (_may_audit(person) or people.at_desk(person, on=on)):
            raise Hidden("no work at the desk")
        request.frame = FRAME  # type: ignore[attr-defined]  # read by `kit.components.page`
        if not _may_audit(person) and Power.OVERSEE not in held(request):
            raise denied(_("Only auditors and oversight are shown this."))
        return view(request, *args, **kwargs)

    return guarded


def _may_audit(person: Person) -> bool:
    return Power.AUDIT in people.powers(person, on=clock.now().date())


def me(request: HttpRequest) -> Person:
    """The person behind the login; `staff` has made sure there is one."""
    return cast(Person, request.user.person)  # type: ignore[union-attr]


def holding(*powers: Power) -> Callable[[View], View]:
    """Let a view through to whoever holds one of these powers."""

    def wrap(view: View) -> View:
        @wraps(view)
        @staff
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not held(request) & set(powers):
                needed = _(" or ").join(str(power.label) for power in powers)
                raise denied(_("This needs the power: {needed}.").format(needed=needed))
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def held(request: HttpRequest) -> frozenset[str]:
    """The powers of whoever is signed in."""
    return people.powers(me(request), on=clock.now().date())


def before(request: HttpRequest, name: str) -> int | None:
    """The line of a journal from which on earlier ones are asked for: nobody hides what they did by doing
    more."""
    return whole(request.GET.get(name, ""))
