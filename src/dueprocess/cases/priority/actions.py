"""Giving a case priority, and ending it. Each is a note of the case with the criterion and the reasons:
nothing else makes a case go first, and nobody outside it gives one.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.priority import criteria
from dueprocess.cases.priority.models import Priority
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import house
from dueprocess.docket.actions import preparing
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.kit import clock
from dueprocess.rules import rulebooks


@transaction.atomic
def give(*, docket: Docket, criterion: str, reason: str, by: Actor, length: int | None = None) -> Act:
    """Give an open case priority by a criterion of the protocol in force, with reasons. For whoever has a
    part in the procedure. What it has already ends with it: it is another criterion from now on.

    Raises Malformed without reasons and for what is no published criterion; Refused: "not_open",
    "no_criteria" where no protocol is in force, "done_already" for the criterion that it has, and as
    `take_note` does.
    """
    docket = _open(docket)
    preparing.reason_given(reason)
    code, published = criteria.published(rulebooks.clock(docket.rulebook_id).local_day(clock.now()))
    if not published:
        raise Refused("no_criteria", _("No criteria of priority are published. A protocol is adopted first."))
    if criterion not in {each.id for each in published}:
        what = _("{name} is no published criterion.").format(name=repr(criterion))
        raise Malformed([Problem("criterion", None, what, _("Choose one of the protocol in force."))])
    if Priority.objects.filter(docket=docket, ended_at=None, code=code, criterion=criterion).exists():
        raise Refused("done_already", _("It has priority by this criterion already."), None)
    facts = {"given": True, "code": code, "criterion": criterion}
    return _note(docket, facts, reason, by, length)


@transaction.atomic
def end(*, docket: Docket, reason: str, by: Actor, length: int | None = None) -> Act:
    """Say that a case has priority no more, with reasons. Raises Malformed without them; Refused: "not_open",
    "ended_already" where it has none, and as `take_note` does."""
    docket = _open(docket)
    preparing.reason_given(reason)
    if not Priority.objects.filter(docket=docket, ended_at=None).exists():
        raise Refused("ended_already", _("It has no priority."), None)
    return _note(docket, {"given": False}, reason, by, length)


def _note(docket: Docket, facts: dict[str, object], reason: str, by: Actor, length: int | None) -> Act:
    needs = Needs(act=facts, content={"reason": reason.strip()})
    return dockets.house_note(docket=docket, note=house.PRIORITY, by=by, needs=needs, named={}, length=length)


def _open(docket: Docket) -> Docket:
    docket = Docket.objects.locked(docket.pk)
    if docket.kind != "case" or not docket.is_open:
        raise Refused("not_open", _("Only an open case has priority."), None)
    return docket
