"""A party asks for the opening of what they wrote: what that means stands on the page, they choose what, and
have to say that they know it. Proofs and openings are two things: who holds an opening shows who wrote it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases import extracts
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import actions
from dueprocess.docket import extracts as dockets
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.components import absolute, mended, worded
from dueprocess.kit.http import Hidden, once
from dueprocess.portal.views.matter import TOLD, chosen
from dueprocess.portal.views.party import lost, mark, party

ALL = "all"
SHORT = 120
"""Letters of what was written that are shown below its box."""


class Choose(fields.Form):
    """What is to be opened, and that one knows what an opening shows."""

    def __init__(self, lines: Sequence[extracts.OwnLine], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.every = [each.code for each in lines]
        self.fields["what"] = fields.RadiosField(
            label=_("What do you want to open?"),
            options=[
                (ALL, _("Everything that I wrote here")),
                ("some", _("Only the parts that I tick below")),
            ],
        )
        self.fields["chosen"] = fields.CheckboxesField(
            label=_("Parts"), required=False, options=[_option(each) for each in lines],
            hint=_("Each can be opened without the others; the others stay closed."),
        )  # fmt: skip
        self.fields["sure"] = fields.TickField(
            label=_("I want this myself. I know that whoever has these files can show that I wrote this."),
            required=True,
        )

    def picked(self) -> list[str]:
        """The codes of the parts to be opened."""
        return self.every if self.cleaned_data["what"] == ALL else list(self.cleaned_data["chosen"])


def _option(line: extracts.OwnLine) -> fields.Option:
    """One part as a box to tick: what it is, and below it how it begins."""
    if line.is_name:
        title = _("Your name, and how to reach you") if line.is_own else _("Somebody you named")
        value = str(line.value or _("without a name"))
    elif line.is_file:
        title, value = _("A file you sent"), str(line.value)
    elif line.field.startswith("allegation."):
        title, value = _("What you say somebody did"), _words(line.value)
    else:
        title = str(TOLD.get(line.field, line.field.replace("_", " "))).capitalize()
        value = _words(chosen(line.field, line.value))
    return fields.Option(line.code, title, f"{absolute(line.at)}, {line.act}: {value}")


def _words(value: Any) -> str:
    """How something that was written begins."""
    words = " ".join(str(value).split()) if isinstance(value, str | int | bool) else "…"
    return words if len(words) <= SHORT else words[:SHORT].rstrip() + "…"


@require_http_methods(["GET", "HEAD", "POST"])
@once
def ask(request: HttpRequest) -> HttpResponse:
    """Show the warning and what can be opened; hand it out on their explicit wish."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    key = me.key or ""
    lines = extracts.own_lines(docket, key=key)
    if not lines:
        raise Hidden("nothing of theirs")
    form = Choose(lines, request.POST or None)
    if request.method == "POST" and form.is_valid():
        places = extracts.places(docket, key=key)
        try:
            made = actions.lay_open(docket=docket, by=me, places=places, chosen=form.picked())
        except Malformed as error:
            for each in error.problems:
                form.add_error("chosen", mended(each))
        except Refused as error:
            form.add_error(None, worded(error.reason))
        else:
            return redirect("portal:laid", note=made.n)
    return render(request, "portal/matter/opening.html", _context(docket, me) | {"form": form})


@require_safe
def laid(request: HttpRequest, note: int) -> HttpResponse:
    """The files that were asked for, to be taken within the hour."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    key = me.key or ""
    places = extracts.places(docket, key=key)
    context = _context(docket, me) | {
        "laid": dockets.laid(docket, key=key, n=note, places=places),
        "check_command": "python verify.py receipt opening-1.tlog-proof --opening opening-1.opening "
        "--policy policy",
    }
    return render(request, "portal/matter/laid.html", context)


@require_safe
def take(request: HttpRequest, note: int, number: int, what: str) -> HttpResponse:
    """One opening, or the proof of its entry."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    key = me.key or ""
    places = extracts.places(docket, key=key)
    opening, proof = dockets.laid_opening(docket, key=key, n=note, number=number, places=places)
    content = {"opening": opening, "proof": proof}.get(what)
    if content is None:
        raise Hidden("not sealed yet, or no such file")
    if what == "opening":
        actions.journal_opening(docket, me, "opening taken")
    ending = {"opening": "opening", "proof": "tlog-proof"}[what]
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="opening-{number}.{ending}"'
    return response


def _context(docket: Docket, me: Actor) -> dict[str, Any]:
    return {"mark": mark(docket.number, me.key or "")}
