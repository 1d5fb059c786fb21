"""The open files of a member list, each with its table of the map. Knows files and names of columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dueprocess.core.errors import Malformed, Problem
from dueprocess.core.saying import say as _
from dueprocess.kit.tables.opening import opened, unfitting
from dueprocess.kit.tables.sources import File, Source
from dueprocess.people.imports.mapping import Column, Kind, Mapping, Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open file with the place of each mapped column in it, in the order of the map."""

    source: Source
    table: Table
    places: tuple[tuple[int, Column], ...]

    @property
    def kind(self) -> Kind:
        """What its rows are."""
        return self.table.kind


class Lists:
    """The open files of one list. Use as a context manager.

    Each file is the one table's whose `file` its name fits; a workbook may be that of several tables, each
    with a sheet of its own. Raises Malformed for a file that fits none or several, and with every column that
    the map or a file lacks.
    """

    def __init__(self, mapping: Mapping, files: Sequence[File]) -> None:
        self.mapping = mapping
        self.sheets: dict[Kind, Sheet] = {}
        self._open: list[Source] = []
        problems: list[Problem] = []
        try:
            for file in files:
                fitting = [table for table in mapping.tables.values() if table.fits(file.name)]
                by_sheet = len({table.form.sheet for table in fitting} - {""}) == len(fitting) > 1
                if not by_sheet and (len(fitting) != 1 or fitting[0].kind in self.sheets):
                    what = (
                        _("The map names no such file.") if not fitting
                        else _("It fits several tables of the map, or another file fits the same.")
                    )  # fmt: skip
                    problems.append(Problem(file.name, None, what, _('Say file = "NAME" in its table.')))
                    continue
                for table in fitting:
                    self.sheets[table.kind] = self._sheet(file, table, problems)
            if not files:
                problems.append(Problem("files", None, _("There is no file."), _("Name one at least.")))
            if problems:
                raise Malformed(problems)
        except BaseException:
            self.close()
            raise

    def _sheet(self, file: File, table: Table, problems: list[Problem]) -> Sheet:
        source = opened(file, table.form)
        self._open.append(source)
        named = {column.name: column for column in table.columns}
        at = {name: place for place, name in enumerate(source.columns)}
        problems += unfitting(
            source,
            known={*named, *table.ignored},
            needed=[*(name for name, column in named.items() if not column.optional), *table.ignored],
            mend="Say what it is, or ignore it.",
        )
        return Sheet(source, table, tuple((at[name], column) for name, column in named.items() if name in at))

    def __enter__(self) -> Lists:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let all files go."""
        for source in self._open:
            source.close()
