"""How fast the record is written, sealed and proved, on both databases, with nothing switched off.

Run: python benchmarks/ledger.py [--entries 1000000] [sqlite] [postgresql]
SQLite works with synchronous=FULL, PostgreSQL with fsync and synchronous_commit on (the server in
DATABASE_URL, else one of its own). The disk's flush time is printed first: on a disk that takes 5 ms for a
flush no program commits more than 200 times a second.
"""

import argparse
import atexit
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path[:0] = [
    str(Path(__file__).resolve().parent.parent),
    str(Path(__file__).resolve().parent.parent / "src"),
]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402
import pymerkle  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from dueprocess.kit import files, keys  # noqa: E402
from dueprocess.ledger import append, places, proofs, signer  # noqa: E402
from dueprocess.ledger.models import Entry, Head  # noqa: E402
from dueprocess.tlog import reader, verify  # noqa: E402
from dueprocess.tlog.policy import Policy  # noqa: E402
from tests.databases import Postgresql, Sqlite, point_at  # noqa: E402
from tests.ground import begin, own_folder  # noqa: E402

NOW = datetime.now(UTC)
FIELDS = {"cm": bytes(32)}


class DurableSqlite(Sqlite):
    """SQLite as the product opens it: the tests' own switch for speed is put back."""

    def values(self, path: Path) -> dict:
        """Return the settings with synchronous=FULL."""
        found = super().values(path)
        options = dict(found["OPTIONS"])
        options["init_command"] = options["init_command"].replace("synchronous=OFF", "synchronous=FULL")
        return found | {"OPTIONS": options}


class DurablePostgresql(Postgresql):
    """A server of our own that flushes, unlike the one of the tests."""

    def run(self, *command: str | Path) -> None:
        """Start the server without the tests' switches for speed."""
        off = ("-c fsync=off", "-c full_page_writes=off", "-c synchronous_commit=off")
        words = [str(word) for word in command]
        for switch in off:
            words = [word.replace(switch, "") for word in words]
        super().run(*words)


def flush_time(folder: Path) -> float:
    """Return the median of 50 flushes of 4 KiB, in milliseconds."""
    times = []
    with (folder / "flush").open("wb") as out:
        for _ in range(50):
            out.write(os.urandom(4096))
            start = time.perf_counter()
            out.flush()
            os.fsync(out.fileno())
            times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def each(name: str, count: int, run: Callable[[], object]) -> None:
    """Run `count` times; print rate, median and 95th percentile."""
    times = []
    for _ in range(count):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    middle, late = statistics.median(times) * 1e3, statistics.quantiles(times, n=20)[-1] * 1e3
    print(f"  {name:<46} {count / sum(times):>9,.0f}/s   median {middle:.3f} ms   p95 {late:.3f} ms")


def once(name: str, count: int, run: Callable[[], object]) -> None:
    """Run once over `count` things; print seconds and rate."""
    start = time.perf_counter()
    run()
    seconds = time.perf_counter() - start
    print(f"  {name:<46} {count / seconds:>9,.0f}/s   {seconds:.2f} s for {count:,}")


def one() -> None:
    """Append one entry in a transaction of its own."""
    with transaction.atomic():
        append.entry(append.new_key(), "act", FIELDS, NOW)


def share() -> float:
    """Return the median time of the append inside an open transaction, in milliseconds."""
    times = []
    for _ in range(1000):
        with transaction.atomic():
            start = time.perf_counter()
            append.entry(append.new_key(), "act", FIELDS, NOW)
            times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def fill(total: int) -> None:
    """Append up to `total` entries, 10,000 a transaction."""
    size = Head.objects.get().size
    while size < total:
        count = min(10_000, total - size)
        with transaction.atomic():
            append.many(append.New(append.new_key(), "act", FIELDS, NOW) for _ in range(count))
        size += count


def measure(entries: int) -> None:
    """Measure the database that is pointed at."""
    each("append alone, one transaction each", 3000, one)
    print(f"  {'append inside an open transaction':<46} {'':>11}   median {share():.3f} ms")
    once("append.many, 10,000 a transaction", entries - Head.objects.get().size, lambda: fill(entries))
    once("seal: check, tiles, sign", entries, signer.seal)
    one()
    each("seal of one new entry at that size", 50, lambda: (one(), signer.seal()))
    once("beat: tiles to the public folder", entries, lambda: signer.beat(force=True))
    some_keys = list(Entry.objects.values_list("key", flat=True)[:2000])
    proofs.proof_of(some_keys[0])
    chosen = iter(some_keys)
    each("proof file of an entry, from tiles", 1500, lambda: proofs.proof_of(next(chosen)))
    trust = Policy.parse(places.policy().read_bytes())
    once("verify the whole published log", entries, lambda: verify.log(reader.Folder(places.record()), trust))
    print(f"  entries read back from the database: {Entry.objects.count():,}")


def oracle(entries: int) -> None:
    """Measure pymerkle's inclusion proofs on a log of the same size, for comparison."""
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for number in range(min(entries, 100_000)):
        tree.append_entry(number.to_bytes(8))
    size = tree.get_size()
    each(f"pymerkle: inclusion proof at {size:,}", 20, lambda: tree.prove_inclusion(size // 3, size))


def sealing(folder: Path) -> None:
    """Measure the kit: keys, seals, files."""
    key = keys.new_key()
    sealed = keys.seal(key, bytes(200), "p")
    each("seal 200 bytes", 5000, lambda: keys.seal(key, bytes(200), "p"))
    each("unseal 200 bytes", 5000, lambda: keys.unseal(key, sealed, "p"))
    each("new key, wrapped", 5000, lambda: keys.wrap(keys.new_key()))
    content = [b"%PDF-1.7\n", *[os.urandom(1 << 20) for _ in range(64)]]
    stored: list[files.Stored] = []
    once(
        "store a file of 64 MiB (bytes)", 64 << 20, lambda: stored.append(files.store(key, content, "p", "a"))
    )
    once("read it (bytes)", 64 << 20, lambda: [None for _ in files.read(key, stored[0].name, "p")])
    each(
        "read 64 KiB from its middle",
        200,
        lambda: list(files.read(key, stored[0].name, "p", 33 << 20, 34 << 20)),
    )


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("engines", nargs="*", default=["sqlite", "postgresql"])
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="dueprocess-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    print(f"one process, {os.cpu_count()} cores; a flush of this disk takes {flush_time(folder):.2f} ms")
    for name in asked.engines:
        engine = {"sqlite": DurableSqlite, "postgresql": DurablePostgresql}[name]()
        try:
            engine.start()
            values = engine.copy()
            point_at(values)
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous" if name == "sqlite" else "SHOW fsync")
                print(f"{name} ({'synchronous' if name == 'sqlite' else 'fsync'} {cursor.fetchone()[0]})")
            with own_folder(folder / name, settings):
                begin(settings, origin="bench.invalid")
                measure(asked.entries)
                if name == asked.engines[0]:
                    sealing(folder)
        finally:
            connection.close()
            engine.stop()
    oracle(asked.entries)


if __name__ == "__main__":
    main()
