"""Annulling an entry that was made by mistake: what it changes is shown first; another person signs it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dueprocess.cases import extracts
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import Told, answer, ask
from dueprocess.desk.views.identity import signer
from dueprocess.docket import actions as dockets
from dueprocess.docket import extracts as dockets_of
from dueprocess.docket import wall
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.http import Hidden, once
from dueprocess.people import extracts as people

SAYS = gettext_lazy(
    "For what was entered by mistake: in the wrong case, or twice, or otherwise than it was. The entry stays "
    "on the timeline, with the reason and who annulled it, and counts no more. It takes two."
)
PAGE, CHECK = "desk/case/annul.html", "desk/case/annul_check.html"


class Annul(fields.Form):
    """Why the entry never was, and who signs that."""

    def __init__(self, signers: tuple[tuple[int, str], ...], *args: Any) -> None:
        super().__init__(*args)
        self.fields["reason"] = fields.LongTextField(
            label=_("What was the mistake?"),
            rows=3,
            hint=_("It is shown with the entry to everybody at the desk."),
        )
        self.fields["signer"] = signer(signers, required=True)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def annul(request: HttpRequest, number: str, n: int) -> HttpResponse:
    """Propose that an entry never was."""
    docket = wall.open(number, me(request), _("to annul an entry"), what="annul")
    by = Actor(person=me(request))
    view = dockets_of.opened(docket, viewer=by)
    entry = dockets_of.entry(view, n)
    if not entry:
        raise Hidden("no such entry")
    page, kept = extracts.case_page(docket, viewer=by), dockets_of.kept(view, n)
    form = Annul(dockets_of.signers(docket, me(request)), request.POST or None)
    context = {
        "case": page, "docket": page.docket, "title": _("Annul {entry}").format(entry=entry), "n": n,
        "says": SAYS, "kept": kept,
    }  # fmt: skip
    if request.method != "POST" or kept:
        return ask(request, form, page=PAGE, **context)

    def act() -> Any:
        return dockets.propose_annulment(
            docket=docket, n=n, by=by, reason=form.cleaned_data["reason"],
            signer=people.get(int(form.cleaned_data["signer"])),
        )  # fmt: skip

    def told() -> Told:
        signs = people.get(int(form.cleaned_data["signer"])).shown_name
        rows = [
            (_("What is annulled"), entry), (_("What the mistake was"), form.cleaned_data["reason"]),
            (_("It holds when this person has signed"), signs),
        ]  # fmt: skip
        follows = dockets_of.changes(view, n) or (_("Nothing else changes."),)
        return Told(rows, _("What follows"), follows)

    return answer(
        request, form, act, _("Written down. It takes effect when the other has signed."),
        lambda made: ("desk:case", docket.number), told=told, page=PAGE, check=CHECK, do=_("Propose it"),
        **context,
    )  # fmt: skip
