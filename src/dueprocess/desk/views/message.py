"""One message of the complaints mailbox, and the four answers to what it is.

What cannot be taken back is shown once more before it is done. Every view asks the wall, which writes the
read journal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dueprocess.cases import extracts
from dueprocess.cases.mailbox import actions
from dueprocess.cases.mailbox import extracts as mailbox
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk import asking, forms
from dueprocess.desk.access import me, staff
from dueprocess.desk.views.intake import report, show
from dueprocess.docket import actions as dockets
from dueprocess.docket import extracts as files
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.models.dockets import MESSAGE
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.downloads import download
from dueprocess.kit.http import Hidden, denied, once
from dueprocess.people import extracts as people


def _open(request: HttpRequest, number: str) -> tuple[Docket, mailbox.MessagePage]:
    docket = wall.open(number, me(request), _("in the mailbox"), what=MESSAGE)
    if docket.kind != MESSAGE:
        raise Hidden("no message any more")
    return docket, mailbox.page(docket, me(request))


def _by(request: HttpRequest) -> Actor:
    return Actor(person=me(request))


def _waiting(page: mailbox.MessagePage) -> None:
    """Refuse what only somebody with a part in it may do, while nobody has said what it is."""
    if not page.has_part:
        raise denied(_("You have no part in this: you can read it, and write nothing."))
    if page.state != "waiting":
        raise Refused("already_done", _("Somebody has said already what this message is."), None)


@require_safe
@staff
def one(request: HttpRequest, number: str) -> HttpResponse:
    """The message, what is proposed, and the answers. One that became a case leads there."""
    docket = wall.open(number, me(request), _("in the mailbox"), what=MESSAGE)
    if docket.kind != MESSAGE:
        return redirect("desk:case", number=docket.number)
    page = mailbox.page(docket, me(request))
    like = len(mailbox.like(docket, me(request))) - 1 if page.state == "waiting" else 0
    return render(request, "desk/mailbox/message.html", {"message": page, "like": like})


@require_safe
@staff
def file(request: HttpRequest, number: str, n: int, file: int) -> StreamingHttpResponse:
    """One file, opened; always as a download."""
    docket = wall.open(number, me(request), _("in the mailbox"), what=f"{MESSAGE} file {n}/{file}")
    if not mailbox.gives_file(docket, n):
        raise Hidden("the case into which it was put keeps something of it back")
    line, content = files.file_bytes(docket, n, file, viewer=me(request))
    return download(content, line.name, line.size)


class Complaint(forms.Intake):
    """The intake form, filled in from the message; its way and its moment are known."""

    def __init__(self, asked: Any, units: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(asked, units, *args, **kwargs)
        for name in ("via", "received_at", "late_reason", "attached"):
            del self.fields[name]
        self.fields["tell"] = fields.TickField(
            label=_("Send the receipt code to the address that the message came from"),
            hint=_("With the code one reads letters and answers. Leave it out if the address may be forged."),
        )

    @property
    def parts(self) -> list[tuple[str, str, list[Any]]]:
        """The fields under their headings."""
        papers = [name for name in self.fields if name.startswith("paper_")]
        facts = [name for name in self.fields if name.startswith("fact_")]
        parts = (
            (_("What was reported"), "", ["summary", *papers]),
            (_("From whom"), "", ["reporter", "member", "email", "phone", "minor", "tell"]),
            (_("About whom"), "", ["about", "clause", "conduct_from", "unit"]),
            (_("What is recorded"), "", facts),
        )
        return [(title, says, [self[name] for name in names]) for title, says, names in parts]


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def complaint(request: HttpRequest, number: str) -> HttpResponse:
    """It is a complaint: who, against whom, under which rule. The same number goes on as a case."""
    docket, page = _open(request, number)
    _waiting(page)
    asked = extracts.intake()
    first = page.parts[0]
    name = first.sender.rpartition("<")[0].strip() or first.sender
    filled = {
        "summary": "\n\n".join(part.text for part in page.parts if part.text) or first.subject,
        "reporter": name,
        "email": first.address,
        "tell": not first.checks or dict(first.checks).get("dmarc") == "pass",
    }
    form = Complaint(asked, forms.units(people.units()), request.POST or None, initial=filled)
    context = {"form": form, "asked": asked, "message": page}
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if "sure" not in request.POST:
            return _check(request, page, form, _("It is a complaint"), _("Open the case"))
        if (answer := _made(request, docket, page, asked, form)) is not None:
            return answer
    return render(request, "desk/mailbox/complaint.html", context)


def _made(
    request: HttpRequest, docket: Docket, page: mailbox.MessagePage, asked: Any, form: Complaint
) -> HttpResponse | None:
    typed = form.cleaned_data | {"attached": []}
    try:
        receipt = actions.make_complaint(
            docket=docket, report=report(asked, typed), by=_by(request),
            unit=people.unit(int(typed["unit"])) if typed["unit"] else None,
            tell=page.parts[0].address if typed["tell"] else "",
        )  # fmt: skip
    except Malformed as error:
        asking.blame(form, error)
    except Refused as error:
        if error.code == "already_done":
            raise
        form.add_error(None, error.reason)
    else:
        return show(request, receipt)
    return None


class Place(fields.Form):
    """Which case a message belongs to."""

    case = fields.CodeField(label=_("Number of the case or complaint"))


class From(fields.Form):
    """As whose words it goes in."""

    def __init__(self, parties: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [*parties, ("none", _("From somebody who is no party: as information that I add"))]
        self.fields["party"] = fields.RadiosField(label=_("From whom is it?"), options=options)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def place(request: HttpRequest, number: str) -> HttpResponse:
    """It belongs to a case: first which, then from whom; the check page shows both."""
    docket, page = _open(request, number)
    _waiting(page)
    which = Place(request.POST or None, initial={"case": page.parts[0].matter})
    context: dict[str, Any] = {"message": page, "which": which}
    if request.method != "POST" or not which.is_valid():
        return render(request, "desk/mailbox/place.html", context)
    try:
        case = extracts.case_behind(which.cleaned_data["case"], me(request))
        case = wall.open(case.number, me(request), _("to put a message there"), what="parties")
    except (Refused, Hidden):
        which.add_error("case", _("There is no case of this number that you can see."))
        return render(request, "desk/mailbox/place.html", context)
    parties = mailbox.parties(case)
    form = From(parties, request.POST if "party" in request.POST or "asked" in request.POST else None)
    context |= {"form": form, "case": case.number}
    if not form.is_bound or not form.is_valid() or "change" in request.POST:
        return render(request, "desk/mailbox/place.html", context)
    if "sure" not in request.POST:
        party = form.cleaned_data["party"]
        mine = actions.alone(docket, case, "" if party == "none" else party, _by(request))
        told = _("At once: you own the case, and a party wrote it.") if mine else _(
            "Once the case’s owner, or somebody else who says what messages are, has taken it in."
        )  # fmt: skip
        also = {_("Case"): case.number, _("When is it there?"): told}
        return _check(request, page, form, _("It belongs to a case"), _("Put it there"), also)
    party = form.cleaned_data["party"]
    note = actions.place(docket=docket, case=case, party="" if party == "none" else party, by=_by(request))
    if note.docket_id != case.pk:
        messages.success(request, _("Written down. It is in the case when somebody else has taken it in."))
        return redirect("desk:message", number=number)
    messages.success(request, _("It stands in the case now."))
    return redirect("desk:act", number=case.number, n=note.n)


class NoComplaint(fields.Form):
    """Why a message is no complaint, and who says so with me."""

    def __init__(self, able: Iterable[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = fields.LongTextField(label=_("Why is it not a complaint?"), rows=3)
        self.fields["signer"] = fields.SelectField(
            label=_("Who is to sign it with you?"), options=[(str(pk), name) for pk, name in able]
        )


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def not_complaint(request: HttpRequest, number: str) -> HttpResponse:
    """It is no complaint: proposed by one person, and so only once another has signed."""
    docket, page = _open(request, number)
    _waiting(page)
    form = NoComplaint(files.signers(docket, me(request)), request.POST or None)
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if "sure" not in request.POST:
            return _check(request, page, form, _("It is not a complaint"), _("Ask them to sign"))
        try:
            actions.propose_not_complaint(
                docket=docket, by=_by(request), signer=people.get(int(form.cleaned_data["signer"])),
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except Refused as error:
            form.add_error("signer", error.reason)
        else:
            messages.success(request, _("Written down. It waits for the other signature, and on the list."))
            return redirect("desk:message", number=number)
    context = {"message": page, "form": form, "title": _("It is not a complaint"), "button": _("Continue")}
    return render(request, "desk/mailbox/form.html", context)


@require_POST
@staff
@once
def automatic(request: HttpRequest, number: str) -> HttpResponse:
    """It is plainly a machine's: one click of one officer."""
    docket, page = _open(request, number)
    _waiting(page)
    actions.file_automatic(docket=docket, by=_by(request))
    messages.success(request, _("Filed as automatic. It is kept, and can be put back on the list."))
    return redirect("desk:mailbox")


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def back(request: HttpRequest, number: str) -> HttpResponse:
    """It was filed, and should not have been: back on the list."""
    docket, page = _open(request, number)
    if not page.has_part:
        raise denied(_("You have no part in this: you can read it, and write nothing."))
    form = forms.Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.put_back(docket=docket, by=_by(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("It is on the list again."))
        return redirect("desk:message", number=number)
    context = {
        "message": page,
        "form": form,
        "title": _("Put it back on the list"),
        "button": _("Put it back"),
    }
    return render(request, "desk/mailbox/form.html", context)


class Assign(fields.Form):
    """Who looks at a message from now on."""

    def __init__(self, able: Iterable[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = fields.SelectField(
            label=_("Who is to say what it is?"), options=[(str(pk), name) for pk, name in able]
        )
        self.fields["reason"] = fields.LongTextField(label=_("Why?"), rows=3)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Give a message to somebody else, or to oneself."""
    docket, page = _open(request, number)
    _waiting(page)
    form = Assign(mailbox.able(docket), request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        dockets.assign(docket=docket, to=int(typed["to"]), by=_by(request), reason=typed["reason"])
        messages.success(request, _("Assigned."))
        return redirect("desk:message", number=number)
    context = {"message": page, "form": form, "title": _("Give it to somebody"), "button": _("Assign")}
    return render(request, "desk/mailbox/form.html", context)


def _check(
    request: HttpRequest,
    page: mailbox.MessagePage,
    form: fields.Form,
    title: str,
    button: str,
    also: dict[str, str] | None = None,
) -> HttpResponse:
    """Show once more what is about to be done; the same fields come back with it."""
    context = {
        "message": page,
        "title": title,
        "button": button,
        "told": [*(also or {}).items(), *asking.typed(form)],
        "again": asking.again(request.POST, "once", "sure", "change"),
    }
    return render(request, "desk/mailbox/check.html", context)


__all__ = ["assign", "automatic", "back", "complaint", "file", "not_complaint", "one", "place"]
