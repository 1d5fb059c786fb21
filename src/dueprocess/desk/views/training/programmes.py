"""Programmes and providers at the desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.desk import training_forms as forms
from dueprocess.desk.access import holding, me
from dueprocess.desk.views.training.frame import asked, handed, trainings
from dueprocess.kit.http import Hidden, once
from dueprocess.people.models import Power
from dueprocess.training import actions
from dueprocess.training.actions.ground import today
from dueprocess.training.extracts import programmes

FILLED = ["GET", "HEAD", "POST"]


@require_safe
@holding(Power.TRAIN)
def every(request: HttpRequest) -> HttpResponse:
    """Every programme by its newest version."""
    return render(request, "desk/training/programmes.html", {"programmes": programmes.programmes(today())})


@require_safe
@holding(Power.TRAIN)
def one(request: HttpRequest, programme: str) -> HttpResponse:
    """One programme with its versions."""
    page = programmes.programme_page(programme, today())
    return render(request, "desk/training/programme.html", {"programme": page})


@require_http_methods(FILLED)
@holding(Power.TRAIN)
@once
def add(request: HttpRequest) -> HttpResponse:
    """Make a programme with its first version."""
    form = forms.Version(trainings(), request.POST or None, initial={"from_on": today()})
    return asked(
        request, form,
        lambda: actions.add_programme(
            code=form.cleaned_data["code"], taught=form.taught(), by=me(request)
        ),
        _("Made."), lambda made: ("desk:programme", made.programme.code),
        back=("desk:programmes",), title=_("Add a programme"), button=_("Add"),
    )  # fmt: skip


@require_http_methods(FILLED)
@holding(Power.TRAIN)
@once
def version(request: HttpRequest, programme: str) -> HttpResponse:
    """Follow a programme's last version by a new one."""
    row, page = programmes.programme(programme), programmes.programme_page(programme, today())
    before = page.versions[0]
    form = forms.Version(
        trainings(), request.POST or None, before=before,
        initial=forms.Version.told(before) | {"from_on": today()},
    )  # fmt: skip
    return asked(
        request, form,
        lambda: actions.add_version(programme=row, taught=form.taught(), by=me(request)),
        _("There is a new version."), lambda made: ("desk:programme", programme),
        back=("desk:programme", programme), title=_("Add a version"), caption=page.title, button=_("Add"),
    )  # fmt: skip


@require_http_methods(FILLED)
@holding(Power.TRAIN)
@once
def withdraw(request: HttpRequest, programme: str) -> HttpResponse:
    """Withdraw a programme from a day on."""
    row = programmes.programme(programme)
    form = forms.Ending(request.POST or None, initial={"on": today()})
    return asked(
        request, form,
        lambda: actions.withdraw_programme(programme=row, by=me(request), **form.cleaned_data),
        _("Withdrawn."), lambda made: ("desk:programme", programme),
        back=("desk:programme", programme), title=_("Withdraw the programme"), button=_("Withdraw it"),
        about=_("Nobody finishes it from that day on. What was finished counts on."), caption=programme,
    )  # fmt: skip


@require_safe
@holding(Power.TRAIN)
def providers(request: HttpRequest) -> HttpResponse:
    """Every provider: by whom accredited, and what those concerned said."""
    return render(request, "desk/training/providers.html", {"providers": programmes.providers(today())})


@require_safe
@holding(Power.TRAIN)
def provider(request: HttpRequest, provider: int) -> HttpResponse:
    """One provider."""
    page = programmes.provider_page(provider, today())
    return render(request, "desk/training/provider.html", {"provider": page})


@require_http_methods(FILLED)
@holding(Power.TRAIN)
@once
def new_provider(request: HttpRequest) -> HttpResponse:
    """Enter a provider."""
    form = forms.Provider(request.POST or None)
    return asked(
        request, form, lambda: actions.add_provider(name=form.cleaned_data["name"], by=me(request)),
        _("Entered. They teach once they are accredited."), lambda made: ("desk:provider", made.pk),
        back=("desk:providers",), title=_("Enter a provider"), button=_("Enter"),
    )  # fmt: skip


@require_http_methods(FILLED)
@holding(Power.TRAIN)
@once
def accredit(request: HttpRequest, provider: int) -> HttpResponse:
    """Enter an accreditation with its evidence."""
    row, on = programmes.provider(provider), today()
    known = [(each.code, f"{each.title} ({each.code})") for each in programmes.programmes(on)]
    form = forms.Accreditation(known, request.POST or None, request.FILES or None, initial={"from_on": on})

    def act() -> object:
        typed = form.cleaned_data
        return actions.accredit(
            provider=row, body=typed["body"], evidence=typed["evidence"], from_on=typed["from_on"],
            until_on=typed["until_on"], programmes=typed["programmes"], given=forms.given(typed),
            by=me(request),
        )  # fmt: skip

    return asked(
        request, form, act, _("Entered."), lambda made: ("desk:provider", provider),
        back=("desk:provider", provider), title=_("Enter an accreditation"), caption=row.name,
        button=_("Enter"), files=True,
    )  # fmt: skip


@require_http_methods(FILLED)
@holding(Power.TRAIN)
@once
def consulted(request: HttpRequest, provider: int) -> HttpResponse:
    """Enter who was asked about a provider, and what they said."""
    row = programmes.provider(provider)
    form = forms.Consulted(request.POST or None)
    return asked(
        request, form,
        lambda: actions.consulted(provider=row, by=me(request), **form.cleaned_data),
        _("Entered."), lambda made: ("desk:provider", provider), back=("desk:provider", provider),
        title=_("Enter who was asked"), caption=row.name, button=_("Enter"),
    )  # fmt: skip


@require_http_methods(FILLED)
@holding(Power.TRAIN)
@once
def withdraw_accreditation(request: HttpRequest, provider: int, accreditation: int) -> HttpResponse:
    """Withdraw an accreditation from a day on."""
    row = programmes.accreditation(provider, accreditation)
    form = forms.Ending(request.POST or None, initial={"on": today()})
    return asked(
        request, form,
        lambda: actions.withdraw_accreditation(accreditation=row, by=me(request), **form.cleaned_data),
        _("Withdrawn."), lambda made: ("desk:provider", provider), back=("desk:provider", provider),
        title=_("Withdraw the accreditation"), caption=row.body, button=_("Withdraw it"),
        about=_("Sessions of theirs from that day on are not recorded, unless another one covers them."),
    )  # fmt: skip


@require_safe
@holding(Power.TRAIN)
def paper(request: HttpRequest, provider: int, accreditation: int) -> StreamingHttpResponse:
    """The paper by which an accreditation is shown."""
    found = programmes.accreditation_paper(provider, accreditation)
    if not bytes(found.key):
        raise Hidden("erased")
    return handed(found)
