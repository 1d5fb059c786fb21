"""How fast a list of members comes in, how large that grows, and how fast somebody is found in it.

Run: python benchmarks/members.py [--members 600000] [--quick] [sqlite] [postgresql]
The limits: 600,000 members in 10 minutes, memory that grows by no more than some hundred bytes for each, and
95 of 100 look-ups in 100 ms. The names are invented, of many traditions and scripts, with far more namesakes
than a real register has. Looked for are whole names, parts of names, membership numbers, other names, names
with a slip of the pen, as the desk looks for them; and whom a name as written in a complaint may speak of, as
the wall asks it.
"""

import csv
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "src")]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from benchmarks.measuring import Table, asked, conditions, database, folder, quiet, timed, verdict
from dueprocess.demo.names import drawn
from dueprocess.kit import clock
from dueprocess.people import extracts, search
from dueprocess.people.imports.actions import compare, take_in
from dueprocess.people.imports.lists import Lists
from dueprocess.people.imports.load import load
from dueprocess.people.imports.report import Report
from dueprocess.people.models import NameKey, Person
from tests import world

MEMBERS, SECONDS, FOUND = 600_000, 600, 100
GROWTH = 300
"""Megabytes that taking in 600,000 people may add to the memory of the process."""
LOOKS = 60
REGIONS, BRANCHES = 20, 40
MOMENT = datetime(2026, 3, 23, 10, 0, tzinfo=UTC)
MAP = """
title = "Invented members"
[units]
file = "units.csv"
[units.columns]
code = { is = "code" }
name = { is = "name" }
parent = { is = "parent" }
[people]
file = "people.csv"
[people.columns]
number = { is = "number" }
name = { is = "name" }
known = { is = "known_as" }
also = { is = "alias", split = ";" }
unit = { is = "unit" }
born = { is = "born_on" }
email = { is = "email" }
"""


