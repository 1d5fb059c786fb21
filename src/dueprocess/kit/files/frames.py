"""Sealed frames: a file of any size that can be read in part. Knows bytes and keys; nothing of files.

The construction is that of Tink's streaming AEAD (AES256-GCM-HKDF) with frames of 64 KiB: a header of
magic `DPF1` and a 32-byte salt; a key for this file alone, derived by HKDF-SHA256 from the docket's key,
the salt and the place; then frames sealed under AES-256-GCM with the nonce `7 zero bytes || frame number
(4 bytes) || 1 for the last frame, else 0`. So frames cannot be swapped, dropped, cut off or moved to
another file, and any one of them opens alone.
"""

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dueprocess.kit.keys import Damaged, derive

FRAME = 64 * 1024
"""Bytes of content in each frame but the last."""
_TAG = 16
_MAGIC = b"DPF1"
_SALT = 32
HEADER = len(_MAGIC) + _SALT
_MOST_FRAMES = 2**32


def _nonce(frame: int, last: bool) -> bytes:
    return bytes(7) + frame.to_bytes(4, "big") + (b"\x01" if last else b"\x00")


def _opener(key: bytes, salt: bytes, place: str) -> AESGCM:
    return AESGCM(derive(key, f"dueprocess/file/v1/{place}", salt))


def write(out: BinaryIO, key: bytes, pieces: Iterable[bytes], place: str) -> None:
    """Seal `pieces` (of any sizes) into `out`. Nothing of the content stays in the clear on the disk."""
    for piece in sealed(key, pieces, place):
        out.write(piece)


def sealed(key: bytes, pieces: Iterable[bytes], place: str) -> Iterator[bytes]:
    """The sealed file of these `pieces` (of any sizes), as it comes."""
    salt = os.urandom(_SALT)
    sealer = _opener(key, salt, place)
    yield _MAGIC + salt
    waiting = bytearray()
    frame = 0
    for piece in pieces:
        waiting += piece
        while len(waiting) > FRAME:
            yield sealer.encrypt(_nonce(frame, False), bytes(waiting[:FRAME]), None)
            del waiting[:FRAME]
            frame += 1
    if frame >= _MOST_FRAMES:
        raise ValueError("a file has at most 2^32 frames")
    yield sealer.encrypt(_nonce(frame, True), bytes(waiting), None)


def length(sealed: int) -> int:
    """Bytes of content in a sealed file of `sealed` bytes. Raises Damaged for an impossible length."""
    body = sealed - HEADER
    frames = -(-body // (FRAME + _TAG))
    if body < _TAG or body - frames * _TAG < 0:
        raise Damaged(f"A sealed file of {sealed} bytes is cut short.")
    return body - frames * _TAG


def read(source: BinaryIO, key: bytes, place: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The content from byte `start` up to `end`, in pieces of at most 64 KiB. Raises Damaged."""
    size = length(os.fstat(source.fileno()).st_size)
    stop = size if end is None else min(end, size)
    source.seek(0)
    header = source.read(HEADER)
    if header[: len(_MAGIC)] != _MAGIC:
        raise Damaged(f"The file at {place} is not a sealed file of a version known here.")
    opener = _opener(key, header[len(_MAGIC) :], place)
    last = max(0, -(-size // FRAME) - 1)
    for frame in range(start // FRAME, last + 1):
        at = frame * FRAME
        if at >= stop and frame > start // FRAME:
            break
        source.seek(HEADER + frame * (FRAME + _TAG))
        try:
            piece = opener.decrypt(_nonce(frame, frame == last), source.read(FRAME + _TAG), None)
        except InvalidTag:
            raise Damaged(
                f"The file at {place} does not open from byte {at}: altered, cut short, moved or another key."
            ) from None
        yield piece[max(start - at, 0) : stop - at] if stop > at else b""
