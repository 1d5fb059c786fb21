"""How fast an act goes through its full action: lock, replay, decision, sealing, copies, deadlines, entry.

Run: python benchmarks/act.py [--acts 400] [sqlite] [postgresql]
Each act falls on a docket of 20 acts (dockets are made first, not counted). SQLite works with
synchronous=FULL, PostgreSQL with fsync on. The disk's flush time is printed beside the figures, and the
log's share is measured on the same connection.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [
    str(Path(__file__).resolve().parent.parent),
    str(Path(__file__).resolve().parent.parent / "src"),
]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402

django.setup()

from benchmarks.ledger import DurablePostgresql, DurableSqlite, flush_time  # noqa: E402
from dueprocess.cases import actions as cases  # noqa: E402
from dueprocess.docket.actions import steps, take_step  # noqa: E402
from dueprocess.docket.models import Act, Deadline, Docket  # noqa: E402
from dueprocess.docket.needs import Needs  # noqa: E402
from dueprocess.kit import clock  # noqa: E402
from tests import world  # noqa: E402
from tests.databases import point_at  # noqa: E402

LENGTH = 20


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
        for n in range(4, LENGTH - 1):
            with clock.frozen(world.later(2, n)):
                cases.send_message(docket=docket, by=owner, text=f"Message {n} about the matter.", to=["C1"])
        dockets.append(Docket.objects.get(pk=docket.pk))
    return federation, dockets


def measure(count: int) -> None:
    """Time one act on each docket, and the log's part of it."""
    started = time.perf_counter()
    federation, dockets = prepare(count)
    print(f"  {count} dockets of {dockets[0].length} acts made in {time.perf_counter() - started:.1f} s")
    logs: list[float] = []
    log = steps.writing.log

    def timed(*args: object, **kwargs: object) -> None:
        start = time.perf_counter()
        log(*args, **kwargs)  # type: ignore[arg-type]
        logs.append((time.perf_counter() - start) * 1e3)

    steps.writing.log = timed
    needs = Needs(
        act={"for": ["R1"], "until": "2026-04-13"}, content={"reasons": "The respondent was away. " * 20}
    )
    at = world.later(3)
    times = []
    busy = time.process_time()
    with clock.frozen(at):
        for docket in dockets:
            start = time.perf_counter()
            take_step(
                docket=docket,
                step="allow_time",
                by=federation.actor("owner"),
                at=at,
                needs=needs,
                length=docket.length,
            )
            times.append((time.perf_counter() - start) * 1e3)
    busy = (time.process_time() - busy) / count * 1e3
    steps.writing.log = log
    times.sort()
    total, median, p95 = sum(times) / 1e3, statistics.median(times), times[int(count * 0.95)]
    rows = [f"{model.objects.count()} {model.__name__.lower()}s" for model in (Docket, Act, Deadline)]
    print(f"  {count / total:7.0f} acts/s   median {median:.2f} ms   p95 {p95:.2f} ms")
    print(f"  processor time of one act: {busy:.2f} ms")
    print(f"  the log's share: median {statistics.median(logs):.2f} ms")
    print(f"  rows: {', '.join(rows)}")


def main() -> None:
    """Measure on the databases named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=400)
    parser.add_argument("engines", nargs="*", default=["sqlite", "postgresql"])
    given = parser.parse_args()
    print(f"flush of 4 KiB: {flush_time(Path(tempfile.gettempdir())):.2f} ms")
    for name in given.engines:
        engine = {"sqlite": DurableSqlite, "postgresql": DurablePostgresql}[name]()
        engine.start()
        point_at(engine.copy())
        print(name)
        measure(given.acts)
        engine.stop()


if __name__ == "__main__":
    main()
