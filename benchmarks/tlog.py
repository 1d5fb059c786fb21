"""Measure the log: verifying it whole, proving from its tiles, signing, parsing.

    python benchmarks/tlog.py [--entries 1000000] [--quick]

Makes a log of the stated size in a temporary folder, reads the number of entries back
from its checkpoint, and prints medians of processor time on one core. pymerkle proves beside it.
"""

import importlib.util
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "src")]

import pymerkle

from benchmarks.measuring import Table, asked, conditions, folder, quiet, verdict
from dueprocess.tlog import checkpoint, entry, note, proof, tiles, tree, verify
from dueprocess.tlog.policy import Policy
from dueprocess.tlog.reader import Folder
from tests.tlog.published import LOG_KEY, Published, some_entries, two_of_three

VERIFIER = Path(__file__).parents[1] / "verifier" / "verify.py"


def median_of(times: int, work: Callable[[], object]) -> tuple[float, float]:
    """Median and 95th percentile in seconds."""
    taken = []
    for _ in range(times):
        start = time.process_time()  # of this process: others on the machine do not count
        work()
        taken.append(time.process_time() - start)
    taken.sort()
    return statistics.median(taken), taken[min(len(taken) - 1, int(len(taken) * 0.95))]


def show(what: str, figures: tuple[float, float], count: int = 1) -> None:
    middle, high = figures
    unit, by = ("s", 1.0) if middle >= 0.1 else ("ms", 1e3) if middle >= 1e-4 else ("µs", 1e6)
    rate = f"{count / middle:>14,.0f}/s" if count / middle > 10 else ""
    print(f"  {what:<58} median {middle * by:8.2f} {unit:<2}  p95 {high * by:8.2f} {unit:<2} {rate}")


def judge(what: str, taken: tuple[float, float], limit: int, table: Table, peer: str = "") -> None:
    """Add a row for processor time in seconds, with its limit in milliseconds."""
    middle, late = taken[0] * 1e3, taken[1] * 1e3
    ours = f"{middle:,.2f} ms of one core, p95 {late:,.2f} ms"
    table.add(what, ours, f"< {limit:,} ms", peer=peer, ok=verdict(middle, quiet(middle), limit))


def published(place: Path, count: int) -> Published:
    """The log, made anew."""
    made = Published(place)
    entries = some_entries(count, per_day=2_000)
    start = time.perf_counter()
    made.grow(entries)
    print(f"  made and published in {time.perf_counter() - start:.1f} s")
    return made


def whole_log(place: Path, count: int, table: Table) -> None:
    trusted = two_of_three()
    taken = median_of(3, lambda: verify.log(Folder(place), trusted))
    show("verify the whole log (tlog)", taken, count)
    table.add(
        f"verify {count:,} entries (tlog)",
        f"{taken[0]:.2f} s of one core",
        "< 5 s",
        ok=verdict(taken[0], taken[0], 5),
    )
    found = importlib.util.spec_from_file_location("standalone_verify", VERIFIER)
    if found is None or found.loader is None:
        raise SystemExit(f"{VERIFIER} cannot be loaded")
    other = importlib.util.module_from_spec(found)
    found.loader.exec_module(other)
    policy = other.Policy(trusted.to_bytes())
    taken = median_of(3, lambda: other.verify_log(other.Place(str(place)), policy))
    show("verify the whole log (verify.py)", taken, count)
    table.add(
        f"verify {count:,} entries (verify.py)",
        f"{taken[0]:.2f} s of one core",
        "< 5 s",
        ok=verdict(taken[0], taken[0], 5),
    )


