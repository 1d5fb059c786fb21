"""How long the figures of a quarter take over many cases, and the first count of all their entries.

Run: python benchmarks/figures.py [--cases 200000] [--quick] [sqlite] [postgresql]
The cases are invented: received day by day over six years, each refused or decided after a while but one in
ten, one in fifty opened again and closed once more, one in forty taken down a week late, each act with its
entry in the order of the days. Measured are a whole report as it is prepared for publication (what anyone can
recompute, what only the organisation can count, and the survival curve), and `dueprocess stats` by quarter.
"""

import json
import os
import random
import secrets
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "src")]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.measuring import Table, asked, conditions, database, folder, quiet, speed, verdict
from dueprocess.cases.reports import composing
from dueprocess.docket.models import Act, Docket
from dueprocess.kit import clock, keys
from dueprocess.kit.bulk import insert, moment, reserve
from dueprocess.ledger import append, counted
from dueprocess.ledger.models import Head
from tests import world
from tests.cases.reports.conftest import build
from tests.ground import own_folder
from tests.scale.crowd import TABLES, analyse

BEGUN = datetime(2020, 1, 6, 9, 0, tzinfo=UTC)
DAYS = 6 * 365
QUARTER = "2025-Q3"
LIMIT = 2_000
ALL_IN = 1_000  # acts of one transaction


def fill(rulebook: str, count: int) -> None:
    """Write so many cases with all their acts, in the order in which they were recorded."""
    chance = random.Random(7)
    made = []  # (recorded, received, docket, n, type, outcome)
    spans = []
    for number in range(count):
        first = chance.randrange(DAYS)
        late = 7 if chance.random() < 1 / 40 else 0
        turns = [first + late]
        if chance.random() < 0.9:
            turns.append(turns[-1] + chance.randrange(1, 300))
            if chance.random() < 1 / 50:
                turns += [turns[-1] + chance.randrange(1, 60), turns[-1] + chance.randrange(60, 120)]
        turns = [day for day in turns if day < DAYS]
        spans.append((first, turns))
        for n, day in enumerate(turns, start=1):
            made.append((day, first, number, n, ("received", "closed", "reopened", "closed")[n - 1]))
    made.sort()
    with transaction.atomic():
        dockets = list(reserve(Docket, count))
        rows = [
            _docket(rulebook, pk, number, *span)
            for number, (pk, span) in enumerate(zip(dockets, spans, strict=True))
        ]
        insert(Docket, TABLES[Docket], rows)
    for at in range(0, len(made), 20_000):
        batch = made[at : at + 20_000]
        with transaction.atomic():
            ids = reserve(Act, len(batch))
            keys_ = append.new_keys(len(batch))
            rows, entries = [], []
            for pk, key, (day, first, number, n, kind) in zip(ids, keys_, batch, strict=True):
                recorded = when(day, number)
                happened = when(first, number) if n == 1 else recorded
                rows.append(_act(pk, dockets[number], n, happened, recorded, kind, rulebook, key))
                fields = {"cm": os.urandom(32), "r": when(first, number)}
                entries.append(append.New(key, kind, fields, recorded))
            insert(Act, TABLES[Act], rows)
            append.many(entries)


def when(day: int, number: int) -> datetime:
    """A minute of that day, the same for the same case."""
    return BEGUN + timedelta(days=day, minutes=number * 7919 % 540)


def _docket(rulebook: str, pk: int, number: int, first: int, turns: list[int]) -> tuple[object, ...]:
    is_open = len(turns) % 2 == 1
    received = moment(when(first, number))
    changed = moment(when(turns[-1], number)) if turns else received
    return (
        pk, keys.number(), "case", rulebook, None, secrets.token_hex(16), os.urandom(60), len(turns),
        "received" if is_open else "closed", "{}", is_open, received, None if is_open else changed, changed,
        None, "", "", None, "", "{}",
    )  # fmt: skip


def _act(
    pk: int, docket: int, n: int, at: datetime, recorded: datetime, kind: str, rulebook: str, key: int
) -> tuple[object, ...]:
    refuses = kind == "closed" and pk % 3 == 0
    name = {"received": "receive", "closed": "assess", "reopened": "open_again"}[kind]
    facts = {"outcome": "refer" if refuses else "refuse"} if kind == "closed" else {}
    brings = {"register": {"k1": {"number": str(pk), "via": "portal"}}} if kind == "received" else {}
    return (
        pk, docket, n, moment(at), moment(recorded), False, name, "secretary", "O1", "",
        "refused" if refuses else "stage" if kind == "closed" else kind, kind, rulebook, json.dumps(facts),
        json.dumps(brings), "", "{}", os.urandom(32), key,
    )  # fmt: skip


def took(work: Callable[[], object]) -> tuple[float, float]:
    """Do it three times and return the least that one waits, and the processor's time of that run."""
    best = (float("inf"), 0.0)
    for _ in range(3):
        start, worked = time.perf_counter(), time.process_time()
        work()
        best = min(best, ((time.perf_counter() - start) * 1e3, (time.process_time() - worked) * 1e3))
    return best


def measure(name: str, count: int, table: Table) -> None:
    """Fill a database and measure on it."""
    with clock.frozen(BEGUN - timedelta(days=3)):
        here = build(settings)
    fill(here.rulebook.pk, count)
    analyse()
    rows = f"{Docket.objects.count():,} cases, {Act.objects.count():,} acts"
    start, worked = time.perf_counter(), time.process_time()
    with clock.frozen(datetime(2026, 1, 20, tzinfo=UTC)):
        while counted.count_on():
            pass
        wall, work = time.perf_counter() - start, time.process_time() - worked
        size, found = Head.objects.get().size, counted.whole()
        print(
            f"  {rows}; counted the first time in {wall:.1f} s; {len(found):,} kinds of entry",
            flush=True,
        )
        table.add(f"first count of {size:,} entries, {name}", f"{wall:.1f} s; processor {work:.1f} s")
        wall, work = took(lambda: composing.compose(QUARTER))
        calm = quiet(work, speed(4_000))
        ours = f"{wall:,.0f} ms; processor {work:,.0f}, quiet {calm:,.0f}"
        table.add(f"figures of a quarter over {count:,} cases, {name}", ours, f"< {LIMIT:,} ms",
                  ok=verdict(wall, calm, LIMIT))  # fmt: skip
        wall, work = took(lambda: call_command("stats", by="quarter", stdout=StringIO()))
        calm = quiet(work, speed(4_000))
        ours = f"{wall:,.0f} ms; processor {work:,.0f}, quiet {calm:,.0f}"
        table.add(f"dueprocess stats over {count:,} cases, {name}", ours)


def main() -> None:
    """Measure on the databases named."""
    given = asked(__doc__, cases=200_000)
    conditions()
    table = Table()
    for name in given.engines:
        with database(name), folder() as var, own_folder(var, settings):
            world.ADOPTED = date(2019, 12, 2)
            measure(name, 600 if given.quick else given.cases, table)
            connection.close()
    table.close()


if __name__ == "__main__":
    main()
