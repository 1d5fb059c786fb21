"""Entering a complaint that reached an officer by telephone, by letter or in person."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases import actions, extracts
from dueprocess.cases.actions import Alleged, Report
from dueprocess.cases.models import Via
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk import forms
from dueprocess.desk.access import held, me, staff
from dueprocess.desk.asking import blame
from dueprocess.docket.needs import Actor, PartyIdentity, Upload
from dueprocess.kit import clock, keys
from dueprocess.kit.components import absolute, worded
from dueprocess.kit.fields import whole
from dueprocess.kit.http import Hidden, once
from dueprocess.people import extracts as people
from dueprocess.people.models import Power
from dueprocess.training.extracts import sessions

MADE = "made"
LOOKED = 10  # lines that are looked up at once
SHOWN_FOR = timedelta(minutes=15)
"""How long number and code can be looked at: a connection may break just then."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def new(request: HttpRequest) -> HttpResponse:
    """Everything on one page: whoever is on the telephone does not wait for pages."""
    asked = extracts.intake()
    units = forms.units(people.units())
    initial = _from_session(request) if request.method != "POST" else {}
    form = forms.Intake(asked, units, request.POST or None, request.FILES or None, initial=initial)
    if "look" in request.POST:
        return _look(request, asked, form)
    if request.method == "POST":
        return _enter(request, asked, form)
    return render(request, "desk/new.html", {"form": form, "asked": asked})


def _from_session(request: HttpRequest) -> dict[str, Any]:
    """What is known already of an incident at a session of training, from whose page this was opened, for
    whoever teaches it or keeps the training register: where it was and when, never who attended."""
    pk = whole(request.GET.get("session", ""))
    if pk is None or (Power.TRAIN not in held(request) and not sessions.teaches(pk, me(request))):
        return {}
    row = sessions.session(pk)
    on = timezone.localdate(row.from_at)
    said = _("At the session “{title}” of {provider} on {day}:")
    summary = said.format(title=row.version.title, provider=row.provider.name, day=absolute(on))
    return {"summary": f"{summary} ", "conduct_from": on, "unit": str(row.unit_id or "")}


def _look(request: HttpRequest, asked: extracts.Intake, form: forms.Intake) -> HttpResponse:
    """Show whom in the register the lines may mean. Nothing is entered, and nobody is linked."""
    form.full_clean()
    form.errors.clear()  # they are told when it is entered
    unit = form.cleaned_data.get("unit")
    lines = [line.strip() for line in request.POST.get("about", "").splitlines() if line.strip()][:LOOKED]
    matched = [extracts.matched(asked, line, unit=int(unit) if unit else None) for line in lines]
    return render(
        request, "desk/new.html", {"form": form, "asked": asked, "matched": matched, "looked": True}
    )


def _enter(request: HttpRequest, asked: extracts.Intake, form: forms.Intake) -> HttpResponse:
    if form.is_valid():
        typed = form.cleaned_data
        try:
            receipt = actions.receive_complaint(
                report=report(asked, typed),
                via=Via(typed["via"]),
                by=Actor(person=me(request)),
                at=typed["received_at"] or clock.now(),
                unit=people.unit(int(typed["unit"])) if typed["unit"] else None,
                late_reason=typed["late_reason"],
            )
        except Malformed as error:
            blame(form, error)
        except Refused as error:
            form.add_error("late_reason" if error.code == "late_reason" else None, worded(error.reason))
        else:
            return show(request, receipt)
    return render(request, "desk/new.html", {"form": form, "asked": asked})


def show(request: HttpRequest, receipt: actions.Receipt) -> HttpResponse:
    """Lead to the page that shows number and code, once."""
    shown = {"number": receipt.case, "complaint": receipt.number, "code": receipt.code}
    sealed = keys.seal_here(json.dumps(shown).encode(), MADE)  # no code lies open in a session
    until = (clock.now() + SHOWN_FOR).isoformat()
    request.session[MADE] = [receipt.case, base64.b64encode(sealed).decode(), until]
    return redirect("desk:made", number=receipt.case)


def report(asked: extracts.Intake, typed: dict[str, Any]) -> Report:
    """What was typed into the intake form, as an action takes it. Raises Refused for an unknown member."""
    respondents = [about(line) for line in typed["about"].splitlines() if line.strip()]
    code, _slash, clause = typed["clause"].partition("/")
    alleged = [
        Alleged(
            respondent=n, code=code, clause=clause, conduct_from=typed["conduct_from"], text=typed["summary"]
        )
        for n in range(len(respondents))
        if clause
    ]
    facts: dict[str, Any] = {}
    for n, fact in enumerate(asked.facts):
        value = typed.get(f"fact_{n}")
        if value in (None, ""):
            continue
        if fact.kind == "yes or no":
            value = value == "yes"
        elif fact.kind == "date":
            value = value.isoformat()
        if fact.per != "complainant":
            facts[fact.name] = value
        else:
            facts[fact.name] = {"C1": value}
    return Report(
        summary=typed["summary"],
        reporter=_reporter(typed),
        respondents=respondents,
        allegations=alleged,
        papers={paper: typed[f"paper_{n}"] for n, paper in enumerate(asked.papers)},
        facts=facts,
        files=[Upload(each.name, each.chunks()) for each in typed["attached"]],
    )


def _reporter(typed: dict[str, Any]) -> PartyIdentity | None:
    found = people.by_number(typed["member"]) if typed["member"] else None
    if typed["member"] and found is None:
        raise Refused("unknown_member", _("Nobody in the register has this membership number."), None)
    if not (typed["reporter"] or found):
        return None
    contact = {name: typed[name] for name in ("email", "phone") if typed[name]}
    return PartyIdentity(
        kind="complainant", person=found.pk if found else None,
        name=typed["reporter"] or (found.name if found else ""), contact=contact, minor=typed["minor"],
    )  # fmt: skip


def about(line: str) -> PartyIdentity:
    """A respondent by membership number if there is one like it, or a unit by its name, else by the name as
    written."""
    found = people.by_number(line)
    if found:
        return PartyIdentity(kind="respondent", person=found.pk, name=found.name)
    return PartyIdentity(kind="respondent", unit=people.unit_named(line), name=line.strip())


@require_safe
@staff
def made(request: HttpRequest, number: str) -> HttpResponse:
    """Number and code for whoever complained, to be read out or handed over; gone after a quarter of an
    hour."""
    case, sealed, until = request.session.get(MADE) or ("", "", "")
    if until and clock.now() >= datetime.fromisoformat(until):
        del request.session[MADE]
        case = ""
    if case != number:
        raise Hidden("shown already")
    shown = json.loads(keys.unseal_here(base64.b64decode(sealed), MADE))
    return render(request, "desk/made.html", {"made": shown})
