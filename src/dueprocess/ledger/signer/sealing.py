"""The internal seal: every two seconds the log is checked, extended and signed for those inside.

A proof is *sealed* from then on. The seal is not published, so the growth of the log does not tell the
outside at which hour something happened.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dueprocess.ledger import append, places
from dueprocess.ledger.models import Head
from dueprocess.tlog import checkpoint, tiles
from dueprocess.tlog.checkpoint import Checkpoint
from dueprocess.tlog.tree import CompactRange, leaf_hash

from .check import Checks
from .grow import Growth
from .state import Frozen, State, locked, next_key, signing_keys, swap

_AT_ONCE = 65_536
_KEEP_SECONDS = 120.0
_NOTE_SECONDS = 60.0


@dataclass(frozen=True)
class Sealed:
    """The outcome of one seal: entries in the log, and how many of them are new."""

    size: int
    new: int


def seal(now: datetime | None = None, without: frozenset[str] = frozenset()) -> Sealed:
    """Check what is new in the database, write and sync its tiles, advance the state, sign.

    Raises Frozen, and signs nothing from then on, where a check fails. `without` names checks that are
    left out; only the tests that show what each one catches use it.
    """
    with locked() as state:
        if state.frozen:
            raise Frozen(**state.frozen)
        try:
            return _seal(state, now or datetime.now(UTC), without)
        except Frozen as error:
            if error.check != "state":
                swap(state, frozen={"check": error.check, "reason": error.reason})
            raise


def _seal(state: State, now: datetime, without: frozenset[str]) -> Sealed:
    if str(signing_keys()[0].verifier) != state.key:
        raise Frozen("state", "the signer's key is not the one that its state names")
    head = Head.objects.filter(id=1).first()
    checks = Checks(state, now, without, next_key())
    size, frontier = (head.size, bytes(head.frontier)) if head else (0, CompactRange().to_bytes())
    checks.sizes(size, frontier)
    if size <= state.size:
        if state.size and _signed() != state.size:
            _sign(state)
        if now.timestamp() - state.sealed_at > _NOTE_SECONDS:
            swap(state, sealed_at=now.timestamp())
        return Sealed(state.size, 0)
    range_ = state.range
    for start in range(state.size, size, _AT_ONCE):
        growth = Growth(places.sealed(), range_)
        end = min(start + _AT_ONCE, size)
        for raw, leaf in checks.over(append.entries(start, end), start):
            growth.add(raw, leaf)
        range_ = growth.range
        if range_.size != end:
            checks.failed("contiguous", f"{range_.size} entries where the head says {end}")
        growth.write()
    checks.tree(range_, frontier)
    new = swap(
        state,
        frontier=range_.to_bytes().hex(),
        sealed_at=now.timestamp(),
        key=checks.key,
        policy=checks.policy,
        newest=checks.newest,
        granularity=checks.rules["granularity"],
        publish=checks.rules["publish"],
        zone=checks.rules["zone"],
    )
    _sign(new)
    _tidy(places.sealed(), new.size)
    return Sealed(new.size, new.size - state.size)


def _signed() -> int | None:
    """The size of the checkpoint in place: none, or an older one, where the signer was killed before it had
    signed the state that it had written."""
    path = places.sealed() / "checkpoint"
    return checkpoint.parse(path.read_bytes())[0].size if path.exists() else None


def _sign(state: State) -> None:
    """Sign the tree of the state and put the checkpoint in place, after its tiles."""
    head = Checkpoint(state.origin, state.size, state.range.root())
    places.write(places.sealed() / "checkpoint", signed(head))


def signed(head: Checkpoint) -> bytes:
    """A checkpoint as this log signs it: by its key and, while a former one has not been retired, by that
    too, so that a witness which has not heard of the new key yet goes on cosigning."""
    key, *former = signing_keys()
    note = head.sign(key)
    return note.with_signatures(old.sign(note.text) for old in former).to_bytes()


def _tidy(folder: Path, size: int) -> None:
    """Drop partial tiles at the right edge that later ones have replaced, once no reader can still be on its
    way to them."""
    before = time.time() - _KEEP_SECONDS
    for level in (None, *range(tiles.levels(size))):
        last = (size >> (tiles.HEIGHT * (level or 0))) // tiles.WIDTH
        for index in range(max(last - 1, 0), last + 1):
            full = folder / tiles.Tile(level, index).path
            shelf = full.with_name(full.name + ".p")
            widths = [path for path in shelf.iterdir() if path.name.isdigit()] if shelf.exists() else []
            widths.sort(key=lambda path: int(path.name))
            for path in widths if full.exists() else widths[:-1]:
                if path.stat().st_mtime < before:
                    path.unlink(missing_ok=True)


def resume(now: datetime | None = None) -> Sealed:
    """Let a frozen signer sign again, if the database now agrees with what was sealed.

    Every sealed entry is read again from the database and hashed. Raises Frozen, and stays frozen, if not.
    """
    with locked() as state:
        if not state.frozen:
            return Sealed(state.size, 0)
        range_ = CompactRange()
        for _, raw, _ in append.entries(0, state.size):
            range_.append(leaf_hash(raw))
        if range_.to_bytes().hex() != state.frontier:
            raise Frozen("disagreement", "the database does not hold the entries that were sealed")
        swap(state, frozen=None, pending=None)  # a beat that a witness is past of would wait for ever
    return seal(now)
