"""Tokens that travel in mail: nobody makes one without the newest outer key, and one that was made before
goes on working as long as the key of its time is kept. Knows keys and letters; nothing of what a token
opens.

A token is 24 signs of base 32 (15 bytes of a tag); where there is an outer key, 26: the 15 bytes and a zero
byte, one block under that key. What the 24 signs name is the same for ever, and stays between database and
key.
"""

import base64

from .ring import ring
from .seals import tag

_BYTES = 15
_LENGTH = 24
_COVERED_LENGTH = 26


def token(name: str) -> str:
    """The form in which what is named by 24 signs goes out into mail."""
    newest = ring().newest
    if not newest.key:
        return name
    block = base64.b32decode(name.upper()) + b"\0"
    return _text(bytes.fromhex(newest.stored(block.hex())))


def opened_token(told: str) -> list[str]:
    """What a token may name, each 24 signs, by the keys that are kept; nothing where none of them has made
    it. (A key that did not make it looks as if it had for one token in 256, and then names nothing that
    there is.)
    """
    told, outers = told.lower(), ring().outers
    if len(told) == _LENGTH:
        return [told] if "" in outers else []
    if len(told) != _COVERED_LENGTH:
        return []
    try:
        block = base64.b32decode(told.upper() + "=" * 6).hex()
    except ValueError:
        return []
    found = [bytes.fromhex(each.inner(block)) for each in outers.values() if each.key]
    return [_text(raw[:_BYTES]) for raw in found if raw[_BYTES:] == b"\0"]


def name_of(kind: str, value: str) -> str:
    """The 24 signs that name a value: the same for ever, and never sent as they are once there is an outer
    key."""
    return _text(bytes.fromhex(tag(kind, value))[:_BYTES])


def tags_held(kind: str, value: str) -> list[str]:
    """A tag under each of the outer keys that are kept, the newest first: for what is stored by a name that
    is seen outside, and so cannot be changed when the outer key is."""
    return [each.stored(tag(kind, value)) for each in ring().outers.values()]


def _text(raw: bytes) -> str:
    return base64.b32encode(raw).decode().lower().rstrip("=")
