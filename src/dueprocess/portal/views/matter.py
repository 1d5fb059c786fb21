"""One matter as a party sees it: where it stands, what was written, what they may do.

Each view asks `_party` first; a session without a matter is led to the door, and what it had typed is shown
there, so that it can be copied.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import MultipleHiddenInput
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases import actions, extracts
from dueprocess.core.engine import NotPermitted
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import extracts as dockets
from dueprocess.docket import forms as steps
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Upload
from dueprocess.kit import clock, keys
from dueprocess.kit.http import CROSSED, Hidden, once, typed
from dueprocess.ledger import proofs
from dueprocess.portal import forms
from dueprocess.portal.views.follow import MATTER


def _party(request: HttpRequest) -> tuple[Docket, Actor] | None:
    """The docket and the party of this session; None where there is none or it has moved, and for a form of
    one matter that is sent when another has been opened in this browser: it goes into no other file."""
    held = request.session.get(MATTER)
    if not held:
        return None
    meant = request.POST.get("matter") or request.GET.get("matter")
    if meant and meant != _mark(held["number"], held["key"]):
        return None
    return extracts.party_of(held["number"], held["key"])


def _mark(number: str, key: str) -> str:
    """What a form carries to say of which matter it is; it tells nothing to others."""
    return keys.tag("matter", f"{number}/{key}")


def _lost(request: HttpRequest) -> HttpResponse:
    """The way back in. A form that was sent when the sitting had ended comes back with what was typed."""
    if request.method == "POST":
        context = {"form": forms.Code(), "typed": typed(request)}
        return render(request, "portal/lost.html", context, status=403)
    return redirect("portal:follow")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Where it stands, what happens next and by when, letters and messages, what may be done."""
    found = _party(request)
    if found is None:
        return _lost(request)
    docket, me = found
    return _show(request, docket, me, forms.Message())


def _show(request: HttpRequest, docket: Docket, me: Actor, form: forms.Message) -> HttpResponse:
    shown = extracts.party_page(docket, key=me.key or "")
    context = {
        "matter": shown,
        "mark": _mark(docket.number, me.key or ""),
        "form": form,
        "proof": proofs.standing(shown.entry),
        "unread": [each for each in shown.messages if each.unread],
        "owed": next((each for each in shown.steps if each.due and each.due[0].last_day), None),
    }
    return render(request, "portal/matter/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def message(request: HttpRequest) -> HttpResponse:
    """Write to the office, or add information."""
    found = _party(request)
    if found is None:
        return _lost(request)
    if request.method != "POST":
        return redirect("portal:matter")
    docket, me = found
    form = forms.Message(request.POST, request.FILES)
    if form.is_valid():
        send = actions.add_information if form.cleaned_data["information"] else actions.send_message
        uploads = [Upload(each.name, each.chunks()) for each in form.cleaned_data["attached"]]
        try:
            send(docket=docket, by=me, text=form.cleaned_data["text"], files=uploads)
        except Malformed as error:
            _blame(form, error, "attached" if uploads else "text")
        except Refused as error:
            form.add_error(None, error.reason)
        else:
            return redirect("portal:matter")
    return _show(request, docket, me, form)


def _blame(form: Any, error: Malformed, name: str) -> None:
    """Say beside the field what is wrong with what was sent."""
    for each in error.problems:
        form.add_error(name if name in form.fields else None, f"{each.what} {each.mend}")


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, act: int) -> HttpResponse:
    """Read a letter. Opening it is noted, since time may run from then."""
    found = _party(request)
    if found is None:
        return _lost(request)
    docket, me = found
    shown = extracts.letter(docket, key=me.key or "", act=act)
    if shown is None:
        raise Hidden("no letter of theirs")
    if shown.unread and request.method == "POST":
        actions.confirm_receipt(docket=docket, of=act, to=me.key or "", by=me)
        return redirect("portal:letter", act=act)
    return render(request, "portal/matter/letter.html", {"letter": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@once
def step(request: HttpRequest, step: str, strand: int) -> HttpResponse:
    """Take a step that is the party's own: a reply, comments, an appeal, a withdrawal."""
    found = _party(request)
    if found is None:
        return _lost(request)
    docket, me = found
    asked = dockets.form(
        docket, step=step, viewer=me, strand=strand or None, outcome=request.GET.get("outcome")
    )
    mine = any(me.key in way.people for way in asked.form.ways)
    if asked.form.refusal is not None or not mine:
        context = {"asked": asked.form, "mine": mine, "typed": typed(request)}
        return render(request, "portal/matter/not_now.html", context, status=403)
    if request.method == "POST":
        return _take(request, docket, me, asked, step)
    return _ask(request, docket, asked, _form(asked))


def _take(
    request: HttpRequest, docket: Docket, me: Actor, asked: dockets.StepForm, step: str
) -> HttpResponse:
    form = _form(asked, request.POST, request.FILES)
    length = request.POST.get("length", "")
    if form.is_valid():
        try:
            take_step(
                docket=docket, step=step, by=me, at=clock.now(), needs=form.needs(),
                length=int(length) if length.isdecimal() else None,
            )  # fmt: skip
        except NotPermitted as error:
            form.blame(error.needs)
        except Malformed as error:
            _blame(form, error, "files")
        except Refused as error:
            if error.code in CROSSED:
                raise
            form.add_error(None, error.reason)
        else:
            return redirect("portal:matter")
    return _ask(request, docket, asked, form)


def _form(asked: dockets.StepForm, data: Any = None, files: Any = None) -> steps.StepForm:
    zone = timezone.get_current_timezone()
    asking = steps.Asking(who=asked.me, names=_names(asked), zone=zone, now=clock.now(), own=True)
    form = steps.make(asked.form, asking, data, files)
    if "persons" in form.fields:  # a party acts for nobody but themselves
        form.fields["persons"].widget = MultipleHiddenInput()
        form.fields["persons"].choices = [(asked.me, asked.me)]  # type: ignore[attr-defined]
        form.fields["persons"].initial = [asked.me]
        form.groups = [group for group in form.groups if group.names != ["persons"]]
    return form


def _names(asked: dockets.StepForm) -> Mapping[str, str]:
    """Names for a party's form: nobody in an office has one there."""
    hidden = _("somebody in office")
    return {key: hidden if key.startswith("O") else name for key, name in asked.names.items()}


def _ask(request: HttpRequest, docket: Docket, asked: dockets.StepForm, form: steps.StepForm) -> HttpResponse:
    mark = _mark(docket.number, asked.me)
    context = {"asked": asked.form, "form": form, "length": asked.length, "mark": mark}
    return render(request, "portal/matter/step.html", context)


@require_safe
def file(request: HttpRequest, act: int, number: int) -> HttpResponse | StreamingHttpResponse:
    """One file that the party sent, or that was sent to them."""
    found = _party(request)
    if found is None:
        return _lost(request)
    docket, me = found
    if not extracts.party_may_read_file(docket, key=me.key or "", act=act, number=number):
        raise Hidden("no file of theirs")
    line, content = dockets.file_bytes(docket, act, number)
    response = StreamingHttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, line.name) or "attachment"
    response["Content-Length"] = str(line.size)
    return response


@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    """The proof file of one's own complaint, once it is sealed."""
    found = _party(request)
    if found is None:
        return _lost(request)
    docket, me = found
    shown = extracts.party_page(docket, key=me.key or "")
    content = proofs.proof_of(shown.entry) if shown.kind == "complainant" else None
    if content is None:
        raise Hidden("not sealed yet, or not theirs")
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{shown.number}.tlog-proof"'
    return response
