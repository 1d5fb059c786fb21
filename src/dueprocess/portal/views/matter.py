"""One matter as a party sees it: where it stands, what was written, what they may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases import actions, extracts
from dueprocess.cases.bundles import extracts as bundles
from dueprocess.cases.evidence import actions as items
from dueprocess.cases.evidence import extracts as evidence
from dueprocess.cases.present import extracts as present
from dueprocess.cases.statements import extracts as statements
from dueprocess.cases.ways import extracts as ways
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import house
from dueprocess.docket.actions import read_by_party
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Upload
from dueprocess.kit.components import mended, worded
from dueprocess.kit.downloads import download
from dueprocess.kit.http import Hidden, once
from dueprocess.ledger import extracts as record
from dueprocess.ledger import proofs
from dueprocess.portal import forms
from dueprocess.portal.views.follow import MATTER
from dueprocess.portal.views.party import gone, lost, mark, party


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Where it stands, what happens next and by when, letters and messages, what may be done."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    return _show(request, docket, me, forms.Message())


@require_safe
def part(request: HttpRequest, number: str) -> HttpResponse:
    """Go to another part of a matter that was split, as far as it is theirs."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    if not any(each.number == number for each in extracts.parts(docket, key=me.key or "")):
        raise Hidden("no part of theirs")
    request.session[MATTER] = {**request.session[MATTER], "number": number}
    return redirect("portal:matter")


OPENED = "opened"
"""Where the session keeps which letters were opened in it."""
TOLD = {
    "summary": gettext_lazy("What happened"),
    "when": gettext_lazy("When"),
    "where": gettext_lazy("Where"),
    "wish": gettext_lazy("What you would like to happen"),
    "witnesses": gettext_lazy("Who else saw or heard it"),
    "affected": gettext_lazy("Whom it happened to"),
    "affected knows": gettext_lazy("They know that you wrote to us"),
    "ongoing": gettext_lazy("Still going on"),
    "danger": gettext_lazy("Somebody is at risk"),
    "under 18": gettext_lazy("You are under 18"),
}
"""What the fields of a complaint are called for whoever wrote it."""
CHOSEN = ("affected", "affected knows", "ongoing", "danger", "under 18")
"""Those of them that were chosen from a list: kept as codes, and shown in the words that stood there."""


def chosen(name: str, value: Any) -> Any:
    """What was told in a field, of one that was chosen from a list in the words that stood there."""
    said = {
        **dict(forms.YES_NO), forms.ME: _("To me"), forms.OTHER: _("To somebody else"),
        forms.BOTH: _("To me and to somebody else"), forms.NOBODY: _("To nobody in particular"),
    }  # fmt: skip
    return said.get(value, value) if name in CHOSEN else value


def _own(matter: extracts.PartyPage) -> list[tuple[str, Any]]:
    """What they told us, under the words under which they were asked."""
    own = dict(matter.own)
    known: list[tuple[str, Any]] = [
        (str(words), chosen(name, own[name])) for name, words in TOLD.items() if name in own
    ]
    rest = [(name.replace("_", " "), value) for name, value in matter.own if name not in TOLD]
    return known + rest


def _show(request: HttpRequest, docket: Docket, me: Actor, form: forms.Message) -> HttpResponse:
    shown = extracts.party_page(docket, key=me.key or "")
    opened = request.session.get(OPENED, {}).get(mark(docket.number, me.key or ""), [])
    messages = [replace(each, unread=each.unread and each.act not in opened) for each in shown.messages]
    proof = proofs.standing(shown.entry)
    theirs = shown.kind == "complainant" and proof != proofs.Standing.WAITING
    answered = house.ASK_ANSWERED in shown.noted
    stated = statements.mine(docket, me.key or "") if house.STATEMENT in shown.noted else ()
    context = {
        "matter": shown,
        "letters": messages,
        "unused": house.DISCLOSED in shown.noted and evidence.is_given(docket, me.key or ""),
        "given": house.GIST in shown.noted and evidence.is_shown(docket, me.key or ""),
        "offered": house.EVIDENCE in shown.noted and bool(evidence.offered(docket, key=me.key or "")),
        "bundles": house.BUNDLE_SERVED in shown.noted and bundles.has_any(docket, me.key or ""),
        "heard": house.HEARING_SET in shown.noted,
        "own": _own(shown),
        "done": request.session.pop("done", None) if request.method != "POST" else None,
        "mark": mark(docket.number, me.key or ""),
        "form": form,
        "proof": proof,
        "log": record.named() if theirs else None,
        "number": shown.number,
        "record_page": request.build_absolute_uri("/record/"),
        "reads_for": present.reads_for(docket, me.key or "") if answered else (),
        "statements": stated,
        "to_sign": next((each for each in stated if each.may_sign), None),
        "link_only": _link_only(request, docket, me),
        "unread": [each for each in messages if each.unread],
        "owed": next((each for each in shown.steps if each.due and each.due[0].last_day), None),
    }
    return render(request, "portal/matter/page.html", context)


