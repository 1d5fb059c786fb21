"""Opening or shutting one case for one person: the decisions there are, a new one, the end of one.

Each takes two.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases import extracts
from dueprocess.desk.access import held, me, staff
from dueprocess.desk.asking import Told, answer, ask
from dueprocess.desk.views.identity import signer
from dueprocess.docket import actions as dockets
from dueprocess.docket import extracts as dockets_of
from dueprocess.docket import wall
from dueprocess.docket.actions import Decision
from dueprocess.docket.extracts import access as rules
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.http import Hidden, denied, once
from dueprocess.people import extracts as people
from dueprocess.people.extracts import PersonLine
from dueprocess.people.models import Power

PAGE, END, CHECK = "desk/case/access.html", "desk/case/note.html", "desk/case/access_check.html"


class Decide(fields.Form):
    """For whom the case is opened or shut, why, and who signs it. Several found: one is chosen."""

    def __init__(self, found: list[PersonLine], signers: list[tuple[int, str]], *args: Any) -> None:
        super().__init__(*args)
        options = [
            (str(Decision.DENY), _("Shut it for somebody whose roles open it")),
            (str(Decision.ALLOW), _("Let somebody read it whose roles do not open it")),
        ]
        self.fields["what"] = fields.RadiosField(label=_("What is decided?"), options=options)
        self.fields["who"] = fields.TextField(
            label=_("For whom?"), hint=_("Name or membership number of somebody in the register.")
        )
        if found:
            lines = [
                fields.Option(
                    str(each.pk), each.full_name, ", ".join(filter(None, (each.member_number, each.unit)))
                )
                for each in found
            ]
            self.fields["person"] = fields.RadiosField(
                label=_("Which of them?"), options=lines,
                error_messages={"required": _("Say which of them you mean.")},
                initial=lines[0].value if len(lines) == 1 else None,
            )  # fmt: skip
        self.fields["reason"] = fields.LongTextField(label=_("Why?"), rows=3)
        self.fields["signer"] = signer(tuple(signers), required=True)


class End(fields.Form):
    """Why a decision ends, and who signs that."""

    def __init__(self, signers: list[tuple[int, str]], *args: Any) -> None:
        super().__init__(*args)
        self.fields["reason"] = fields.LongTextField(label=_("Why does it end?"), rows=3)
        self.fields["signer"] = signer(tuple(signers), required=True)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """The decisions on this case; whoever has the power proposes another. For the owner and oversight too."""
    docket, context = _open(request, number)
    context["title"] = _("For whom it was opened or shut")
    signers = list(dockets_of.signers(docket, me(request)))
    posted = request.POST if request.method == "POST" else None
    found = _found(posted.get("who", "")) if posted else []
    form = Decide(found, signers, posted)
    if posted is None or not context["may"]:
        return ask(request, form, page=PAGE, **context)
    chosen = next((each for each in found if str(each.pk) == posted.get("person")), None)
    if form.is_valid() and not found:
        form.add_error("who", _("Nobody is found under this name or number."))
    return _propose(
        request, docket, form, lambda: Decision(form.cleaned_data["what"]), chosen.pk if chosen else 0, PAGE,
        context,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def end(request: HttpRequest, number: str, rule: int) -> HttpResponse:
    """End a decision on this case."""
    docket, context = _open(request, number)
    if not context["may"]:
        raise denied(_("This needs the power: {needed}.").format(needed=Power.SET_ACCESS.label))
    line = rules.rule(docket, rule)
    what = Decision.END_ALLOW if line.allows else Decision.END_DENY
    form = End(list(dockets_of.signers(docket, me(request))), request.POST or None)
    context["title"] = _("End the decision about {name}").format(name=line.name)
    context["says"] = " ".join(rules.consequence(docket, people.get(line.person), what))
    if request.method != "POST":
        return ask(request, form, page=END, **context)
    return _propose(request, docket, form, lambda: what, line.person, END, context)


def _propose(
    request: HttpRequest, docket: Docket, form: Any, what: Any, pk: int, page: str, context: dict[str, Any]
) -> HttpResponse:
    def act() -> Any:
        return dockets.propose_access(
            docket=docket, what=what(), person=people.get(pk), by=Actor(person=me(request)),
            reason=form.cleaned_data["reason"], signer=people.get(int(form.cleaned_data["signer"])),
        )  # fmt: skip

    def told() -> Told:
        person, typed = people.get(pk), form.cleaned_data
        signs = people.get(int(typed["signer"])).shown_name
        rows = [
            (_("What is decided"), _words(what())), (_("For whom"), person.shown_name),
            (_("Why"), typed["reason"]), (_("It holds when this person has signed"), signs),
        ]  # fmt: skip
        return Told(rows, _("What it changes"), rules.consequence(docket, person, what()))

    return answer(
        request, form, act, _("Written down. It takes effect when the other has signed."),
        lambda made: ("desk:access", docket.number), told=told, page=page, check=CHECK,
        do=_("Propose it"), **context,
    )  # fmt: skip


def _words(what: Decision) -> str:
    return str(dockets_of.decisions()[what])


def _open(request: HttpRequest, number: str) -> tuple[Docket, dict[str, Any]]:
    """The case with what its page shows. Raises Hidden for those who look at it without this being theirs."""
    docket = wall.open(number, me(request), _("to see for whom it was opened or shut"), what="access")
    page = extracts.case_page(docket, viewer=Actor(person=me(request)))
    powers, owner = held(request), page.docket.owner
    owns = bool(owner and owner.key == page.docket.me)
    if not owns and not powers & {Power.OVERSEE, Power.SET_ACCESS}:
        raise Hidden("decisions on access are for the owner, oversight and whoever decides them")
    waiting = [each for each in dockets_of.waiting(docket) if each.note == "access"]
    context = {
        "case": page, "docket": page.docket, "rules": rules.rules(docket), "waiting": waiting,
        "may": Power.SET_ACCESS in powers,
    }  # fmt: skip
    return docket, context


def _found(text: str) -> list[PersonLine]:
    by_number = people.by_number(text)
    return [by_number] if by_number else people.find(text, limit=8)
