"""`dueprocess serve`: the web server and, beside it, the workers."""

import argparse
import signal
import subprocess
import sys
import time
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dueprocess.kit import keys
from dueprocess.ledger import erasures

STOP_SECONDS = 20


class Command(BaseCommand):
    """Starts granian and `dueprocess work`, and ends both when one of them ends."""

    help = "Serve the pages and do the background work, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
        parser.add_argument("--port", type=int, default=urlsplit(settings.DUEPROCESS_URL).port or 8000)
        parser.add_argument("--processes", type=int, default=2, help="web processes (default 2)")
        parser.add_argument("--threads", type=int, default=4, help="threads in each (default 4)")
        parser.add_argument(
            "--work",
            action=argparse.BooleanOptionalAction,
            default=True,
            help="also do the background work (default), or leave it to `dueprocess work` elsewhere",
        )

    def handle(self, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("the database is not up to date: run `dueprocess migrate` first")
        keys.outer()
        erasures.ready()
        connection.close()
        web = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws",
            "--host", options["host"], "--port", str(options["port"]),
            "--workers", str(options["processes"]), "--blocking-threads", str(options["threads"]),
            "--log-level", "warning", "--respawn-failed-workers",
            "dueprocess.conf.wsgi:application",
        ]  # fmt: skip
        commands = [web]
        if options["work"]:
            commands.append([sys.executable, "-m", "dueprocess.conf.commands", "work"])
        running = [subprocess.Popen(command) for command in commands]
        self.stdout.write(f"Serving at {settings.DUEPROCESS_URL} (Ctrl-C ends it)")
        self.stdout.flush()
        stopping = False

        def stop(_number: int, _frame: FrameType | None) -> None:
            nonlocal stopping
            stopping = True

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        while not stopping and all(process.poll() is None for process in running):
            time.sleep(0.2)
        ended = [process.returncode for process in running if process.poll() is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        limit = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
        if ended and not stopping:
            raise CommandError(f"a part of the server ended by itself, with code {ended[0]}")
