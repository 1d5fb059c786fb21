"""What the record does by the clock."""

from dueprocess.kit.jobs import every, job

from . import journal


@every("1 hour")
@job("record.seal_access")
def seal_access() -> None:
    """Seal the read journal of every period that has closed."""
    journal.seal_closed()
