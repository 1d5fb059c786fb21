"""What the record does by the clock."""

from dueprocess.kit import clock
from dueprocess.kit.jobs import enqueue, every, job

from . import counted, journal


@every("1 hour")
@job("record.seal_access")
def seal_access() -> None:
    """Seal the read journal of every period that has closed."""
    journal.seal_closed()


@every("5 minutes")
@job("record.count_on")
def count_on() -> None:
    """Count on what the public entries add up to; what is left is counted right after."""
    if counted.count_on():
        enqueue("record.count_on", key=f"on:{clock.now().isoformat()}")
