"""Writing a complaint, page by page. Nothing typed is lost; nothing is sent before the last page.

Knows the draft and the forms. Must not know any rule: what the opening step asks comes from `cases.extracts`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dueprocess.cases import actions, extracts
from dueprocess.cases.actions import Report
from dueprocess.cases.models import Via
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket.needs import Actor, PartyIdentity, Upload
from dueprocess.kit import clock
from dueprocess.kit.http import once
from dueprocess.people import extracts as people
from dueprocess.people.models import Unit
from dueprocess.portal import drafts, forms
from dueprocess.portal.drafts import Writing

View = Callable[[HttpRequest, Writing], HttpResponse]
PARTS = (
    ("what", gettext_lazy("What happened")),
    ("who", gettext_lazy("Who it is about")),
    ("files", gettext_lazy("Files")),
    ("you", gettext_lazy("You")),
    ("review", gettext_lazy("Check and send")),
)


TYPED = frozenset({"what", "who", "attach", "you"})
"""The pages on which somebody types; what they send is kept even where their draft is gone."""


def drafted(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Open the draft for a page; one that was sent goes to its code.

    Whoever has none begins at the beginning. A page that was typed while the draft ran out, or whose cookie
    was lost, begins a new one instead: no word is thrown away.
    """

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        writing = drafts.of(request)
        if writing is None and request.method == "POST" and view.__name__ in TYPED:
            writing = drafts.begin()
            response = view(request, writing)
            drafts.give(response, writing)
            return response
        if writing is None:
            return redirect("portal:start")
        if "sent" in writing.parts and view.__name__ != "sent":
            return redirect("portal:sent")
        return view(request, writing)

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Say what will be asked and what happens with it; begin. A code that was not yet kept comes first."""
    writing = drafts.of(request)
    unkept = writing is not None and "sent" in writing.parts
    if request.method == "POST":
        if unkept:
            return redirect("portal:sent")
        writing = writing or drafts.begin()
        response = redirect("portal:what")
        drafts.give(response, writing)
        return response
    context = {"draft": writing, "unkept": unkept, "open": _takes_complaints()}
    return render(request, "portal/complain/start.html", context)


def _units() -> list[tuple[str, str]]:
    """The parts of the organisation, as a tree; none where there is but one."""
    units = people.units()
    return [(str(each.pk), "\u2003" * each.depth + each.name) for each in units] if len(units) > 1 else []


def _unit(chosen: str) -> Unit | None:
    """The part of the organisation that was named; where none was, the whole, if it is one tree."""
    roots = [each.pk for each in people.units() if each.parent is None]
    if chosen:
        return people.unit(int(chosen))
    return people.unit(roots[0]) if len(roots) == 1 else None


def _takes_complaints() -> bool:
    try:
        extracts.intake()
    except Refused:  # no rulebook is in force yet
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@drafted
def what(request: HttpRequest, writing: Writing) -> HttpResponse:
    """What happened."""
    intake = extracts.intake()
    form = forms.What(intake, _units(), request.POST or None, initial=writing.parts.get("what"))
    if request.method == "POST":
        _keep(writing, "what", request, list(form.fields))
        if form.is_valid():
            return redirect("portal:review" if "again" in request.GET else "portal:who")
    return _page(request, "what", writing, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@drafted
def who(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Who it is about: one after another, as many as it takes."""
    about: list[dict[str, str]] = writing.parts.setdefault("who", [])
    if "remove" in request.POST:
        place = request.POST["remove"]
        if place.isdecimal() and int(place) < len(about):
            del about[int(place)]
            writing.save()
        return redirect("portal:who")
    empty = not any(request.POST.get(name) for name in ("kind", "name", "details"))
    if request.method == "POST" and about and empty:
        return redirect("portal:files")
    form = forms.Who(request.POST or None, initial=writing.parts.get("who_typed"))
    if request.method == "POST":
        _keep(writing, "who_typed", request, list(form.fields))
        if form.is_valid():
            named = {name: form.cleaned_data[name] for name in ("kind", "name", "details")}
            if named not in about:
                about.append(named)
            del writing.parts["who_typed"]
            writing.save()
            return redirect("portal:who" if "another" in request.POST else "portal:files")
    labels = dict(forms.Who.base_fields["kind"].choices)  # type: ignore[attr-defined]
    shown = [each | {"label": each["name"] or labels.get(each["kind"], "")} for each in about]
    return _page(request, "who", writing, form=form, about=shown)


