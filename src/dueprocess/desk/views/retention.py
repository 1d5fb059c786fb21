"""How long files are kept: the schedule, what may be erased and what is to be looked at, the lists that two
people erase, and every legal hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.core.errors import Refused
from dueprocess.desk import telling
from dueprocess.desk.access import held, holding, me, staff
from dueprocess.desk.asking import Told, answer, ask
from dueprocess.docket.actions.erasure_lists import propose_erasure, settle_erasure
from dueprocess.docket.extracts import erasure_lists, retention
from dueprocess.docket.extracts.erasure_lists import Listed
from dueprocess.docket.models.retention import Going
from dueprocess.kit import clock, fields
from dueprocess.kit.components import worded
from dueprocess.kit.http import Hidden, once
from dueprocess.people.models import Power

PAGE, CHECK = "desk/retention/every.html", "desk/retention/check.html"


class Erase(fields.Form):
    """What of the list is to go; that a single one goes alone is said."""

    alone = fields.TickField(
        label=gettext_lazy("If it is only one: erase it alone, although the public record shows that day"),
        required=False,
    )


@require_safe
@staff
def schedule(request: HttpRequest) -> HttpResponse:
    """The retention schedule in words, with why each class is kept for so long."""
    powers = held(request)
    context = {
        "schedule": retention.schedule(me(request)),
        "may_adopt": Power.ADOPT_RULES in powers,
        "may_look": bool(powers & {Power.ERASE, Power.OVERSEE}),
        "may_hold": bool(powers & {Power.HOLD, Power.OVERSEE}),
    }
    return render(request, "desk/retention/schedule.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.ERASE, Power.OVERSEE)
@once
def every(request: HttpRequest) -> HttpResponse:
    """What may be erased now, what is to be looked at, what is kept back; and proposing a list."""
    may = Power.ERASE in held(request)
    form = Erase(request.POST or None)
    context: dict[str, Any] = {
        "title": _("Propose to erase"),
        "schedule": retention.schedule(me(request)),
        "found": retention.closed(me(request)),
        "lists": erasure_lists.lists(me(request)),
        "may": may,
        "chosen": set(request.POST.getlist("of")),
        "erasers": retention.erasers(clock.now().date()),
        "may_hold": bool(held(request) & {Power.HOLD, Power.OVERSEE}),
    }
    if request.method != "POST" or not may:
        return ask(request, form, page=PAGE, **context)
    keys = retention.chosen(request.POST.getlist("of"), me(request))

    def act() -> Any:
        return propose_erasure(dockets=keys, by=me(request), alone=form.cleaned_data["alone"])

    def to(made: Any) -> tuple[str, int]:
        path = reverse("desk:erasure_list", args=[made.pk])
        telling.notices(request, erasure_lists.watchers(made.pk), path=path)
        return "desk:erasure_list", made.pk

    return answer(
        request, form, act, _("Proposed. Nothing is erased before a second person has agreed."), to,
        told=lambda: _told(context, keys), page=PAGE, check=CHECK, do=_("Propose it"), **context,
    )  # fmt: skip


def _told(context: dict[str, Any], keys: list[int]) -> Told:
    rows = [(each.number, each.title) for each in context["found"].erasable if each.pk in set(keys)]
    n = len(rows)
    what = ngettext("{n} file: what was written in it goes", "{n} files: what was written in them goes", n)
    return Told(
        rows,
        _("What follows"),
        [
            what.format(n=n),
            _("Names, texts, files and keys go for good. That each act was done, and when, stays."),
            _("Those who oversee are told. After three days another person can agree."),
            _("What something happens in meanwhile is not erased."),
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.ERASE, Power.OVERSEE)
@once
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A list of files to be erased: what may still go, the second person's yes or no, what became of it."""
    shown = erasure_lists.one_list(pk, me(request))
    if shown is None:
        raise Hidden("no such list, or something in it is hidden")
    context = of_list(request, shown)
    if request.method == "POST" and settled(
        request, context, settle_erasure, pk,
        (_("Agreed. What may go is erased."), _("Declined. Nothing is erased.")),
    ):  # fmt: skip
        return redirect("desk:erasure_list", pk)
    return render(request, "desk/retention/list.html", context)


def of_list(request: HttpRequest, shown: Listed) -> dict[str, Any]:
    """Return what the page of a list says to whoever looks at it."""
    erasers = retention.erasers(clock.now().date())
    return {
        "list": shown,
        "mine": shown.proposer == me(request).pk,
        "may": Power.ERASE in held(request),
        "others": [each for each in erasers if each != me(request).shown_name],
    }


def settled(
    request: HttpRequest,
    context: dict[str, Any],
    settle: Callable[..., Going],
    pk: int,
    said: tuple[str, str],
) -> bool:
    """Settle a list as the second person, or its proposer, said, and tell them so (agreed, declined); False
    with why in the context where it is refused."""
    try:
        done = settle(
            proposal=pk, agree="agree" in request.POST, by=me(request), alone="alone" in request.POST
        )
    except Refused as error:
        context["refused"] = worded(error.reason)
        return False
    messages.success(request, said[0] if done.agreed else said[1])
    return True


@require_safe
@holding(Power.HOLD, Power.OVERSEE)
def holds(request: HttpRequest) -> HttpResponse:
    """Every legal hold that runs, and those that were lifted."""
    context = {
        "running": retention.holds(me(request), running=True),
        "over": retention.holds(me(request), running=False),
    }
    return render(request, "desk/retention/holds.html", context)
