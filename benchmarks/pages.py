"""How long pages take at 2,000 cases and at 200,000, how many queries they ask, and by which plans.

Run: python benchmarks/pages.py [--few 2000] [--many 200000] [--quick] [sqlite] [postgresql]
The cases are invented (tests/scale/crowd.py): a federation of 400 clubs, one case in ten open, each with
its act, entry, sealed content, parties, words, deadlines. Asked are my work, the backlog board, the queue
with every filter and state (sorts and depths in turn), the search, cases of 1 and 20 acts, my matters and the
portal's matter page: by an officer with a role everywhere, of one region, of one club, by oversight, by one
appointed in few cases.
`wall` is the whole request in this process, template included. `work` is the database's own count: steps of
SQLite's virtual machine, pages touched by PostgreSQL.
"""

import gc
import logging
import os
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "src")]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.db import connection

from benchmarks.measuring import Table, asked, conditions, database, high, quiet, speed, verdict
from dueprocess.docket.models import Act, Deadline, Docket, Party, Reach, Word
from dueprocess.kit import clock
from dueprocess.ledger.models import Entry
from tests.scale import crowd, looking

LIMIT = 60
QUERIES = {"case": 20, "matter": 20}
LISTS = 12
PAGES = ("my work", "board", "queue", "search", "case", "my matters", "matter")


@dataclass(frozen=True)
class Asked:
    """One request as it went."""

    ask: looking.Ask
    wall: float
    processor: float
    quiet: float
    queries: int
    work: int
    scans: tuple[str, ...]


def look(visitors: looking.Visitors, ask: looking.Ask, *, times: int, scans: bool) -> Asked:
    """Ask for a page so many times and twice before; keep the medians, and what the database did the second
    time."""
    wall, processor = [], []
    visitors.ask(ask)
    with looking.watched() as seen:
        visitors.ask(ask)
    for _ in range(times):
        start, worked = time.perf_counter(), time.process_time()
        visitors.ask(ask)
        processor.append((time.process_time() - worked) * 1e3)
        wall.append((time.perf_counter() - start) * 1e3)
    worked = statistics.median(processor)
    found: set[str] = set()
    if scans:
        for sql, params in looking.reads(seen):
            found.update(looking.scans(sql, looking.plan(sql, params)))
    return Asked(
        ask, statistics.median(wall), worked, quiet(worked, speed(4_000)), len(seen.statements),
        looking.work(seen), tuple(sorted(found)),
    )  # fmt: skip


def measure(ground: crowd.Crowd, size: int, *, every: bool) -> dict[str, list[Asked]]:
    """Grow the crowd to `size` and ask for every page."""
    start = time.perf_counter()
    crowd.fill(ground, size)
    crowd.analyse()
    rows = ", ".join(
        f"{model.objects.count():,} {model.__name__}"
        for model in (Docket, Act, Entry, Party, Deadline, Reach, Word)
    )
    print(f"  {rows}; made in {time.perf_counter() - start:.0f} s", flush=True)
    visitors = looking.Visitors(ground)
    asks = [*looking.others(ground), *looking.some_queues(ground)]
    if not every:
        asks = asks[::7]
    gc.collect()
    gc.freeze()
    found: dict[str, list[Asked]] = {page: [] for page in PAGES}
    for ask in asks:
        found[ask.page].append(look(visitors, ask, times=3 if every else 1, scans=True))
    gc.unfreeze()
    for page, all_of in found.items():
        if all_of:
            waits, works = [each.wall for each in all_of], [each.processor for each in all_of]
            print(
                f"  {page:11} {len(all_of):4} requests, queries {max(each.queries for each in all_of):3};"
                f" wall median {statistics.median(waits):6.1f} ms, p95 {high(waits):6.1f} ms;"
                f" processor median {statistics.median(works):5.1f} ms, p95 {high(works):5.1f} ms;"
                f" work median {statistics.median([each.work for each in all_of]):,.0f},"
                f" most {max(each.work for each in all_of):,}"
            )
    worst = sorted((each for all_of in found.values() for each in all_of), key=lambda each: -each.work)[:5]
    for each in worst:
        print(f"    most work: {each.work:>9,}, {each.wall:6.1f} ms, {each.ask}")
    for line in sorted(
        {(line, each.ask.page) for all_of in found.values() for each in all_of for line in each.scans}
    ):
        print(f"    reads a whole table: {line[1]}: {line[0]}")
    return found


def judge(name: str, sizes: tuple[int, int], few: dict, many: dict, table: Table) -> None:  # type: ignore[type-arg]
    """Add a row for each page: time at the larger size, beside the smaller one, and queries."""
    for page in PAGES:
        if not many[page] or not few[page]:
            continue
        late, before = high([each.wall for each in many[page]]), high([each.wall for each in few[page]])
        worked = high([each.processor for each in many[page]])
        calmly = high([each.quiet for each in many[page]])
        ours = f"p95 {late:.0f} ms (at {sizes[0]:,}: {before:.0f});"
        ours += f" processor {worked:.0f}, quiet {calmly:.0f}"
        table.add(
            f"{page} at {sizes[1]:,} cases, {name}", ours, f"< {LIMIT} ms", ok=verdict(late, calmly, LIMIT)
        )
        queries, most = max(each.queries for each in many[page]), QUERIES.get(page, LISTS)
        ok = "yes" if queries <= most else "NO"
        table.add(f"queries of {page}, {name}", str(queries), f"≤ {most}", ok=ok)
    scanning = {line for all_of in many.values() for each in all_of for line in each.scans}
    whole = len(scanning)
    table.add(
        f"plans that read a whole table at {sizes[1]:,}, {name}", str(whole), "0", ok="NO" if whole else "yes"
    )


def main() -> None:
    """Measure on the databases named."""
    given = asked(__doc__, few=2_000, many=200_000)
    sizes = (150, 400) if given.quick else (given.few, given.many)
    if given.quick:
        crowd.CLUBS, crowd.REAL = 40, 8
    logging.disable(logging.INFO)
    conditions()
    table = Table()
    for name in given.engines:
        with database(name):
            ground = crowd.settle()
            with clock.frozen(crowd.NOW):
                few, many = (measure(ground, size, every=not given.quick) for size in sizes)
            judge(name, sizes, few, many, table)
            connection.close()
    table.close()


if __name__ == "__main__":
    main()
