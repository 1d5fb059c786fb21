"""Dockets that no role opens: who reads one, its own room says. Shut is shut here too, whatever else holds.

Registered when the installation starts; must not know what lies in such a docket.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.db.models import Q, QuerySet

from dueprocess.docket.models import Docket
from dueprocess.people.models import Person

Visible = Callable[[Person], QuerySet[Docket]]
Barred = Callable[[Collection[str], str], Q]
_visible: dict[str, Visible] = {}
_barred: dict[str, Barred] = {}


def read_with(kind: str, visible: Visible, barred: Barred) -> None:
    """Let the room of such a kind say which dockets of it somebody may read. What is shut to them must not be
    among them. `barred`: those of which oversight may not know either, by the tags that shut something for
    somebody and their own: for lists of dockets of every kind."""
    _visible[kind], _barred[kind] = visible, barred


def barred(tags: Collection[str], own: str) -> Q:
    """Return the condition that a docket of such a kind is barred even where somebody oversees."""
    return Q(*(Q(kind=kind) & each(tags, own) for kind, each in _barred.items()), _connector=Q.OR)


def reads(docket: Docket, person: Person) -> bool:
    """Tell whether somebody may read a docket of such a kind; nobody may where no room says it."""
    visible = _visible.get(docket.kind)
    return visible is not None and visible(person).filter(pk=docket.pk).exists()
