"""Maps of member lists read: TOML in, a `Mapping` out, or every fault with its line."""

from __future__ import annotations

from collections.abc import Mapping as Map
from typing import Any

from dueprocess.core.errors import Malformed
from dueprocess.core.rulebook.locate import Path
from dueprocess.core.saying import say as _
from dueprocess.kit.tables import dates
from dueprocess.kit.tables.maps import Loading, parsed
from dueprocess.kit.tables.sources import distinct, plain
from dueprocess.people.imports.mapping import (
    DATES,
    FIELDS,
    NEEDED,
    SEVERAL,
    WORDS,
    Column,
    Kind,
    Mapping,
    Table,
)
from dueprocess.people.models import PersonStatus

LONGEST = 80  # letters of a list's name


def load(text: str) -> Mapping:
    """Read a map. Raises Malformed with every fault, its line and how to mend it."""
    return _Loading(*parsed(text)).mapping()


class _Loading(Loading):
    """One reading of one map."""

    def mapping(self) -> Mapping:
        self.known((), self.tree, {"title", "complete", "dates", "words", *Kind})
        title = plain(self.get(("title",), self.tree, str, "").strip())
        if not 0 < len(title) <= LONGEST:
            self.wrong(
                ("title",), _("The list has no name of 1 to %(longest)s letters.", longest=LONGEST),
                _('Write title = "Members of …" at the top.'),
            )  # fmt: skip
        complete = self.get(("complete",), self.tree, bool, True)
        self.words()
        reader = self.reader(("dates",), self.get(("dates",), self.tree, dict, {}))
        tables = {}
        for kind in Kind:
            if kind in self.tree:
                table = self._table(kind, self.get((kind.value,), self.tree, dict, {}), reader)
                tables[kind] = table
        if not tables:
            self.wrong(
                (),
                _("It names no file."),
                _("Write a table: %(list)s.", list=", ".join(f"[{kind}]" for kind in Kind)),
            )
        if self.problems:
            raise Malformed(sorted(self.problems, key=lambda problem: (problem.line or 0, problem.path)))
        return Mapping(title, tables, self.vocabularies, complete)

    def _table(self, kind: Kind, told: Map[str, Any], reader: dates.Reader) -> Table:
        path: Path = (kind.value,)
        self.known(path, told, {"file", "source", "columns", "ignored"})
        file = self.get((*path, "file"), told, str, "*")
        form = self.form((*path, "source"), self.get((*path, "source"), told, dict, {}))
        given = self.get((*path, "columns"), told, dict, {})
        columns = []
        for name, said in given.items():
            if column := self._column((*path, "columns", name), kind, name, said, reader):
                columns.append(column)
        found = {column.field for column in columns}
        for group in NEEDED[kind]:
            if not found & set(group):
                either = " or ".join(map(repr, group))
                self.wrong(
                    (*path, "columns"),
                    _("No column is %(either)s.", either=either),
                    _('Write COLUMN = { is = "%(field)s" }.', field=group[-1]),
                )
        for field in found - SEVERAL:
            names = [column.name for column in columns if column.field == field]
            if len(names) > 1:
                self.wrong(
                    (*path, "columns", names[1]),
                    _("%(names)s is %(field)s already.", names=repr(names[0]), field=repr(field)),
                    _("Choose one of them."),
                )
        ignored = self.get((*path, "ignored"), told, dict, {})
        for name, why in ignored.items():
            if not isinstance(why, str) or not why.strip():
                self.wrong(
                    (*path, "ignored", name),
                    _("It is left out without a reason."),
                    _("Write the reason as text."),
                )
        return Table(
            kind, file, form, tuple(columns), {distinct([name])[0]: str(why) for name, why in ignored.items()}
        )

    def _column(self, path: Path, kind: Kind, name: str, told: Any, reader: dates.Reader) -> Column | None:
        if not isinstance(told, dict):
            self.wrong(path, _("This is %(told)s.", told=repr(told)), _('Write { is = "FIELD" }.'))
            return None
        self.known(path, told, {"is", "words", "formats", "split", "optional"})
        field = self.get((*path, "is"), told, str, "")
        if field not in FIELDS[kind]:
            self.wrong(
                (*path, "is"),
                _("There is no field %(field)s here.", field=repr(field)),
                _("Choose of %(fields)s.", fields=", ".join(FIELDS[kind])),
            )
            return None
        words = self.get((*path, "words"), told, str, "") or None
        if words and field not in WORDS:
            self.wrong(
                (*path, "words"), _("%(field)s has no vocabulary.", field=repr(field)), _("Take `words` out.")
            )
        if words and words not in self.vocabularies:
            self.wrong(
                (*path, "words"),
                _("There is no vocabulary %(words)s.", words=repr(words)),
                _("Write the table [words.%(words)s].", words=words),
            )
        if field == "status":
            for ours in sorted(set(self.vocabularies.get(words or "", {}).values()) - set(PersonStatus)):
                self.wrong(
                    ("words", words or "", ours),
                    _("Nobody in the register can be %(ours)s.", ours=repr(ours)),
                    _("Choose of %(status)s.", status=", ".join(PersonStatus)),
                )
        if "formats" in told and field not in DATES:
            self.wrong(
                (*path, "formats"), _("%(field)s is no date.", field=repr(field)), _("Take the formats out.")
            )
        if own := self.formats((*path, "formats"), told):
            reader = dates.Reader(own, reader.century_from, reader.months, reader.earliest, reader.latest)
        split = self.get((*path, "split"), told, str, "")
        if split and field not in ("alias", "roles"):
            self.wrong(
                (*path, "split"), _("%(field)s is one value.", field=repr(field)), _("Take `split` out.")
            )
        optional = self.get((*path, "optional"), told, bool, False)
        return Column(distinct([name])[0], field, words, reader if field in DATES else None, split, optional)
