"""The whole published log as one ZIP, made while it is sent. Knows paths and bytes only."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from dueprocess.ledger import extracts as ledger

FOLDER = "log"


class _Pipe(io.RawIOBase):
    """What the ZIP writer writes into, and what is taken from it as it comes."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        data = bytes(piece)  # type: ignore[call-overload]
        self.waiting += data
        return len(data)

    def take(self) -> bytes:
        """What has been written since the last time."""
        taken, self.waiting = bytes(self.waiting), bytearray()
        return taken


def pieces() -> Iterator[bytes]:
    """The archive, file by file. The hashes do not shrink, so nothing is packed tighter."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for path in ledger.published_paths():
            content = ledger.published(path)
            if content is not None:
                archive.writestr(zipfile.ZipInfo(f"{FOLDER}/{path}"), content)
                yield pipe.take()
    yield pipe.take()
