"""How fast an old register goes in, how large it becomes, how fast its figures come out and all of it is
checked against the record (`record verify-state`).

Run: python benchmarks/imports.py [--cases 181412] [--most 1000000] [--again 10000] [--quick] [sqlite]
[postgresql]
Both databases get `--again` cases twice: the second time nothing changes. SQLite gets `--cases` besides, as
many as the public register that the limits were set for: 120 s, a file of 1 GB, 1 GB of memory; 1.5 ms to
check one case. And it gets `--most`, a million: 600 s, 1 GB of memory; checking that takes another quarter of
an hour and is left out.
The register is invented, shaped as a large public one: 8 cells for each case and 1.35 respondents of 8 cells.
SQLite works with synchronous=FULL, PostgreSQL with fsync on; the disk's flush time is printed beside the
figures, the row counts are read back from the database.
"""

import csv
import os
import random
import resource
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "src")]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.db import connection

from benchmarks.measuring import Table, asked, conditions, database, folder, quiet, verdict
from dueprocess.cases import figures
from dueprocess.cases.imports.actions import import_cases
from dueprocess.cases.imports.load import load
from dueprocess.cases.imports.register import Register
from dueprocess.cases.imports.report import Report
from dueprocess.docket.models import Act, Content, Docket, PersonKey
from dueprocess.kit import clock
from dueprocess.ledger import state
from tests import world

CASES, SECONDS, MEGABYTES = 181_412, 120, 1_000
MILLION, MILLION_SECONDS = 1_000_000, 600
CHECKED = 1.5
"""Milliseconds for each case, within which all that is stored of it is compared with the record."""
MOMENT = datetime(2026, 3, 23, 10, 0, tzinfo=UTC)
MAP = """
title = "Invented register"
[columns]
id = { is = "id" }
received = { is = "received_on" }
closed = { is = "closed_on" }
incident = { is = "incident_on" }
area = { is = "kept" }
place = { is = "kept" }
address = { is = "kept" }
source = { is = "kept" }
[joins.respondents]
file = "respondents.csv"
id = "case"
[joins.respondents.columns]
person = { is = "person" }
code = { is = "category" }
category = { is = "kept" }
proposed = { is = "kept" }
proposal = { is = "kept" }
finding = { is = "finding" }
sanction = { is = "sanction" }
source = { is = "kept" }
"""


def write(folder: Path, count: int) -> Path:
    """Write the two files of an invented register; the same for one count."""
    chance = random.Random(7)
    main = folder / "cases.csv"
    with main.open("w", newline="") as cases, (folder / "respondents.csv").open("w", newline="") as people:
        rows, respondents = csv.writer(cases), csv.writer(people)
        rows.writerow(["id", "received", "closed", "incident", "area", "place", "address", "source"])
        respondents.writerow(
            ["case", "person", "code", "category", "proposed", "proposal", "finding", "sanction", "source"]
        )
        for number in range(count):
            received = date(1990, 1, 1) + timedelta(days=chance.randrange(10_000))
            closed = received + timedelta(days=int(chance.expovariate(1 / 200)))
            end = closed.isoformat() if chance.random() < 0.98 else ""
            place, address = f"{chance.randrange(30):02}", f"L{chance.randrange(16**12):012x}"
            rows.writerow([f"C{number}", received, end, received, "0421", place, address, "1"])
            for _ in range(chance.choice([0, 1, 1, 1, 2, 3])):
                person = f"P{chance.randrange(22_000):012x}"
                said = [
                    "05A",
                    "Conduct at a meeting of members",
                    "NS",
                    "No action",
                    "NS",
                    "No action taken",
                    "1",
                ]
                respondents.writerow([f"C{number}", person, *said])
    return main


def measure(
    path: Path, count: int, database_name: str, table: Table, *, twice: bool = False, checked: bool = True
) -> None:
    """Import once, or once more, and print the figures."""
    with clock.frozen(MOMENT):
        world.ground()
        world.adopt()
        mapping = load(MAP)
        for again in (False, True)[: 1 + twice]:
            start, worked = time.perf_counter(), time.process_time()
            with Register(mapping, path) as register:
                report = import_cases(register, report=Report(mapping.title))
            seconds, worked = time.perf_counter() - start, time.process_time() - worked
            counts = report.files[path.name]
            what = f"{counts.unchanged} unchanged" if again else f"{counts.made} made"
            print(f"  {what}: {seconds:.1f} s ({worked:.1f} s of processor), {count / seconds:.0f} cases/s")
            most = MILLION_SECONDS if count >= MILLION else SECONDS
            limit = f"≤ {most} s" if count >= CASES else ""
            ok = verdict(seconds * 1e3, quiet(worked) * 1e3, most * 1e3) if limit else ""
            table.add(
                f"import of {count:,} cases, {database_name}{': the same again' if again else ''}",
                f"{seconds:.1f} s, {count / seconds:,.0f}/s (processor {worked:.1f} s)",
                limit,
                ok=ok,
            )
        start = time.perf_counter()
        tally, _ = figures.tally(ZoneInfo("UTC"), ages_at=[MOMENT.date()])
        print(f"  figures of {tally.cases} cases: {time.perf_counter() - start:.1f} s")
        if checked:
            check(count, database_name, table)
    rows = [f"{model.objects.count()} {model.__name__}" for model in (Docket, Act, Content, PersonKey)]
    print(f"  rows: {', '.join(rows)}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(f"  peak memory {memory:.0f} MB")
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        size = sum(each.stat().st_size for each in name.parent.glob(f"{name.name}*"))
        print(f"  file {size / 1e6:.0f} MB, {size / count:.0f} bytes for each case")
        if count >= CASES:
            most = memory if count >= MILLION else max(size / 1e6, memory)
            table.add(
                f"{'memory (and file)' if count >= MILLION else 'file and memory'} of {count:,} cases, "
                f"{database_name}",
                f"{size / 1e6:.0f} MB file, {memory:.0f} MB memory",
                f"≤ {MEGABYTES:,} MB",
                ok="yes" if most <= MEGABYTES else "NO",
            )


def check(count: int, database_name: str, table: Table) -> None:
    """Compare all that is stored with the record, and print what it takes."""
    looked = state.Tally()
    start, worked = time.perf_counter(), time.process_time()
    found = list(state.faults(tally=looked))
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    if found or looked.seen["dockets"] != count:
        raise SystemExit(f"{len(found)} faults in {looked.seen['dockets']} dockets: {found[:3]}")
    each, alone = seconds / count * 1e3, worked / count * 1e3
    table.add(
        f"verify-state over {count:,} imported cases, {database_name}",
        f"{each:.2f} ms a case, {seconds:.1f} s (processor {alone:.2f} ms)",
        f"≤ {CHECKED} ms",
        ok=verdict(each, quiet(alone), CHECKED),
    )


def main() -> None:
    """Measure on the databases named."""
    given = asked(__doc__, cases=CASES, most=MILLION, again=10_000)
    conditions()
    table = Table()
    again, cases, most = (200, 400, 500) if given.quick else (given.again, given.cases, given.most)
    for name in given.engines:
        with folder() as place, database(name):
            measure(write(place, again), again, name, table, twice=True)
        if name == "sqlite":
            with folder() as place, database(name):
                measure(write(place, cases), cases, name, table)
            with folder() as place, database(name):
                measure(write(place, most), most, name, table, checked=False)
    table.close()


if __name__ == "__main__":
    main()
