"""Reading a whole published log once, from the first entry to the last.

Knows bundles, tiles and the table of entry types. Must not know signatures: it is told the signed size and
root and compares. One bundle of 256 entries is in memory at a time.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from dueprocess.tlog import entry, figures, period, tiles, tree
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.reader import Missing, Reader
from dueprocess.tlog.tiles import HEIGHT, WIDTH, Tile
from dueprocess.tlog.verify import damage
from dueprocess.tlog.verify.checks import Checks

_KINDS: Final = tuple(entry.TYPES)
_ANY: Final = re.compile(entry.ANY)
# The entries by which the log speaks of itself: read whole, all others only by their period and type.
_OWN: Final = frozenset({"log.genesis", "policy.changed", "key.rotated", "stats.published"})
_OWN_NUMBERS: Final = frozenset(_KINDS.index(name) for name in _OWN)
# The types that hold other periods beside d.
_DATED: Final = frozenset(
    number
    for number, kind in enumerate(entry.TYPES.values())
    if entry.PERIOD_KEYS & ((kind.required | kind.optional) - {"d"})
)
_MORE: Final = _OWN_NUMBERS | _DATED
_COUNTED_NUMBERS: Final = frozenset(_KINDS.index(name) for name in figures.COUNTED)
_UNKNOWN: Final = -1


@dataclass(slots=True)
class Walk:
    """What was found on the way."""

    roots: dict[int, bytes] = field(default_factory=dict)  # at each size that was asked for
    counts: Counter[str] = field(default_factory=Counter)  # by type
    own: list[tuple[int, dict[str, Any]]] = field(
        default_factory=list
    )  # index and keys of the log's own entries
    runs: list[tuple[int, str]] = field(default_factory=list)  # from this index on, entries have this d
    read_entries: bool = True
    counted: figures.Counted | None = None  # what moves cases, where figures are to be recomputed


def walk(
    read: Reader,
    size: int,
    root: bytes,
    *,
    marks: Collection[int],
    checks: Checks,
    with_entries: bool,
    count: bool = False,
) -> Walk:
    """Read and check every file of a log of `size` entries against its signed `root`.

    `marks` are sizes whose roots are wanted; with `count`, what moves cases is kept. Raises
    NotVerified with contiguity, entry-bundle, leaf, entry-bytes, tile or root, naming the file and the bytes.
    """
    walker = _Walker(read, size, root, set(marks), checks, with_entries)
    walker.found.counted = figures.Counted() if count else None
    return walker.run()


class _Walker:
    def __init__(
        self, read: Reader, size: int, root: bytes, marks: set[int], checks: Checks, with_entries: bool
    ) -> None:
        self.read = read
        self.size = size
        self.root = root
        self.checks = checks
        self.found = Walk(read_entries=with_entries)
        self.marks = sorted(mark for mark in marks if mark <= size)
        self.edge = tree.CompactRange()
        self.period = b""
        self.calendar: set[bytes] = set()  # periods that were found to exist

    def run(self) -> Walk:
        roots: list[bytes] = []
        for index in range(-(-self.size // WIDTH)):
            leaves = self._leaves(index)
            self._mark(leaves)
            if len(leaves) == WIDTH:
                roots.append(tree.complete_root(leaves))
                self.edge.push(roots[-1], HEIGHT)
            else:
                self.edge.extend(leaves)
        self._mark([])
        self._upper_tiles(roots)
        found = self.edge.root()
        if self.checks.on("root") and found != self.root:
            raise NotVerified(
                "root",
                f"the {self.size} entries make another tree than the one that is signed: one was changed, "
                "removed, added or moved after signing, or the checkpoint is another log's",
                "checkpoint, line 3",
            )
        return self.found

    def _mark(self, leaves: list[bytes]) -> None:
        """Note the root at every wanted size that lies within these leaves."""
        first = self.edge.size
        while self.marks and self.marks[0] <= first + len(leaves):
            mark = self.marks.pop(0)
            edge = self.edge.copy()
            edge.extend(leaves[: mark - first])
            self.found.roots[mark] = edge.root()

    def _fetch(self, tile: Tile) -> tuple[Tile, bytes]:
        try:
            return tiles.fetch(self.read, tile)
        except Missing as error:
            raise NotVerified(
                "contiguity", f"a log of {self.size} entries has this file", error.path
            ) from error
        except BadBytes as error:
            raise NotVerified(
                "entry-bundle" if tile.level is None else "tile", str(error), tile.path
            ) from error

    def _hashes(self, tile: Tile) -> list[bytes]:
        source, data = self._fetch(tile)
        with self.checks.form("tile", source.path):
            return tiles.split_hashes(data, tile.width)

    def _leaves(self, index: int) -> list[bytes]:
        """The leaf hashes of one bundle, computed from its entries where these are public."""
        tile = tiles.at_size(0, index, self.size)
        if not self.found.read_entries:
            return self._hashes(tile)
        source, data = self._fetch(tiles.at_size(None, index, self.size))
        with self.checks.form("entry-bundle", source.path):
            entries = tiles.split_bundle(data, tile.width)
        leaves = [sha256(b"\x00" + item).digest() for item in entries]
        if self.checks.on("leaf"):
            stated = self._hashes(tile)
            if leaves != stated:
                self._blame(source.path, tile, entries, leaves, stated)
        self._entries(source.path, index * WIDTH, entries)
        return leaves

    def _entries(self, path: str, first: int, entries: list[bytes]) -> None:
        """Hold every entry against the table of types, and note what the log says of itself."""
        strict = self.checks.on("entry-bytes")
        matches = list(map(_ANY.fullmatch, entries))
        if strict and None in matches:
            self._refuse(path, first, entries, matches.index(None))
        kinds = [(match.lastindex or 0) - 2 if match else _UNKNOWN for match in matches]
        for kind, many in Counter(kinds).items():
            self.found.counts[_KINDS[kind] if kind != _UNKNOWN else "unknown"] += many
        days = [match[1] if match else None for match in matches]
        if days.count(self.period) < len(days):
            self._periods(path, first, entries, days)
        counted = self.found.counted
        for number, kind in enumerate(kinds):
            if kind in _MORE:
                self._more(path, first, entries, number, kind)
            if counted is not None and kind in _COUNTED_NUMBERS:
                counted.add(first + number, entries[number])

    def _periods(self, path: str, first: int, entries: list[bytes], days: list[bytes | None]) -> None:
        """Note from which entry on which period holds, and that it is in the calendar."""
        for number, text in enumerate(days):
            if text is not None and text != self.period:
                self.period = text
                if self._in_calendar(path, first, entries, number, text):
                    self.found.runs.append((first + number, text.decode()))

    def _more(self, path: str, first: int, entries: list[bytes], number: int, kind: int) -> None:
        """Types that hold more than their own period, or by which the log speaks of itself."""
        if kind in _OWN_NUMBERS:
            self.found.own.append((first + number, entry.parse(entries[number])))
        else:
            for text in _PERIODS.findall(entries[number]):
                self._in_calendar(path, first, entries, number, text)

    def _in_calendar(self, path: str, first: int, entries: list[bytes], number: int, text: bytes) -> bool:
        if text not in self.calendar:
            try:
                period.bounds(text.decode())
            except BadBytes:
                if self.checks.on("entry-bytes"):
                    self._refuse(path, first, entries, number)
                return False
            self.calendar.add(text)
        return True

    def _refuse(self, path: str, first: int, entries: list[bytes], number: int) -> None:
        try:
            entry.parse(entries[number])
        except BadBytes as error:
            where = f"{damage.entry_place(path, entries, number)} (entry {first + number})"
            raise NotVerified("entry-bytes", str(error), where) from error
        raise AssertionError("an entry was refused that can be parsed")

    def _blame(
        self, path: str, tile: Tile, entries: list[bytes], leaves: list[bytes], stated: list[bytes]
    ) -> None:
        number = next(at for at, leaf in enumerate(leaves) if leaf != stated[at])
        place = damage.hash_place(tiles.fetch(self.read, tile)[0].path, number)
        if damage.is_sound(self.read, tile, self.size, self.root):
            raise NotVerified(
                "leaf",
                f"entry {tile.first + number} is not what was signed: its hash differs from the tree's",
                damage.entry_place(path, entries, number),
            )
        if self.checks.on("tile"):
            raise NotVerified(
                "tile",
                f"this is not the hash of entry {tile.first + number} ({path})",
                place,
            )

    def _upper_tiles(self, roots: list[bytes]) -> None:
        """Compare every tile above level 0 with what lies under it."""
        for level in range(1, tiles.levels(self.size)):
            above: list[bytes] = []
            for index, hashes in enumerate(_groups(roots)):
                tile = tiles.at_size(level, index, self.size)
                if self.checks.on("tile"):
                    self._compare(tile, hashes)
                if len(hashes) == WIDTH:
                    above.append(tree.complete_root(hashes))
            roots = above

    def _compare(self, tile: Tile, hashes: list[bytes]) -> None:
        stated = self._hashes(tile)
        if stated == hashes:
            return
        number = next(at for at, hash_ in enumerate(hashes) if hash_ != stated[at])
        below = Tile((tile.level or 0) - 1, tile.first + number)
        if damage.is_sound(self.read, tile, self.size, self.root):
            raise NotVerified(
                "tile", "this tile and everything under it is not what was signed", f"{below.path}, all bytes"
            )
        place = damage.hash_place(tiles.fetch(self.read, tile)[0].path, number)
        raise NotVerified("tile", f"this is not the hash of what {below.path} holds", place)


_PERIODS: Final = re.compile(rb'"(' + period.PATTERN + rb')"')


def _groups(items: list[bytes]) -> Iterator[list[bytes]]:
    for at in range(0, len(items), WIDTH):
        yield items[at : at + WIDTH]
