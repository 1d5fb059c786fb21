"""Reading in a process of its own: whatever a file does to its reader, it does it there, and ends with it.

Knows processes and limits; must not know dockets. The process gets the bytes by a pipe, so that nothing plain
reaches a disk, and none of the installation's settings, keys or connections.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence

from dueprocess.cases.evidence.reading.limits import CLOCK, PIECES
from dueprocess.cases.evidence.reading.model import LARGEST, Fault, Found, of_plain

BARE = ("image/jpeg", "image/png", "image/tiff")
"""What a copy of a picture is that was made here."""
_KEPT = ("PATH", "LD_LIBRARY_PATH", "TMPDIR", "SYSTEMROOT")


class NotRead(Exception):
    """A file that could not be read at all; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def read(data: bytes, *, clock: float = CLOCK) -> Found:
    """Read a file; what could not be read, also where its reader broke or was stopped, is in the faults."""
    if len(data) > LARGEST:
        return Found("", faults=(Fault.TOO_LARGE,))
    try:
        said, pieces = _asked(["read"], data, clock)
        return of_plain(said, pieces[0])
    except NotRead as error:
        return Found("", faults=(error.fault,))
    except (LookupError, TypeError, ValueError):
        return Found("", faults=(Fault.DAMAGED,))


def pages(data: bytes, numbers: Sequence[int]) -> list[tuple[bytes, bytes]]:
    """Return pages (from 1) as pictures, one to be read and one to be shown. Raises NotRead."""
    _said, pieces = _asked(["pages", ",".join(map(str, numbers))], data, CLOCK)
    if len(pieces) != 2 * len(numbers):
        raise NotRead(Fault.DAMAGED)
    return list(zip(pieces[::2], pieces[1::2], strict=True))


def part(data: bytes, number: int) -> tuple[str, bytes]:
    """Return the name and the bytes of a file in a message (from 1). Raises NotRead."""
    said, pieces = _asked(["part", str(number)], data, CLOCK)
    try:
        return str(said["name"]), pieces[0]
    except LookupError as error:
        raise NotRead(Fault.DAMAGED) from error


def bare(data: bytes) -> tuple[bytes, str]:
    """Return a copy of a picture, with all its pages and nothing but what is seen, and its media type. Raises
    NotRead."""
    if len(data) > LARGEST:
        raise NotRead(Fault.TOO_LARGE)
    said, pieces = _asked(["bare"], data, CLOCK)
    if said.get("kind") not in BARE or len(pieces) != 1 or not pieces[0]:
        raise NotRead(Fault.DAMAGED)
    return pieces[0], str(said["kind"])


def _asked(what: Sequence[str], data: bytes, clock: float) -> tuple[dict[str, object], list[bytes]]:
    given = {name: os.environ[name] for name in _KEPT if name in os.environ}
    given |= {
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", __package__, *what]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=clock, env=given, cwd="/", check=False
        )
    except subprocess.TimeoutExpired:
        raise NotRead(Fault.SLOW) from None
    if done.returncode:
        raise NotRead(Fault.SLOW if done.returncode in (-24, -9) else Fault.DAMAGED)  # SIGXCPU, SIGKILL
    return _taken(done.stdout)


def _taken(out: bytes) -> tuple[dict[str, object], list[bytes]]:
    """Take apart what such a process wrote. Raises NotRead where it is not as it should be."""
    head, _newline, rest = out.partition(b"\n")
    try:
        said = json.loads(head)
        lengths = [int(each) for each in said.pop(PIECES)]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise NotRead(Fault.DAMAGED) from None
    if min(lengths, default=0) < 0 or sum(lengths) != len(rest):
        raise NotRead(Fault.DAMAGED)
    pieces, at = [], 0
    for length in lengths:
        pieces.append(rest[at : at + length])
        at += length
    return said, pieces
