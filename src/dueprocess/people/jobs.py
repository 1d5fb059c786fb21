"""What the register lets others know at the start: its checks, and the jobs of lists that were sent in."""

from dueprocess.people import verify
from dueprocess.people.imports.actions import sending

__all__ = ["sending", "verify"]
