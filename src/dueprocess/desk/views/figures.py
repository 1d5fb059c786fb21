"""Figures of a quarter: which were published, preparing the next, looking at what will be public, and
publishing it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases.reports import actions
from dueprocess.cases.reports import extracts as figures
from dueprocess.core.errors import Malformed, Refused
from dueprocess.core.reports import Cell, Checked, Definition, Figure, Report, State
from dueprocess.desk import figure_forms as forms
from dueprocess.desk.access import held, holding, me, staff
from dueprocess.desk.asking import blame
from dueprocess.kit.components import worded
from dueprocess.kit.http import Hidden, once
from dueprocess.people.models import Power

WHO = {
    Checked.ANYONE: gettext_lazy("Recomputed by anyone"),
    Checked.AUDITOR: gettext_lazy("Checked by an auditor"),
    Checked.STATED: gettext_lazy("Stated only"),
}
"""Who can check a figure, in words."""
CURVE = "survival."
"""Figures whose cells are the points of a curve: the preview says how many there are."""


@require_safe
@staff
def every(request: HttpRequest) -> HttpResponse:
    """Every quarter since the record began: published, waiting, or running."""
    quarters = figures.every_quarter()
    context = {
        "quarters": quarters,
        "newest_over": quarters[min(1, len(quarters) - 1)].name if quarters else "",
        "may_see_consistency": bool({Power.PUBLISH_FIGURES, Power.OVERSEE} & held(request)),
        "may_publish": Power.PUBLISH_FIGURES in held(request),
        "command": f"python verify.py stats {request.build_absolute_uri('/record/log')} --policy policy",
    }
    return render(request, "desk/figures/every.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.PUBLISH_FIGURES)
@once
def prepare(request: HttpRequest, quarter: str) -> HttpResponse:
    """Put a quarter's report together, to be looked at before it is published."""
    shown = next((each for each in figures.every_quarter() if each.name == quarter), None)
    if shown is None:
        raise Hidden("no such quarter")
    form = forms.Prepare(request.POST or None, corrects=shown.release is not None)
    context = {"quarter": shown, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/figures/prepare.html", context)
    try:
        sha256 = actions.prepare(
            quarter=quarter, reason=form.cleaned_data.get("reason", ""), by=me(request),
            given_away=form.cleaned_data.get(forms.GIVEN_AWAY, False),
        )  # fmt: skip
    except Malformed as error:
        blame(form, error)
    except Refused as error:
        form.add_error(None, worded(error.reason))
        if error.code == forms.GIVEN_AWAY:
            form.ask_given_away()
    else:
        return redirect("desk:figures_prepared", sha256)
    return render(request, "desk/figures/prepare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.PUBLISH_FIGURES)
@once
def prepared(request: HttpRequest, sha256: str) -> HttpResponse:
    """Everything that will be public, byte for byte, and the button that makes it so."""
    report = figures.prepared(sha256)
    if report is None:
        raise Hidden("no such report")
    if request.method == "POST":
        try:
            made = actions.publish(sha256=sha256, by=me(request), path=reverse("desk:figures"))
        except Refused as error:
            messages.error(request, worded(error.reason))
            return redirect("desk:figures")
        said = _("{quarter} is published. Outsiders can check it with the next checkpoint.")
        messages.success(request, said.format(quarter=made.quarter))
        return redirect("desk:figures")
    means = figures.definitions(report.definitions)
    assert means is not None
    shown = [_shown(each, means.by_id[each.id], report) for each in report.figures]
    context = {
        "report": report,
        "sha256": sha256,
        "groups": [Group(str(WHO[who]), [each for each in shown if each.checked is who]) for who in WHO],
        "hidden": sum(cell.hidden for each in shown for cell in each.cells),
        "rules": means.rules,
    }
    return render(request, "desk/figures/prepared.html", context)


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure in words. `points`: of a curve, how many it has; then no cell is listed."""

    title: str
    text: str
    unit: str
    checked: Checked
    cells: list[ShownCell]
    points: int = 0


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One number in words."""

    words: str
    value: int | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The figures that the same people can check: those of one number, and those in parts."""

    title: str
    figures: list[Shown]

    @property
    def single(self) -> list[Shown]:
        """Return those that one line tells."""
        return [each for each in self.figures if len(each.cells) < 2]

    @property
    def parted(self) -> list[Shown]:
        """Return those that need a table of their own."""
        return [each for each in self.figures if len(each.cells) > 1]


def _shown(figure: Figure, means: Definition, report: Report) -> Shown:
    curve = figure.id.startswith(CURVE) and not means.keys
    own = [cell for cell in figure.cells if cell.key not in report.quarters[:-1]]
    cells = [] if curve else [_cell(cell, means) for cell in own]
    return Shown(means.title, means.text, figure.unit, figure.checked, cells, len(figure.cells) * curve)


def _cell(cell: Cell, means: Definition) -> ShownCell:
    words = cell.label or (means.keys or {}).get(cell.key, cell.key)
    return ShownCell(words, cell.value, cell.state is State.HIDDEN)
