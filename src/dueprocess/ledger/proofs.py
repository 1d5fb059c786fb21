"""Proof files for single entries, from the tiles on the disk. Knows entries and checkpoints; nothing of who
may have a proof: that is asked at the door.

Rooms tell which entry a number stands for (`find_with`), so that `dueprocess record receipt NUMBER` works.
"""

import threading
from collections.abc import Callable, Collection
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from django.db import connection

from dueprocess.tlog import checkpoint, proof
from dueprocess.tlog.reader import Folder, Missing
from dueprocess.tlog.tiles import TileHashes

from . import places
from .models import Entry, Seq

_ENTRY = (
    "SELECT s.idx, e.bytes FROM ledger_seq s JOIN ledger_entry e ON e.key = s.entry_id WHERE s.entry_id = %s"
)
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
    index, _ = _entry(entry_key)
    for folder, found in ((places.record(), Standing.WITNESSED), (places.sealed(), Standing.SEALED)):
        signed = _checkpoint(folder)
        if signed is not None and index < _size(signed):
            return found
    return Standing.WAITING


def standings(entry_keys: Collection[int]) -> dict[int, Standing]:
    """How far the proofs of some entries have come, by key, in one query; absent ones are left out."""
    found = dict(Seq.objects.filter(entry_id__in=entry_keys).values_list("entry_id", "idx"))
    reached = [
        (_size(signed) if (signed := _checkpoint(folder)) is not None else 0, word)
        for folder, word in ((places.record(), Standing.WITNESSED), (places.sealed(), Standing.SEALED))
    ]
    return {
        key: next((word for size, word in reached if index < size), Standing.WAITING)
        for key, index in found.items()
    }


def proof_of(entry_key: int) -> bytes | None:
    """The .tlog-proof file of an entry: with the published checkpoint where that covers it, else with the
    internal seal; None while it waits for the signer.

    Raises Entry.DoesNotExist, or BadBytes where the record on the disk is damaged.
    """
    index, raw = _entry(entry_key)
    for folder in (places.record(), places.sealed()):
        signed = _checkpoint(folder)
        if signed is not None and index < _size(signed):
            return proof.prove(index, raw, signed, _hashes(folder, _size(signed))).to_bytes()
    return None


def _entry(entry_key: int) -> tuple[int, bytes]:
    """The place of an entry and its bytes, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRY, (entry_key,))
        found = cursor.fetchone()
    if found is None:
        raise Entry.DoesNotExist(f"there is no entry {entry_key}")
    return found[0], bytes(found[1])


def _checkpoint(folder: Path) -> bytes | None:
    try:
        return Folder(folder)("checkpoint")
    except Missing:
        return None


@lru_cache(maxsize=16)
def _size(signed: bytes) -> int:
    return checkpoint.parse(signed)[0].size


@lru_cache(maxsize=8)
def _of_thread(folder: Path, size: int, thread: int) -> TileHashes:
    return TileHashes(Folder(folder), size)


def _hashes(folder: Path, size: int) -> TileHashes:
    """The tiles used last stay in memory, for each thread by itself: they are not made to be shared."""
    return _of_thread(folder, size, threading.get_ident())
