"""A dossier taken apart in a table: rows of allegations, typed, pasted or uploaded, each with its evidence.

Kept as a draft, faults and all; a step of the case records it (`views.step`). Works without scripts, a page
of rows at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dueprocess.cases import actions, extracts, tabled
from dueprocess.cases.actions import Alleged
from dueprocess.cases.actions.tabling import Table
from dueprocess.cases.extracts import CasePage
from dueprocess.cases.tabled import COLUMNS, Choices, Row
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk.access import me, staff
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Upload
from dueprocess.kit import clock, fields
from dueprocess.kit.components import faults, worded
from dueprocess.kit.fields import whole
from dueprocess.kit.http import denied, once
from dueprocess.kit.tables.memory import in_memory
from dueprocess.kit.tables.opening import opened
from dueprocess.kit.tables.sources import Form as Written

AT_ONCE = 50
"""Rows on one page."""
LABELS = {
    "first": gettext_lazy("First day"),
    "last": gettext_lazy("Last day"),
    "respondent": gettext_lazy("Against whom"),
    "clause": gettext_lazy("Under which rule"),
    "text": gettext_lazy("What is alleged"),
    "link": gettext_lazy("Address of the post"),
    "evidence": gettext_lazy("Files"),
}


class More(fields.Form):
    """Rows and files that come into the table."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["pasted"] = fields.LongTextField(
            label=_("Rows, pasted from a spreadsheet"), required=False, rows=4,
            hint=_("Columns: first day, last day, respondent, rule, what is alleged, address, files. Or with "
                   "the names of the columns in the first row."),
        )  # fmt: skip
        self.fields["table"] = fields.FilesField(label=_("Or a table as a file (CSV, XLSX)"), most=1)
        self.fields["attached"] = fields.FilesField(label=_("Files that are evidence"), most=100)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The table: what is typed on this page of it is kept, then what its button says is done."""
    docket = wall.open(number, me(request), _("to take a dossier apart"), what="table")
    case = extracts.case_page(docket, viewer=Actor(person=me(request)), fresh=True)
    if not any(each.mine for each in case.docket.steps):
        raise denied(_("You have no part in this case: you can read it, and write nothing."))
    table, at = actions.table_of(docket), whole(request.GET.get("page", "")) or 1
    form = More(request.POST or None, request.FILES or None) if request.method == "POST" else More()
    fault = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _do(request, docket, case, table, form, at)
        except Malformed as error:
            fault = faults(error)
        except Refused as error:
            fault = worded(error.reason)
    return render(request, "desk/case/table.html", _context(case, table, at) | {"form": form, "fault": fault})


def choices(case: CasePage, table: Table) -> Choices:
    """What rows can name in this case."""
    respondents = [(each.key, each.name) for each in case.docket.parties if each.kind == "respondent"]
    return Choices(respondents, extracts.clauses(), [each.name for each in table.files])


def _do(
    request: HttpRequest, docket: Docket, case: CasePage, table: Table, form: More, at: int
) -> HttpResponse:
    what = request.POST.get("do", "save")
    if what == "drop":
        actions.drop_table(docket)
        messages.success(request, _("The table is gone."))
        return redirect("desk:allegations", number=docket.number)
    table.version = whole(request.POST.get("version", "")) or 0
    _typed(request, table, at)
    if what == "fill":
        column, value = request.POST.get("column", ""), request.POST.get("value", "").strip()
        rows = tabled.numbers(request.POST.get("rows", ""), len(table.rows))
        if column in COLUMNS:
            for n in rows:
                table.rows[n - 1] = replace(table.rows[n - 1], **{column: value[: tabled.LONGEST]})
    elif what == "remove":
        gone = set(tabled.numbers(request.POST.get("rows", ""), len(table.rows)))
        table.rows = [row for n, row in enumerate(table.rows, 1) if n not in gone]
    more = tabled.pasted(form.cleaned_data["pasted"] or "") + _uploaded(form.cleaned_data["table"])
    table.rows += more
    if what == "row":
        table.rows.append(Row())
    new = [Upload(each.name, each.chunks()) for each in form.cleaned_data["attached"]]
    known = choices(case, table)
    table.rows = [tabled.settled(row, known) for row in table.rows]
    actions.keep_table(docket=docket, table=table, new=new)
    messages.success(request, _("Kept: {n} rows.").format(n=len(table.rows)))
    last = (len(table.rows) + AT_ONCE - 1) // AT_ONCE or 1
    shown = last if more or what == "row" else min(at, last)
    return redirect(f"{reverse('desk:table', kwargs={'number': docket.number})}?page={shown}")


def _typed(request: HttpRequest, table: Table, at: int) -> None:
    """Put what was typed on this page into the table."""
    for n in range((at - 1) * AT_ONCE, min(at * AT_ONCE, len(table.rows))):
        given = {
            column: request.POST[f"{column}_{n}"].strip()[: tabled.LONGEST]
            for column in COLUMNS
            if f"{column}_{n}" in request.POST
        }
        table.rows[n] = replace(table.rows[n], **given)


def _uploaded(given: list[Any]) -> list[Row]:
    found: list[Row] = []
    for each in given:
        ending = PurePath(each.name).suffix.lower().lstrip(".")
        content = b"".join(each.chunks())
        semicolons = ending != "xlsx" and content.split(b"\n", 1)[0].count(b";") > 1
        with in_memory([content], ending if ending == "xlsx" else "csv") as path:
            source = opened(path, Written(delimiter=";" if semicolons else ",", short_rows=True))
            try:
                found += tabled.of_source(source)
            finally:
                source.close()
    return found


def _context(case: CasePage, table: Table, at: int) -> dict[str, Any]:
    known, pages = choices(case, table), max(1, (len(table.rows) + AT_ONCE - 1) // AT_ONCE)
    at = min(at, pages)
    wrong = tabled.faults(table.rows, known, today=clock.now().date())
    begin = (at - 1) * AT_ONCE
    lists = {"respondent": known.respondents, "clause": known.clauses}
    rows = [
        (
            n + 1,
            [
                (column, LABELS[column], getattr(row, column), lists.get(column), wrong.get((n, column), ""))
                for column in COLUMNS
            ],
        )
        for n, row in enumerate(table.rows[begin : begin + AT_ONCE], begin)
    ]
    return {
        "case": case,
        "docket": case.docket,
        "table": table,
        "rows": rows,
        "wrong": sorted({n // AT_ONCE + 1 for n, _column in wrong}),
        "wrong_rows": sorted({n + 1 for n, _column in wrong}),
        "at": at,
        "pages": range(1, pages + 1),
        "labels": LABELS.items(),
        "most": tabled.MOST,
        "clauses": known.clauses,
    }


TAKEN = "with_table"
"""The box of a step's form by which it records the table."""


@dataclass(frozen=True, slots=True)
class Tabled:
    """What a step takes from the table: allegations, each with the numbers of its files. Empty where it takes
    none."""

    table: Table
    alleged: list[tuple[str, Alleged]]
    evidence: list[list[int]]

    def done(self, docket: Docket) -> None:
        """Throw the table away: the step has recorded it."""
        if self.alleged:
            actions.drop_table(docket)


def for_step(docket: Docket, case: CasePage, *, taken: bool) -> Tabled:
    """Return what a step takes from the table. Raises Refused where a row of it has a fault."""
    table = actions.table_of(docket) if taken else Table()
    if not table.rows:
        return Tabled(table, [], [])
    known, today = choices(case, table), clock.now().date()
    if tabled.faults(table.rows, known, today=today):
        raise Refused(
            "faulty_table", _("Rows of the table have faults. Mend them, then take the step."), None
        )
    return Tabled(table, *tabled.brought(table.rows, known, today=today))
