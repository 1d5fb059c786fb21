"""Several messages of the mailbox at once: one answer for all that were ticked, and several signatures.

Each message is answered by the same action as by hand, one after another; what is refused for one is told and
holds up none of the others. Nothing is done before it was shown what would be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dueprocess.cases import extracts
from dueprocess.cases.mailbox import actions
from dueprocess.cases.mailbox import extracts as mailbox
from dueprocess.cases.mailbox.actions import Sorted
from dueprocess.cases.mailbox.extracts import Chosen, ToSign
from dueprocess.core.errors import Refused
from dueprocess.desk import asking, forms
from dueprocess.desk.access import me, staff
from dueprocess.desk.views.intake import report
from dueprocess.desk.views.mailbox import alike_to
from dueprocess.docket import actions as dockets
from dueprocess.docket import extracts as files
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.fields import whole
from dueprocess.kit.http import Hidden, once
from dueprocess.people import extracts as people

SENT_ANEW = ("once", "checked", "change", "as", "of", "all", "asked", "read")
"""What each page of the form writes itself."""
TOLD = 20
"""Refusals that are told one by one; the messages themselves still stand in the list."""


class Nothing(fields.Form):
    """What is plainly a machine's needs no word."""


class NoComplaints(fields.Form):
    """Why these messages are no complaints, and who says so with me."""

    def __init__(self, able: Iterable[tuple[int, str]], *args: Any) -> None:
        super().__init__(*args)
        self.fields["reason"] = fields.LongTextField(
            label=_("Why are they not complaints?"), hint=_("It stands beside each of them."), rows=3
        )
        self.fields["signer"] = fields.SelectField(
            label=_("Who is to sign it with you?"), options=[(str(pk), name) for pk, name in able]
        )


class Complaints(forms.Intake):
    """What is the same in all of them. Who complains and what they say is taken from each message."""

    def __init__(self, asked: Any, units: Any, *args: Any) -> None:
        super().__init__(asked, units, *args)
        own = ("via", "received_at", "late_reason", "attached", "summary", "reporter", "member", "email")
        for name in (*own, "phone", "minor"):
            del self.fields[name]
        self.fields["tell"] = fields.TickField(
            label=_("Send each sender the receipt code of their complaint"), initial=True,
            hint=_("With the code one reads letters and answers. It goes to checked addresses only."),
        )  # fmt: skip


@require_POST
@staff
@once
def several(request: HttpRequest) -> HttpResponse:
    """One answer for all messages that were ticked: what is asked, what it would do, then it is done."""
    person, code = me(request), request.POST.get("as", "")
    if code not in KINDS:
        raise Hidden("no such answer")
    kind = KINDS[code]
    numbers = request.POST.getlist("of")
    if "all" in request.POST and "asked" not in request.POST:
        numbers = list(_listed(request))
    chosen = mailbox.chosen(person, numbers[: mailbox.MOST])
    if not chosen:
        messages.warning(request, _("Tick the messages first: none was chosen that still waits."))
        return redirect("desk:mailbox")
    form = kind.form(request, chosen)
    context: dict[str, Any] = {"kind": code, "title": kind.title, "chosen": chosen}
    if "asked" not in request.POST or not form.is_valid() or "change" in request.POST:
        return render(request, "desk/mailbox/several.html", context | {"form": form})
    for each in chosen:
        wall.looked(each.docket, person, "message", _("to say what it is, with others"))
    act = kind.act(request, form, {each.number: each for each in chosen})
    if "checked" not in request.POST:
        with transaction.atomic():
            tried = actions.one_after_another((each.docket for each in chosen), act)
            transaction.set_rollback(True)
        left = dict(tried.refused)
        able = [each for each in chosen if each.number not in left]
        shown = [(each, left[each.number]) for each in chosen if each.number in left]
        context |= {
            "able": able,
            "left": shown,
            "again": asking.again(request.POST, *SENT_ANEW),
            "button": kind.button(len(able)),
            "told": asking.typed(form),
        }
        return render(request, "desk/mailbox/several_check.html", context)
    done = actions.one_after_another((each.docket for each in chosen), act, lengths=_read(request))
    return _told(request, done, kind.said(len(done.made)), _after(code, done))


def _read(request: HttpRequest) -> dict[str, int]:
    """How long each message was when it was checked, by its number: nothing is done to what nobody read."""
    pairs = (each.rpartition(":") for each in request.POST.getlist("read"))
    return {number: whole(length) or 0 for number, _colon, length in pairs}


def _listed(request: HttpRequest) -> tuple[str, ...]:
    """The numbers of all that stand in the list from which the form was sent."""
    person, among = me(request), alike_to(request.POST.get("like", ""), me(request))
    return mailbox.numbers(person, proposal=request.POST.get("proposal", ""), among=among, most=mailbox.MOST)


def _told(request: HttpRequest, done: Sorted[Any], said: str, to: Any) -> HttpResponse:
    """Say how many were done, and of the others why not."""
    if done.made:
        messages.success(request, said)
    for number, why in done.refused[:TOLD]:
        messages.warning(request, f"{number}: {why}")
    if len(done.refused) > TOLD:
        rest = len(done.refused) - TOLD
        messages.warning(
            request,
            ngettext("{n} more stands in the list as before.", "{n} more stand in the list as before.", rest)
            .format(n=rest),
        )  # fmt: skip
    return redirect(*to)


