"""Mapping files read: TOML in, a `Mapping` out, or every fault with its line."""

from __future__ import annotations

from collections.abc import Mapping as Map
from datetime import date
from typing import Any

from dueprocess.cases.imports.mapping import (
    DATES,
    OF_CASE,
    OF_PERSON,
    OF_RESPONDENT,
    ONCE,
    STATUSES,
    Column,
    Field,
    Join,
    Mapping,
    Table,
)
from dueprocess.core.errors import Malformed
from dueprocess.core.rulebook.locate import Path
from dueprocess.core.saying import say as _
from dueprocess.core.statistics import last_day
from dueprocess.kit.tables import dates
from dueprocess.kit.tables.maps import Loading, parsed
from dueprocess.kit.tables.sources import distinct, plain

TABLES = {"title", "release", "source", "dates", "columns", "ignored", "words", "constants", "joins"}


def is_release(text: str) -> bool:
    """Tell whether a text is the date of a release: `2020-07-31`, `2020-07` or `2020`."""
    try:
        return last_day(text).isoformat().startswith(text)
    except ValueError:
        return False


def load(text: str) -> Mapping:
    """Read a mapping file. Raises Malformed with every fault, its line and how to mend it."""
    return _Loading(*parsed(text)).mapping()


class _Loading(Loading):
    """One reading of one mapping file."""

    def mapping(self) -> Mapping:
        self.known((), self.tree, TABLES)
        title = self.get(("title",), self.tree, str, "")
        if not title.strip():
            self.wrong(
                ("title",), _("The register has no name."), _('Write title = "Register of …" at the top.')
            )
        release = self._release()
        self.words()
        reader = self.reader(("dates",), self.get(("dates",), self.tree, dict, {}))
        table = self._table((), self.tree, OF_CASE, reader)
        for needed in (Field.ID, Field.RECEIVED_ON):
            if needed not in {column.field for column in table.columns}:
                self.wrong(
                    ("columns",),
                    _("No column is %(needed)s.", needed=repr(needed.value)),
                    _('Write COLUMN = { is = "%(needed)s" } for it.', needed=needed.value),
                )
        constants = self._constants(table)
        joins = self._joins(reader)
        if self.problems:
            raise Malformed(sorted(self.problems, key=lambda problem: (problem.line or 0, problem.path)))
        return Mapping(plain(title.strip()), table, self.vocabularies, constants, joins, release)

    def _release(self) -> str:
        value = self.tree.get("release", "")
        if type(value) is date:
            return value.isoformat()
        if isinstance(value, str) and (not value or is_release(value)):
            return value
        self.wrong(
            ("release",),
            _("%(value)s is no date.", value=repr(value)),
            _('Write a day, month or year: "2020-07".'),
        )
        return ""

    def _table(
        self, path: Path, table: Map[str, Any], fields: frozenset[Field], reader: dates.Reader
    ) -> Table:
        form = self.form((*path, "source"), self.get((*path, "source"), table, dict, {}))
        given = self.get((*path, "columns"), table, dict, {})
        columns = []
        for name, told in given.items():
            if column := self._column((*path, "columns", name), name, told, fields, reader):
                columns.append(column)
        seen: dict[Field, str] = {}
        for column in columns:
            if column.field in ONCE and seen.setdefault(column.field, column.name) != column.name:
                self.wrong(
                    (*path, "columns", column.name),
                    _(
                        "%(seen)s is %(field)s already.",
                        seen=repr(seen[column.field]),
                        field=repr(column.field.value),
                    ),
                    _('Choose one of them; the other can be { is = "kept" }.'),
                )
        ignored = self.get((*path, "ignored"), table, dict, {})
        for name, why in ignored.items():
            if not isinstance(why, str) or not why.strip():
                self.wrong(
                    (*path, "ignored", name),
                    _("It is left out without a reason."),
                    _("Write the reason as text."),
                )
            if name in given:
                self.wrong(
                    (*path, "ignored", name),
                    _("It is also among the columns."),
                    _("Take it out of one of them."),
                )
        return Table(form, tuple(columns), {distinct([name])[0]: str(why) for name, why in ignored.items()})

    def _column(
        self, path: Path, name: str, told: Any, fields: frozenset[Field], reader: dates.Reader
    ) -> Column | None:
        if not isinstance(told, dict):
            self.wrong(path, _("This is %(told)s.", told=repr(told)), _('Write { is = "FIELD" }.'))
            return None
        self.known(path, told, {"is", "words", "formats", "optional"})
        kind = self.get((*path, "is"), told, str, "")
        if kind not in fields:
            self.wrong(
                (*path, "is"),
                _("There is no field %(kind)s here.", kind=repr(kind)),
                _("Choose of %(fields)s.", fields=", ".join(sorted(fields))),
            )
            return None
        is_ = Field(kind)
        words = self.get((*path, "words"), told, str, "") or None
        if words and words not in self.vocabularies:
            self.wrong(
                (*path, "words"),
                _("There is no vocabulary %(words)s.", words=repr(words)),
                _("Write the table [words.%(words)s].", words=words),
            )
        if is_ is Field.STATUS:
            self._status(path, words)
        if "formats" in told and is_ not in DATES:
            self.wrong(
                (*path, "formats"), _("%(is_)s is no date.", is_=repr(is_)), _("Take the formats out.")
            )
        own = self.formats((*path, "formats"), told)
        if own:
            reader = dates.Reader(own, reader.century_from, reader.months, reader.earliest, reader.latest)
        optional = self.get((*path, "optional"), told, bool, False)
        return Column(distinct([name])[0], is_, words, reader if is_ in DATES else None, optional)

    def _status(self, path: Path, words: str | None) -> None:
        if words is None:
            self.wrong(
                path,
                _("The status has no vocabulary."),
                _('Write words = "status" and the table [words.status].'),
            )
            return
        for ours in sorted(set(self.vocabularies.get(words, {}).values()) - STATUSES):
            self.wrong(
                ("words", words, ours),
                _("A case cannot be %(ours)s.", ours=repr(ours)),
                _("Choose of %(statuses)s.", statuses=", ".join(sorted(STATUSES))),
            )

    def _constants(self, table: Table) -> dict[Field, str]:
        found: dict[Field, str] = {}
        allowed = OF_CASE - OF_PERSON - DATES - {Field.ID, Field.STATUS, Field.KEPT}
        given = self.get(("constants",), self.tree, dict, {})
        for name in given:
            path: Path = ("constants", name)
            if name not in allowed:
                self.wrong(
                    path,
                    _("It cannot be the same for all cases."),
                    _("Choose of %(allowed)s.", allowed=", ".join(sorted(allowed))),
                )
            elif any(column.field == name for column in table.columns):
                self.wrong(path, _("A column gives it already."), _("Take it out of one of them."))
            else:
                found[Field(name)] = plain(self.get(path, given, str, ""))
        return found

    def _joins(self, reader: dates.Reader) -> tuple[Join, ...]:
        joins = []
        for name, given in self.get(("joins",), self.tree, dict, {}).items():
            path: Path = ("joins", name)
            if not isinstance(given, dict):
                self.wrong(path, _("This is no table."), _("Write [joins.%(name)s] and its keys.", name=name))
                continue
            self.known(path, given, {"file", "id", "optional", "source", "columns", "ignored"})
            key = self.get((*path, "id"), given, str, "")
            if not key:
                self.wrong(
                    (*path, "id"), _("It is not said which column names the case."), _('Write id = "COLUMN".')
                )
            file = self.get((*path, "file"), given, str, "")
            if not file or "/" in file or "\\" in file:
                self.wrong(
                    (*path, "file"),
                    _("%(file)s is no file's name.", file=repr(file)),
                    _("Write a name; it lies beside the main file."),
                )
            table = self._table(path, given, OF_RESPONDENT, reader)
            if key in table.ignored or any(column.name == key for column in table.columns):
                self.wrong(
                    (*path, "id"),
                    _("%(key)s is used twice.", key=repr(key)),
                    _("The column `id` needs no further line."),
                )
            optional = self.get((*path, "optional"), given, bool, False)
            joins.append(Join(name, file, distinct([key])[0], table, optional))
        return tuple(joins)
