"""Saying who in the register a party is: one officer says it, another signs it, and then it holds."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases import actions, extracts
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk.access import me, staff
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.components import faults, worded
from dueprocess.kit.http import Hidden, once
from dueprocess.people import extracts as people

NOBODY, OTHER = "nobody", "other"


class WhoIs(fields.Form):
    """Whom the party's name means, why, and who signs it."""

    def __init__(self, party: dockets.Unknown, signers: tuple[tuple[int, str], ...], *args: Any) -> None:
        super().__init__(*args)
        options = [
            fields.Option(
                str(each.person.pk), f"{each.person.name}, {each.person.unit}".strip(", "), each.reasons
            )
            for each in party.match.candidates
        ]
        options += [
            fields.Option(OTHER, _("Somebody else in the register")),
            fields.Option(NOBODY, _("Nobody in the register")),
        ]
        self.fields["who"] = fields.RadiosField(label=_("Who is it?"), hint=party.match.says, options=options)
        self.fields["member"] = fields.TextField(
            label=_("Membership number"), required=False, width=20, hint=_("For somebody else.")
        )
        self.fields["reason"] = fields.LongTextField(label=_("How is that known?"), rows=3)
        self.fields["signer"] = signer(signers, required=True)

    def clean(self) -> dict[str, Any]:
        """Ask for the number where somebody else is meant."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("who") == OTHER and people.by_number(typed.get("member") or "") is None:
            self.add_error("member", _("Nobody in the register has this membership number."))
        return typed


def signer(signers: tuple[tuple[int, str], ...], *, required: bool) -> fields.SelectField:
    """Return the field for whoever signs with the one who writes."""
    hint = _("It holds when they have signed, under their own login.")
    if not required:
        hint = _("Only where whoever comes in may see this case now: it shuts them out. ") + hint
    return fields.SelectField(
        label=_("Who signs it with you?"), options=[(str(pk), name) for pk, name in signers], hint=hint,
        required=required,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def link(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Propose who a party is."""
    docket = wall.open(number, me(request), _("to say who a party is"), what="link")
    party = dockets.who_is(docket, key)
    if party is None:
        raise Hidden("no such party")
    form = WhoIs(party, dockets.signers(docket, me(request)), request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        found = people.by_number(typed["member"]) if typed["who"] == OTHER else None
        pk = found.pk if found else None if typed["who"] == NOBODY else int(typed["who"])
        try:
            actions.propose_link(
                docket=docket, party=key, person=people.get(pk) if pk else None, by=Actor(person=me(request)),
                signer=people.get(int(typed["signer"])), reason=typed["reason"],
            )  # fmt: skip
        except Refused as error:
            form.add_error(None, worded(error.reason))
        except Malformed as error:
            form.add_error(None, faults(error))
        else:
            messages.success(request, _("Written down. It takes effect when the other has signed."))
            return redirect("desk:parties", number=docket.number)
    page = extracts.case_page(docket, viewer=Actor(person=me(request)))
    title = _("Who is {name}?").format(name=party.name)
    about = _("Whoever it is can no longer open this case, and finds their own part of it when signed in.")
    context = {"case": page, "docket": page.docket, "form": form, "title": title, "says": about}
    return render(request, "desk/case/note.html", context)
