"""What somebody stated, as it was written down: read it, sign it, correct it in a copy, dispute it. Whoever
acts for somebody under 18 reads it too, and signs beside them. Each reading stands in the read journal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dueprocess.cases.statements import actions, extracts
from dueprocess.cases.statements.extracts import StatementLine
from dueprocess.docket.actions import read_by_party
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.http import Hidden, once
from dueprocess.people.models import Login
from dueprocess.portal.views.asking import done
from dueprocess.portal.views.follow import MATTER
from dueprocess.portal.views.party import lost, mark, party

METHODS = ("GET", "HEAD", "POST")
NAME = gettext_lazy("Your name, as your signature")


class Sign(fields.Form):
    """A signature."""

    agreed = fields.TickField(
        label=gettext_lazy("I have read it, or it was read to me, and it is what was stated"), required=True
    )
    name = fields.TextField(label=NAME, max_length=150, autocomplete="name")


class Correct(fields.Form):
    """A corrected copy, with a signature."""

    text = fields.LongTextField(label=gettext_lazy("What you stated"), rows=16, max_length=100_000)
    name = fields.TextField(
        label=NAME, max_length=150, autocomplete="name",
        hint=gettext_lazy("You sign the copy with it. What was written down first stays beside it."),
    )  # fmt: skip


class Dispute(fields.Form):
    """What is wrong, with a signature."""

    words = fields.LongTextField(
        label=gettext_lazy("What is wrong with it?"), rows=8,
        hint=gettext_lazy("Everybody who reads the statement reads this with it."),
    )  # fmt: skip
    name = fields.TextField(label=NAME, max_length=150, autocomplete="name")


@require_http_methods(METHODS)
@once
def one(request: HttpRequest, statement: str) -> HttpResponse:
    """Read it with all its versions, and sign the last one."""
    form = Sign(request.POST or None)

    def act(docket: Docket, me: Actor, line: StatementLine, typed: dict[str, Any]) -> object:
        return actions.sign(
            docket=docket, statement=statement, version=line.last.number, name=typed["name"], by=me,
            way=_way(request),
        )  # fmt: skip

    return _answer(request, statement, "one", form, act, _("Signed and entered. Thank you."))


@require_http_methods(METHODS)
@once
def correct(request: HttpRequest, statement: str) -> HttpResponse:
    """Correct it in a copy."""

    def act(docket: Docket, me: Actor, line: StatementLine, typed: dict[str, Any]) -> object:
        return actions.correct(
            docket=docket, statement=statement, version=line.last.number, text=typed["text"],
            name=typed["name"], by=me, way=_way(request),
        )  # fmt: skip

    form = Correct(request.POST or None)
    return _answer(request, statement, "correct", form, act, _("Your corrected copy is signed and entered."))


@require_http_methods(METHODS)
@once
def dispute(request: HttpRequest, statement: str) -> HttpResponse:
    """Say that it is not what they stated."""

    def act(docket: Docket, me: Actor, line: StatementLine, typed: dict[str, Any]) -> object:
        return actions.dispute(
            docket=docket, statement=statement, version=line.last.number, words=typed["words"],
            name=typed["name"], by=me, way=_way(request),
        )  # fmt: skip

    form = Dispute(request.POST or None)
    return _answer(request, statement, "dispute", form, act, _("What you dispute is entered with it."))


def _answer(
    request: HttpRequest,
    statement: str,
    page: str,
    form: fields.Form,
    act: Callable[[Docket, Actor, StatementLine, dict[str, Any]], object],
    said: str,
) -> HttpResponse:
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    line = next((each for each in extracts.mine(docket, me.key or "") if each.key == statement), None)
    if line is None or (page != "one" and not line.may_correct):
        raise Hidden("no statement of theirs, or answered")
    seen = request.POST.get("version", "")
    newer = bool(seen) and seen != str(line.last.number)
    if page == "correct":
        form.fields["text"].initial = line.last.text
    if newer:
        form.add_error(None, _("A later version is there. Read that first, then answer it."))
    elif done(request, form, lambda typed: act(docket, me, line, typed)):
        messages.success(request, said)
        return redirect("portal:statement", statement=statement)
    read_by_party(docket, me, f"statement {statement}", _("a party, on their own pages"))
    context = {
        "line": line,
        "form": form,
        "mark": mark(docket.number, me.key or ""),
        "mine": line.of == me.key,
    }
    return render(request, f"portal/statements/{page}.html", context)


def _way(request: HttpRequest) -> str:
    """By what they came in, as a code."""
    held = request.session[MATTER]
    if held.get("link"):
        return "link"
    if not held.get("by_login"):
        return "code"
    return "passkey" if isinstance(request.user, Login) and request.user.person is None else "login"
