"""Appending to the log, in the transaction of the act. Knows entries and the head; nothing of cases.

Direct mode: the head row is locked, the entry takes the next index, the head advances; all commit
together with the act or not at all. Callers append last, after every other write and lock, so that
the head is held for a moment only. A database sequence is never the index: it leaves gaps.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from dueprocess.core.errors import Broken
from dueprocess.kit import prepared
from dueprocess.tlog import tree
from dueprocess.tlog.entry import encode, parse
from dueprocess.tlog.period import Granularity

from .policy import Policy, Publish

_LOCK = "SELECT size, frontier, granularity, publish, zone FROM ledger_head WHERE id = 1"
_ENTRY = "INSERT INTO ledger_entry (key, bytes, leaf) VALUES (%s, %s, %s)"
_SEQ = "INSERT INTO ledger_seq (idx, entry_id) VALUES (%s, %s)"
_HEAD = "UPDATE ledger_head SET size = %s, frontier = %s WHERE id = 1 AND size = %s"
_READ = (
    "SELECT s.idx, e.bytes, e.leaf FROM ledger_seq s JOIN ledger_entry e ON e.key = s.entry_id "
    "WHERE s.idx > %s AND s.idx < %s ORDER BY s.idx LIMIT %s"
)
_AT_ONCE = 20_000
_ALL = f"WITH entry AS ({_ENTRY}), seq AS ({_SEQ}) {_HEAD}"


@dataclass(frozen=True, slots=True)
class New:
    """An entry to append. `fields` are its public fields but for v, t and d; a moment or date among
    them becomes the label of its period. `recorded_at` gives d."""

    key: int
    type: str
    fields: Mapping[str, Any]
    recorded_at: datetime


def new_key() -> int:
    """A random key for an entry, 63 bits: the act names it before the entry has its place."""
    return secrets.randbits(63)


def new_keys(count: int) -> range:
    """Random keys for entries that are written together, one after another: so they lie side by side in the
    three indexes that hold them, and a batch touches a few pages of these instead of thousands."""
    start = secrets.randbits(63) % (2**63 - count)
    return range(start, start + count)


def entry(key: int, type: str, fields: Mapping[str, Any], recorded_at: datetime) -> int:  # noqa: A002
    """Append one entry, the last write of its transaction; returns its index.

    Raises Broken outside a transaction or before the genesis, BadBytes for fields that the type does
    not have, IntegrityError for a key that is taken.
    """
    range_, policy = _locked()
    index = range_.size
    raw = _encode(New(key, type, fields, recorded_at), policy)
    leaf = tree.leaf_hash(raw)
    range_.append(leaf)
    head = (range_.size, range_.to_bytes(), index)
    if connection.vendor == "postgresql":
        written = prepared.run(_ALL, (key, raw, leaf, index, key, *head))
    else:
        prepared.run(_ENTRY, (key, raw, leaf))
        prepared.run(_SEQ, (index, key))
        written = prepared.run(_HEAD, head)
    _moved(written.rowcount)
    return index


def many(new: Iterable[New]) -> range:
    """Append entries in the order given, the last write of their transaction; returns their indices.

    For bulk import: one lock and three statements, however many there are. Raises as `entry` does.
    """
    with connection.cursor() as cursor:
        range_, policy = _locked()
        start = range_.size
        entries, places = [], []
        for index, each in enumerate(new, start):
            raw = _encode(each, policy)
            leaf = tree.leaf_hash(raw)
            range_.append(leaf)
            entries.append((each.key, raw, leaf))
            places.append((index, each.key))
        if entries:
            _write(cursor, entries, places, range_)
    return range(start, range_.size)


def back(raws: Iterable[bytes]) -> None:
    """Append entries as they are, bytes and all, under keys that no act holds: those that a restored database
    lacks (`recovery`). Raises Broken outside a transaction, BadBytes for what is no entry."""
    with connection.cursor() as cursor:
        range_, _ = _locked()
        entries, places = [], []
        for index, raw in enumerate(raws, range_.size):
            parse(raw)
            key, leaf = new_key(), tree.leaf_hash(raw)
            range_.append(leaf)
            entries.append((key, raw, leaf))
            places.append((index, key))
        if entries:
            _write(cursor, entries, places, range_)


def _write(
    cursor: Any,
    entries: list[tuple[int, bytes, bytes]],
    places: list[tuple[int, int]],
    range_: tree.CompactRange,
) -> None:
    """Write many entries with their places, and advance the head to the tree that they end in."""
    if connection.vendor == "postgresql":
        _copy(cursor, "ledger_entry (key, bytes, leaf)", entries)
        _copy(cursor, "ledger_seq (idx, entry_id)", places)
    else:
        cursor.executemany(_ENTRY, entries)
        cursor.executemany(_SEQ, places)
    cursor.execute(_HEAD, (range_.size, range_.to_bytes(), places[0][0]))
    _moved(cursor.rowcount)


def _locked() -> tuple[tree.CompactRange, Policy]:
    """The head, locked until the transaction ends. On SQLite the transaction itself is the lock."""
    if not connection.in_atomic_block:
        raise Broken("An entry was to be appended outside a transaction; nothing was written.")
    row = prepared.run(_LOCK + (" FOR UPDATE" if connection.vendor == "postgresql" else "")).fetchone()
    if row is None:
        raise Broken("The log has no beginning yet. Run `dueprocess init`.")
    size, frontier, granularity, publish, zone = row
    range_ = tree.CompactRange.from_bytes(bytes(frontier))
    if range_.size != size:
        raise Broken(
            f"The head of the log says size {size}, its frontier {range_.size}. Nothing was written."
        )
    return range_, Policy(Granularity(granularity), Publish(publish), zone)


def _encode(new: New, policy: Policy) -> bytes:
    fields = {
        name: policy.label(value) if isinstance(value, date) else value for name, value in new.fields.items()
    }
    fields["d"] = policy.label(new.recorded_at)
    if new.type == "received" and fields.get("r") == fields["d"]:
        del fields["r"]  # it stands only where it says more than d does
    return encode(new.type, fields)


def _copy(cursor: Any, into: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _moved(rows: int) -> None:
    if rows != 1:
        raise Broken("The head of the log moved while it was locked. The transaction is undone.")


def entries(start: int, end: int) -> Iterator[tuple[int, bytes, bytes]]:
    """The stored entries from index `start` up to `end`, in order: index, bytes, leaf hash.

    Read 20,000 at a time, so that a log of any length takes little memory.
    """
    after = start - 1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_READ, (after, end, _AT_ONCE))
            rows = cursor.fetchall()
        for after, raw, leaf in rows:
            yield after, bytes(raw), bytes(leaf)
        if len(rows) < _AT_ONCE:
            return
