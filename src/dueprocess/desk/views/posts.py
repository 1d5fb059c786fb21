"""Roles, offices and powers: who holds them, appointing, ending, lending; and who stands for an office. Each
change asks for its power."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.desk import people_forms as forms
from dueprocess.desk.access import held, holding, me, staff
from dueprocess.desk.asking import answer, ask
from dueprocess.desk.views.people import units
from dueprocess.kit import clock
from dueprocess.kit.http import denied, once
from dueprocess.people import actions, holdings
from dueprocess.people import extracts as people
from dueprocess.people.models import Power
from dueprocess.rules import extracts as rules


@require_safe
@staff
def roles(request: HttpRequest) -> HttpResponse:
    """Every role of the rulebook with its holders, so that an empty one is seen before it is needed."""
    on = clock.now().date()
    lines = people.roles(rules.role_titles(clock.now()), on=on)
    roots = [each.name for each in people.units() if each.parent is None]
    whole = roots[0] if len(roots) == 1 else ""
    offices = holdings.offices(on=on)
    context = {
        "roles": lines,
        "empty": [each for each in lines if not each.holders],
        "whole": whole,
        "offices": [each for each in offices if each.unit in ("", whole)],
        "of_units": [each for each in offices if each.unit not in ("", whole)],
        "titles": rules.role_titles(clock.now()),
        "powers": holdings.every_power(on=on),
        "standing": holdings.coming(on=on),
        "may_appoint": Power.APPOINT in held(request),
    }
    return render(request, "desk/people/roles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.APPOINT)
@once
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a role of the rulebook."""
    person = people.get(pk)
    titles = list(rules.role_titles(clock.now()).items())
    form = forms.Appoint(titles, units(), request.POST or None, initial={"from_on": clock.now().date()})
    context = _of(pk, _("Appoint to a role"), _("Appoint"))
    if request.method != "POST":
        return ask(request, form, **context)

    def act() -> Any:
        typed = form.cleaned_data
        return actions.appoint(
            person=person, role=typed["role"],
            unit=people.unit(int(typed["unit"])) if typed["unit"] else None,
            from_on=typed["from_on"], until_on=typed["until_on"], by=me(request), reason=typed["reason"],
        )  # fmt: skip

    return answer(request, form, act, _("Appointed."), lambda made: ("desk:person", pk), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.APPOINT)
