"""ToUnicode maps (ISO 32000-1, 9.10.3): reads which letters a font's codes stand for, and writes a map of
few. Knows nothing of pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

MOST = 70_000  # mappings that a map may have: more is no font
_PART = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.S)
_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")


def to_unicode(mapped: Mapping[bytes, str]) -> bytes:
    """The map as a stream's bytes, in the order of codes."""
    length = max((len(code) for code in mapped), default=1)
    lines = [
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        b"1 begincodespacerange <" + b"00" * length + b"> <" + b"FF" * length + b"> endcodespacerange",
    ]
    codes = sorted(mapped)
    for start in range(0, len(codes), 100):
        some = codes[start : start + 100]
        lines.append(b"%d beginbfchar" % len(some))
        lines += [
            b"<%b> <%b>"
            % (code.hex().encode(), mapped[code].encode("utf-16-be", "surrogatepass").hex().encode())
            for code in some
        ]
        lines.append(b"endbfchar")
    return b"\n".join([*lines, b"endcmap CMapName currentdict /CMap defineresource pop end end"])


def letters(stream: bytes) -> dict[bytes, str]:
    """What each code stands for. Raises ValueError where it is no such map."""
    found: dict[bytes, str] = {}
    for part in _PART.finditer(stream):
        tokens = [
            bytes.fromhex(token[1].decode()) if token[1] is not None else token[0]
            for token in _TOKEN.finditer(part[2])
        ]
        if part[1] == b"bfchar":
            found |= {code: _text(to) for code, to in zip(tokens[::2], tokens[1::2], strict=True)}
        else:
            found |= _ranges(tokens)
        if len(found) > MOST:
            raise ValueError("more letters than a font has")
    return found


def _ranges(tokens: list[bytes]) -> dict[bytes, str]:
    found: dict[bytes, str] = {}
    at = 0
    while at < len(tokens):
        if at + 3 > len(tokens):
            raise ValueError("a range is cut off")
        first, last, to = tokens[at : at + 3]
        low, high = int.from_bytes(first), int.from_bytes(last)
        if high - low > 0xFFFF or not first or len(first) != len(last):
            raise ValueError("a range is too long, or has no ends")
        codes = [code.to_bytes(len(first)) for code in range(low, high + 1)]
        if to == b"[":
            end = tokens.index(b"]", at)
            found |= {code: _text(each) for code, each in zip(codes, tokens[at + 3 : end], strict=False)}
            at = end + 1
            continue
        to = to.rjust(2, b"\0")
        head, tail = to[:-2], int.from_bytes(to[-2:])
        if tail + len(codes) > 0x10000:
            raise ValueError("a range passes the last letter")
        found |= {code: _text(head + (tail + n).to_bytes(2)) for n, code in enumerate(codes)}
        at += 3
    return found


def _text(code: bytes) -> str:
    return code.decode("utf-16-be", "replace")
