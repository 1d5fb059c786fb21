"""Entries of the log: their canonical bytes, the table of public types, and commitments to what is private.

Knows JSON bytes and SHA-256. Must not know where entries are kept, what a docket is, or the time.
Byte-level description for other implementers: docs/reference/record.md.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dueprocess.tlog import period
from dueprocess.tlog.errors import BadBytes

VERSION: Final = 1
LONGEST: Final = 65_535  # an entry bundle gives each entry an unsigned 16-bit length (c2sp.org/tlog-tiles)
SALT_LENGTH: Final = 32
_INTEGER_LIMIT: Final = 2**53  # RFC 8785 s3.2.2.3: beyond this JSON readers disagree
_KEY = re.compile(r"[\x20-\x7e]*")
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True).encode


# ── canonical JSON ──────────────────────────────────────────────────────────────────────────────────────────


def canonical(value: Any) -> bytes:
    """The RFC 8785 (JCS) bytes of `value`, in the profile of this log.

    Objects (dict), arrays (list or tuple), strings, booleans, null and integers n with |n| < 2**53. Keys are
    printable ASCII; strings are in Unicode normalisation form C. Raises BadBytes, naming the place, for
    anything else: floats, other types, other normalisation forms, lone surrogates. `normal` makes strings
    fit.
    """
    if not _plain(value):
        _check(value, "$")
    # With ASCII keys, code point order is the UTF-16 order of RFC 8785, and json writes its other rules
    # itself.
    return _encode(value).encode()


def normal(value: Any) -> Any:
    """The same JSON value with every string in normalisation form C, ready for `canonical`."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {key: normal(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [normal(item) for item in value]
    return value


