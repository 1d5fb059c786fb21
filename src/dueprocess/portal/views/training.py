"""Training as everybody who signs in sees their own: what they have and until when, the sessions they can
join, their place, and the file for their calendar; and for whoever teaches one, its list.

A trainer reads names and places. Why somebody comes stands nowhere here: it is not known.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dueprocess.core.errors import Refused
from dueprocess.kit import calendars, fields
from dueprocess.kit.components import worded
from dueprocess.kit.http import Hidden, keep, once
from dueprocess.people.models import Person
from dueprocess.portal.views import asking
from dueprocess.training import actions
from dueprocess.training.actions.ground import today
from dueprocess.training.extracts import programmes, register, sessions
from dueprocess.training.extracts.sessions import SessionLine, SessionPage
from dueprocess.training.marks import enter, rows_of
from dueprocess.training.models import Stands


class Code(fields.Form):
    """The code that is shown in the room."""

    code = fields.TextField(
        label=gettext_lazy("Code shown in the room"), width=10, max_length=12,
        hint=gettext_lazy("Six letters and digits. Without it, tell the trainer that you are there."),
    )  # fmt: skip


class Thought(fields.Form):
    """What somebody thought of a session."""

    score = fields.RadiosField(
        label=gettext_lazy("How was it?"),
        options=[
            ("5", gettext_lazy("Very good")), ("4", gettext_lazy("Good")), ("3", gettext_lazy("So-so")),
            ("2", gettext_lazy("Not good")), ("1", gettext_lazy("Poor")),
        ],
    )  # fmt: skip
    text = fields.LongTextField(
        label=gettext_lazy("What should be known?"), required=False, rows=4, max_length=2000,
        hint=gettext_lazy("Write nothing by which you can be told apart."),
    )  # fmt: skip


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """What somebody has, their sessions, and those that they can join."""
    person, on = _me(request), today()
    own = sessions.of_person(person)
    context = {
        "completions": register.completions(on, person=person.pk),
        "exemptions": register.exemptions_listed(on, person=person.pk),
        "own": own,
        "free": sessions.to_join(person, but=[each.pk for each in own]),
        "teaches": sessions.taught_by(person),
        "on": on,
    }
    return render(request, "portal/training/mine.html", context)


@require_safe
@login_required
def session(request: HttpRequest, session: int) -> HttpResponse:
    """One session: when, where, by whom, and what whoever looks can do."""
    person = _me(request)
    return _shown(request, person, sessions.of_them(person, session), Code(), Thought())


@require_POST
@login_required
@once
def join(request: HttpRequest, session: int) -> HttpResponse:
    """Take a place, or one on the waiting list."""
    person = _me(request)
    line = sessions.of_them(person, session)

    def act() -> str:
        place = actions.join(session=sessions.session(session), person=person)
        if place.stands == Stands.HAS:
            return _("You have a place.")
        return _("It is full: you are on the waiting list. You are told when a place is yours.")

    return _done(request, line, act)


@require_POST
@login_required
@once
def leave(request: HttpRequest, session: int) -> HttpResponse:
    """Give up a place, or an invitation."""
    person = _me(request)
    line = sessions.of_them(person, session)

    def act() -> str:
        actions.leave(session=sessions.session(session), person=person)
        return _("You do not come. Whoever waits longest has your place.")

    return _done(request, line, act)


@require_POST
@login_required
@once
def arrive(request: HttpRequest, session: int) -> HttpResponse:
    """Say that one is there, by the code in the room."""
    person = _me(request)
    line, form = sessions.of_them(person, session), Code(request.POST)
    if form.is_valid():
        try:
            actions.arrive(session=sessions.session(session), person=person, code=form.cleaned_data["code"])
        except Refused as error:
            if error.code == "wrong_code":
                keep(partial(actions.wrong_code, session=sessions.session(session), person=person))
            form.add_error("code", worded(error.reason))
        else:
            messages.success(request, _("You are on the list of those who are there."))
            return redirect("portal:training_session", session=session)
    return _shown(request, person, line, form, Thought())


@require_POST
@login_required
@once
def say(request: HttpRequest, session: int) -> HttpResponse:
    """Say what one thought of it; nothing that is kept leads to whom."""
    person = _me(request)
    line, form = sessions.of_them(person, session), Thought(request.POST)

    def act(typed: dict[str, Any]) -> None:
        actions.give_feedback(
            session=sessions.session(session), person=person, score=int(typed["score"]), text=typed["text"]
        )

    if asking.done(request, form, act):
        messages.success(request, _("Thank you. It is kept without your name."))
        return redirect("portal:training_session", session=session)
    return _shown(request, person, line, Code(), form)


@require_safe
@login_required
def calendar(request: HttpRequest, session: int) -> HttpResponse:
    """A session as a file for one's own calendar; once one does not come, what takes it out again."""
    return calendars.handed(sessions.calendar_file(session, _me(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def teach(request: HttpRequest, session: int) -> HttpResponse:
    """A session as its trainer sees it: the code for the room, who has a place, who is there."""
    person = _me(request)
    if not sessions.teaches(session, person):
        raise Hidden("not theirs to teach")
    faults: list[str] = []
    if request.method == "POST":
        changed, faults = enter(session, request.POST, person)
        if not faults:
            messages.success(request, _("Entered: {n} changed.").format(n=changed))
            return redirect("portal:teach", session=session)
    page: SessionPage = sessions.page(session)
    context = {"page": page, "line": page.line, "rows": rows_of(page, request.POST), "faults": faults}
    return render(request, "portal/training/teach.html", context)


def _me(request: HttpRequest) -> Person:
    """Whoever is signed in, as somebody of the register. Raises Hidden for a login that is nobody's there."""
    person: Person | None = getattr(request.user, "person", None)
    if person is None:
        raise Hidden("nobody of the register")
    return person


def _shown(
    request: HttpRequest, person: Person, line: SessionLine, code: Code, thought: Thought
) -> HttpResponse:
    # Of a form that is not sent yet nothing is bound: its errors are none.
    context = {
        "line": line, "code": code, "thought": thought,
        "form": code if code.is_bound else thought,
        "provider": programmes.provider_page(line.provider_pk, today()),
        "version": programmes.version_page(line.programme, line.version, today()),
        "here": line.stands == Stands.HAS and not line.attended and line.takes_code,
    }  # fmt: skip
    return render(request, "portal/training/session.html", context)


def _done(request: HttpRequest, line: SessionLine, act: Callable[[], str]) -> HttpResponse:
    try:
        said = act()
    except Refused as error:
        messages.error(request, worded(error.reason))
    else:
        messages.success(request, said)
    return redirect("portal:training")
