"""The complaints mailbox: what waits, what waits too long, and mail of ours that somebody decides on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases import extracts
from dueprocess.cases.mailbox import extracts as mailbox
from dueprocess.cases.mailbox.models import State
from dueprocess.desk.access import held, holding, me, staff
from dueprocess.docket import wall
from dueprocess.docket.search import UNOWNED, Filters
from dueprocess.kit import outbox
from dueprocess.kit.http import once
from dueprocess.people.models import Person, Power

PROPOSALS = (
    ("", gettext_lazy("All")),
    ("none", gettext_lazy("Nothing proposed")),
    ("part", gettext_lazy("Perhaps part of a case")),
    ("automatic", gettext_lazy("Written by a machine")),
)
"""What the list is narrowed to, by what is proposed."""


@require_safe
@staff
def box(request: HttpRequest) -> HttpResponse:
    """The messages that wait, oldest first; by their state, and by what is proposed."""
    state = request.GET.get("state", State.WAITING)
    state = state if state in State.values else str(State.WAITING)
    proposal = request.GET.get("proposal", "")
    proposal = proposal if proposal in dict(PROPOSALS) else ""
    after, like, person = request.GET.get("after", ""), request.GET.get("like", ""), me(request)
    context = {
        "box": mailbox.box(person, state=state, proposal=proposal, among=alike_to(like, person), after=after),
        "like": like,
        "to_sign": mailbox.count_to_sign(person),
        "to_confirm": mailbox.count_to_confirm(person),
        "oversees": Power.OVERSEE in held(request),
        "most": mailbox.MOST,
        "account": mailbox.account(person),
        "troubles": mailbox.troubles(),
        "state": state,
        "proposal": proposal,
        "proposals": PROPOSALS,
        "cursor": after,
        "waits": state == State.WAITING,
    }
    return render(request, "desk/mailbox/box.html", context)


def alike_to(number: str, person: Person) -> tuple[int, ...] | None:
    """The dockets to which a list is narrowed that shows what reads like one message; None for no number."""
    if not number:
        return None
    docket = wall.open(number, person, _("to find what reads alike"), what="message")
    return mailbox.like(docket, person)


@require_safe
@staff
def unassigned(request: HttpRequest) -> HttpResponse:
    """What nobody has taken on: messages of which nobody has said within a working day what they are, and
    cases that nobody owns."""
    person = me(request)
    context = {
        "lines": mailbox.unassigned(person),
        "count": mailbox.late_count(person),
        "queue": extracts.queue(person, Filters(owner=UNOWNED)),
    }
    return render(request, "desk/mailbox/unassigned.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER, Power.OVERSEE)
@once
def outgoing(request: HttpRequest) -> HttpResponse:
    """Mail of ours that was refused, or of which nobody knows whether it arrived."""
    if request.method == "POST":
        code = request.POST.get("code", "")
        done = outbox.again(code) if "again" in request.POST else outbox.leave(code)
        if not done:
            messages.warning(request, _("Somebody has decided on this message already."))
        elif "again" in request.POST:
            messages.success(request, _("It is sent again."))
        else:
            messages.success(request, _("It is not sent any more, and its text is erased."))
        return redirect("desk:outgoing")
    return render(request, "desk/mailbox/outgoing.html", {"outgoing": mailbox.outgoing(me(request))})
