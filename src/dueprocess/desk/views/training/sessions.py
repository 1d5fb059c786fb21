"""Sessions at the desk: the month, planning, one session with its places, enrolling several, recording who
finished."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dueprocess.core.errors import Malformed, Refused
from dueprocess.core.workdays import add_months
from dueprocess.desk import training_forms as forms
from dueprocess.desk.access import holding, me
from dueprocess.desk.views.people import units
from dueprocess.desk.views.training.frame import asked
from dueprocess.kit.components import mended, worded
from dueprocess.kit.http import once
from dueprocess.people import extracts as people
from dueprocess.people.models import Person, Power
from dueprocess.training import actions
from dueprocess.training.actions.ground import today
from dueprocess.training.actions.places import AT_ONCE
from dueprocess.training.extracts import programmes, register, sessions
from dueprocess.training.extracts.sessions import SessionLine
from dueprocess.training.marks import enter, rows_of

FILLED = ["GET", "HEAD", "POST"]
DAY = timedelta(days=1)


@require_safe
@holding(Power.TRAIN)
def month(request: HttpRequest) -> HttpResponse:
    """The sessions of one month, day by day, with places left."""
    on = today()
    first = _month(request.GET.get("month", ""), on)
    following = add_months(first, 1)
    by_day: dict[date, list[SessionLine]] = defaultdict(list)
    for each in sessions.month(first, following - DAY):
        by_day[timezone.localtime(each.from_at).date()].append(each)
    context = {
        "days": sorted(by_day.items()),
        "first": first,
        "before": (first - DAY).strftime("%Y-%m"),
        "after": following.strftime("%Y-%m"),
        "this": on.strftime("%Y-%m") if first != on.replace(day=1) else "",
        "on": on,
        "waiting": register.exemptions_listed(on, waiting=True),
    }
    return render(request, "desk/training/month.html", context)


def _month(said: str, on: date) -> date:
    """The first day of a month that is written 2026-11; of this one where that is none."""
    try:
        return date.fromisoformat(f"{said}-01")
    except ValueError:
        return on.replace(day=1)


@require_http_methods(FILLED)
@holding(Power.TRAIN)
@once
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a session."""
    on = today()
    versions = programmes.version_choices(on)
    found = [(str(each.pk), _provider(each)) for each in programmes.providers(on)]
    form = forms.Planned(versions, found, units(), request.POST or None, initial={"is_open": "open"})

    def act() -> object:
        typed = form.cleaned_data
        return actions.plan_session(
            version=programmes.version(int(typed["version"])),
            provider=programmes.provider(int(typed["provider"])), plan=form.plan(people.unit),
            trainers=typed["trainers"], by=me(request),
        )  # fmt: skip

    about = "" if versions and found else _("Add a programme and a provider first.")
    return asked(
        request, form, act, _("Planned."), lambda made: ("desk:session", made.pk), about=about,
        back=("desk:training",), title=_("Plan a session"), button=_("Plan it"),
    )  # fmt: skip


def _provider(page: programmes.ProviderPage) -> str:
    return page.name if page.accredited else _("{name} (not accredited today)").format(name=page.name)


@require_http_methods(FILLED)
@holding(Power.TRAIN)
@once
def one(request: HttpRequest, session: int) -> HttpResponse:
    """One session: who has a place, who waits, who was there; sent, who was there."""
    faults: list[str] = []
    if request.method == "POST":
        changed, faults = enter(session, request.POST, me(request))
        if not faults:
            messages.success(request, _("Entered: {n} changed.").format(n=changed))
            return redirect("desk:session", session)
    page = sessions.page(session)
    context = {
        "page": page, "line": page.line, "rows": rows_of(page, request.POST), "faults": faults,
        "others": [each for each in page.places if each.stands in ("waiting", "invited")],
        "provider": programmes.provider_page(page.line.provider_pk, today()),
        "to_record": sum(each.attended is True and not each.completed for each in page.present),
    }  # fmt: skip
    return render(request, "desk/training/session.html", context)


