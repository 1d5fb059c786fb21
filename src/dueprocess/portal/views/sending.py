"""The end of a complaint: everything once more, the sending, the number and the code; or throwing it away.

Knows the draft and the forms. Must not know any rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases import actions, extracts
from dueprocess.cases.actions import Report
from dueprocess.cases.models import Via
from dueprocess.docket.needs import Actor, PartyIdentity, Upload
from dueprocess.kit import clock
from dueprocess.kit.http import once
from dueprocess.ledger import extracts as record
from dueprocess.people import extracts as people
from dueprocess.people.models import Unit
from dueprocess.portal import drafts, forms
from dueprocess.portal.drafts import Writing
from dueprocess.portal.views.complain import drafted, page, units
from dueprocess.portal.views.follow import MATTER


@dataclass(frozen=True, slots=True)
class Written:
    """The forms of a complaint, which are judged once more before it is sent."""

    said: forms.What
    touched: forms.Whom
    seen: forms.Files
    person: forms.You
    intake: extracts.Intake

    def faulty(self) -> str:
        """The page to go back to, "" where all is well."""
        named = {"what": self.said, "whom": self.touched, "files": self.seen, "you": self.person}
        return next((name for name, form in named.items() if not form.is_valid()), "")


def _written(writing: Writing, choices: list[tuple[str, str]]) -> Written:
    intake, parts = extracts.intake(), writing.parts
    return Written(
        forms.What(intake, choices, parts.get("what", {})), forms.Whom(intake, parts.get("whom", {})),
        forms.Files(parts.get("files", {}), {}), forms.You(intake, parts.get("you", {})), intake,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@drafted
@once
def review(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Everything once more; then that is sent, once, however often the button is pressed. What another window
    changed in between is shown first."""
    written = _written(writing, units())
    if faulty := written.faulty():
        return redirect(f"portal:{faulty}")
    seal = writing.seal
    other = request.method == "POST" and request.POST.get("checked", seal) != seal
    if request.method == "POST" and not other:
        return _send(writing, written)
    return page(
        request, "review", writing, said=_rows(written.said), touched=_rows(written.touched),
        seen=_rows(written.seen), recorded=_recorded(written.person),
        person=written.person.cleaned_data, about=writing.parts.get("who", []),
        danger=written.touched.cleaned_data.get("danger") == "yes", seal=seal, other=other,
    )  # fmt: skip


def _rows(form: Any) -> list[tuple[str, str]]:
    """What was entered on a page, in words, without what was left empty."""
    rows = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value in (None, "", [], False):
            continue
        choices = {str(key): str(label).strip() for key, label in getattr(field, "choices", ())}
        said = _("Yes") if value is True else choices.get(str(value), str(value))
        rows.append((str(field.label), said))
    return rows


def _recorded(form: forms.You) -> list[tuple[str, str]]:
    """What the rulebook asks, as it was answered."""
    asked = {str(fact.title) for fact in form.facts}
    return [row for row in _rows(form) if row[0] in asked]


def _send(writing: Writing, written: Written) -> HttpResponse:
    typed, mine = written.said.cleaned_data, written.person.cleaned_data
    touched, intake = written.touched.cleaned_data, written.intake
    papers = {paper: typed[f"paper_{n}"] for n, paper in enumerate(intake.papers)}
    details = {name: typed[name] for name in ("when", "where", "wish")}
    details |= {"witnesses": written.seen.cleaned_data["witnesses"]}
    details |= {name: touched[name] for name in ("affected", "ongoing", "danger") if touched.get(name)}
    if _others(touched):
        details["affected knows"] = touched["affected_knows"]
    if mine["minor"]:
        details["under 18"] = "yes"
    receipt = actions.receive_complaint(
        report=Report(
            summary=typed["summary"],
            reporter=_reporter(mine),
            respondents=[identity for each in writing.parts.get("who", ()) if (identity := _about(each))],
            others=_others(touched),
            papers=papers,
            facts=written.person.recorded(mine),
            details=details,
            files=[Upload(each.name, writing.chunks(each)) for each in writing.attached()],
        ),
        via=Via.PORTAL,
        by=Actor(),
        at=clock.now(),
        unit=_unit(typed.get("unit", "")),
    )
    writing.drop()
    writing.parts = {"sent": {"number": receipt.number, "code": receipt.code, "minor": mine["minor"]}}
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
            return _receipt(request, receipt, asked=True)
        found = actions.find_by_code(receipt["code"])
        request.session.cycle_key()
        request.session[MATTER] = {"number": found.docket.number, "key": found.complainant}
        writing.drop()
        drafts.forget(response)
        return response
    return _receipt(request, receipt)


def _receipt(request: HttpRequest, receipt: dict[str, Any], *, asked: bool = False) -> HttpResponse:
    found = actions.find_by_code(receipt["code"])
    matter = extracts.party_page(found.docket, key=found.complainant)
    follow = request.build_absolute_uri(reverse("portal:follow"))
    context = {
        "receipt": receipt, "asked": asked, "matter": matter, "follow": follow, "number": receipt["number"],
        "log": record.named(), "record_page": request.build_absolute_uri("/record/"),
    }  # fmt: skip
    return render(request, "portal/complain/sent.html", context)


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


def _reporter(typed: dict[str, Any]) -> PartyIdentity | None:
    if typed["named"] != "yes":
        return None
    contact = {name: typed[name] for name in ("email", "phone") if typed[name]}
    return PartyIdentity(kind="complainant", name=typed["name"], contact=contact, minor=typed["minor"])


def _others(touched: dict[str, Any]) -> list[PartyIdentity]:
    """To whom it happened, where that is not who complains. Their name may stay open."""
    named = touched.get("affected_name", ""), bool(touched.get("affected_minor"))
    if touched.get("affected") not in (forms.OTHER, forms.BOTH) and not any(named):
        return []
    return [PartyIdentity(kind=forms.AFFECTED, name=named[0], minor=named[1])]


def _about(each: dict[str, str]) -> PartyIdentity | None:
    kind, name = each["kind"], each["name"]
    contact = {"details": each["details"]} if each["details"] else {}
    if kind == forms.ORGANISATION:
        return PartyIdentity(kind="respondent", organisation=True, contact=contact)
    if kind == forms.UNKNOWN and not (name or contact):
        return None
    if (known := people.unit_named(name)) is not None:
        return PartyIdentity(kind="respondent", unit=known, contact=contact)
    if kind in (forms.UNIT, forms.BODY):
        return PartyIdentity(kind="respondent", body=name or each["details"], contact=contact)
    return PartyIdentity(kind="respondent", name=name, contact=contact)


def _unit(chosen: str) -> Unit | None:
    """The part of the organisation that was named; where none was, the whole, if it is one tree."""
    roots = [each.pk for each in people.units() if each.parent is None]
    if chosen:
        return people.unit(int(chosen))
    return people.unit(roots[0]) if len(roots) == 1 else None
