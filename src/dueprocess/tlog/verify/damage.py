"""Which file is the damaged one, when two that should agree do not.

Knows how tiles vouch for one another up to the signed root. Must not judge: it only makes the message exact.
"""

from dueprocess.tlog import tiles, tree
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.reader import Missing, Reader
from dueprocess.tlog.tiles import Tile


def is_sound(read: Reader, tile: Tile, size: int, root: bytes) -> bool:
    """Whether a tile's published content is what the signed root commits to, judged from above."""
    try:
        if tile.width == tiles.WIDTH and tiles.levels(size) > (tile.level or 0) + 1:
            parent = tiles.at_size((tile.level or 0) + 1, tile.index // tiles.WIDTH, size)
            stated = _item(read, parent, tile.index % tiles.WIDTH)
            return stated == _root_of(read, tile) and is_sound(read, parent, size, root)
        return tree.root(size, tiles.TileHashes(read, size)) == root
    except (BadBytes, Missing):
        return False


def _item(read: Reader, tile: Tile, place: int) -> bytes:
    return tiles.split_hashes(tiles.fetch(read, tile)[1], tile.width)[place]


def _root_of(read: Reader, tile: Tile) -> bytes:
    return tree.complete_root(tiles.split_hashes(tiles.fetch(read, tile)[1], tile.width))


def entry_place(path: str, entries: list[bytes], number: int) -> str:
    """The byte range of one entry within its bundle, in words."""
    start = sum(2 + len(entry) for entry in entries[:number]) + 2
    return f"{path}, bytes {start} to {start + len(entries[number]) - 1}"


def hash_place(path: str, number: int) -> str:
    """The byte range of one hash within its tile, in words."""
    return f"{path}, bytes {number * 32} to {number * 32 + 31}"
