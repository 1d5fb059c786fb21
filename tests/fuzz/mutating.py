"""Valid inputs made wrong at random: bytes, lines, numbers and whole values. The same seed gives the same
inputs. Knows no format but JSON; what is broken and where is chance.
"""

import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

LONGEST = 1 << 18
"""No input grows beyond this: what a parser does with more is asked by tests of its limits."""
_WORDS: tuple[bytes, ...] = (
    b"\x00", b"\x7f", b"\x80", b"\xff", b"\xff\xff", b"\r\n", b"\n\n", b"\n", b"\r", b"\t", b" ", b"=", b"+",
    b"-", b"-0", b"00", b"1.0", b"1e999", b"NaN", b"Infinity", b"null", b"true", b"[]", b"{}", b'""', b"''",
    b"9" * 19, b"9" * 5000, b"-" + b"9" * 20, b"18446744073709551616", b"9223372036854775808", b"0x10",
    b"4294967296", b"2026-02-30", b"0000-00-00", b"9999-12-31", b"0000-W00", b"2026-W54", b"9999-W53",
    b"24:00:00Z", b"+99:99", b"\\ud800", b"\\u0000", b"\\", b"\xed\xa0\x80", "\u0301".encode(),
    "e\u0301".encode(), "\u2014 ".encode(), "\u202e".encode(), "\ufeff".encode(), "\u0662".encode(),
    "\u2028".encode(), "\U0001f600".encode(), b"[" * 3000, b"{\"a\":" * 3000, b"(" * 500, b"<" * 500,
    b"../", b"%00", b"x" * 300, b"*" * 40, b"a" * 70_000,
)  # fmt: skip
_NUMBER = re.compile(rb"\d+")
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, 2**64, 10**400, 0.5, 1e308, float("nan"), float("inf"),
    "", " ", "x", "\x00", "\ud800", "e\u0301", "2026-02-30", "2026-03-02T24:00:00Z", "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00", "R1", "a" * 5000, [], {}, [[]], [None], {"": ""}, {"x": {"x": {}}},
)  # fmt: skip

Mutation = Callable[[random.Random, Sequence[bytes]], bytes]


def of_bytes(chance: random.Random, corpus: Sequence[bytes]) -> bytes:
    """One of the corpus with one to six changes of its bytes and lines."""
    data = chance.choice(corpus)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        data = chance.choice(_CHANGES)(chance, data, corpus)[:LONGEST]
    return data


def of_json(chance: random.Random, corpus: Sequence[bytes]) -> bytes:
    """One of the corpus, which is JSON, with one to four values or keys changed; at times its bytes too."""
    value = json.loads(chance.choice(corpus))
    for _ in range(chance.choice((1, 1, 2, 4))):
        value = _changed(chance, value, json.loads(chance.choice(corpus)))
    data = json.dumps(value, ensure_ascii=chance.random() < 0.3, separators=(",", ":"), sort_keys=True)
    raw = data.encode("utf-8", "surrogatepass")[:LONGEST]
    return of_bytes(chance, [raw]) if chance.random() < 0.2 else raw


def of_zip(chance: random.Random, corpus: Sequence[bytes]) -> bytes:
    """One of the corpus, which is ZIP, with one of its parts changed and packed again; at times the archive
    itself."""
    if chance.random() < 0.3:
        return of_bytes(chance, corpus)
    with zipfile.ZipFile(io.BytesIO(chance.choice(corpus))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    victim = chance.choice(sorted(parts))
    match chance.randrange(8):
        case 0:
            del parts[victim]
        case 1:
            parts[victim] = parts[chance.choice(sorted(parts))]
        case _:
            parts[victim] = of_bytes(chance, [parts[victim]])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)  # the same bytes at any time
    return packed.getvalue()


# ── changes of bytes ────────────────────────────────────────────────────────────────────────────────────────


def _span(chance: random.Random, data: bytes) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.choice((0, 1, 1, 2, 4, 16, 200)))


def _flip(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    if not data:
        return b"\x01"
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _put(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(chance, data)
    word = chance.choice(_WORDS) if chance.random() < 0.7 else chance.randbytes(chance.randint(1, 8))
    return data[:start] + word + data[end:]


def _cut(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(chance, data)
    return data[:start] + data[end:]


def _end(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return data[: chance.randint(0, len(data))]


def _again(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(chance, data)
    return data[:start] + data[start:end] * chance.choice((2, 3, 50)) + data[end:]


def _splice(chance: random.Random, data: bytes, corpus: Sequence[bytes]) -> bytes:
    other = chance.choice(corpus)
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


def _number(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    found = list(_NUMBER.finditer(data))
    if not found:
        return data
    at = chance.choice(found)
    old = int(at[0][:300])
    new = chance.choice((old + 1, old - 1, -old, 0, old * 10, 2**31, 2**53, 2**63, 2**64, 10**30))
    return data[: at.start()] + str(new).encode() + data[at.end() :]


def _lines(chance: random.Random, data: bytes, corpus: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    match chance.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(chance.randint(0, len(lines)), lines[at])
        case 2:
            lines[at], lines[-1 - at] = lines[-1 - at], lines[at]
        case 3:
            lines.insert(at, chance.choice(chance.choice(corpus).split(b"\n")))
        case 4:  # the value of another line
            name, equals, _ = lines[at].partition(b"=")
            lines[at] = name + equals + chance.choice(lines).partition(b"=")[2]
        case _:  # a word of another line
            words = lines[at].split(b" ")
            words[chance.randrange(len(words))] = chance.choice(chance.choice(lines).split(b" "))
            lines[at] = b" ".join(words)
    return b"\n".join(lines)


_CHANGES = (_flip, _put, _put, _cut, _end, _again, _splice, _number, _lines, _lines, _lines)


# ── changes of values ───────────────────────────────────────────────────────────────────────────────────────


def _changed(chance: random.Random, value: Any, other: Any) -> Any:
    """The value with one place in it changed: exchanged, left out, put in, renamed, or taken from another."""
    if chance.random() < 0.05 or not isinstance(value, (dict, list)) or not value:
        return chance.choice(_VALUES) if chance.random() < 0.7 else _within(chance, other)
    if isinstance(value, dict):
        key = chance.choice(sorted(value))
        if chance.random() < 0.6:
            return value | {key: _changed(chance, value[key], other)}
        match chance.randrange(3):
            case 0:
                return {name: item for name, item in value.items() if name != key}
            case 1:
                return value | {chance.choice(("x", "", "é", key + "x", key.upper())): value[key]}
            case _:
                return value | {key: _within(chance, other)}
    at = chance.randrange(len(value))
    if chance.random() < 0.6:
        return [*value[:at], _changed(chance, value[at], other), *value[at + 1 :]]
    match chance.randrange(3):
        case 0:
            return value[:at] + value[at + 1 :]
        case 1:
            return [*value, value[at]]
        case _:
            return [*value[:at], _within(chance, other), *value[at:]]


def _within(chance: random.Random, value: Any) -> Any:
    """Some part of a value."""
    while isinstance(value, (dict, list)) and value and chance.random() < 0.7:
        value = chance.choice(list(value.values()) if isinstance(value, dict) else value)
    return value
