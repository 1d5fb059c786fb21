"""What walls cost: the queue with 500 cases shut for whoever asks, beside the same queue without one.

Run: python benchmarks/walls.py [--cases 200000] [--walls 500] [--quick] [sqlite] [postgresql]
The crowd of tests/scale/crowd.py. Asked is every fifth queue of an officer with a role everywhere, of one
region and of one club, each of whom also holds an office in a club. Then 500 cases are shut for them, one
half by a conflict and the other because that club is accused (`crowd.walls`), and the same is asked again.
Times are what one waits, the least of several; the walls are put up and taken down between them, so that a
machine that grows busier meanwhile slows both. `work` is what the database counts itself.
"""

import logging
import os
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "src")]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.db import connection

from benchmarks.measuring import Table, asked, conditions, database
from dueprocess.docket.models import Reach
from dueprocess.kit import clock
from tests.scale import crowd, looking

MOST = 1.2


def measure(visitors: looking.Visitors, asks: list[looking.Ask], took: dict[str, list[float]]) -> int:
    """Add to `took` how many milliseconds each request takes, and return the work of all."""
    work = 0
    for ask in asks:
        with looking.watched() as seen:
            visitors.ask(ask)
        work += looking.work(seen)
        start = time.perf_counter()
        visitors.ask(ask)
        took.setdefault(ask.path + ask.viewer, []).append((time.perf_counter() - start) * 1e3)
    return work


def compare(
    ground: crowd.Crowd, asks: list[looking.Ask], walls: int, times: int
) -> tuple[float, float, int, int]:
    """Return the time of all requests without and with walls, and the work."""
    visitors = looking.Visitors(ground)
    without: dict[str, list[float]] = {}
    within: dict[str, list[float]] = {}
    read = reads = 0
    for _ in range(times):
        read = measure(visitors, asks, without)
        shut = crowd.walls(ground, walls)
        crowd.analyse()
        reads = measure(visitors, asks, within)
        Reach.objects.filter(pk__in=shut).delete()
    return sum(map(min, without.values())), sum(map(min, within.values())), read, reads


def main() -> None:
    """Measure on the databases named."""
    given = asked(__doc__, cases=200_000, walls=500)
    cases, walls, times = (400, 40, 1) if given.quick else (given.cases, given.walls, 5)
    if given.quick:
        crowd.CLUBS, crowd.REAL = 40, 8
    logging.disable(logging.INFO)
    conditions()
    table = Table()
    for name in given.engines:
        with database(name):
            ground = crowd.settle()
            with clock.frozen(crowd.NOW):
                crowd.fill(ground, cases)
                crowd.analyse()
                asks = looking.queues(ground, crowd.WALLED)
                asks = asks[:: 20 if given.quick else 5]
                crowd.offices(ground)
                before, after, read, reads = compare(ground, asks, walls, times)
            ratio = after / before
            ours = f"{ratio:.2f} times ({before / len(asks):.1f} and {after / len(asks):.1f} ms each)"
            # Of so few requests at the quick size the time says nothing: then the work alone is judged.
            kept = reads / read <= MOST and (given.quick or ratio <= MOST)
            ours += f"; work {reads / read:.2f} times"
            what = f"queue at {cases:,} cases with {walls} walls, {name}"
            table.add(what, ours, f"≤ {MOST} times", ok="yes" if kept else "NO")
            connection.close()
    table.close()


if __name__ == "__main__":
    main()
