"""How fast an act goes through its full action: lock, replay, decision, sealing, copies, deadlines, entry.

Run: python benchmarks/act.py [--acts 150] [--quick] [sqlite] [postgresql]
Each act falls on a docket of its own that has 20 acts already (made through actions, not counted), moves a
deadline, and seals 700 characters of reasons. SQLite works with synchronous=FULL, PostgreSQL with fsync on.
The log's share is the time of the append within the same act. The speed of the core is measured between.
"""

import gc
import os
import statistics
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "src")]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from benchmarks.measuring import Table, Times, asked, conditions, database, quiet, speed, verdict
from dueprocess.cases import actions as cases
from dueprocess.docket.actions import steps, take_step
from dueprocess.docket.models import Act, Content, Deadline, Docket
from dueprocess.docket.needs import Needs
from dueprocess.kit import clock
from dueprocess.ledger.models import Entry, Head
from tests import world

LENGTH = 20
LIMITS = {"sqlite": 350, "postgresql": 150}
SHARE = 0.8
BETWEEN = 15
"""After so many acts the speed of the core is measured."""
NEEDS = Needs(
    act={"for": ["R1"], "until": "2026-04-13"},
    content={"reasons": "The respondent was away, and says so. " * 18},
)


def prepare(count: int) -> tuple[world.World, list[Docket]]:
    """Make the federation and `count` dockets of 20 acts each, up to the reply stage."""
    with clock.frozen(world.later(days=-1)):
        federation = world.federation()
    dockets = []
    for _ in range(count):
        with clock.frozen(world.MONDAY):
            docket = world.open_case(federation).docket
        owner = federation.actor("owner")
        with clock.frozen(world.later(1)):
            take_step(docket=docket, step="acknowledge", by=owner, at=world.later(1))
        with clock.frozen(world.later(2)):
            sent = take_step(docket=docket, step="send", by=owner, at=world.later(2))
            cases.confirm_receipt(docket=docket, of=sent.n, to="R1", by=owner)
        for n in range(4, LENGTH):
            with clock.frozen(world.later(2, n / 2)):
                cases.send_message(docket=docket, by=owner, text=f"Message {n} about the matter.", to=["C1"])
        dockets.append(Docket.objects.get(pk=docket.pk))
    return federation, dockets


def measure(count: int, name: str, table: Table) -> None:
    """Time one act on each docket, and the log's part of it."""
    started = time.perf_counter()
    federation, dockets = prepare(count)
    lengths = {docket.length for docket in dockets}
    print(f"  {count} dockets of {lengths} acts made in {time.perf_counter() - started:.0f} s")
    before = {model: model.objects.count() for model in (Act, Content, Deadline, Entry)}
    logs: list[float] = []
    log = steps.writing.log

    def share(*args: object, **kwargs: object) -> None:
        start = time.perf_counter()
        log(*args, **kwargs)  # type: ignore[arg-type]
        logs.append((time.perf_counter() - start) * 1e3)

    steps.writing.log = share
    at, by = world.later(3), federation.actor("owner")
    wall, processor, calm = [], [], []
    gc.collect()
    with clock.frozen(at):
        for n, docket in enumerate(dockets):
            if n % BETWEEN == 0:  # not beside each: hashing drives out what the processor holds of an act
                pace = speed(2_000)
            start, worked = time.perf_counter(), time.process_time()
            take_step(docket=docket, step="allow_time", by=by, at=at, needs=NEEDS, length=docket.length)
            processor.append((time.process_time() - worked) * 1e3)
            wall.append((time.perf_counter() - start) * 1e3)
            calm.append(quiet(processor[-1], pace))
    steps.writing.log = log
    times, part = Times(tuple(wall), tuple(processor)), statistics.median(logs)
    rows = [f"{model.objects.count() - old:+} {model.__name__}" for model, old in before.items()]
    print(f"  one act: {times}; the log's share {part:.2f} ms")
    print(f"  rows read back: {', '.join(rows)}; {Head.objects.get().size:,} entries in the log")
    rate, alone, calmly = 1e3 / times.median, 1e3 / times.worked, statistics.median(calm)
    ours = f"{rate:,.0f}/s; processor {alone:,.0f}/s, on a quiet machine {1e3 / calmly:,.0f}/s"
    ok = verdict(times.median, calmly, 1e3 / LIMITS[name])
    table.add(f"act on a docket of 20, {name}", ours, f"≥ {LIMITS[name]}/s", ok=ok)
    ok = verdict(part, quiet(part), SHARE)
    table.add(f"the log's share of it, {name}", f"{part:.2f} ms", f"≤ {SHARE} ms", ok=ok)


def main() -> None:
    """Measure on the databases named."""
    given = asked(__doc__, acts=150)
    conditions()
    table = Table()
    for name in given.engines:
        with database(name):
            measure(5 if given.quick else given.acts, name, table)
    table.close()


if __name__ == "__main__":
    main()
