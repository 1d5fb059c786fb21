"""A recording: played in its own page, with what is said in it, which is written down, corrected, signed off.

Its two pages alone may play something, and only what comes from here. Each opening of it is a line of the
read journal, and so is each listening, however many pieces the player fetches.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dueprocess.cases.evidence.extracts import ItemPage
from dueprocess.cases.evidence.sound import actions, cues, extracts
from dueprocess.cases.evidence.sound.extracts import PlayPage
from dueprocess.cases.evidence.sound.played import PLAYED
from dueprocess.cases.extracts import CasePage
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import blame
from dueprocess.desk.evidence_forms import Words
from dueprocess.desk.views.case.frame import as_at_of
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import ranges
from dueprocess.kit.components import refused
from dueprocess.kit.fields import whole
from dueprocess.kit.http import POLICY, once

METHODS = ("GET", "HEAD", "POST")
MOST_BYTES = 5_000_000
"""Of a file of captions."""


@require_safe
@staff
def page(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """The player, the outline of the sound, and what is said with its times."""
    version = whole(request.GET.get("version", ""))
    case, shown, play = _opened(request, number, item, f"play {item}", version)[1:]
    context = {
        "case": case, "docket": case.docket, "item": shown.line, "play": play, "player": play.player,
        "t": cues.fragment(request.GET.get("t", "")), "as_at": as_at_of(request),
    }  # fmt: skip
    return _show(request, "desk/evidence/play.html", context)


@require_safe
@staff
def sound(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """The recording, or the part of it that the player asks for."""
    person = me(request)
    docket = wall.open(number, person, _("at the desk"), what=f"sound {item}", again=extracts.ONE_LOOK)
    file = extracts.recording(docket, person, item)
    return ranges.played(
        request, size=file.size, tag=file.sha256, media_type=PLAYED[file.media_type],
        read=lambda start, end: dockets.file_bytes(
            docket, file.n, file.number, viewer=person, start=start, end=end
        )[1],
    )  # fmt: skip


@require_safe
@staff
def captions(request: HttpRequest, number: str, item: str, version: int) -> HttpResponse:
    """What is said, for the player to show over the film. The page that asks for it is the look."""
    docket = wall.open(number, me(request), _("at the desk"), what=f"play {item}", again=extracts.ONE_LOOK)
    play = extracts.play_page(docket, viewer=Actor(person=me(request)), item=item, version=version)[3]
    return HttpResponse(extracts.captions(play.player.lines), content_type="text/vtt; charset=utf-8")


@require_safe
@staff
def taken(request: HttpRequest, number: str, item: str, version: int) -> HttpResponse:
    """One version of the transcript as a file, with whose it is and who signed it off."""
    _docket, case, shown, play = _opened(request, number, item, f"transcript {item}", version)
    response = HttpResponse(extracts.exported(case, shown, play), content_type="text/vtt; charset=utf-8")
    name = f"{case.docket.number}-{item}-{version}.vtt"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_POST
@staff
@once
def outline(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """Have the outline of the sound drawn anew."""
    docket = _opened(request, number, item, f"play {item}")[0]
    actions.draw_again(docket=docket, item=item, by=Actor(person=me(request)))
    messages.success(request, _("It is being drawn. Look again in a moment."))
    return redirect("desk:item_play", docket.number, item)


@require_http_methods(METHODS)
@staff
@once
def words(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """Write down what is said in a recording, or correct it."""
    docket, case, shown, play = _opened(request, number, item, f"play {item}")
    form = Words(request.POST or None, request.FILES or None, initial={"transcript": play.typed})
    if request.method == "POST" and form.is_valid():
        try:
            actions.transcribe(
                docket=docket, item=item, cues=cues.read(_text(form.cleaned_data)),
                by=Actor(person=me(request)), over=whole(request.POST.get("over", "")) or 0,
                why=form.cleaned_data["reason"],
            )  # fmt: skip
        except Malformed as error:
            blame(form, error)
        except Refused as error:
            form.add_error(None, refused(error))
        else:
            messages.success(request, _("Written down."))
            return redirect("desk:item_play", docket.number, item)
    over = request.POST.get("over") or play.player.version
    context = {
        "case": case, "docket": case.docket, "item": shown.line, "form": form, "over": over,
        "player": play.player,
    }  # fmt: skip
    return _show(request, "desk/evidence/words.html", context)


@require_POST
@staff
@once
def sign(request: HttpRequest, number: str, item: str, version: int) -> HttpResponse:
    """Sign off the last version of a transcript."""
    docket = _opened(request, number, item, f"play {item}")[0]
    actions.sign_off(docket=docket, item=item, version=version, by=Actor(person=me(request)))
    messages.success(request, _("Signed off."))
    return redirect("desk:item_play", docket.number, item)


def _show(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context)
    response.headers["Content-Security-Policy"] = ranges.with_media(POLICY)
    return response


def _opened(
    request: HttpRequest, number: str, item: str, what: str, version: int | None = None
) -> tuple[Docket, CasePage, ItemPage, PlayPage]:
    docket = wall.open(number, me(request), _("at the desk"), what=what)
    case, _item, shown, play = extracts.play_page(
        docket, viewer=Actor(person=me(request)), item=item, version=version, at=as_at_of(request)
    )
    return docket, case, shown, play


def _text(typed: dict[str, Any]) -> str:
    """Return what was typed, or what is in the file that came. Raises Malformed for one that is no text."""
    if not typed["attached"]:
        return str(typed["transcript"])
    return cues.decoded(typed["attached"][0].read(MOST_BYTES + 1), MOST_BYTES)
