"""`dueprocess work`: one parent that keeps workers and the signer alive and ticks the schedule. Knows
processes; nothing of what they do.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import DatabaseError, close_old_connections
from django_tasks_db.models import DBTaskResult

from dueprocess.kit import jobs, outbox

log = logging.getLogger(__name__)

_TICK_SECONDS = 5.0
_SWEEP_SECONDS = 15.0
_GRACE_SECONDS = 40.0
_LONGEST_PAUSE = 60.0


@dataclass
class Child:
    """A process that has to run: its command, and when it may be started again."""

    role: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    not_before: float = 0.0
    failures: int = 0


class Supervisor:
    """Starts the children, restarts those that end, ticks the schedule and gives back what the dead held."""

    def __init__(self, workers: int, signer: bool, say: Callable[[str], None], every: float = 60.0) -> None:
        run = [sys.executable, "-m", "django"]
        self.children = [
            Child("worker", [*run, "work", "--as-worker", str(os.getpid())]) for _ in range(workers)
        ]
        if signer:
            self.children.append(Child("signer", [*run, "record", "sign", "--parent", str(os.getpid())]))
        self.say, self.every = say, every
        self._stop = threading.Event()
        self._swept = self._said = 0.0

    def stop(self, *_: object) -> None:
        """End after telling every child to finish what it has in hand (usable as a signal handler)."""
        self._stop.set()

    def run(self) -> None:
        """Run until stopped."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        try:
            while not self._stop.is_set():
                self._tend()
                self._tick()
                self._stop.wait(_TICK_SECONDS if all(c.process for c in self.children) else 0.5)
        finally:
            self._end()

    def _tend(self) -> None:
        """Start what does not run; one that ends at once is started again ever more slowly."""
        now = time.monotonic()
        for child in self.children:
            if child.process and child.process.poll() is not None:
                code, child.process = child.process.returncode, None
                child.failures = child.failures + 1 if now - child.started < 60 else 1
                child.not_before = now + min(2.0 ** (child.failures - 1), _LONGEST_PAUSE)
                log.error("the %s ended with %s; starting it again", child.role, code)
            if child.process is None and now >= child.not_before:
                # A group of its own: Ctrl-C reaches the parent alone, which then ends its children in order.
                child.process = subprocess.Popen(child.command, start_new_session=True)
                child.started = now

    def _tick(self) -> None:
        close_old_connections()
        now = time.monotonic()
        try:
            jobs.tick()
            if now - self._swept >= _SWEEP_SECONDS:
                self._swept = now
                jobs.sweep()
            if now - self._said >= self.every:
                self._said = now
                self.say(heartbeat())
        except DatabaseError:
            log.exception("the schedule could not be ticked")

    def _end(self) -> None:
        running = [child for child in self.children if child.process]
        for child in running:
            if child.process:
                child.process.terminate()
        deadline = time.monotonic() + _GRACE_SECONDS
        for child in running:
            if child.process:
                try:
                    child.process.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    log.warning("the %s did not end in time and was killed", child.role)
                    child.process.kill()
                    child.process.wait()
        self.say(f"{_clock()} stopped")


def heartbeat() -> str:
    """One line that says how the installation is doing."""
    living = jobs.alive()
    workers = [each for each in living if each.role == "worker"]
    signing = [each.doing for each in living if each.role == "signer"]
    waiting = DBTaskResult.objects.ready().count()
    return (
        f"{_clock()} workers {len(workers)} · due {waiting} · given up {len(jobs.failed())} · "
        f"mail waiting {outbox.waiting()} · signer {signing[0] if signing else 'not seen yet'}"
    )


def work(parent: int) -> None:
    """The life of one worker process; it ends with its parent, however that ended."""
    worker = jobs.Worker()
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)

    def orphaned() -> None:
        if os.getppid() != parent:
            worker.stop()

    worker.run(between=orphaned)


def _clock() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
