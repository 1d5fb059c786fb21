"""What the log may say. Knows nothing of Django, since logging starts before any model is loaded."""

import logging
import re
import traceback
from typing import Any

_CODE = re.compile(r"(/in/)[^/\s]+")
"""What opens something once, in the address that carries it."""


class PlainFormatter(logging.Formatter):
    """One line a record, and of an exception its kind and places only.

    The text of an exception may quote what somebody wrote or a row of the database, so it never
    reaches the log; the traceback's file and line say enough to find the fault. Nor does the code of a link
    that opens something, which stands in its address.
    """

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Write the line without the codes of links."""
        return _CODE.sub(r"\1…", super().format(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 (logging's own name)
        """Name the exception and what caused it, with the files and lines it went through."""
        lines: list[str] = []
        seen: BaseException | None = ei[1]
        while seen is not None:
            lines.append(f"{'because of ' if lines else ''}{type(seen).__module__}.{type(seen).__qualname__}")
            lines += [
                f"  {frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(seen.__traceback__)
            ]
            seen = seen.__cause__ or seen.__context__
        return "\n".join(lines)
