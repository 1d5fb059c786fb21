#!/usr/bin/env python3
"""Check a Dueprocess record without trusting the organisation that keeps it, nor its software.

One file; needs Python 3.11 or newer and the package `cryptography`, and nothing else of the project. Offline,
unless it is given a web address. It is a second implementation, written apart from the one that makes the
record, of docs/reference/record.md.

    python verify.py log DIR_OR_URL --policy FILE     the whole published log
    python verify.py receipt FILE --policy FILE       one proof file (.tlog-proof)
    python verify.py dates DIR_OR_URL --policy FILE   that nothing was dated back or forward
    python verify.py docket FILE... --policy FILE     all acts of one docket, each with its opening
    python verify.py stats REPORT --log DIR_OR_URL --policy FILE    a published report of figures
    python verify.py stats DIR_OR_URL --policy FILE   every report that was ever published
    python verify.py unpack PACKAGE DIR               open what was handed over, with its passphrase
    python verify.py number                           an auditor's number for a draw by lot, and its seal
    python verify.py openings DIR --log DIR_OR_URL --policy FILE
                                                      what an auditor was handed over of a draw by lot
    python verify.py lot LEAF COUNT --log DIR_OR_URL --policy FILE
                                                      in which order people came up who were drawn in a case

Instead of --policy, --key KEY trusts one log key and asks for no witness. Get the policy or the key from
somewhere else than the log: from a member, a newspaper, an oversight body.

Exit codes: 0 everything was proved, 1 a check failed, 2 called wrongly, 3 the log or a file could not be
read.
"""

import argparse
import base64
import binascii
import bisect
import datetime
import getpass
import hashlib
import json
import re
import secrets
import sys
import tempfile
import time
import unicodedata
import urllib.error
import urllib.request
import zipfile
import zoneinfo
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

WIDE = 256  # items of a full tile
LONGEST_FILE = WIDE * (65_535 + 2)
FRAME = 64 * 1024 + 16  # of a sealed package
SLACK = 3600  # seconds that a checkpoint may lag behind midnight
# The definitions by which `stats` counts: their SHA-256 and their version.
DEFINITIONS = {
    "819b47e84a401bb4fc67e8f50b20f6a8f663e424f6dd777bf27ec13448c975d9": "1",
    "ebc1cc80818e006514794a68a615b325cdd0216312eaff5d37b8c6fd8fc81841": "2",
}


class Failed(Exception):
    """A named check failed."""

    def __init__(self, check, what, where=""):
        self.check, self.what, self.where = check, what, where
        super().__init__(f"{check}: {where}: {what}" if where else f"{check}: {what}")


class Bad(ValueError):
    """Bytes that are not written as their standard demands."""


class Unreadable(OSError):
    """Something that is needed could not be read."""


class NoFile(LookupError):
    """The log has no such file."""


def tell(line, file=None):
    """Print a line. What a terminal would obey, or what turns the order in which one reads, is shown by its
    code: some of it was written by whoever is checked, and must not overwrite what is said here."""
    shown = (each if each.isprintable() or each == "\n" else f"\\u{ord(each):04x}" for each in line)
    print("".join(shown), file=file or sys.stdout)


def demand(holds, check, what, where=""):
    """Raise Failed(check) unless it holds."""
    if not holds:
        raise Failed(check, what, where)


# ── entries ─────────────────────────────────────────────────────────────────────────────────────────────────

PERIOD = rb"[0-9]{4}-(?:W(?:0[1-9]|[1-4][0-9]|5[0-3])|(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)"
NAME = rb"[a-z0-9]+(?:[.\-]+[a-z0-9]+)*(?::[1-9][0-9]{0,4})?(?:/[A-Za-z0-9._~\-]+)*"
HASH = rb'"[0-9a-f]{64}"'
COUNT = rb"(?:0|[1-9][0-9]{0,14})"
VALUES = {
    **dict.fromkeys(("cm", "definitions", "policy", "report"), HASH),
    **dict.fromkeys(("d", "first", "last", "r", "r2", "x", "x2"), b'"' + PERIOD + b'"'),
    **dict.fromkeys(("key", "old"), b'"' + NAME + rb'\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}"'),
    **dict.fromkeys(("n", "size"), COUNT),
    "granularity": rb'"(?:day|week|month)"',
    "origin": b'"' + NAME + b'"',
    "publish": rb'"(?:entries|hashes)"',
    "v": b"1",
    "zone": rb'"[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+){0,2}"',
}
# Each public type with all its keys in the order in which they stand; a key with ? may be left out.
TYPES = {
    "act": "cm d t v",
    "received": "cm d r? t v",
    "closed": "cm d r t v",
    "reopened": "cm d r t v",
    "split": "cm d r t v",
    "imported": "cm d r? t v x?",
    "imported.corrected": "cm d r? r2? t v x? x2?",
    "access.sealed": "cm d t v",
    "payload.erased": "cm d n t v",
    "payload.lost": "cm d n t v",
    "stats.published": "cm d definitions first last report size t v",
    "policy.changed": "cm d granularity policy publish t v zone",
    "key.rotated": "cm d key old t v",
    "log.genesis": "cm d granularity key origin policy publish t v zone",
}


def pattern(name):
    """The regular expression of one type's bytes: schema, canonical form and parser at once."""
    parts = []
    for key in TYPES[name].split():
        bare = key.removesuffix("?").encode()
        value = b'"' + re.escape(name.encode()) + b'"' if key == "t" else VALUES[bare.decode()]
        part = (b"," if parts else b"") + b'"' + bare + b'":' + value
        parts.append(b"(?:" + part + b")?" if key.endswith("?") else part)
    return rb"\{" + b"".join(parts) + rb"\}"


PATTERNS = {name: re.compile(pattern(name)) for name in TYPES}
# For speed: what every entry begins with, then the rest of each type; the number of the group tells the type.
HEAD = pattern("act").partition(b',"t"')[0].replace(PERIOD, b"(" + PERIOD + b")")
TAILS = [pattern(name).split(PERIOD + b'"', 1)[1] for name in TYPES]
ENTRY = re.compile(HEAD + b"(?:" + b"|".join(b"(" + tail + b")" for tail in TAILS) + b")")
NAMES = list(TYPES)
OTHER_PERIODS = [len(re.findall(r"\b(?:r2?|x2?|first|last)\b", keys)) > 0 for keys in TYPES.values()]
RECEIVED = NAMES.index("received")  # the commonest of those that may hold another period, and seldom do
# Only of these keys: a log's name may look like a day that is none.
DATED = re.compile(b'"(?:d|first|last|r2?|x2?)":"(' + PERIOD + b')"')
SPANS = {}


def span(text):
    """First and last date of a period such as 2026-11-21, 2026-W47 or 2026-11; Bad when there is none."""
    if text not in SPANS:
        try:
            if "W" in text:
                first = datetime.date.fromisocalendar(int(text[:4]), int(text[6:]), 1)
                last = first + datetime.timedelta(days=6)
            elif len(text) == 10:
                first = last = datetime.date.fromisoformat(text)
            else:
                first = datetime.date.fromisoformat(text + "-01")
                last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
        except (ValueError, OverflowError):
            raise Bad(f"{text!r} is not in the calendar") from None
        SPANS[text] = first, last
    return SPANS[text]


def check_entry(data):
    """Bad unless these bytes are an entry; the number of its type."""
    match = ENTRY.fullmatch(data)
    if not match:
        raise Bad(why_no_entry(data))
    for text in DATED.findall(data):
        span(text.decode())
    return match.lastindex - 2


def why_no_entry(data):
    """In words; the pattern has already judged."""
    try:
        value = json.loads(data, object_pairs_hook=list)
    except (ValueError, RecursionError):
        return "not JSON"
    if not isinstance(value, list) or not all(isinstance(pair, tuple) for pair in value):
        return "not a JSON object"
    keys = [key for key, _ in value]
    kind = dict(value).get("t")
    if len(set(keys)) < len(keys):
        return "a key stands twice"
    if not isinstance(kind, str) or kind not in TYPES:
        return "no known type in the key t"
    known = {key.removesuffix("?") for key in TYPES[kind].split()}
    extra = [key for key in keys if key not in known]
    missing = [key for key in TYPES[kind].split() if not key.endswith("?") and key not in keys]
    if extra or missing:
        return f"an entry of type {kind} with wrong keys: too many {extra}, missing {missing}"
    return f"an entry of type {kind} that is not written in its one form"


# ── hashes ──────────────────────────────────────────────────────────────────────────────────────────────────


def leaf(data):
    """RFC 6962 s2.1: the hash of an entry."""
    return hashlib.sha256(b"\0" + data).digest()


def node(left, right):
    """RFC 6962 s2.1: the hash over two subtrees."""
    return hashlib.sha256(b"\1" + left + right).digest()


