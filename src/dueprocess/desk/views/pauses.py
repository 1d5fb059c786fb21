"""Pauses of the whole organisation: which there were, proposing one or its earlier end, and the second
person's yes or no. Each shows what it moves before it is sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk import pause_forms as forms
from dueprocess.desk import telling
from dueprocess.desk.access import held, holding, me, staff
from dueprocess.desk.asking import again, blame
from dueprocess.docket import extracts as dockets
from dueprocess.docket.actions import settle_pause
from dueprocess.kit import clock
from dueprocess.kit.components import worded
from dueprocess.kit.http import Hidden, once
from dueprocess.people.models import Power
from dueprocess.rules import actions
from dueprocess.rules import extracts as rules
from dueprocess.rules.actions import MAY_SETTLE

OPEN = ("coming", "running")


@require_safe
@staff
def every(request: HttpRequest) -> HttpResponse:
    """Every pause that was proposed, with who decided it and when."""
    found = rules.pauses()
    context = {
        "pauses": found,
        "waiting": [each for each in found if each.state == "proposed"],
        "choices": rules.pause_choices(clock.now()),
        "may_propose": Power.ADOPT_RULES in held(request),
        "may_settle": bool(held(request) & set(MAY_SETTLE)),
    }
    return render(request, "desk/pauses/every.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.ADOPT_RULES)
@once
def propose(request: HttpRequest) -> HttpResponse:
    """Propose that all deadlines stand still for a time."""
    choices = rules.pause_choices(clock.now())
    form = forms.Propose(choices, request.POST or None)
    context: dict[str, Any] = {"title": _("Pause all cases"), "choices": choices, "propose": True}
    if request.method != "POST" or not form.is_valid():
        return _asked(request, form, context)
    typed = form.cleaned_data
    typed.pop("open", None)
    if "checked" not in request.POST:
        title = dict(choices)[typed["pause"]]
        return _check(request, form, typed["pause"], typed["first_on"], context | {"pause": title, **typed})
    return _act(request, form, lambda: actions.propose_pause(**typed, by=me(request)), context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.ADOPT_RULES)
@once
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose that a pause ends earlier, or never begins."""
    shown = _shown(pk)
    if shown.ends is not None or shown.state not in OPEN:
        raise Hidden("no pause that could end")
    form = forms.End(request.POST or None)
    context: dict[str, Any] = {"title": _("End the pause earlier"), "of": shown}
    if request.method != "POST" or not form.is_valid():
        return _asked(request, form, context)
    typed = form.cleaned_data
    if "checked" not in request.POST:
        ends = typed["last_on"] + timedelta(days=1)
        told = {"pause": shown.title, "first_on": shown.first_on, **typed}
        return _check(request, form, shown.pause, ends, context | told)
    return _act(request, form, lambda: actions.propose_end(of=shown.pk, **typed, by=me(request)), context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*MAY_SETTLE)
@once
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person proposed, what it moves, and the second person's yes or no."""
    shown = _shown(pk)
    on = shown.last_on + timedelta(days=1) if shown.ends and shown.last_on else shown.first_on
    context: dict[str, Any] = {
        "pause": shown,
        "moved": dockets.moved_by(shown.pause, on=on),
        "mine": shown.proposer == me(request).pk,
    }
    if request.method == "POST":
        try:
            done = settle_pause(proposal=pk, agree="agree" in request.POST, by=me(request))
        except Refused as error:
            return render(request, "desk/pauses/one.html", context | {"refused": error})
        messages.success(request, _("Agreed. It counts.") if done.agreed else _("Declined. Nothing changed."))
        return redirect("desk:pauses")
    return render(request, "desk/pauses/one.html", context)


def _shown(pk: int) -> rules.PausePage:
    found = next((each for each in rules.pauses() if each.pk == pk), None)
    if found is None:
        raise Hidden("no such pause")
    return found


def _asked(request: HttpRequest, form: Any, context: dict[str, Any]) -> HttpResponse:
    return render(request, "desk/pauses/form.html", context | {"form": form})


def _check(request: HttpRequest, form: Any, name: str, on: date, context: dict[str, Any]) -> HttpResponse:
    """Show what was typed once more, with how many cases and deadlines it moves."""
    if "change" in request.POST:
        return _asked(request, form, context)
    sent = again(request.POST, "once", "checked", "change")
    moved = dockets.moved_by(name, on=on)
    return render(request, "desk/pauses/check.html", context | {"again": sent, "moved": moved})


def _act(request: HttpRequest, form: Any, act: Any, context: dict[str, Any]) -> HttpResponse:
    """Send the proposal, and tell by mail those who may settle it that something waits."""
    try:
        act()
    except Malformed as error:
        blame(form, error)
        return _asked(request, form, context)
    except Refused as error:
        form.add_error(None, worded(error.reason))
        return _asked(request, form, context)
    telling.others(request, *MAY_SETTLE, path=reverse("desk:pauses"))
    messages.success(request, _("Proposed. It counts when a second person has agreed."))
    return redirect("desk:pauses")
