"""ZIP archives made while they are sent: nothing of them lies anywhere. Knows paths and bytes only."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator

Members = Iterable[tuple[str, Iterable[bytes]]]


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


def pieces(members: Members) -> Iterator[bytes]:
    """The archive of these paths, each with its content in pieces; nothing is packed tighter."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for path, content in members:
            with archive.open(zipfile.ZipInfo(path), "w", force_zip64=True) as member:
                for piece in content:
                    member.write(piece)
                    yield pipe.take()
    yield pipe.take()