def halves(hashes):
    """The root over a list of hashes whose number is a power of two."""
    while len(hashes) > 1:
        hashes = [node(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def split(width):
    """The largest power of two below the width."""
    return 1 << ((width - 1).bit_length() - 1)


def tree_root(hashes):
    """RFC 6962 s2.1: the root over any number of leaf hashes."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) & (len(hashes) - 1) == 0:
        return halves(hashes)
    middle = split(len(hashes))
    return node(halves(hashes[:middle]), tree_root(hashes[middle:]))


def root_from_path(start, index, size, path):
    """RFC 9162 s2.1.3.2, told from the top: which sides the path's hashes stand on follows from index and
    size.
    """
    sides = []
    while size > 1:
        middle = split(size)
        if index < middle:
            sides.append("right")
            size = middle
        else:
            sides.append("left")
            index, size = index - middle, size - middle
    if len(sides) != len(path):
        raise Failed("inclusion", f"the proof has {len(path)} hashes, a tree of this size needs {len(sides)}")
    for side, other in zip(reversed(sides), path, strict=True):
        start = node(start, other) if side == "right" else node(other, start)
    return start


# ── notes ───────────────────────────────────────────────────────────────────────────────────────────────────


def unbase64(text):
    """Standard base64 in the one form that an encoder writes."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Bad(f"{text[:60]!r} is not base64") from None
    if base64.b64encode(data).decode() != text:
        raise Bad(f"{text[:60]!r} is not canonical base64")
    return data


def unhash(text):
    """A SHA-256 in base64."""
    data = unbase64(text)
    if len(data) != 32:
        raise Bad(f"a hash has 32 bytes, not {len(data)}")
    return data


def number(text):
    """A decimal without sign or leading zeros."""
    if not re.fullmatch(r"(?a:0|[1-9][0-9]{0,18})", text) or int(text) >= 1 << 63:
        raise Bad(f"{text[:40]!r} is not a decimal number without leading zeros")
    return int(text)


class Key:
    """A public key: name, type (1 for a log, 4 for a witness), 32 bytes."""

    def __init__(self, text):
        parts = text.split("+", 2)
        if len(parts) != 3 or not good_name(parts[0]):
            raise Bad("a public key is written name+hex id+base64")
        self.name, self.text, data = parts[0], text, unbase64(parts[2])
        if len(data) != 33 or data[0] not in (1, 4):
            raise Bad("a public key has 32 bytes and is of type 1 or 4")
        self.kind, self.public = data[0], data[1:]
        self.id = hashlib.sha256(self.name.encode() + b"\n" + data).digest()[:4]
        if self.id.hex() != parts[1]:
            raise Bad("the id does not belong to this public key")

    def check(self, text, signature):
        """The time of a cosignature, 0 for a log's signature; None when it is false."""
        moment = 0
        if self.kind == 4:
            if len(signature) != 72 or signature[0] > 127:
                return None
            moment, signature = int.from_bytes(signature[:8]), signature[8:]
            text = b"cosignature/v1\ntime %d\n" % moment + text
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except (InvalidSignature, ValueError):
            return None
        return moment


def good_name(name):
    """Whether a key may be called so."""
    if any("\ud800" <= c <= "\udfff" for c in name):
        return False
    return bool(name) and "+" not in name and not any(c.isspace() or c < " " or c == "\x7f" for c in name)


class Checkpoint:
    """A signed checkpoint, read but not yet believed."""

    def __init__(self, data):
        if len(data) > 1 << 20:
            raise Bad("a checkpoint of more than 1 MiB")
        try:
            whole = data.decode()
        except UnicodeDecodeError as error:
            raise Bad(f"byte {error.start} is not UTF-8") from None
        if any(c < " " and c != "\n" for c in whole):
            raise Bad("a control character")
        body, blank, tail = whole.rpartition("\n\n")
        if not blank or not tail or not tail.endswith("\n"):
            raise Bad("a checkpoint is a text, a blank line and signatures, each line ending in a newline")
        lines = body.split("\n")
        if len(lines) != 3 or not lines[0]:
            raise Bad("a checkpoint has three lines: origin, size and root")
        self.data, self.text = data, (body + "\n").encode()
        self.origin, self.size, self.root = lines[0], number(lines[1]), unhash(lines[2])
        self.signatures = [self._signature(line) for line in tail[:-1].split("\n")]
        if len(self.signatures) > 100:
            raise Bad("more than 100 signatures")

    @staticmethod
    def _signature(line):
        words = line.split(" ")
        if len(words) != 3 or words[0] != "\u2014" or not good_name(words[1]):
            raise Bad("a signature line is written: em dash, name, base64")
        data = unbase64(words[2])
        if len(data) <= 4:
            raise Bad("a signature line without a signature")
        return words[1], data[:4], data[4:]

    def signed_by(self, keys, check, where):
        """Which of the keys signed, with the time. A false signature of a known key fails."""
        found = {}
        for name, id_, signature in self.signatures:
            for key in keys:
                if (key.name, key.id) == (name, id_):
                    moment = key.check(self.text, signature)
                    if moment is None:
                        raise Failed(check, f"the signature of {name} is false", where)
                    found.setdefault(key, moment)
        return found


class Policy:
    """Whom to trust: log keys, witness keys, and how many witnesses together are enough
    (c2sp.org/tlog-policy).
    """

    def __init__(self, data):
        self.logs, self.witnesses, self.groups, self.quorum, used = [], {}, {}, None, set()
        if re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", data):
            raise Bad("the policy holds a control character")
        if data and not data.endswith(b"\n"):
            raise Bad("the policy's last line does not end in a newline")
        for at, raw in enumerate(data.split(b"\n"), start=1):
            words = [w for w in re.split("[ \t]+", raw.decode("utf-8", "surrogateescape")) if w]
            if not words or words[0].startswith("#"):
                continue
            try:
                self._line(words, used)
            except Bad as error:
                raise Bad(f"line {at} of the policy: {error}") from None
        if self.quorum is None:
            raise Bad("the policy has no quorum line")
        if not self.logs:
            raise Bad("the policy names no log")

    def _line(self, words, used):
        names = self.witnesses.keys() | self.groups.keys()
        match words:
            case ["log", text, *url] if len(url) < 2:
                self._new_key(Key(text), 1, self.logs)
                self.logs.append(Key(text))
            case ["witness", name, text, *url] if len(url) < 2 and name not in names | {"none"}:
                self._new_key(Key(text), 4, self.witnesses.values())
                self.witnesses[name] = Key(text)
            case ["group", name, many, *members] if members and name not in names | {"none"}:
                if not set(members) <= names or used & set(members) or len(set(members)) < len(members):
                    raise Bad("a member is unknown or already in a group")
                used |= set(members)
                needed = {"any": "1", "all": str(len(members))}.get(many, many)
                if not re.fullmatch("(?a:[1-9][0-9]{0,3})", needed) or int(needed) > len(members):
                    raise Bad(f"a group cannot ask for {many!r} of {len(members)}")
                self.groups[name] = int(needed), members
            case ["quorum", name] if self.quorum is None and name in names | {"none"}:
                self.quorum = name
            case _:
                raise Bad(f"not written as the standard demands: {' '.join(words)[:80]!r}")

    @staticmethod
    def _new_key(key, kind, others):
        if key.kind != kind:
            raise Bad(f"the key of {key.name} is of another type than {kind}")
        if any(key.public == other.public for other in others):
            raise Bad("the same key stands twice")

    def enough(self, names, of=None):
        """Whether these witnesses reach the quorum."""
        of = of or self.quorum
        if of == "none":
            return True
        if of in self.groups:
            needed, members = self.groups[of]
            return sum(self.enough(names, member) for member in members) >= needed
        return of in names

    def moment(self, times, latest):
        """First moment by which, or last moment from which on, the cosignatures are enough; None without
        quorum.
        """
        if self.quorum == "none":
            return None
        for moment in sorted(times.values(), reverse=latest):
            if self.enough([n for n, at in times.items() if (at >= moment if latest else at <= moment)]):
                return moment
        return None

    def believe(self, data, where, quorum=True):
        """Read a checkpoint and check every signature that this policy knows."""
        try:
            head = Checkpoint(data)
        except Bad as error:
            raise Failed("checkpoint-format", str(error), where) from None
        logs = [key for key in self.logs if key.name == head.origin]
        signers = head.signed_by(logs, "checkpoint-signature", where)
        if not signers:
            raise Failed("checkpoint-signature", f"no trusted key of the log {head.origin!r} signed", where)
        head.key = next(iter(signers))
        by = head.signed_by(self.witnesses.values(), "cosignature", where)
        head.times = {name: by[key] for name, key in self.witnesses.items() if key in by}
        if quorum and not self.enough(head.times):
            seen = ", ".join(head.times) or "nobody"
            raise Failed(
                "quorum", f"too few witnesses: {self.quorum!r} is asked for, cosigned by {seen}", where
            )
        return head


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A log's files lie where they are said to lie."""

    def redirect_request(self, *_):
        """Follow nothing."""


class Place:
    """A published log in a folder or on the web."""

    def __init__(self, text):
        self.text = text.rstrip("/") or "/"
        self.web = text.startswith(("http://", "https://"))
        self.opener = urllib.request.build_opener(NoRedirect)
        if not self.web and not Path(text).is_dir():
            raise Unreadable(f"{text} is not a folder")

    def read(self, path):
        """The bytes of one file; NoFile when there is none."""
        try:
            if not self.web:
                return Path(self.text, path).read_bytes()
            with self.opener.open(f"{self.text}/{path}", timeout=30) as answer:
                data = answer.read(LONGEST_FILE + 1)
                if len(data) > LONGEST_FILE and path != "checkpoints":
                    raise Unreadable(f"{path} is longer than any file of a log")
                return data
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise NoFile(path) from None
        except urllib.error.HTTPError as error:
            if error.code in (404, 410):
                raise NoFile(path) from None
            raise Unreadable(f"{path}: the server answered {error.code}") from None
        except OSError as error:
            raise Unreadable(f"{path}: {error}") from None

    def tile(self, kind, index, width):
        """The name and bytes of a tile; when a partial one is gone, the beginning of the full one."""
        groups = re.findall("...", str(index).zfill(-(-len(str(index)) // 3) * 3))
        full = f"tile/{kind}/" + "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
        if width == WIDE:
            return full, self.read(full), WIDE
        try:
            return f"{full}.p/{width}", self.read(f"{full}.p/{width}"), width
        except NoFile as error:
            try:
                return full, self.read(full), WIDE
            except NoFile:
                raise error from None


class Log:
    """A published log while it is read from the first entry to the last."""

    def __init__(self, place, head, marks, hashes_only):
        self.place, self.head, self.size = place, head, head.size
        self.hashes_only = hashes_only
        self.marks = sorted({mark for mark in marks if mark <= self.size})
        self.counts = [0] * len(NAMES)
        self.own, self.runs = [], []  # the log's entries about itself; (from index, period)
        self.moves, self.same = None, {}  # [(index, entry)] of what moves cases, when figures are wanted
        self.kept = {}  # leaf hashes of the bundles in which a mark or the end lies
        self.bundles = []  # the root of every full bundle
        self.complete = {}  # roots of complete subtrees, remembered

    def get(self, kind, index, width):
        """The items of a tile (32 bytes each) or bundle, its path, and the start of each in the file."""
        try:
            path, data, there = self.place.tile(kind, index, width)
        except NoFile as error:
            raise Failed("contiguity", "this file is missing", str(error)) from None
        if kind != "entries":
            if len(data) != 32 * there:
                raise Failed("tile", f"it has {len(data)} bytes instead of {32 * there}", path)
            return [data[at : at + 32] for at in range(0, 32 * width, 32)], path
        items, at = [], 0
        for _ in range(there):
            length = int.from_bytes(data[at : at + 2]) if at + 2 <= len(data) else -1
            if length < 0 or at + 2 + length > len(data):
                raise Failed(
                    "entry-bundle", f"it ends within entry {len(items) + 1} of {there}", f"{path}, byte {at}"
                )
            items.append(data[at + 2 : at + 2 + length])
            at += 2 + length
        if at != len(data):
            raise Failed(
                "entry-bundle", f"{len(data) - at} bytes follow the last entry", f"{path}, byte {at}"
            )
        return items[:width], path

    def read(self):
        """Everything, once; raises at the first thing that is wrong."""
        for index in range(-(-self.size // WIDE)):
            width = min(WIDE, self.size - index * WIDE)
            hashes, tile_path = self.get(0, index, width)
            if not self.hashes_only:
                entries, path = self.get("entries", index, width)
                found = [leaf(entry) for entry in entries]
                if found != hashes:
                    self.blame_leaf(index, entries, path, found, hashes, tile_path)
                self.look_at(entries, path, index * WIDE)
            at = bisect.bisect_left(self.marks, index * WIDE)
            if width < WIDE or (at < len(self.marks) and self.marks[at] < (index + 1) * WIDE):
                self.kept[index] = hashes
            if width == WIDE:
                self.bundles.append(halves(hashes))
        self.compare_tiles()
        if self.root(self.size) != self.head.root:
            raise Failed(
                "root",
                f"the {self.size} entries make another tree than the one that is signed: one was changed, "
                "removed, added or moved after signing, or the checkpoint is another log's",
                "checkpoint, line 3",
            )

    def root(self, size):
        """The root of the first entries, for a size that was marked."""
        return self.range_root(0, size) if size else tree_root([])

    def range_root(self, first, last):
        """RFC 6962 s2.1 over the entries [first, last)."""
        width = last - first
        if width == WIDE and first % WIDE == 0:
            return self.bundles[first // WIDE]
        if width < WIDE:
            hashes = self.kept[first // WIDE]
            return tree_root(hashes[first % WIDE : first % WIDE + width])
        if (first, last) not in self.complete:
            middle = first + split(width)
            found = node(self.range_root(first, middle), self.range_root(middle, last))
            if width & (width - 1):
                return found
            self.complete[first, last] = found
        return self.complete[first, last]

    def look_at(self, entries, path, first):
        """Every entry must match its type's pattern; note the periods, the types, and what the log says of
        itself.
        """
        for number_, match in enumerate(map(ENTRY.fullmatch, entries)):
            kind = match.lastindex - 2 if match else -1
            try:
                if match is None or (
                    OTHER_PERIODS[kind] and (kind != RECEIVED or b',"r":' in entries[number_])
                ):
                    check_entry(entries[number_])
                if not self.runs or match[1] != self.runs[-1][1]:
                    span(match[1].decode())
                    self.runs.append((first + number_, match[1]))
            except Bad as error:
                where = f"{byte_range(path, entries, number_)} (entry {first + number_})"
                raise Failed("entry-bytes", str(error), where) from None
            self.counts[kind] += 1
            if NAMES[kind] in ("log.genesis", "policy.changed", "key.rotated", "stats.published"):
                self.own.append((first + number_, json.loads(entries[number_])))
            if self.moves is not None and NAMES[kind] in MOVES:
                short = entries[number_][73:]  # all but the commitment: many entries have the same rest
                if short not in self.same:
                    self.same[short] = json.loads(entries[number_])
                self.moves.append((first + number_, self.same[short]))

    def compare_tiles(self):
        """Each hash of a tile above level 0 is the root of a full tile below it."""
        level, roots = 0, self.bundles
        while roots:
            level += 1
            above = []
            for at in range(0, len(roots), WIDE):
                mine = roots[at : at + WIDE]
                stated, path = self.get(level, at // WIDE, len(mine))
                if stated != mine:
                    bad = [a == b for a, b in zip(stated, mine, strict=True)].index(False)
                    if self.sound(level, at // WIDE):
                        below = self.place.tile(level - 1, at + bad, WIDE)[0]
                        raise Failed(
                            "tile",
                            "it and all that lies under it is not what was signed",
                            f"{below}, all bytes",
                        )
                    where = f"{path}, bytes {32 * bad} to {32 * bad + 31}"
                    raise Failed("tile", "this is not the hash of what lies under it", where)
                if len(mine) == WIDE:
                    above.append(halves(mine))
            roots = above

    def blame_leaf(self, index, entries, path, found, hashes, tile_path):
        """An entry and its hash in the tree differ: name the one that was not signed."""
        bad = [a == b for a, b in zip(found, hashes, strict=True)].index(False)
        if self.sound(0, index):
            what = f"entry {index * WIDE + bad} is not what was signed: its hash differs from the tree's"
            raise Failed("leaf", what, byte_range(path, entries, bad))
        what = f"this is not the hash of entry {index * WIDE + bad} ({path})"
        raise Failed("tile", what, f"{tile_path}, bytes {32 * bad} to {32 * bad + 31}")

    def sound(self, level, index):
        """Whether the tiles above, up to the signed root, agree with a tile's content."""
        items = self.size >> (8 * level)
        width = min(WIDE, items - index * WIDE)
        try:
            hashes, _ = self.get(level, index, width)
            if width == WIDE and self.size >> (8 * (level + 1)):
                above = min(WIDE, (items >> 8) - index // WIDE * WIDE)
                stated, _ = self.get(level + 1, index // WIDE, above)
                return stated[index % WIDE] == halves(hashes) and self.sound(level + 1, index // WIDE)
            return self.root_from_edge() == self.head.root
        except Failed:
            return False

    def root_from_edge(self):
        """The root, from the rightmost tile of each level only."""
        found, level = None, 0
        while self.size >> (8 * level):
            items = self.size >> (8 * level)
            width = items % WIDE
            if width:
                hashes, _ = self.get(level, items // WIDE, width)
                while hashes:
                    take = len(hashes) & -len(hashes)
                    part, hashes = halves(hashes[len(hashes) - take :]), hashes[: len(hashes) - take]
                    found = part if found is None else node(part, found)
            level += 1
        return found


def byte_range(path, entries, number_):
    """Where an entry lies in its bundle."""
    start = sum(2 + len(entry) for entry in entries[:number_]) + 2
    return f"{path}, bytes {start} to {start + len(entries[number_]) - 1}"


# ── what is checked ─────────────────────────────────────────────────────────────────────────────────────────


def verify_log(place, policy, known=(), hashes_only=False, max_age=None, now=None, count=False):
    """The whole log; the Log that was read, with its history of checkpoints, and what moves cases where that
    is to be counted. The history is read first: the log may be published anew between the two, and a later
    checkpoint continues an earlier history."""
    past = history_of(place)
    try:
        data = place.read("checkpoint")
    except NoFile:
        raise Failed("contiguity", "this file is missing", "checkpoint") from None
    head = policy.believe(data, "checkpoint")
    if max_age is not None:
        fresh(policy, head, max_age, now)
    kept = []
    for at, other in enumerate(known, start=1):
        seen = policy.believe(other, f"known checkpoint {at}", quorum=False)
        if seen.origin == head.origin:
            if seen.size > head.size:
                what = f"the log was seen with {seen.size} entries and now shows {head.size}"
                raise Failed("rollback", what, "checkpoint, line 2")
            kept.append(seen)
    history = check_history(past, policy, head)
    log = Log(place, head, [other.size for other in kept + history], hashes_only)
    log.moves = [] if count else None
    log.read()
    for check, others, whose in (
        ("fork", kept, "a kept checkpoint"),
        ("history", history, "the published history"),
    ):
        for other in others:
            if log.root(other.size) != other.root:
                what = f"{whose} states another tree of {other.size} entries: two versions are signed"
                raise Failed(check, what, f"the first {other.size} entries")
    log.history = history
    if not hashes_only and head.size:
        check_own(log)
        check_order(log)
    return log


def fresh(policy, head, max_age, now):
    """The last sufficient cosignature must not be older than the reader accepts."""
    moment = policy.moment(head.times, latest=True)
    if moment is None:
        raise Failed("stale", "no witness is asked for, so nobody says how old this is", "checkpoint")
    if moment < (time.time() if now is None else now) - max_age:
        raise Failed(
            "stale", f"the last sufficient cosignature is of {utc(moment)}: this view is old", "checkpoint"
        )


def history_of(place):
    """The file of every checkpoint that was published; empty where the log keeps no such file."""
    try:
        return place.read("checkpoints")
    except NoFile:
        return b""


def check_history(data, policy, head):
    """The checkpoints of that file, oldest first."""
    blocks = data.split(b"\n\n") if data else []
    found, size = [], 0
    if len(blocks) % 2:
        raise Failed("history", "the file ends in the middle of a checkpoint", "checkpoints")
    for at in range(0, len(blocks), 2):
        where = f"checkpoints, number {at // 2 + 1}"
        end = b"" if at + 2 == len(blocks) else b"\n"
        try:
            other = policy.believe(blocks[at] + b"\n\n" + blocks[at + 1] + end, where, quorum=False)
        except Failed as error:
            raise Failed("history", error.what, where) from None
        if other.origin != head.origin or not size <= other.size <= head.size:
            raise Failed("history", f"its origin or size {other.size} does not belong here", where)
        size = other.size
        found.append(other)
    return found


def check_own(log):
    """The log must name itself first, once, and name the key that signs."""
    first = [index for index, keys in log.own if keys["t"] == "log.genesis"]
    if first != [0] or log.own[0][1]["origin"] != log.head.origin:
        raise Failed("genesis", f"the log must begin with one log.genesis for {log.head.origin!r}", "entry 0")
    key = log.own[0][1]["key"]
    for index, keys in log.own:
        if keys["t"] == "key.rotated":
            if keys["old"] != key:
                raise Failed("log-key", "the key was changed from one that was not in use", f"entry {index}")
            key = keys["key"]
    if key != log.head.key.text:
        raise Failed("log-key", f"it is signed by another key than the log names, {key}", "checkpoint")


def check_order(log):
    """Periods may step back by one: two acts may cross at midnight."""
    newest = None
    for index, text in log.runs:
        first, last = span(text.decode())
        if newest and last + datetime.timedelta(days=1) < newest[0]:
            raise Failed("order", f"it is dated {text.decode()}, after entry {newest[1]}", f"entry {index}")
        if not newest or first > newest[0]:
            newest = first, index


def verify_dates(log, policy, slack=SLACK):
    """Every period lies between the witnessed times around it; how many entries are bounded on both sides."""
    heads = [head for head in log.history if head.times and policy.enough(head.times)]
    if not heads or policy.quorum == "none":
        raise Failed(
            "dates", "no published checkpoint was cosigned by enough witnesses, so nobody vouches for time"
        )
    zones = [(index, keys["zone"]) for index, keys in log.own if "zone" in keys]
    starts = [index for index, _ in log.runs]
    low, since, bounded = 0, None, 0
    for head in heads:
        until = policy.moment(head.times, latest=False)
        at = max(bisect.bisect_right(starts, low) - 1, 0)
        while low < head.size:
            text = log.runs[at][1].decode()
            zone = [name for index, name in zones if index <= low][-1]
            first, last = (seconds(zone, span(text)[0], 0), seconds(zone, span(text)[1], 1) - 1)
            if first > until + slack:
                what = f"it is dated {text}, but witnesses saw it by {utc(until)}: forward-dated"
                raise Failed("dates", what, f"entry {low}")
            if since is not None and last < since - slack:
                what = f"it is dated {text}, but witnesses saw the log without it at {utc(since)}: back-dated"
                raise Failed("dates", what, f"entry {low}")
            at += 1
            end = min(starts[at] if at < len(starts) else log.size, head.size)
            bounded += end - low if since is not None else 0
            low = end
        since = policy.moment(head.times, latest=True)
    return bounded, heads


def seconds(zone, day, plus):
    """Midnight at the beginning of a local day, in seconds since 1970."""
    try:
        where = zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise Failed("dates", f"this machine does not know the time zone {zone!r}; install tzdata") from None
    midnight = datetime.datetime.combine(day + datetime.timedelta(days=plus), datetime.time.min, where)
    return int(midnight.timestamp())


def utc(moment):
    """A moment in words."""
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def read_proof(data):
    """Index, hashes, signed checkpoint and entry of a proof file (c2sp.org/tlog-proof)."""
    top, blank, note = data.partition(b"\n\n")
    if not blank:
        raise Bad("a blank line and a checkpoint must follow the proof")
    try:
        lines = top.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise Bad(f"byte {error.start} is not ASCII") from None
    if lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise Bad("line 1: it does not begin with c2sp.org/tlog-proof@v1")
    entry = b""
    if lines and lines[0].startswith("extra "):
        entry = unbase64(lines.pop(0)[6:])
        if not entry:
            raise Bad("line 2: the extra line is empty")
    if not lines or not lines[0].startswith("index "):
        raise Bad("the line with the index is missing")
    index = number(lines.pop(0)[6:])
    if len(lines) > 63:
        raise Bad("more than 63 hashes")
    Checkpoint(note)
    return index, [unhash(line) for line in lines], note, entry


def verify_receipt(data, policy, entry=None):
    """One proof file: its index, checkpoint and entry."""
    try:
        index, path, note, inside = read_proof(data)
        if entry and inside and entry != inside:
            raise Bad("the file holds another entry than the one given")
        entry = inside or entry
        if not entry:
            raise Bad("the file holds no entry; give it with --entry")
    except Bad as error:
        raise Failed("proof-format", str(error)) from None
    head = policy.believe(note, "the checkpoint in the proof file")
    if index >= head.size:
        raise Failed("inclusion", f"the index {index} lies beyond the {head.size} entries of the log")
    if root_from_path(leaf(entry), index, head.size, path) != head.root:
        raise Failed(
            "inclusion", f"the proof for entry {index} does not lead to the root of the tree of {head.size}"
        )
    return index, head, entry


def verify_opening(data, entry):
    """What an entry commits to; the payload and the opened fields."""
    try:
        opening = json.loads(data, **STRICT)
        if canonical(opening) != data:
            raise Bad("not in canonical form")
        if opening.keys() != {"fields", "payload", "salt", "v"} or opening["v"] != 1 or opening["v"] is True:
            raise Bad("wrong keys")
        check_entry(entry)
        payload, salt = opening["payload"], unhex(opening["salt"])
        content = b"dueprocess/commit/v1\n" + salt + canonical(payload)
        same = hashlib.sha256(content).hexdigest() == json.loads(entry)["cm"]
        demand(same, "commitment", "the payload is not the one that the entry commits to")
        for name, item in opening["fields"].items():
            if item.keys() == {"salt", "value"}:
                content = b"dueprocess/field/v1\n" + unhex(item["salt"]) + canonical(item["value"])
            elif item.keys() == {"salt", "sha256", "size"} and isinstance(item["size"], int):
                content = b"dueprocess/file/v1\n" + unhex(item["salt"]) + unhex(item["sha256"])
                content += item["size"].to_bytes(8)
            else:
                raise Bad(f"the field {name!r} has wrong keys")
            same = hashlib.sha256(content).hexdigest() == payload.get("f", {}).get(name)
            demand(same, "field", "it is not what the payload commits to", name)
    except (ValueError, AttributeError, TypeError, OverflowError, RecursionError) as error:
        raise Failed("opening-format", str(error)) from None
    return payload, opening["fields"]


def canonical(value):
    """RFC 8785, for whole numbers and printable ASCII keys; strings in normalisation form C."""
    if isinstance(value, dict):
        if not all(re.fullmatch("[ -~]*", key) for key in value):
            raise Bad("a key that is not printable ASCII")
        return b"{" + b",".join(canonical(k) + b":" + canonical(value[k]) for k in sorted(value)) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(map(canonical, value)) + b"]"
    if isinstance(value, str) and not unicodedata.is_normalized("NFC", value):
        raise Bad("text that is not in normalisation form C")
    if isinstance(value, int) and abs(value) >= 1 << 53:
        raise Bad("a number that is not below 2^53")
    return json.dumps(value, ensure_ascii=False).encode()


def no_twice(pairs):
    """A JSON object; Bad when a key stands twice."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise Bad("a key stands twice")
    return dict(pairs)


def no_float(text):
    """No number but whole ones."""
    raise Bad(f"{text} is not a whole number")


STRICT = {"object_pairs_hook": no_twice, "parse_float": no_float, "parse_constant": no_float}


def unhex(text):
    """32 bytes in lower-case hex."""
    if not isinstance(text, str) or not re.fullmatch("(?a:[0-9a-f]{64})", text):
        raise Bad("64 lower-case hex digits are needed")
    return bytes.fromhex(text)


# ── reports of figures (docs/reference/report.md) ───────────────────────────────────────────────────────────

MOVES = ("received", "split", "imported", "imported.corrected", "reopened", "closed")
COMING = ("received", "split", "imported", "reopened")
BANDS = {"0-2": 3, "3-5": 6, "6-11": 12, "12-17": 18, "18-23": 24, "24-": 1 << 20}  # whole months below
TEXTS = (
    "definitions", "first", "from_on", "granularity", "last", "origin", "quarter", "reason", "replaces",
    "to_on", "zone",
)  # fmt: skip


def belongs(label):
    """The year and month to which a public period belongs: its first day's; a week's Thursday's."""
    day = span(label)[0] + datetime.timedelta(days=3 if "W" in label else 0)
    return day.year, day.month


def quarter(label):
    """The quarter to which a public period belongs."""
    year, month = belongs(label)
    return f"{year:04}-Q{(month + 2) // 3}"


def months(label):
    """The month to which a public period belongs, as a number."""
    year, month = belongs(label)
    return 12 * year + month


def next_quarter(name):
    """The quarter that follows."""
    return f"{int(name[:4]) + 1:04}-Q1" if name[-1] == "4" else name[:-1] + str(int(name[-1]) + 1)


def whole_quarter(name, grain):
    """The first and last period of that granularity in a quarter: by trying every day around it."""
    year, month = int(name[:4]), int(name[-1]) * 3 - 2
    start = datetime.date(year, month, 1) - datetime.timedelta(days=7)
    names = []
    for day in (start + datetime.timedelta(days=n) for n in range(110)):
        at = day.isocalendar()
        label = {"day": day.isoformat(), "week": f"{at[0]:04}-W{at[1]:02}", "month": day.isoformat()[:7]}[
            grain
        ]
        names += [label] if quarter(label) == name else []
    return names[0], names[-1]


def steps(entry):
    """What an entry moves: how many more cases are open, in which flow, and since when (None: not known)."""
    kind, r = entry["t"], entry.get("r")
    if kind == "closed":
        return [(-1, "closed", r)]
    if kind == "received":
        return [(1, kind, r or entry["d"])]
    if kind in ("split", "reopened"):
        return [(1, kind, r)]
    if kind == "imported":
        return [] if "x" in entry else [(1, kind, r)]
    if not entry.keys() & {"r", "x", "r2", "x2"}:
        return []
    before = [] if "x" in entry else [(-1, "imported", r)]
    return before + ([] if "x2" in entry else [(1, "imported", entry.get("r2"))])


def rank(values, percent):
    """Nearest rank of sorted values; None of nothing."""
    return values[(percent * len(values) + 99) // 100 - 1] if values else None


def band(number_):
    """The name of the band of so many whole months."""
    return next(name for name, below in BANDS.items() if number_ < below)


def recompute(moves, name, shown):
    """Every figure that public entries give, by its id and the keys of its cells."""
    flows = {of: dict.fromkeys((*COMING, "closed"), 0) for of in shown}
    carried, since, closed, late = 0, {}, [], 0
    for entry in moves:
        of = quarter(entry["d"])
        if of > name:
            continue
        for sign, flow, label in steps(entry):
            if of in flows:
                flows[of][flow] += sign if flow != "closed" else 1
            elif of < shown[0]:
                carried += sign
            month = months(label) if label else 0
            since[month] = since.get(month, 0) + sign
        if of == name and entry["t"] == "closed":
            closed.append((entry["r"], entry["d"]))
        late += of == name and entry["t"] == "received" and "r" in entry
    found = {f"flow.{flow}": {} for flow in ("carried_in", *COMING, "closed", "carried_out")}
    for of, flow in flows.items():
        found["flow.carried_in"][of] = carried
        for each, number_ in flow.items():
            found[f"flow.{each}"][of] = number_
        carried += sum(flow[each] for each in COMING) - flow["closed"]
        found["flow.carried_out"][of] = carried
    ages, owed, end = dict.fromkeys((*BANDS, "unknown"), 0), 0, 12 * int(name[:4]) + 3 * int(name[-1])
    for month in sorted(since):
        left = since[month] - owed
        owed = max(0, -left)
        ages[band(end - month) if month else "unknown"] += max(0, left)
    found["ages"] = ages
    found["close.months"] = dict.fromkeys(BANDS, 0)
    for r, d in closed:
        found["close.months"][band(months(d) - months(r))] += 1
    least = sorted(max(0, (span(d)[0] - span(r)[1]).days) for r, d in closed)
    most = sorted(max(0, (span(d)[1] - span(r)[0]).days) for r, d in closed)
    found["close.days"] = {
        "median_least": rank(least, 50), "median_most": rank(most, 50),
        "p90_least": rank(least, 90), "p90_most": rank(most, 90),
    }  # fmt: skip
    found["late.received"] = {"received": late}
    return found


def check_stock(log):
    """No closing of what was never received, in any month of receipt."""
    grains = {keys["granularity"] for _, keys in log.own if "granularity" in keys}
    since = {}
    for _, entry in log.moves if len(grains) < 2 else []:
        for sign, flow, label in steps(entry):
            sure = label and (flow != "imported" or len(label) > 7)
            month = months(label) if sure else 0
            since[month] = since.get(month, 0) + sign
    spare = max(0, since.pop(0, 0))
    for month, number_ in sorted(since.items()):
        spare += min(0, number_)
        if spare < 0:
            named = f"{(month - 1) // 12}-{(month - 1) % 12 + 1:02}"
            what = f"more cases were closed of those received in {named} than were received"
            raise Failed("stock", what, "the entries closed")


def read_report(data):
    """A report as JSON has it; Bad when it is not written as it must be."""
    try:
        told = json.loads(data, object_pairs_hook=no_twice, parse_float=no_float, parse_constant=no_float)
        if not isinstance(told, dict) or told.keys() != {*TEXTS, "figures", "quarters", "size", "v"}:
            raise Bad("not the keys of a report")
        if canonical(told) != data:
            raise Bad("not in canonical form")
        if told["v"] != 1 or told["v"] is True or not all(isinstance(told[name], str) for name in TEXTS):
            raise Bad("another version, or a text is something else")
        if (
            type(told["size"]) is not int
            or told["size"] < 0
            or told["granularity"] not in ("day", "week", "month")
        ):
            raise Bad("no size or granularity")
        span(told["first"]), span(told["last"])
        shown = told["quarters"]
        good = isinstance(shown, list) and shown and all(isinstance(name, str) for name in shown)
        if not good or not all(re.fullmatch("(?a:[0-9]{4}-Q[1-4])", name) for name in shown):
            raise Bad("the quarters are none")
        if shown[-1] != told["quarter"] or list(map(next_quarter, shown[:-1])) != shown[1:]:
            raise Bad("the quarters do not follow one another up to the report's own")
        for figure in told["figures"]:
            read_figure(figure)
        unique([figure["id"] for figure in told["figures"]], "a figure stands twice")
    except RecursionError:
        raise Bad("nested too deeply") from None
    except (AttributeError, KeyError, TypeError) as error:
        raise Bad(f"not written as it must be: {error}") from None
    return told


def read_figure(figure):
    """One figure with its cells; Bad when it is not written as it must be."""
    texts = ("checked", "id", "total", "unit")
    if figure.keys() != {"cells", *texts} or not all(isinstance(figure[name], str) for name in texts):
        raise Bad("a figure with other keys or values")
    if not isinstance(figure["cells"], list):
        raise Bad("a figure without cells")
    for cell in figure["cells"]:
        if cell.keys() != {"key", "label", "state", "value"}:
            raise Bad("a cell with other keys")
        if not isinstance(cell["key"], str) or not isinstance(cell["label"], str):
            raise Bad("a key or label that is no text")
        given = type(cell["value"]) is int
        if (cell["state"] == "given") != given or not (given or cell["value"] is None):
            raise Bad("a value is given where the state says otherwise")
        if cell["state"] not in ("given", "hidden", "none"):
            raise Bad("no such state of a cell")
    unique([cell["key"] for cell in figure["cells"]], "a key stands twice")


def unique(names, what):
    """Bad when one stands twice."""
    if len(set(names)) < len(names):
        raise Bad(what)


def verify_report(log, data, where):
    """One report against the log; its entry's index, and what it says."""
    try:
        told = read_report(data)
    except ValueError as error:
        raise Failed("report-format", str(error), where) from None
    digest = hashlib.sha256(data).hexdigest()
    entries = [(index, keys) for index, keys in log.own if keys["t"] == "stats.published"]
    mine = [(index, keys) for index, keys in entries if keys["report"] == digest]
    if not mine:
        what = f"no entry names a report with the SHA-256 {digest}: never published, or changed since"
        raise Failed("report-published", what, where)
    index, keys = mine[0]
    at = f"entry {index}"
    if (
        any(keys[name] != told[name] for name in ("first", "last", "size"))
        or told["origin"] != log.head.origin
    ):
        raise Failed("report-period", "its entry says another log, period or number of entries", at)
    rules = [stated for number_, stated in log.own if number_ < index and "granularity" in stated][-1]
    first, last = whole_quarter(told["quarter"], told["granularity"])
    days = span(first)[0].isoformat(), span(last)[1].isoformat()
    if (
        any(rules[name] != told[name] for name in ("granularity", "zone"))
        or (told["first"], told["last"]) != (first, last)
        or (told["from_on"], told["to_on"]) != days
    ):
        what = f"{told['first']} to {told['last']} is not all of {told['quarter']} as the log dates it"
        raise Failed("report-period", what, where)
    if quarter(keys["d"]) <= told["quarter"]:
        raise Failed("report-size", "the quarter was not over when it was published", at)
    if told["size"] > index:
        raise Failed("report-size", f"it counts {told['size']} entries, more than there were before it", at)
    for number_, entry in log.moves:
        if number_ >= told["size"] and quarter(entry["d"]) <= told["quarter"]:
            what = f"it counts {told['size']} entries and leaves out one of {entry['d']}"
            raise Failed("report-size", what, f"entry {number_}")
    meant = read_definitions(log.place, told, keys)
    figures = {figure["id"]: figure for figure in told["figures"]}
    check_figures(figures, meant)
    moves = [entry for number_, entry in log.moves if number_ < told["size"]]
    right = recompute(moves, told["quarter"], told["quarters"])
    for name in sorted(name for name, checked in meant.items() if checked == "anyone"):
        said = {cell["key"]: cell["value"] for cell in figures[name]["cells"]}
        gives = right.get(name, {})
        for key in sorted(said.keys() | gives.keys()):
            if said.get(key, "nothing") != gives.get(key, "nothing"):
                what = f"the report says {said.get(key, 'nothing')}, the public entries give "
                raise Failed("report-figures", what + str(gives.get(key, "nothing")), f"{name} {key}")
    check_totals(figures)
    before = [keys["report"] for number_, keys in entries if number_ < index and keys["first"] == first]
    if told["replaces"] != (before[-1] if before else ""):
        what = f"it says that it replaces {told['replaces'] or 'no other'}, and before it stands "
        raise Failed("report-chain", what + (before[-1] if before else "none"), at)
    later = [keys["report"] for number_, keys in entries if number_ > index and keys["first"] == first]
    return index, told, later[-1] if later else ""


def read_definitions(place, told, keys):
    """Who can check each figure, by the definitions that lie beside the log."""
    digest = told["definitions"]
    path = f"definitions/{digest}.json"
    if keys["definitions"] != digest or not re.fullmatch("(?a:[0-9a-f]{64})", digest):
        raise Failed("report-definitions", "the entry that published it names others", path)
    try:
        data = place.read(path)
    except NoFile:
        raise Failed("contiguity", "this file is missing", path) from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise Failed("report-definitions", "they are not those that the entry names: changed since", path)
    if digest not in DEFINITIONS:
        known = ", ".join(DEFINITIONS.values())
        raise Failed("report-definitions", f"this program counts by version {known}, not by these", path)
    return {figure["id"]: figure["checked"] for figure in json.loads(data)["figures"]}


def check_figures(figures, meant):
    """Each figure is there, of the class that the definitions say, and not hidden where anyone can count."""
    for name in [*figures, *meant]:
        said = figures[name]["checked"] if name in figures else "nothing: it is missing"
        if said != meant.get(name):
            what = f"the report says {said!r}, the definitions {meant.get(name, 'know no such figure')!r}"
            raise Failed("report-class", what, name)
    for name in sorted(name for name, checked in meant.items() if checked == "anyone"):
        for cell in figures[name]["cells"]:
            if cell["state"] == "hidden":
                raise Failed("report-hidden", "anyone can count what is hidden here", f"{name} {cell['key']}")


def check_totals(figures):
    """Parts make their total, where all are told."""
    for name, figure in figures.items():
        of, _, key = figure["total"].partition("/")
        if figure["total"]:
            whole = [cell["value"] for cell in figures.get(of, {"cells": []})["cells"] if cell["key"] == key]
            parts = [cell["value"] for cell in figure["cells"]]
            if not whole or (None not in [*parts, *whole] and sum(parts) != whole[0]):
                raise Failed("report-sums", f"its parts do not make {figure['total']}", name)


# ── openings by lot ─────────────────────────────────────────────────────────────────────────────────────────

DRAWN_FROM = ("act", "received", "closed", "reopened", "split", "imported", "imported.corrected")
ANSWERS = {
    "docket": "answered with the whole docket, from its first act to its last",
    "entry": "answered with the opening of that entry alone",
    "record": "an act of the record itself, on no docket: answered with its opening",
    "erased": "its docket was erased: what is left of every act is laid open, with the entry that says so",
    "lost": "its payload was lost before a restore: the entry that says so is laid open",
    "another": "NOT OPENED to this auditor: another auditor must look",
}
TABLES = {
    "parties": {"key", "kind", "since"},
    "deadlines": {"last_day", "person", "state", "step", "strand"},
    "findings": {"act", "allegation", "finding", "protected", "respondent"},
    "measures": {"act", "name", "on_key", "state"},
    "sanctions": {"act", "name", "on_key", "state"},
}
FORM = {
    "announcement": {"index": int},
    "dockets": [{"entries": [int], "number": int}],
    "number": str,
    "origin": str,
    "seed": {"root": str, "size": int},
    "v": int,
}


def fits(value, form):
    """Whether a JSON value has the keys and kinds of a form."""
    if isinstance(form, dict):
        return (
            isinstance(value, dict)
            and value.keys() == form.keys()
            and all(fits(value[key], form[key]) for key in form)
        )
    if isinstance(form, list):
        return isinstance(value, list) and all(fits(item, form[0]) for item in value)
    return type(value) is form and (form is not int or value >= 0)


def seal_of(secret):
    """What binds an auditor to a number."""
    return hashlib.sha256(b"dueprocess/lot/number/v1\n" + secret).hexdigest()


def lot(seed, among, sample):
    """Which of these are drawn, in the order in which they come up: 8 bytes of SHA-256 of seed and counter
    for each, without those that would make one likelier than another, or that came up before."""
    limit, found, counter = 2**64 - 2**64 % max(len(among), 1), {}, 0
    while len(found) < min(sample, len(among)):
        block = hashlib.sha256(b"dueprocess/lot/draw/v1\n" + seed + counter.to_bytes(8)).digest()
        number_ = int.from_bytes(block[:8])
        counter += 1
        if number_ < limit:
            found.setdefault(among[number_ % len(among)])
    return list(found)


def order_of(announcement, root, count):
    """In which order the lot puts a list of so many, by the leaf hash that announced it and a root."""
    seed = hashlib.sha256(b"dueprocess/lot/panel/v1\n" + announcement + root).digest()
    return lot(seed, range(count), count)


def first_after(log, policy, index):
    """The first published checkpoint that holds an entry and that enough witnesses saw."""
    later = [head for head in log.history if head.size > index and policy.enough(head.times)]
    what = "no published checkpoint holds the announcement and was seen by enough witnesses"
    demand(later, "seed", what, "checkpoints")
    return later[0]


def verify_lot(announcement, count, place, policy, hashes_only=False):
    """In which order the lot puts a list of so many that an entry of this leaf hash announced: the index of
    the entry, the checkpoint, and the places on the list, from 0."""
    log = verify_log(place, policy, [], hashes_only)
    for tile in range(-(-log.size // WIDE)):
        hashes, _path = log.get(0, tile, min(WIDE, log.size - tile * WIDE))
        if announcement in hashes:
            index = tile * WIDE + hashes.index(announcement)
            head = first_after(log, policy, index)
            return index, head, order_of(announcement, head.root, count), log
    raise Failed("announcement", "no entry of this log has that leaf hash", str(place))


class Package:
    """What an auditor was handed over, in a folder, while it is checked."""

    def __init__(self, folder, policy):
        self.folder, self.policy = Path(folder), policy
        self.manifest = self.read_json("manifest.json")
        drawn = self.manifest.pop("drawn", None) if isinstance(self.manifest, dict) else None
        demand(
            fits(self.manifest, FORM)
            and self.manifest["v"] == 1
            and isinstance(drawn, list)
            and all(self.good_answer(each) for each in drawn),
            "package-format",
            "it is not written as the reference demands",
            "manifest.json",
        )
        self.drawn = drawn
        self.dockets = {each["number"]: each["entries"] for each in self.manifest["dockets"]}
        self.entries, self.payloads, self.fields, self.notes = {}, {}, {}, {}
        for path in sorted(self.folder.glob("entries/*.tlog-proof")):
            self.read_entry(path)

    @staticmethod
    def good_answer(each):
        """Whether one line of the list of what was drawn is written as it must be."""
        wanted = {
            "docket": {"docket": int},
            "erased": {"by": [int], "docket": int},
            "lost": {"by": [int]},
        }
        if not isinstance(each, dict) or each.get("answer") not in ANSWERS:
            return False
        return fits(each, {"answer": str, "index": int, **wanted.get(each["answer"], {})})

    def read_json(self, name):
        """A file of canonical JSON."""
        try:
            data = (self.folder / name).read_bytes()
            value = json.loads(data, **STRICT)
            demand(canonical(value) == data, "package-format", "it is not in canonical form", name)
        except OSError:
            raise Failed("package-format", "this file is missing", name) from None
        except (ValueError, RecursionError) as error:
            raise Failed("package-format", str(error), name) from None
        return value

    def read_entry(self, path):
        """One entry with its proof and its opening."""
        name = f"entries/{path.name}"
        try:
            index, head, entry = verify_receipt(read_file(path), self.policy)
            opening = path.with_suffix(".opening")
            demand(opening.is_file(), "package-format", "its opening is missing", name)
            payload, fields = verify_opening(read_file(opening), entry)
        except Failed as error:
            raise Failed(error.check, error.what, error.where or name) from None
        demand(path.name == f"{index:09}.tlog-proof", "package-format", f"it is of entry {index}", name)
        demand(head.origin == self.manifest["origin"], "package-format", "it is of another log", name)
        self.entries[index], self.payloads[index], self.fields[index] = entry, payload, fields
        self.notes[head.data] = head

    def of(self, index, what):
        """The opened payload of an entry that the package speaks of."""
        demand(index in self.payloads, "answers", f"{what} is not opened", f"entry {index}")
        return self.payloads[index]

    def announced(self):
        """The announcement: what was to be drawn among what, and the seal of the auditor's number."""
        index = self.manifest["announcement"]["index"]
        where, payload = f"entry {index}", self.of(index, "the announcement")
        numbers = [payload.get(name) for name in ("first", "end", "sample")]
        good = payload.get("kind") == "audit.announced" and all(type(each) is int for each in numbers)
        demand(good, "announcement", "it opens to no announcement of a draw", where)
        first, end, sample = numbers
        demand(0 <= first < end and sample > 0, "announcement", "it announces nothing to draw", where)
        what = "it was announced before all entries that it draws from were in the log"
        demand(end <= index, "announcement", what, where)
        secret = unhex(self.manifest["number"])
        what = "the auditor's number is not the one that was sealed in the announcement"
        demand(seal_of(secret) == payload.get("seal"), "number", what, "manifest.json")
        return payload, leaf(self.entries[index]), secret

    def seed(self, log, announcement, secret):
        """The seed, from the first published checkpoint that enough witnesses saw and that holds the
        announcement."""
        index, stated = self.manifest["announcement"]["index"], self.manifest["seed"]
        first = first_after(log, self.policy, index)
        same = (stated["size"], stated["root"]) == (first.size, first.root.hex())
        what = f"the seed has to come from the first one after the announcement, of size {first.size}"
        demand(same, "seed", what, "manifest.json")
        root = unhex(stated["root"])
        return hashlib.sha256(b"dueprocess/lot/seed/v1\n" + announcement + root + secret).digest()

    def population(self, log, first, end):
        """The indices of the entries that are acts, from the published log or, where that publishes hashes
        only, from the package."""
        given = b""
        if log.hashes_only:
            given = read_file(self.folder / "population")
        found = []
        for at in range(first // WIDE, -(-end // WIDE)):
            width = min(WIDE, log.size - at * WIDE)
            if not log.hashes_only:
                items = log.get("entries", at, width)[0]
            for place, wanted in enumerate(log.get(0, at, width)[0], start=at * WIDE):
                if not first <= place < end:
                    continue
                if log.hashes_only:
                    length = int.from_bytes(given[:2])
                    data, given = given[2 : 2 + length], given[2 + length :]
                    demand(leaf(data) == wanted, "leaf", "it is not the entry in the log", f"entry {place}")
                else:
                    data = items[place % WIDE]
                if NAMES[check_entry(data)] in DRAWN_FROM:
                    found.append(place)
        return found

    def check_answers(self, whole):
        """Every index that was drawn has its answer, and nothing else is opened."""
        used = {self.manifest["announcement"]["index"]}
        pseudonyms = {}
        for number_, entries in self.dockets.items():
            pseudonyms[number_] = self.check_chain(number_, entries)
            used.update(entries)
        what = "two of its dockets are one"
        demand(len(set(pseudonyms.values())) == len(self.dockets), "answers", what, "manifest.json")
        needed = set()
        for each in self.drawn:
            index, answer, where = each["index"], each["answer"], f"entry {each['index']}"
            if answer in ("docket", "erased"):
                held = self.dockets.get(each["docket"], ())
                needed.add(each["docket"])
                demand(whole or answer == "erased", "answers", "the draw asks for single entries", where)
                demand(index in held, "answers", "it is no act of the docket that is to answer it", where)
            elif answer in ("entry", "record"):
                payload = self.of(index, "what was drawn")
                kept = ("kind" in payload) == (answer == "record") and ("s" in payload) == (answer == "entry")
                demand(kept, "answers", "it is not what it is said to be", where)
                demand(answer == "record" or not whole, "answers", "the draw asks for whole dockets", where)
                used.add(index)
            for said in each.get("by", ()):
                used.add(said)
                self.check_missing(each, self.of(said, "what is to say why"), pseudonyms)
            demand(each.get("by", True), "answers", "no entry says why it cannot be shown", where)
        what = "it holds a docket that was not drawn"
        demand(needed == set(self.dockets), "answers", what, "manifest.json")
        more = sorted(set(self.entries) - used)
        demand(not more, "answers", "it was opened and not asked for", f"entries {more[:5]}")
        return pseudonyms

    def check_missing(self, each, payload, pseudonyms):
        """That an entry says of what was drawn that it was erased, or lost."""
        where = f"entry {each['index']}"
        if each["answer"] == "erased":
            good = payload.get("kind") == "payload.erased" and names(payload, pseudonyms[each["docket"]])
            demand(good, "answers", "the entry named does not say that this docket was erased", where)
        else:
            first, count = payload.get("first"), payload.get("count")
            good = payload.get("kind") == "payload.lost" and type(first) is int and type(count) is int
            good = good and first <= each["index"] < first + count
            demand(good, "answers", "the entry named does not say that this payload was lost", where)

    def check_chain(self, number_, entries):
        """That these are one docket's acts, from the first on without a gap; its pseudonym."""
        before, pseudonym = None, None
        for count, index in enumerate(entries, start=1):
            where, payload = f"docket {number_}, entry {index}", self.of(index, "an act of a docket")
            pseudonym = payload.get("c") if count == 1 else pseudonym
            check_link(payload, count, pseudonym, before, where)
            before = leaf(self.entries[index]).hex()
        demand(entries, "chain", "it holds no act", f"docket {number_}")
        return pseudonym

    def check_content(self):
        """The attached files and the tables; how many files, how many rows, which fields stayed closed."""
        files, rows, closed = 0, 0, {}
        erased = {each["docket"] for each in self.drawn if each["answer"] == "erased"}
        for index, fields in self.fields.items():
            files += check_files(self.folder / "files", index, fields)
            for name in set(self.payloads[index].get("f") or ()) - fields.keys():
                closed[name] = closed.get(name, 0) + 1
        for number_ in self.dockets.keys() - erased:
            name = f"tables/{number_}.json"
            payloads = [self.payloads[index] for index in self.dockets[number_]]
            rows += check_tables(self.read_json(name), payloads, name)
        return files, rows, closed


def names(value, wanted):
    """Whether a text stands somewhere in a JSON value."""
    if isinstance(value, dict):
        return wanted in value or any(names(each, wanted) for each in value.values())
    return any(names(each, wanted) for each in value) if isinstance(value, list) else value == wanted


def check_link(payload, count, pseudonym, before, where):
    """That an act is the next one of its docket."""
    same = payload.get("c") == pseudonym and pseudonym is not None
    demand(same, "chain", "it belongs to another docket", where)
    what = f"it is number {payload.get('s')!r} of its docket: an act is missing or moved"
    demand(payload.get("s") is not True and payload.get("s") == count, "chain", what, where)
    demand((payload.get("p") or None) == before, "chain", "it does not follow the act before it", where)


def check_tables(tables, payloads, name):
    """Compare a docket's tables with its acts; how many rows there are.

    Parties and findings are exactly those of the acts that were not annulled (or some of them, where a part
    of the docket went into another; and a step may have let out a party whom it concerns). A sanction is on a
    party and is named by its act; a measure is on a party and of an act; a deadline is of nobody, or of a
    party, a complaint or an act of the docket.
    """
    good = isinstance(tables, dict) and tables.keys() == TABLES.keys()
    good = good and all(
        isinstance(rows, list) and all(isinstance(row, dict) and row.keys() == TABLES[kind] for row in rows)
        for kind, rows in tables.items()
    )
    demand(good, "package-format", "it is not written as the reference demands", name)
    facts = {each["s"]: each.get("facts") or {} for each in payloads}
    parties, findings = {}, []
    gone = {said.get("act") for said in facts.values() if said.get("note") == "annulled"}
    for each in payloads:
        said = facts[each["s"]]
        for came in ((each.get("introduces") or {}).get("parties"), said.get("adds"), said.get("parties")):
            for key, party in came.items() if isinstance(came, dict) else ():
                parties.setdefault(key, (party.get("is"), each["s"]))
        if each["s"] not in gone:
            findings += [
                {key: found.get(key) for key in TABLES["findings"]} | {"act": each["s"]}
                for found in said.get("findings") or ()
            ]
    stands = {key: party for key, party in parties.items() if party[1] not in gone}
    rows = {row["key"]: (row["kind"], row["since"]) for row in tables["parties"]}
    parted = any("out" in said for said in facts.values())  # some of it went on in another docket
    let_out = {
        key for n, said in facts.items() if "step" in said and n not in gone for key in said.get("for") or ()
    }
    missing = stands.keys() - rows.keys()
    same = rows.items() <= stands.items() and (parted or missing <= let_out)
    demand(same, "table", "its parties are not those whom the acts bring in", name)
    stated, found = (sorted(map(canonical, each)) for each in (tables["findings"], findings))
    same = all(stated.count(each) <= found.count(each) for each in stated) if parted else stated == found
    demand(same, "table", "its findings are not those of the acts", name)
    owed = {*parties, "k1", *(str(number) for number in facts)}  # k1: the first complaint, which no act names
    for each in payloads:
        for came in ((each.get("introduces") or {}).get("complaints"), facts[each["s"]].get("complaints")):
            owed.update(key for key in came or () if isinstance(key, str))
    for kind, key in (("deadlines", "person"), ("measures", "on_key"), ("sanctions", "on_key")):
        for row in tables[kind]:
            known = row[key] in (owed if kind == "deadlines" else parties) or row[key] == ""
            demand(known, "table", f"of its {kind} one is of somebody whom no act brings in", name)
    for kind in ("measures", "sanctions"):
        for row in tables[kind]:
            act = facts.get(row["act"])
            demand(act is not None, "table", f"of its {kind} one is of no act of the docket", name)
            told = kind == "measures" or names(act, row["name"])
            demand(told, "table", f"of its {kind} one is not named by its act", name)
    return sum(map(len, tables.values()))


def verify_openings(folder, place, policy, hashes_only=False):
    """A package of openings by lot against the published log: the package, the log, what was announced, and
    how much its dockets hold."""
    try:
        package = Package(folder, policy)
        log = verify_log(place, policy, list(package.notes), hashes_only)
        demand(log.head.origin == package.manifest["origin"], "package-format", "it is of another log")
        announced, announcement, secret = package.announced()
        seed = package.seed(log, announcement, secret)
        among = package.population(log, announced["first"], announced["end"])
        package.among = len(among)
        drawn = lot(seed, among, announced["sample"])
        what = "what is said to have been drawn is not what the lot draws"
        demand([each["index"] for each in package.drawn] == drawn, "lot", what, "manifest.json")
        package.check_answers(announced.get("whole") is not False)
        return package, log, announced, package.check_content()
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise Failed("package-format", f"it is not written as the reference demands ({error})") from None


def do_openings(args, policy):
    """What an auditor was handed over."""
    package, log, announced, (files, rows, closed) = verify_openings(
        args.folder, Place(args.log), policy, args.hashes_only
    )
    tell("VERIFIED: what was handed over of a draw by lot.")
    say_head(policy, log.head)
    index, seed = package.manifest["announcement"]["index"], package.manifest["seed"]
    first, last = announced["first"], announced["end"] - 1
    tell(f"  Entry {index} announced it: {announced['sample']} of the entries {first} to {last}, of which")
    tell(f"  {package.among} are acts; and the seal of the auditor's number. Then the log was witnessed")
    tell(f"  with {seed['size']} entries. The root of these and that number drew:")
    for each in package.drawn:
        docket = f" (docket {each['docket']})" if "docket" in each else ""
        tell(f"    entry {each['index']}{docket}: {ANSWERS[each['answer']]}")
    tell(f"  {len(package.entries)} openings are what their entries commit to.")
    for number_, entries in package.dockets.items():
        tell(f"  Docket {number_}: its first {len(entries)} acts, in order, with none missing between.")
    tell(f"  {files} attached files are those that the acts commit to.")
    tell(f"  {rows} rows of tables fit the acts: parties and findings are exactly those of the acts,")
    tell("  sanctions and measures have their act, deadlines are of a party, a complaint, an act or nobody.")
    for name, many in sorted(closed.items()):
        tell(f"  Left closed: {name} ({many})")
    more = [
        f"That the number by which it was drawn is the auditor's: {package.manifest['number']}",
        "That the acts of a docket shown here were the last: it may have gone on.",
        "Days and states in the tables: they follow from the rulebook, which this program does not know.",
    ]
    another = sum(each["answer"] == "another" for each in package.drawn)
    if another:
        more.insert(0, f"Anything about {another} of the entries drawn: another auditor must look at them.")
    say_limits(policy, more)


def do_lot(args, policy):
    """In which order people came up who were drawn in a case."""
    try:
        announcement = bytes.fromhex(args.leaf)
    except ValueError:
        announcement = b""
    if len(announcement) != 32:
        raise Bad("a leaf hash has 64 letters and digits, 0 to 9 and a to f")
    if not 0 < args.count <= 100_000:
        raise Bad("the list that was announced has one name at least")
    index, head, order, log = verify_lot(announcement, args.count, Place(args.log), policy, args.hashes_only)
    tell("VERIFIED: in which order they come who were drawn.")
    say_head(policy, log.head)
    tell(f"  Entry {index} announced it. Then the log was witnessed with {head.size} entries, of this root:")
    tell(f"  {head.root.hex()}")
    tell(f"  Of the {args.count} on the list, counted from 1, they come up in this order:")
    tell(f"  {' '.join(str(place + 1) for place in order)}")
    tell("  Not checked here: who is on the list. The announcement holds it; its opening shows it, and with")
    tell("  `docket` or `receipt` you see that the entry of this leaf hash commits to it.")


def do_number(_args, _policy):
    """A number for a draw, and what binds its holder to it."""
    secret = secrets.token_bytes(32)
    tell(f"Number: {secret.hex()}")
    tell(f"Seal:   {seal_of(secret)}")
    tell("Keep the number to yourself until the draw was announced and published.")
    tell("Give the seal to whoever announces the draw.")


# ── what is said ────────────────────────────────────────────────────────────────────────────────────────────


def say_head(policy, head):
    """Who vouches for a checkpoint."""
    tell(f"  The log is {head.origin}, with {head.size} entries, and its key signed this state.")
    if policy.quorum == "none":
        tell("  No log witness was asked for.")
    for name, moment in sorted(head.times.items()):
        tell(f"  The log witness {name} saw this state at {utc(moment)}, continuing what it saw before.")


def say_limits(policy, more=()):
    """What no program can show."""
    tell("Not proved:")
    for line in more:
        tell(f"  {line}")
    if policy.quorum == "none":
        tell("  That others are shown the same log: for this, ask for log witnesses (--policy).")
    tell("  That every complaint was entered, or that what was entered is true: no log can show that.")


def do_log(args, policy):
    """dueprocess record: the whole log."""
    known = [read_file(path) for path in args.known]
    known = [read_proof(data)[2] if data.startswith(b"c2sp.org/tlog-proof") else data for data in known]
    log = verify_log(Place(args.place), policy, known, args.hashes_only, args.max_age)
    tell("VERIFIED: the whole log.")
    say_head(policy, log.head)
    if args.hashes_only:
        tell(f"  Every hash of the {log.size} entries is in the signed tree. The entries were not looked at.")
    else:
        tell("  No entry was changed, removed, added or moved since then; each is of a known type:")
        for name, many in zip(NAMES, log.counts, strict=True):
            if many:
                tell(f"    {many:>9} {name}")
    if log.history:
        tell(f"  The {len(log.history)} checkpoints published so far are all beginnings of this log.")
    if known:
        tell(f"  It continues the {len(known)} checkpoints that you kept.")
    say_limits(
        policy,
        [] if known else ["That this log continues what you saw earlier: keep its checkpoint, use --known."],
    )


def do_receipt(args, policy):
    """One proof file."""
    data = read_file(args.file)
    index, head, entry = verify_receipt(data, policy, read_file(args.entry) if args.entry else None)
    opened = verify_opening(read_file(args.opening), entry) if args.opening else None
    if args.log:
        place = Place(args.log)
        log = verify_log(place, policy, [head.data])
        if (
            index >= log.size
            or log.get("entries", index // WIDE, min(WIDE, log.size - index // WIDE * WIDE))[0][index % WIDE]
            != entry
        ):
            raise Failed("fork", "the published log holds another entry in this place", f"entry {index}")
    tell("VERIFIED: the entry is in the log.")
    say_head(policy, head)
    tell(f"  It is entry {index}: {entry.decode('utf-8', 'replace')}")
    if args.log:
        tell("  The published log still holds it, in the same place.")
    if opened:
        tell("  The opening fits: this is what the entry commits to:")
        tell(f"    {json.dumps(opened[0], ensure_ascii=False, sort_keys=True)}")
        for name, item in sorted(opened[1].items()):
            shown = (
                json.dumps(item["value"], ensure_ascii=False)
                if "value" in item
                else f"a file, SHA-256 {item['sha256']}"
            )
            tell(f"    {name}: {shown}")
    more = [] if opened else ["What the entry says: it is sealed, and only its opening (--opening) shows it."]
    more += [] if args.log else ["That the published log still holds it: use --log DIR_OR_URL."]
    say_limits(policy, [*more, "Who wrote it: anyone can hold a proof file."])


def do_dates(args, policy):
    """That nothing was dated back or forward."""
    log = verify_log(Place(args.place), policy)
    bounded, heads = verify_dates(log, policy)
    tell("VERIFIED: no entry is dated outside the times between which log witnesses saw it appear.")
    say_head(policy, log.head)
    tell(f"  {bounded} entries appeared between two witnessed states of {len(heads)}.")
    before, moment = heads[0].size, utc(min(heads[0].times.values()))
    say_limits(
        policy,
        [f"Since when the first {before} entries existed: nobody witnessed the log before {moment}."],
    )


def do_docket(args, policy):
    """All acts of one docket: none is missing, none was moved."""
    before, pseudonym, files = None, None, 0
    for count, name in enumerate(args.files, start=1):
        _, _, entry = verify_receipt(read_file(name), policy)
        payload, fields = verify_opening(read_file(str(Path(name).with_suffix(".opening"))), entry)
        pseudonym = payload.get("c") if count == 1 else pseudonym
        check_link(payload, count, pseudonym, before, name)
        before = leaf(entry).hex()
        if args.attached:
            files += check_files(args.attached, count, fields)
    tell(f"VERIFIED: the docket's first {len(args.files)} acts, in order, with none missing between.")
    if args.attached:
        tell(f"  {files} attached files are those that its acts commit to.")
    say_limits(policy, ["That these were the last: the docket may have gone on."])


def do_stats(args, policy):
    """Published reports of figures: one, or all that the log names."""
    known = [read_file(path) for path in args.known]
    known = [read_proof(data)[2] if data.startswith(b"c2sp.org/tlog-proof") else data for data in known]
    one = Path(args.report).is_file()
    if one and not args.log:
        raise Bad("say with --log where the log is that should name this report")
    data = read_file(args.report) if one else None
    log = verify_log(Place(args.log or args.report), policy, known, count=True)
    check_stock(log)
    found = []
    if one:
        found.append(verify_report(log, data, args.report))
    for _, keys in [] if one else [each for each in log.own if each[1]["t"] == "stats.published"]:
        path = f"reports/{keys['report']}.json"
        try:
            data = log.place.read(path)
        except NoFile:
            raise Failed("report-files", "this report was published and is not there", path) from None
        if hashlib.sha256(data).hexdigest() != keys["report"]:
            raise Failed("report-published", "it is not what was published under this name", path)
        found.append(verify_report(log, data, path))
    tell(f"VERIFIED: {'the report' if one else f'all {len(found)} reports that were published'}.")
    say_head(policy, log.head)
    before = None
    for index, told, later in found:
        tell(f"  {told['quarter']} ({told['from_on']} to {told['to_on']}), published by entry {index}:")
        if later:
            tell(f"    A later release takes its place: reports/{later}.json")
        if before not in (None, told["definitions"]):
            tell("    It counts by other definitions than the report before it.")
        before = told["definitions"]
        for checked, what in (
            ("anyone", "recomputed here from public entries, and right"),
            ("auditor", "not recomputed; an auditor who is given openings can check"),
            ("stated", "stated only; nobody can check"),
        ):
            names = [figure["id"] for figure in told["figures"] if figure["checked"] == checked]
            if names:
                tell(f"    {what}: {', '.join(names)}")
    more = ["That the figures which only an auditor can check, or which are only stated, are true."]
    say_limits(policy, more if found else ["Anything about figures: no report was published."])


def check_files(folder, act, fields):
    """Compare the files of one act (ACT-NUMBER-NAME in the folder) with its opening; how many there are."""
    found = 0
    for name, item in fields.items():
        if "sha256" not in item:
            continue
        number = name.removeprefix("file.")
        paths = [path for path in Path(folder).glob(f"{act}-{number}-*") if path.is_file()]
        demand(len(paths) == 1, "files", f"file {number} of act {act} is not there", str(folder))
        for path in paths:
            same = hashlib.sha256(read_file(path)).hexdigest() == item["sha256"]
            demand(same, "files", "its content is not what the act commits to", str(path))
        found += 1
    return found


def do_unpack(args, _):
    """Open a package: magic, salt of the passphrase (scrypt), then the ZIP in sealed frames of 64 KiB."""
    if Path(args.folder).exists() and any(Path(args.folder).iterdir()):
        raise Bad(f"{args.folder} is not empty, and nothing in it is to be overwritten: name a new folder")
    data = read_file(args.file)
    told = args.passphrase_file
    typed = read_file(told).decode(errors="replace") if told else getpass.getpass("Passphrase: ")
    code = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(str.maketrans("OIL", "011"))
    if data[:4] != b"DPP1" or data[20:24] != b"DPF1":
        raise Failed("package", "this is no package", args.file)
    key = hashlib.scrypt(code.encode(), salt=data[4:20], n=2**16, r=8, p=1, maxmem=2**27, dklen=32)
    key = HKDF(SHA256(), 32, data[24:56], b"dueprocess/file/v1/package").derive(key)
    frames = range(56, len(data), FRAME)
    with tempfile.TemporaryFile() as plain:
        for count, at in enumerate(frames):
            last = b"\x01" if count == len(frames) - 1 else b"\x00"
            try:
                nonce = bytes(7) + count.to_bytes(4) + last
                plain.write(AESGCM(key).decrypt(nonce, data[at : at + FRAME], None))
            except InvalidTag:
                raise Failed("package", "another passphrase, or the file was altered", args.file) from None
        try:
            with zipfile.ZipFile(plain) as archive:
                inside = archive.infolist()
                packed = any(each.compress_type != zipfile.ZIP_STORED for each in inside)
                if packed or sum(each.file_size for each in inside) > len(data):
                    raise Failed("package", "what is in it would take more room than it does", args.file)
                archive.extractall(args.folder)
                tell(f"OPENED: {len(archive.namelist())} files in {args.folder}. Read its README.txt.")
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            raise Failed("package", "it was cut short, or holds no whole archive", args.file) from None


def read_file(path):
    """The bytes of a file that was named by the user."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}") from None


def read_policy(args):
    """The policy that the user trusts."""
    if args.policy:
        return Policy(read_file(args.policy))
    text = Path(args.key).read_text().strip() if Path(args.key).is_file() else args.key
    return Policy(f"log {text}\nquorum none\n".encode())


def age(text):
    """A length of time such as 36h or 2d, in seconds."""
    found = re.fullmatch("(?a:([1-9][0-9]{0,5})([hd]))", text)
    if not found:
        raise argparse.ArgumentTypeError("write hours or days: 36h, 2d")
    return int(found[1]) * {"h": 3600, "d": 86400}[found[2]]


def main(argv=None):
    """Run one command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    trust = argparse.ArgumentParser(add_help=False)
    whom = trust.add_mutually_exclusive_group(required=True)
    whom.add_argument("--policy", help="file with the keys that you trust (c2sp.org/tlog-policy)")
    whom.add_argument("--key", help="the log's public key, or a file that holds it; no witnesses")
    one = commands.add_parser("log", parents=[trust], help="check a whole published log")
    one.add_argument("place", metavar="DIR_OR_URL")
    one.add_argument(
        "--known", action="append", default=[], metavar="FILE", help="a checkpoint or proof you kept"
    )
    one.add_argument("--hashes-only", action="store_true", help="for a log that does not publish its entries")
    one.add_argument(
        "--max-age", type=age, metavar="AGE", help="fail when the witnesses' times are older: 36h, 2d"
    )
    one.set_defaults(run=do_log)
    two = commands.add_parser("receipt", parents=[trust], help="check one proof file")
    two.add_argument("file", metavar="FILE")
    two.add_argument("--entry", metavar="FILE", help="the entry, where the proof file does not hold it")
    two.add_argument("--opening", metavar="FILE", help="what the entry commits to")
    two.add_argument(
        "--log", metavar="DIR_OR_URL", help="check also that this published log still holds the entry"
    )
    two.set_defaults(run=do_receipt)
    three = commands.add_parser("dates", parents=[trust], help="check that nothing was dated back or forward")
    three.add_argument("place", metavar="DIR_OR_URL")
    three.set_defaults(run=do_dates)
    four = commands.add_parser("docket", parents=[trust], help="check all acts of one docket, in order")
    four.add_argument("files", nargs="+", metavar="FILE", help="proof files; beside each its NAME.opening")
    four.add_argument(
        "--files", dest="attached", metavar="DIR", help="the attached files, to be compared with the openings"
    )
    four.set_defaults(run=do_docket)
    six = commands.add_parser("stats", parents=[trust], help="recompute a published report of figures")
    six.add_argument("report", metavar="REPORT", help="its file; or a log, for all that were published")
    six.add_argument("--log", metavar="DIR_OR_URL", help="the log that names the report")
    six.add_argument(
        "--known", action="append", default=[], metavar="FILE", help="a checkpoint or proof you kept"
    )
    six.set_defaults(run=do_stats)
    five = commands.add_parser("unpack", help="open what was handed over")
    five.add_argument("file", metavar="PACKAGE")
    five.add_argument("folder", metavar="DIR")
    five.add_argument("--passphrase-file", metavar="FILE", help="with the passphrase; else it is asked")
    five.set_defaults(run=do_unpack)
    six = commands.add_parser("openings", parents=[trust], help="check what was handed over of a draw by lot")
    six.add_argument("folder", metavar="DIR", help="the package, unpacked")
    six.add_argument("--log", required=True, metavar="DIR_OR_URL", help="the published log")
    six.add_argument("--hashes-only", action="store_true", help="for a log that does not publish its entries")
    six.set_defaults(run=do_openings)
    seven = commands.add_parser("number", help="make an auditor's number for a draw by lot, and its seal")
    seven.set_defaults(run=do_number)
    eight = commands.add_parser("lot", parents=[trust], help="in which order people came up who were drawn")
    eight.add_argument("leaf", metavar="LEAF", help="the leaf hash of the announcement, hexadecimal")
    eight.add_argument("count", metavar="COUNT", type=int, help="how many are on the list")
    eight.add_argument("--log", required=True, metavar="DIR_OR_URL", help="the published log")
    eight.add_argument(
        "--hashes-only", action="store_true", help="for a log that does not publish its entries"
    )
    eight.set_defaults(run=do_lot)
    args = parser.parse_args(argv)
    try:
        args.run(args, read_policy(args) if args.command not in ("unpack", "number") else None)
    except Failed as error:
        tell(f"NOT VERIFIED: {error.check}")
        tell(f"  {error.what}.")
        if error.where:
            tell(f"  Where: {error.where}")
        return 1
    except Bad as error:
        tell(f"Cannot begin: {error}.", file=sys.stderr)
        return 2
    except Unreadable as error:
        tell(f"Cannot read: {error}.", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
