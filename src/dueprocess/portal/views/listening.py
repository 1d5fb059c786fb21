"""A recording that a party may open, played on its own page, with what is said in it once that is signed off.

Which files are theirs, is asked anew for each piece that the player fetches.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dueprocess.cases.evidence.sound import cues, extracts
from dueprocess.cases.evidence.sound.played import PLAYED
from dueprocess.docket import extracts as dockets
from dueprocess.docket.actions import read_by_party
from dueprocess.docket.extracts import FileLine
from dueprocess.kit import ranges
from dueprocess.kit.http import POLICY, Hidden
from dueprocess.portal.views.party import lost
from dueprocess.portal.views.whose import Whose, is_open, whose


@require_safe
def page(request: HttpRequest, act: int, number: int, key: str = "") -> HttpResponse:
    """The player, and what is said."""
    found = whose(request, key)
    if found is None:
        return lost(request)
    file = _file(found, act, number)
    player, version = extracts.heard_by(found.docket, key=found.key, file=file)
    read_by_party(found.docket, found.me, f"play {act}/{number}", found.why)
    context = {
        "player": player, "version": version, "file": file, "number": found.docket.number, "key": found.other,
        "t": cues.fragment(request.GET.get("t", "")), "src": _at("sound", found, act, number),
        "captions": _at("captions", found, act, number) if version else "",
        "back": found.back,
    }  # fmt: skip
    response = render(request, "portal/matter/listen.html", context)
    response.headers["Content-Security-Policy"] = ranges.with_media(POLICY)
    return response


@require_safe
def sound(request: HttpRequest, act: int, number: int, key: str = "") -> HttpResponse:
    """The recording, or the part of it that the player asks for."""
    found = whose(request, key)
    if found is None:
        return lost(request)
    file = _file(found, act, number)
    if file.media_type not in PLAYED:
        raise Hidden("no page plays it")
    read_by_party(found.docket, found.me, f"sound {act}/{number}", found.why, again=extracts.ONE_LOOK)
    return ranges.played(
        request, size=file.size, tag=file.sha256, media_type=PLAYED[file.media_type],
        read=lambda start, end: dockets.file_bytes(found.docket, act, number, start=start, end=end)[1],
    )  # fmt: skip


@require_safe
def captions(request: HttpRequest, act: int, number: int, key: str = "") -> HttpResponse:
    """What is said, for the player to show over the film."""
    found = whose(request, key)
    if found is None:
        return lost(request)
    file = _file(found, act, number)
    player, version = extracts.heard_by(found.docket, key=found.key, file=file)
    if version is None:
        raise Hidden("nothing that was signed off")
    read_by_party(found.docket, found.me, f"play {act}/{number}", found.why, again=extracts.ONE_LOOK)
    return HttpResponse(extracts.captions(player.lines), content_type="text/vtt; charset=utf-8")


def _file(found: Whose, act: int, number: int) -> FileLine:
    is_open(found, act, number)
    return dockets.file_bytes(found.docket, act, number)[0]


def _at(name: str, found: Whose, act: int, number: int) -> str:
    if found.name:
        return reverse(f"portal:acting_{name}", args=[found.key, act, number])
    return reverse(f"portal:{name}", args=[act, number])
