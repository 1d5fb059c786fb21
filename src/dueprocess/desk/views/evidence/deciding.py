"""Sorting an item, ruling on it, and giving respondents the list of what is unused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dueprocess.cases.evidence import actions, extracts
from dueprocess.cases.extracts import CasePage
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import blame
from dueprocess.desk.evidence_forms import Gist, Give, Rule, Sort
from dueprocess.desk.views.evidence.pages import opened
from dueprocess.docket import wall
from dueprocess.docket.evidence import Class, Ruling
from dueprocess.docket.needs import Actor
from dueprocess.kit.components import refused
from dueprocess.kit.http import once

METHODS = ("GET", "HEAD", "POST")
GIVES = gettext_lazy(
    "They read the list on their own pages, and get a message that it is there. Give it before they reply. "
    "What is privileged is on no list; of what is withheld, only that and why."
)

TOLD = gettext_lazy(
    "They get a message that it is there, and read it on their own pages. Letters about findings, and those "
    "that tell them what is alleged, say what is withheld and why."
)


@require_http_methods(METHODS)
@staff
@once
def sort(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """Say as what an item counts."""
    docket, page, found, shown = opened(request, number, item, f"item {item}")
    form = Sort(request.POST or None, initial={"as_class": found.given, "helpful": found.helpful})

    def act(typed: dict[str, Any]) -> object:
        return actions.sort(
            docket=docket, item=item, as_class=Class(typed["as_class"]), by=Actor(person=me(request)),
            helpful=typed["helpful"], reason=typed["reason"],
        )  # fmt: skip

    title = _("Sort item {n}").format(n=shown.line.number)
    return _answer(request, page, form, act, title, item=shown.line)


@require_http_methods(METHODS)
@staff
@once
def rule(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """Rule on the use of an item."""
    docket, page, _found, shown = opened(request, number, item, f"item {item}")
    form = Rule(request.POST or None)

    def act(typed: dict[str, Any]) -> object:
        return actions.rule(
            docket=docket, item=item, ruling=Ruling(typed["ruling"]), by=Actor(person=me(request)),
            reason=typed["reason"], protects=typed["protects"], withheld=typed["withheld"],
            in_part=typed["in_part"],
        )  # fmt: skip

    title = _("Rule on item {n}").format(n=shown.line.number)
    return _answer(request, page, form, act, title, item=shown.line)


@require_http_methods(METHODS)
@staff
@once
def gist(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """Give parties all of an item, or its gist alone."""
    docket, page, _found, shown = opened(request, number, item, f"item {item}")
    parties = [(each.key, each.name) for each in page.docket.parties]
    form = Gist(parties, request.POST or None)
    by = Actor(person=me(request))

    def act(typed: dict[str, Any]) -> object:
        if typed["what"] == "full":
            return actions.give_in_full(docket=docket, item=item, to=typed["to"], by=by)
        return actions.give_gist(
            docket=docket, item=item, to=typed["to"], gist=typed["gist"], why=typed["why"], by=by
        )

    title = _("Give item {n} to a party").format(n=shown.line.number)
    return _answer(request, page, form, act, title, item=shown.line, says=TOLD)


@require_http_methods(METHODS)
@staff
@once
def give(request: HttpRequest, number: str) -> HttpResponse:
    """Give respondents the list of unused items."""
    docket = wall.open(number, me(request), _("to give the list of unused evidence"), what="files")
    by = Actor(person=me(request))
    page, found = extracts.evidence_page(docket, viewer=by)
    form = Give([(each.key, each.name) for each in found.given], request.POST or None)
    unsorted = sum(not each.counts_as for each in found.items)
    on_it = [each for each in found.items if each.counts_as == Class.UNUSED]

    def act(typed: dict[str, Any]) -> object:
        return actions.disclose(docket=docket, to=typed["to"], by=by)

    title = _("Give the list of unused evidence")
    return _answer(request, page, form, act, title, says=GIVES, listed=on_it, unsorted=unsorted, gives=True)


def _answer(
    request: HttpRequest,
    page: CasePage,
    form: Any,
    act: Callable[[dict[str, Any]], object],
    title: str,
    *,
    item: Any = None,
    **more: Any,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Malformed as error:
            blame(form, error)
        except Refused as error:
            form.add_error(None, refused(error))
        else:
            number = page.docket.number
            messages.success(request, _("Written down."))
            return redirect("desk:item", number, item.key) if item else redirect("desk:files", number)
    context = {"case": page, "docket": page.docket, "form": form, "title": title, "item": item} | more
    return render(request, "desk/evidence/decide.html", context)
