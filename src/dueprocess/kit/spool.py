"""Bytes of any size that are read more than once before they are stored. Knows bytes; nothing of what they
mean.

They lie in a temporary file without a name, encrypted under a key that lives only as long as the spool
(AES-256-CTR, as uploads do): a crash or a stolen disk shows nothing, and memory holds a piece at a time.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

PIECE = 64 * 1024
_BLOCK = 16


class Spool:
    """A file that is written once, from its beginning, and then read in any part, any number of times."""

    def __init__(self, pieces: Iterable[bytes] = ()) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the spool
        self._key, self._nonce = os.urandom(32), int.from_bytes(os.urandom(8), "big") << 64
        self._out = self._stream(0)
        self.size = 0
        for piece in pieces:
            self.write(piece)

    def _stream(self, block: int) -> CipherContext:
        nonce = (self._nonce + block).to_bytes(_BLOCK, "big")
        return Cipher(algorithms.AES256(self._key), modes.CTR(nonce)).encryptor()

    def write(self, piece: bytes) -> None:
        """Add bytes at the end."""
        self._file.seek(self.size)
        self._file.write(self._out.update(piece))
        self.size += len(piece)

    def read(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` up to `end`, in pieces of at most 64 KiB."""
        at, stop = start - start % _BLOCK, self.size if end is None else min(end, self.size)
        stream = self._stream(at // _BLOCK)
        while at < stop:
            self._file.seek(at)
            piece = stream.update(self._file.read(min(PIECE, stop - at)))
            yield piece[max(0, start - at) :]
            at += len(piece)

    def whole(self, start: int = 0, end: int | None = None) -> bytes:
        """The same in one piece; for parts whose size is bounded."""
        return b"".join(self.read(start, end))

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Each line with its ending and the place where it begins; one above 64 KiB comes in pieces."""
        at, rest = 0, b""
        for piece in self.read():
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                yield at, line + b"\n"
                at += len(line) + 1
            if len(rest) >= PIECE:
                yield at, rest
                at, rest = at + len(rest), b""
        if rest:
            yield at, rest

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
