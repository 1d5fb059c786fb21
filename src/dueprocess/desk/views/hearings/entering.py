"""What is written down about a hearing: answers, special measures, who was there, what happened, and who
may speak of it. The page of the day itself is made for a phone in one hand."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases.hearings import actions, drafts
from dueprocess.cases.hearings.actions.day import follows
from dueprocess.cases.hearings.extracts import HearingLine, HearingsPage
from dueprocess.desk.access import me, staff
from dueprocess.desk.hearing_forms import Attendance, Order, Publicity, Record, Reply, Why
from dueprocess.desk.views.hearings.frame import METHODS, asked, context, one, opened, zone
from dueprocess.docket import wall
from dueprocess.docket.hearings import Answer, Moment, Open, Special
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import keys
from dueprocess.kit.fields import whole
from dueprocess.kit.http import Hidden, once

TYPED = "hearing typed"
"""Where the session keeps what is being typed into a running record, sealed, by case and hearing."""


@require_http_methods(METHODS)
@staff
@once
def reply(request: HttpRequest, number: str, hearing: str, key: str) -> HttpResponse:
    """Write down what somebody answered; or answer for oneself."""
    docket, page, found, line = one(request, number, hearing)
    who = next((each for each in line.invited if each.key == key and each.stands), None)
    if who is None or line.state not in ("coming", "today"):
        raise Hidden("not invited")
    mine = key == page.docket.me
    form = Reply(
        line.mode, request.POST or None, told=not mine, initial={"answer": who.answer, "words": who.words}
    )

    def act() -> Any:
        typed = form.cleaned_data
        return actions.reply(
            docket=docket, hearing=hearing, key=key, answer=Answer(typed["answer"]), words=typed["words"],
            by=Actor(person=me(request)),
        )  # fmt: skip

    title = _("Answer your invitation") if mine else _("What {who} answered").format(who=who.name)
    return asked(
        request, form, act, _("Written down."), ("desk:hearing", number, hearing),
        **context(request, page, found, title=title, button=_("Write it down"), line=line),
    )  # fmt: skip


@require_http_methods(METHODS)
@staff
@once
def special(request: HttpRequest, number: str, hearing: str) -> HttpResponse:
    """Order a special measure for somebody."""
    docket, page, found, line = one(request, number, hearing)
    form = Order([(each.key, each.name) for each in line.invited if each.stands], request.POST or None)

    def act() -> Any:
        typed = form.cleaned_data
        return actions.special(
            docket=docket, hearing=hearing, key=typed["who"], what=Special(typed["what"]),
            words=typed["words"], reason=typed["reason"], by=Actor(person=me(request)),
        )  # fmt: skip

    return asked(
        request, form, act, _("Ordered, and entered in the record."), ("desk:hearing", number, hearing),
        **context(request, page, found, title=_("A special measure"), button=_("Order it"), line=line,
                  about=_("So that somebody can take part safely and equally.")),
    )  # fmt: skip


@require_http_methods(METHODS)
@staff
@once
def special_end(request: HttpRequest, number: str, hearing: str, n: int) -> HttpResponse:
    """End a special measure."""
    docket, page, found, line = one(request, number, hearing)
    ordered = next((each for each in line.specials if each.n == n and not each.ended), None)
    if ordered is None:
        raise Hidden("no such measure")
    form = Why(request.POST or None)

    def act() -> Any:
        return actions.end_special(
            docket=docket, hearing=hearing, n=n, reason=form.cleaned_data["reason"],
            by=Actor(person=me(request)),
        )  # fmt: skip

    return asked(
        request, form, act, _("It is ended."), ("desk:hearing", number, hearing),
        **context(request, page, found, title=_("End a special measure"), button=_("End it"), line=line,
                  about=f"{ordered.name}: {ordered.what}"),
    )  # fmt: skip


@require_http_methods(METHODS)
@staff
@once
def publicity(request: HttpRequest, number: str) -> HttpResponse:
    """Say who is let in, who may speak, and until when nothing is told to the public."""
    docket, page, found = opened(request, number)
    now = found.publicity
    usual = {"opens": Open.CLOSED}
    start = {
        "opens": now.open, "speakers": now.speakers, "wording": now.wording,
        "embargo": now.embargo if now.holds else None,
    } if now else usual  # fmt: skip
    form = Publicity(request.POST or None, initial=start)

    def act() -> Any:
        typed = form.cleaned_data
        return actions.plan_publicity(
            docket=docket, opens=Open(typed["opens"]), speakers=typed["speakers"], wording=typed["wording"],
            embargo=typed["embargo"], reason=typed["reason"], by=Actor(person=me(request)),
            length=whole(request.POST.get("length", "")),
        )  # fmt: skip

    return asked(
        request, form, act, _("Written down."), ("desk:hearings_of", number),
        **context(request, page, found, title=_("Publicity plan"), button=_("Write it down"),
                  about=_("Who may speak of this case, in which words, and from when on.")),
    )  # fmt: skip


@require_http_methods(METHODS)
@staff
@once
def day(request: HttpRequest, number: str, hearing: str) -> HttpResponse:
    """The day of a hearing: who is there, and what happens. What is typed is kept while one types."""
    if request.method == "POST" and request.headers.get("X-Keep"):
        return _keep(request, number, hearing)
    docket, page, found, line = one(request, number, hearing)
    there = request.POST.get("part") == "there"
    can = follows(line.record[-1].moment if line.record else "")
    typed = request.session.get(TYPED, {}).get(f"{docket.number}/{hearing}", "")
    kept = drafts.opened(docket, typed) if typed else ""
    attended = Attendance(
        line, _present(found, line), zone(found), request.POST if there and request.method == "POST" else None
    )
    record = Record(
        can, request.POST if not there and request.method == "POST" else None, initial={"words": kept}
    )

    def act() -> Any:
        by = Actor(person=me(request))
        if there:
            return actions.attend(
                docket=docket, hearing=hearing, there=attended.there(),
                others=attended.cleaned_data["others"], by=by,
            )  # fmt: skip
        made = actions.record(
            docket=docket, hearing=hearing, moment=Moment(record.cleaned_data["moment"]),
            words=record.cleaned_data["words"], by=by,
        )  # fmt: skip
        _put(request, docket, hearing, "")
        return made

    form = attended if there else record
    return asked(
        request, form, act, _("Written down."), ("desk:hearing_day", number, hearing),
        page="desk/hearings/day.html",
        **context(request, page, found, line=line, attended=attended, record=record,
                  lines=list(reversed(line.record))),
    )  # fmt: skip


def _present(found: HearingsPage, line: HearingLine) -> list[tuple[str, str]]:
    """Whoever is or was invited, and whoever is noted already, by key and name."""
    who = {each.key: each.name for each in line.invited} | {each.key: each.name for each in line.there}
    return list(who.items())


def _keep(request: HttpRequest, number: str, hearing: str) -> HttpResponse:
    """Keep what is being typed. It is shown to nobody: that the case was opened stands in the read journal
    since the page came."""
    docket = Docket.objects.filter(number=keys.normal(number), kind="case").first()
    if docket is None or docket.key_wrapped is None or not wall.sees(docket, me(request)):
        raise Hidden("nothing here")
    _put(request, docket, hearing, request.POST.get("words", ""))
    return HttpResponse(status=204)


def _put(request: HttpRequest, docket: Docket, hearing: str, words: str) -> None:
    kept = dict(request.session.get(TYPED, {}))
    kept.pop(f"{docket.number}/{hearing}", None)
    if words.strip():
        kept[f"{docket.number}/{hearing}"] = drafts.sealed(docket, words)
    request.session[TYPED] = dict([*kept.items()][-3:])
