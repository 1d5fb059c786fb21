"""Keeping a full copy of a log: fetched, verified to the last byte, and only then put in place.

Knows files and the verification; nothing of cosigning. The copy's checkpoint is written last, so whoever
reads the copy meanwhile reads the older, whole one.
"""

from dataclasses import dataclass
from pathlib import Path

from dueprocess.kit import durable
from dueprocess.tlog import checkpoint, tiles, tree, verify
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.policy import Policy
from dueprocess.tlog.reader import Folder, Missing, Reader
from dueprocess.tlog.tiles import Tile

_AT_ONCE = 500


class Forked(Exception):
    """A whole, signed log does not contain `other`, another checkpoint that it signed."""

    def __init__(self, other: bytes) -> None:
        self.other = other
        super().__init__("the log does not contain a checkpoint that it signed")


@dataclass(frozen=True)
class Copy:
    """How many entries the copy holds, and the granularity that they state ("" where they are not public)."""

    size: int
    granularity: str


def heads(read: Reader) -> tuple[bytes, bytes]:
    """The history ("" where none is kept) and the checkpoint that an address shows, in the order in which a
    log that is published meanwhile gives two that fit."""
    try:
        history = read("checkpoints")
    except Missing:
        history = b""
    return history, read("checkpoint")


def bring(
    place: Path, read: Reader, policy: Policy, heads: dict[str, bytes], known: list[bytes], *, entries: bool
) -> Copy:
    """Bring the copy in `place` up to the checkpoint in `heads`, which has at least its size; a copy that was
    interrupted goes on where it stopped. `known` are checkpoints that the log must contain; the copy's own
    last one is another.

    Raises Missing or Unreadable where files cannot be had, Forked where the log is whole and does not contain
    a known checkpoint, NotVerified or BadBytes where it is not the log that is signed; what was fetched is
    dropped then, and the copy stays as it was. OSError for a full disk.
    """
    head = checkpoint.parse(heads["checkpoint"])[0]
    kept = _kept(place)
    before = checkpoint.parse(kept)[0].size if kept else 0
    wanted = [tile for tile in tiles.growth(before, head.size) if entries or tile.level is not None]
    _fetch(place, read, wanted)
    local = Folder(place)

    def composed(path: str) -> bytes:
        if path in ("checkpoint", "checkpoints"):
            if path not in heads:
                raise Missing(path)
            return heads[path]
        return local(path)

    try:
        report = verify.log(composed, policy, with_entries=entries)
        hashes = tiles.TileHashes(local, head.size)
        for other in (*known, *([kept] if kept else [])):
            older = checkpoint.parse(other)[0]
            if tree.root(older.size, hashes) != older.root:
                raise Forked(other)
    except (NotVerified, BadBytes, Forked):
        for tile in wanted:
            (place / tile.path).unlink(missing_ok=True)
        raise
    for name in ("checkpoint", "checkpoints"):  # as the log's own signer: no reader takes it for a rollback
        if name in heads:
            durable.write(place / name, heads[name])
    stated = [keys["granularity"] for _, keys in report.walk.own if "granularity" in keys]
    return Copy(report.size, stated[-1] if stated else "")


def _kept(place: Path) -> bytes:
    try:
        return Folder(place)("checkpoint")
    except Missing:
        return b""


def _fetch(place: Path, read: Reader, wanted: list[Tile]) -> None:
    """Fetch what is not there yet. Files that were fetched and never verified are verified with the rest."""
    missing = [tile for tile in wanted if not (place / tile.path).exists()]
    for start in range(0, len(missing), _AT_ONCE):
        durable.write_all(
            (place / tile.path, tiles.fetch(read, tile)[1]) for tile in missing[start : start + _AT_ONCE]
        )
