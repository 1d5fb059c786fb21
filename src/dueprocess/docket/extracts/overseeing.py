"""What oversight sees of all files at once: which officers are shut out of which, and what was taken out in
lists. Narrowed by the wall like everything else; nobody but oversight is shown it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dueprocess.docket import kinds, ties, wall
from dueprocess.docket.models import Docket, Reach
from dueprocess.docket.models.access import CIRCLE, DENIED, NAMED, PARTED, UNIT
from dueprocess.docket.models.dockets import YES
from dueprocess.people.models import Appointment, Person

MOST = 200


@dataclass(frozen=True, slots=True)
class ShutOut:
    """An officer for whom an open file is shut, and why."""

    number: str
    person: int
    name: str
    why: str


def reasons() -> dict[str, str]:
    """Return in words why a file may be shut for somebody."""
    return {
        "party": _("a party to it"),
        UNIT: _("an office in a unit that is a respondent, or below one"),
        NAMED: _("a party's name may mean them"),
        "conflict": _("a conflict of interest"),
        DENIED: _("a decision"),
        CIRCLE: _("a closed circle"),
        PARTED: _("another part of the same case, which was split"),
    }


def shut_out(viewer: Person, *, on: date, most: int = MOST) -> tuple[ShutOut, ...]:
    """Return the officers who are shut out of open files that the viewer may see, by name; four queries and
    those of the wall."""
    words = reasons()
    officers = set(Appointment.objects.running(on).values_list("person", flat=True))
    tags: dict[str, list[int]] = {}
    for pk, mine in ties.of_each(officers, on=on).items():
        for tag in mine:
            tags.setdefault(tag, []).append(pk)
    dockets = wall.visible_to(viewer, Docket.objects.open().filter(kind__in=kinds.SHOWN_AS_CASES), on=on)
    rows = Reach.objects.filter(tag__in=list(tags), shuts__in=YES, docket__in=dockets)
    found = list(rows.order_by("-docket_id", "pk").values_list("docket__number", "tag", "why")[:most])
    people = Person.objects.in_bulk({pk for _number, tag, _why in found for pk in tags[tag]})
    lines = {
        ShutOut(number, pk, people[pk].shown_name, words.get(why, why))
        for number, tag, why in found
        for pk in tags[tag]
    }
    return tuple(sorted(lines, key=lambda line: (line.name.casefold(), line.number, line.why)))