@require_http_methods(["GET", "HEAD", "POST"])
@drafted
def attach(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Files, each judged when it comes: one that is not taken does not hold up the others."""
    if "remove" in request.POST:
        if request.POST["remove"].isdecimal():
            writing.detach(int(request.POST["remove"]))
        return redirect("portal:files")
    form = forms.Files(request.POST, request.FILES) if request.method == "POST" else forms.Files()
    if request.method == "POST" and form.is_valid():
        for upload in form.cleaned_data["attached"]:
            try:
                writing.attach(upload.name, upload.chunks())
            except Malformed as error:
                form.add_error(
                    "attached", f"{upload.name}: {error.problems[0].what} {error.problems[0].mend}"
                )
        if form.is_valid():
            return redirect("portal:files" if "another" in request.POST else "portal:you")
    return _page(request, "files", writing, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@drafted
def you(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Who complains, as far as they want to say."""
    form = forms.You(extracts.intake(), request.POST or None, initial=writing.parts.get("you"))
    if request.method == "POST":
        _keep(writing, "you", request, list(form.fields))
        if form.is_valid():
            return redirect("portal:review")
    return _page(request, "you", writing, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@drafted
@once
def review(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Everything once more; then it is sent, once, however often the button is pressed."""
    intake = extracts.intake()
    units = _units()
    said = forms.What(intake, units, writing.parts.get("what", {}))
    person = forms.You(intake, writing.parts.get("you", {}))
    if not said.is_valid():
        return redirect("portal:what")
    if not person.is_valid():
        return redirect("portal:you")
    if request.method == "POST":
        return _send(request, writing, intake, said, person)
    typed = said.cleaned_data
    choices = {"yes": _("Yes"), "no": _("No"), "unknown": _("I do not know")}
    names = {**choices, **{pk: name.strip() for pk, name in units}}
    listed = ("ongoing", "danger", "unit")
    shown = [
        (str(said[name].label), names.get(typed[name], "") if name in listed else typed[name])
        for name in said.fields
        if typed[name]
    ]
    return _page(
        request, "review", writing, said=shown, person=person.cleaned_data, about=writing.parts.get("who", [])
    )


def _send(
    request: HttpRequest, writing: Writing, intake: extracts.Intake, said: forms.What, person: forms.You
) -> HttpResponse:
    typed, mine = said.cleaned_data, person.cleaned_data
    papers = {paper: typed[f"paper_{n}"] for n, paper in enumerate(intake.papers)}
    details = {name: typed[name] for name in ("when", "where", "witnesses", "ongoing", "danger", "wish")}
    if mine["minor"]:
        details["under 18"] = "yes"
    receipt = actions.receive_complaint(
        report=Report(
            summary=typed["summary"],
            reporter=_reporter(mine),
            respondents=[identity for each in writing.parts.get("who", ()) if (identity := _about(each))],
            papers=papers,
            facts=person.recorded(mine),
            details=details,
            files=[Upload(each.name, writing.chunks(each)) for each in writing.attached()],
        ),
        via=Via.PORTAL,
        by=Actor(),
        at=clock.now(),
        unit=_unit(typed.get("unit", "")),
    )
    writing.drop()
    writing.parts = {"sent": {"number": receipt.number, "code": receipt.code}}
    writing.save()
    return redirect("portal:sent")


@require_http_methods(["GET", "HEAD", "POST"])
@drafted
def sent(request: HttpRequest, writing: Writing) -> HttpResponse:
    """The number and the code, shown until they are kept; then the way to the matter itself."""
    receipt = writing.parts.get("sent")
    if receipt is None:
        return redirect("portal:review")
    if request.method == "POST":
        response: HttpResponse = redirect("portal:matter")
        if "kept" not in request.POST:
            return render(request, "portal/complain/sent.html", {"receipt": receipt, "asked": True})
        found = actions.find_by_code(receipt["code"])
        request.session.cycle_key()
        request.session["matter"] = {"number": found.docket.number, "key": found.complainant}
        writing.drop()
        drafts.forget(response)
        return response
    return render(request, "portal/complain/sent.html", {"receipt": receipt})


@require_http_methods(["GET", "HEAD", "POST"])
@drafted
def stop(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Throw the draft away."""
    if request.method == "POST":
        writing.drop()
        response: HttpResponse = redirect("public:home")
        drafts.forget(response)
        return response
    return render(request, "portal/complain/stop.html")


def _keep(writing: Writing, part: str, request: HttpRequest, names: list[str]) -> None:
    """Keep what was typed before it is judged: a fault on the page loses no word."""
    boxes = ("_day", "_month", "_year")
    known = {*names, *(f"{name}{box}" for name in names for box in boxes)}
    kept = {name: request.POST[name] for name in request.POST if name in known}
    writing.parts[part] = kept
    writing.save()


def _page(request: HttpRequest, part: str, writing: Writing, **context: Any) -> HttpResponse:
    names = [name for name, _title in PARTS]
    place = names.index(part)
    context |= {
        "parts": [
            (name, title, "done" if n < place else "here" if n == place else "")
            for n, (name, title) in enumerate(PARTS)
        ],
        "number": place + 1,
        "of": len(PARTS),
        "before": f"portal:{names[place - 1]}" if place else "portal:start",
        "attached": writing.attached(),
    }
    return render(request, f"portal/complain/{part}.html", context)


def _reporter(typed: dict[str, Any]) -> PartyIdentity | None:
    if typed["named"] != "yes":
        return None
    contact = {name: typed[name] for name in ("email", "phone") if typed[name]}
    return PartyIdentity(kind="complainant", name=typed["name"], contact=contact, minor=typed["minor"])


def _about(each: dict[str, str]) -> PartyIdentity | None:
    kind, name = each["kind"], each["name"]
    contact = {"details": each["details"]} if each["details"] else {}
    if kind == forms.ORGANISATION:
        return PartyIdentity(kind="respondent", organisation=True, contact=contact)
    if kind == forms.UNKNOWN and not (name or contact):
        return None
    if kind in (forms.UNIT, forms.BODY):
        return PartyIdentity(kind="respondent", body=name or each["details"], contact=contact)
    return PartyIdentity(kind="respondent", name=name, contact=contact)
