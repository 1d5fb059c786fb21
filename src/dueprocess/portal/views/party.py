"""Whose matter this browser has open. Each view of a matter asks here first; a session without one is led to
the door, and what it had typed is shown there, so that it can be copied."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dueprocess.cases import extracts
from dueprocess.cases.ways import extracts as ways
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import keys
from dueprocess.kit.http import typed
from dueprocess.ledger import extracts as record
from dueprocess.ledger import proofs
from dueprocess.people.models import Login
from dueprocess.portal import forms
from dueprocess.portal.views.follow import MATTER


def party(request: HttpRequest) -> tuple[Docket, Actor] | None:
    """The docket and the party of this session; None where there is none or it has moved, and for a form of
    one matter that is sent when another has been opened in this browser: it goes into no other file. What a
    login opened is open only while that login is in, and while it is theirs; what a link or a passkey opened,
    only until that is closed."""
    held = request.session.get(MATTER)
    if not held:
        return None
    number, key = held["number"], held["key"]
    meant = request.POST.get("matter") or request.GET.get("matter")
    if meant and meant != mark(number, key):
        return None
    if link := held.get("link"):
        return ways.by_link(number, key, of=link["of"], act=link["act"])
    if not held.get("by_login"):
        return extracts.party_of(number, key)
    if not isinstance(request.user, Login):
        return None
    if request.user.person is None:
        return ways.by_passkey(request.user, number, key)
    return extracts.party_of(number, key, person=request.user.person)


def mark(number: str, key: str) -> str:
    """What a form carries to say of which matter it is; it tells nothing to others."""
    return keys.tag("matter", f"{number}/{key}")


def gone(request: HttpRequest) -> extracts.ErasedMatter | None:
    """The matter of this session where what was written in it was erased, and a receipt code opened it: whose
    matter a login or a link opened, nobody knows any more."""
    held = request.session.get(MATTER)
    if not held or held.get("by_login") or held.get("link"):
        return None
    return extracts.erased_matter(held["number"], held["key"])


def lost(request: HttpRequest) -> HttpResponse:
    """The way back in. A form that was sent when the sitting had ended comes back with what was typed. Whose
    matter was erased is told that it was."""
    erased = gone(request)
    if erased is not None:
        context = {
            "matter": erased, "proof": proofs.standing(erased.entry), "typed": typed(request),
            "log": record.named(), "number": erased.number,
            "record_page": request.build_absolute_uri("/record/"),
        }  # fmt: skip
        status = 403 if request.method == "POST" else 200
        return render(request, "portal/matter/erased.html", context, status=status)
    if request.method == "POST":
        context = {"form": forms.Code(), "typed": typed(request)}
        return render(request, "portal/lost.html", context, status=403)
    return redirect("portal:follow")
