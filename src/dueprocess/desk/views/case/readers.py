"""Who has read a case, from the read journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dueprocess.desk.access import before, staff
from dueprocess.desk.views.case.frame import keeps, opened, show
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.extracts import ReadLine
from dueprocess.kit.http import Hidden

READ = {
    "case": gettext_lazy("timeline"),
    "readers": gettext_lazy("who has read it"),
    "sitting": gettext_lazy("who sits"),
    "authority": gettext_lazy("who had the power"),
    "act": gettext_lazy("an entry"),
    "proof": gettext_lazy("a proof file"),
    "rules": gettext_lazy("its place in the rules"),
    "note": gettext_lazy("a note"),
    "assign": gettext_lazy("assignment"),
    "table": gettext_lazy("allegations in a table"),
    "alike": gettext_lazy("which complaints read alike"),
    "related": gettext_lazy("which cases may be about the same"),
    "batch": gettext_lazy("a letter to several cases"),
    "annul": gettext_lazy("an entry, to annul it"),
    "unused evidence": gettext_lazy("the list of unused evidence"),
    "witnesses": gettext_lazy("those who were there"),
    "knew": gettext_lazy("who knew what since when"),
    "access": gettext_lazy("for whom it was opened or shut"),
    "declare": gettext_lazy("the names of the parties, to declare conflicts of interest"),
    "declarations": gettext_lazy("who has declared conflicts of interest"),
    "step down": gettext_lazy("a form, to step down"),
    "lots": gettext_lazy("who was drawn by lot"),
}
"""What the read journal calls a page, where its code does not say it already."""


@require_safe
@staff
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Who has read the case. For its owner and for oversight."""
    docket, case = opened(request, number, "readers")
    if not keeps(request, case):
        raise Hidden("the read journal is for the owner and for oversight")
    reads = dockets.reads(docket, before=before(request, "before"))
    earlier = reads[-1].pk if len(reads) == wall.READS else None
    return show(request, "readers", case, reads=_sittings(reads, case.docket.names), earlier=earlier)


@dataclass(frozen=True, slots=True)
class Sitting:
    """What somebody read in one day for one purpose, one page after the other."""

    name: str
    first: datetime
    last: datetime
    what: tuple[str, ...]
    purpose: str
    times: int


def _sittings(reads: tuple[ReadLine, ...], names: Mapping[str, str]) -> list[Sitting]:
    """Lines of the journal that follow each other, newest first, told together. `names`: of the parties,
    whom the journal knows by their local keys."""
    found = []
    for (name, purpose, _day), group in groupby(
        reads, key=lambda each: (each.name, each.purpose, timezone.localtime(each.at).date())
    ):
        lines = list(group)
        what = dict.fromkeys(str(READ.get(each.what, each.what)) for each in reversed(lines))
        found.append(
            Sitting(names.get(name, name), lines[-1].at, lines[0].at, tuple(what), purpose, len(lines))
        )
    return found
