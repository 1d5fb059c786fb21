"""Who finished what, and who need not: recorded on evidence, taken back, exempted by two."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.desk import training_forms as forms
from dueprocess.desk.access import held, holding, me
from dueprocess.desk.views.training.frame import asked, handed
from dueprocess.kit.http import once
from dueprocess.people import extracts as people
from dueprocess.people.models import Power
from dueprocess.training import actions
from dueprocess.training.actions.ground import today
from dueprocess.training.extracts import programmes, register
from dueprocess.training.models import How

FILLED = ["GET", "HEAD", "POST"]


@require_safe
@holding(Power.TRAIN)
def every(request: HttpRequest) -> HttpResponse:
    """What was recorded last."""
    return render(request, "desk/training/completions.html", {"completions": register.completions(today())})


@require_safe
@holding(Power.TRAIN)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person finished, and from what they are exempt."""
    on = today()
    context = {
        "person": people.of(pk, on=on),
        "completions": register.completions(on, person=pk),
        "exemptions": register.exemptions_listed(on, person=pk),
        "oneself": me(request).pk == pk,
    }
    return render(request, "desk/training/person.html", context)


@require_http_methods(FILLED)
@holding(Power.TRAIN)
@once
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Record on evidence that somebody finished."""
    row = people.get(pk)
    form = forms.Completed(
        programmes.version_choices(today()), request.POST or None, request.FILES or None,
        initial={"on": today()},
    )  # fmt: skip

    def act() -> object:
        typed = form.cleaned_data
        return actions.complete(
            person=row, version=programmes.version(int(typed["version"])), on=typed["on"],
            how=How.EVIDENCE, evidence=typed["evidence"], given=forms.given(typed), by=me(request),
        )  # fmt: skip

    return asked(
        request, form, act, _("Recorded."), lambda made: ("desk:training_person", pk),
        back=("desk:training_person", pk), title=_("Record what somebody finished"),
        caption=row.shown_name, button=_("Record"), files=True,
    )  # fmt: skip


@require_http_methods(FILLED)
@holding(Power.TRAIN)
@once
def revoke(request: HttpRequest, completion: int) -> HttpResponse:
    """Take a completion back with reasons."""
    row = register.completion(completion)
    form = forms.Why(request.POST or None)
    return asked(
        request, form,
        lambda: actions.revoke(completion=row, reason=form.cleaned_data["reason"], by=me(request)),
        _("Taken back."), lambda made: ("desk:training_person", row.person_id),
        back=("desk:training_person", row.person_id), title=_("Take a completion back"),
        caption=row.person.shown_name, button=_("Take it back"),
        about=_("What it gave them is gone today. What they did before stays valid. They read why."),
    )  # fmt: skip


@require_safe
@holding(Power.TRAIN)
def paper(request: HttpRequest, completion: int) -> StreamingHttpResponse:
    """The paper by which a completion was shown."""
    return handed(register.completion_paper(completion))


@require_http_methods(FILLED)
@holding(Power.TRAIN)
@once
def exempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose that somebody is exempt."""
    row = people.get(pk)
    form = forms.Exempt(request.POST or None, initial={"from_on": today()})
    return asked(
        request, form,
        lambda: actions.propose_exemption(person=row, by=me(request), **form.cleaned_data),
        _("Proposed. Another agrees to it or refuses it."), lambda made: ("desk:training_person", pk),
        back=("desk:training_person", pk), title=_("Propose an exemption"), caption=row.shown_name,
        button=_("Propose it"),
    )  # fmt: skip


@require_safe
@holding(Power.TRAIN, Power.OVERSEE)
def exemptions(request: HttpRequest) -> HttpResponse:
    """Exemptions, those that wait first."""
    lines = register.exemptions_listed(today())
    found = sorted(lines, key=lambda each: each.state != "waits")
    return render(request, "desk/training/exemptions.html", {"exemptions": found})


@require_http_methods(FILLED)
@holding(Power.TRAIN, Power.OVERSEE)
@once
def exemption(request: HttpRequest, exemption: int) -> HttpResponse:
    """One exemption: agreed to, or refused with reasons."""
    row, line = register.exemption(exemption), register.exemption_line(exemption, today())
    form = forms.Settle(request.POST or None)

    def act() -> None:
        typed = form.cleaned_data
        actions.settle_exemption(
            exemption=row, agree=typed["answer"] == "agree", reason=typed["reason"], by=me(request)
        )

    return asked(
        request, form, act, _("Settled. They are told."), lambda made: ("desk:exemptions",),
        back=("desk:exemptions",), title=_("Exemption from {what}").format(what=line.requirement),
        caption=line.name, button=_("Settle it"), exemption=line, settled=line.state != "waits",
        may_end=line.state in ("runs", "to come") and Power.TRAIN in held(request),
    )  # fmt: skip


@require_http_methods(FILLED)
@holding(Power.TRAIN)
@once
def end_exemption(request: HttpRequest, exemption: int) -> HttpResponse:
    """End an exemption before its last day."""
    row = register.exemption(exemption)
    form = forms.Ends(request.POST or None, initial={"on": today()})
    return asked(
        request, form,
        lambda: actions.end_exemption(exemption=row, on=form.cleaned_data["on"], by=me(request)),
        _("Ended. They are told."), lambda made: ("desk:exemption", exemption),
        back=("desk:exemption", exemption), title=_("End the exemption"), caption=row.person.shown_name,
        button=_("End it"),
    )  # fmt: skip
