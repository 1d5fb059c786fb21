"""The sanctions guidance beside a decision: what comparable cases ended with, and where this one would stand.

Knows how to ask and how to pass on. What may be told the extracts say; that it was looked at is journalled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from dueprocess.cases import extracts
from dueprocess.core.guidance import Guidance
from dueprocess.desk.access import me
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.models import Docket


@dataclass(frozen=True, slots=True)
class Guide:
    """The guidance that holds for a decision (None: there is none, or nothing is decided here), and by
    respondent the types of breach that lie near (`usual`), and those that may be chosen (`offered`)."""

    guidance: Guidance | None = None
    usual: Mapping[str, Sequence[str]] = field(default_factory=dict)
    offered: Mapping[str, Sequence[str]] = field(default_factory=dict)


def guide(docket: Docket, page: extracts.CasePage, asked: dockets.StepForm) -> Guide:
    """Return the guidance for a step: only of one that imposes sanctions."""
    found = extracts.holding(docket) if asked.form.sanctions else None
    if found is None:
        return Guide()
    return Guide(found, extracts.usual(found, page.allegations), extracts.offered(found, page.allegations))


def beside(request: HttpRequest, docket: Docket, by: Guide) -> tuple[extracts.BreachCases, ...]:
    """Return the comparable cases of the types of breach that lie near, for the page that asks."""
    near = [name for names in by.usual.values() for name in names]
    if by.guidance is None or not near:
        return ()
    _looked(request, docket)
    return extracts.beside(by.guidance, docket, me(request), near)


def placed(
    request: HttpRequest, docket: Docket, by: Guide, act: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[extracts.PlacedLine, ...]:
    """Return where the decision as it is typed would stand, for the page that checks it."""
    found = extracts.placed(by.guidance, docket, me(request), act, names) if by.guidance else ()
    if found:
        _looked(request, docket)
    return found


def _looked(request: HttpRequest, docket: Docket) -> None:
    wall.looked(docket, me(request), "comparables", _("to compare with earlier decisions"))
