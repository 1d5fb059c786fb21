"""Jobs by name, and putting them in the queue. Knows task rows; nothing of workers."""

import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django_tasks import task
from django_tasks_db.models import DBTaskResult, get_date_max

from dueprocess.core.errors import Broken

MOST_ATTEMPTS = 8
"""How often a failing job is tried unless it says otherwise: over about nine hours."""

Code = str | int | bool | None
New = tuple[str, str, datetime | None, dict[str, Code]]
Run = TypeVar("Run", bound=Callable[..., None])
_NAMESPACE = uuid.UUID("5f0ad7a4-5d0c-4bb5-9a5a-1f1c6d6a6f0e")
_CODE = re.compile(r"[A-Za-z0-9._:/+=\-]{0,200}")
_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True)
class Job:
    """A registered job: its name, what it runs, how often it is tried, and its period if it has one."""

    name: str
    run: Callable[..., None]
    attempts: int
    period: timedelta | None = None


_jobs: dict[str, Job] = {}


def job(name: str, attempts: int = MOST_ATTEMPTS) -> Callable[[Run], Run]:
    """Register a function as the job of that name. Names are forever: queued rows hold them."""

    def register(run: Run) -> Run:
        there = _jobs.get(name)
        if there is not None and there.run.__qualname__ != run.__qualname__:
            raise Broken(f"There are two jobs named {name}.")
        _jobs[name] = Job(name, run, attempts)
        return run

    return register


def every(period: str) -> Callable[[Run], Run]:
    """Run a registered job once in each period: `"30 seconds"`, `"10 minutes"`, `"1 hour"`, `"1 day"`.

    A period that passed while nothing ran is not made up for: jobs look at the state, not at the clock.
    """
    count, _, unit = period.partition(" ")
    length = timedelta(seconds=int(count) * _UNITS[unit.rstrip("s")])

    def register(run: Run) -> Run:
        for each in list(_jobs.values()):
            if each.run is run:
                _jobs[each.name] = Job(each.name, each.run, each.attempts, length)
                return run
        raise Broken("@every stands above @job")

    return register


def names() -> list[str]:
    """The names of all jobs."""
    return sorted(_jobs)


def find(name: str) -> Job:
    """The job of that name. Raises Broken."""
    try:
        return _jobs[name]
    except KeyError:
        raise Broken(f"There is no job named {name}; known are {', '.join(names())}.") from None


def scheduled() -> list[Job]:
    """The jobs that run by the clock."""
    return [each for each in _jobs.values() if each.period]


@task()
def perform(name: str, **codes: Code) -> None:
    """Run the job of that name. The one task of this installation; the queue's rows point here."""
    find(name).run(**codes)


def task_id(name: str, key: str) -> uuid.UUID:
    """The id of the task row for a job and its idempotency key."""
    return uuid.uuid5(_NAMESPACE, f"{name}\0{key}")


def enqueue(name: str, key: str, run_after: datetime | None = None, priority: int = 0, **codes: Code) -> None:
    """Have a job run after this transaction commits, and not before `run_after`.

    The same name and key are queued once however often they are given, while the finished row is kept
    (30 days). `codes` are identifiers only: the queue lies unsealed, so text with a space is refused
    (Broken), as is an unknown name.
    """
    enqueue_many([(name, key, run_after, codes)], priority)


def enqueue_many(new: Iterable[New], priority: int = 0) -> None:
    """Several jobs in one statement: name, key, run_after and codes of each."""
    rows = [_row(name, key, run_after, codes, priority) for name, key, run_after, codes in new]
    if rows:
        DBTaskResult.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def _row(
    name: str, key: str, run_after: datetime | None, codes: dict[str, Code], priority: int
) -> DBTaskResult[Any, Any]:
    find(name)
    for field, value in codes.items():
        if isinstance(value, str) and not _CODE.fullmatch(value):
            raise Broken(f"The job {name} was given text for {field}; a job takes codes only.")
    return DBTaskResult(
        id=task_id(name, key),
        args_kwargs={"args": [name], "kwargs": codes},
        priority=priority,
        task_path=perform.module_path,
        queue_name=perform.queue_name,
        backend_name=perform.backend,
        run_after=run_after or get_date_max(),
    )