def _link_only(request: HttpRequest, docket: Docket, me: Actor) -> bool:
    """Whether a link opened this sitting and there is no passkey to come back by."""
    if not request.session[MATTER].get("link"):
        return False
    return not any(each.passkey and each.state == "open" for each in ways.ways_of(docket, me.key or ""))


@require_http_methods(["GET", "HEAD", "POST"])
@once
def message(request: HttpRequest) -> HttpResponse:
    """Write to the office, or add information."""
    found = party(request)
    if found is None:
        return lost(request)
    if request.method != "POST":
        return redirect("portal:matter")
    docket, me = found
    form = forms.Message(request.POST, request.FILES)
    if form.is_valid():
        typed = form.cleaned_data
        send: Callable[..., object] = (
            actions.add_information if typed["information"] else actions.send_message
        )
        if typed["shows"]:
            send = partial(items.offer, shows=typed["shows"])
        uploads = [Upload(each.name, each.chunks()) for each in form.cleaned_data["attached"]]
        try:
            send(docket=docket, by=me, text=typed["text"], files=uploads)
        except Malformed as error:
            _blame(form, error, "attached" if uploads else "text")
        except Refused as error:
            form.add_error(None, worded(error.reason))
        else:
            request.session["done"] = {"title": _("Your message")}
            return redirect("portal:matter")
    return _show(request, docket, me, form)


def _blame(form: Any, error: Malformed, name: str) -> None:
    """Say beside the field what is wrong with what was sent."""
    for each in error.problems:
        form.add_error(name if name in form.fields else None, mended(each))


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, act: int) -> HttpResponse:
    """Read a letter. Opening it is noted, since time may run from then; each reading stands in the
    read journal."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    shown = extracts.letter(docket, key=me.key or "", act=act)
    if shown is None:
        raise Hidden("no letter of theirs")
    if shown.unread and request.method == "POST":
        actions.confirm_receipt(docket=docket, of=act, to=me.key or "", by=me)
        return redirect("portal:letter", act=act)
    if not shown.unread:
        _remember(request, mark(docket.number, me.key or ""), act)
        read_by_party(docket, me, f"letter {act}", _("a party, on their own pages"))
    context = {"letter": shown, "mark": mark(docket.number, me.key or "")}
    return render(request, "portal/matter/letter.html", context)


def _remember(request: HttpRequest, matter: str, act: int) -> None:
    """Keep in the session that a letter was opened. One that the rules presume to be received already has no
    note of its opening: a later note would move the time that runs from it."""
    read = request.session.get(OPENED, {})
    if act not in read.get(matter, []):
        request.session[OPENED] = {**read, matter: [*read.get(matter, []), act]}


@require_safe
def file(request: HttpRequest, act: int, number: int) -> HttpResponse | StreamingHttpResponse:
    """One file that the party sent, or that was sent to them. Each taking stands in the read journal."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    is_theirs(docket, me.key or "", act, number)
    return hand_out(docket, me, act, number, _("a party, on their own pages"), key=me.key or "")


def is_theirs(docket: Docket, key: str, act: int, number: int) -> None:
    """Raise Hidden for a file that is not a party's own, did not come to them and is on no list of theirs."""
    theirs = extracts.party_may_read_file(docket, key=key, act=act, number=number)
    rooms = (evidence.may_open, evidence.may_open_shown, statements.may_open)
    if not theirs and not any(may(docket, key=key, act=act, number=number) for may in rooms):
        raise Hidden("no file of theirs")


def hand_out(
    docket: Docket, me: Actor, act: int, number: int, why: str, *, key: str
) -> StreamingHttpResponse:
    """One file, as the party `key` takes it, or somebody for them; that stands in the read journal. Of others
    a picture goes out without what it says of whoever took it."""
    given = evidence.given_file(docket, key=key, act=act, number=number)
    read_by_party(docket, me, f"{'bare' if given.bare else 'file'} {act}/{number}", why)
    return download(given.content, given.line.name, given.line.size)


@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    """The proof file of one's own complaint, once it is sealed; also where what it said was erased."""
    found, erased = party(request), gone(request)
    if found is None and erased is None:
        return lost(request)
    if erased is not None:
        number, entry = erased.number, erased.entry
    elif found is not None:
        shown = extracts.party_page(found[0], key=found[1].key or "")
        if shown.kind != "complainant":
            raise Hidden("not theirs")
        number, entry = shown.number, shown.entry
    content = proofs.proof_of(entry)
    if content is None:
        raise Hidden("not sealed yet")
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{number}.tlog-proof"'
    return response
