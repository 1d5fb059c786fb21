"""A file of rows opened by how it is written. Knows the formats; not what a column means."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from dueprocess.core.errors import Problem
from dueprocess.core.saying import say as _
from dueprocess.kit.tables.delimited import Delimited
from dueprocess.kit.tables.sources import File, Form, Source, unreadable
from dueprocess.kit.tables.xlsx import Xlsx

FORMATS = ("csv", "xlsx", "parquet")
_WORKBOOKS = frozenset({"xlsx", "xlsm", "xls", "xlsb", "ods"})  # what cannot be read is refused by name


def format_of(path: File, form: Form) -> str:
    """How a file is written: as the form says, else by its ending."""
    ending = path.suffix.lower().lstrip(".")
    return form.format or ("xlsx" if ending in _WORKBOOKS else "parquet" if ending == "parquet" else "csv")


def opened(path: File, form: Form) -> Source:
    """Open a file. Raises Malformed where it cannot be read as a table."""
    kind = format_of(path, form)
    if kind == "parquet":
        if not isinstance(path, Path):
            raise unreadable(path, _("A Parquet file is read from a disk only."), _("Export it as CSV."))
        from dueprocess.kit.tables.parquet import Parquet  # noqa: PLC0415 (30 MB that no other process needs)

        return Parquet(path)
    return Xlsx(path, form) if kind == "xlsx" else Delimited(path, form)


def unfitting(
    source: Source, *, known: Collection[str], needed: Iterable[str], mend: str
) -> Iterator[Problem]:
    """Name each column of an open file that its map does not know, with how to `mend` that, and each that the
    map needs and the file has not."""
    for name in source.columns:
        if name not in known:
            what = _("The map does not name this column.")
            yield Problem(
                _("%(name)s, column %(name2)s", name=source.name, name2=repr(name)), None, what, mend
            )
    for name in needed:
        if name not in source.columns:
            has = _("It has %(columns)s.", columns=", ".join(source.columns))
            yield Problem(
                _("%(name)s, column %(name2)s", name=source.name, name2=repr(name)),
                None,
                _("The file has no such column."),
                has,
            )
