"""Dockets that no role opens: who reads one, its own room says. Shut is shut here too, whatever else holds.

Registered when the installation starts; must not know what lies in such a docket.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet

from dueprocess.docket.models import Docket
from dueprocess.people.models import Person

Visible = Callable[[Person], QuerySet[Docket]]
_visible: dict[str, Visible] = {}


def read_with(kind: str, visible: Visible) -> None:
    """Let the room of such a kind say which dockets of it somebody may read. What is shut to them must not be
    among them."""
    _visible[kind] = visible


def reads(docket: Docket, person: Person) -> bool:
    """Tell whether somebody may read a docket of such a kind; nobody may where no room says it."""
    visible = _visible.get(docket.kind)
    return visible is not None and visible(person).filter(pk=docket.pk).exists()
