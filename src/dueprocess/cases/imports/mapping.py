"""What a mapping file says: which column is which field, in which words, formats and files.

Values only; `load` makes them from TOML. Must not know how a file is read or where a case is kept.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from dueprocess.kit.tables.dates import Reader
from dueprocess.kit.tables.sources import Form


class Field(StrEnum):
    """What a column can be. All but dates and status is sealed with the case and shown as it stands."""

    ID = "id"
    RECEIVED_ON = "received_on"
    CLOSED_ON = "closed_on"
    INCIDENT_ON = "incident_on"
    STATUS = "status"
    UNIT = "unit"
    CATEGORY = "category"
    CHANNEL = "channel"
    COMPLAINANT = "complainant"
    SUMMARY = "summary"
    OUTCOME = "outcome"
    PERSON = "person"
    ROLE = "role"
    FINDING = "finding"
    SANCTION = "sanction"
    KEPT = "kept"


# What is said of a respondent; in the main file it is one respondent to a row.
OF_PERSON = frozenset({Field.PERSON, Field.ROLE, Field.FINDING, Field.SANCTION})
OF_CASE = frozenset(Field)
OF_RESPONDENT = OF_PERSON | {Field.UNIT, Field.CATEGORY, Field.KEPT}
DATES = frozenset({Field.RECEIVED_ON, Field.CLOSED_ON, Field.INCIDENT_ON})
ONCE = OF_CASE - {Field.KEPT, Field.CATEGORY, Field.SUMMARY}
STATUSES = frozenset({"open", "closed"})


@dataclass(frozen=True)
class Column:
    """One column: the field it is, the vocabulary its words come from, the formats its dates are in."""

    name: str
    field: Field
    words: str | None = None
    dates: Reader | None = None
    optional: bool = False

    @cached_property
    def kind(self) -> str:
        """The field as text."""
        return self.field.value


@dataclass(frozen=True, slots=True)
class Table:
    """One file: how it is written, its columns, and those left out with the reason."""

    form: Form
    columns: tuple[Column, ...]
    ignored: Map[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Join:
    """A second file with the respondents, each row tied to a case by the text in its column `id`.

    An `optional` one may be missing.
    """

    name: str
    file: str
    id: str
    table: Table
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping file. `title` names the register: ids are unique within it, and every value shows it.

    `release` is the day, month or year of which the files are: of two releases the later one holds.

    `words` maps vocabulary -> the register's word, whitespace and case folded -> our word.
    `constants` are fields that every case of this register has.
    """

    title: str
    table: Table
    words: Map[str, Map[str, str]] = field(default_factory=dict)
    constants: Map[Field, str] = field(default_factory=dict)
    joins: tuple[Join, ...] = ()
    release: str = ""

    @property
    def id_column(self) -> str:
        """The column that holds the row's id."""
        return next(column.name for column in self.table.columns if column.field is Field.ID)
