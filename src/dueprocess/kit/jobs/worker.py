"""Workers: claim, run, retry with growing delay, and release what a killed worker held.

Knows task rows and heartbeats; nothing of what jobs do. The library has no retries, and a killed worker
leaves its row RUNNING for ever: a worker therefore beats every five seconds from a thread of its own, and
`sweep` gives back the rows of workers that have been silent for a lease.
"""

import logging
import os
import random
import secrets
import socket
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import OperationalError, close_old_connections, connections
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction, is_locked_database_exception

from dueprocess.kit.models import Heartbeat

from .registry import find, names, perform

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
"""How long a silent worker keeps its task: three times the longest wait for SQLite's lock."""
_BEAT_SECONDS = 5.0
_POLL_SECONDS = 0.5
_FIRST_DELAY = 30.0
_LONGEST_DELAY = 3 * 3600.0

Task = DBTaskResult[Any, Any]


def delay(attempts: int) -> timedelta:
    """How long to wait after that many attempts: 30 s, 2 min, 8 min, 32 min, 2 h, then 3 h; a tenth at
    random, so that jobs which failed together do not come back together."""
    seconds = min(_FIRST_DELAY * 4 ** (attempts - 1), _LONGEST_DELAY)
    return timedelta(seconds=seconds * random.uniform(0.9, 1.1))  # noqa: S311 (no secret)


class Worker:
    """One process that works the queue. `stop()` lets it finish the task at hand."""

    def __init__(self, role: str = "worker") -> None:
        self.name = f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.role = role
        self.done = 0
        self.doing = ""
        self._stop = threading.Event()
        self._started_at = datetime.now(UTC)

    def stop(self, *_: object) -> None:
        """Finish the task at hand and end (usable as a signal handler)."""
        self._stop.set()

    def run(self, between: Callable[[], None] | None = None) -> None:
        """Work until stopped; `between` is called before each look at the queue."""
        beat = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._save_beat()
        beat.start()
        try:
            while not self._stop.is_set():
                close_old_connections()
                if between:
                    between()
                try:
                    busy = self.run_one()
                except OperationalError:
                    log.exception("the database did not answer; trying again in a moment")
                    busy = False
                if not busy:
                    self._stop.wait(_POLL_SECONDS)
        finally:
            self._stop.set()
            beat.join(timeout=_BEAT_SECONDS)
            Heartbeat.objects.filter(name=self.name).delete()

    def run_one(self) -> bool:
        """Run the first task that is due; False when there is none."""
        task = self._claim()
        if task is None:
            return False
        name, codes = task.args_kwargs["args"][0], task.args_kwargs["kwargs"]
        self.doing = name
        try:
            find(name).run(**codes)
        except Exception as error:  # noqa: BLE001 (a job may fail in any way)
            _failed(task, name, error)
        else:
            _mine(task).update(status="SUCCESSFUL", finished_at=datetime.now(UTC))
            self.done += 1
        finally:
            self.doing = ""
        return True

    def _claim(self) -> Task | None:
        ready = DBTaskResult.objects.ready().filter(task_path=perform.module_path)
        if not ready.exists():  # a plain read: an idle worker takes no write lock
            return None
        try:
            with exclusive_transaction():
                task = ready.get_locked()
                if task is not None:
                    task.claim(self.name)
                return task
        except OperationalError as error:
            if is_locked_database_exception(error):
                return None
            raise

    def _beat(self) -> None:
        while not self._stop.wait(_BEAT_SECONDS):
            try:
                self._save_beat()
            except OperationalError:
                log.warning("a heartbeat could not be written")
        connections.close_all()

    def _save_beat(self) -> None:
        Heartbeat.objects.update_or_create(
            name=self.name,
            defaults={
                "role": self.role,
                "started_at": self._started_at,
                "beat_at": datetime.now(UTC),
                "doing": self.doing,
            },
        )


def _mine(task: Task) -> Any:
    """The row while it is still held by the claim that `task` is."""
    return DBTaskResult.objects.filter(pk=task.pk, status="RUNNING", started_at=task.started_at)


def _failed(task: Task, name: str, error: BaseException) -> None:
    """Put a failed task back with a delay, or give it up. Only the error's type and place are kept:
    its message may hold what people wrote."""
    attempts, kind = len(task.worker_ids), f"{type(error).__module__}.{type(error).__qualname__}"
    frames = traceback.extract_tb(error.__traceback__)
    place = "\n".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    last = name not in names() or attempts >= find(name).attempts
    log.error("job %s failed (%s, attempt %d%s)", name, kind, attempts, ", given up" if last else "")
    now = datetime.now(UTC)
    changes: dict[str, Any] = {"exception_class_path": kind, "traceback": place}
    if last:
        changes |= {"status": "FAILED", "finished_at": now}
    else:
        changes |= {"status": "READY", "started_at": None, "run_after": now + delay(attempts)}
    _mine(task).update(**changes)


def sweep(lease: timedelta = LEASE) -> int:
    """Give back the tasks of workers that have been silent for `lease`; returns how many.

    A task whose every attempt was cut short is given up, so that one which kills its worker ends.
    """
    now = datetime.now(UTC)
    Heartbeat.objects.filter(beat_at__lt=now - max(lease * 10, timedelta(days=1))).delete()
    living = set(Heartbeat.objects.filter(beat_at__gte=now - lease).values_list("name", flat=True))
    count = 0
    for task in DBTaskResult.objects.running().filter(task_path=perform.module_path):
        if task.worker_ids and task.worker_ids[-1] in living:
            continue
        if task.started_at and task.started_at > now - lease:
            continue  # claimed by a worker whose first heartbeat may be under way
        name = task.args_kwargs["args"][0]
        log.warning("job %s was cut short; its worker is gone", name)
        _failed(task, name, TimeoutError())
        count += 1
    return count


def drain(most: int = 10_000) -> int:
    """Run what is due now in this process, and what that makes due, for tests, demo and maintenance."""
    worker = Worker()
    count = 0
    while count < most and worker.run_one():
        count += 1
    return count


def alive(lease: timedelta = LEASE) -> list[Heartbeat]:
    """The workers, schedulers and signers that have given a sign of life within `lease`."""
    return list(Heartbeat.objects.filter(beat_at__gte=datetime.now(UTC) - lease).order_by("role", "name"))


def failed() -> list[tuple[str, datetime, str]]:
    """Jobs that were given up: name, when, and the kind of error. The operator has to look at them."""
    rows = DBTaskResult.objects.failed().order_by("-finished_at")[:200]
    return [(row.args_kwargs["args"][0], row.finished_at, row.exception_class_path) for row in rows]
