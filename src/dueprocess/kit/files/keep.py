"""Sealed files on the disk: store, read in part, remove, sweep. Knows folders; nothing of what files mean.

A file is written and synced before the transaction that names it commits. Where that transaction fails,
the file is an orphan, which `sweep` removes a day later.
"""

import hashlib
import io
import os
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dueprocess.kit import durable
from dueprocess.kit.keys import Damaged

from . import frames
from .accept import SNIFF, accept_archive, media_type, refuse, safe_name

_NAME = re.compile(r"[0-9a-f]{32}")
_ORPHAN_SECONDS = 24 * 3600
_ZIPPED = ("application/zip", "application/vnd.openxml", "application/vnd.oasis", "application/epub")
_in_use: list[Callable[[set[str]], set[str]]] = []


@dataclass(frozen=True)
class Stored:
    """A file that was taken in. `name` is where it lies (32 hexadecimal digits), `given` its safe name,
    `size` its bytes, `sha256` the hexadecimal hash of its content, `media_type` its kind by content."""

    name: str
    given: str
    size: int
    sha256: str
    media_type: str


def folder() -> Path:
    """Where sealed files lie."""
    return Path(settings.DUEPROCESS_VAR) / "files"


def path_of(name: str) -> Path:
    """Where the file of that stored name lies. Raises ValueError for text that is no stored name."""
    if not _NAME.fullmatch(name):
        raise ValueError("this is not the name of a stored file")
    return folder() / name[:2] / name


def store(
    key: bytes, chunks: Iterable[bytes], place: str, name: str, limit: int | None = None, *, kind: str = ""
) -> Stored:
    """Take a file in: judge it, seal it under `key` for `place`, sync it to the disk.

    `name` is the one it was given by its sender. `kind`: its media type, where it is kept as it came whatever
    it holds (a message, of which nothing may be lost); it is never opened. Raises Malformed, and leaves
    nothing behind, for a file above `limit` bytes, and without `kind` for an empty one or a kind that is not
    taken in.
    """
    most = limit if limit is not None else settings.DUEPROCESS_FILE_LIMIT
    stored = secrets.token_hex(16)
    path = path_of(stored)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    meter = _Meter(chunks, most)
    try:
        judged = not kind
        kind = kind or media_type(meter.head)
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
            frames.write(out, key, meter, place)
            out.flush()
            os.fsync(out.fileno())
        if judged and kind.startswith(_ZIPPED):
            with SealedFile(key, stored, place) as sealed:
                accept_archive(sealed)
        durable.sync(path.parent)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Stored(stored, safe_name(name), meter.size, meter.hash.hexdigest(), kind)


class _Meter:
    """Chunks on their way through: counted, hashed, and stopped at the limit."""

    def __init__(self, chunks: Iterable[bytes], most: int) -> None:
        self.size, self.most, self.hash = 0, most, hashlib.sha256()
        self._rest = iter(chunks)
        self.head = b""
        for chunk in self._rest:
            self.head += chunk
            if len(self.head) >= SNIFF:
                break

    def __iter__(self) -> Iterator[bytes]:
        yield self._count(self.head)
        for chunk in self._rest:
            yield self._count(chunk)

    def _count(self, chunk: bytes) -> bytes:
        self.size += len(chunk)
        if self.size > self.most:
            raise refuse(
                _("The file is larger than {size} MB.").format(size=f"{self.most / 1e6:,.0f}"),
                _("Send a smaller one, or divide it; recordings can be saved with a lower quality."),
            )
        self.hash.update(chunk)
        return chunk


def read(key: bytes, name: str, place: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The content from byte `start` up to `end` in pieces of at most 64 KiB.

    Raises Damaged where a frame does not open, FileNotFoundError where the file is gone.
    """
    with path_of(name).open("rb") as source:
        yield from frames.read(source, key, place, start, end)


def verify(key: bytes, name: str, place: str, sha256: str) -> None:
    """Read the whole file and compare its hash. Raises Damaged naming the place."""
    digest = hashlib.sha256()
    for piece in read(key, name, place):
        digest.update(piece)
    if digest.hexdigest() != sha256:
        raise Damaged(f"The file at {place} opens, but it is not the one that was recorded.")


def remove(name: str) -> None:
    """Erase a file; one that is gone already is no fault. Its key must be destroyed too: disks remember."""
    path_of(name).unlink(missing_ok=True)


def register_in_use(known: Callable[[set[str]], set[str]]) -> None:
    """A room tells which of some stored names it still uses; all other files are orphans."""
    _in_use.append(known)


def sweep(older_than: float = _ORPHAN_SECONDS) -> int:
    """Remove files that no room uses and that are older than that many seconds; returns how many.

    Without any registered room nothing is removed.
    """
    before, removed = time.time() - older_than, 0
    if not _in_use or not folder().exists():
        return 0
    for shelf in sorted(folder().iterdir()):
        old = {path.name for path in shelf.iterdir() if path.stat().st_mtime < before}
        for known in _in_use:
            old -= known(old)
        for name in old:
            remove(name)
        removed += len(old)
    return removed


class SealedFile(io.RawIOBase):
    """A sealed file as a read-only file object with random access (for list of contents, seeking players)."""

    def __init__(self, key: bytes, name: str, place: str) -> None:
        self._source = path_of(name).open("rb")
        self._key, self._place, self._at = key, place, 0
        self.size = frames.length(os.fstat(self._source.fileno()).st_size)

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """The byte that is read next."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a byte, counted as for any file."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning of the file")
        self._at = base + offset
        return self._at

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes from here; to the end where it is negative. Raises Damaged."""
        end = self.size if size is None or size < 0 else min(self._at + size, self.size)
        if end <= self._at:
            return b""
        found = b"".join(frames.read(self._source, self._key, self._place, self._at, end))
        self._at += len(found)
        return found

    def readinto(self, buffer: Any, /) -> int:
        """Read into a buffer, as readers of large files ask; returns how much."""
        room = memoryview(buffer).cast("B")
        found = self.read(len(room))
        room[: len(found)] = found
        return len(found)

    def close(self) -> None:
        """Close the file underneath."""
        self._source.close()
        super().close()
