"""Views of the list of cases: a filter kept under a name, for oneself or for a role that one holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases import actions, extracts
from dueprocess.cases.actions.saving import KEPT, LONGEST
from dueprocess.cases.models import SavedView
from dueprocess.core.errors import Malformed
from dueprocess.desk import narrowing
from dueprocess.desk.access import me, staff
from dueprocess.desk.forms import QueueFilter
from dueprocess.docket import wall
from dueprocess.kit import clock, fields
from dueprocess.kit.components import mended
from dueprocess.kit.http import once
from dueprocess.rules import extracts as rules

PAGE = "desk/view.html"
ALONE = "-"  # no name of a role


class View(fields.Form):
    """The name of a view, and who finds it in their list."""

    def __init__(self, roles: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["name"] = fields.TextField(
            label=_("What do you call it?"), max_length=LONGEST, width=30,
            hint=_("Name nobody in it: others may read it."),
        )  # fmt: skip
        alone = fields.Option(ALONE, _("For me alone"))
        shared = [
            fields.Option(
                role, _("For everybody who is {role}").format(role=title),
                _("Each sees in it the cases that they may see, and no others."),
            )
            for role, title in roles
        ]  # fmt: skip
        if shared:
            self.fields["role"] = fields.RadiosField(
                label=_("Who finds it in their list?"), options=[alone, *shared], initial=ALONE
            )

    @property
    def role(self) -> str:
        """Return the role that it is shared with, "" for none. Call it on a valid form."""
        chosen = str(self.cleaned_data.get("role", ALONE))
        return "" if chosen == ALONE else chosen


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def new(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the address under a name."""
    query = {name: str(value) for name, value in request.GET.items() if name in KEPT and value}
    return _answer(request, query, View(_roles(request), request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change the name, the filter and the readers of a view, or take it away."""
    view, name = extracts.saved_view(code, me(request))
    if request.method == "POST" and "drop" in request.POST:
        actions.drop_view(view=view, by=me(request))
        messages.success(request, _("Taken away."))
        return redirect("desk:queue")
    form = View(_roles(request), request.POST or None, initial={"name": name, "role": view.role or ALONE})
    return _answer(request, view.query, form, view)


def _answer(
    request: HttpRequest, query: Mapping[str, str], form: View, view: SavedView | None = None
) -> HttpResponse:
    """Save what was typed, or ask for it with what the view shows. What is kept of the filter are its own
    choices; what makes no sense is not kept."""
    data = QueryDict(mutable=True)
    data.update(request.POST.dict() if request.method == "POST" and "state" in request.POST else query)
    narrowed = narrowing.form_of(data)
    if request.method == "POST" and form.is_valid():
        kept = _kept(narrowed, data)
        typed = form.cleaned_data
        try:
            made = actions.save_view(
                by=me(request), name=typed["name"], role=form.role, query=kept, view=view
            )
        except Malformed as error:
            for each in error.problems:
                form.add_error("name", mended(each))
        else:
            messages.success(request, _("The view is kept. It stands above your list of cases."))
            return redirect(f"{reverse('desk:queue')}?{urlencode(made.query)}")
    context = {
        "form": form,
        "view": view,
        "filter": narrowed,
        "sort": str(narrowing.sorted_by(data.get("sort"))),
        "said": narrowing.as_one(narrowing.sentence(narrowed)),
    }
    return render(request, PAGE, context)


def _kept(form: QueueFilter, data: QueryDict) -> dict[str, str]:
    typed = form.cleaned_data
    found = {name: "on" if typed[name] is True else str(typed[name]) for name in KEPT if typed.get(name)}
    return found | {"sort": str(narrowing.sorted_by(data.get("sort")))}


def _roles(request: HttpRequest) -> list[tuple[str, str]]:
    """The roles that whoever is signed in holds, with their titles."""
    now = clock.now()
    titles = rules.role_titles(now)
    held = wall.roles_of(me(request), now.date())
    return [(role, title) for role, title in titles.items() if role in held]
