"""The schedule: each job once in each of its periods, whoever ticks. Knows the machine's clock."""

from datetime import UTC, datetime

from .registry import New, enqueue_many, scheduled


def _slot(seconds: float, now: datetime) -> int:
    return int(now.timestamp() // seconds)


def tick(now: datetime | None = None) -> int:
    """Queue every scheduled job for the period that runs now; a second tick in it queues nothing more.

    Returns how many jobs are scheduled. Any number of machines may tick.
    """
    now = now or datetime.now(UTC)
    due: list[New] = [
        (job.name, f"every:{_slot(job.period.total_seconds(), now)}", None, {})
        for job in scheduled()
        if job.period
    ]
    enqueue_many(due)
    return len(due)


def next_runs(now: datetime | None = None) -> dict[str, datetime]:
    """When each scheduled job's next period begins."""
    now = now or datetime.now(UTC)
    found = {}
    for job in scheduled():
        if job.period:
            seconds = job.period.total_seconds()
            found[job.name] = datetime.fromtimestamp((_slot(seconds, now) + 1) * seconds, UTC)
    return found
