"""One's own standing: what it is, what it means, who was told of it and who looked, and how to contest it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.core.errors import Malformed, Refused
from dueprocess.kit import fields
from dueprocess.kit.components import mended, worded
from dueprocess.kit.fields import whole
from dueprocess.kit.http import Hidden, once
from dueprocess.people.models import Person
from dueprocess.standing import actions
from dueprocess.standing.extracts import own, pages


class Contest(fields.Form):
    """What is wrong with it."""

    reason = fields.LongTextField(
        label=gettext_lazy("What is wrong?"), rows=8,
        hint=gettext_lazy(
            "That it is not you, that it is over, that the days or the scope are wrong. Say what shows it."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["files"] = fields.FilesField(
            label=_("Files that show it"), most=actions.MOST_FILES,
            hint=_("A letter, a document, a picture. None is needed."),
        )  # fmt: skip


def _person(request: HttpRequest) -> Person:
    """Whoever is signed in, if they are in the register."""
    person: Person | None = getattr(request.user, "person", None)
    if person is None:
        raise Hidden("nobody of the register")
    return person


@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """One's own standing."""
    before = whole(request.GET.get("before", ""))
    shown = own.page(_person(request), before=before)
    context = {"own": shown, "days": actions.DAYS, "most": pages.LOOKS}
    return render(request, "portal/standing/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def contest(request: HttpRequest, ref: str) -> HttpResponse:
    """Contest a standing of one's own."""
    person = _person(request)
    line = own.one(person, ref)
    if line is None:
        raise Hidden("no standing of theirs")
    form = Contest(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = [(each.name, each.chunks()) for each in form.cleaned_data["files"]]
        try:
            actions.contest(person=person, ref=ref, reason=form.cleaned_data["reason"], sent=sent)
        except Malformed as error:
            for each in error.problems:
                form.add_error("reason" if each.path == "reason" else "files", mended(each))
        except Refused as error:
            form.add_error(None, worded(error.reason))
        else:
            messages.success(request, _("Sent. Somebody else than who confirmed it decides."))
            return redirect("portal:standing")
    context = {"form": form, "line": line, "days": actions.DAYS}
    return render(request, "portal/standing/contest.html", context)