@require_http_methods(FILLED)
@holding(Power.TRAIN)
@once
def change(request: HttpRequest, session: int) -> HttpResponse:
    """Change when, where or for whom a session is."""
    row = sessions.session(session)
    numbers = Person.objects.filter(pk__in=[pk for pk, _name in sessions.page(session).trainers])
    told = forms.Planned.told(row, numbers.values_list("member_number", flat=True))
    form = forms.Planned(None, (), units(), request.POST or None, initial=told)

    def act() -> object:
        return actions.change_session(
            session=row, plan=form.plan(people.unit), trainers=form.cleaned_data["trainers"], by=me(request)
        )

    return asked(
        request, form, act, _("Changed. Whoever has a place is told."),
        lambda made: ("desk:session", session),
        back=("desk:session", session), title=_("Change the session"), caption=row.version.title,
        button=_("Change it"),
    )  # fmt: skip


@require_http_methods(FILLED)
@holding(Power.TRAIN)
@once
def cancel(request: HttpRequest, session: int) -> HttpResponse:
    """Cancel a session with reasons."""
    row = sessions.session(session)
    form = forms.Why(request.POST or None)
    return asked(
        request, form,
        lambda: actions.cancel_session(session=row, reason=form.cleaned_data["reason"], by=me(request)),
        _("Cancelled."), lambda made: ("desk:session", session), back=("desk:session", session),
        title=_("Cancel the session"), caption=row.version.title, button=_("Cancel the session"),
        about=_("Whoever has a place, waits, is invited or teaches it is told, and reads why."),
    )  # fmt: skip


@require_http_methods(FILLED)
@holding(Power.TRAIN)
@once
def enrol(request: HttpRequest, session: int) -> HttpResponse:
    """Give several people places, or invite them: by their numbers, or a unit."""
    row = sessions.session(session)
    form = forms.Enrol(units(), request.POST or None, initial={"how": "place"})

    def act() -> object:
        typed = form.cleaned_data
        unknown: list[str] = []
        if typed["unit"]:
            found = sessions.of_unit(people.unit(int(typed["unit"])), AT_ONCE)
        else:
            found, unknown = sessions.by_numbers(forms.lines(typed["numbers"]))
        made = actions.enrol(session=row, people=found, invite=typed["how"] == "invite", by=me(request))
        for each in _told(made, unknown):
            messages.info(request, each)
        return made

    return asked(
        request, form, act, _("Done."), lambda made: ("desk:session", session),
        back=("desk:session", session), title=_("Enrol or invite several"), caption=row.version.title,
        button=_("Enrol or invite them"),
    )  # fmt: skip


def _told(made: actions.Enrolled, unknown: list[str]) -> list[str]:
    """What became of several people, in words."""
    said = [
        ngettext("{n} has a place.", "{n} have a place.", made.placed).format(n=made.placed),
        ngettext("{n} waits for one.", "{n} wait for one.", made.waiting).format(n=made.waiting),
        ngettext("{n} is invited.", "{n} are invited.", made.invited).format(n=made.invited),
        _("{n} stay as they were: they had a place, waited, or gave it up.").format(n=made.already),
        _("{n} have a place elsewhere at that time and were left out.").format(n=len(made.clashing)),
        _("{n} do not sign in: no mail reaches them. Tell them.").format(n=len(made.unreached)),
        _("Nobody has these numbers: {numbers}.").format(numbers=", ".join(unknown[:20])),
    ]
    counts = (
        made.placed, made.waiting, made.invited, made.already, len(made.clashing), len(made.unreached),
        len(unknown),
    )  # fmt: skip
    return [each for each, n in zip(said, counts, strict=True) if n]


@require_POST
@holding(Power.TRAIN)
@once
def record(request: HttpRequest, session: int) -> HttpResponse:
    """Record everybody who was there and did not fail."""
    try:
        made = actions.complete_session(session=sessions.session(session), by=me(request))
    except (Refused, Malformed) as error:
        said = worded(error.reason) if isinstance(error, Refused) else mended(error.problems[0])
        messages.error(request, said)
        return redirect("desk:session", session)
    messages.success(request, _("Recorded: {n} finished.").format(n=made.done))
    if made.absent or made.failed:
        what = _("Left out: {absent} not there, {failed} not passed.")
        messages.info(request, what.format(absent=made.absent, failed=made.failed))
    if made.own:
        messages.info(request, _("Your own place was left out: another records it."))
    return redirect("desk:session", session)
