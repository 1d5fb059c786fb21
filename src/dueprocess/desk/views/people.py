"""The register: finding people, what they hold, appointing and qualifying them.

Finding is for staff; changing needs the power that `people.actions` asks for.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk import people_forms as forms
from dueprocess.desk.access import held, holding, me, staff
from dueprocess.kit import clock
from dueprocess.kit.http import once
from dueprocess.people import actions
from dueprocess.people import extracts as people
from dueprocess.people.models import Power
from dueprocess.rules import extracts as rules


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def find(request: HttpRequest) -> HttpResponse:
    """Find somebody by any form of their name, or by membership number. Posted: names stand in no address."""
    form = forms.Find(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = people.find(form.cleaned_data["text"], limit=25)
    context = {"form": form, "found": found, "may_add": Power.KEEP_REGISTER in held(request)}
    return render(request, "desk/people/find.html", context)


@require_safe
@staff
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of one person, and what they hold."""
    shown = people.of(pk, on=clock.now().date())
    context = {
        "person": shown,
        "titles": rules.role_titles(clock.now()),
        "may_change": Power.KEEP_REGISTER in held(request),
        "may_appoint": Power.APPOINT in held(request),
    }
    return render(request, "desk/people/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
def add(request: HttpRequest) -> HttpResponse:
    """Put somebody in the register."""
    form = forms.Person(_units(), request.POST or None)
    if request.method == "POST":
        return _add(request, form)
    return _ask(request, form, _("Add a person"))


@once
def _add(request: HttpRequest, form: forms.Person) -> HttpResponse:
    def act() -> HttpResponse:
        made = actions.add_person(by=me(request), aliases=form.aliases(), **form.values())
        messages.success(request, _("Added."))
        return redirect("desk:person", pk=made.pk)

    return _try(request, form, _("Add a person"), act)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what the register says of somebody."""
    person = people.get(pk)
    shown = people.of(pk, on=clock.now().date())
    form = forms.Person(_units(), request.POST or None, initial=forms.Person.told(shown, person.unit_id))
    if request.method == "POST":
        return _change(request, form, person)
    return _ask(request, form, _("Change {name}").format(name=shown.line.name), person=shown)


@once
def _change(request: HttpRequest, form: forms.Person, person: Any) -> HttpResponse:
    def act() -> HttpResponse:
        actions.change_person(
            person=person,
            by=me(request),
            reason=form.cleaned_data["reason"],
            aliases=form.aliases(),
            **form.values(),
        )
        messages.success(request, _("Changed."))
        return redirect("desk:person", pk=person.pk)

    return _try(request, form, _("Change"), act)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.APPOINT)
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a role of the rulebook."""
    person = people.get(pk)
    roles = list(rules.role_titles(clock.now()).items())
    form = forms.Appoint(roles, _units(), request.POST or None, initial={"from_on": clock.now().date()})
    if request.method == "POST":
        return _appoint(request, form, person)
    return _ask(request, form, _("Appoint {name}").format(name=person.shown_name))


@once
def _appoint(request: HttpRequest, form: forms.Appoint, person: Any) -> HttpResponse:
    def act() -> HttpResponse:
        typed = form.cleaned_data
        actions.appoint(
            person=person, role=typed["role"],
            unit=people.unit(int(typed["unit"])) if typed["unit"] else None,
            from_on=typed["from_on"], until_on=typed["until_on"], by=me(request), reason=typed["reason"],
        )  # fmt: skip
        messages.success(request, _("Appointed."))
        return redirect("desk:person", pk=person.pk)

    return _try(request, form, _("Appoint"), act)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.APPOINT)
def end_appointment(request: HttpRequest, pk: int, appointment: int) -> HttpResponse:
    """End an appointment with a day."""
    row = people.appointment(pk, appointment)
    form = forms.End(request.POST or None, initial={"on": clock.now().date()})
    if request.method == "POST":
        return _end(request, form, row, pk)
    return _ask(request, form, _("End the appointment"))


@once
def _end(request: HttpRequest, form: forms.End, row: Any, pk: int) -> HttpResponse:
    def act() -> HttpResponse:
        typed = form.cleaned_data
        actions.end_appointment(appointment=row, on=typed["on"], by=me(request), reason=typed["reason"])
        messages.success(request, _("Ended."))
        return redirect("desk:person", pk=pk)

    return _try(request, form, _("End the appointment"), act)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
def qualify(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a training or an attestation."""
    person = people.get(pk)
    form = forms.Qualify(rules.qualifications(clock.now()), request.POST or None)
    if request.method == "POST":
        return _qualify(request, form, person)
    return _ask(request, form, _("Record a qualification of {name}").format(name=person.shown_name))


@once
def _qualify(request: HttpRequest, form: forms.Qualify, person: Any) -> HttpResponse:
    def act() -> HttpResponse:
        kind, _bar, name = form.cleaned_data["what"].partition("|")
        typed = form.cleaned_data
        actions.qualify(
            person=person, kind=people.qualification_kind(kind), name=name, from_on=typed["from_on"],
            until_on=typed["until_on"], by=me(request), source=typed["source"],
        )  # fmt: skip
        messages.success(request, _("Recorded."))
        return redirect("desk:person", pk=person.pk)

    return _try(request, form, _("Record a qualification"), act)


@require_safe
@staff
def roles(request: HttpRequest) -> HttpResponse:
    """Every role of the rulebook with its holders, so that an empty one is seen before it is needed."""
    on = clock.now().date()
    titles = rules.role_titles(clock.now())
    return render(request, "desk/people/roles.html", {"roles": people.roles(titles, on=on)})


def _units() -> list[tuple[str, str]]:
    return [(str(unit.pk), "\u2003" * unit.depth + unit.name) for unit in people.units()]


def _ask(request: HttpRequest, form: Any, title: str, person: Any = None) -> HttpResponse:
    return render(request, "desk/people/form.html", {"form": form, "title": title, "person": person})


def _try(request: HttpRequest, form: Any, title: str, act: Any) -> HttpResponse:
    """Act on a valid form; what the register refuses stands beside the field it speaks of."""
    if form.is_valid():
        try:
            answer: HttpResponse = act()
        except Malformed as error:
            for each in error.problems:
                form.add_error(each.path if each.path in form.fields else None, f"{each.what} {each.mend}")
        except Refused as error:
            form.add_error(None, error.reason)
        else:
            return answer
    return _ask(request, form, title)
