"""The whole published log as one ZIP, made while it is sent. Knows paths and bytes only."""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.kit import zipping
from dueprocess.ledger import extracts as ledger

FOLDER = "log"


def pieces() -> Iterator[bytes]:
    """The archive, file by file."""
    return zipping.pieces(_members())


def _members() -> Iterator[tuple[str, list[bytes]]]:
    for path in ledger.published_paths():
        content = ledger.published(path)
        if content is not None:
            yield f"{FOLDER}/{path}", [content]
