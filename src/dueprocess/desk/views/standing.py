"""The register of standing at the desk: who is on it on a day, what one person has and had, lists of other
bodies, matches and contests. For whoever keeps the register and who oversees; every look is written down.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk import standing_forms as forms
from dueprocess.desk import telling
from dueprocess.desk.access import before, held, holding, me
from dueprocess.desk.asking import Told, answer
from dueprocess.kit.components import located, worded
from dueprocess.kit.downloads import download
from dueprocess.kit.fields import whole
from dueprocess.kit.http import Hidden, once
from dueprocess.people import extracts as people
from dueprocess.people.models import Power
from dueprocess.standing import actions, extracts
from dueprocess.standing.extracts import Status, contests, lists, pages, waiting

KEEPS = (Power.STANDING, Power.OVERSEE)
PAGE, CHECK = "desk/standing/form.html", "desk/standing/check.html"


@require_safe
@holding(*KEEPS)
def register(request: HttpRequest) -> HttpResponse:
    """One page of who is on the register on a day, narrowed as asked."""
    asked = request.GET
    today = extracts.today()
    on, status = _day(asked.get("on", ""), today), asked.get("status", "")
    status = status if status in set(Status) else ""
    units = people.units()
    unit = whole(asked.get("unit", ""))
    unit = unit if unit in {each.pk for each in units} else None
    page = max(1, whole(asked.get("page", "")) or 1)
    found = pages.register(on, status=status, unit=unit, ending=bool(asked.get("ending")), page=page)
    actions.look(people=[each.person for each in found.lines], by=me(request), what="list", purpose="")
    context = {
        "found": found, "on": on, "today": today, "status": status, "unit": unit, "units": units,
        "ending": bool(asked.get("ending")), "page": page, "past": on < today,
        "narrowed": bool(status or unit or asked.get("ending")), **_waiting(request),
    }  # fmt: skip
    return render(request, "desk/standing/register.html", context)


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


def _waiting(request: HttpRequest) -> dict[str, Any]:
    found = waiting.count(me(request))
    return {"matches": found.matches, "contests": found.contests}


@require_safe
@holding(*KEEPS)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody has and had, what they were told, who looked."""
    who = people.line(people.get(pk))
    actions.look(people=[pk], by=me(request), what="page", purpose="")
    found = extracts.whole(pk)
    context = {
        "who": who,
        "now": found.now,
        "history": [each for each in found.past if each.over],
        "told": pages.told(pk, found.titles),
        "looks": pages.looks(pk, before=before(request, "before")),
        "most": pages.LOOKS,
    }
    return render(request, "desk/standing/person.html", context)


