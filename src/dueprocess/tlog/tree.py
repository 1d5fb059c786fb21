"""The Merkle tree of RFC 6962 s2.1 and RFC 9162 s2.1: hashes, appending, proofs and their verification.

Knows 32-byte hashes and positions. Must not know what is hashed or where hashes are kept: proofs are computed
over a `HashReader`, which is handed the coordinates (level, index) of complete subtrees. The node (level,
index) covers the leaves from index * 2**level up to, not including, (index + 1) * 2**level.

Size 0: the empty tree has the root SHA-256(""), nothing is included in it, and it is consistent with every
tree by an empty proof.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from dueprocess.tlog.errors import BadBytes, NotVerified

_sha256 = hashlib.sha256
EMPTY_ROOT: Final = _sha256(b"").digest()
HASH_LENGTH: Final = 32

Node = tuple[int, int]
HashReader = Callable[[Sequence[Node]], Sequence[bytes]]


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf: SHA-256(0x00 || entry)."""
    return _sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256(0x01 || left || right)."""
    return _sha256(b"\x01" + left + right).digest()


def complete_root(hashes: Sequence[bytes]) -> bytes:
    """The root over 2**n hashes of equal height: quicker than appending them. Raises BadBytes for other
    numbers.
    """
    if not hashes or len(hashes) & (len(hashes) - 1):
        raise BadBytes(f"{len(hashes)} hashes make no complete subtree")
    row = list(hashes)
    while len(row) > 1:
        pairs = iter(row)
        row = [_sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return row[0]


class CompactRange:
    """The right edge of a growing tree: enough to append and to give the root, log2(size) hashes long.

    `size` counts leaves; `nodes` are the roots of the complete subtrees that the size's binary digits name,
    the largest (leftmost) first.
    """

    __slots__ = ("nodes", "size")

    def __init__(self, size: int = 0, nodes: Iterable[bytes] = ()) -> None:
        self.size = size
        self.nodes = list(nodes)
        if size < 0 or len(self.nodes) != size.bit_count():
            raise BadBytes(f"{len(self.nodes)} nodes cannot be the edge of a tree of {size} leaves")
        if any(len(node) != HASH_LENGTH for node in self.nodes):
            raise BadBytes("a node on the edge does not have 32 bytes")

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash on the right."""
        size = self.size
        nodes = self.nodes
        while size & 1:
            leaf = _sha256(b"\x01" + nodes.pop() + leaf).digest()
            size >>= 1
        nodes.append(leaf)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes on the right, in order."""
        for leaf in leaves:
            self.append(leaf)

    def push(self, root: bytes, height: int) -> None:
        """Add a complete subtree of 2**height leaves; the size must be a multiple of that."""
        if self.size % (1 << height):
            raise BadBytes(f"a subtree of height {height} cannot follow {self.size} leaves")
        size = self.size >> height
        while size & 1:
            root = node_hash(self.nodes.pop(), root)
            size >>= 1
        self.nodes.append(root)
        self.size += 1 << height

    def root(self) -> bytes:
        """The root hash of the tree so far."""
        if not self.nodes:
            return EMPTY_ROOT
        root = self.nodes[-1]
        for node in reversed(self.nodes[:-1]):
            root = node_hash(node, root)
        return root

    def to_bytes(self) -> bytes:
        """The size as 8 bytes, big-endian, then the nodes."""
        return self.size.to_bytes(8) + b"".join(self.nodes)

    @classmethod
    def from_bytes(cls, data: bytes) -> "CompactRange":
        """What `to_bytes` wrote. Raises BadBytes for any other length."""
        if len(data) < 8 or (len(data) - 8) % HASH_LENGTH:
            raise BadBytes(f"{len(data)} bytes are no edge of a tree")
        return cls(int.from_bytes(data[:8]), (data[at : at + 32] for at in range(8, len(data), HASH_LENGTH)))

    @classmethod
    def of(cls, leaves: Iterable[bytes]) -> "CompactRange":
        """The edge of the tree of these leaf hashes."""
        edge = cls()
        edge.extend(leaves)
        return edge

    def copy(self) -> "CompactRange":
        """A second edge that grows on its own."""
        return CompactRange(self.size, self.nodes)


class Levels:
    """Every complete subtree's hash in memory, level by level: a HashReader for small logs."""

    __slots__ = ("levels",)

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    def __len__(self) -> int:
        return len(self.levels[0])

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash and every subtree that it completes."""
        for level in range(64):
            if level == len(self.levels):
                self.levels.append([])
            row = self.levels[level]
            row.append(leaf)
            if len(row) % 2:
                return
            leaf = node_hash(row[-2], row[-1])

    def __call__(self, nodes: Sequence[Node]) -> list[bytes]:
        """Read the hashes of complete subtrees."""
        return [self.levels[level][index] for level, index in nodes]


# ── making proofs ───────────────────────────────────────────────────────────────────────────────────────────


def _cover(first: int, last: int) -> list[Node]:
    """The complete subtrees that make up the leaves [first, last) of a subtree beginning at `first`, left to
    right.
    """
    nodes = []
    while first < last:
        level = (last - first).bit_length() - 1
        nodes.append((level, first >> level))
        first += 1 << level
    return nodes


def _fold(hashes: Sequence[bytes]) -> bytes:
    root = hashes[-1]
    for node in reversed(hashes[:-1]):
        root = node_hash(node, root)
    return root


def _split(width: int) -> int:
    """The largest power of two smaller than `width` (k in RFC 9162 s2.1.1)."""
    return 1 << ((width - 1).bit_length() - 1)


def _read(parts: Sequence[list[Node]], read: HashReader) -> list[bytes]:
    """One hash for each part, all nodes asked for at once."""
    hashes = list(read([node for part in parts for node in part]))
    found, at = [], 0
    for part in parts:
        found.append(_fold(hashes[at : at + len(part)]))
        at += len(part)
    return found


def root(size: int, read: HashReader) -> bytes:
    """The root of the tree of the first `size` leaves."""
    return _read([_cover(0, size)], read)[0] if size else EMPTY_ROOT


def edge(size: int, read: HashReader) -> CompactRange:
    """The compact range of the first `size` leaves."""
    return CompactRange(size, read(_cover(0, size)))


def prove_inclusion(index: int, size: int, read: HashReader) -> list[bytes]:
    """The inclusion proof of RFC 9162 s2.1.3.1: the siblings from the leaf to the root.

    Raises BadBytes unless 0 <= index < size.
    """
    if not 0 <= index < size:
        raise BadBytes(f"there is no entry {index} in a tree of {size}")
    parts = []
    first, last = 0, size
    while last - first > 1:
        middle = first + _split(last - first)
        if index < middle:
            parts.append(_cover(middle, last))
            last = middle
        else:
            parts.append(_cover(first, middle))
            first = middle
    parts.reverse()
    return _read(parts, read)


def prove_consistency(old: int, new: int, read: HashReader) -> list[bytes]:
    """The consistency proof of RFC 9162 s2.1.4.1 from `old` to `new` leaves; empty from 0 and between equals.

    Raises BadBytes unless 0 <= old <= new.
    """
    if not 0 <= old <= new:
        raise BadBytes(f"a tree of {new} does not follow one of {old}")
    if old in (0, new):
        return []
    parts = []
    first, last = 0, new
    whole = True  # the old tree is still the whole left edge of what remains
    while old != last:
        middle = first + _split(last - first)
        if old <= middle:
            parts.append(_cover(middle, last))
            last = middle
        else:
            parts.append(_cover(first, middle))
            first = middle
            whole = False
    if not whole:
        parts.append(_cover(first, last))
    parts.reverse()
    return _read(parts, read)


# ── checking proofs ─────────────────────────────────────────────────────────────────────────────────────────


def _check_hashes(check: str, proof: Sequence[bytes], *roots: bytes) -> None:
    for hash_ in (*roots, *proof):
        if len(hash_) != HASH_LENGTH:
            raise NotVerified(check, f"a hash has {len(hash_)} bytes instead of 32")


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check an inclusion proof as RFC 9162 s2.1.3.2 does. Raises NotVerified("inclusion")."""
    _check_hashes("inclusion", proof, leaf, root)
    if not 0 <= index < size:
        raise NotVerified("inclusion", f"there is no entry {index} in a tree of {size}")
    fn, sn = index, size - 1
    found = leaf
    for step in proof:
        if sn == 0:
            raise NotVerified("inclusion", "the proof is longer than the tree is high")
        if fn & 1 or fn == sn:
            found = node_hash(step, found)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            found = node_hash(found, step)
        fn >>= 1
        sn >>= 1
    if sn:
        raise NotVerified("inclusion", "the proof is shorter than the tree is high")
    if found != root:
        raise NotVerified(
            "inclusion", f"the proof for entry {index} does not lead to the root of the tree of {size}"
        )


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check a consistency proof as RFC 9162 s2.1.4.2 does. Raises NotVerified("consistency").

    From size 0 the proof is empty and the old root is that of the empty tree.
    """
    _check_hashes("consistency", proof, old_root, new_root)
    if not 0 <= old <= new:
        raise NotVerified("consistency", f"a tree of {new} does not follow one of {old}")
    if old in (0, new):
        if proof:
            raise NotVerified("consistency", f"from {old} to {new} the proof must be empty")
        if old_root != (new_root if old == new else EMPTY_ROOT) or (new == 0 and new_root != EMPTY_ROOT):
            raise NotVerified("consistency", f"the roots of the trees of {old} and {new} do not agree")
        return
    if not proof:
        raise NotVerified("consistency", "the proof is empty")
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    fr = sr = path[0]
    for step in path[1:]:
        if sn == 0:
            raise NotVerified("consistency", "the proof is longer than the tree is high")
        if fn & 1 or fn == sn:
            fr = node_hash(step, fr)
            sr = node_hash(step, sr)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            sr = node_hash(sr, step)
        fn >>= 1
        sn >>= 1
    if sn:
        raise NotVerified("consistency", "the proof is shorter than the tree is high")
    if fr != old_root:
        raise NotVerified("consistency", f"the proof does not lead to the root of the tree of {old}")
    if sr != new_root:
        raise NotVerified("consistency", f"the proof does not lead to the root of the tree of {new}")
