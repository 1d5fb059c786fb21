"""Headers as people may read them: decoded, one line, without signs that hide or turn text.

Must not know what a header is for, beside addresses.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from dueprocess.cases.mailbox.reading.charsets import composed, named

TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that change the direction of text (Unicode Bidirectional Algorithm): what is read is not what is
written."""
_LONGEST = 1_000
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,255}")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name as it was written and an address in lower case, "" where there is none that can be one."""

    name: str
    address: str


def line(value: object) -> str:
    """One line of plain text: no control, direction or private signs, single spaces, NFC, at most 1,000."""
    text = composed(str(value)[: 4 * _LONGEST])
    kept = (
        " " if letter.isspace() else letter
        for letter in text
        if letter.isspace() or unicodedata.category(letter) not in {"Cc", "Cf", "Co", "Cn", "Cs"}
    )
    return " ".join("".join(kept).split())[:_LONGEST]


def decoded(value: object) -> str:
    """A header with its encoded words (RFC 2047) decoded; an unknown code is read as far as it goes."""
    text = str(value)
    try:
        found = decode_header(text)
    except (HeaderParseError, ValueError, LookupError):
        return text
    return "".join(_word(word, charset) for word, charset in found)


def _word(word: bytes | str, charset: str | None) -> str:
    if isinstance(word, str):
        word = word.encode("utf-8", "surrogateescape")
    for name in (charset or "utf-8", "utf-8"):
        try:
            return word.decode(named(name))
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return word.decode("cp1252", "replace")


def raw(headers: Message, name: str) -> list[str]:
    """Every value of a header as text, undecoded."""
    found = []
    for key, value in headers._headers:  # type: ignore[attr-defined]  # get_all re-wraps 8-bit values
        if key.lower() == name.lower():
            text = str(value).encode("utf-8", "surrogateescape")
            found.append(_word(text, None))
    return found


def text(headers: Message, name: str) -> str:
    """The first value of a header as one plain line."""
    values = raw(headers, name)
    return line(decoded(values[0])) if values else ""


def mailboxes(headers: Message, *names: str) -> list[Mailbox]:
    """Everybody whom these headers name. Names are decoded after the addresses were found, so that no
    encoded word makes an address."""
    values = [" ".join(value.split()) for name in names for value in raw(headers, name)]
    found = []
    try:
        pairs = getaddresses(values[:50])
    except RecursionError:  # comments in comments, hundreds deep
        pairs = []
    for name, address in pairs:
        address = line(address).lower()
        if name or address:
            whole = _ADDRESS.fullmatch(address)
            found.append(Mailbox(line(decoded(name)), address if whole else ""))
        if len(found) >= 100:
            break
    return found
