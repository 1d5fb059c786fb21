"""What all benchmarks share: databases that flush, clocks, the state of the machine, and the final table.

A figure is only as good as the conditions it is printed with: every run says how long the disk takes for a
flush, how busy the machine is, and how fast it hashes just now beside a quiet one. `wall` is what somebody
waits, `processor` what this process worked; on a busy machine they lie far apart.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.databases import Postgresql, Sqlite, point_at

REFERENCE = 3.6
"""Million SHA-256 of 65 bytes a second on a quiet machine of the kind that the limits were set on."""
CONDITIONS = "conditions at the end of "
"""How a row begins that holds no figure but the state of the machine."""
COLLECTED = "DUEPROCESS_BENCH_TABLE"
"""Names a file to which each benchmark adds its rows, so that several can be shown as one table."""


@dataclass(frozen=True)
class Row:
    """One line of the final table; `ok` is empty where there is no limit."""

    what: str
    ours: str
    limit: str = ""
    peer: str = ""
    ok: str = ""


class Table:
    """The rows of one run."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def add(self, what: str, ours: str, limit: str = "", *, peer: str = "", ok: str = "") -> None:
        """Add a row."""
        self.rows.append(Row(what, ours, limit, peer, ok))

    def close(self) -> None:
        """Print the table and the state of the machine, and hand the rows on where several benchmarks run
        together."""
        self.add(CONDITIONS + Path(sys.argv[0]).stem, conditions())
        show(self.rows)
        tell(self.rows)
        if path := os.environ.get(COLLECTED):
            with Path(path).open("a", encoding="utf-8") as out:
                out.writelines(json.dumps(asdict(row)) + "\n" for row in self.rows)


def tell(rows: Sequence[Row]) -> bool:
    """Say plainly what is over its limit; returns whether anything is that the machine does not explain."""
    over = [row for row in rows if row.ok == "NO"]
    slow = [row for row in rows if row.ok == "slow"]
    judged = [row for row in rows if row.ok]
    print(f"\n{len(judged) - len(over) - len(slow)} of {len(judged)} limits are kept.")
    for row in slow:
        print(f"NOT SHOWN, the machine is too busy or too slow: {row.what}: {row.ours}; limit {row.limit}")
    for row in over:
        print(f"OVER THE LIMIT: {row.what}: {row.ours}; limit {row.limit}")
    return bool(over)


def show(rows: Sequence[Row]) -> None:
    """Print rows as a table, without the conditions, which were printed as they were found."""
    rows = [row for row in rows if not row.what.startswith(CONDITIONS)]
    cells = [("what", "ours", "limit", "peer", "ok")]
    cells += [(row.what, row.ours, row.limit, row.peer, row.ok) for row in rows]
    widths = [max(len(row[place]) for row in cells) for place in range(5)]
    print()
    for row in cells:
        print(" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@dataclass(frozen=True)
class Times:
    """How long something took, many times over, in milliseconds."""

    wall: tuple[float, ...]
    processor: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median of what one waits."""
        return statistics.median(self.wall)

    @property
    def p95(self) -> float:
        """The 95th percentile of what one waits."""
        return high(self.wall)

    @property
    def worked(self) -> float:
        """The median of the processor's time."""
        return statistics.median(self.processor)

    def __str__(self) -> str:
        return (
            f"median {self.median:.2f} ms, p95 {self.p95:.2f} ms; processor {self.worked:.2f} ms,"
            f" p95 {high(self.processor):.2f} ms"
        )


def high(values: Sequence[float]) -> float:
    """Return the 95th percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def timed(count: int, work: Callable[[], object]) -> Times:
    """Do something `count` times and return how long each took."""
    wall, processor = [], []
    for _ in range(count):
        start, worked = time.perf_counter(), time.process_time()
        work()
        processor.append((time.process_time() - worked) * 1e3)
        wall.append((time.perf_counter() - start) * 1e3)
    return Times(tuple(wall), tuple(processor))


def verdict(waited: float, quiet: float, limit: float) -> str:
    """Judge milliseconds by what one waits: "yes" or "NO"; "slow" where they are over the limit only because
    the machine is busy, or its cores are slower than those the limit was set on: the processor's own time,
    put as it would be on a `quiet` one, is under it."""
    if waited <= limit:
        return "yes"
    return "slow" if quiet <= limit and speed() < 0.9 * REFERENCE else "NO"


def quiet(worked: float, pace: float | None = None) -> float:
    """Return what that time of the processor would be on a quiet machine, from the speed measured beside it
    (`pace`; default: now). An estimate: other work slows hashing and Python about alike."""
    return worked * min(1.0, (pace or speed()) / REFERENCE)


def speed(times: int = 40_000) -> float:
    """Return how many million times a second one core now hashes 65 bytes."""
    data, speeds = bytes(65), []
    for _ in range(3):
        start = time.process_time()
        for _ in range(times):
            hashlib.sha256(data).digest()
        speeds.append(times / 1e6 / (time.process_time() - start))
    return statistics.median(speeds)


def asked(doc: str | None, *, databases: bool = True, **sizes: int) -> argparse.Namespace:
    """Read the command line: `--quick`, each size, and the databases to measure on."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes: only to see that it runs")
    for name, size in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=size, help=f"default {size:,}")
    if databases:
        parser.add_argument("engines", nargs="*", default=["sqlite", "postgresql"])
    return parser.parse_args()


def conditions() -> str:
    """Print and return what the figures depend on."""
    load, now = " ".join(f"{each:.1f}" for each in os.getloadavg()), speed()
    found = (
        f"{os.cpu_count()} cores, load {load}; a flush of 4 KiB takes {flush_time():.2f} ms; one core hashes"
        f" {now:.1f} M/s, {now / REFERENCE:.0%} of a quiet machine's {REFERENCE} M/s"
    )
    print(found, flush=True)
    return found


def flush_time() -> float:
    """Return the median of 50 flushes of 4 KiB in the temporary folder, in milliseconds."""
    times = []
    with tempfile.TemporaryFile() as out:
        for _ in range(50):
            out.write(os.urandom(4096))
            start = time.perf_counter()
            out.flush()
            os.fsync(out.fileno())
            times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


class DurableSqlite(Sqlite):
    """SQLite as the product opens it: the tests' own switch for speed is put back."""

    def values(self, path: Path) -> dict:  # type: ignore[type-arg]
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


@contextmanager
def database(name: str) -> Iterator[None]:
    """Work in a fresh database of that kind, which is gone afterwards."""
    engine = {"sqlite": DurableSqlite, "postgresql": DurablePostgresql}[name]()
    try:
        engine.start()
        point_at(engine.copy())
        print(name)
        yield
    finally:
        engine.stop()


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    path = Path(tempfile.mkdtemp(prefix="dueprocess-bench-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
