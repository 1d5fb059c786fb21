"""Who comes with parties, acts for them or interprets, and what they need: the list, entering what was told
otherwise, answering and ending."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases import extracts
from dueprocess.cases.present import actions
from dueprocess.cases.present import extracts as present
from dueprocess.cases.present.actions import NAMED, Asked
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import answer, ask
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.kit import fields
from dueprocess.kit.http import Hidden, once

EVERY, ONE = "desk/present/every.html", "desk/present/one.html"
COMES_IN, ALONG = "in", "along"


class Enter(fields.Form):
    """What a party has asked for by letter, by telephone or in person."""

    def __init__(self, parties: list[tuple[str, str]], *args: Any) -> None:
        super().__init__(*args)
        self.fields["key"] = fields.SelectField(label=_("For whom?"), options=parties)
        options = [(str(what), said) for what, said in present.SAID.items()]
        self.fields["what"] = fields.RadiosField(label=_("What do they ask for?"), options=options)
        self.fields["name"] = fields.TextField(
            label=_("Name"), required=False, max_length=200, hint=_("Of who comes along or acts for them.")
        )
        self.fields["contact"] = fields.TextField(
            label=_("How to reach them"), required=False, max_length=200, hint=_("An email address, best.")
        )
        self.fields["words"] = fields.LongTextField(
            label=_("What they say"), rows=3, required=False,
            hint=_("For an interpreter the language; for an adjustment what is needed."),
        )  # fmt: skip
        self.fields["letters"] = fields.TickField(
            label=_("Who acts for them reads their letters and receives them"),
            hint=_("Only where the party has signed that. Keep the paper with the case."),
        )
        self.fields["steps"] = fields.TickField(
            label=_("They take the party’s steps too, such as a reply or an appeal"),
            hint=_("Only where the party has signed that. Each step says through whom it was taken."),
        )


class Answer(fields.Form):
    """Whether it is granted, why, and whether whom it names comes in as a party."""

    def __init__(self, line: present.AskLine, parties: list[tuple[str, str]], *args: Any) -> None:
        super().__init__(*args)
        options = [("yes", _("It is granted")), ("no", _("It is refused"))]
        self.fields["granted"] = fields.RadiosField(label=_("What is the answer?"), options=options)
        self.fields["reason"] = fields.LongTextField(label=_("Why?"), rows=3, hint=_("The party reads this."))
        if line.what in NAMED:
            comes_in = fields.Option(
                COMES_IN, _("They come in as a party, with pages of their own"),
                _("Then you can give them a one-time link."),
            )  # fmt: skip
            already = _("They are {name} already")
            choices = [comes_in, *(fields.Option(key, already.format(name=name)) for key, name in parties)]
            if not line.letters:
                choices.append(fields.Option(ALONG, _("They come along, without pages of their own")))
            self.fields["party"] = fields.RadiosField(
                label=_("If it is granted"), options=choices, initial=COMES_IN
            )
        if line.what == Asked.COMPANION:
            self.fields["reads"] = fields.TickField(
                label=_("They read the evidence and the bundles that the party is given"),
                hint=_("Of bundles what the party has opened; never their letters."),
            )


class End(fields.Form):
    """Why it ends."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["reason"] = fields.LongTextField(label=_("Why does it end?"), rows=3)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def every(request: HttpRequest, number: str) -> HttpResponse:
    """All that parties have asked for; enter more."""
    docket, context = _open(request, number)
    asked = present.asked(docket, viewer=Actor(person=me(request)))
    form = Enter(_parties(context), request.POST or None)
    if request.method != "POST":
        return ask(request, form, page=EVERY, asked=asked, **context)

    def act() -> Any:
        typed = form.cleaned_data
        return actions.ask(
            docket=docket, key=typed["key"], by=Actor(person=me(request)), what=Asked(typed["what"]),
            name=typed["name"], contact=typed["contact"], words=typed["words"], letters=typed["letters"],
            steps=typed["steps"],
        )  # fmt: skip

    done = _("Written down. It waits for an answer.")
    return answer(
        request, form, act, done, lambda made: ("desk:present", number), page=EVERY, asked=asked, **context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def one(request: HttpRequest, number: str, n: int) -> HttpResponse:
    """One thing that was asked for: answer it, or end what was granted."""
    docket, context = _open(request, number)
    by = Actor(person=me(request))
    line = next((each for each in present.asked(docket, viewer=by) if each.n == n), None)
    if line is None:
        raise Hidden("nothing was asked for there")
    parties = [each for each in _parties(context, named=True) if each[0] != line.key]
    waits, posted = line.state == "waits", request.POST or None
    form: fields.Form = Answer(line, parties, posted) if waits else End(posted)
    if request.method != "POST":
        return ask(request, form, page=ONE, each=line, **context)

    def act() -> Any:
        typed = form.cleaned_data
        if not waits:
            return actions.end(docket=docket, n=n, by=by, reason=typed["reason"])
        who = typed.get("party", ALONG)
        contact = {"email": line.contact} if "@" in line.contact else {"other": line.contact}
        identity = PartyIdentity(
            kind=line.what, name=line.name, contact=contact if line.contact else {}, acts_for=line.key
        )
        return actions.answer(
            docket=docket, n=n, granted=typed["granted"] == "yes", reason=typed["reason"], by=by,
            party=who if who not in (COMES_IN, ALONG) else "", takes_in=who == COMES_IN, identity=identity,
            reads=bool(typed.get("reads")),
        )  # fmt: skip

    done = _("Answered, and entered in the record.") if waits else _("It is ended.")
    return answer(
        request, form, act, done, lambda made: ("desk:present_one", number, n), page=ONE, each=line, **context
    )


def _open(request: HttpRequest, number: str) -> tuple[Docket, dict[str, Any]]:
    docket = wall.open(number, me(request), _("to see who comes along and what is needed"), what="present")
    page = extracts.case_page(docket, viewer=Actor(person=me(request)))
    return docket, {"case": page, "docket": page.docket}


def _parties(context: dict[str, Any], *, named: bool = False) -> list[tuple[str, str]]:
    """The parties by key and name; `named`: only those who are somebody, who could come with another."""
    every = context["docket"].parties
    return [(each.key, each.name) for each in every if not (named and (each.anonymous or each.unit))]
