"""Opening a case for the organisation itself: by the step of its rulebook, with criteria and signatures."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases import actions, extracts
from dueprocess.cases.actions import Alleged
from dueprocess.core.engine import NotPermitted
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk import forms
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import blame
from dueprocess.desk.views.intake import about
from dueprocess.docket import extracts as dockets
from dueprocess.docket.actions import openings
from dueprocess.docket.forms import Asking, StepForm, make
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.kit.components import worded
from dueprocess.kit.http import Hidden, once
from dueprocess.people import extracts as people


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def choose(request: HttpRequest) -> HttpResponse:
    """The steps that the rulebook has for this, and the unit that handles the case."""
    steps = extracts.own_openings()
    form = forms.Opening(steps, forms.units(people.units()), request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit = people.unit(int(form.cleaned_data["unit"])) if form.cleaned_data["unit"] else None
        made = openings.prepare(by=me(request), unit=unit)
        return redirect("desk:open", number=made.number, step=form.cleaned_data["step"])
    return render(request, "desk/open/choose.html", {"form": form, "steps": steps})


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def own(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """What happened, whom it is about, and everything that the opening step needs."""
    docket = openings.prepared(number, me(request))
    if docket is None or step not in {each for each, _title, _says in extracts.own_openings()}:
        raise Hidden("nothing set aside")
    asked = dockets.form(docket, step=step, viewer=Actor(person=me(request)))
    if asked.form.refusal is not None:
        return render(request, "desk/open/not_yours.html", {"asked": asked.form}, status=403)
    if request.method == "POST":
        return _open(request, docket, asked)
    return _ask(request, asked, forms.Own(extracts.clauses()), make(asked.form, _asking(asked)))


def _open(request: HttpRequest, docket: Docket, asked: dockets.StepForm) -> HttpResponse:
    told = forms.Own(extracts.clauses(), request.POST)
    form = make(asked.form, _asking(asked), request.POST, request.FILES)
    if told.is_valid() and form.is_valid():
        try:
            made = _made(request, docket, asked.form.step, told.cleaned_data, form)
        except NotPermitted as error:
            form.blame(error.needs)
        except (Malformed, Refused) as error:
            _fault(told, form, error)
        else:
            if isinstance(made, Act):
                messages.success(request, _("The case is open."))
                return redirect("desk:case", number=docket.number)
            messages.success(request, _("Written down. The case opens when the others have signed."))
            return redirect("desk:work")
    return _ask(request, asked, told, form)


def _asking(asked: dockets.StepForm) -> Asking:
    zone = timezone.get_current_timezone()
    return Asking(
        who=asked.me,
        names=asked.names,
        zone=zone,
        now=clock.now(),
        units=forms.units(people.units()),
    )


def _made(request: HttpRequest, docket: Docket, step: str, typed: dict[str, Any], form: StepForm) -> Any:
    respondents = [about(line) for line in typed["about"].splitlines() if line.strip()]
    code, _slash, clause = typed["clause"].partition("/")
    alleged = [
        Alleged(
            respondent=n, code=code, clause=clause, conduct_from=typed["conduct_from"], text=typed["summary"]
        )
        for n in range(len(respondents))
        if clause
    ]
    return actions.open_own(
        prepared=docket, step=step, by=Actor(person=me(request)), at=form.at, needs=form.needs(),
        summary=typed["summary"], respondents=respondents, alleged=alleged,
    )  # fmt: skip


def _fault(told: django_forms.Form, form: StepForm, error: Malformed | Refused) -> None:
    if isinstance(error, Malformed):
        blame(told, error)
    else:
        form.add_error("late_reason" if error.code == "late_reason" else None, worded(error.reason))


def _ask(request: HttpRequest, asked: dockets.StepForm, told: Any, form: StepForm) -> HttpResponse:
    return render(request, "desk/open/form.html", {"asked": asked.form, "told": told, "form": form})
