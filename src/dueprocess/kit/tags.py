"""Columns that hold keyed tags, and where they are. Knows models and the outer key; nothing of what a tag
stands for.

Python sees inner tags only (`keys.tag`): they are what the log commits to. The outer key is put on as a
value goes to the database and taken off as it comes back, so that no act and no page has to know of it. SQL
that is written out passes a tag through `stored`. Tags of words are the exception: `words.tags` gives them
as they are stored, many at once, and nobody needs them otherwise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models

from .keys import Outer, outer

_LOOKUPS = frozenset({"exact", "in", "isnull"})
_TAG = re.compile(r'"([0-9a-f]{32})"')


class _AsText(models.CharField):
    """A column of text to the migrations, whatever is kept in it: no table is built anew for it."""

    def deconstruct(self) -> Any:
        """Say what Django's own field would say."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class TagField(_AsText):
    """A keyed tag of 32 hexadecimal digits, stored under the outer key. Found by being equal, nothing
    else."""

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse what would compare a tag with what is stored."""
        if lookup_name not in _LOOKUPS:
            raise FieldError(
                f"A tag is compared by {', '.join(sorted(_LOOKUPS))} only, not by {lookup_name}."
            )
        return super().get_lookup(lookup_name)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Put the outer key on."""
        value = super().get_db_prep_value(value, connection, prepared)
        return outer(connection).stored(value) if value else value

    def from_db_value(self, value: Any, _expression: Any, connection: Any) -> Any:
        """Take the outer key off."""
        return outer(connection).inner(value) if value else value


class WordTagField(_AsText):
    """The tag of a word as `words.tags` gives it."""


class TaggedJSONField(models.JSONField):
    """JSON with tags in it: each string of 32 hexadecimal digits, as a value or as a key, is stored under
    the outer key. What only looks like a tag is so too, and comes back as it was. A query may ask for other
    values in it, not for tags."""

    def deconstruct(self) -> Any:
        """Say what Django's own field would say."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def covered(self, value: Any, connection: Any) -> Any:
        """Put the outer key on the tags in a value."""
        in_force = outer(connection)
        if not in_force.key:
            return value
        text = json.dumps(value, cls=self.encoder)
        return json.loads(turned(text, in_force.stored)) if _TAG.search(text) else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Put the outer key on."""
        return super().get_db_prep_value(self.covered(value, connection), connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Take the outer key off."""
        in_force = outer(connection)
        if in_force.key and isinstance(value, str):
            value = turned(value, in_force.inner)
        return super().from_db_value(value, expression, connection)


def turned(text: str, turn: Callable[[str], str]) -> str:
    """JSON as text, with every tag in it turned into what `turn` makes of it. A tag is in the same place
    afterwards, so that turning back finds it."""
    return _TAG.sub(lambda found: f'"{turn(found[1])}"', text)


def stored(tag: str) -> str:
    """A tag as SQL that is written out has to ask for it."""
    return outer().stored(tag)


def plain(tag: str) -> str:
    """The tag that SQL which was written out gave back."""
    return outer().inner(tag)


def rows_stored(fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    """Rows of plain values for these fields (JSON as text), with the tags among them as they are stored: for
    statements that are written without Django's fields."""
    cover = outer()
    tags = [place for place, field in enumerate(fields) if isinstance(field, TagField)]
    texts = [place for place, field in enumerate(fields) if isinstance(field, TaggedJSONField)]
    if not cover.key or not tags + texts:
        return rows
    return (_row_stored(row, cover, tags, texts) for row in rows)


def _row_stored(row: Sequence[Any], cover: Outer, tags: Sequence[int], texts: Sequence[int]) -> list[Any]:
    made = list(row)
    for place in tags:
        made[place] = cover.stored(made[place]) if made[place] else made[place]
    for place in texts:
        made[place] = turned(made[place], cover.stored) if made[place] else made[place]
    return made


@dataclass(frozen=True)
class Table:
    """A table with tags in it: the columns of tags, those of words, and those of JSON."""

    name: str
    key: str
    tags: tuple[str, ...]
    words: tuple[str, ...]
    json: tuple[str, ...]


def tables() -> Iterator[Table]:
    """Every table with tags in it, in the order of their names: whatever a model says of its columns."""
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda each: each._meta.db_table):
        found = [
            tuple(str(field.column) for field in model._meta.local_concrete_fields if isinstance(field, kind))
            for kind in (TagField, WordTagField, TaggedJSONField)
        ]
        if any(found):
            yield Table(model._meta.db_table, str(model._meta.pk.column), *found)
