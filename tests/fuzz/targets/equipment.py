"""What pages and files bring in: numbers, codes, cursors, dates in boxes, uploads, sealed files, backups."""

import base64
import io
import json
import os
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured, ValidationError

from dueprocess.core.errors import Broken, Malformed
from dueprocess.docket import paging
from dueprocess.kit.fields import dates
from dueprocess.kit.files import accept, frames
from dueprocess.kit.keys import Damaged, codes
from dueprocess.kit.keys.ring import _parse as parse_keys
from dueprocess.ledger import backups
from dueprocess.ledger.signer import state
from tests.fuzz.mutating import of_json, of_zip
from tests.fuzz.running import Target
from tests.fuzz.targets import log, tables
from tests.fuzz.targets.rules import text

KEY = bytes(range(32))


def code(data: bytes) -> None:
    """Normal is normal again, and whatever is valid is spelt in one way."""
    typed = text(data)
    normal = codes.normal(typed)
    if codes.valid(typed) and not (codes.normal(normal) == normal and codes.valid(normal)):
        raise AssertionError(f"{typed!r} is spelt {normal!r}, and then otherwise")


def cursors() -> list[bytes]:
    found = [["2026-03-23T10:00:00+00:00", 12], [None, 7]]
    return [base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=") for each in found] + [b""]


def cursor(data: bytes) -> None:
    paging.position(text(data))


def inner_cursor(data: bytes) -> None:
    """The same with another content, well wrapped."""
    paging.position(base64.urlsafe_b64encode(data).decode().rstrip("="))


def boxes(data: bytes) -> None:
    day, month, year = [*text(data).split("\n"), "", ""][:3]
    dates.read_date(day.strip(), month.strip(), year.strip())


def uploaded(data: bytes) -> None:
    """The first bytes tell the kind; archives are judged by their list; any name is made safe."""
    if accept.media_type(data[: accept.SNIFF]) not in accept.ACCEPTED:
        raise AssertionError("a kind that is not taken in")
    name = accept.safe_name(text(data[:300]))
    if not name or len(name.encode()) > 160 or "/" in name or "\\" in name or name.startswith("."):
        raise AssertionError(f"the name {name!r}")


def uploads() -> list[bytes]:
    return [
        b"%PDF-1.7\n1 0 obj",
        b"\x89PNG\r\n\x1a\n" + bytes(30),
        b"\xff\xd8\xff\xe0" + bytes(30),
        b"plain text",
        b"PK\x03\x04" + bytes(30),
        b"PAR1" + bytes(8),
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
        b"\x1f\x8b\x08" + bytes(20),
        b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(20),
        b"\x00\x00\x00\x18ftypmp42" + bytes(20),
        b"ID3\x03" + bytes(20),
        b"\xef\xbb\xbftext",
    ]


def sealed(data: bytes) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        for _ in frames.read(file, KEY, "here"):
            pass


def frame() -> list[bytes]:
    return [b"".join(frames.sealed(KEY, [b"x" * size], "here")) for size in (0, 10, frames.FRAME + 3)]


def manifest(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / backups.MANIFEST).write_bytes(data)
        (Path(folder) / "policy").write_bytes(b"x")
        backups.verify(Path(folder))


def manifests() -> list[bytes]:
    files = {"policy": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}
    told = {"version": 1, "entries": 3, "root": "00" * 32, "method": "copy", "files": files}
    return [json.dumps(told).encode()]


def states() -> list[bytes]:
    first = state.State(
        1, "log.example/record", log.keys()[0].decode(), log.frontier()[1].hex(), witnesses={"Ash": 7}
    )
    return [state._dump(first), state._dump(state.State(2, "x", "y", log.frontier()[2].hex(), pending=3))]


def ring_text() -> list[bytes]:
    line = base64.b64encode(os.urandom(32))
    return [line + b"\n", line + b"\n" + line + b"\n"]


TARGETS = [
    Target(
        "number and receipt code", code, lambda: [codes.number().encode(), codes.receipt_code().encode()], ()
    ),
    Target("cursor of a page", cursor, cursors, (Malformed,), ("dueprocess.docket.paging.position",)),
    Target(
        "cursor of a page: content",
        inner_cursor,
        lambda: [base64.urlsafe_b64decode(each + b"=" * (-len(each) % 4)) for each in cursors()[:2]],
        (Malformed,),
        mutation=of_json,
    ),
    Target(
        "date in boxes",
        boxes,
        lambda: [b"2\n3\n2026", b"31\nMarch\n1999"],
        (ValidationError,),
        ("dueprocess.kit.fields.dates.read_date", "dueprocess.kit.fields.dates.read_month"),
    ),
    Target("kind and name of an upload", uploaded, uploads, (Malformed,)),
    Target(
        "archive that is uploaded",
        lambda data: accept.accept_archive(io.BytesIO(data)),
        lambda: list(tables._books()),
        (Malformed,),
        mutation=of_zip,
    ),
    Target("sealed file", sealed, frame, (Damaged,), ("dueprocess.kit.files.frames.read",)),
    Target(
        "keys of the installation",
        lambda data: parse_keys("wrapping", text(data)),
        ring_text,
        (ImproperlyConfigured,),
        ("dueprocess.kit.keys.ring._parse",),
    ),
    Target(
        "list of a backup", manifest, manifests, (Broken,), ("dueprocess.ledger.backups.verify",), of_json
    ),
    Target(
        "state of the signer",
        state._parse,
        states,
        (Broken,),
        ("dueprocess.ledger.signer.state._parse",),
        of_json,
    ),
]
