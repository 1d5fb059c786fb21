"""Tiles (c2sp.org/tlog-tiles v0.1.0): the tree and its entries as plain files of at most 256 items.

Knows paths, widths and bytes. Must not know where files lie: it reads through a `Reader` and says what to
write.

    tile/L/N[.p/W]         W hashes of the complete subtrees of height 8*L
    tile/entries/N[.p/W]   W entries, each after its length as two bytes, big-endian
"""

import re
import struct
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dueprocess.tlog.entry import LONGEST
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.reader import Missing, Reader
from dueprocess.tlog.tree import HASH_LENGTH, HashReader, Node, node_hash

WIDTH: Final = 256
HEIGHT: Final = 8
_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """One file of the log. `level` is None for a bundle of entries; `width` is 1 to 256."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its path: 1234067 is x001/x234/067, and a partial tile ends in .p/WIDTH."""
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        kind = "entries" if self.level is None else str(self.level)
        return f"tile/{kind}/{name}" + (f".p/{self.width}" if self.width < WIDTH else "")

    @classmethod
    def parse(cls, path: str) -> "Tile":
        """Read a path. Raises BadBytes unless it is written as `path` writes it."""
        found = _PATH.fullmatch(path)
        if not found:
            raise BadBytes(f"{path!r} is not the path of a tile")
        level = None if found[1] == "entries" else int(found[1])
        tile = cls(level, int(found[2].replace("/", "").replace("x", "")), int(found[3] or WIDTH))
        if tile.path != path or (level or 0) > 63 or tile.width > WIDTH:
            raise BadBytes(f"{path!r} is not the path of a tile")
        return tile

    @property
    def first(self) -> int:
        """The number of its first item within the level."""
        return self.index * WIDTH

    def parent(self) -> "Tile":
        """The full tile in which the root of this full tile stands as an item."""
        return Tile((self.level or 0) + 1, self.index // WIDTH)


def at_size(level: int | None, index: int, size: int) -> Tile:
    """The tile as it stands in a log of `size` entries. Raises BadBytes when that log has no such tile."""
    items = size >> (HEIGHT * (level or 0))
    width = min(WIDTH, items - index * WIDTH)
    if width < 1:
        raise BadBytes(f"a log of {size} entries has no tile {index} at level {level or 0}")
    return Tile(level, index, width)


def levels(size: int) -> int:
    """How many levels of tiles a log of `size` entries has."""
    return 0 if not size else (size.bit_length() - 1) // HEIGHT + 1


def all_of(size: int) -> Iterator[Tile]:
    """Every tile and bundle of a log of `size` entries."""
    return growth(0, size)


def growth(old: int, new: int) -> Iterator[Tile]:
    """The tiles and bundles that must be written when a log grows from `old` to `new` entries.

    Bundles come first, then level 0 and up: a reader who finds a tile finds what lies under it. Full ones
    never change; a partial one gets a new path with every growth.
    """
    if not 0 <= old <= new:
        raise BadBytes(f"a log of {old} entries cannot grow to {new}")
    for level in (None, *range(levels(new))):
        before, after = old >> (HEIGHT * (level or 0)), new >> (HEIGHT * (level or 0))
        if before < after:
            for index in range(before // WIDTH, -(-after // WIDTH)):
                yield at_size(level, index, new)


def hashes(tile: Tile, read: HashReader) -> bytes:
    """The content of a hash tile, from a reader of tree nodes."""
    level = HEIGHT * (tile.level or 0)
    return b"".join(read([(level, tile.first + at) for at in range(tile.width)]))


def bundle(entries: Iterable[bytes]) -> bytes:
    """The content of an entry bundle. Raises BadBytes for an entry longer than 65,535 bytes."""
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > LONGEST:
            raise BadBytes(f"an entry of {len(entry)} bytes is longer than {LONGEST}")
        parts += (len(entry).to_bytes(2), entry)
    return b"".join(parts)


def split_bundle(data: bytes, width: int) -> list[bytes]:
    """The `width` entries of a bundle. Raises BadBytes, naming the byte, when they do not fill it exactly."""
    entries = []
    at, end = 0, len(data)
    for number in range(width):
        if at + 2 > end:
            raise BadBytes(f"the bundle ends before entry {number + 1} of {width}", f"byte {at}")
        after = at + 2 + ((data[at] << 8) | data[at + 1])
        if after > end:
            raise BadBytes(f"entry {number + 1} of {width} runs over the end of the bundle", f"byte {at}")
        entries.append(data[at + 2 : after])
        at = after
    if at != end:
        raise BadBytes(f"{end - at} bytes follow the last of {width} entries", f"byte {at}")
    return entries


def split_hashes(data: bytes, width: int) -> list[bytes]:
    """The hashes of a tile. Raises BadBytes unless it holds exactly `width` of them."""
    if len(data) != width * HASH_LENGTH:
        raise BadBytes(f"a tile of {width} hashes has {width * HASH_LENGTH} bytes, this has {len(data)}")
    return list(struct.unpack("32s" * width, data))


def fetch(read: Reader, tile: Tile) -> tuple[Tile, bytes]:
    """The file of a tile and its bytes; a partial one that was replaced is cut out of its full successor.

    Logs may delete a partial tile once the full one is there. Raises Missing or BadBytes.
    """
    try:
        return tile, read(tile.path)
    except Missing:
        if tile.width == WIDTH:
            raise
        full = Tile(tile.level, tile.index)
        try:
            data = read(full.path)
        except Missing:
            raise Missing(tile.path) from None
    if tile.level is None:
        return full, bundle(split_bundle(data, WIDTH)[: tile.width])
    split_hashes(data, WIDTH)
    return full, data[: tile.width * HASH_LENGTH]


def entries(read: Reader, first: int, size: int) -> Iterator[bytes]:
    """The entries from index `first` on of a log of `size` entries, out of its bundles, as they lie there.
    Raises Missing or BadBytes."""
    for index in range(first // WIDTH, (size + WIDTH - 1) // WIDTH):
        tile = at_size(None, index, size)
        found = split_bundle(fetch(read, tile)[1], tile.width)
        yield from found[max(first - tile.first, 0) :]


class TileHashes:
    """A HashReader over published tiles, for a log of `size` entries; keeps the tiles that it used last.

    It trusts the tiles: verify what is proved with them against a signed root.
    """

    def __init__(self, read: Reader, size: int, keep: int = 64) -> None:
        self.read = read
        self.size = size
        self.keep = keep
        self.tiles: OrderedDict[tuple[int, int], list[list[bytes]]] = OrderedDict()

    def __call__(self, nodes: Sequence[Node]) -> list[bytes]:
        """The hashes of complete subtrees. Raises Missing or BadBytes."""
        return [self._node(level, index) for level, index in nodes]

    def _node(self, level: int, index: int) -> bytes:
        tile_level, inner = divmod(level, HEIGHT)
        tile_index, place = divmod(index, WIDTH >> inner)
        rows = self.tiles.get((tile_level, tile_index))
        if rows is None:
            tile = at_size(tile_level, tile_index, self.size)
            rows = [split_hashes(fetch(self.read, tile)[1], tile.width)]
            self.tiles[tile_level, tile_index] = rows
            if len(self.tiles) > self.keep:
                self.tiles.popitem(last=False)
        else:
            self.tiles.move_to_end((tile_level, tile_index))
        while len(rows) <= inner:  # the rows inside a tile are not stored: hashed once, when first needed
            row = rows[-1]
            rows.append([node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)])
        if place >= len(rows[inner]):
            raise BadBytes(f"a log of {self.size} entries has no complete subtree {index} of height {level}")
        return rows[inner][place]
