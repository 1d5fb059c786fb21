"""What the signer asks of the database before it signs. Knows entries and days; nothing of cases.

Each check has a name, which stands in the alarm, in `doctor` and in the documentation.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dueprocess.tlog import period
from dueprocess.tlog.entry import parse
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.tree import CompactRange, leaf_hash

from .state import Frozen, State

CHECKS = {
    "rollback": "the database holds fewer entries than were sealed",
    "disagreement": "the tree that the database states is not the one that its entries give",
    "contiguous": "the entries do not follow one another without a gap",
    "leaf": "the bytes of an entry do not have the hash that was stored with them",
    "form": "the bytes of an entry are not those of a public type: a key too many, free text",
    "genesis": "the log does not begin, or begins twice, or names another origin or key than the signer's",
    "key": "an entry states a signing key that the signer did not make",
    "window": "an entry is dated before the last seal or after today",
    "order": "an entry is dated more than one period before an earlier one",
    "grain": "the date of an entry is finer or coarser than the publication policy says",
}
"""Every check by its name, and what it means when it fails."""

_GRACE = timedelta(minutes=10)
"""How long an act may take from its moment of recording to its commit, and clocks may differ."""


class Checks:
    """The checks over entries read in order, with what they carry from one to the next."""

    def __init__(
        self, state: State, now: datetime, without: frozenset[str] = frozenset(), next_key: str = ""
    ) -> None:
        """`next_key` is the public key that the signer itself made to follow its present one."""
        self.state = state
        self.without = without
        self.rules = {"granularity": state.granularity, "publish": state.publish, "zone": state.zone}
        self.policy = state.policy
        self.key = state.key
        self._next = next_key
        self.newest = state.newest
        self._now = now

    def failed(self, check: str, what: str) -> None:
        """Freeze, unless this check is switched off (which only its own test does)."""
        if check not in self.without:
            raise Frozen(check, f"{what}: {CHECKS[check]}")

    def sizes(self, size: int, frontier: bytes) -> None:
        """The head that the database states, against what was sealed."""
        if size < self.state.size:
            self.failed("rollback", f"{size} entries instead of {self.state.size}")
        elif size == self.state.size and frontier.hex() != self.state.frontier:
            self.failed("disagreement", f"another tree of {size} entries")

    def over(self, rows: Iterable[tuple[int, bytes, bytes]], first: int) -> Iterator[tuple[bytes, bytes]]:
        """The entries from `first` on, each checked: bytes and leaf hash."""
        wanted = first
        for index, raw, leaf in rows:
            if index != wanted:
                self.failed("contiguous", f"entry {index} where {wanted} was due")
            wanted += 1
            fresh = leaf_hash(raw)
            if fresh != leaf:
                self.failed("leaf", f"entry {index}")
            self._one(index, raw)
            yield raw, fresh

    def _one(self, index: int, raw: bytes) -> None:
        try:
            found = parse(raw)
        except BadBytes as error:
            self.failed("form", f"entry {index} ({error.what})")
            return
        self._genesis(index, found)
        self._dates(index, found)
        if found["t"] in ("log.genesis", "policy.changed"):
            self.rules = {name: found[name] for name in self.rules}
            self.policy = found["policy"]

    def _genesis(self, index: int, found: dict[str, Any]) -> None:
        if (found["t"] == "log.genesis") != (index == 0):
            self.failed("genesis", f"entry {index} is of type {found['t']}")
        elif index == 0 and (found["origin"], found["key"]) != (self.state.origin, self.state.key):
            self.failed("genesis", f"the log of {found['origin']}")
        if found["t"] == "key.rotated":
            self._rotated(index, found["old"], found["key"])
        if index == 0:
            self.rules = {name: found[name] for name in self.rules}

    def _rotated(self, index: int, old: str, new: str) -> None:
        """The log may change to a key only that the signer has made, from the one with which it signs."""
        if (old, new) == (self.key, self._next):
            self.key = new
        else:
            self.failed("key", f"entry {index}")

    def _dates(self, index: int, found: dict[str, Any]) -> None:
        try:
            grain, (first, last) = period.granularity(found["d"]), period.bounds(found["d"])
        except BadBytes as error:
            self.failed("window", f"entry {index} ({error.what})")
            return
        if grain != self.rules["granularity"]:
            self.failed("grain", f"entry {index} is dated by the {grain}")
        if self.newest and last + timedelta(days=1) < period.bounds(self.newest)[0]:
            self.failed("order", f"entry {index} is dated {found['d']}, after one of {self.newest}")
        if not self.newest or first > period.bounds(self.newest)[0]:
            self.newest = found["d"]
        earliest, latest = self._bounds()
        if last < earliest or first > latest:
            self.failed("window", f"entry {index} is dated {found['d']}, seen on {latest}")

    def _bounds(self) -> tuple[date, date]:
        """The local days between which a new entry must be dated. A demonstration may date backwards."""
        zone = ZoneInfo(self.rules["zone"])
        latest = (self._now + _GRACE).astimezone(zone).date()
        if not self.state.sealed_at or self.state.origin.endswith(".invalid"):
            return date.min, latest
        return (datetime.fromtimestamp(self.state.sealed_at, UTC) - _GRACE).astimezone(zone).date(), latest

    def tree(self, ours: CompactRange, stated: bytes) -> None:
        """The tree built from the entries, against the one that the database states."""
        if ours.to_bytes() != stated:
            self.failed("disagreement", f"another tree of {ours.size} entries")
