"""Closed circles: cases that no role opens. They are there for those who are appointed in them, those for
whom a decision opened them, and oversight; for nobody else they are even a row.

A circle changes who reads, never who decides: a body stays what the rules make it, and whoever of it has to
act is let in first. Reads only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused
from dueprocess.docket import conditions, house, parted, roster, ties
from dueprocess.docket.models import Docket, Reach
from dueprocess.docket.models.access import ALLOWED, CIRCLE, PARTED
from dueprocess.docket.models.dockets import NO, YES
from dueprocess.docket.roster import Row
from dueprocess.docket.sealing import circle_tag, person_tag
from dueprocess.kit import clock
from dueprocess.people import holders
from dueprocess.people.models import Person, Power

CLOSED, OPENED = "closed", "opened"
"""What the note says."""
LET_IN = "let_in"
"""What the note says that a case came out of a closed circle: whom (local keys) decisions let into that."""


def closed(rows: Sequence[Row]) -> bool:
    """Tell whether a case is a closed circle, by the notes that stand; what came out of one is one too."""
    gone = roster.annulled(rows)
    said = [
        CLOSED if row.name == parted.CAME else row.facts["what"]
        for row in rows
        if row.is_note
        and row.n not in gone
        and (row.name == house.CIRCLE or (row.name == parted.CAME and LET_IN in row.facts))
    ]
    return bool(said) and said[-1] == CLOSED


def let_in(rows: Sequence[Row]) -> list[str]:
    """Return who (local keys) reads a case since a decision let them into that out of which it came."""
    found = [row.facts.get(LET_IN, ()) for row in rows if row.is_note and row.name == parted.CAME]
    return list(dict.fromkeys(key for keys in found for key in keys))


def by_decision(docket: Docket, rows: Sequence[Row], persons: Collection[int]) -> list[int]:
    """Return those of these people whom decisions let into a closed circle; of no circle nobody, without a
    query."""
    if not closed(rows):
        return []
    reaches = Reach.objects.filter(docket=docket, shuts__in=NO, why__in=(ALLOWED, PARTED))
    tags = set(reaches.values_list("tag", flat=True))
    return sorted(person for person in persons if person_tag(person) in tags)


def inside(docket: Docket, rows: Sequence[Row], persons: Collection[int]) -> set[int]:
    """Return those of these people whom a circle does not keep out: all of them where there is none, without
    a query."""
    if not closed(rows):
        return set(persons)
    let_in = set(Reach.objects.filter(docket=docket, shuts__in=NO).values_list("tag", flat=True))
    return {person for person in persons if person_tag(person) in let_in}


def is_closed(docket: Docket) -> bool:
    """Tell whether a case is a closed circle, by its copies; one query."""
    return Reach.objects.filter(docket=docket, tag=circle_tag(), shuts__in=YES).exists()


def lets_in(docket: Docket, person: int) -> None:
    """Raise Refused("outside_circle") for somebody (by key) whom the closed circle of a case keeps out: who
    does not see a case does not own it. One query."""
    why = Reach.objects.filter(docket=docket, tag__in=[circle_tag(), person_tag(person)])
    found = set(why.values_list("shuts", "why"))
    if (True, CIRCLE) in found and not any(not shuts for shuts, _why in found):
        raise Refused("outside_circle", _("This case is a closed circle: let them in first."), None)


def hidden(person: Person) -> QuerySet[Docket]:
    """Return the dockets that are nothing for somebody whatever their roles: those that something about them
    shuts, and the closed circles that nothing opens to them. For what is told across the wall."""
    standing = holders.standing(person, clock.now().date())
    where = Q(conditions.shut(ties.tags(person.pk, standing.place)))
    if Power.OVERSEE not in standing.powers:
        where |= Q(conditions.circled(person_tag(person.pk)))
    return Docket.objects.filter(where)
