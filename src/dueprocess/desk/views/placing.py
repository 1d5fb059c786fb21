"""Saying to which unit a case belongs: what that changes is shown first, and another signs where it takes
two."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dueprocess.cases import extracts
from dueprocess.desk import forms as own
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import Told, answer, ask
from dueprocess.desk.views.identity import signer
from dueprocess.docket import actions as dockets
from dueprocess.docket import extracts as dockets_of
from dueprocess.docket import wall
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.http import denied, once
from dueprocess.people import extracts as people

SAYS = gettext_lazy(
    "Its officers, and those of the units above it, work a case and can read it. This is for a case that has "
    "no unit, or was put into the wrong one. Where the rules have a step that hands a case over, take that: "
    "those concerned are told of it."
)
PAGE, CHECK = "desk/case/note.html", "desk/case/unit_check.html"


class Place(fields.Form):
    """To which unit, why, and where it takes two, who signs it."""

    def __init__(
        self, units: list[tuple[str, str]], hint: str, signers: tuple[tuple[int, str], ...] | None, *args: Any
    ) -> None:
        super().__init__(*args)
        self.fields["unit"] = fields.SelectField(
            label=_("To which unit does it belong?"), options=units, hint=hint
        )
        self.fields["reason"] = fields.LongTextField(label=_("Why?"), rows=3)
        if signers is not None:
            self.fields["signer"] = signer(signers, required=True)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def place(request: HttpRequest, number: str) -> HttpResponse:
    """Give a case a unit, or propose another one."""
    docket = wall.open(number, me(request), _("to say to which unit it belongs"), what="unit")
    by = Actor(person=me(request))
    page = extracts.case_page(docket, viewer=by)
    if not page.may_assign:
        raise denied(_("The owner says it, or somebody who has something to do in this case."))
    two = dockets.place_takes_two(docket)
    lines = [each for each in people.units() if each.pk != docket.unit_id]
    hint = _("In its old register: {unit}").format(unit=page.unit_before) if page.unit_before else ""
    signers = dockets_of.signers(docket, me(request)) if two else None
    form = Place(own.units(lines), hint, signers, request.POST or None)
    title = _("Change the unit") if docket.unit_id else _("Give it a unit")
    context = {"case": page, "docket": page.docket, "title": title, "says": SAYS}
    if request.method != "POST":
        return ask(request, form, page=PAGE, **context)

    def chosen() -> Any:
        return people.unit(int(form.cleaned_data["unit"]))

    def act() -> Any:
        reason = form.cleaned_data["reason"]
        if not two:
            return dockets.place(
                docket=docket, by=by, needs=dockets.placed(docket, unit=chosen(), reason=reason)
            )
        signs = people.get(int(form.cleaned_data["signer"]))
        return dockets.propose_unit(docket=docket, unit=chosen(), by=by, reason=reason, signer=signs)

    def told() -> Told:
        typed = form.cleaned_data
        rows = [(_("To which unit it belongs"), chosen().name), (_("Why"), typed["reason"])]
        if two:
            signs = people.get(int(typed["signer"])).shown_name
            rows.append((_("It holds when this person has signed"), signs))
        return Told(rows, _("What it changes"), dockets_of.moved_sight(docket, chosen(), me(request)))

    said = _("Written down. It takes effect when the other has signed.") if two else _("Done.")
    return answer(
        request, form, act, said, lambda made: _after(docket, me(request)), told=told, page=PAGE, check=CHECK,
        do=_("Propose it") if two else _("Enter it in the record"), **context,
    )  # fmt: skip


def _after(docket: Any, person: Any) -> tuple[str, ...]:
    """Back to the case, for whoever may still read it."""
    docket.refresh_from_db()
    return ("desk:case", docket.number) if wall.sees(docket, person) else ("desk:queue",)
