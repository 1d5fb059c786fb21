"""The register: finding people, what is known of them, putting them in, correcting, qualifications.

Finding is for staff; changing needs the power that `people.actions` asks for.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.desk import people_forms as forms
from dueprocess.desk.access import held, holding, me, staff
from dueprocess.desk.asking import answer, ask
from dueprocess.kit import clock
from dueprocess.kit.http import once
from dueprocess.people import actions, erased, holdings
from dueprocess.people import extracts as people
from dueprocess.people.models import Power
from dueprocess.rules import extracts as rules

MOST = 25
WHOLE = frozenset({Power.KEEP_REGISTER, Power.APPOINT})
"""Powers that need more of a person than their name, unit and roles."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def find(request: HttpRequest) -> HttpResponse:
    """Find somebody by any form of their name, or by membership number. Posted: names stand in no address."""
    form = forms.Find(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = people.find(form.cleaned_data["text"], limit=MOST + 1)
    context = {
        "form": form,
        "found": found[:MOST] if found is not None else None,
        "more": found is not None and len(found) > MOST,
        "may_add": Power.KEEP_REGISTER in held(request),
        "whole": bool(held(request) & WHOLE),
    }
    return render(request, "desk/people/find.html", context)


@require_safe
@staff
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody holds; and what else is known of them, for those who keep the register or appoint, and
    for themselves."""
    on = clock.now().date()
    person = people.get(pk)
    powers = held(request)
    may_erase = bool(powers & {Power.ERASE, Power.OVERSEE})
    if (told := erased.told(pk)) is not None:
        return render(request, "desk/people/erased.html", {"pk": pk, "told": told, "may_erase": may_erase})
    shown = people.of(pk, on=on, whole=bool(powers & WHOLE) or me(request).pk == pk)
    titles = rules.role_titles(clock.now())
    lent = holdings.delegations(person, on=on)
    context: dict[str, Any] = {
        "person": shown,
        "roles": [(each, _title(titles, each.role)) for each in shown.roles],
        "lent": [(each, _title(titles, each.role)) for each in lent if each.holder == pk],
        "borrowed": [(each, _title(titles, each.role)) for each in lent if each.to == pk],
        "powers": holdings.powers(person, on=on),
        "candidacies": holdings.candidacies(person, on=on),
        "may_erase": may_erase,
        "may_change": Power.KEEP_REGISTER in powers,
        "may_appoint": Power.APPOINT in powers,
        "may_train": Power.TRAIN in powers,
        "oneself": me(request).pk == pk,
        "may_standing": bool(powers & {Power.STANDING, Power.OVERSEE}),
    }
    if Power.KEEP_REGISTER in powers:
        context |= {
            "login_waits": holdings.login_waiting(person, me(request)),
            "login_takes_two": actions.takes_two(person),
        }
    return render(request, "desk/people/page.html", context)


def _title(titles: dict[str, str], role: str) -> str:
    """The title of a role; a role of an earlier rulebook is shown by its name."""
    return titles.get(role) or role.replace("_", " ").capitalize()


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def add(request: HttpRequest) -> HttpResponse:
    """Put somebody in the register."""
    form = forms.Person(units(), request.POST or None, initial={"status": "member"})
    context: dict[str, Any] = {
        "title": _("Add a person"),
        "about": _("Look first whether they are in the register already, under any form of their name."),
        "button": _("Add"),
    }
    if request.method != "POST":
        return ask(request, form, **context)
    return answer(
        request, form,
        lambda: actions.add_person(by=me(request), aliases=form.other_names(), **form.values()),
        _("Added."), lambda made: ("desk:person", made.pk), **context,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what the register says of somebody."""
    person = people.get(pk)
    shown = people.of(pk, on=clock.now().date(), whole=True)
    told = forms.Person.told(shown, person.unit_id)
    form = forms.Person(units(), request.POST or None, initial=told, changing=True)
    context: dict[str, Any] = {"title": _("Change what is known"), "person": shown, "button": _("Change")}
    if request.method != "POST":
        return ask(request, form, **context)
    return answer(
        request, form,
        lambda: actions.change_person(
            person=person, by=me(request), reason=form.cleaned_data["reason"],
            aliases=form.other_names(), **form.values(),
        ),
        _("Changed."), lambda made: ("desk:person", pk), **context,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def qualify(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a training or an attestation that the rulebook in force asks for."""
    person = people.get(pk)
    known = rules.qualifications(clock.now())
    form = forms.Qualify(known, request.POST or None, initial={"from_on": clock.now().date()})
    context: dict[str, Any] = {
        "title": _("Record a qualification"),
        "about": "" if known else _("The rulebook in force asks for none."),
        "person": people.of(pk, on=clock.now().date()),
        "button": _("Record"),
    }
    if request.method != "POST":
        return ask(request, form, **context)

    def act() -> Any:
        kind, _bar, name = form.cleaned_data["what"].partition("|")
        typed = form.cleaned_data
        return actions.qualify(
            person=person, kind=people.qualification_kind(kind), name=name, from_on=typed["from_on"],
            until_on=typed["until_on"], by=me(request), source=typed["source"],
        )  # fmt: skip

    return answer(request, form, act, _("Recorded."), lambda made: ("desk:person", pk), **context)


def units() -> list[tuple[str, str]]:
    """The tree of units for a list of choices."""
    return [(str(unit.pk), "\u2003" * unit.depth + unit.name) for unit in people.units()]
