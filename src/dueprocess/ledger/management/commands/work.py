"""`dueprocess work`: workers, schedule and signer, until told to stop."""

import argparse
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from dueprocess.kit import jobs, keys
from dueprocess.ledger import erasures, supervise


class Command(BaseCommand):
    help = "Do what was put off: run jobs, tick the schedule, sign and publish the record."
    requires_system_checks: list[str] = []  # pages and addresses are no concern of this process

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workers", type=int, default=1, help="worker processes (default 1)")
        parser.add_argument(
            "--no-signer", action="store_true", help="the signer runs elsewhere, as another user"
        )
        parser.add_argument("--once", action="store_true", help="run what is due in this process, and end")
        parser.add_argument(
            "--every", type=float, default=60.0, help="seconds between signs of life (default 60)"
        )
        parser.add_argument("--as-worker", type=int, metavar="PARENT", help=argparse.SUPPRESS)

    def handle(
        self,
        *args: Any,
        workers: int,
        no_signer: bool,
        once: bool,
        every: float,
        as_worker: int | None,
        **_: Any,
    ) -> None:
        if not as_worker:
            keys.outer()
            erasures.ready()
        if as_worker:
            supervise.work(as_worker)
        elif once:
            jobs.tick()
            self.stdout.write(f"{jobs.drain()} jobs done")
        else:
            signing = "without signer" if no_signer else "with signer"
            self.stdout.write(f"{workers} workers, {signing}, process {os.getpid()}. Ctrl-C ends it.")
            supervise.Supervisor(workers, not no_signer, self._say, every).run()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
