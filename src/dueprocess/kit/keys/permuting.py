"""The outer layer of stored tags. Knows one key and blocks of 16 bytes; nothing of what a tag stands for.

What the log commits to, and what people carry about (receipt codes), fixes a tag for good: the *inner* tag,
an HMAC under the index key. What tables hold is the inner tag under a second key, the *outer* key, which can
be changed: AES-256 (FIPS 197), one block for one tag, so that equal tags stay equal and whoever has the key
can go back. An installation that never changed its index key has no outer key, and stores inner tags as they
are.

A block cipher without a chain shows which blocks are equal and nothing else; a table that is searched by a
tag has to show that. See docs/adr/0109.
"""

import hashlib
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

_BLOCK = 16
_DIGITS = 2 * _BLOCK
_WORD_BYTES = 10
_KNOWN = 8_192  # tags of one process that are remembered: the same officers are asked for again and again


class Outer:
    """An outer key; `Outer(b"")` is the absence of one, which leaves every tag as it is.

    `id` names the key without telling anything about it; "" for none.
    """

    def __init__(self, key: bytes = b"") -> None:
        self.key = key
        self.id = hashlib.sha256(b"dueprocess/outer-key/v1\n" + key).hexdigest()[:8] if key else ""
        self._machines = _Machines(key)
        self._stored = lru_cache(_KNOWN)(self._cover)
        self._inner = lru_cache(_KNOWN)(self._uncover)

    def stored(self, tag: str) -> str:
        """The form in which a tag (32 hexadecimal digits) is stored. What is no tag ("") stays as it is."""
        return self._stored(tag) if self.key and len(tag) == _DIGITS else tag

    def inner(self, stored: str) -> str:
        """The opposite of `stored`."""
        return self._inner(stored) if self.key and len(stored) == _DIGITS else stored

    def blocks(self, raw: bytes) -> bytes:
        """Many blocks of 16 bytes at once, each for itself."""
        return self._machines.covering.update(raw) if self.key else raw

    def words(self, digests: Sequence[bytes]) -> list[str]:
        """The stored tags of words, from what the index key makes of each (10 bytes). No outer key: 20
        hexadecimal digits, otherwise 32."""
        if not self.key:
            return [digest.hex() for digest in digests]
        padded = b"".join([digest + bytes(_BLOCK - _WORD_BYTES) for digest in digests])
        return _cut(self._machines.covering.update(padded).hex())

    def moved(self, stored: Sequence[str], to: "Outer", *, words: bool = False) -> list[str]:
        """Stored tags as they are stored under another outer key; `words`: those of words."""
        if not stored:
            return []
        short = 2 * _WORD_BYTES if words else _DIGITS
        length = _DIGITS if self.key else short
        if any(len(each) != length for each in stored):
            raise ValueError(f"a stored tag is not {length} digits long")
        raw = bytes.fromhex("".join([each.ljust(_DIGITS, "0") for each in stored]))
        if self.key:
            raw = self._machines.uncovering.update(raw)
        made = _cut(to.blocks(raw).hex())
        return made if to.key else [each[:short] for each in made]

    def _cover(self, tag: str) -> str:
        return self._machines.covering.update(bytes.fromhex(tag)).hex()

    def _uncover(self, stored: str) -> str:
        return self._machines.uncovering.update(bytes.fromhex(stored)).hex()


def _cut(digits: str) -> list[str]:
    return [digits[at : at + _DIGITS] for at in range(0, len(digits), _DIGITS)]


class _Machines(threading.local):
    """The cipher both ways, made once in each thread: to make one costs ten times what it then does."""

    def __init__(self, key: bytes) -> None:
        if key:
            cipher: Cipher[Any] = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305 (one block is one tag)
            self.covering: CipherContext = cipher.encryptor()
            self.uncovering: CipherContext = cipher.decryptor()
