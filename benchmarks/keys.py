"""What the outer key of tags costs, and how long a rotation of the index key takes.

Run: python benchmarks/keys.py [--cases 20000] [--words 100] [--quick] [sqlite] [postgresql] The cases are
imported ones of an invented register, each with so many words in the index besides, drawn from 40,000 as
words are (few often, most seldom). All tags are stored anew in one transaction, twice: from no outer key to
one, and from that one to another. SQLite works with synchronous=FULL, PostgreSQL with fsync on.
"""

import hashlib
import os
import random
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "src")]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.conf import settings
from django.db import connection, transaction

from benchmarks.imports import MAP, MOMENT, write
from benchmarks.measuring import Table, asked, conditions, database, folder, timed
from dueprocess.cases.imports.actions import import_cases
from dueprocess.cases.imports.load import load
from dueprocess.cases.imports.register import Register
from dueprocess.cases.imports.report import Report
from dueprocess.docket.models import Docket, Word
from dueprocess.kit import bulk, clock, keys, words
from dueprocess.ledger import changing
from tests import outer, world

SECONDS = {"sqlite": 300, "postgresql": 300}
VOCABULARY = 40_000


def fill(path: Path, words_each: int) -> None:
    """Import the register and give each case its words."""
    chance = random.Random(11)
    with clock.frozen(MOMENT):
        world.ground()
        world.adopt()
        mapping = load(MAP)
        with Register(mapping, path) as register:
            import_cases(register, report=Report(mapping.title))
    every = sorted(words.tags(" ".join(f"word{number}" for number in range(20_000))))
    every += sorted(words.tags(" ".join(f"term{number}" for number in range(VOCABULARY - 20_000))))
    with bulk.seldom_carried_over():
        dockets = list(Docket.objects.values_list("pk", flat=True))
        for at in range(0, len(dockets), 1_000):
            rows = []
            for docket in dockets[at : at + 1_000]:
                drawn = {every[int(len(every) * chance.random() ** 3)] for _ in range(words_each)}
                rows += [(docket, tag) for tag in drawn]
            with transaction.atomic():
                bulk.insert(Word, ("docket", "tag"), sorted(rows))


def one_tag(table: Table) -> None:
    """Measure what the outer key costs: for a tag that is new to the process, for one that it knows, for
    words."""
    made, none = keys.Outer(hashlib.sha256(b"benchmark").digest()), keys.Outer()
    new = [[os.urandom(16).hex() for _ in range(100)] for _ in range(400)]
    fresh, digests = iter(new), [os.urandom(10) for _ in range(100)]
    for what, work in (
        ("a tag that is new to the process", lambda: [made.stored(tag) for tag in next(fresh)]),
        ("a tag that it knows", lambda: [made.stored(tag) for tag in new[-1]]),
        ("a word", lambda: made.words(digests)),
        ("a word without outer key", lambda: none.words(digests)),
    ):
        table.add(f"outer key on {what}", f"{timed(300, work).median * 10:.2f} µs")


def measure(path: Path, given_words: int, name: str, table: Table) -> None:
    """Fill a database and store its tags anew, twice."""
    keys.make_keys(Path(settings.DUEPROCESS_KEYS))
    outer.given(Path(settings.DUEPROCESS_KEYS))
    outer.without()
    started = time.perf_counter()
    fill(path, given_words)
    seconds = time.perf_counter() - started
    print(f"  {Docket.objects.count():,} cases, {Word.objects.count():,} words: {seconds:.0f} s")
    for what in ("from none", "to another"):
        rows = 0

        def say(_table: str, done: int) -> None:
            nonlocal rows
            rows = done

        started = time.perf_counter()
        changing.index_key(by="board", reason="M", say=say)
        seconds = time.perf_counter() - started
        ok = "yes" if seconds <= SECONDS[name] else "NO"
        table.add(
            f"index key changed, {what}, {name}",
            f"{seconds:.1f} s, {rows:,} rows, {rows / seconds:,.0f}/s",
            f"≤ {SECONDS[name]} s",
            ok=ok,
        )
    if connection.vendor == "sqlite":
        print(f"  file {Path(connection.settings_dict['NAME']).stat().st_size / 1e6:.0f} MB")


def main() -> None:
    """Measure on the databases named."""
    given = asked(__doc__, cases=20_000, words=100)
    conditions()
    table = Table()
    one_tag(table)
    for name in given.engines:
        with folder() as place, database(name):
            measure(write(place, 80 if given.quick else given.cases), given.words, name, table)
    table.close()


if __name__ == "__main__":
    main()
