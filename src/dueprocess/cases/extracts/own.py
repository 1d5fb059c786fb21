"""Where a party wrote: their matter, and the case in which their complaint stood before it was joined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dueprocess.cases.models import Case, Complaint
from dueprocess.cases.projector import REGISTER
from dueprocess.docket import own_words
from dueprocess.docket.extracts import telling
from dueprocess.docket.laid_open import FILE, PERSON
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.own_words import Places
from dueprocess.rules import rulebooks


def places(docket: Docket, *, key: str) -> Places:
    """Return the dockets in which this party wrote, this one first, each with their local key there."""
    found = [(docket, key)]
    numbers = list(Complaint.objects.filter(docket=docket, complainant=key).values_list("number", flat=True))
    into = [docket.pk]
    while into and numbers:
        into = list(Case.objects.filter(joined_into__in=into).values_list("docket", flat=True))
        first = Act.objects.filter(docket__in=into, introduces__register__k1__number__in=numbers)
        for act in first.filter(docket__key_wrapped__isnull=False).select_related("docket").order_by("pk"):
            theirs = act.introduces[REGISTER]["k1"].get("complainant")
            if theirs and act.docket not in [each for each, _key in found]:
                found.append((act.docket, theirs))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One part of what a party wrote that can be laid open by itself. `code` names it in a form; `act` is
    what they did by it, and when; `field` what it is called there (`is_name`: it says who somebody is,
    `is_own`: they themselves; `is_file`), and its value."""

    code: str
    act: str
    at: datetime
    field: str
    value: Any
    is_name: bool
    is_own: bool
    is_file: bool


def own_lines(docket: Docket, *, key: str) -> tuple[OwnLine, ...]:
    """Return what a party wrote in their matter, in parts, oldest first."""
    wrote, titles = places(docket, key=key), telling.notes()
    found = []
    for act in own_words.acts(wrote):
        steps = rulebooks.get(wrote[act.place][0].rulebook_id).steps
        step = steps.get(act.step) if not act.is_note else None
        title = step.title if step else titles.get(act.step, act.step)
        found += [
            OwnLine(
                f"{act.code}.{each.name}", title, act.at, each.title, each.value, each.title == PERSON,
                each.name == f"{PERSON}{wrote[act.place][1]}", each.title == FILE,
            )
            for each in act.fields
        ]  # fmt: skip
    return tuple(found)
