"""How long one file is kept, and why; putting a legal hold on it, proposing to lift it, saying what became of
looking at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.desk import telling
from dueprocess.desk.access import held, me, staff
from dueprocess.desk.asking import Told, answer, ask
from dueprocess.desk.views.identity import signer
from dueprocess.docket import actions as dockets
from dueprocess.docket import extracts as dockets_of
from dueprocess.docket import wall
from dueprocess.docket.actions.retaining import MAY_LIFT
from dueprocess.docket.extracts import retention
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.components import absolute
from dueprocess.kit.http import denied, once
from dueprocess.people import extracts as people
from dueprocess.people.models import Power

PAGE, CHECK = "desk/retention/form.html", "desk/retention/form_check.html"
KEPT, RELEASED = "kept", "released"


class Hold(fields.Form):
    """Why nothing of a file may be erased."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["reason"] = fields.LongTextField(
            label=_("Why must nothing of it be erased?"), rows=3,
            hint=_("Such as a claim, a court or an inquiry. Whoever may see the file reads it."),
        )  # fmt: skip


class Lift(fields.Form):
    """Why a legal hold is lifted, and who signs that."""

    def __init__(self, signers: tuple[tuple[int, str], ...], *args: Any) -> None:
        super().__init__(*args)
        self.fields["reason"] = fields.LongTextField(label=_("Why is it lifted?"), rows=3)
        self.fields["signer"] = signer(signers, required=True)


class Review(fields.Form):
    """What somebody decided who looked at a closed file."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        options = [
            (KEPT, _("It is kept until a day")),
            (RELEASED, _("It may go when its time is over")),
        ]
        self.fields["what"] = fields.RadiosField(label=_("What is decided?"), options=options)
        self.fields["until"] = fields.DateField(
            label=_("Until which day is it kept?"), required=False, hint=_("Only where it is kept.")
        )
        self.fields["reason"] = fields.LongTextField(label=_("Why?"), rows=3)

    def clean(self) -> dict[str, Any]:
        """Ask for the day of what is kept."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("what") == KEPT and not typed.get("until") and "until" not in self.errors:
            self.add_error("until", _("Give the day until which it is kept."))
        if typed.get("what") == RELEASED:
            typed["until"] = None
        return typed


@require_safe
@staff
def page(request: HttpRequest, number: str) -> HttpResponse:
    """How long a file is kept, why, and what was decided about that."""
    docket, context = _open(request, number)
    context |= {"decided": retention.decided(docket), "waiting": _waiting(docket)}
    return render(request, "desk/retention/one.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def hold(request: HttpRequest, number: str) -> HttpResponse:
    """Put a legal hold on a file."""
    docket, context = _open(request, number, Power.HOLD)
    form = Hold(request.POST or None)
    context |= {
        "title": _("Put a legal hold on it"),
        "says": _("Nothing of it is erased, whatever the schedule says, until two people lift the hold."),
        "button": _("Put it on"),
    }

    def act() -> Any:
        return dockets.put_hold(docket=docket, by=_by(request), reason=form.cleaned_data["reason"])

    return _answer(request, form, act, _("A legal hold is on it: nothing of it is erased."), context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def lift(request: HttpRequest, number: str) -> HttpResponse:
    """Propose that the legal hold of a file is lifted."""
    docket, context = _open(request, number, Power.HOLD)
    form = Lift(retention.lifters(docket, me(request)), request.POST or None)
    context |= {
        "title": _("Lift the legal hold"),
        "says": _("It takes two: somebody else who holds this power, or who oversees, signs it."),
        "button": _("Show what it changes"),
    }

    def act() -> Any:
        signs = people.get(int(form.cleaned_data["signer"]))
        return dockets.propose_lift(
            docket=docket, by=_by(request), reason=form.cleaned_data["reason"], signer=signs
        )

    def told() -> Told:
        signs = people.get(int(form.cleaned_data["signer"])).shown_name
        rows = [
            (_("Why it is lifted"), form.cleaned_data["reason"]),
            (_("It holds when this person has signed"), signs),
        ]
        return Told(rows, _("What follows"), [_("From then on its class alone says how long it is kept.")])

    done = _("Written down. It takes effect when the other has signed.")
    return _answer(request, form, act, done, context, told=told, tells=True)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Write down what was decided by looking at a closed file."""
    docket, context = _open(request, number, Power.ERASE)
    form = Review(request.POST or None)
    context |= {
        "title": _("Say what becomes of it"),
        "says": _("Nothing is erased by this: what may go comes on a list that two people approve."),
        "button": _("Show what it changes"),
    }

    def act() -> Any:
        typed = form.cleaned_data
        return dockets.review(docket=docket, by=_by(request), reason=typed["reason"], until=typed["until"])

    def told() -> Told:
        typed = form.cleaned_data
        what = (
            _("Kept until {day}").format(day=absolute(typed["until"]))
            if typed["until"]
            else _("It may go when its time is over")
        )
        follows = (
            _("After that day somebody looks at it again, or its class says that it may go.")
            if typed["until"]
            else _("It comes on the list of what may be erased, once its class has ended too.")
        )
        return Told([(_("Decided"), what), (_("Why"), typed["reason"])], _("What follows"), [follows])

    return _answer(request, form, act, _("Written down."), context, told=told)


def _by(request: HttpRequest) -> Actor:
    return Actor(person=me(request))


def _waiting(docket: Docket) -> list[Any]:
    return [each for each in dockets_of.waiting(docket) if each.note == "legal_hold"]


def _open(request: HttpRequest, number: str, power: Power | None = None) -> tuple[Docket, dict[str, Any]]:
    docket = wall.open(number, me(request), _("to see how long it is kept"), what="keeping")
    powers = held(request)
    if power is not None and power not in powers:
        raise denied(_("This needs the power: {needed}.").format(needed=power.label))
    return docket, {
        "number": docket.number, "kind": docket.kind, "is_open": docket.is_open,
        "erased": docket.key_wrapped is None,
        "term": retention.term(docket), "may_hold": Power.HOLD in powers, "may_erase": Power.ERASE in powers,
    }  # fmt: skip


def _answer(
    request: HttpRequest,
    form: Any,
    act: Callable[[], Any],
    done: str,
    context: dict[str, Any],
    *,
    told: Callable[[], Told] | None = None,
    tells: bool = False,
) -> HttpResponse:
    if request.method != "POST":
        return ask(request, form, page=PAGE, **context)

    def to(_made: Any) -> tuple[str, str]:
        if tells:
            telling.others(request, *MAY_LIFT, path=reverse("desk:work"))
        return "desk:keeping", context["number"]

    return answer(
        request, form, act, done, to, told=told, page=PAGE, check=CHECK, do=_("Write it down"), **context
    )
