"""Vectors: our own, committed, and public ones where DUEPROCESS_VECTORS names their folder."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from dueprocess.tlog import checkpoint, entry, note, policy, proof, tiles, tree, verify
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.reader import Folder

OWN = json.loads((Path(__file__).parent / "vectors.json").read_text())
PLACE = os.environ.get("DUEPROCESS_VECTORS")
PUBLIC = Path(PLACE) if PLACE else Path("/nonexistent")
needs_public = pytest.mark.skipif(not PLACE, reason="DUEPROCESS_VECTORS names no folder of public vectors")


# ── our own ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_entries_have_the_bytes_they_always_had() -> None:
    for case in OWN["entries"]:
        data = case["bytes"].encode()
        assert entry.encode(case["type"], case["fields"]) == data
        assert entry.parse(data) == {**case["fields"], "t": case["type"], "v": 1}
        assert tree.leaf_hash(data).hex() == case["leaf"]


def test_what_is_no_entry_never_was_one() -> None:
    for case in OWN["not_entries"]:
        with pytest.raises(BadBytes):
            entry.parse(case.encode())


def test_commitments_have_the_bytes_they_always_had() -> None:
    for case in OWN["commitments"]:
        salt = bytes.fromhex(case["salt"])
        if "payload" in case:
            found = entry.commit(case["payload"], salt)
        elif "value" in case:
            found = entry.commit_field(case["value"], salt)
        else:
            found = entry.commit_file(bytes.fromhex(case["sha256"]), case["size"], salt)
        assert found.hex() == case["cm"]


def test_trees_have_the_roots_they_always_had() -> None:
    leaves = tree.Levels(tree.leaf_hash(str(number).encode()) for number in range(300))
    for size, expected in OWN["roots"].items():
        assert tree.root(int(size), leaves).hex() == expected


def test_a_proof_of_the_first_version_still_verifies() -> None:
    trusted = policy.Policy.parse(OWN["policy"].encode())
    found = proof.Proof.parse(OWN["proof"].encode()).verify(trusted)
    assert found.times == OWN["times"]


# ── public ──────────────────────────────────────────────────────────────────────────────────────────────────


def cases(kind: str) -> list[Any]:
    return sorted((PUBLIC / "merkle" / kind).rglob("*.json")) or [None]


def unbase64(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def hashes(case: dict[str, Any]) -> list[bytes]:
    return [unbase64(item) for item in case["proof"] or []]


def root_of(text: str) -> bytes:
    """A root; where the vectors write "don't care" instead, some hash stands for it."""
    data = unbase64(text)
    return tree.leaf_hash(data) if data.startswith(b"don't care") else data


@needs_public
@pytest.mark.parametrize("path", cases("inclusion"))
def test_public_inclusion(path: Path) -> None:
    case = json.loads(path.read_text())
    arguments = (
        unbase64(case["leafHash"]),
        case["leafIdx"],
        case["treeSize"],
        hashes(case),
        unbase64(case["root"]),
    )
    if case["wantErr"]:
        with pytest.raises(NotVerified):
            tree.verify_inclusion(*arguments)
    else:
        tree.verify_inclusion(*arguments)


@needs_public
@pytest.mark.parametrize("path", cases("consistency"))
def test_public_consistency(path: Path) -> None:
    case = json.loads(path.read_text())
    old, new = case["size1"], case["size2"]
    old_root, new_root = root_of(case["root1"]), root_of(case["root2"])
    refused = case["wantErr"]
    if old == 0:
        # These vectors call it useless to ask about the empty tree, and do not look at its root. Ours follows
        # the witness protocol: an empty proof, and the empty tree's root, are consistent with any tree.
        refused = bool(hashes(case)) or old_root != tree.EMPTY_ROOT or (new == 0 and new_root != old_root)
    if refused:
        with pytest.raises(NotVerified):
            tree.verify_consistency(old, new, old_root, new_root, hashes(case))
    else:
        tree.verify_consistency(old, new, old_root, new_root, hashes(case))


TESSERA = note.VerifierKey.parse(
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
)


@needs_public
@pytest.mark.parametrize("size", range(16))
def test_public_checkpoints_and_tiles(size: int) -> None:
    read = Folder(PUBLIC / "checkpoints")
    data = read(f"checkpoint.{size}")
    head = checkpoint.verify(data, [TESSERA])
    assert head.size == size
    text = "PRIVATE+KEY+example.com/log/testdata+33d7b496+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg"
    assert head.sign(note.SignerKey.parse(text)).to_bytes() == data
    assert tree.root(size, tiles.TileHashes(read, 15)) == head.root


@needs_public
def test_a_public_log_verifies_but_for_what_its_entries_say() -> None:
    skip = frozenset({"entry-bytes", "genesis"})
    report = verify.log(Folder(PUBLIC / "checkpoints"), policy.Policy.of_key(TESSERA), skip=skip)
    assert report.size == 15
