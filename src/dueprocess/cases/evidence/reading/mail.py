"""A message (.eml) or a saved web page (.mhtml, .html): its words, its headers, the files in it.

The words are read as those of the mailbox are (`cases.mailbox.reading`). Who sent a message is what it says
of itself: nobody vouches for it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from dueprocess.cases.evidence.reading.model import (
    LARGEST,
    MOST_FILES,
    Attached,
    Fault,
    Found,
    Page,
    cut,
    facts_of,
)
from dueprocess.cases.mailbox.reading import Ours, Warn, content, parts
from dueprocess.cases.mailbox.reading import headers as heads
from dueprocess.cases.mailbox.reading import read as letter
from dueprocess.kit.files import safe_name
from dueprocess.kit.spool import Spool

TOOL = "mail (RFC 5322, MIME)"
HEAD = re.compile(
    rb"^(received|return-path|message-id|mime-version|from|date|subject|delivered-to|snapshot-content-location)"
    rb":", re.IGNORECASE,
)  # fmt: skip
_TOLD = (
    "From",
    "To",
    "Cc",
    "Reply-To",
    "Date",
    "Subject",
    "Message-ID",
    "Snapshot-Content-Location",
    "X-Mailer",
)
MOST_RECEIVED = 20
Reader = Callable[[bytes, str], Found]


def is_mail(data: bytes) -> bool:
    """Whether these bytes begin as a message does: two headers at least that messages have."""
    lines = re.split(rb"\r?\n", data[:8_192].removeprefix(b"\xef\xbb\xbf"))
    if lines and lines[0].startswith(b"From "):
        lines = lines[1:]
    found = 0
    for line in lines:
        if not line:
            break
        if HEAD.match(line):
            found += 1
        elif not re.match(rb"[!-9;-~]+:|[ \t]", line):
            return False
    return found >= 2


def read(data: bytes, inside: Reader) -> Found:
    """Read a message, and what lies in it with `inside`, whose words stand after those of the message."""
    with Spool([data]) as spool:
        found = letter(spool, Ours())
        top = parts.take_apart(spool).headers
        told = [(f"mail {name}", heads.text(top, name)) for name in _TOLD]
        passed = [("mail Received", heads.line(each)) for each in heads.raw(top, "Received")[:MOST_RECEIVED]]
        texts, faults = [found.text], []
        files: list[Attached] = []
        left = LARGEST
        for number, each in enumerate(found.files[:MOST_FILES], 1):
            held = _held(spool, each, left)
            left -= len(held)
            name = safe_name(each.name or f"file {number}")
            files.append(Attached(name, len(held), hashlib.sha256(held).hexdigest()))
            within = inside(held, each.kind)
            said = "\n\n".join(page.text for page in within.pages if page.text)
            texts.append(f"[{name}]\n{said}" if said else f"[{name}]")
        if left <= 0 or len(found.files) > MOST_FILES or Warn.MANY_PARTS in found.warnings:
            faults.append(Fault.CUT)
        if Warn.CUT in found.warnings:
            faults.append(Fault.CUT)
        if Warn.ENCRYPTED in found.warnings:
            faults.append(Fault.ENCRYPTED_MAIL)
        if Warn.BROKEN in found.warnings:
            faults.append(Fault.DAMAGED)
    pages, short = cut(texts)
    if short:
        faults.append(Fault.CUT)
    return Found(
        TOOL,
        (Page("\n\n".join(pages)),),
        facts_of([*told, *passed]),
        tuple(files),
        tuple(dict.fromkeys(faults)),
    )


def _held(spool: Spool, each: object, left: int) -> bytes:
    held = bytearray()
    for piece in content(spool, each.part):  # type: ignore[attr-defined]
        if len(held) + len(piece) > left:
            break
        held += piece
    return bytes(held)


def part(data: bytes, number: int) -> tuple[str, bytes]:
    """Return the name and the bytes of a file that lies in a message (from 1). Raises LookupError."""
    with Spool([data]) as spool:
        found = letter(spool, Ours()).files
        if not 1 <= number <= min(len(found), MOST_FILES):
            raise LookupError("no such file")
        each = found[number - 1]
        return safe_name(each.name or f"file {number}"), _held(spool, each, LARGEST)
