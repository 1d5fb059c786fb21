"""Covering places of a paper: on the picture of a page by pointer, else by words, by where they stand, or the
whole page. Each look stands in the read journal."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases.bundles import actions, extracts
from dueprocess.cases.bundles.extracts import RedactPage
from dueprocess.cases.bundles.values import Cover as Covering
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk import bundle_forms
from dueprocess.desk.access import me, staff
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit.components import faults, refused
from dueprocess.kit.fields import whole
from dueprocess.kit.http import once


@require_http_methods(("GET", "HEAD", "POST"))
@staff
@once
def page(request: HttpRequest, number: str, act: int, file: int, page: int) -> HttpResponse:
    """A page of a paper with what is covered on it, and covering more."""
    docket = wall.open(number, me(request), _("to cover words"), what=f"cover {act}/{file}")
    by = Actor(person=me(request))
    case, shown = extracts.redact_page(docket, act=act, file=file, page=page, viewer=by)
    back = request.GET.get("bundle", "")
    back = back if whole(back) else ""
    if request.method == "POST" and request.POST.get("what") == "approve":
        _approved(request, docket, shown, by)
        here = reverse("desk:redact", args=[docket.number, act, file, shown.page])
        return redirect(f"{here}?bundle={back}" if back else here)
    drops = request.POST.get("what") == "drop"
    form = bundle_forms.Cover(shown, None if drops else request.POST or None)
    if request.method == "POST" and (drops or form.is_valid()):
        covers = _without(request, shown) if drops else _with(request, docket, shown, form)
        if covers is not None and _said(request, docket, shown, covers, by):
            here = reverse("desk:redact", args=[docket.number, act, file, shown.page])
            return redirect(f"{here}?bundle={back}" if back else here)
    context = {
        "case": case, "docket": case.docket, "shown": shown, "form": form,
        "bundle": back,
    }  # fmt: skip
    return render(request, "desk/bundles/redact.html", context)


@require_safe
@staff
def picture(request: HttpRequest, number: str, act: int, file: int, page: int) -> HttpResponse:
    """A page of a paper as a picture of our own."""
    docket = wall.open(number, me(request), _("to cover words"), what=f"cover {act}/{file}")
    found = extracts.picture(docket, act=act, file=file, page=page, viewer=Actor(person=me(request)))
    return HttpResponse(found, content_type="image/png")


def _without(request: HttpRequest, shown: RedactPage) -> tuple[Covering, ...] | None:
    """Return what stays covered."""
    gone = {whole(each) for each in request.POST.getlist("cover")}
    if not gone:
        messages.error(request, _("Nothing is chosen. Tick what is to be covered no more."))
        return None
    return tuple(each for n, each in enumerate(shown.said) if n not in gone)


def _with(
    request: HttpRequest, docket: Docket, shown: RedactPage, form: bundle_forms.Cover
) -> tuple[Covering, ...] | None:
    """Return what is covered now, and what was asked for more; None where nothing was, which is said."""
    told = form.cleaned_data
    like = Covering(
        page=shown.page, x0=0, y0=0, x1=shown.width, y1=shown.height, ground=told["ground"],
        why=told["why"], readers=tuple(told["readers"]),
    )  # fmt: skip
    try:
        box = form.box()
    except ValueError:
        form.add_error("left", _("Give all four: left, top, width and height."))
        return None
    more: list[Covering] = []
    if box is not None:
        more.append(
            Covering(
                page=shown.page, x0=box[0], y0=box[1], x1=box[2], y1=box[3], ground=like.ground,
                why=like.why, readers=like.readers,
            )
        )  # fmt: skip
    words = {n for each in request.POST.getlist("word") if (n := whole(each)) is not None}
    more += extracts.word_covers(shown, words, like)
    if told["phrase"]:
        paper = shown.paper
        found = extracts.found_in(docket, act=paper.act, file=paper.file, phrase=told["phrase"], like=like)
        if not found:
            form.add_error("phrase", _("These words stand nowhere in it."))
            return None
        more += found
    if told["whole"]:
        more.append(like)
    if not more:
        said = _("Nothing is chosen: draw a box, tick words, type words, or take the whole page.")
        form.add_error(None, said)
        return None
    return (*shown.said, *more)


def _approved(request: HttpRequest, docket: Docket, shown: RedactPage, by: Actor) -> None:
    edits = whole(request.POST.get("edits", ""))
    try:
        actions.approve(
            docket=docket, act=shown.paper.act, file=shown.paper.file, by=by,
            edits=shown.edits if edits is None else edits,
        )  # fmt: skip
    except Refused as error:
        messages.error(request, refused(error))
    else:
        messages.success(request, _("Approved: what is covered protects the source."))


def _said(
    request: HttpRequest, docket: Docket, shown: RedactPage, covers: Sequence[Covering], by: Actor
) -> bool:
    edits = whole(request.POST.get("edits", ""))
    try:
        actions.redact(
            docket=docket, act=shown.paper.act, file=shown.paper.file, covers=covers, by=by,
            edits=shown.edits if edits is None else edits,
        )  # fmt: skip
    except Malformed as error:
        messages.error(request, faults(error))
    except Refused as error:
        messages.error(request, refused(error))
    else:
        more = len(covers) - len(shown.said)
        said = ngettext("{n} place is covered.", "{n} places are covered.", more).format(n=more)
        messages.success(request, said if more > 0 else _("It is covered no more."))
        return True
    return False
