"""How one party comes in: the links and passkeys they have, a new one-time link, and closing them.

The code of a link that an officer brings is shown to them once, on the page after it was given; until then it
lies sealed in their session.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases import extracts
from dueprocess.cases.ways import actions
from dueprocess.cases.ways import extracts as ways
from dueprocess.cases.ways.actions import Channel
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import answer, ask
from dueprocess.docket import actions as dockets
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields, keys
from dueprocess.kit.http import Hidden, once

PAGE, CLOSE = "desk/ways/one.html", "desk/ways/close.html"
SHOWN = "way_code"
"""Where the session keeps the code that is to be shown once, sealed, and of which party it is."""


class Give(fields.Form):
    """How a link reaches its party."""

    def __init__(self, email: str, *args: Any) -> None:
        super().__init__(*args)
        options = [
            fields.Option(
                str(Channel.POST),
                _("I post it"),
                _("You are shown an address and a code to put into a letter."),
            ),
            fields.Option(str(Channel.HAND), _("I hand it over"), _("Shown to you in the same way.")),
            fields.Option(str(Channel.PHONE), _("I say the code on the telephone")),
        ]
        if email:
            said = _("To {address}. Nobody here sees the code.").format(address=email)
            options.insert(0, fields.Option(str(Channel.EMAIL), _("It is mailed to them"), said))
        self.fields["channel"] = fields.RadiosField(
            label=_("How does the link reach them?"), options=options,
            error_messages={"required": _("Say how it reaches them.")},
        )  # fmt: skip


class Close(fields.Form):
    """Why what opens a party's part is closed."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["reason"] = fields.LongTextField(
            label=_("Why?"), rows=3, hint=_("Such as that the link came into other hands.")
        )


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def give(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """What opens a party's part; give them a link."""
    docket, context = _open(request, number, key)
    form = Give(context["email"], request.POST or None)
    if request.method != "POST":
        return ask(request, form, page=PAGE, code=_taken(request, number, key), **context)

    def act() -> Any:
        typed = form.cleaned_data
        given = actions.give_link(
            docket=docket, key=key, channel=Channel(typed["channel"]), by=Actor(person=me(request))
        )
        if given.code:
            sealed = b64encode(keys.seal_here(given.code.encode(), _place(number, key))).decode()
            request.session[SHOWN] = {"sealed": sealed, "of": [number, key]}
        dockets.deliver(Docket.objects.get(pk=docket.pk))
        return given

    return answer(
        request, form, act, _("The link is given, and entered in the record."),
        lambda made: ("desk:way", number, key), page=PAGE, **context,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def close(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Close every link and passkey of a party."""
    docket, context = _open(request, number, key)
    form = Close(request.POST or None)
    if request.method != "POST":
        return ask(request, form, page=CLOSE, **context)

    def act() -> Any:
        reason = form.cleaned_data["reason"]
        return actions.close_ways(docket=docket, key=key, by=Actor(person=me(request)), reason=reason)

    done = _("Closed. They open nothing any more.")
    return answer(request, form, act, done, lambda made: ("desk:way", number, key), page=CLOSE, **context)


def _open(request: HttpRequest, number: str, key: str) -> tuple[Docket, dict[str, Any]]:
    docket = wall.open(number, me(request), _("to see how a party comes in"), what="way")
    by = Actor(person=me(request))
    page = extracts.case_page(docket, viewer=by)
    party = next((each for each in page.docket.parties if each.key == key), None)
    if party is None:
        raise Hidden("no such party")
    return docket, {
        "case": page, "docket": page.docket, "party": party, "days": actions.DAYS,
        "ways": ways.ways_of(docket, key, viewer=by), "email": ways.address(docket, key),
    }  # fmt: skip


def _taken(request: HttpRequest, number: str, key: str) -> dict[str, str] | None:
    """The code to be shown now and never again, and the address that it makes."""
    held = request.session.get(SHOWN)
    if not held or held["of"] != [number, key]:
        return None
    del request.session[SHOWN]
    code = keys.unseal_here(b64decode(held["sealed"]), _place(number, key)).decode()
    address = request.build_absolute_uri(reverse(actions.LINK, args=[code]))
    return {"code": code, "address": address, "enter": request.build_absolute_uri(reverse("portal:follow"))}


def _place(number: str, key: str) -> str:
    return f"session/way/{number}/{key}"
