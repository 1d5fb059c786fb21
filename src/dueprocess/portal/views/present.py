"""Who comes with a party, acts for them or interprets, and what they need; and the letters of those for whom
somebody acts. A mandate is asked for anew at each page: it ends at once.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dueprocess.cases import actions as cases
from dueprocess.cases import extracts
from dueprocess.cases.bundles import extracts as bundles
from dueprocess.cases.evidence import extracts as evidence
from dueprocess.cases.present import actions
from dueprocess.cases.present import extracts as present
from dueprocess.cases.present.actions import Asked
from dueprocess.docket import house
from dueprocess.docket.actions import read_by_party
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.http import Hidden, once
from dueprocess.portal.views.asking import done
from dueprocess.portal.views.matter import hand_out
from dueprocess.portal.views.party import lost, mark, party
from dueprocess.portal.views.whose import is_open, whose


class Ask(fields.Form):
    """What a party asks for."""

    what = fields.RadiosField(
        label=gettext_lazy("What do you ask for?"),
        options=[
            fields.Option(
                str(Asked.COMPANION), gettext_lazy("Somebody comes with me"),
                gettext_lazy("A friend, relative or colleague. They may sit beside you and support you."),
            ),
            fields.Option(
                str(Asked.REPRESENTATIVE), gettext_lazy("Somebody acts for me"),
                gettext_lazy("Such as a lawyer or your union."),
            ),
            fields.Option(str(Asked.INTERPRETER), gettext_lazy("An interpreter")),
            fields.Option(
                str(Asked.ADJUSTMENT), gettext_lazy("An adjustment"),
                gettext_lazy("Whatever lets you take part: breaks, access, papers in large print, a screen."),
            ),
        ],
        error_messages={"required": gettext_lazy("Choose what you ask for.")},
    )  # fmt: skip
    name = fields.TextField(
        label=gettext_lazy("Their name"), required=False, max_length=200,
        hint=gettext_lazy("Of who comes with you or acts for you."),
    )  # fmt: skip
    contact = fields.TextField(
        label=gettext_lazy("How we reach them"), required=False, max_length=200,
        hint=gettext_lazy("An email address, if they have one. Ask them first."),
    )  # fmt: skip
    words = fields.LongTextField(
        label=gettext_lazy("What we should know"), required=False, rows=3,
        hint=gettext_lazy("For an interpreter the language; for an adjustment what you need. Not why."),
    )  # fmt: skip
    letters = fields.TickField(
        label=gettext_lazy("They read my letters and receive them for me"),
        hint=gettext_lazy("Only for who acts for you. You can end it at any time."),
    )
    steps = fields.TickField(
        label=gettext_lazy("They also answer and appeal in my name"),
        hint=gettext_lazy("What they send counts as yours. They then read your letters too."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@once
def every(request: HttpRequest) -> HttpResponse:
    """What they have asked for, and how it was answered; ask for more."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    form = Ask(request.POST or None)

    def act(typed: dict[str, Any]) -> object:
        return actions.ask(
            docket=docket, key=me.key or "", by=me, what=Asked(typed["what"]), name=typed["name"],
            contact=typed["contact"], words=typed["words"], letters=typed["letters"], steps=typed["steps"],
        )  # fmt: skip

    if done(request, form, act):
        messages.success(request, _("Sent and entered. The office answers you here."))
        return redirect("portal:with_me")
    asked = present.asked(docket, key=me.key or "")
    return render(request, "portal/present/every.html", _context(docket, me) | {"form": form, "asked": asked})


@require_POST
@once
def end(request: HttpRequest, n: int) -> HttpResponse:
    """Take back what they asked for."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    actions.end(docket=docket, n=n, by=me)
    messages.success(request, _("It is ended."))
    return redirect("portal:with_me")


@require_safe
def acting(request: HttpRequest, key: str) -> HttpResponse:
    """What there is of somebody for whom they act: letters, steps, evidence and bundles; of somebody with
    whom they come, where that was granted, evidence and bundles."""
    found = whose(request, key)
    if found is None:
        return lost(request)
    docket, me = found.docket, found.me
    page = extracts.party_page(docket, key=key)
    letters = [each for each in page.messages if not each.mine and each.act != each.n]
    steps = page.steps if key in present.acts_for(docket, me.key or "", steps=True) else ()
    context = {
        "who": found.name, "key": key, "letters": letters if found.receives else (), "steps": steps,
        "receives": found.receives,
        "unused": house.DISCLOSED in page.noted and evidence.is_given(docket, key),
        "given": house.GIST in page.noted and evidence.is_shown(docket, key),
        "bundles": house.BUNDLE_SERVED in page.noted and bundles.has_any(docket, key),
    }  # fmt: skip
    return render(request, "portal/present/acting.html", context | _context(docket, me))


@require_http_methods(["GET", "HEAD", "POST"])
@once
def letter(request: HttpRequest, key: str, act: int) -> HttpResponse:
    """One of their letters. Opening it counts as received by them; that is said before, and noted."""
    found = whose(request, key)
    if found is None:
        return lost(request)
    if not found.receives:
        raise Hidden("they do not act for them")
    docket, me = found.docket, found.me
    shown = extracts.letter(docket, key=key, act=act)
    if shown is None:
        raise Hidden("no letter of theirs")
    if shown.unread and request.method == "POST":
        cases.confirm_receipt(docket=docket, of=act, to=key, by=me)
        return redirect("portal:acting_letter", key=key, act=act)
    if not shown.unread:
        read_by_party(docket, me, f"letter {act}", found.why)
    context = _context(docket, me) | {"who": found.name, "key": key, "letter": shown}
    return render(request, "portal/present/letter.html", context)


@require_safe
def file(request: HttpRequest, key: str, act: int, number: int) -> HttpResponse | StreamingHttpResponse:
    """One file that came with a letter to somebody for whom they act, or is evidence that somebody was given
    for whom they read."""
    found = whose(request, key)
    if found is None:
        return lost(request)
    is_open(found, act, number)
    return hand_out(found.docket, found.me, act, number, found.why, key=found.key)


def _context(docket: Docket, me: Actor) -> dict[str, Any]:
    return {"mark": mark(docket.number, me.key or "")}
