"""Proof files for single entries, from the tiles on the disk. Knows entries and checkpoints; nothing of who
may have a proof: that is asked at the door.

Rooms tell which entry a number stands for (`find_with`), so that `dueprocess record receipt NUMBER` works.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from dueprocess.tlog import checkpoint, proof
from dueprocess.tlog.reader import Folder, Missing
from dueprocess.tlog.tiles import TileHashes

from . import places
from .models import Entry, Seq

_finders: list[Callable[[str], int | None]] = []


class Standing(StrEnum):
    """How far the proof of an entry has come."""

    WAITING = "waiting"
    SEALED = "sealed"
    WITNESSED = "witnessed"


def find_with(finder: Callable[[str], int | None]) -> None:
    """Register a room's way from a number to the key of the entry that received it."""
    _finders.append(finder)


def find(number: str) -> int | None:
    """The key of the entry that a number stands for; None where no room knows it."""
    return next((key for finder in _finders if (key := finder(number)) is not None), None)


def standing(entry_key: int) -> Standing:
    """Whether an entry waits for the signer, is sealed, or is in the published record.

    Raises Entry.DoesNotExist where there is no such entry.
    """
    index = _index(entry_key)
    if index < _size(places.record()):
        return Standing.WITNESSED
    return Standing.SEALED if index < _size(places.sealed()) else Standing.WAITING


def proof_of(entry_key: int) -> bytes | None:
    """The .tlog-proof file of an entry: with the published checkpoint where that covers it, else with the
    internal seal; None while it waits for the signer.

    Raises Entry.DoesNotExist, or BadBytes where the record on the disk is damaged.
    """
    index = _index(entry_key)
    for folder in (places.record(), places.sealed()):
        signed = _checkpoint(folder)
        if signed is not None and index < _head(signed).size:
            raw = bytes(Entry.objects.values_list("bytes", flat=True).get(key=entry_key))
            read = _hashes(folder, _head(signed).size)
            return proof.prove(index, raw, signed, read).to_bytes()
    return None


def _index(entry_key: int) -> int:
    found = Seq.objects.filter(entry_id=entry_key).values_list("idx", flat=True).first()
    if found is None:
        raise Entry.DoesNotExist(f"there is no entry {entry_key}")
    return found


def _checkpoint(folder: Path) -> bytes | None:
    try:
        return Folder(folder)("checkpoint")
    except Missing:
        return None


def _size(folder: Path) -> int:
    signed = _checkpoint(folder)
    return 0 if signed is None else _head(signed).size


@lru_cache(maxsize=16)
def _head(signed: bytes) -> checkpoint.Checkpoint:
    return checkpoint.parse(signed)[0]


@lru_cache(maxsize=4)
def _hashes(folder: Path, size: int) -> TileHashes:
    return TileHashes(Folder(folder), size)
