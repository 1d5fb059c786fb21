"""What concerns everybody and waits for a second person: adoptions, and pauses of all cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Value

from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules.actions.adopting import WAITS
from dueprocess.rules.models import Adoption, OrganisationPause

_NOTHING = Value("", output_field=CharField())


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a second person: its key, what it is called ("" for a pause), by whom, since when."""

    pk: int
    title: str
    by: str
    since: datetime


def to_agree(person: Person) -> tuple[tuple[Waiting, ...], tuple[Waiting, ...]]:
    """Return the adoptions, and the pauses of all cases and their earlier ends, that wait for a second person
    who may be this one, the oldest first. One query where none does, two otherwise."""
    adoptions = Adoption.objects.filter(recorded_at__gt=clock.now() - WAITS)
    pauses = OrganisationPause.objects.annotate(title=_NOTHING, version=_NOTHING)
    columns = ("kind", "pk", "title", "version", "proposed_by", "recorded_at")
    both = [
        rows.filter(settled_at=None)
        .exclude(proposed_by=person)
        .annotate(kind=Value(kind))
        .values_list(*columns)
        for kind, rows in enumerate((adoptions, pauses))
    ]
    rows = list(both[0].union(both[1], all=True).order_by("kind", "pk"))
    names = Person.objects.in_bulk({by for *_, by, _at in rows if by}) if rows else {}
    waiting: tuple[list[Waiting], list[Waiting]] = ([], [])
    for kind, pk, title, version, by, at in rows:
        said = f"{title}, {version}" if title else ""
        waiting[kind].append(Waiting(pk, said, names[by].shown_name if by in names else "", at))
    return tuple(waiting[0]), tuple(waiting[1])
