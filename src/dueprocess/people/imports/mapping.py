"""What a map of a member list says: which file is what, which column is which field.

Values only; `load` makes them from TOML. Must not know how a file is read or what the register holds.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatch

from dueprocess.kit.tables.dates import Reader
from dueprocess.kit.tables.sources import Form


class Kind(StrEnum):
    """What the rows of a file are; in the order in which they are taken in."""

    UNITS = "units"
    PEOPLE = "people"
    OFFICES = "offices"
    TERMS = "terms"


FIELDS: Map[Kind, tuple[str, ...]] = {
    Kind.UNITS: ("code", "name", "parent", "kind"),
    Kind.PEOPLE: (
        "key", "number", "name", "known_as", "alias", "sorted_under", "status", "unit", "born_on",
        "joined_on", "left_on", "email", "phone", "address", "language",
    ),
    Kind.OFFICES: ("title", "unit", "roles", "seats"),
    Kind.TERMS: ("person", "office", "unit", "from_on", "until_on", "reason"),
}  # fmt: skip
NEEDED: Map[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.UNITS: (("code",), ("name",)),
    Kind.PEOPLE: (("key", "number"), ("name",)),
    Kind.OFFICES: (("title",), ("roles",)),
    Kind.TERMS: (("person",), ("office",), ("from_on",)),
}
"""Of each group one field at least must have its column."""
DATES = frozenset({"born_on", "joined_on", "left_on", "from_on", "until_on"})
SEVERAL = frozenset({"name", "alias", "address", "roles"})
"""What may stand in several columns: names and lines of an address one after the other."""
WORDS = frozenset({"status", "roles"})
"""What is said in words of a vocabulary."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field, its vocabulary, the formats of its dates, what parts several values in it."""

    name: str
    field: str
    words: str | None = None
    dates: Reader | None = None
    split: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One file: which (a name, or a pattern such as `members*.csv`), how it is written, its columns."""

    kind: Kind
    file: str
    form: Form
    columns: tuple[Column, ...]
    ignored: Map[str, str] = field(default_factory=dict)

    def fits(self, name: str) -> bool:
        """Tell whether a file of that name is meant."""
        return fnmatch(name.casefold(), self.file.casefold())


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole map. `title` names the list: people are known again by their key within it.

    A list that is not `complete` says nothing of those who are missing in it. `words` maps vocabulary -> the
    list's word, whitespace and case folded -> ours.
    """

    title: str
    tables: Map[Kind, Table]
    words: Map[str, Map[str, str]] = field(default_factory=dict)
    complete: bool = True
