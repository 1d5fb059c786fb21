"""The filters of the list of cases that somebody keeps, or that are shared with a role they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import Q, QuerySet

from dueprocess.cases.actions import saving
from dueprocess.cases.models import SavedView
from dueprocess.docket import wall
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden
from dueprocess.people.models import Person


@dataclass(frozen=True, slots=True)
class ViewLine:
    """One view: its name, what it narrows to (query of the list), with which role it is shared ("": none) and
    by whom it was made, where that is somebody else."""

    code: str
    name: str
    query: Mapping[str, str]
    role: str
    by: str


def saved_views(person: Person) -> tuple[ViewLine, ...]:
    """Return the views somebody keeps and those shared with roles they hold, by name; one query."""
    rows = _open_to(person).select_related("person")
    found = [
        ViewLine(
            row.code, saving.name_of(row), MappingProxyType(dict(row.query)), row.role,
            "" if row.person_id == person.pk else row.person.shown_name,
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: each.name.casefold()))


def saved_view(code: str, person: Person) -> tuple[SavedView, str]:
    """Return a view that this person may change, for an action, and its name. Raises Hidden for any other:
    whether there is one is nobody else's business."""
    found = _open_to(person).select_related("person").filter(code=code).first()
    if found is None or not saving.may_change(found, person):
        raise Hidden("no such view")
    return found, saving.name_of(found)


def may_change_view(code: str, person: Person) -> bool:
    """Tell whether somebody may change the view of that code (`saving.may_change`)."""
    found = _open_to(person).select_related("person").filter(code=code).first()
    return found is not None and saving.may_change(found, person)


def _open_to(person: Person) -> QuerySet[SavedView]:
    roles = wall.roles_of(person, clock.now().date())
    return SavedView.objects.filter(Q(person=person) | Q(role__in=sorted(roles)))
