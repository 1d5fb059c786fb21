"""Duties outside single cases: which there are, who has them, when each is due; and writing down that one was
done."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases.approaches import accounts
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk import duty_forms as forms
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import blame
from dueprocess.kit import clock
from dueprocess.kit.components import worded
from dueprocess.kit.http import Hidden, once
from dueprocess.rules import actions
from dueprocess.rules import extracts as rules

PREPARED = {"contacts_list": accounts.month, "yearly_review": accounts.year}
"""Duties of which the register of approaches knows what there is to say, by their names in rulebooks."""


def _prepared(duty: rules.DutyPage) -> str:
    """What is found in the form of a duty, to be read and changed before it is entered; "" for most. It is of
    whole days, the last one yesterday: what is entered later today stands in the next, which begins with the
    day on which this one was done."""
    if duty.id not in PREPARED:
        return ""
    zone = timezone.get_current_timezone()
    today = timezone.localdate(clock.now())
    since = min(duty.last_on or duty.since, today)
    until = max(today - timedelta(days=1), since)
    return PREPARED[duty.id](since, until, zone=ZoneInfo(str(zone)), today=today)


@require_safe
@staff
def every(request: HttpRequest) -> HttpResponse:
    """Every duty of the rulebook in force."""
    return render(request, "desk/duties/every.html", {"duties": rules.every_duty(me(request), clock.now())})


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def one(request: HttpRequest, duty: str) -> HttpResponse:
    """One duty, each time that it was done, and for those who have it the form to write down the next."""
    found = next((each for each in rules.every_duty(me(request), clock.now()) if each.id == duty), None)
    if found is None:
        raise Hidden("no such duty")
    form = forms.Done(found, request.POST or None, prepared=_prepared(found))
    context = {"duty": found, "done": rules.done(duty), "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/duties/one.html", context)
    typed = form.cleaned_data
    try:
        actions.do_duty(
            duty=duty, done_on=typed["done_on"], said=typed["said"], told=typed.get("told", ""),
            by=me(request), path=reverse("desk:duty", args=[duty]), chosen=form.chosen,
        )  # fmt: skip
    except Malformed as error:
        blame(form, error)
        return render(request, "desk/duties/one.html", context)
    except Refused as error:
        if error.code != "done_already":
            raise
        form.add_error("done_on", worded(error.reason))
        return render(request, "desk/duties/one.html", context)
    messages.success(request, _("Written down. The next day is reckoned from it."))
    return redirect("desk:duties")