@require_safe
@holding(*KEEPS)
def every_list(request: HttpRequest) -> HttpResponse:
    """The lists of other bodies."""
    context = {"lists": lists.every(), "may": Power.STANDING in held(request), **_waiting(request)}
    return render(request, "desk/standing/lists.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.STANDING)
@once
def new_list(request: HttpRequest) -> HttpResponse:
    """Begin a list of another body."""
    form = forms.OutsideList(request.POST or None)
    context: dict[str, Any] = {
        "title": _("New list of another body"),
        "about": _("Nobody is barred by a list itself: somebody confirms each person on it."),
        "button": _("Make it"), "back": reverse("desk:outside_lists"),
    }  # fmt: skip

    def act() -> Any:
        return actions.make_list(by=me(request), **form.values())

    said = _("Made. Send its first issue in.")
    return answer(request, form, act, said, lambda made: ("desk:outside_list", made.pk), page=PAGE, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*KEEPS)
@once
def one_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A list: what it is for, the issue and the renewal that wait, who on it is to be looked at."""
    shown = lists.one(pk)
    faults: list[str] = []
    if request.method == "POST":
        try:
            said = _done(request, pk)
        except Refused as error:
            faults.append(worded(error.reason))
        except Malformed as error:
            faults += [located(each) for each in error.problems]
        else:
            messages.success(request, said)
            return redirect("desk:outside_list", pk=pk)
    powers = held(request)
    context = {
        "list": shown, "issue": lists.issue_waiting(pk), "issues": lists.issues(pk),
        "renewal": lists.renewal(pk, me(request)), "waiting": lists.to_decide(pk),
        "decided": lists.decided(pk), "may": Power.STANDING in powers, "faults": faults,
    }  # fmt: skip
    return render(request, "desk/standing/list.html", context, status=400 if faults else 200)


def _done(request: HttpRequest, pk: int) -> str:
    """Do what was pressed on the page of a list; return what to say."""
    what, by = request.POST.get("what", ""), me(request)
    issue, renewal = lists.issue_waiting(pk), lists.renewal(pk, by)
    if what == "end":
        actions.end_list(pk=pk, by=by)
        return _("Ended. Nobody is barred by it any more.")
    if what in ("take", "drop") and issue is not None and str(issue["pk"]) == request.POST.get("issue"):
        if what == "take":
            actions.take_issue(pk=issue["pk"], by=by)
            return _("Taken in. Nobody is barred before somebody has confirmed who they are.")
        actions.drop_issue(pk=issue["pk"], by=by)
        return _("Thrown away. Nothing was changed.")
    asked = what in ("agree", "decline") and renewal is not None
    if asked and str(renewal["pk"]) == request.POST.get("renewal"):  # type: ignore[index]
        actions.settle_renewal(pk=renewal["pk"], agree=what == "agree", by=by)  # type: ignore[index]
        return _("Agreed: it runs on.") if what == "agree" else _("Declined: its last day stays.")
    raise Refused("changed_meanwhile", _("This changed meanwhile. Look at what is new."), None)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.STANDING)
@once
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an issue of a list in; nothing counts before it was looked at."""
    shown = lists.one(pk)
    form = forms.SendIssue(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "title": _("Send an issue in"), "caption": shown.title, "button": _("Compare it"), "files": True,
        "about": _("You see what it changes before anything counts."),
        "back": reverse("desk:outside_list", args=[pk]),
    }  # fmt: skip

    def act() -> Any:
        [file] = form.cleaned_data["files"]
        try:
            return actions.send_issue(pk=pk, data=file.read(), by=me(request))
        except Malformed as error:
            for each in error.problems:
                form.add_error("files", located(each))
            raise Malformed([]) from error

    said = _("Compared. Look at what it changes, then take it in.")
    return answer(request, form, act, said, lambda _made: ("desk:outside_list", pk), page=PAGE, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.STANDING)
@once
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a later last day of a list."""
    shown = lists.one(pk)
    form = forms.Renew(request.POST or None)
    context: dict[str, Any] = {
        "title": _("Propose a renewal"), "caption": shown.title, "button": _("Propose it"),
        "about": _("It takes two: somebody else agrees. Until then its last day stays."),
        "back": reverse("desk:outside_list", args=[pk]),
    }  # fmt: skip

    def act() -> Any:
        made = actions.propose_renewal(pk=pk, by=me(request), **form.cleaned_data)
        telling.others(request, *KEEPS, path=reverse("desk:outside_list", args=[pk]))
        return made

    said = _("Proposed. It counts once somebody else has agreed.")
    return answer(request, form, act, said, lambda _made: ("desk:outside_list", pk), page=PAGE, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*KEEPS)
@once
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether a listed person is this person of the register."""
    listed, candidate = lists.of_match(pk)
    form = forms.Decide(request.POST or None, second=listed.second)
    may = Power.STANDING in held(request) and candidate.step == "proposed"
    may = may and candidate.person != me(request).pk
    context: dict[str, Any] = {"listed": listed, "one": candidate, "may": may, "do": _("Write it down")}
    page = "desk/standing/match.html"

    def act() -> Any:
        typed = form.cleaned_data
        if typed["it_is"] == "yes":
            return actions.confirm(pk=pk, why=typed["why"], second=typed["second"], by=me(request))
        return actions.dismiss(pk=pk, why=typed["why"], by=me(request))

    return answer(
        request, form, act, _("Written down."), lambda _made: ("desk:outside_list", listed.list), page=page,
        **context,
    )  # fmt: skip


@require_safe
@holding(*KEEPS)
def every_contest(request: HttpRequest) -> HttpResponse:
    """The contests that wait, and those that were decided."""
    viewer = me(request)
    context = {"waiting": contests.waiting(viewer), "decided": contests.decided(viewer), **_waiting(request)}
    return render(request, "desk/standing/contests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*KEEPS)
@once
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """A contest: what they say, and the decision with its reasons."""
    shown = contests.one(pk, me(request))
    actions.look(people=[shown.person], by=me(request), what="contest", purpose="")
    form = forms.Answer(request.POST or None)
    context: dict[str, Any] = {
        "contest": shown, "title": _("Decide a contest"), "do": _("Decide it so"),
        "back": reverse("desk:contest", args=[pk]),
    }  # fmt: skip
    page = "desk/standing/contest.html"

    def act() -> Any:
        typed = form.cleaned_data
        return actions.decide_contest(
            pk=pk, upheld=typed["upheld"] == "yes", why=typed["why"], by=me(request)
        )

    def told() -> Told:
        typed = form.cleaned_data
        follows = (
            [_("It ends at this moment, everywhere it was computed from."),
             _("The decision or list that it came from is not changed by this: whoever made it has to.")]
            if typed["upheld"] == "yes"
            else [_("Nothing changes on the register.")]
        )  # fmt: skip
        rows = [(_("Whose"), shown.name), (_("Reasons"), typed["why"])]
        return Told(rows, _("What follows"), [*follows, _("They are told by mail that something waits.")])

    return answer(
        request, form, act, _("Decided. They are told."), lambda _made: ("desk:contest", pk), told=told,
        page=page, check=CHECK, **context,
    )  # fmt: skip


@require_safe
@holding(*KEEPS)
def contest_file(request: HttpRequest, pk: int, number: int) -> StreamingHttpResponse:
    """A file that came with a contest; always as a download."""
    viewer = me(request)
    shown = contests.one(pk, viewer)
    if number not in {each for each, _name in shown.files}:
        raise Hidden("no such file")
    name, _media, content = contests.file(pk, number, viewer)
    actions.look(people=[shown.person], by=viewer, what="contest file", purpose="")
    return download(content, name)
