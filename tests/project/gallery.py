"""A page with every component, for the tests only: pictures, accessibility, phone, no scripts."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path

from dueprocess.kit import clock, fields
from dueprocess.kit.http import once


class StepForm(fields.Form):
    reason = fields.LongTextField(
        label="Why is the time extended?",
        hint="The parties are told this, word for word.",
        rows=4,
        max_length=2000,
    )
    kind = fields.RadiosField(
        label="What kind of hearing is it?",
        options=[
            fields.Option("oral", "In person", "At least 14 days after the bundle is served"),
            ("video", "By video"),
            ("papers", "On the papers"),
        ],
    )
    told = fields.CheckboxesField(
        label="Who is told?", options=[("c", "Complainant"), ("r", "Respondent"), ("b", "Board")]
    )
    on = fields.DateField(
        label="When does it take place?", hint="For example, 26 11 2026", latest=date(2030, 1, 1)
    )
    at = fields.MomentField(label="When was it received?", required=False)
    venue = fields.SelectField(label="Venue", options=[("v", "Video"), ("h", "Hall")])
    files = fields.FilesField(label="Papers", hint="PDF, pictures, sound or text, up to 50 MB each.")
    sure = fields.TickField(label="I have told the respondent", required=True)
    code = fields.CodeField(label="Your code", required=False)
    mail = fields.EmailField(label="Email address", required=False)
    days = fields.NumberField(label="How many days more?", required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    form = StepForm(request.POST or None, request.FILES or None)
    now = clock.now()
    context: dict[str, Any] = {
        "form": form,
        "due": now + timedelta(days=5),
        "late": now - timedelta(days=11),
        "acts": [(now - timedelta(days=9), kind, "") for kind in ("decision", "note", "", "lapse")],
        "states": [
            (now + timedelta(days=days), kind, words)
            for days, kind, words in (
                (-11, "late", "Late"),
                (1, "soon", "Due soon"),
                (40, "good", "On time"),
                (800, "wait", "Waiting"),
            )
        ],
    }
    return render(request, "gallery/desk.html", context)


def portal(request: HttpRequest) -> HttpResponse:
    return render(
        request, "gallery/portal.html", {"form": StepForm(request.POST or None), "due": clock.now()}
    )


@once
def sent(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        SENT.append(datetime.now().isoformat())  # noqa: DTZ005
        from django.http import HttpResponseRedirect

        return HttpResponseRedirect(f"/gallery/portal/?n={len(SENT)}")
    return HttpResponse(engines["django"].from_string("{% once %}").render({}, request))


SENT: list[str] = []

urlpatterns = [
    path("gallery/", gallery),
    path("gallery/portal/", portal),
    path("gallery/once/", sent),
    path("", include("dueprocess.conf.urls")),
]
handler404 = "dueprocess.kit.http.not_found"
handler500 = "dueprocess.kit.http.server_error"
