"""Codes in which mail is written, and signs that make text costly. Must not know what text says."""

from __future__ import annotations

import codecs
import unicodedata

_NO_CODES = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})
"""What Python calls codecs of text and no mail is written in: some take the square of the time."""
_MARKS = 30
"""Marks on one letter: the Stream-Safe Text Format of Unicode (UAX 15 s13). Sorting more takes the square of
the time."""


def named(charset: str) -> str:
    """The name of a code, as it was given. Raises LookupError where it is none in which mail is written."""
    if codecs.lookup(charset).name.replace("_", "-") in _NO_CODES:
        raise LookupError(charset)
    return charset


def composed(text: str) -> str:
    """Text in its composed form (NFC), with at most thirty marks on a letter."""
    if text.isascii():
        return text
    found, marks = [], 0
    for sign in text:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MARKS:
            found.append(sign)
    return unicodedata.normalize("NFC", "".join(found))
