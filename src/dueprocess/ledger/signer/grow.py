"""Writing the tiles of a log that grew. Knows hashes and files; nothing of entries' meaning.

The files on the disk are not trusted: the right edge that they give must be the signer's own.
"""

from collections.abc import Sequence
from pathlib import Path

from dueprocess.ledger import places
from dueprocess.tlog import tiles, tree
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.reader import Folder, Missing

from .state import Frozen


class Growth:
    """The hashes of subtrees that new leaves complete; older ones are read from the tiles on the disk."""

    def __init__(self, folder: Path, range_: tree.CompactRange) -> None:
        self.range = range_.copy()
        self.start = range_.size
        self._folder = folder
        self._entries: list[bytes] = []
        self._new: dict[tree.Node, bytes] = {}
        self._old = tiles.TileHashes(Folder(folder), self.start)
        try:
            edge = tree.edge(self.start, self._old).nodes
        except (Missing, BadBytes) as error:
            raise Frozen(
                "tiles", f"{folder} does not hold the {self.start} entries sealed: {error}"
            ) from None
        if edge != range_.nodes:
            raise Frozen("tiles", f"the tiles in {folder} are not those that were sealed")

    def __call__(self, nodes: Sequence[tree.Node]) -> list[bytes]:
        """Read the hashes of complete subtrees."""
        return [self._new[node] if node in self._new else self._old([node])[0] for node in nodes]

    def add(self, entry: bytes, leaf: bytes) -> None:
        """Take the next entry."""
        level, index, hash_ = 0, self.range.size, leaf
        self.range.append(leaf)
        self._entries.append(entry)
        self._new[level, index] = hash_
        while index & 1:
            hash_ = tree.node_hash(self([(level, index - 1)])[0], hash_)
            level, index = level + 1, index >> 1
            self._new[level, index] = hash_

    def write(self) -> None:
        """Put every new tile and bundle in place, synced, the lower ones first."""
        places.write_all(
            (
                self._folder / tile.path,
                self._bundle(tile) if tile.level is None else tiles.hashes(tile, self),
            )
            for tile in tiles.growth(self.start, self.range.size)
        )

    def _bundle(self, tile: tiles.Tile) -> bytes:
        end = tile.first + tile.width
        before: list[bytes] = []
        if tile.first < self.start:
            old = tiles.at_size(None, tile.index, self.start)
            before = tiles.split_bundle(tiles.fetch(Folder(self._folder), old)[1], old.width)
            hashes = self([(0, tile.first + at) for at in range(old.width)])
            if [tree.leaf_hash(entry) for entry in before] != hashes:
                raise Frozen("tiles", f"the entries in {self._folder / old.path} are not those sealed")
        at = max(tile.first - self.start, 0)
        return tiles.bundle([*before, *self._entries[at : end - self.start]])
