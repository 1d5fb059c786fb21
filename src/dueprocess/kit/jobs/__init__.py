"""Work that is done later: enqueued in the act's own transaction, retried, swept, scheduled.

Knows Django's tasks (django-tasks, stored by django-tasks-db) and the clock of the machine; nothing of
what jobs do. Jobs must be idempotent: one that was killed after its work and before its note runs again.

    @every("10 minutes")
    @job("dockets.lapse")
    def lapse() -> None: ...

    jobs.enqueue("notice.send", key=f"{act.pk}:{notice}", act=act.pk)     # inside the act's transaction
"""

from .registry import MOST_ATTEMPTS, enqueue, enqueue_many, every, job, names, perform, scheduled
from .schedule import next_runs, tick
from .worker import LEASE, Worker, alive, drain, failed, sweep

__all__ = [
    "LEASE",
    "MOST_ATTEMPTS",
    "Worker",
    "alive",
    "drain",
    "enqueue",
    "enqueue_many",
    "every",
    "failed",
    "job",
    "names",
    "next_runs",
    "perform",
    "scheduled",
    "sweep",
    "tick",
]