def write(place: Path, count: int, looks: int) -> tuple[list[Path], list[tuple[str, str]]]:
    """Write an invented list; return its files, and the number and name of so many of its people."""
    chance, branches = random.Random(11), min(BRANCHES, count // REGIONS)
    units, people = place / "units.csv", place / "people.csv"
    with units.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["code", "name", "parent"])
        rows.writerow(["U", "Union", ""])
        for region in range(REGIONS):
            rows.writerow([f"R{region}", f"Region {region}", "U"])
            rows.writerows(
                [f"R{region}C{n}", f"Branch {n} of region {region}", f"R{region}"] for n in range(branches)
            )
    some = []
    with people.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["number", "name", "known", "also", "unit", "born", "email"])
        for n, name in zip(range(count), drawn(chance), strict=False):
            unit = f"R{chance.randrange(REGIONS)}C{chance.randrange(branches)}"
            born = f"{chance.randrange(1930, 2008)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
            email = f"m{n}@example.org" if n % 3 else ""
            rows.writerow([f"M{n:07}", name.full, name.known_as, ";".join(name.also), unit, born, email])
            if n % max(1, count // looks) == 0:
                some.append((f"M{n:07}", name.full))
    return [units, people], some


class Memory:
    """The most memory of its own that the process had when it was looked at, in megabytes: without what it
    has mapped of the database's file, which belongs to the system."""

    def __init__(self) -> None:
        self.most = self.began = 0.0
        self(0, 0)
        self.began = self.most

    def __call__(self, rows: int, part: float) -> None:
        """Look."""
        [line] = [each for each in Path("/proc/self/status").read_text().splitlines() if "RssAnon" in each]
        self.most = max(self.most, int(line.split()[1]) * 1024 / 1e6)


def slip(text: str) -> str:
    """Write two letters of the longest word the wrong way round, as one does in haste."""
    longest = max(text.split(), key=len)
    middle = len(longest) // 2
    swapped = longest[:middle] + longest[middle : middle + 2][::-1] + longest[middle + 2 :]
    return text.replace(longest, swapped)


def measure(count: int, looks: int, name: str, place: Path, table: Table) -> None:
    """Compare, take in, compare the same again, and look for people."""
    files, some = write(place, count, looks)
    mapping = load(MAP)
    lists = partial(Lists, mapping, files)
    with clock.frozen(MOMENT):
        world.ground()
        memory = Memory()
        start, worked = time.perf_counter(), time.process_time()
        report = take_in(lists, by=None, report=Report(mapping.title), roles=(), progress=memory)
        seconds, worked = time.perf_counter() - start, time.process_time() - worked
        if Person.objects.count() != count or report.counts["people"].new != count:
            raise SystemExit(f"not all came in: {report.counts}")
        whole = count >= MEMBERS
        table.add(
            f"{count:,} members compared and taken in, {name}",
            f"{seconds:.0f} s, {count / seconds:,.0f}/s (processor {worked:.0f} s)",
            f"≤ {SECONDS} s" if whole else "",
            ok=verdict(seconds * 1e3, quiet(worked) * 1e3, SECONDS * 1e3) if whole else "",
        )
        start, worked = time.perf_counter(), time.process_time()
        again = compare(lists, by=None, report=Report(mapping.title), roles=())
        seconds, worked = time.perf_counter() - start, time.process_time() - worked
        if again.differs:
            raise SystemExit(f"the same list differs: {again.counts}")
        table.add(
            f"the same {count:,} compared again: nothing differs, {name}",
            f"{seconds:.0f} s (processor {worked:.0f} s)",
        )
        grown = memory.most - memory.began
        table.add(
            f"memory that {count:,} members add, {name}",
            f"{grown:.0f} MB",
            f"≤ {GROWTH} MB" if whole else "",
            ok=("yes" if grown <= GROWTH else "NO") if whole else "",
        )
        print(f"  {NameKey.objects.count():,} name keys")
        look(some, name, table, whole=whole)


def look(some: list[tuple[str, str]], name: str, table: Table, *, whole: bool) -> None:
    """Look for people in every way, and print the 95th percentile of each."""
    other = dict(Person.objects.filter(member_number__in=dict(some)).exclude(
        aliases=None).values_list("member_number", "aliases__name"))  # fmt: skip
    ways: dict[str, tuple[list[str], Callable[[str], object]]] = {
        "a whole name": ([full for _, full in some], partial(extracts.find, limit=26)),
        "part of a name": (
            [max(full.split(), key=len)[:4] for _, full in some],
            partial(extracts.find, limit=26),
        ),
        "a number": ([number for number, _ in some], partial(extracts.find, limit=26)),
        "another name": (list(other.values()), partial(extracts.find, limit=26)),
        "a name with a slip": ([slip(full) for _, full in some], partial(extracts.find, limit=26)),
        "whom a name speaks of": ([full for _, full in some], search.alike),
    }
    for what, (texts, find) in ways.items():
        if not texts:
            continue
        find(texts[0])
        left = iter(texts)
        times = timed(len(texts), lambda: find(next(left)))  # noqa: B023
        if what == "a name with a slip":
            hit = sum(
                number in {each.member_number for each in extracts.find(text, limit=26)}
                for (number, _), text in zip(some, texts, strict=True)
            )
            print(f"  of {len(texts)} names with a slip {hit} are among the 26 shown")
        worst = max(zip(times.wall, texts, strict=True))
        print(f"  {what}: {times}; the slowest {worst[0]:.0f} ms")
        table.add(
            f"look-up by {what}, {name}", str(times), f"p95 ≤ {FOUND} ms" if whole else "",
            ok=verdict(times.p95, quiet(times.p95), FOUND) if whole else "",
        )  # fmt: skip


def main() -> None:
    """Measure on the databases named."""
    given = asked(__doc__, members=MEMBERS)
    conditions()
    table = Table()
    for name in given.engines:
        with folder() as place, database(name):
            count, looks = (100, 10) if given.quick else (given.members, LOOKS)
            measure(count, looks, name, place, table)
    table.close()


if __name__ == "__main__":
    main()
