"""A message taken apart by its boundaries: headers and the place of each body, never the bodies themselves.

One pass over the lines, in bounded memory whatever the size: a part's body is read later, from its place.
Must not know what parts mean. Whatever is broken is taken as it lies and named in `faults`.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesHeaderParser

from dueprocess.cases.mailbox.reading.charsets import named
from dueprocess.kit.spool import Spool

MOST_PARTS = 1_000
MOST_DEPTH = 30
_HEADER_BYTES = 256 * 1024
_LONGEST, _LONGEST_INSIDE = 16_384, 1_024
"""Characters that are read of one header, of the message and of a part: the standard library takes the square
of the time for some that are long."""
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


@dataclass(slots=True)
class Part:
    """One part that holds no others: its headers and where its body lies. `group` is the nearest
    multipart/alternative around it, `above` the kinds of the multiparts around it."""

    headers: Message
    start: int
    end: int
    group: int | None = None
    above: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The media type as the message gives it, in lower case."""
        return kind_of(self.headers)

    @property
    def encoding(self) -> str:
        """The transfer encoding, in lower case."""
        return str(self.headers.get("Content-Transfer-Encoding", "")).strip().lower()


@dataclass(slots=True)
class Taken:
    """A message taken apart. `faults`: broken, many_parts."""

    headers: Message
    parts: list[Part] = field(default_factory=list)
    faults: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Open:
    """A multipart whose boundary may still come."""

    boundary: bytes
    kind: str
    group: int | None


def kind_of(headers: Message) -> str:
    """The media type that headers give; text/plain where there is none or none that can be read."""
    try:
        return headers.get_content_type()
    except (ValueError, TypeError, LookupError):
        return "text/plain"


def parameter(headers: Message, name: str, header: str = "content-type") -> str:
    """A parameter of a structured header (RFC 2231 forms too), "" where there is none that can be read."""
    try:
        value = headers.get_param(name, "", header)
    except (ValueError, TypeError, LookupError):
        return ""
    if isinstance(value, tuple):
        try:
            return str(value[2]).encode("latin-1", "replace").decode(named(value[0] or "utf-8"), "replace")
        except (LookupError, ValueError):
            return str(value[2])
    return str(value)


def take_apart(spool: Spool) -> Taken:
    """Take a message apart. Never raises for what the bytes are."""
    return _Walk().over(spool)


class _Walk:
    """One pass over the lines."""

    def __init__(self) -> None:
        self.found: Taken | None = None
        self.open: list[_Open] = []
        self.head: list[bytes] | None = []
        self.head_size = 0
        self.leaf: Part | None = None
        self.ending = 0
        self.groups = 0

    def over(self, spool: Spool) -> Taken:
        for at, line in spool.lines():
            if line.startswith(b"--") and self.open and self._boundary(at, line):
                continue
            if self.head is not None:
                self._header(at, line)
            self.ending = 2 if line.endswith(b"\r\n") else 1 if line.endswith(b"\n") else 0
        if self.head is not None:
            self._begin(spool.size)
        if self.leaf is not None:
            self.leaf.end = spool.size
        assert self.found is not None
        if self.open:
            self.found.faults.add("broken")
        return self.found

    def _boundary(self, at: int, line: bytes) -> bool:
        """Whether the line ends a part: of the innermost multipart, or of one around it."""
        said = line.rstrip(b" \t\r\n")
        for place in range(len(self.open) - 1, -1, -1):
            mark = b"--" + self.open[place].boundary
            if said not in (mark, mark + b"--"):
                continue
            if self.head is not None:
                self._begin(at)
            if self.leaf is not None:
                self.leaf.end = max(self.leaf.start, at - self.ending)
                self.leaf = None
            assert self.found is not None
            if place < len(self.open) - 1:
                self.found.faults.add("broken")
            last = said.endswith(b"--") and said != mark
            del self.open[place if last else place + 1 :]
            self.head, self.head_size = (None if last else []), 0
            self.ending = 0
            return True
        return False

    def _header(self, at: int, line: bytes) -> None:
        assert self.head is not None
        if line in (b"\n", b"\r\n"):
            self._begin(at + len(line))
            return
        if not self.head and self.found is None and line.startswith(b"From "):
            return  # the first line of a message in a mailbox file
        if self.head_size < _HEADER_BYTES:
            self.head.append(line)
        self.head_size += len(line)

    def _begin(self, at: int) -> None:
        """The headers are at an end: a body begins at that place, or a multipart."""
        assert self.head is not None
        headers = BytesHeaderParser().parsebytes(b"".join(self.head))
        first = self.found is None
        long = _shortened(headers, _LONGEST if first else _LONGEST_INSIDE)
        if self.found is None:
            self.found = Taken(headers)
        if headers.defects or long or self.head_size >= _HEADER_BYTES:
            self.found.faults.add("broken")
        self.head = None
        kind = kind_of(headers)
        around = self.open[-1] if self.open else None
        group = around.group if around else None
        if kind.startswith("multipart/"):
            boundary = parameter(headers, "boundary").strip().encode("utf-8", "surrogateescape")
            if boundary and len(self.open) < MOST_DEPTH:
                if kind == "multipart/alternative":
                    self.groups += 1
                    group = self.groups
                self.open.append(_Open(boundary, kind, group))
                return
            self.found.faults.add("broken")
        if len(self.found.parts) >= MOST_PARTS:
            self.found.faults.add("many_parts")
            return
        above = tuple(each.kind for each in self.open)
        self.leaf = Part(headers, at, at, group, above if not first else ())
        self.found.parts.append(self.leaf)


def _shortened(headers: Message, most: int) -> bool:
    """Cut headers that are longer than people and programs write them; tells whether there was one."""
    values: list[tuple[str, str]] = headers._headers  # type: ignore[attr-defined]
    long = [place for place, (_name, value) in enumerate(values) if len(value) > most]
    for place in long:
        name, value = values[place]
        values[place] = (name, value[:most])
    return bool(long)


def content(spool: Spool, part: Part) -> Iterator[bytes]:
    """The decoded body of a part, in pieces. What is no valid encoding is decoded as far as it goes."""
    raw = spool.read(part.start, part.end)
    if part.encoding == "base64":
        return _base64(raw)
    if part.encoding == "quoted-printable":
        return _quoted(raw)
    return raw


def _base64(raw: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in raw:
        rest += _NOT_BASE64.sub(b"", piece)
        whole = len(rest) - len(rest) % 4
        if whole:
            yield binascii.a2b_base64(rest[:whole])
            rest = rest[whole:]
    if len(rest) > 1:
        yield binascii.a2b_base64(rest + b"=" * (-len(rest) % 4))


def _quoted(raw: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in raw:
        rest += piece
        cut = rest.rfind(b"\n") + 1
        if cut:
            yield binascii.a2b_qp(rest[:cut])
            rest = rest[cut:]
    if rest:
        yield binascii.a2b_qp(rest)
