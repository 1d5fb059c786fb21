"""How fast the record is written, sealed and proved, on both databases, with nothing switched off.

Run: python benchmarks/ledger.py [--entries 50000] [--quick] [sqlite] [postgresql]
SQLite works with synchronous=FULL, PostgreSQL with fsync and synchronous_commit on (the server in
DATABASE_URL, else one of its own). The disk's flush time is printed first: on a disk that takes 5 ms for a
flush no program commits more than 200 times a second.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "src")]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.conf import settings
from django.db import connection, transaction

from benchmarks.measuring import Table, asked, conditions, database, folder, quiet, verdict
from dueprocess.kit import files, keys
from dueprocess.ledger import append, places, proofs, signer
from dueprocess.ledger.models import Entry, Head
from dueprocess.tlog import reader, verify
from dueprocess.tlog.policy import Policy
from tests.ground import begin, own_folder

NOW = datetime.now(UTC)
FIELDS = {"cm": bytes(32)}


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


def measure(entries: int, name: str, table: Table, scale: int) -> None:
    """Measure the database that is pointed at; `scale` divides how often each thing is done."""
    each("append alone, one transaction each", 2000 // scale, one)
    part = share()
    print(f"  {'append inside an open transaction':<46} {'':>11}   median {part:.3f} ms")
    table.add(
        f"append within a transaction, {name}",
        f"{part:.3f} ms",
        "≤ 0.8 ms",
        ok=verdict(part, quiet(part), 0.8),
    )
    once("append.many, 10,000 a transaction", entries - Head.objects.get().size, lambda: fill(entries))
    once("seal: check, tiles, sign", entries, signer.seal)
    one()
    each("seal of one new entry at that size", 50 // scale or 2, lambda: (one(), signer.seal()))
    once("beat: tiles to the public folder", entries, lambda: signer.beat(force=True))
    some_keys = list(Entry.objects.values_list("key", flat=True)[:2000])
    proofs.proof_of(some_keys[0])
    chosen = iter(some_keys)
    each("proof file of an entry, from tiles", 1500 // scale, lambda: proofs.proof_of(next(chosen)))
    trust = Policy.parse(places.policy().read_bytes())
    once("verify the whole published log", entries, lambda: verify.log(reader.Folder(places.record()), trust))
    print(f"  entries read back from the database: {Entry.objects.count():,}")


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
    asks = asked(__doc__, entries=50_000)
    conditions()
    table, entries = Table(), 3_000 if asks.quick else asks.entries
    with folder() as place:
        for name in asks.engines:
            with database(name):
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA synchronous" if name == "sqlite" else "SHOW fsync")
                    setting = "synchronous" if name == "sqlite" else "fsync"
                    print(f"  ({setting} {cursor.fetchone()[0]})")
                with own_folder(place / name, settings):
                    begin(settings, origin="bench.invalid")
                    measure(entries, name, table, 20 if asks.quick else 1)
                    if name == asks.engines[0] and not asks.quick:
                        sealing(place)
                connection.close()
    table.close()


if __name__ == "__main__":
    main()