def proofs(made: Published, count: int, peer: str, table: Table) -> None:
    chosen = random.Random(1)
    read, signed = Folder(made.folder), made.notes[-1]

    def cold() -> None:
        index = chosen.randrange(count)
        proof.prove(index, made.entries[index], signed, tiles.TileHashes(read, count))

    warm_tiles = tiles.TileHashes(read, count, keep=8_192)

    def warm() -> None:
        index = chosen.randrange(count)
        proof.prove(index, made.entries[index], signed, warm_tiles)

    taken = median_of(400, cold)
    show("inclusion proof from tiles, nothing in memory", taken)
    ours = f"{taken[0] * 1e3:.2f} ms, p95 {taken[1] * 1e3:.2f} ms"
    table.add(
        f"proof at {count:,}, tiles on disk",
        ours,
        "< 1 ms",
        peer=peer,
        ok=verdict(taken[0] * 1e3, taken[0] * 1e3, 1),
    )
    for index in range(0, count, 256):
        tree.prove_inclusion(index, count, warm_tiles)
    taken = median_of(2_000, warm)
    show("inclusion proof from tiles, tiles in memory", taken)
    ours = f"{taken[0] * 1e3:.3f} ms, p95 {taken[1] * 1e3:.3f} ms"
    table.add(
        f"proof at {count:,}, tiles in memory",
        ours,
        "< 1 ms",
        peer=peer,
        ok=verdict(taken[0] * 1e3, taken[0] * 1e3, 1),
    )
    hashes = tree.Levels(map(tree.leaf_hash, made.entries))
    show(
        "inclusion proof from hashes in memory",
        median_of(2_000, lambda: tree.prove_inclusion(chosen.randrange(count), count, hashes)),
    )
    show(
        "consistency proof from tiles, nothing in memory",
        median_of(
            400,
            lambda: tree.prove_consistency(chosen.randrange(1, count), count, tiles.TileHashes(read, count)),
        ),
    )
    index = count // 3
    data = proof.prove(index, made.entries[index], signed, hashes).to_bytes()
    policy = Policy.of_key(LOG_KEY.verifier)
    show(f"verify a proof file ({len(data)} bytes)", median_of(400, lambda: verify.receipt(data, policy)))


def parts(made: Published) -> None:
    some = made.entries[:20_000]
    leaves = list(map(tree.leaf_hash, some))
    key = note.SignerKey.generate("bench.example.invalid")
    text = checkpoint.Checkpoint(key.name, 1, b"\1" * 32).text()
    fields = {"cm": b"\1" * 32, "d": "2026-11-21"}
    count = len(some)
    show("hash a leaf", median_of(3, lambda: list(map(tree.leaf_hash, some))), count)
    show("append to the right edge", median_of(3, lambda: tree.CompactRange.of(leaves)), count)
    show("parse an entry", median_of(3, lambda: [entry.parse(item) for item in some]), count)
    show("encode an entry", median_of(2_000, lambda: entry.encode("received", fields)))
    show("sign a checkpoint", median_of(2_000, lambda: key.sign(text)))


def beside(made: Published, count: int) -> str:
    """Measure pymerkle's proofs over the same entries; say its median."""
    other = pymerkle.InmemoryTree(algorithm="sha256")
    start = time.perf_counter()
    for item in made.entries:
        other.append_entry(item)
    print(f"  pymerkle: {count:,} entries appended in {time.perf_counter() - start:.1f} s")
    other.prove_inclusion(1)
    chosen = random.Random(1)
    taken = median_of(20, lambda: other.prove_inclusion(chosen.randrange(count) + 1))
    show("inclusion proof (pymerkle, in memory, warm)", taken)
    return f"pymerkle {taken[0] * 1e3:.1f} ms"


def main() -> None:
    given = asked(__doc__, databases=False, entries=1_000_000)
    conditions()
    table = Table()
    with folder() as place:
        made = published(place, 5_000 if given.quick else given.entries)
        count = checkpoint.parse(made.read("checkpoint"))[0].size
        size = sum(path.stat().st_size for path in made.folder.rglob("*") if path.is_file())
        print(f"The log: {count:,} entries, {size / 1e6:.0f} MB of files")
        whole_log(made.folder, count, table)
        proofs(made, count, beside(made, count), table)
        parts(made)
    table.close()


if __name__ == "__main__":
    main()
