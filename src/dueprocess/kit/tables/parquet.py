"""Parquet files, read row by row with DuckDB (docs/adr/0070). Knows typed columns; not what they mean."""

from __future__ import annotations

import glob
import json
import math
from collections.abc import Callable, Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any

import duckdb

from dueprocess.core.saying import say as _
from dueprocess.kit.tables.sources import LARGEST_CELL, Row, Told, distinct, unreadable

_BATCH = 2_048
_SETTINGS = {
    "threads": "1",
    "memory_limit": "512MB",
    "temp_directory": "",  # nothing of a register may reach the disk in the clear
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


class Parquet:
    """A Parquet file. Values are written out as text: ISO days and moments, whole numbers, `true`, JSON
    lists.

    Rows count from 1. Raises Malformed where the file is not Parquet.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.before: list[int] = []
        self.told: list[Told] = []
        if not path.is_file():
            raise unreadable(path, _("The file cannot be read: no such file."), _("Check its name."))
        self._connection = duckdb.connect(config=dict(_SETTINGS))
        literal = glob.escape(str(path.absolute()))
        try:
            [(self._total,)] = self._connection.execute(
                "SELECT coalesce(sum(num_rows), 0)::BIGINT FROM parquet_file_metadata(?)", [literal]
            ).fetchall()
            self._result = self._connection.execute("SELECT * FROM read_parquet(?)", [literal])
        except duckdb.Error:
            self.close()
            raise unreadable(
                path, _("This is not a whole Parquet file."), _("Export it anew, or as CSV.")
            ) from None
        described = self._result.description or []
        self.columns = distinct([column[0] for column in described])
        self._plain = [str(column[1]).upper() in {"VARCHAR", "STRING"} for column in described]
        self._read = 0

    def rows(self) -> Iterator[Row]:
        """See `Source.rows`."""
        texts: list[Callable[[Any], str]] = [_or_empty if plain else written for plain in self._plain]
        while batch := self._result.fetchmany(_BATCH):
            for values in batch:
                self._read += 1
                cells = [text(value) for text, value in zip(texts, values, strict=True)]
                if max(map(len, cells), default=0) > LARGEST_CELL:
                    what = _(
                        "has a cell longer than %(largest_cell)s characters",
                        largest_cell=format(LARGEST_CELL, ","),
                    )
                    yield Row(self._read, (), ("too_long", what))
                else:
                    yield Row(self._read, cells)

    def fraction(self) -> float:
        """See `Source.fraction`."""
        return self._read / self._total if self._total else 1.0

    def close(self) -> None:
        """See `Source.close`."""
        self._connection.close()


def _or_empty(value: str | None) -> str:
    return value or ""


def written(value: Any) -> str:
    """A typed value as text. NaN and null are empty; a moment at midnight is a day."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        midnight = value.timetz() == time(0, tzinfo=value.tzinfo)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex()
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False, default=written)
    return str(value)
