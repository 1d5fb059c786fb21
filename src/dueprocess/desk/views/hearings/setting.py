"""Setting, moving and cancelling a hearing; days on which people cannot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases.hearings import actions
from dueprocess.cases.hearings.extracts import HearingsPage
from dueprocess.desk.access import me, staff
from dueprocess.desk.hearing_forms import Days, Hold, Nothing, Why
from dueprocess.desk.views.hearings.frame import METHODS, asked, context, one, opened, zone
from dueprocess.desk.views.hearings.pages import preset
from dueprocess.docket.needs import Actor
from dueprocess.kit.fields import whole
from dueprocess.kit.http import Hidden, once


@require_http_methods(METHODS)
@staff
@once
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Set a hearing."""
    docket, page, found = opened(request, number)
    form = Hold(found, zone(found), request.POST or None, initial=_chosen(request, found))

    def act() -> Any:
        return actions.set_up(
            docket=docket, plan=form.plan(), by=Actor(person=me(request)), length=_length(request)
        )

    return asked(
        request, form, act, _("The hearing is set, and those who are invited are told."),
        ("desk:hearings_of", number),
        **context(
            request, page, found, title=_("Set a hearing"), button=_("Set it and invite them"), asks="hold",
            about=_("They are told by mail that there is an appointment, and read here which."),
        ),
    )  # fmt: skip


@require_http_methods(METHODS)
@staff
@once
def move(request: HttpRequest, number: str, hearing: str) -> HttpResponse:
    """Change a hearing."""
    docket, page, found, line = one(request, number, hearing)
    as_it_is = {
        "from_at": line.from_at, "lasts": str(round((line.to_at - line.from_at).total_seconds() / 60)),
        "invited": [each.key for each in line.invited if each.stands], "mode": line.mode,
        "place": line.place, "link": line.link, "agenda": line.agenda, "despite": line.despite,
    }  # fmt: skip
    start = as_it_is | _given(request, found)
    form = Hold(found, zone(found), request.POST or None, moves=True, initial=start)

    def act() -> Any:
        return actions.move(
            docket=docket, hearing=hearing, plan=form.plan(), reason=form.cleaned_data["reason"],
            by=Actor(person=me(request)), length=_length(request),
        )  # fmt: skip

    title = _("Change hearing {n}").format(n=line.number)
    return asked(
        request, form, act, _("It is changed, and everybody is told."), ("desk:hearing", number, hearing),
        **context(request, page, found, title=title, button=_("Change it and tell them"), asks="hold",
                  line=line, about=_("Where the hour changes, everybody is asked anew whether they come.")),
    )  # fmt: skip


@require_http_methods(METHODS)
@staff
@once
def cancel(request: HttpRequest, number: str, hearing: str) -> HttpResponse:
    """Cancel a hearing."""
    docket, page, found, line = one(request, number, hearing)
    form = Why(request.POST or None)

    def act() -> Any:
        return actions.cancel(
            docket=docket, hearing=hearing, reason=form.cleaned_data["reason"], by=Actor(person=me(request)),
            length=_length(request),
        )  # fmt: skip

    title = _("Cancel hearing {n}").format(n=line.number)
    return asked(
        request, form, act, _("It is cancelled, and everybody is told."), ("desk:hearings_of", number),
        **context(request, page, found, title=title, button=_("Cancel the hearing"), line=line, warning="1",
                  about=_("All who are invited read why. The day that the rules fixed stays: another day is "
                          "recorded by a step.")),
    )  # fmt: skip


@require_http_methods(METHODS)
@staff
@once
def away(request: HttpRequest, number: str) -> HttpResponse:
    """Write down on which days somebody cannot."""
    docket, page, found = opened(request, number)
    form = Days([(each.key, each.name) for each in found.able], request.POST or None)

    def act() -> Any:
        typed = form.cleaned_data
        return actions.away(
            docket=docket, key=typed["who"], first=typed["first"], until=typed["until"],
            by=Actor(person=me(request)),
        )  # fmt: skip

    return asked(
        request, form, act, _("Written down."), ("desk:hearings_of", number),
        **context(request, page, found, title=_("Days on which somebody cannot"), button=_("Write them down"),
                  about=_("It is taken into account when hours are looked for. Parties say it themselves on "
                          "their own pages.")),
    )  # fmt: skip


@require_http_methods(METHODS)
@staff
@once
def available(request: HttpRequest, number: str, n: int) -> HttpResponse:
    """Take such days back."""
    docket, page, found = opened(request, number)
    line = next((each for each in found.away if each.n == n and each.mine), None)
    if line is None:
        raise Hidden("no such days")
    form = Nothing(request.POST or None)

    def act() -> Any:
        return actions.available(docket=docket, n=n, by=Actor(person=me(request)))

    return asked(
        request, form, act, _("They are taken back."), ("desk:hearings_of", number),
        **context(request, page, found, title=_("They can on these days after all"), days=line,
                  button=_("Take them back")),
    )  # fmt: skip


def _chosen(request: HttpRequest, found: HearingsPage) -> dict[str, Any]:
    """What a new hearing starts from: who was chosen and when, on the page before, else the usual."""
    last = next(iter(sorted(found.lines, key=lambda each: -each.number)), None)
    start: dict[str, Any] = {"lasts": "120", "mode": "room", "invited": [each.key for each in preset(found)]}
    if found.fixed is not None and found.fixed.day is not None:
        own = zone(found)
        start["from_at"] = datetime.combine(found.fixed.day, datetime.min.time(), tzinfo=own).replace(hour=10)
    if last is not None:
        start |= {"mode": last.mode, "place": last.place, "link": last.link, "agenda": last.agenda}
        start["invited"] = [each.key for each in last.invited if each.stands]
    return start | _given(request, found)


def _given(request: HttpRequest, found: HearingsPage) -> dict[str, Any]:
    given: dict[str, Any] = {}
    try:
        at = parse_datetime(request.GET.get("from", ""))
    except ValueError:
        at = None
    if at is not None:
        given["from_at"] = timezone.make_aware(at, zone(found)) if timezone.is_naive(at) else at
    if lasts := request.GET.get("lasts", ""):
        given["lasts"] = lasts
    if who := request.GET.getlist("who"):
        able = {each.key for each in found.able if not each.untold}
        given["invited"] = [each for each in who if each in able]
    return given


def _length(request: HttpRequest) -> int | None:
    return whole(request.POST.get("length", ""))
