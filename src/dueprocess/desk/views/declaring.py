"""Declaring by code name whether anything binds one to the parties of a case; asking officers to; stepping
down from a case, with a hand-over."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases import extracts
from dueprocess.cases.declarations import actions, waiting
from dueprocess.cases.declarations import extracts as declarations
from dueprocess.core.rulebook.model import MENTIONED
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import Told, answer, ask
from dueprocess.docket import wall
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.http import once
from dueprocess.people import extracts as people

MINE, ONE, CASE = "desk/declaring/mine.html", "desk/declaring/one.html", "desk/declaring/case.html"
DOWN, CHECK = "desk/declaring/down.html", "desk/declaring/down_check.html"
FREE, OTHER = "free", "other"


class Declare(fields.Form):
    """Whether anything binds one, and what."""

    def __init__(self, asked: declarations.Asked, *args: Any) -> None:
        super().__init__(*args)
        options = [(FREE, _("Nothing binds me to any of these parties"))] if asked.parties is not None else []
        options += [(ground, ground[:1].upper() + ground[1:]) for ground in asked.grounds]
        self.fields["answer"] = fields.RadiosField(label=_("What do you declare?"), options=options)
        self.fields["text"] = fields.LongTextField(
            label=_("More about it"), rows=3, required=False,
            hint=_("If something binds you. Whoever handles the case reads this."),
        )  # fmt: skip


class Ask(fields.Form):
    """Whom to ask, for one role or body."""

    def __init__(self, role: declarations.RoleLine, *args: Any) -> None:
        super().__init__(*args, prefix=role.name)
        self.fields["who"] = fields.CheckboxesField(
            label=_("Whom do you ask?"), options=list(role.able), initial=[key for key, _name in role.able],
            hint=_("In the order of the register. They learn the code name, and that they are asked."),
        )  # fmt: skip


class StepDown(fields.Form):
    """Why one steps down, what the next one has to know, and who that is."""

    def __init__(self, grounds: tuple[str, ...], able: list[tuple[str, str]], owns: bool, *args: Any) -> None:
        super().__init__(*args)
        options = [(ground, ground[:1].upper() + ground[1:]) for ground in grounds]
        options.append((OTHER, _("Another reason")))
        self.fields["ground"] = fields.RadiosField(label=_("Why do you step down?"), options=options)
        self.fields["text"] = fields.LongTextField(label=_("More about it"), rows=2, required=False)
        self.fields["hand_over"] = fields.LongTextField(
            label=_("Hand-over"), rows=6,
            hint=_("What the next one has to know and to do first: what was promised to whom, what is on its "
                   "way, what you have outside this case."),
        )  # fmt: skip
        if owns:
            options = [("", _("Whoever is next by the rules")), *able]
            self.fields["to"] = fields.SelectField(
                label=_("Who takes the case over?"), options=options, required=False
            )


@require_safe
@staff
def mine(request: HttpRequest) -> HttpResponse:
    """Every case, by its code name, in which one is asked to declare."""
    return render(request, MINE, {"asked": declarations.mine(me(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Declare for one case: the names of its parties once one asks for them, then the answer."""
    person = me(request)
    docket = declarations.find(number, person)
    if "look" in request.POST:
        wall.looked(docket, person, waiting.LOOK, _("to declare conflicts of interest"))
        return redirect("desk:declare", number=docket.number)
    asked = declarations.asked(docket, person)
    context: dict[str, Any] = {"asked": asked, "title": asked.line.code_name}
    if asked.parties is not None:
        wall.looked(docket, person, waiting.LOOK, _("to declare conflicts of interest"))
    form = Declare(asked, request.POST or None)

    def act() -> Any:
        typed = form.cleaned_data
        if typed["answer"] == FREE:
            return actions.declare_free(docket=docket, by=person, seen=request.POST.get("seen", ""))
        return actions.declare_bound(docket=docket, by=person, ground=typed["answer"], text=typed["text"])

    if request.method != "POST":
        return ask(request, form, page=ONE, **context)
    done = _("Declared, and written in the record of the case.")
    return answer(request, form, act, done, lambda made: ("desk:declarations",), page=ONE, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Who was asked to declare in a case, what they said; ask more."""
    viewer = Actor(person=me(request))
    docket = wall.open(number, me(request), _("to see who has declared"), what="declarations")
    lines, able = declarations.of_case(docket, viewer=viewer)
    page = extracts.case_page(docket, viewer=viewer)
    chosen = request.POST.get("role", "")
    forms = [(role, Ask(role, request.POST if role.name == chosen else None)) for role in able if role.able]
    context: dict[str, Any] = {
        "case": page,
        "docket": page.docket,
        "lines": lines,
        "roles": able,
        "forms": forms,
    }
    form = next((form for role, form in forms if role.name == chosen), None)
    if request.method != "POST" or form is None:
        return ask(request, form, page=CASE, **context)

    def act() -> Any:
        return actions.ask(docket=docket, role=chosen, who=form.cleaned_data["who"], by=viewer)

    done = _("Asked. They are told by mail that something waits for them.")
    back = ("desk:case_declarations", docket.number)
    return answer(request, form, act, done, lambda made: back, page=CASE, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def step_down(request: HttpRequest, number: str) -> HttpResponse:
    """Step down from a case: it is shut from then on, and what was handed over stays in it."""
    person = me(request)
    docket = wall.open(number, person, _("to step down from it"), what="step down")
    page = extracts.case_page(docket, viewer=Actor(person=person))
    owns = bool(page.docket.owner and page.docket.owner.key == page.docket.me)
    able = [(str(pk), name) for pk, name in extracts.may_own(docket) if pk != person.pk] if owns else []
    grounds = tuple(each for each in page.docket.grounds if each != MENTIONED)
    form = StepDown(grounds, able, owns, request.POST or None)
    context: dict[str, Any] = {"case": page, "docket": page.docket, "title": _("Step down from this case")}
    if request.method != "POST":
        return ask(request, form, page=DOWN, **context)

    def act() -> Any:
        typed = form.cleaned_data
        ground = "" if typed["ground"] == OTHER else typed["ground"]
        return actions.step_down(
            docket=docket, by=person, hand_over=typed["hand_over"], ground=ground, text=typed["text"],
            to=int(typed["to"]) if typed.get("to") else None,
        )  # fmt: skip

    def told() -> Told:
        typed = form.cleaned_data
        rows = [(_("Why"), ", ".join(filter(None, (_reason(typed["ground"]), typed["text"]))))]
        if owns:
            next_ = (
                people.get(int(typed["to"])).shown_name
                if typed.get("to")
                else _("whoever is next by the rules")
            )
            rows.append((_("Who takes it over"), next_))
        return Told([*rows, (_("Hand-over"), typed["hand_over"])])

    done = _("You have stepped down. This case is shut to you from now on.")
    return answer(
        request, form, act, done, lambda made: ("desk:work",), told=told, page=DOWN, check=CHECK,
        do=_("Step down"), **context,
    )  # fmt: skip


def _reason(ground: str) -> str:
    return _("another reason") if ground == OTHER else ground
