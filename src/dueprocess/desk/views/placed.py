"""Messages that somebody put to a case: whoever owns the case takes them in or sends them back; oversight
sees each, and who put it there.

Every line that shows what somebody wrote is written to the read journal.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases.mailbox import actions
from dueprocess.cases.mailbox import extracts as mailbox
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk.access import held, me, staff
from dueprocess.docket import wall
from dueprocess.docket.needs import Actor
from dueprocess.kit.components import faults, worded
from dueprocess.kit.http import once
from dueprocess.people.models import Person, Power


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def placed(request: HttpRequest) -> HttpResponse:
    """What waits for me to take it into a case; for oversight, all that was put into cases."""
    person = me(request)
    if request.method == "POST":
        _settle(request, person)
        return redirect("desk:placed")
    lines = mailbox.to_confirm(person)
    after = request.GET.get("after", "")
    page = mailbox.put(person, after=after) if Power.OVERSEE in held(request) else None
    for each in (*lines, *(page.lines if page else ())):
        wall.looked(each.docket, person, "message", _("to see to which case it was put"))
    return render(
        request, "desk/mailbox/placed.html", {"lines": lines, "page": page, "cursor": after}
    )  # fmt: skip


def _settle(request: HttpRequest, person: Person) -> None:
    """Take the message in that was named, or send it back with a reason."""
    number, by = request.POST.get("number", ""), Actor(person=person)
    found = next((each for each in mailbox.to_confirm(person) if each.number == number), None)
    if found is None:
        messages.warning(request, _("This message does not wait for you any more."))
        return
    try:
        if "confirm" in request.POST:
            actions.confirm(docket=found.docket, by=by)
            messages.success(request, _("It stands in the case now. Its sender is told."))
        else:
            actions.decline(docket=found.docket, by=by, reason=request.POST.get("reason", ""))
            messages.success(request, _("It is on the list of the mailbox again."))
    except Refused as error:
        messages.warning(request, worded(error.reason))
    except Malformed as error:
        messages.warning(request, faults(error))
