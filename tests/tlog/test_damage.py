"""One damaged byte anywhere: both implementations must see it, agree on the check, and name the file and the
bytes.
"""

import importlib.util
import random
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import pytest

from dueprocess.tlog import checkpoint, entry, opening, policy, proof, tiles, tree, verify
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.reader import Folder, Missing
from tests.effort import examples
from tests.tlog.published import LOG_KEY, ORIGIN, Published, publish, seeded_key, some_entries, two_of_three

VERIFIER = Path(__file__).parents[2] / "verifier" / "verify.py"


def load_verifier() -> ModuleType:
    found = importlib.util.spec_from_file_location("standalone_verify", VERIFIER)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


other = load_verifier()
TRUSTED = two_of_three().to_bytes()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Two levels of tiles and a partial tile at each."""
    return publish(tmp_path_factory.mktemp("log"), 600, step=200)


class Memory(other.Place):  # type: ignore[name-defined,misc]
    """A published log in memory, some files changed (None: missing), readable by both implementations."""

    def __init__(self, log: Published, changed: dict[str, bytes | None] | None = None) -> None:
        self.files: dict[str, bytes | None] = {**log.files(), **(changed or {})}

    def read(self, path: str) -> bytes:
        data = self.files.get(path)
        if data is None:
            raise other.NoFile(path)
        return data

    def __call__(self, path: str) -> bytes:
        data = self.files.get(path)
        if data is None:
            raise Missing(path)
        return data


def first_failure(check: Callable[[], object], error: type[Exception]) -> tuple[str, str]:
    """The name of the check that fails, and the place."""
    try:
        check()
    except error as failed:
        return failed.check, failed.where  # type: ignore[attr-defined]
    return "verified", ""


def judge(place: Memory, trusted: bytes = TRUSTED, known: Sequence[bytes] = ()) -> tuple[str, str]:
    """What tlog says: the check and the place."""
    return first_failure(lambda: verify.log(place, policy.Policy.parse(trusted), known=known), NotVerified)


def judge_otherwise(place: Memory, trusted: bytes = TRUSTED, known: Sequence[bytes] = ()) -> tuple[str, str]:
    """What the single file says."""
    return first_failure(lambda: other.verify_log(place, other.Policy(trusted), known), other.Failed)


def covers(where: str, path: str, place: int) -> bool:
    """Whether the named bytes of the named file hold the damaged one."""
    found = re.fullmatch(
        re.escape(path) + r"(?:, bytes (\d+) to (\d+)|, byte (\d+)|)(?: \(entry \d+\))?", where
    )
    return found is not None and (found[1] is None or int(found[1]) <= place <= int(found[2]))


CURRENT = ["tile/entries/000", "tile/entries/001", "tile/entries/002.p/88", "tile/0/000", "tile/0/001",
           "tile/0/002.p/88", "tile/1/000.p/2"]  # fmt: skip


def test_every_file_of_the_log_is_among_those_damaged_here() -> None:
    assert {tile.path for tile in tiles.all_of(600)} == set(CURRENT)


@pytest.mark.parametrize("path", CURRENT)
def test_a_damaged_byte_is_named_by_both(whole: Published, path: str) -> None:
    data = whole.read(path)
    chosen = random.Random(path)
    for place in [0, len(data) - 1, *(chosen.randrange(len(data)) for _ in range(examples(2)))]:
        damaged = bytearray(data)
        damaged[place] ^= chosen.randrange(1, 256)
        log = Memory(whole, {path: bytes(damaged)})
        check, where = judge(log)
        assert check in ("leaf", "tile", "entry-bundle"), (check, where)
        assert (check, where) == judge_otherwise(log)
        # Where a length was hit, the bundle falls apart after it: the file and a later byte are named.
        assert covers(where, path, place) or (check == "entry-bundle" and where.startswith(path)), (
            where,
            place,
        )


@pytest.mark.parametrize("path", CURRENT)
def test_a_file_of_the_wrong_length_is_named_by_both(whole: Published, path: str) -> None:
    data = whole.read(path)
    for wrong in (b"", data[:-1], data + b"\0", data + data):
        log = Memory(whole, {path: wrong})
        check, where = judge(log)
        assert check == ("entry-bundle" if "entries" in path else "tile")
        assert where.startswith(path)
        assert judge_otherwise(log) == (check, where)


@pytest.mark.parametrize("path", CURRENT)
def test_a_missing_file_is_named_by_both(whole: Published, path: str) -> None:
    log = Memory(whole, {path: None})
    assert judge(log) == judge_otherwise(log) == ("contiguity", path)


@pytest.mark.parametrize("name", ["checkpoint", "checkpoints"])
def test_no_byte_of_a_checkpoint_can_be_damaged_unseen(whole: Published, name: str) -> None:
    """But in a line whose key nobody knows any more: a policy that asks for all witnesses misses each."""
    all_of_them = TRUSTED.replace(b"two 2", b"two all")
    data = whole.read(name)
    chosen = random.Random(name)
    seen = set()
    in_a_name = data.index(b"ash.example")
    for place in [in_a_name, *(chosen.randrange(len(data)) for _ in range(examples(25)))]:
        damaged = bytearray(data)
        damaged[place] ^= chosen.randrange(1, 128)
        log = Memory(whole, {name: bytes(damaged)})
        check, where = judge(log, all_of_them, [whole.notes[-1]])
        other_check, other_where = judge_otherwise(log, all_of_them, [whole.notes[-1]])
        assert (check, where.partition(",")[0]) == (other_check, other_where.partition(",")[0])
        seen.add(check)
    if name == "checkpoint":
        assert seen == {"checkpoint-format", "checkpoint-signature", "cosignature", "quorum"}
    else:
        # In the history a lost witness' line is not missed: the log's own signature binds the log.
        assert seen == {"history", "verified"}


def test_both_refuse_the_same_files(whole: Published) -> None:
    """But in a line whose key nobody knows any more: a policy of all the witnesses misses each."""
    made = proof.prove(300, whole.entries[300], whole.notes[-1], whole.hashes).to_bytes()
    item = opening.Field("ä", b"1" * 32)
    payload = {"f": {"text": item.commitment().hex()}, "s": 1}
    opened = opening.Opening(payload, b"2" * 32, {"text": item})
    data = entry.encode("act", {"cm": entry.commit(payload, opened.salt), "d": "2026-03-02"})
    trusted, otherwise = two_of_three(), other.Policy(two_of_three().to_bytes())
    chosen = random.Random(4)
    for original in (made, opened.to_bytes()):
        for _ in range(examples(80)):
            damaged = bytearray(original)
            match chosen.randrange(3):
                case 0:
                    damaged[chosen.randrange(len(damaged))] ^= chosen.randrange(1, 256)
                case 1:
                    del damaged[chosen.randrange(len(damaged))]
                case 2:
                    damaged.insert(chosen.randrange(len(damaged)), chosen.choice(b'0 \n+={}",A\xc3'))
            ours, theirs = "verified", "verified"
            try:
                if original is made:
                    verify.receipt(bytes(damaged), trusted)
                else:
                    verify.opening(data, bytes(damaged))
            except NotVerified as error:
                ours = error.check
            try:
                if original is made:
                    other.verify_receipt(bytes(damaged), otherwise)
                else:
                    other.verify_opening(bytes(damaged), data)
            except other.Failed as error:
                theirs = error.check
            assert {ours, theirs} <= {"proof-format", "checkpoint-format"} or ours == theirs, bytes(damaged)


def test_both_hold_the_same_table_of_types() -> None:
    assert list(other.TYPES) == list(entry.TYPES)
    for name, kind in entry.TYPES.items():
        bare = re.sub(rb'"t":"\((.*?)\)"', rb'"t":"\1"', kind.regex.pattern)
        assert other.pattern(name) == bare.replace(b"(" + other.PERIOD + b")", other.PERIOD)


def test_both_read_the_same_policies() -> None:
    good = two_of_three().to_bytes()
    chosen = random.Random(5)
    for _ in range(examples(80)):
        damaged = bytearray(good)
        damaged[chosen.randrange(len(damaged))] = chosen.choice(b" \n\t#+a0\x00\xc3\x7f")
        verdicts = []
        for read, wrong in ((policy.Policy.parse, BadBytes), (other.Policy, other.Bad)):
            try:
                read(bytes(damaged))
                verdicts.append(True)
            except wrong:
                verdicts.append(False)
        if not any(line.split()[:1] == [b"log"] for line in bytes(damaged).split(b"\n")):
            continue  # the single file also asks for a log
        assert verdicts[0] == verdicts[1], bytes(damaged)


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 513])
def test_both_verify_logs_of_every_shape(size: int, tmp_path: Path) -> None:
    made = publish(tmp_path, size, step=max(size // 3, 1))
    assert judge(Memory(made)) == judge_otherwise(Memory(made)) == ("verified", "")


def test_both_verify_hashes_alone(tmp_path: Path) -> None:
    made = publish(tmp_path, 300)
    shutil.rmtree(tmp_path / "tile" / "entries")
    assert judge(Memory(made))[0] == judge_otherwise(Memory(made))[0] == "contiguity"
    assert verify.log(Folder(tmp_path), two_of_three(), with_entries=False).counts == {}
    trusted = other.Policy(two_of_three().to_bytes())
    other.verify_log(other.Place(str(tmp_path)), trusted, hashes_only=True)
    flipped = bytearray(made.read("tile/0/000"))
    flipped[100] ^= 1
    made.write("tile/0/000", bytes(flipped))
    with pytest.raises(NotVerified, match="tile"):
        verify.log(Folder(tmp_path), two_of_three(), with_entries=False)
    with pytest.raises(other.Failed, match="tile"):
        other.verify_log(other.Place(str(tmp_path)), trusted, hashes_only=True)


def test_a_rotated_key_is_followed(tmp_path: Path) -> None:
    new = seeded_key(ORIGIN, seed=2)
    made = Published(tmp_path)
    made.grow(some_entries(30))
    fields = {"cm": b"\1" * 32, "d": "2026-03-03", "old": str(LOG_KEY.verifier), "key": str(new.verifier)}
    made.entries.append(entry.encode("key.rotated", fields))
    made.hashes.append(tree.leaf_hash(made.entries[-1]))
    made.write_tiles(30)
    head = checkpoint.Checkpoint(ORIGIN, 31, tree.root(31, made.hashes))
    both = f"log {LOG_KEY.verifier}\nlog {new.verifier}\nquorum none\n".encode()
    for key, expected in ((new, "verified"), (LOG_KEY, "log-key")):
        made.write("checkpoint", head.sign(key).to_bytes())
        assert judge(Memory(made), both)[0] == judge_otherwise(Memory(made), both)[0] == expected
