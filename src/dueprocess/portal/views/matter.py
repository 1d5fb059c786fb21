"""One matter as a party sees it: where it stands, what was written, what they may do.

Each view asks `_party` first; a session without a matter is led to the door.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases import actions, extracts
from dueprocess.core.engine import NotPermitted
from dueprocess.docket import extracts as dockets
from dueprocess.docket import forms as steps
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Upload
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden, once
from dueprocess.ledger import proofs
from dueprocess.portal import forms
from dueprocess.portal.views.follow import MATTER


def _party(request: HttpRequest) -> tuple[Docket, Actor] | None:
    """The docket and the party of this session; None where there is none or it has moved."""
    held = request.session.get(MATTER)
    return extracts.party_of(held["number"], held["key"]) if held else None


def _lost() -> HttpResponse:
    return redirect("portal:follow")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Where it stands, what happens next and by when, letters and messages, what may be done."""
    found = _party(request)
    if found is None:
        return _lost()
    docket, me = found
    shown = extracts.party_page(docket, key=me.key or "")
    return _show(request, shown, forms.Message())


def _show(
    request: HttpRequest, shown: extracts.PartyPage, form: forms.Message, status: int = 200
) -> HttpResponse:
    context = {"matter": shown, "form": form, "proof": proofs.standing(shown.entry)}
    return render(request, "portal/matter/page.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def message(request: HttpRequest) -> HttpResponse:
    """Write to the office, or add information."""
    found = _party(request)
    if found is None:
        return _lost()
    if request.method != "POST":
        return redirect("portal:matter")
    docket, me = found
    form = forms.Message(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, extracts.party_page(docket, key=me.key or ""), form)
    send = actions.add_information if form.cleaned_data["information"] else actions.send_message
    uploads = [Upload(each.name, each.chunks()) for each in form.cleaned_data["attached"]]
    send(docket=docket, by=me, text=form.cleaned_data["text"], files=uploads)
    return redirect("portal:matter")


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, act: int) -> HttpResponse:
    """Read a letter. Opening it is noted, since time may run from then."""
    found = _party(request)
    if found is None:
        return _lost()
    docket, me = found
    shown = extracts.letter(docket, key=me.key or "", act=act)
    if shown is None:
        raise Hidden("no letter of theirs")
    if shown.unread and request.method == "POST":
        actions.confirm_receipt(docket=docket, of=act, to=me.key or "", by=me)
        return redirect("portal:letter", act=act)
    return render(request, "portal/matter/letter.html", {"letter": shown})


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, step: str, strand: int) -> HttpResponse:
    """Take a step that is the party's own: a reply, comments, an appeal, a withdrawal."""
    found = _party(request)
    if found is None:
        return _lost()
    docket, me = found
    asked = dockets.form(
        docket, step=step, viewer=me, strand=strand or None, outcome=request.GET.get("outcome")
    )
    mine = any(me.key in way.people for way in asked.form.ways)
    if asked.form.refusal is not None or not mine:
        return render(request, "portal/matter/not_now.html", {"asked": asked.form}, status=403)
    if request.method == "POST":
        return _take(request, docket, me, asked, step)
    return _ask(request, asked, _form(asked))


@once
def _take(
    request: HttpRequest, docket: Docket, me: Actor, asked: dockets.StepForm, step: str
) -> HttpResponse:
    form = _form(asked, request.POST, request.FILES)
    if form.is_valid():
        try:
            take_step(docket=docket, step=step, by=me, at=clock.now(), needs=form.needs())
        except NotPermitted as error:
            form.blame(error.needs)
        else:
            return redirect("portal:matter")
    return _ask(request, asked, form)


def _form(asked: dockets.StepForm, data: Any = None, files: Any = None) -> steps.StepForm:
    zone = timezone.get_current_timezone()
    asking = steps.Asking(who=asked.me, names=asked.names, zone=zone, now=clock.now(), own=True)
    return steps.make(asked.form, asking, data, files)


def _ask(request: HttpRequest, asked: dockets.StepForm, form: steps.StepForm) -> HttpResponse:
    return render(request, "portal/matter/step.html", {"asked": asked.form, "form": form})


@require_safe
def file(request: HttpRequest, act: int, number: int) -> HttpResponse | StreamingHttpResponse:
    """One file that the party sent, or that was sent to them."""
    found = _party(request)
    if found is None:
        return _lost()
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
        return _lost()
    docket, me = found
    shown = extracts.party_page(docket, key=me.key or "")
    content = proofs.proof_of(shown.entry)
    if content is None:
        raise Hidden("not sealed yet")
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{shown.number}.tlog-proof"'
    return response
