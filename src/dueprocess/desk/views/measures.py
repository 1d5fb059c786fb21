"""The board of interim measures: all in force, with age, end, next review and what is to be decided."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dueprocess.cases import extracts
from dueprocess.cases.extracts import InForceLine, Only
from dueprocess.desk.access import me, staff

WIDTH = 1000
"""Bars are in thousandths of the widest."""
FILTERS = (
    (Only.EVERY, gettext_lazy("All in force")),
    (Only.REVIEW, gettext_lazy("Review overdue")),
    (Only.ENDING, gettext_lazy("Ends within 28 days")),
    (Only.UNDECIDED, gettext_lazy("Must be decided now")),
)


@dataclass(frozen=True, slots=True)
class AgeBar:
    """How long a measure has been in force, against the longest it may last (`cap`; None: no cap), both on
    one scale with the others of the page."""

    line: InForceLine
    age: int
    cap: int | None


@require_safe
@staff
def board(request: HttpRequest) -> HttpResponse:
    """One page of the board, narrowed as asked."""
    only = _only(request.GET.get("only", ""))
    cursor = request.GET.get("after", "")
    found = extracts.in_force(me(request), only=only, cursor=cursor)
    numbers = {
        Only.EVERY: found.counts.every,
        Only.REVIEW: found.counts.review,
        Only.ENDING: found.counts.ending,
        Only.UNDECIDED: found.counts.undecided,
    }
    context = {
        "found": found,
        "bars": bars(found.lines),
        "filters": [(str(each), label, numbers[each], each is only) for each, label in FILTERS],
        "only": str(only),
        "cursor": cursor,
    }
    return render(request, "desk/measures.html", context)


def bars(lines: tuple[InForceLine, ...]) -> list[AgeBar]:
    """Return a bar for each measure, on one scale."""
    longest = max((max(each.age, each.most or 0) for each in lines), default=0) or 1

    def share(days: int) -> int:
        return round(WIDTH * days / longest)

    return [AgeBar(each, share(each.age), None if each.most is None else share(each.most)) for each in lines]


def _only(text: str) -> Only:
    """Which measures are asked for; all of them where it says nothing that is known."""
    return next((each for each in Only if each.value == text), Only.EVERY)
