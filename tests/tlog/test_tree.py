"""The tree: every proof of every small tree, and what must not pass."""

import hashlib

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.tlog import tree
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.tree import CompactRange, Levels
from tests.effort import brief

SIZE = 131
ENTRIES = [f"entry {number}".encode() for number in range(SIZE)]
LEAVES = [tree.leaf_hash(entry) for entry in ENTRIES]
ALL = Levels(LEAVES)
ROOTS = [tree.root(size, ALL) for size in range(SIZE + 1)]
sizes = st.integers(1, SIZE)


def mth(leaves: list[bytes]) -> bytes:
    """RFC 6962 s2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def test_roots_are_those_of_the_definition() -> None:
    assert [mth(LEAVES[:size]) for size in range(SIZE + 1)] == ROOTS


def test_roots_are_those_of_a_foreign_library() -> None:
    other = pymerkle.InmemoryTree(algorithm="sha256")
    assert ROOTS[0].hex() == hashlib.sha256(b"").hexdigest()
    for size, entry in enumerate(ENTRIES, start=1):
        other.append_entry(entry)
        assert other.get_root() == ROOTS[size]


def test_every_inclusion_proof_of_every_tree() -> None:
    for size in range(1, SIZE + 1):
        for index in range(size):
            proof = tree.prove_inclusion(index, size, ALL)
            tree.verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])


def test_every_consistency_proof_of_every_tree() -> None:
    for new in range(SIZE + 1):
        for old in range(new + 1):
            proof = tree.prove_consistency(old, new, ALL)
            tree.verify_consistency(old, new, ROOTS[old], ROOTS[new], proof)


def test_size_0_is_consistent_with_everything_by_an_empty_proof_only() -> None:
    tree.verify_consistency(0, 0, tree.EMPTY_ROOT, tree.EMPTY_ROOT, [])
    tree.verify_consistency(0, 5, tree.EMPTY_ROOT, ROOTS[5], [])
    for old, new, old_root, new_root, proof in (
        (0, 5, tree.EMPTY_ROOT, ROOTS[5], [ROOTS[5]]),
        (0, 5, ROOTS[1], ROOTS[5], []),
        (0, 0, ROOTS[1], ROOTS[1], []),
        (0, 0, tree.EMPTY_ROOT, ROOTS[1], []),
        (0, 0, tree.EMPTY_ROOT, tree.EMPTY_ROOT, [ROOTS[1]]),
    ):
        with pytest.raises(NotVerified, match="consistency"):
            tree.verify_consistency(old, new, old_root, new_root, proof)


@brief(10)
@given(sizes, st.data())
def test_an_inclusion_proof_holds_for_one_entry_index_size_and_root_only(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = tree.prove_inclusion(index, size, ALL)
    other = data.draw(st.integers(0, SIZE - 1).filter(lambda o: o != index))
    wrong = [
        (LEAVES[other], index, size, proof, ROOTS[size]),
        (LEAVES[index], index, size, [*proof, ROOTS[1]], ROOTS[size]),
        (LEAVES[index], index, size, [ROOTS[1], *proof], ROOTS[size]),
        (LEAVES[index], index, size, proof, ROOTS[size - 1]),
        (LEAVES[index], size, size, proof, ROOTS[size]),
        (LEAVES[index], -1, size, proof, ROOTS[size]),
        (LEAVES[index], index, 0, proof, ROOTS[size]),
        (LEAVES[index][:-1], index, size, proof, ROOTS[size]),
    ]
    if other < size:
        wrong.append((LEAVES[index], other, size, proof, ROOTS[size]))
    if proof:
        wrong.append((LEAVES[index], index, size, proof[:-1], ROOTS[size]))
        place = data.draw(st.integers(0, len(proof) - 1))
        changed = bytes([proof[place][0] ^ 1]) + proof[place][1:]
        wrong.append(
            (LEAVES[index], index, size, [*proof[:place], changed, *proof[place + 1 :]], ROOTS[size])
        )
        wrong.append((LEAVES[index], index, size, [*proof[:place], b"", *proof[place + 1 :]], ROOTS[size]))
    for arguments in wrong:
        with pytest.raises(NotVerified) as caught:
            tree.verify_inclusion(*arguments)
        assert caught.value.check == "inclusion"


@brief(10)
@given(st.integers(2, SIZE), st.data())
def test_a_consistency_proof_holds_for_two_trees_only(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new - 1))
    proof = tree.prove_consistency(old, new, ALL)
    place = data.draw(st.integers(0, len(proof) - 1))
    changed = [*proof[:place], bytes([proof[place][31] ^ 128]) * 32, *proof[place + 1 :]]
    for arguments in (
        (old, new, ROOTS[old - 1], ROOTS[new], proof),
        (old, new, ROOTS[old], ROOTS[new - 1], proof),
        (old, new, ROOTS[old], ROOTS[new], proof[:-1]),
        (old, new, ROOTS[old], ROOTS[new], [*proof, ROOTS[1]]),
        (old, new, ROOTS[old], ROOTS[new], changed),
        (old, new, ROOTS[old], ROOTS[new], []),
        (new, old, ROOTS[new], ROOTS[old], proof),
        (old, old, ROOTS[old], ROOTS[new], []),
        (old, old, ROOTS[old], ROOTS[old], proof),
        (-1, new, ROOTS[old], ROOTS[new], proof),
    ):
        with pytest.raises(NotVerified) as caught:
            tree.verify_consistency(*arguments)
        assert caught.value.check == "consistency"


def test_impossible_proofs_cannot_be_asked_for() -> None:
    for index, size in ((0, 0), (5, 5), (-1, 3)):
        with pytest.raises(BadBytes):
            tree.prove_inclusion(index, size, ALL)
    for old, new in ((2, 1), (-1, 1)):
        with pytest.raises(BadBytes):
            tree.prove_consistency(old, new, ALL)


# ── the right edge ──────────────────────────────────────────────────────────────────────────────────────────


@brief(10)
@given(st.integers(0, SIZE), st.integers(0, SIZE))
def test_the_edge_can_be_stored_and_taken_up_again(size: int, more: int) -> None:
    edge = CompactRange.of(LEAVES[:size])
    again = CompactRange.from_bytes(edge.to_bytes())
    assert (again.size, again.root()) == (size, ROOTS[size])
    assert again.to_bytes() == edge.to_bytes() == tree.edge(size, ALL).to_bytes()
    again.extend(LEAVES[size : size + more])
    assert again.root() == ROOTS[min(size + more, SIZE)]
    assert edge.root() == ROOTS[size]


@brief(10)
@given(st.integers(0, 60), st.integers(0, 5))
def test_whole_subtrees_can_be_pushed_where_they_fit(size: int, height: int) -> None:
    edge = CompactRange.of(LEAVES[:size])
    part = LEAVES[size : size + (1 << height)]
    if size % (1 << height):
        with pytest.raises(BadBytes):
            edge.push(mth(part), height)
    else:
        edge.push(mth(part), height)
        assert edge.root() == ROOTS[size + (1 << height)]
        assert edge.size == size + (1 << height)


def test_a_copy_grows_on_its_own() -> None:
    edge = CompactRange.of(LEAVES[:7])
    copy = edge.copy()
    copy.append(LEAVES[7])
    assert (edge.root(), copy.root()) == (ROOTS[7], ROOTS[8])


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 7, b"\0" * 8 + b"x" * 32, b"\0" * 7 + b"\1", b"\0" * 7 + b"\3" + b"x" * 33]
)
def test_an_edge_of_the_wrong_length_is_refused(data: bytes) -> None:
    with pytest.raises(BadBytes):
        CompactRange.from_bytes(data)


def test_an_edge_of_short_nodes_is_refused() -> None:
    with pytest.raises(BadBytes):
        CompactRange(1, [b"short"])
    with pytest.raises(BadBytes):
        CompactRange(-1)
