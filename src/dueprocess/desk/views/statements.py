"""Statements at the desk: who has stated what, its versions side by side and what changed, taking one down,
and entering what was answered on paper or that no answer came."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases.extracts import CasePage
from dueprocess.cases.extracts.page import page_of
from dueprocess.cases.present import extracts as present
from dueprocess.cases.present.actions import Asked
from dueprocess.cases.statements import actions, extracts
from dueprocess.cases.statements.actions import Said
from dueprocess.cases.statements.extracts import StatementLine
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import answer, ask
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Upload
from dueprocess.docket.statements import How, Taken
from dueprocess.kit import clock, fields
from dueprocess.kit.http import Hidden, once

METHODS = ("GET", "HEAD", "POST")
DAYS = 14
"""So long somebody is given to answer, unless another day is set."""
FORM = "desk/statements/form.html"


class Take(fields.Form):
    """What somebody stated."""

    def __init__(self, parties: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if parties:
            self.fields["of"] = fields.SelectField(label=_("Who states it?"), options=parties)
        ways = [each for each in Taken.choices if each[0] != Taken.CORRECTED]
        self.fields["taken"] = fields.RadiosField(label=_("How was it taken?"), options=ways)
        self.fields["taken_at"] = fields.MomentField(label=_("When?"))
        self.fields["text"] = fields.LongTextField(
            label=_("What do they state?"), rows=16, max_length=100_000,
            hint=_("In their own words, as far as it goes. They read it exactly as it stands here."),
        )  # fmt: skip
        self.fields["interpreter"] = fields.TextField(
            label=_("Who interpreted, and into which language?"), required=False, max_length=200,
            hint=_("It stands on the version that they sign. Empty: nobody."),
        )  # fmt: skip
        self.fields["until"] = fields.DateField(
            label=_("Until when are they asked to answer?"), required=False,
            hint=_("Before the end of that day, and without one, nobody notes that no answer came."),
        )  # fmt: skip


class Enter(fields.Form):
    """What was answered otherwise than on their pages."""

    def __init__(self, who: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        options = [
            fields.Option(str(How.SIGNED), _("Signed on paper")),
            fields.Option(str(How.DISPUTED), _("Disputed in writing")),
            fields.Option(str(How.SILENT), _("No answer came"), _("Only when the day that was set is over.")),
        ]
        self.fields["how"] = fields.RadiosField(label=_("What was answered?"), options=options)
        if len(who) > 1:
            self.fields["who"] = fields.SelectField(label=_("By whom?"), options=who)
        self.fields["attached"] = fields.FilesField(
            label=_("The paper"), most=1, hint=_("A scan of what they signed or wrote.")
        )
        self.fields["words"] = fields.LongTextField(
            label=_("In words"), rows=4, required=False,
            hint=_("What they dispute; or how they were asked, where no answer came."),
        )  # fmt: skip


@require_safe
@staff
def every(request: HttpRequest, number: str) -> HttpResponse:
    """All statements of the case."""
    _docket, page, found = _open(request, number, "statements")
    context = {"case": page, "docket": page.docket, "statements": found}
    return render(request, "desk/statements/every.html", context)


@require_safe
@staff
def one(request: HttpRequest, number: str, statement: str) -> HttpResponse:
    """One statement: its versions side by side, and what changed from one to the next."""
    _docket, page, found = _open(request, number, f"statement {statement}")
    context = {"case": page, "docket": page.docket, "line": _line(found, statement)}
    return render(request, "desk/statements/one.html", context)


@require_http_methods(METHODS)
@staff
@once
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Take down what a party states."""
    docket, page, _found = _open(request, number, "statements")
    parties = [(each.key, each.name) for each in page.docket.parties if not each.anonymous]
    first = {"of": request.GET.get("of", ""), "until": _day()}
    form = Take(parties, request.POST or None, initial=first)
    title = _("Write down a statement")
    return _taken(request, docket, page, form, title, lambda typed: typed["of"])


@require_http_methods(METHODS)
@staff
@once
def again(request: HttpRequest, number: str, statement: str) -> HttpResponse:
    """Write down a further version, which is offered in the place of the last."""
    docket, page, found = _open(request, number, f"statement {statement}")
    line = _line(found, statement)
    first = {"text": line.last.text, "interpreter": line.last.interpreter, "until": _day()}
    form = Take([], request.POST or None, initial=first)
    title = _("Another version of statement {n}").format(n=line.number)
    return _taken(request, docket, page, form, title, lambda typed: line.of, statement=statement)


@require_http_methods(METHODS)
@staff
@once
def enter(request: HttpRequest, number: str, statement: str) -> HttpResponse:
    """Enter what was answered on paper, or that nothing was."""
    docket, page, found = _open(request, number, f"statement {statement}")
    line = _line(found, statement)
    others = present.acting_for(docket, line.of) if line.minor else ()
    names = {each.key: each.name for each in page.docket.parties}
    who = [(line.of, line.who), *((key, names[key]) for key in others if key in names)]
    form = Enter(who, request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"case": page, "docket": page.docket, "line": line}
    context["title"] = _("Answer to statement {n}").format(n=line.number)
    if request.method != "POST":
        return ask(request, form, page=FORM, files="1", **context)

    def act() -> Any:
        typed = form.cleaned_data
        paper = next((Upload(each.name, each.chunks()) for each in typed["attached"]), None)
        return actions.enter(
            docket=docket, statement=statement, version=line.last.number, how=How(typed["how"]),
            by=Actor(person=me(request)), who=typed.get("who", ""), words=typed["words"], paper=paper,
        )  # fmt: skip

    to = ("desk:statement", number, statement)
    return answer(request, form, act, _("Written down."), lambda made: to, page=FORM, files="1", **context)


def _taken(
    request: HttpRequest,
    docket: Docket,
    page: CasePage,
    form: Take,
    title: str,
    of: Any,
    *,
    statement: str = "",
) -> HttpResponse:
    context: dict[str, Any] = {
        "case": page, "docket": page.docket, "title": title, "statement": statement,
        "needed": _interprets(docket, Actor(person=me(request))),
    }  # fmt: skip
    if request.method != "POST":
        return ask(request, form, page=FORM, **context)

    def act() -> Any:
        typed = form.cleaned_data
        said = Said(
            text=typed["text"], taken=Taken(typed["taken"]), taken_at=typed["taken_at"],
            interpreter=typed["interpreter"], until=typed["until"],
        )  # fmt: skip
        by = Actor(person=me(request))
        return actions.take(docket=docket, of=of(typed), said=said, by=by, statement=statement)

    done = _("Written down, and offered to them to read and sign.")
    return answer(
        request, form, act, done, lambda made: ("desk:statement", docket.number, made.facts["statement"]),
        page=FORM, **context,
    )  # fmt: skip


def _interprets(docket: Docket, viewer: Actor) -> bool:
    """Whether an interpreter was granted to somebody."""
    asked = present.asked(docket, viewer=viewer)
    return any(each.what == Asked.INTERPRETER and each.state == "granted" for each in asked)


def _open(request: HttpRequest, number: str, what: str) -> tuple[Docket, CasePage, tuple[StatementLine, ...]]:
    docket = wall.open(number, me(request), _("at the desk"), what=what)
    view = dockets.opened(docket, viewer=Actor(person=me(request)), fresh=True)
    return docket, page_of(view), extracts.of(view)


def _line(found: tuple[StatementLine, ...], key: str) -> StatementLine:
    line = next((each for each in found if each.key == key), None)
    if line is None:
        raise Hidden("no such statement")
    return line


def _day() -> Any:
    return timezone.localdate(clock.now() + timedelta(days=DAYS))
