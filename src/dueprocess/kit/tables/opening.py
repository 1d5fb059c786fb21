"""A file of rows opened by how it is written. Knows the formats; not what a column means."""

from __future__ import annotations

from pathlib import Path

from dueprocess.kit.tables.delimited import Delimited
from dueprocess.kit.tables.parquet import Parquet
from dueprocess.kit.tables.sources import File, Form, Source, unreadable


def opened(path: File, form: Form) -> Source:
    """Open a file by the form given, else by its ending. Raises Malformed."""
    if (form.format or path.suffix.lower().lstrip(".")) == "parquet":
        if not isinstance(path, Path):
            raise unreadable(path, "A Parquet file is read from a disk only.", "Export it as CSV.")
        return Parquet(path)
    return Delimited(path, form)