@once
def end_appointment(request: HttpRequest, pk: int, appointment: int) -> HttpResponse:
    """End an appointment with a day; what was done under it stays valid."""
    row = people.appointment(pk, appointment)
    title = rules.role_titles(clock.now()).get(row.role, row.role)
    context = _of(pk, _("End the role: {role}").format(role=title), _("End it"))
    context["about"] = _("What was done in this role stays valid. Whoever it was lent to loses it too.")
    form = forms.End(request.POST or None, initial={"on": clock.now().date()})
    if request.method != "POST":
        return ask(request, form, **context)
    return answer(
        request, form,
        lambda: actions.end_appointment(appointment=row, by=me(request), **form.cleaned_data),
        _("Ended."), lambda made: ("desk:person", pk), **context,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def delegate(request: HttpRequest, pk: int, appointment: int) -> HttpResponse:
    """Lend a role to somebody for a time. Its holder may, and whoever appoints."""
    row = people.appointment(pk, appointment)
    _holder_or_appointer(request, pk)
    title = rules.role_titles(clock.now()).get(row.role, row.role)
    found = _found(request.POST.get("who", "")) if request.method == "POST" else []
    initial = {"from_on": clock.now().date()}
    form = forms.Delegate(found, request.POST or None, initial=initial)
    context = _of(pk, _("Lend the role: {role}").format(role=title), _("Lend it"))
    context["about"] = _("Every act done with it names both: who acted, and whose role it was.")
    if request.method != "POST":
        return ask(request, form, **context)
    chosen = request.POST.get("person", "")
    if form.is_valid() and not chosen:
        where = "person" if found else "who"
        form.add_error(
            where,
            _("Say which of them you mean.") if found else _("Nobody is found under this name or number."),
        )

    def act() -> Any:
        typed = form.cleaned_data
        return actions.delegate(
            appointment=row, to=people.get(int(typed["person"])), from_on=typed["from_on"],
            until_on=typed["until_on"], reason=typed["reason"], by=me(request),
        )  # fmt: skip

    return answer(request, form, act, _("Lent."), lambda made: ("desk:person", pk), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def end_delegation(request: HttpRequest, pk: int, appointment: int, delegation: int) -> HttpResponse:
    """Take a lent role back with a day."""
    people.appointment(pk, appointment)
    row = holdings.delegation(appointment, delegation)
    _holder_or_appointer(request, pk)
    form = forms.End(request.POST or None, initial={"on": clock.now().date()})
    context = _of(pk, _("Take the role back"), _("Take it back"))
    if request.method != "POST":
        return ask(request, form, **context)
    return answer(
        request, form,
        lambda: actions.end_delegation(delegation=row, by=me(request), **form.cleaned_data),
        _("Taken back."), lambda made: ("desk:person", pk), **context,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.APPOINT)
@once
def new_office(request: HttpRequest) -> HttpResponse:
    """Make an office: a post whose holders have roles for as long as their term runs."""
    titles = list(rules.role_titles(clock.now()).items())
    form = forms.Office(titles, units(), request.POST or None)
    context: dict[str, Any] = {"title": _("Add an office"), "button": _("Add"), "roles_page": True}
    if request.method != "POST":
        return ask(request, form, **context)

    def act() -> Any:
        typed = form.cleaned_data
        return actions.add_office(
            title=typed["title"], roles=typed["roles"], seats=typed["seats"], by=me(request),
            unit=people.unit(int(typed["unit"])) if typed["unit"] else None,
        )  # fmt: skip

    return answer(request, form, act, _("Added."), lambda made: ("desk:roles",), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.APPOINT)
@once
def begin_term(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody in an office for a term."""
    person = people.get(pk)
    known = [
        (str(each.pk), f"{each.title}, {each.unit}" if each.unit else each.title)
        for each in holdings.offices(on=clock.now().date())
    ]
    form = forms.Term(known, request.POST or None, initial={"from_on": clock.now().date()})
    context = _of(pk, _("Put in an office"), _("Begin the term"))
    context["about"] = "" if known else _("There is no office yet. Add one on the page of roles and offices.")
    if request.method != "POST":
        return ask(request, form, **context)

    def act() -> Any:
        typed = form.cleaned_data
        return actions.begin_term(
            office=holdings.office(int(typed["office"])), person=person, from_on=typed["from_on"],
            until_on=typed["until_on"], reason=typed["reason"], by=me(request),
        )  # fmt: skip

    return answer(request, form, act, _("The term has begun."), lambda made: ("desk:person", pk), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.APPOINT)
@once
def end_term(request: HttpRequest, term: int) -> HttpResponse:
    """End a term; the roles that came with the office end with it."""
    row = holdings.term(term)
    form = forms.End(request.POST or None, initial={"on": clock.now().date()})
    context = _of(row.person_id, _("End the term: {office}").format(office=row.office.title), _("End it"))
    context["about"] = _("The roles that came with the office end on the same day.")
    if request.method != "POST":
        return ask(request, form, **context)
    return answer(
        request, form, lambda: actions.end_term(term=row, by=me(request), **form.cleaned_data),
        _("Ended."), lambda made: ("desk:person", row.person_id), **context,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.APPOINT)
@once
def give_power(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a power. Nobody gives one to themselves."""
    person = people.get(pk)
    form = forms.Give(holdings.choices(), request.POST or None, initial={"from_on": clock.now().date()})
    context = _of(pk, _("Give a power"), _("Give it"))
    context["about"] = _("Powers are for work that no rulebook governs. Give as few as will do.")
    if request.method != "POST":
        return ask(request, form, **context)

    def act() -> Any:
        typed = form.cleaned_data
        return actions.grant(
            person=person, power=Power(typed["power"]), from_on=typed["from_on"], until_on=typed["until_on"],
            by=me(request), reason=typed["reason"],
        )  # fmt: skip

    return answer(request, form, act, _("Given."), lambda made: ("desk:person", pk), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.APPOINT)
@once
def end_power(request: HttpRequest, pk: int, grant: int) -> HttpResponse:
    """Take a power away: from the day named it is gone."""
    row = holdings.grant(pk, grant)
    form = forms.End(request.POST or None, initial={"on": clock.now().date()})
    form.fields["on"].label = _("The first day without it")
    context = _of(pk, _("End the power: {power}").format(power=holdings.titled(row.power)), _("End it"))
    if request.method != "POST":
        return ask(request, form, **context)
    return answer(
        request, form, lambda: actions.end_grant(grant=row, by=me(request), **form.cleaned_data),
        _("Ended."), lambda made: ("desk:person", pk), **context,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def stands(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter that somebody stands for an office."""
    person, today = people.get(pk), clock.now().date()
    known = [
        (str(each.pk), f"{each.title}, {each.unit}" if each.unit else each.title)
        for each in holdings.offices(on=today)
    ]
    form = forms.Candidacy(known, request.POST or None, initial={"from_on": today})
    said = _("Whoever decides on a measure against them is shown it.")
    if not known:
        said = _("There is no office yet. Somebody who appoints adds one on the page of roles and offices.")
    context = _of(pk, _("Enter a candidacy"), _("Enter it")) | {"about": said}
    if request.method != "POST":
        return ask(request, form, **context)

    def act() -> Any:
        typed = form.cleaned_data
        return actions.stand(
            person=person, office=holdings.office(int(typed["office"])), from_on=typed["from_on"],
            election_on=typed["election_on"], reason=typed["reason"], by=me(request),
        )  # fmt: skip

    return answer(request, form, act, _("Entered."), lambda made: ("desk:person", pk), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def withdraws(request: HttpRequest, pk: int, candidacy: int) -> HttpResponse:
    """Enter that somebody does not stand any more."""
    row = holdings.candidacy(pk, candidacy)
    form = forms.End(request.POST or None, initial={"on": clock.now().date()})
    form.fields["on"].label = _("From which day do they stand no more?")
    context = _of(pk, _("Withdraw the candidacy: {office}").format(office=row.office.title), _("Withdraw it"))
    if request.method != "POST":
        return ask(request, form, **context)
    return answer(
        request, form,
        lambda: actions.withdraw(candidacy=row, by=me(request), **form.cleaned_data),
        _("Withdrawn."), lambda made: ("desk:person", pk), **context,
    )  # fmt: skip


def _of(pk: int, title: str, button: str) -> dict[str, Any]:
    """The context of a form that belongs to somebody's page."""
    return {"title": title, "button": button, "person": people.of(pk, on=clock.now().date())}


def _holder_or_appointer(request: HttpRequest, holder: int) -> None:
    if me(request).pk != holder and Power.APPOINT not in held(request):
        raise denied(_("Only whoever holds this role, or whoever appoints, may lend it."))


def _found(text: str) -> list[people.PersonLine]:
    by_number = people.by_number(text)
    return [by_number] if by_number else people.find(text, limit=8)
