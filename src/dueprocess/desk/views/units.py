"""The tree of units: adding, renaming, moving, closing, opening again. What a move or a closing changes is
shown before."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.desk import people_forms as forms
from dueprocess.desk.access import held, holding, me, staff
from dueprocess.desk.asking import Told, answer, ask
from dueprocess.desk.views.people import units
from dueprocess.docket import actions as dockets
from dueprocess.docket.extracts import sight
from dueprocess.kit import clock
from dueprocess.kit.fields import whole
from dueprocess.kit.http import once
from dueprocess.people import actions, tree
from dueprocess.people import extracts as people
from dueprocess.people.models import Power
from dueprocess.rules import extracts as rules


@require_safe
@staff
def every(request: HttpRequest) -> HttpResponse:
    """The whole tree; with `?closed=1` also the units that were closed."""
    closed = request.GET.get("closed") == "1"
    context = {
        "branches": tree.branches(closed=closed),
        "closed": closed,
        "may_change": Power.KEEP_REGISTER in held(request),
    }
    return render(request, "desk/people/units.html", context)


@require_safe
@staff
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit with what hangs on it."""
    titles = rules.role_titles(clock.now())
    unit = tree.unit(pk, on=clock.now().date())
    powers = held(request)
    context = {
        "unit": unit,
        "roles": [(each, titles.get(each.role, each.role)) for each in unit.roles],
        "may_change": Power.KEEP_REGISTER in powers,
        "whole": bool(powers & {Power.KEEP_REGISTER, Power.APPOINT}),
    }
    return render(request, "desk/people/unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def add(request: HttpRequest) -> HttpResponse:
    """Add a unit to the tree."""
    below = whole(request.GET.get("below", ""))
    form = forms.Unit(units(), request.POST or None, initial={"parent": str(below or "")})
    context: dict[str, Any] = {"title": _("Add a unit"), "button": _("Add"), "units_page": True}
    if request.method != "POST":
        return ask(request, form, **context)

    def act() -> Any:
        parent = form.cleaned_data["parent"]
        return actions.add_unit(
            parent=people.unit(int(parent)) if parent else None, by=me(request), **form.values()
        )

    return answer(request, form, act, _("Added."), lambda made: ("desk:unit", made.pk), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a unit another name, kind or code."""
    unit = people.unit(pk)
    initial = {"name": unit.name, "kind": unit.kind, "code": unit.code or ""}
    form = forms.Unit(None, request.POST or None, initial=initial)
    context = _of(pk, _("Rename the unit"), _("Rename"))
    context["about"] = _("Its old name stays in the register’s journal. Cases show the new one.")
    if request.method != "POST":
        return ask(request, form, **context)
    return answer(
        request, form,
        lambda: actions.rename_unit(
            unit=unit, by=me(request), reason=form.cleaned_data["reason"], **form.values()
        ),
        _("Renamed."), lambda made: ("desk:unit", pk), **context,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a unit elsewhere; who then sees more or fewer files is shown before."""
    unit = people.unit(pk)
    form = forms.MoveUnit([each for each in units() if each[0] != str(pk)], request.POST or None)
    context = _of(pk, _("Move the unit"), _("Show what changes"))
    context["about"] = _("Everything below it moves along. Roles are held for a unit and all below it.")
    if request.method != "POST":
        return ask(request, form, **context)

    def told() -> Told:
        parent = people.unit(int(form.cleaned_data["parent"]))
        found = sight.moving(unit, parent, on=clock.now().date())
        rows = [
            (_("Below"), parent.name),
            (_("By which decision"), form.cleaned_data["reason"]),
            (_("Files of it and all below it"), str(found.files)),
        ]
        lines = [line for each in found.people for line in _sight(each)]
        rest = _("Nobody sees more or fewer files by this.")
        return Told(rows, _("Who then sees other files"), lines or [rest])

    return answer(
        request, form,
        lambda: actions.move_unit(
            unit=unit, parent=people.unit(int(form.cleaned_data["parent"])), by=me(request),
            reason=form.cleaned_data["reason"],
        ),
        _("Moved."), lambda made: ("desk:unit", pk), told=told, do=_("Move it"), **context,
    )  # fmt: skip


def _sight(each: sight.Sight) -> list[str]:
    found = []
    if each.gains:
        words = ngettext("%(name)s sees %(n)s file more", "%(name)s sees %(n)s files more", each.gains)
        found.append(words % {"name": each.name, "n": each.gains})
    if each.loses:
        words = ngettext(
            "%(name)s no longer sees %(n)s file", "%(name)s no longer sees %(n)s files", each.loses
        )
        found.append(words % {"name": each.name, "n": each.loses})
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a unit; what becomes of its offices, roles and people is shown before."""
    row, unit = people.unit(pk), tree.unit(pk, on=clock.now().date())
    others = [each for each in units() if each[0] != str(pk)]
    initial = {"members_to": str(row.parent_id or "")}
    form = forms.CloseUnit(others, unit.people, request.POST or None, initial=initial)
    context = _of(pk, _("Close the unit"), _("Show what changes"))
    context["about"] = _(
        "It is offered for nothing new. Nothing is deleted: its cases and its history keep its name. "
        "It can be opened again, but comes back without offices, roles and people."
    )
    if request.method != "POST":
        return ask(request, form, **context)

    def to() -> Any:
        chosen = form.cleaned_data.get("members_to")
        return people.unit(int(chosen)) if chosen else None

    def told() -> Told:
        goes = to()
        rows = [(_("By which decision"), form.cleaned_data["reason"])]
        if goes:
            words = ngettext("%(n)s person, to %(unit)s", "%(n)s people, to %(unit)s", unit.people)
            rows.append((_("Who belongs to it"), words % {"n": unit.people, "unit": goes.name}))
        titles = rules.role_titles(clock.now())
        ends = [
            _("The office %(title)s, held by %(names)s") % {"title": each.title, "names": _names(each)}
            if each.holders
            else _("The office %(title)s, held by nobody") % {"title": each.title}
            for each in unit.offices
        ]
        ends += [
            _("The role %(role)s of %(name)s") % {"role": titles.get(each.role, each.role), "name": each.name}
            for each in unit.roles
        ]
        return Told(rows, _("What ends today"), ends or [_("Nothing: no office and no role hangs on it.")])

    return answer(
        request, form,
        lambda: dockets.close_unit(
            unit=row, members_to=to(), by=me(request), reason=form.cleaned_data["reason"]
        ),
        _("Closed."), lambda made: ("desk:unit", pk), told=told, do=_("Close it"), **context,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.KEEP_REGISTER)
@once
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed unit again, empty."""
    row = people.unit(pk)
    form = forms.ReopenUnit(request.POST or None)
    context = _of(pk, _("Open the unit again"), _("Open it again"))
    context["about"] = _(
        "It comes back where it hung. Offices that were abolished, roles that ended and people who went "
        "elsewhere do not come back by themselves: add them anew where they are to be."
    )
    if request.method != "POST":
        return ask(request, form, **context)
    return answer(
        request, form,
        lambda: actions.reopen_unit(unit=row, by=me(request), reason=form.cleaned_data["reason"]),
        _("Opened again."), lambda made: ("desk:unit", pk), **context,
    )  # fmt: skip


def _names(office: tree.OfficeOf) -> str:
    return ", ".join(name for _pk, name in office.holders)


def _of(pk: int, title: str, button: str) -> dict[str, Any]:
    """The context of a form that belongs to a unit's page."""
    unit = tree.unit(pk, on=clock.now().date())
    return {"title": title, "button": button, "unit": unit, "units_page": True}
