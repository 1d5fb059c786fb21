"""Those who were there, what each did about it, and who knew what since when."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases.extracts import CasePage
from dueprocess.cases.extracts.page import page_of
from dueprocess.cases.witnesses import actions, extracts, knew
from dueprocess.cases.witnesses.actions import Seen
from dueprocess.cases.witnesses.extracts import WitnessLine
from dueprocess.cases.witnesses.reading import Did, Knows
from dueprocess.core.errors import Malformed, Problem
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import answer, ask
from dueprocess.desk.views.case.frame import keeps
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.extracts import Opened
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock, fields
from dueprocess.kit.http import Hidden, once
from dueprocess.people import extracts as people
from dueprocess.people.models import Person

METHODS = ("GET", "HEAD", "POST")
FORM = "desk/witnesses/form.html"


class Enter(fields.Form):
    """Who was there, and what they know of it."""

    def __init__(
        self, people_: list[tuple[str, str]], line: WitnessLine | None, *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        if line is None:
            self.fields["who"] = fields.SelectField(
                label=_("Who?"), options=people_, required=False,
                hint=_("A party, or somebody who works on the case. Otherwise give a number or a name."),
            )  # fmt: skip
            self.fields["member"] = fields.TextField(
                label=_("Membership number"), required=False, width=20, max_length=40
            )
        if line is None or not line.who:
            self.fields["name"] = fields.TextField(
                label=_("Name"), required=False, max_length=150, hint=_("Of somebody who is in neither.")
            )
        self.fields["knows"] = fields.RadiosField(
            label=_("By what do they know of it?"), options=Knows.choices
        )
        self.fields["since"] = fields.DateField(
            label=_("Since when?"), hint=_("The day on which they saw, heard or were told it.")
        )
        self.fields["words"] = fields.LongTextField(
            label=_("What are they said to know, and who says so?"), rows=4, required=False
        )


class Deed(fields.Form):
    """What somebody did about it."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["did"] = fields.RadiosField(label=_("What did they do?"), options=Did.choices)
        self.fields["on"] = fields.DateField(
            label=_("On which day?"), hint=_("If they did nothing: the day on which they said so.")
        )
        self.fields["words"] = fields.LongTextField(
            label=_("More about it"), rows=4, required=False, hint=_("To whom, how, and from where you know.")
        )


@require_safe
@staff
def every(request: HttpRequest, number: str) -> HttpResponse:
    """All possible witnesses, with the duty to report and what each did."""
    _docket, page, view = _open(request, number, "witnesses")
    within = view.rulebook.report_within
    context = {
        "case": page, "docket": page.docket, "lines": extracts.of(view), "within": str(within or ""),
        "complaints": extracts.told_in_complaints(view),
    }  # fmt: skip
    return render(request, "desk/witnesses/every.html", context)


@require_safe
@staff
def knew_what(request: HttpRequest, number: str) -> HttpResponse:
    """Who knew what since when."""
    _docket, page, view = _open(request, number, "knew")
    found = knew.knew(view, looks=keeps(request, page))
    return render(request, "desk/witnesses/knew.html", {"case": page, "docket": page.docket, "found": found})


@require_http_methods(METHODS)
@staff
@once
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Enter somebody who was there."""
    docket, page, _view = _open(request, number, "witnesses")
    names = page.docket.names
    rows = {each.key for each in page.complaints}
    form = Enter([(key, name) for key, name in names.items() if key not in rows], None, request.POST or None)
    return _entered(request, docket, page, form, _("Enter somebody who was there"))


@require_http_methods(METHODS)
@staff
@once
def again(request: HttpRequest, number: str, witness: str) -> HttpResponse:
    """Enter anew what somebody knows, and since when."""
    docket, page, view = _open(request, number, "witnesses")
    line = _line(view, witness)
    first = {"name": line.name, "since": line.since, "words": line.words}
    form = Enter([], line, request.POST or None, initial=first)
    title = _("What {name} knows").format(name=line.name)
    return _entered(request, docket, page, form, title, line=line)


@require_http_methods(METHODS)
@staff
@once
def did(request: HttpRequest, number: str, witness: str) -> HttpResponse:
    """Enter what somebody did about it."""
    docket, page, view = _open(request, number, "witnesses")
    line = _line(view, witness)
    form = Deed(request.POST or None, initial={"on": timezone.localdate(clock.now())})
    context: dict[str, Any] = {"case": page, "docket": page.docket, "line": line}
    context["title"] = _("What {name} did about it").format(name=line.name)
    if request.method != "POST":
        return ask(request, form, page=FORM, **context)

    def act() -> Any:
        typed = form.cleaned_data
        return actions.did(
            docket=docket, witness=witness, did=Did(typed["did"]), on=typed["on"],
            by=Actor(person=me(request)), words=typed["words"],
        )  # fmt: skip

    to = ("desk:witnesses", number)
    return answer(request, form, act, _("Written down."), lambda made: to, page=FORM, **context)


def _entered(
    request: HttpRequest,
    docket: Docket,
    page: CasePage,
    form: Enter,
    title: str,
    *,
    line: WitnessLine | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"case": page, "docket": page.docket, "title": title, "line": line}
    if request.method != "POST":
        return ask(request, form, page=FORM, **context)

    def act() -> Any:
        typed = form.cleaned_data
        seen = Seen(
            knows=Knows(typed["knows"]), since=typed["since"], words=typed["words"],
            who=line.who if line else typed["who"], person=_member(typed.get("member", "")),
            name=typed.get("name", ""),
        )  # fmt: skip
        key = line.key if line else ""
        return actions.note(docket=docket, seen=seen, by=Actor(person=me(request)), witness=key)

    to = ("desk:witnesses", docket.number)
    return answer(request, form, act, _("Written down."), lambda made: to, page=FORM, **context)


def _member(number: str) -> Person | None:
    if not number.strip():
        return None
    found = people.by_number(number)
    if found is None:
        said = _("Nobody in the register has this membership number.")
        raise Malformed([Problem("member", None, said, _("Look it up, or write their name."))])
    return Person.objects.get(pk=found.pk)


def _open(request: HttpRequest, number: str, what: str) -> tuple[Docket, CasePage, Opened]:
    docket = wall.open(number, me(request), _("at the desk"), what=what)
    view = dockets.opened(docket, viewer=Actor(person=me(request)), fresh=True)
    return docket, page_of(view), view


def _line(view: Opened, key: str) -> WitnessLine:
    line = next((each for each in extracts.of(view) if each.key == key), None)
    if line is None:
        raise Hidden("nobody of that key")
    return line
