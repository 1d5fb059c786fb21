"""Taking a step: the rule in words, the form it needs, what follows, and then the act.

Knows how to ask and how to pass on. What may be done the engine says; who may see, the wall.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases import extracts
from dueprocess.core.engine import NotPermitted
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk.access import me, staff
from dueprocess.docket import extracts as dockets
from dueprocess.docket import forms, wall
from dueprocess.docket.actions import propose, take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.kit.http import once
from dueprocess.people import extracts as people


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def take(request: HttpRequest, number: str, step: str, strand: int) -> HttpResponse:
    """Ask for everything the step needs, or say why it cannot be taken."""
    docket = wall.open(number, me(request), _("to take a step"), what="step")
    party = request.GET.get("for", "")
    viewer = Actor(person=None if party else me(request), key=party or None)
    asked = dockets.form(
        docket, step=step, viewer=viewer, strand=strand or None, outcome=request.GET.get("outcome") or None
    )
    page = extracts.case_page(docket, viewer=Actor(person=me(request)))
    if party and not any(party in way.people and way.name in asked.party_kinds for way in asked.form.ways):
        party = ""
    context = {
        "case": page,
        "docket": page.docket,
        "asked": asked.form,
        "party": party,
        "step": step,
        "strand": strand,
    }
    context["parties"] = _parties(page, asked)
    if asked.form.refusal is not None and not (context["parties"] and not party):
        return render(request, "desk/case/not_now.html", context, status=403)
    if asked.form.joins:
        return redirect("desk:join", number=number, step=step, strand=strand)
    if context["parties"] and not party and not _able(asked):
        return render(request, "desk/case/for_whom.html", context)
    if asked.form.outcomes and asked.form.outcome is None:
        return render(request, "desk/case/outcome.html", context)
    if request.method == "POST":
        return _take(request, docket, asked, context)
    return _ask(request, context, _form(docket, page, asked))


def _able(asked: dockets.StepForm) -> bool:
    return any(asked.me in way.people for way in asked.form.ways)


def _parties(page: extracts.CasePage, asked: dockets.StepForm) -> list[tuple[str, str]]:
    """The parties for whom an officer may write the step down: it is theirs to take, and came on paper."""
    return [
        (key, page.docket.names.get(key, key))
        for way in asked.form.ways
        if way.name in asked.party_kinds
        for key in way.people
    ]


@once
def _take(
    request: HttpRequest, docket: Docket, asked: dockets.StepForm, context: dict[str, Any]
) -> HttpResponse:
    page = context["case"]
    form = _form(docket, page, asked, request.POST, request.FILES)
    by = Actor(person=me(request), key=context["party"] or None)
    if form.is_valid():
        needs = form.needs()
        length = int(request.POST["length"]) if request.POST.get("length", "").isdecimal() else None
        try:
            if needs.act.get("countersigned"):
                propose(docket=docket, step=context["step"], by=by, at=form.at, needs=needs, length=length)
                messages.success(request, _("Written down. It takes effect when the others have signed."))
                return redirect("desk:case", number=docket.number)
            act = take_step(
                docket=docket, step=context["step"], by=by, at=form.at, needs=needs, length=length
            )
        except NotPermitted as error:
            form.blame(error.needs)
        except Malformed as error:
            form.add_error(None, [f"{each.what} {each.mend}" for each in error.problems])  # type: ignore[arg-type]
        except Refused as error:
            if error.code not in ("late_reason", "in_future"):
                raise
            form.add_error("late_reason" if error.code == "late_reason" else "at", error.reason)
        else:
            messages.success(request, _("Done. It is entry {n} of this case.").format(n=act.n))
            return redirect("desk:act", number=docket.number, n=act.n)
    return _ask(request, context, form)


def _form(
    docket: Docket, page: extracts.CasePage, asked: dockets.StepForm, data: Any = None, files: Any = None
) -> forms.StepForm:
    units = [(str(unit.pk), "\u2003" * unit.depth + unit.name) for unit in people.units()] if any(
        fact.kind == "unit" for fact in asked.form.facts
    ) else []  # fmt: skip
    asking = forms.Asking(
        who=asked.me,
        names=asked.names,
        zone=timezone.get_current_timezone(),  # type: ignore[arg-type]
        now=clock.now(),
        allegations=[
            forms.Alleged(each.key, each.respondent, each.clause_title or each.text[:80])
            for each in page.allegations
        ],
        units=units,
    )
    return forms.make(asked.form, asking, data, files)


def _ask(request: HttpRequest, context: dict[str, Any], form: forms.StepForm) -> HttpResponse:
    return render(request, "desk/case/step.html", context | {"form": form})
