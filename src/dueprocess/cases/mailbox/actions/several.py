"""The same answer for several messages: given to one after another, each whole or not at all, as by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.actions.receiving import Receipt, Report
from dueprocess.cases.mailbox.actions.classifying import make_complaint
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket.actions import standing
from dueprocess.docket.models import Docket, Reach
from dueprocess.docket.models.dockets import YES
from dueprocess.docket.needs import Actor
from dueprocess.kit.components import faults, worded
from dueprocess.people.models import Unit

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Sorted(Generic[Made]):
    """What was made of them, and of which messages nothing, by number with the reason in words."""

    made: tuple[Made, ...]
    refused: tuple[tuple[str, str], ...]


def one_after_another(
    dockets: Iterable[Docket], act: Callable[[Docket], Made], *, lengths: Mapping[str, int] | None = None
) -> Sorted[Made]:
    """Do for each of these messages what `act` does for one of them; what is refused for one, is left out and
    told, and holds up none of the others. `lengths`: how long each was, by its number, when it was checked;
    whatever is longer now, or was not checked, is refused."""
    made: list[Made] = []
    refused: list[tuple[str, str]] = []
    for docket in dockets:
        try:
            with transaction.atomic():
                if lengths is not None:
                    standing.as_seen(Docket.objects.locked(docket.pk), lengths.get(docket.number, 0))
                made.append(act(docket))
        except Refused as error:
            refused.append((docket.number, str(worded(error.reason))))
        except Malformed as error:
            refused.append((docket.number, faults(error)))
    return Sorted(tuple(made), tuple(refused))


@transaction.atomic
def make_one_of_several(
    *, docket: Docket, report: Report, by: Actor, unit: Unit | None = None, tell: str = ""
) -> Receipt:
    """Do as `make_complaint` for one of several messages of which the same is said.

    Raises Refused("speaks_of_others") where somebody of whom this message speaks would be let in by that: the
    words that are the same for all do not say that it is about them.
    """
    before = _shut(docket)
    receipt = make_complaint(docket=docket, report=report, by=by, unit=unit, tell=tell)
    if before - _shut(docket):
        why = _("It speaks of somebody who could read it then. Open it by itself, and say about whom it is.")
        raise Refused("speaks_of_others", why, None)
    return receipt


def _shut(docket: Docket) -> set[str]:
    return set(Reach.objects.filter(docket=docket, shuts__in=YES).values_list("tag", flat=True))
