"""Imports of earlier registers: a file is sent, laid out, mapped column by column, checked, and imported.

Reading and writing are jobs; a page says how far they are. Nothing here knows what a column means.
"""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dueprocess.cases.imports import actions, prepared, wording
from dueprocess.cases.imports.marks import SENTENCES, Change, Left, Mark, Refusal
from dueprocess.cases.imports.models import Import
from dueprocess.cases.imports.prepared import RUNNING, Prepared, State
from dueprocess.cases.imports.report import HEADER
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk import import_forms as forms
from dueprocess.desk.access import holding, me
from dueprocess.kit.components import located, worded
from dueprocess.kit.http import Hidden, once
from dueprocess.kit.tables.sink import safe
from dueprocess.people.models import Power

SHOWN = 50
"""Imports in the list, and lines of each kind in a report on a page."""
_LINE = ("file", "row", "column", "code", "detail")


def _opened(code: str) -> tuple[Import, Prepared]:
    row = Import.objects.filter(code=code).select_related("by").first()
    if row is None:
        raise Hidden("no such import")
    return row, prepared.read(row)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.IMPORT)
@once
def every(request: HttpRequest) -> HttpResponse:
    """Which imports there were, and sending the next file."""
    rows = Import.objects.select_related("by").order_by("-made_at", "-pk")[:SHOWN]
    found = [(row, prepared.read(row)) for row in rows]
    maps = {row.code: told.map for row, told in found if told.map}
    titles = {row.code: told.title() or told.name for row, told in found}
    form = forms.Send([(code, titles[code]) for code in maps], request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        row = _taken(request, form, maps)
        if row is not None:
            return redirect("desk:import", row.code)
    imports = [{"row": row, "title": titles[row.code], "name": told.name} for row, told in found]
    return render(request, "desk/imports/every.html", {"form": form, "imports": imports})


def _taken(request: HttpRequest, form: forms.Send, maps: dict[str, str]) -> Import | None:
    typed = form.cleaned_data
    file, given = typed["file"][0], typed.get("map") or []
    try:
        text = given[0].read().decode() if given else maps.get(typed.get("earlier", ""), "")
        if text and typed["release"]:
            text = wording.dated(text, typed["release"])
        row = actions.take_in(name=file.name, chunks=file.chunks(), map_text=text, by=me(request))
    except UnicodeDecodeError:
        form.add_error("map", _("A map is written in UTF-8."))
        return None
    except Malformed as error:
        _faults(form, error)
        return None
    if text:
        try:
            actions.settle(code=row.code, map_text=text)
        except (Malformed, Refused) as error:
            messages.warning(request, _said(error))
    return row


def _faults(form: Any, error: Malformed) -> None:
    for problem in error.problems:
        form.add_error(None, located(problem))


def _said(error: Malformed | Refused) -> str:
    if isinstance(error, Refused):
        return worded(error.reason)
    return " ".join(map(located, error.problems))


@require_safe
@holding(Power.IMPORT)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """How far an import is, what was found, and what is next."""
    row, told = _opened(code)
    context: dict[str, Any] = {
        "row": row,
        "told": told,
        "title": told.title() or told.name,
        "running": row.state in RUNNING,
        "checked": row.state == State.CHECKED,
        "done": row.state == State.DONE,
        "failed": row.state == State.FAILED,
        "kinds": _kinds(told),
        "files": [{"name": name, **counts} for name, counts in told.report.get("files", {}).items()],
    }
    return render(request, "desk/imports/one.html", context)


def _kinds(told: Prepared) -> list[dict[str, Any]]:
    """The lines of a report by their kind, with how many there are in all."""
    found: dict[str, dict[str, Any]] = {}
    for line in told.lines:
        kind = found.setdefault(line[3], {"code": line[3], "says": _sentence(line[3]), "lines": []})
        if len(kind["lines"]) < SHOWN:
            kind["lines"].append(dict(zip(_LINE, line, strict=False)))
    for each in (kind for name in ("marks", "refusals", "changes") for kind in told.report.get(name, ())):
        if each["code"] in found:
            found[each["code"]]["number"] = found[each["code"]].get("number", 0) + each["number"]
    return list(found.values())


def _sentence(code: str) -> str:
    for kind in (Mark, Refusal, Change, Left):
        if code in {each.value for each in kind}:
            return str(SENTENCES[kind(code)])
    return code


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.IMPORT)
@once
def layout(request: HttpRequest, code: str) -> HttpResponse:
    """Where the table begins, by its first rows."""
    row, told = _opened(code)
    try:
        look = prepared.look(row, told)
    except Refused as error:
        messages.warning(request, _said(error))
        return redirect("desk:import", code)
    form = forms.Layout(told, look, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.lay_out(code=code, form=form.form())
        except (Malformed, Refused, LookupError) as error:
            said = _said(error) if not isinstance(error, LookupError) else _("There is no such encoding.")
            form.add_error(None, said)
        else:
            return redirect("desk:import_columns", code)
    context = {"form": form, "row": row, "told": told, "look": look}
    return render(request, "desk/imports/layout.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.IMPORT)
@once
def columns(request: HttpRequest, code: str) -> HttpResponse:
    """What each column is: guesses, which one confirms or changes."""
    row, told = _opened(code)
    if not told.profiles:
        return redirect("desk:import_layout", code)
    title = told.title() or told.name.rpartition(".")[0]
    form = forms.Columns(told.columns(), title, request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        source = {"format": told.format} | told.form
        text = wording.toml(typed["title"], typed["release"], source, form.choices())
        try:
            actions.settle(code=code, map_text=text)
        except Malformed as error:
            _faults(form, error)
        except Refused as error:
            form.add_error(None, _said(error))
        else:
            return redirect("desk:import", code)
    return render(request, "desk/imports/columns.html", {"form": form, "row": row, "told": told})


@require_POST
@holding(Power.IMPORT)
@once
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Import what was checked."""
    _opened(code)
    try:
        actions.start(code=code, by=me(request))
    except (Malformed, Refused) as error:
        messages.warning(request, _said(error))
    return redirect("desk:import", code)


@require_POST
@holding(Power.IMPORT)
@once
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Throw away the file and what was typed."""
    _opened(code)
    try:
        actions.throw_away(code=code)
    except Refused as error:
        messages.warning(request, _said(error))
        return redirect("desk:import", code)
    messages.success(request, _("The file and its map were thrown away."))
    return redirect("desk:imports")


@require_safe
@holding(Power.IMPORT)
def map_file(request: HttpRequest, code: str) -> HttpResponse:
    """The map as the command takes it."""
    _row, told = _opened(code)
    if not told.map:
        raise Hidden("no map yet")
    return _file(told.map, "map.toml", "application/toml")


@require_safe
@holding(Power.IMPORT)
def report_file(request: HttpRequest, code: str) -> HttpResponse:
    """The lines of the report; no cell of it can be run as a formula."""
    _row, told = _opened(code)
    if not told.report:
        raise Hidden("no report yet")
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(HEADER)
    for file, row, column, code_, detail, was_file, was_row in told.lines:
        line = (file, row, column, code_, _sentence(code_), detail, was_file, was_row or "")
        rows.writerow(safe(value) for value in line)
    return _file(out.getvalue(), "report.csv", "text/csv")


def _file(text: str, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(text.encode(), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