def load(data: bytes) -> Any:
    """The value of canonical bytes. Raises BadBytes unless `data` is exactly what `canonical` would write.

    So duplicate keys, spaces, other orders, escapes that are not needed, floats and bad UTF-8 are all
    refused.
    """
    try:
        value = json.loads(
            data.decode(), object_pairs_hook=_object, parse_float=_no_float, parse_constant=_no_float
        )
    except UnicodeDecodeError as error:
        raise BadBytes("not UTF-8", f"byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise BadBytes(f"not JSON: {error.msg}", f"character {error.pos}") from error
    except BadBytes:
        raise
    except ValueError as error:  # Python reads no number of more than 4,300 digits
        raise BadBytes("a number is not below 2^53") from error
    except RecursionError as error:
        raise BadBytes("nested too deeply") from error
    if canonical(value) != data:
        raise BadBytes("not canonical: the same value has other bytes under RFC 8785")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise BadBytes(f"the key {twice!r} stands twice in one object")
    return found


def _no_float(text: str) -> Any:
    raise BadBytes(f"the number {text} is not a whole number")


def _plain(value: Any) -> bool:
    """Whether the value is certainly within the profile. Nearly all are: no place is spelt out for them."""
    kind = type(value)
    if kind is dict:
        for key, item in value.items():
            if type(key) is not str or not key.isascii() or not key.isprintable():
                return False
            if not (item.isascii() if type(item) is str else item is None or _plain(item)):
                return False
        return True
    if kind is list or kind is tuple:
        for item in value:  # noqa: SIM110 - as a generator it takes twice as long
            if not (item.isascii() if type(item) is str else _plain(item)):
                return False
        return True
    if kind is int:
        return bool(abs(value) < _INTEGER_LIMIT)
    return value is None or kind is bool or (kind is str and value.isascii())


def _check(value: Any, where: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _check_text(value, where)
    elif isinstance(value, int):
        if abs(value) >= _INTEGER_LIMIT:
            raise BadBytes(f"the number {value} is not below 2^53", where)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not _KEY.fullmatch(key):
                raise BadBytes(f"the key {key!r} is not printable ASCII", where)
            if (
                type(item) is not str or not item.isascii()
            ):  # most are plain text: no place is spelt out for them
                _check(item, f"{where}.{key}")
    elif isinstance(value, (list, tuple)):
        for position, item in enumerate(value):
            _check(item, f"{where}[{position}]")
    else:
        raise BadBytes(f"a {type(value).__name__} has no place in an entry", where)


def _check_text(text: str, where: str) -> None:
    if text.isascii():
        return
    if not unicodedata.is_normalized("NFC", text):
        raise BadBytes("text is not in Unicode normalisation form C", where)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadBytes("text holds half a surrogate pair", where) from error


# ── the table of public types ───────────────────────────────────────────────────────────────────────────────

_HASH = rb'"[0-9a-f]{64}"'
_PERIOD = rb'"' + period.PATTERN + rb'"'
_COUNT = rb"(?:0|[1-9][0-9]{0,14})"
_NAME = rb"[a-z0-9]+(?:[.\-]+[a-z0-9]+)*(?::[1-9][0-9]{0,4})?(?:/[A-Za-z0-9._~\-]+)*"
_VKEY = rb'"' + _NAME + rb'\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}"'

# What may stand as the value of each public key, as a regular expression over the canonical bytes.
VALUES: Final[dict[str, bytes]] = {
    "cm": _HASH,  # commitment to the private payload
    "d": _PERIOD,  # period in which the entry was recorded
    "definitions": _HASH,  # SHA-256 of the published definitions behind a report
    "first": _PERIOD,  # first period that a report covers
    "granularity": rb'"(?:day|week|month)"',  # of every d and r from here on
    "key": _VKEY,  # the log's public key from here on
    "last": _PERIOD,  # last period that a report covers
    "n": _COUNT,  # how many payloads
    "old": _VKEY,  # the log's public key until here
    "origin": rb'"' + _NAME + rb'"',  # the log's name
    "policy": _HASH,  # SHA-256 of the published tlog-policy file
    "publish": rb'"(?:entries|hashes)"',  # whether entries or only hashes are public
    "r": _PERIOD,  # period in which the complaint was received
    "r2": _PERIOD,  # the same, corrected
    "report": _HASH,  # SHA-256 of the published report
    "size": _COUNT,  # number of entries that a report counts
    "x": _PERIOD,  # period in which an imported case had been closed
    "x2": _PERIOD,  # the same, corrected
    "zone": rb'"[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+){0,2}"',  # IANA time zone of every period
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One public type: the keys it must have and may have beside v and t, and its bytes as one expression."""

    name: str
    required: frozenset[str]
    optional: frozenset[str]
    regex: re.Pattern[bytes]


def _kind(name: str, required: str = "", optional: str = "") -> Kind:
    must = frozenset(["cm", "d", *required.split()])
    may = frozenset(optional.split())
    return Kind(name, must, may, re.compile(_head() + _tail(name, must, may)))


def _head() -> bytes:
    """Every entry begins with cm and d: no other key sorts before them."""
    return rb'\{"cm":' + VALUES["cm"] + rb',"d":"(' + period.PATTERN + rb')"'


def _tail(name: str, must: frozenset[str], may: frozenset[str]) -> bytes:
    parts = []
    for key in sorted((must | may | {"t", "v"}) - {"cm", "d"}):
        if key == "t":
            parts.append(rb',"t":"(' + re.escape(name.encode()) + rb')"')
        elif key == "v":
            parts.append(rb',"v":1')
        elif key in may:
            parts.append(rb'(?:,"' + key.encode() + rb'":' + VALUES[key] + rb")?")
        else:
            parts.append(rb',"' + key.encode() + rb'":' + VALUES[key])
    return b"".join(parts) + rb"\}"


# The one table. An optional key is left out, never null: x where an imported case was still open, r where the
# old register names no date of receipt.
TYPES: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        _kind("act"),
        _kind("received", optional="r"),
        _kind("closed", "r"),
        _kind("reopened", "r"),
        _kind("split", "r"),
        _kind("imported", optional="r x"),
        _kind("imported.corrected", optional="r x r2 x2"),
        _kind("access.sealed"),
        _kind("payload.erased", "n"),
        _kind("payload.lost", "n"),
        _kind("stats.published", "definitions first last report size"),
        _kind("policy.changed", "granularity policy publish zone"),
        _kind("key.rotated", "key old"),
        _kind("log.genesis", "granularity key origin policy publish zone"),
    )
}

# All types at once, the common head read only once. Group 1 is d; the other group that matched is the type,
# and its number is 2 + the position in TYPES.
ANY: Final = (
    _head() + rb"(?:" + rb"|".join(_tail(k.name, k.required, k.optional) for k in TYPES.values()) + rb")"
)
_ANY = re.compile(ANY)
PERIOD_KEYS: Final = frozenset(key for key, regex in VALUES.items() if regex == _PERIOD)

# What an act of a docket is called in public: everything but these three is `act`, so that no type tells a
# step.
_PUBLIC = frozenset({"received", "closed", "reopened"})


def public_type(logged_as: str) -> str:
    """The public type of an act that its rulebook logs as `logged_as`."""
    return logged_as if logged_as in _PUBLIC else "act"


def record_type(kind: str) -> str:
    """The public type of an act of the record itself: its own name where the table has it, else `act`."""
    return kind if kind in TYPES else "act"


def encode(entry_type: str, fields: Mapping[str, Any]) -> bytes:
    """The bytes of an entry. `fields` are its public keys beside v and t; `cm` may be 32 bytes or 64 hex
    digits.

    Raises BadBytes when the type is unknown, a key is missing or has no place in it, or a value has the wrong
    form.
    """
    kind = TYPES.get(entry_type)
    if kind is None:
        raise BadBytes(f"there is no entry type {entry_type!r}; known are {', '.join(sorted(TYPES))}")
    for key in fields:
        if key not in kind.required | kind.optional:
            raise BadBytes(f"the key {key!r} has no place in an entry of type {entry_type}", f"$.{key}")
    for key in sorted(kind.required):
        if key not in fields:
            raise BadBytes(f"an entry of type {entry_type} needs the key {key!r}", f"$.{key}")
    values = {key: value.hex() if isinstance(value, bytes) else value for key, value in fields.items()}
    data = canonical({**values, "t": entry_type, "v": VERSION})
    if not kind.regex.fullmatch(data):
        for key, value in values.items():
            if not re.fullmatch(VALUES[key], canonical(value)):
                raise BadBytes(f"{value!r} is not a value for {key!r}", f"$.{key}")
    parse(data)
    return data


def parse(data: bytes) -> dict[str, Any]:
    """The public keys of an entry, with t and v. Raises BadBytes unless the bytes are exactly those of one
    type.
    """
    if not _ANY.fullmatch(data):
        raise BadBytes(_explain(data))
    found: dict[str, Any] = json.loads(data)
    for key in PERIOD_KEYS & found.keys():
        period.bounds(found[key])
    return found


def _explain(data: bytes) -> str:
    """Why `data` is no entry, in words: only for the message, the expression has already judged."""
    if len(data) > LONGEST:
        return f"an entry is at most {LONGEST} bytes long, this one has {len(data)}"
    try:
        value = load(data)
    except BadBytes as error:
        return f"not an entry: {error}"
    if not isinstance(value, dict) or not isinstance(value.get("t"), str) or value["t"] not in TYPES:
        return "not an entry: no known type in the key t"
    kind = TYPES[value["t"]]
    keys = frozenset(value) - {"t", "v"}
    extra, missing = keys - kind.required - kind.optional, kind.required - keys
    if extra or missing:
        wrong = [f"{key!r} has no place" for key in sorted(extra)] + [
            f"{key!r} is missing" for key in sorted(missing)
        ]
        return f"not an entry of type {kind.name}: {', '.join(wrong)}"
    return f"not an entry of type {kind.name}: a value has the wrong form"


# ── commitments ─────────────────────────────────────────────────────────────────────────────────────────────


def commit(payload: Mapping[str, Any], salt: bytes) -> bytes:
    """cm: SHA-256 over "dueprocess/commit/v1" LF, the 32-byte salt and the canonical payload."""
    return _commit(b"dueprocess/commit/v1\n", salt, canonical(dict(payload)))


def commit_field(value: Any, salt: bytes) -> bytes:
    """Commitment to one field, as it stands in the payload's map f: it can be opened or erased without the
    rest.
    """
    return commit_canonical(canonical(value), salt)


def commit_canonical(data: bytes, salt: bytes) -> bytes:
    """The same for a value whose canonical bytes are at hand (they are sealed as well)."""
    return _commit(b"dueprocess/field/v1\n", salt, data)


def commit_file(sha256: bytes, size: int, salt: bytes) -> bytes:
    """Commitment to a file by its SHA-256 (32 bytes) and its length in bytes (as 8 bytes, big-endian)."""
    if len(sha256) != 32:
        raise BadBytes(f"a SHA-256 has 32 bytes, this has {len(sha256)}")
    if not 0 <= size < 2**64:
        raise BadBytes(f"{size} is no file length")
    return _commit(b"dueprocess/file/v1\n", salt, sha256 + size.to_bytes(8))


def _commit(domain: bytes, salt: bytes, content: bytes) -> bytes:
    if len(salt) != SALT_LENGTH:
        raise BadBytes(f"a salt has {SALT_LENGTH} bytes, this has {len(salt)}")
    return hashlib.sha256(domain + salt + content).digest()