def _after(code: str, done: Sorted[Any]) -> tuple[str, ...]:
    """Where to go on: several complaints may belong into one case."""
    if code == "complaint" and len(done.made) > 1:
        return ("desk:alike", done.made[0].case)
    return ("desk:mailbox",)


def _no_complaints(request: HttpRequest, chosen: tuple[Chosen, ...]) -> NoComplaints:
    able = files.signers(chosen[0].docket, me(request))
    return NoComplaints(able, request.POST if "asked" in request.POST else None)


def _nothing(request: HttpRequest, chosen: tuple[Chosen, ...]) -> Nothing:
    return Nothing(request.POST if "asked" in request.POST else None)


def _complaints(request: HttpRequest, chosen: tuple[Chosen, ...]) -> Complaints:
    posted = request.POST if "asked" in request.POST else None
    return Complaints(extracts.intake(), forms.units(people.units()), posted)


def _file(request: HttpRequest, form: Any, of: dict[str, Chosen]) -> Callable[[Docket], Any]:
    return lambda docket: actions.file_automatic(docket=docket, by=Actor(person=me(request)))


def _propose(request: HttpRequest, form: Any, of: dict[str, Chosen]) -> Callable[[Docket], Any]:
    signer, reason = people.get(int(form.cleaned_data["signer"])), form.cleaned_data["reason"]
    by = Actor(person=me(request))
    return lambda docket: actions.propose_not_complaint(docket=docket, by=by, signer=signer, reason=reason)


def _open(request: HttpRequest, form: Any, of: dict[str, Chosen]) -> Callable[[Docket], Any]:
    asked, same = extracts.intake(), form.cleaned_data
    unit = people.unit(int(same["unit"])) if same["unit"] else None

    def open_one(docket: Docket) -> Any:
        each = of[docket.number]
        if each.forged:
            why = _("Its sender may be forged. Open it by itself, and look.")
            raise Refused("forged", why, None)
        mine = {"reporter": each.name, "member": "", "email": each.address, "phone": "", "minor": False}
        typed = same | mine | {"summary": each.text or each.subject, "attached": []}
        return actions.make_one_of_several(
            docket=docket, report=report(asked, typed), by=Actor(person=me(request)), unit=unit,
            tell=each.address if same["tell"] and each.told else "",
        )  # fmt: skip

    return open_one


@dataclass(frozen=True, slots=True)
class Kind:
    """An answer that may be given to several at once: the title of its pages, the button by how many, its
    form, what it does to one message, what is said at the end of so many."""

    title: Any
    button: Callable[[int], str]
    form: Callable[[HttpRequest, tuple[Chosen, ...]], Any]
    act: Callable[[HttpRequest, Any, dict[str, Chosen]], Callable[[Docket], Any]]
    said: Callable[[int], str]


KINDS = {
    "automatic": Kind(
        gettext_lazy("They were written by machines"),
        lambda n: ngettext("File {n} message", "File {n} messages", n).format(n=n),
        _nothing,
        _file,
        lambda n: ngettext(
            "{n} message is filed as automatic. It is kept, and can be put back on the list.",
            "{n} messages are filed as automatic. They are kept, and can be put back on the list.",
            n,
        ).format(n=n),
    ),
    "not_complaint": Kind(
        gettext_lazy("They are not complaints"),
        lambda n: ngettext("Ask them to sign {n} message", "Ask them to sign {n} messages", n).format(n=n),
        _no_complaints,
        _propose,
        lambda n: ngettext(
            "{n} message waits for the other signature, and on the list.",
            "{n} messages wait for the other signature, and on the list.",
            n,
        ).format(n=n),
    ),
    "complaint": Kind(
        gettext_lazy("They are complaints about the same"),
        lambda n: ngettext("Open {n} case", "Open {n} cases", n).format(n=n),
        _complaints,
        _open,
        lambda n: ngettext(
            "{n} case is open, with the number of its message.",
            "{n} cases are open, each with the number of its message. Now join what belongs together.",
            n,
        ).format(n=n),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def signatures(request: HttpRequest) -> HttpResponse:
    """The messages that I am asked to call no complaint too: read each, tick it, sign them together."""
    person = me(request)
    if request.method == "POST":
        ticked = [key for each in request.POST.getlist("of") if (key := whole(each)) is not None]
        waits = {each.proposal.docket_id: each for each in mailbox.to_sign(person, only=ticked)}
        if not waits:
            messages.warning(request, _("Tick what you sign. Nothing was signed."))
            return redirect("desk:mailbox_signatures")

        def act(docket: Docket) -> Any:
            return dockets.sign(proposal=waits[docket.pk].proposal, by=Actor(person=person))

        done = actions.one_after_another((each.proposal.docket for each in waits.values()), act)
        n = len(done.made)
        said = ngettext("{n} signature is in the record.", "{n} signatures are in the record.", n).format(n=n)
        return _told(request, done, said, ("desk:mailbox_signatures",))
    lines: tuple[ToSign, ...] = mailbox.to_sign(person)
    for each in lines:
        wall.looked(each.proposal.docket, person, "message", _("to sign that it is no complaint"))
    context = {"lines": lines, "count": mailbox.count_to_sign(person)}
    return render(request, "desk/mailbox/signatures.html", context)
