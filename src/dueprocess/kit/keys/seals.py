"""Sealing bound to a place, wrapped keys, keyed tags. Knows keys and bytes; nothing of what they mean.

Sealed bytes: version 1 (one byte), nonce (12 bytes), ciphertext and tag of AES-256-GCM (NIST SP
800-38D). The *place* (such as `content/DOCKET/ACT/FIELD`) is the associated data: sealed bytes that were
moved to another row do not open.
"""

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dueprocess.core.errors import Broken

from .ring import forget_ring, fresh_ring, ring

_SEALED = b"\x01"
_WRAPPED = b"\x02"
_NONCE = 12
_WRAP_PLACE = b"dueprocess/wrapped-key/v1"
_TAG_BYTES = 16
WRAPPED_LENGTH = 1 + 4 + _NONCE + 32 + 16
"""Bytes of a wrapped key: version, id of the wrapping key, nonce, key and tag."""


class Damaged(Broken):
    """Sealed bytes do not open: they were altered, moved, cut short, or sealed under another key."""


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return os.urandom(32)


def salt() -> bytes:
    """A fresh 32-byte salt for a commitment."""
    return os.urandom(32)


def derive(key: bytes, purpose: str, salt: bytes = b"") -> bytes:
    """A 256-bit key for one purpose from another key (HKDF-SHA256, RFC 5869)."""
    return HKDF(hashes.SHA256(), 32, salt, purpose.encode()).derive(key)


def seal(key: bytes, value: bytes, place: str) -> bytes:
    """Encrypt `value` so that it opens only with `key` and only at `place`; 29 bytes longer."""
    nonce = os.urandom(_NONCE)
    return _SEALED + nonce + AESGCM(key).encrypt(nonce, value, place.encode())


def unseal(key: bytes, sealed: bytes | memoryview, place: str) -> bytes:
    """What was sealed at `place`, or raise Damaged (which names the place)."""
    sealed = bytes(sealed)
    if sealed[:1] != _SEALED:
        raise Damaged(f"The bytes at {place} are not sealed bytes of a version known here.")
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], place.encode())
    except (InvalidTag, ValueError):
        raise Damaged(f"The sealed bytes at {place} do not open: altered, moved or another key.") from None


def wrap(key: bytes) -> bytes:
    """`key` sealed under the installation's current wrapping key; names the key that opens it."""
    keys = fresh_ring()
    nonce = os.urandom(_NONCE)
    return _WRAPPED + keys.current + nonce + keys.wrapping[keys.current].encrypt(nonce, key, _WRAP_PLACE)


def unwrap(wrapped: bytes | memoryview) -> bytes:
    """The key inside `wrapped`. Raises Damaged when no wrapping key of this installation opens it."""
    wrapped = bytes(wrapped)
    if wrapped[:1] != _WRAPPED:
        raise Damaged("This is not a wrapped key of a version known here.")
    opener = ring().wrapping.get(wrapped[1:5])
    if opener is None:
        forget_ring()  # the wrapping key was changed since this process read it
        opener = ring().wrapping.get(wrapped[1:5])
    if opener is None:
        raise Damaged(
            f"The wrapping key {wrapped[1:5].hex()} is not among the keys of this installation. "
            "Add it as a further line of wrapping.key."
        )
    try:
        return opener.decrypt(wrapped[5 : 5 + _NONCE], wrapped[5 + _NONCE :], _WRAP_PLACE)
    except (InvalidTag, ValueError):
        raise Damaged(f"A key wrapped under {wrapped[1:5].hex()} does not open: it was altered.") from None


def wrapped_under(sealed: bytes) -> bytes | None:
    """The id of the wrapping key under which the key at the beginning of `sealed` lies; None where there is
    none."""
    return sealed[1:5] if sealed[:1] == _WRAPPED else None


def rewrapped(sealed: bytes) -> bytes:
    """`sealed`, which begins with a wrapped key, with that key under the present wrapping key; what follows
    it stays as it is. Raises Damaged."""
    return wrap(unwrap(sealed[:WRAPPED_LENGTH])) + sealed[WRAPPED_LENGTH:]


def seal_here(value: bytes, place: str) -> bytes:
    """Seal under a fresh key that travels wrapped beside the value: for what belongs to no docket
    (drafts, outgoing mail). 94 bytes longer."""
    key = new_key()
    return wrap(key) + seal(key, value, place)


def unseal_here(sealed: bytes | memoryview, place: str) -> bytes:
    """The opposite of `seal_here`. Raises Damaged."""
    sealed = bytes(sealed)
    return unseal(unwrap(sealed[:WRAPPED_LENGTH]), sealed[WRAPPED_LENGTH:], place)


def tag(kind: str, value: str) -> str:
    """The keyed tag by which a sealed value is found: 32 hexadecimal digits of HMAC-SHA256 under the
    index key. Tags of different kinds never meet. Callers pass a normalised value."""
    message = kind.encode() + b"\x00" + value.encode()
    return hmac.digest(ring().index, message, "sha256")[:_TAG_BYTES].hex()
