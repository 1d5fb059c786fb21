"""Which entries of a log an auditor is shown, drawn by lot so that nobody can choose them; and in which order
people come who are appointed by lot.

Knows bytes and hashes. Must not know what an entry is about, who audits, or when. The seed is made of what
nobody knew together before: the announcement's own entry, the root of a checkpoint that was witnessed after
it, and for an audit a number to which the auditor was bound beforehand by its seal. Bytes:
docs/reference/record.md.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

from dueprocess.tlog import entry
from dueprocess.tlog.errors import BadBytes

LENGTH: Final = 32
"""Bytes of an auditor's number, of a root and of a seed."""
DRAWN_FROM: Final = frozenset(
    {"act", "received", "closed", "reopened", "split", "imported", "imported.corrected"}
)
"""The public types among which the lot is drawn: every act of a docket has one of these."""
_SEAL: Final = b"dueprocess/lot/number/v1\n"
_SEED: Final = b"dueprocess/lot/seed/v1\n"
_DRAW: Final = b"dueprocess/lot/draw/v1\n"
_PANEL: Final = b"dueprocess/lot/panel/v1\n"


def seal(number: bytes) -> bytes:
    """What binds an auditor to a number of 32 random bytes before anybody else knows it. Raises BadBytes."""
    return hashlib.sha256(_SEAL + _whole(number, "the auditor's number")).digest()


def seed(*, announcement: bytes, root: bytes, number: bytes) -> bytes:
    """The seed of a draw: of the leaf hash of its announcement, the root of the first checkpoint that was
    witnessed after it, and the auditor's number. Raises BadBytes where one has not 32 bytes."""
    parts = (
        _whole(announcement, "the leaf hash of the announcement"),
        _whole(root, "the root"),
        _whole(number, "the auditor's number"),
    )
    return hashlib.sha256(_SEED + b"".join(parts)).digest()


def order(*, announcement: bytes, root: bytes, among: int) -> tuple[int, ...]:
    """In which order the lot puts a list of `among` people: their places in it, from 0. The seed is of the
    leaf hash of the announcement, which holds the list, and the root of the first checkpoint that was
    witnessed after it. Raises BadBytes where one has not 32 bytes."""
    parts = _whole(announcement, "the leaf hash of the announcement") + _whole(root, "the root")
    return positions(hashlib.sha256(_PANEL + parts).digest(), among=among, sample=among)


def population(entries: Iterable[tuple[int, bytes]]) -> tuple[int, ...]:
    """The indices of those entries among which the lot is drawn, in order. Raises BadBytes for no entry."""
    return tuple(index for index, data in entries if entry.parse(data)["t"] in DRAWN_FROM)


def positions(given: bytes, *, among: int, sample: int) -> tuple[int, ...]:
    """`sample` different numbers below `among`, in the order in which they come up; all of them where there
    are no more.

    The blocks SHA-256(domain || seed || counter in 8 bytes), counter 0, 1, 2 and so on, give one number each,
    their first 8 bytes. Those at or above the largest multiple of `among` below 2^64 are passed over, so that
    none of the positions is likelier than another; so are positions that came up before.
    """
    _whole(given, "the seed")
    if among < 0 or sample < 0:
        raise BadBytes("a lot is drawn among none or some, not fewer")
    limit = (1 << 64) // among * among if among else 0
    found: dict[int, None] = {}
    counter = 0
    while len(found) < min(sample, among):
        block = int.from_bytes(hashlib.sha256(_DRAW + given + counter.to_bytes(8)).digest()[:8])
        counter += 1
        if block < limit:
            found.setdefault(block % among)
    return tuple(found)


def draw(given: bytes, *, among: Sequence[int], sample: int) -> tuple[int, ...]:
    """The indices that are drawn of a population, in the order in which they come up."""
    return tuple(among[at] for at in positions(given, among=len(among), sample=sample))


def _whole(value: bytes, what: str) -> bytes:
    if len(value) != LENGTH:
        raise BadBytes(f"{what} has {LENGTH} bytes, not {len(value)}")
    return value
