"""The form on which a note, an owner or another case is asked for, as a page of the case."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dueprocess.cases.extracts import CasePage
from dueprocess.docket import house


def ask(
    request: HttpRequest, page: CasePage, form: Any, title: str, note: str, *, says: Any = ""
) -> HttpResponse:
    """Show the form; `says` is what it means, where its title does not say it."""
    letter = form.fields.get("letter")
    nothing = _("Each letter of this case that is owed so far has gone out, or has arrived.")
    if note in (house.SERVICE, house.SERVED_AGAIN):
        nothing = _("No letter of this case has gone out yet.")
    context = {"case": page, "docket": page.docket, "form": form, "title": title, "note": note}
    context |= {"says": says, "nothing": nothing if letter and not letter.choices else ""}
    return render(request, "desk/case/note.html", context)
