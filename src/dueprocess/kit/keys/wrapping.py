"""Changing the wrapping key: every place that holds a wrapped key, and wrapping it anew. Knows tables and
columns that rooms register; nothing of what is sealed under the keys.

Only the key changes its envelope: no content is opened or written. Rows are taken some hundred at a time,
each is exchanged only where it still is what was read, and a run that was interrupted goes on where rows are
left.
"""

import base64
import binascii
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction

from .ring import fresh_ring, ring
from .seals import WRAPPED_LENGTH, rewrapped, wrapped_under

_AT_ONCE = 500


@dataclass(frozen=True)
class Place:
    """A column whose values begin with a wrapped key. `path` is where it lies in a JSON column (base64)."""

    model: str
    field: str
    path: str = ""

    @property
    def name(self) -> str:
        """The column's name, for people."""
        return f"{self.model}.{self.field}{'.' if self.path else ''}{self.path}"

    def rows(self) -> Iterator[tuple[Any, Any]]:
        """Primary key and stored value of every row that holds one, in order, some hundred at a time."""
        model, last = apps.get_model(self.model), None
        while True:
            rows = model._default_manager.order_by("pk").exclude(**{f"{self.field}__isnull": True})
            found = list(
                (rows if last is None else rows.filter(pk__gt=last)).values_list("pk", self.field)[:_AT_ONCE]
            )
            yield from found
            if len(found) < _AT_ONCE:
                return
            last = found[-1][0]

    def sealed(self, stored: Any) -> bytes | None:
        """The bytes that begin with a wrapped key; None where this row holds none."""
        if not self.path:
            data = bytes(stored)
            return data if len(data) >= WRAPPED_LENGTH else None
        text = stored.get(self.path) if isinstance(stored, dict) else None
        try:
            data = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
        except binascii.Error:
            return None
        return data if len(data) >= WRAPPED_LENGTH else None

    def exchange(self, pk: Any, stored: Any, sealed: bytes) -> bool:
        """Put new bytes in the place of those that were read, where nobody else did meanwhile."""
        new = sealed if not self.path else stored | {self.path: base64.b64encode(sealed).decode()}
        rows = apps.get_model(self.model)._default_manager.filter(pk=pk, **{self.field: stored})
        return rows.update(**{self.field: new}) == 1


_places: list[Place] = []


def wrapped_in(model: str, field: str, path: str = "") -> None:
    """Register a column whose values begin with a wrapped key: a room does so as it starts."""
    place = Place(model, field, path)
    if place not in _places:
        _places.append(place)


def under_others() -> dict[str, int]:
    """How many rows of each column are wrapped under another key than the present one."""
    current = ring().current
    found = {}
    for place in _places:
        values = (place.sealed(stored) for _, stored in place.rows())
        count = sum(value is not None and wrapped_under(value) not in (current, None) for value in values)
        if count:
            found[place.name] = count
    return found


def wrap_anew(say: Callable[[str, int], None] = lambda _name, _count: None) -> int:
    """Wrap every key anew that is wrapped under another key than the present one; answers how many were.

    `say` hears each column with the number done so far. Raises Damaged for a key that none of this
    installation's keys opens; what was done before it stays done.
    """
    current, done = fresh_ring().current, 0
    for place in _places:
        batch: list[tuple[Any, Any, bytes]] = []
        for pk, stored in place.rows():
            sealed = place.sealed(stored)
            if sealed is not None and wrapped_under(sealed) not in (current, None):
                batch.append((pk, stored, sealed))
            if len(batch) == _AT_ONCE:
                done += _exchange(place, batch)
                say(place.name, done)
                batch = []
        done += _exchange(place, batch)
        say(place.name, done)
    return done


def _exchange(place: Place, batch: list[tuple[Any, Any, bytes]]) -> int:
    with transaction.atomic():
        return sum(place.exchange(pk, stored, rewrapped(sealed)) for pk, stored, sealed in batch)
