"""A recording that a party may open, played on its own page, with what is said in it once that is signed off.

Which files are theirs, is asked anew for each piece that the player fetches.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dueprocess.cases.evidence.sound import cues, extracts
from dueprocess.cases.evidence.sound.played import PLAYED
from dueprocess.docket import extracts as dockets
from dueprocess.docket.actions import read_by_party
from dueprocess.docket.extracts import FileLine
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import ranges
from dueprocess.kit.http import POLICY, Hidden
from dueprocess.portal.views.matter import is_theirs
from dueprocess.portal.views.party import lost, party


@require_safe
def page(request: HttpRequest, act: int, number: int) -> HttpResponse:
    """The player, and what is said."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    file = _file(docket, me, act, number)
    player, version = extracts.heard_by(docket, key=me.key or "", file=file)
    read_by_party(docket, me, f"play {act}/{number}", _("a party, on their own pages"))
    context = {
        "player": player, "version": version, "file": file, "number": docket.number,
        "t": cues.fragment(request.GET.get("t", "")),
    }  # fmt: skip
    response = render(request, "portal/matter/listen.html", context)
    response.headers["Content-Security-Policy"] = ranges.with_media(POLICY)
    return response


@require_safe
def sound(request: HttpRequest, act: int, number: int) -> HttpResponse:
    """The recording, or the part of it that the player asks for."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    file = _file(docket, me, act, number)
    if file.media_type not in PLAYED:
        raise Hidden("no page plays it")
    why = _("a party, on their own pages")
    read_by_party(docket, me, f"sound {act}/{number}", why, again=extracts.ONE_LOOK)
    return ranges.played(
        request, size=file.size, tag=file.sha256, media_type=PLAYED[file.media_type],
        read=lambda start, end: dockets.file_bytes(docket, act, number, start=start, end=end)[1],
    )  # fmt: skip


@require_safe
def captions(request: HttpRequest, act: int, number: int) -> HttpResponse:
    """What is said, for the player to show over the film."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    player, version = extracts.heard_by(docket, key=me.key or "", file=_file(docket, me, act, number))
    if version is None:
        raise Hidden("nothing that was signed off")
    read_by_party(
        docket, me, f"play {act}/{number}", _("a party, on their own pages"), again=extracts.ONE_LOOK
    )
    return HttpResponse(extracts.captions(player.lines), content_type="text/vtt; charset=utf-8")


def _file(docket: Docket, me: Actor, act: int, number: int) -> FileLine:
    is_theirs(docket, me.key or "", act, number)
    return dockets.file_bytes(docket, act, number)[0]
