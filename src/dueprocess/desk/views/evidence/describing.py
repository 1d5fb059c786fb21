"""Saying what an item of evidence is: of a file in the case, of the words of an entry, of a file that comes
with it, or anew of an item that was described before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases.evidence import actions, extracts
from dueprocess.cases.evidence.actions import Description
from dueprocess.cases.evidence.extracts import EvidencePage, Thing
from dueprocess.cases.extracts import CasePage
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import blame
from dueprocess.desk.evidence_forms import OTHER, Describe
from dueprocess.desk.views.evidence.pages import opened
from dueprocess.docket import wall
from dueprocess.docket.evidence import WORDS, Kind, Obtained, kind_of
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Upload
from dueprocess.kit.components import refused
from dueprocess.kit.http import Hidden, once

METHODS = ("GET", "HEAD", "POST")


@require_http_methods(METHODS)
@staff
@once
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Bring in a file that was taken for the case, and say what it is."""
    docket, page, found = _case(request, number)
    form = Describe(page, _items(found), request.POST or None, request.FILES or None, upload=True)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["attached"][0]
        upload = Upload(sent.name, sent.chunks())
        if made := _write(request, docket, form, upload=upload):
            return made
    return _ask(request, page, form, _("Bring in an item of evidence"), files=True)


@require_http_methods(METHODS)
@staff
@once
def of(request: HttpRequest, number: str, act: int, file: int) -> HttpResponse:
    """Say what a file of the case is, or (file 0) the words of an entry."""
    docket, page, found = _case(request, number)
    thing = _thing(found, act, file)
    offered = thing.by_key if thing.by_key in {each.key for each in page.docket.parties} else ""
    first = {"offered_by": offered, "obtained": str(Obtained.OFFERED) if offered else None,
             "kind": str(kind_of(thing.media_type))}  # fmt: skip
    form = Describe(page, _items(found), request.POST or None, initial=first)
    if (
        request.method == "POST"
        and form.is_valid()
        and (made := _write(request, docket, form, act=act, file=file))
    ):
        return made
    return _ask(request, page, form, _("Describe it as evidence"), thing=thing)


@require_http_methods(METHODS)
@staff
@once
def again(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """Describe an item anew."""
    docket, page, _item, shown = opened(request, number, item, f"item {item}")
    line, view = shown.line, extracts.evidence_page(docket, viewer=Actor(person=me(request)))[1]
    others = [each for each in _items(view) if each[0] != item]
    other = line.captured_by and not line.capturer
    first = {
        "title": line.title, "kind": line.kind, "obtained": line.obtained, "offered_by": line.offered_key,
        "captured_at": line.captured_at, "capturer": OTHER if other else line.capturer,
        "captured_by": line.captured_by if other else "", "address": shown.address, "source": shown.source,
        "shows": shown.shows, "copy_of": line.copy_of,
    }  # fmt: skip
    form = Describe(page, others, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid() and (made := _write(request, docket, form, item=item)):
        return made
    return _ask(request, page, form, _("Describe item {n} anew").format(n=line.number), item=line)


def _case(request: HttpRequest, number: str) -> tuple[Docket, CasePage, EvidencePage]:
    docket = wall.open(number, me(request), _("to describe evidence"), what="files")
    page, found = extracts.evidence_page(docket, viewer=Actor(person=me(request)))
    return docket, page, found


def _thing(found: EvidencePage, act: int, file: int) -> Thing:
    every = (*found.others, *found.words)
    thing = next((each for each in every if (each.act, each.number) == (act, file)), None)
    if thing is None:
        raise Hidden("no such thing, or it is an item already")
    return thing


def _items(found: EvidencePage) -> list[tuple[str, str]]:
    told = _("Item {n}: {title}")
    return [(each.key, told.format(n=each.number, title=each.title)) for each in found.items if not each.shut]


def _write(request: HttpRequest, docket: Docket, form: Describe, **where: Any) -> HttpResponse | None:
    """Write the note; None where something stands against it, which is said beside the form."""
    typed = form.cleaned_data
    what = Description(
        title=typed["title"], kind=Kind(typed["kind"]), obtained=Obtained(typed["obtained"]),
        captured_at=typed["captured_at"], capturer=typed["capturer"], captured_by=typed["captured_by"],
        offered_by=typed["offered_by"], copy_of=typed.get("copy_of", ""), source=typed["source"],
        address=typed["address"], shows=typed["shows"],
    )  # fmt: skip
    try:
        note = actions.describe(docket=docket, what=what, by=Actor(person=me(request)), **where)
    except Malformed as error:
        blame(form, error)
    except Refused as error:
        form.add_error(None, refused(error))
    else:
        messages.success(request, _("Written down."))
        return redirect("desk:item", number=docket.number, item=note.facts["item"])
    return None


def _ask(request: HttpRequest, page: CasePage, form: Describe, title: str, **more: Any) -> HttpResponse:
    context = {"case": page, "docket": page.docket, "form": form, "title": title, "words": WORDS} | more
    return render(request, "desk/evidence/describe.html", context)
