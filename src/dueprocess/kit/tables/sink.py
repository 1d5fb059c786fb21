"""A file of lines as they come, CSV or JSON, readable by its owner only. Knows no domain."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(value: Any) -> Any:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


class Sink:
    """A report file, CSV or JSON by its ending; written line by line, so that it may be of any length."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file: TextIO = os.fdopen(handle, "w", encoding="utf-8", newline="")
        self._header = header
        self._json = path.suffix.lower() == ".json"
        self._first = True
        if self._json:
            self._file.write('{"lines": [')
        else:
            self._rows = csv.writer(self._file)
            self._rows.writerow(header)

    def line(self, values: Sequence[Any]) -> None:
        """Write one line. In CSV no cell can be run as a formula by a spreadsheet."""
        if self._json:
            self._file.write(",\n" if not self._first else "\n")
            json.dump(dict(zip(self._header, values, strict=True)), self._file, ensure_ascii=False)
            self._first = False
        else:
            self._rows.writerow(map(safe, values))

    def close(self, summary: dict[str, Any]) -> None:
        """End the file; JSON also gets the summary."""
        if self._json:
            self._file.write('\n], "summary": ')
            json.dump(summary, self._file, ensure_ascii=False, indent=1)
            self._file.write("}\n")
        self._file.close()
